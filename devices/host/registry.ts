import type { DeviceConfig } from '../config.ts';
import type { Driver, DriverSurroundings } from '../driver/driver.ts';
import type { SecretPort } from '../eid/secrets.ts';
import type { EventDriver } from '../driver/event-device.ts';
import type { DeviceStatus } from '../driver/status.ts';
import { VERBS as DOCUMENT_PRINTER } from '../document-printer/verbs.ts';
import { verbsOf } from '../driver/verbs.ts';
import { VERBS as EID } from '../eid/verbs.ts';
import { VERBS as IO_BOARD } from '../io-board/verbs.ts';
import { VERBS as PAYMENT_TERMINAL } from '../payment-terminal/verbs.ts';
import { VERBS as RECEIPT_PRINTER } from '../receipt-printer/verbs.ts';
import { VERBS as UPS } from '../ups/verbs.ts';

/** A device in the host: its driver, and the methods that the terminal may call across the process boundary. */
export interface Device {
  readonly name: string;
  readonly driver: Driver;
  /** By name, as the class's `verbs.ts` lists them; their arguments were typed on the other side. */
  readonly verbs: Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;
  /** Of a device to which visitors tell secrets: takes the port over which they come. */
  readonly takeSecrets?: (port: SecretPort) => void;
}

export interface Surroundings extends DriverSurroundings {
  readonly fonts: readonly string[];
  readonly interrupted: readonly string[];
  /** Tells the terminal what happened at the device: a scan, a key, a text for the screen. */
  readonly tell: (event: unknown) => void;
  /** Asks the terminal to keep something on disk; true when it is there. Not answered while the disk has it not. */
  readonly appendToJournal: (entry: unknown) => Promise<boolean>;
}

/** A device that only tells. */
function eventDevice<S extends DeviceStatus, E>(
  name: string,
  driver: EventDriver<S, E>,
  { tell }: Surroundings,
): Device {
  driver.onEvent(tell);
  return { name, driver, verbs: {} };
}

/**
 * The only place that knows which driver a class has. A host loads the drivers of its own devices and no others: what
 * takes payments or PINs maps no native code for drawing, USB or chip cards that it never calls.
 */
export async function createDevice(config: DeviceConfig, around: Surroundings): Promise<Device> {
  const { name } = config;
  switch (config.class) {
    case 'receipt-printer': {
      const { createReceiptPrinter } = await import('../receipt-printer/create.ts');
      const driver = createReceiptPrinter(config, { ...around, interrupted: around.interrupted.includes(name) });
      driver.onTicket(around.tell);
      return { name, driver, verbs: verbsOf(driver, RECEIPT_PRINTER) };
    }
    case 'document-printer': {
      const { createDocumentPrinter } = await import('../document-printer/create.ts');
      const driver = createDocumentPrinter(config, around);
      return { name, driver, verbs: verbsOf(driver, DOCUMENT_PRINTER) };
    }
    case 'payment-terminal': {
      const { createPaymentTerminal } = await import('../payment-terminal/create.ts');
      const driver = createPaymentTerminal(config, around);
      driver.onProgress(around.tell);
      return { name, driver, verbs: verbsOf(driver, PAYMENT_TERMINAL) };
    }
    case 'card-reader': {
      const { createCardReader } = await import('../card-reader/create.ts');
      const driver = createCardReader(config, around);
      driver.onCard(around.tell);
      return { name, driver, verbs: {} };
    }
    case 'badge-reader': {
      const { createBadgeReader } = await import('../badge-reader/create.ts');
      return eventDevice(name, createBadgeReader(config, around), around);
    }
    case 'scanner': {
      const { createScanner } = await import('../scanner/create.ts');
      return eventDevice(name, createScanner(config, around), around);
    }
    case 'document-reader': {
      const { createDocumentReader } = await import('../document-reader/create.ts');
      return eventDevice(name, createDocumentReader(config, around), around);
    }
    case 'keypad': {
      const { createKeypad } = await import('../keypad/create.ts');
      return eventDevice(name, createKeypad(config, around), around);
    }
    case 'io-board': {
      const { createIoBoard } = await import('../io-board/create.ts');
      const driver = createIoBoard(config, around);
      return { ...eventDevice(name, driver, around), verbs: verbsOf(driver, IO_BOARD) };
    }
    case 'eid': {
      const { createEidReader } = await import('../eid/create.ts');
      const driver = createEidReader(config, around);
      driver.onEvent(around.tell);
      return {
        name,
        driver,
        takeSecrets: (port) => driver.takeSecrets(port),
        verbs: verbsOf(driver, EID),
      };
    }
    case 'ups': {
      const { createUps } = await import('../ups/create.ts');
      const driver = createUps(config, around);
      return { name, driver, verbs: verbsOf(driver, UPS) };
    }
  }
}
