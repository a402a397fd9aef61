import { createBadgeReader } from '../badge-reader/create.ts';
import { createCardReader } from '../card-reader/create.ts';
import type { DeviceConfig } from '../config.ts';
import { createDocumentPrinter } from '../document-printer/create.ts';
import { createDocumentReader } from '../document-reader/create.ts';
import type { Driver, DriverSurroundings } from '../driver/driver.ts';
import { createEidReader } from '../eid/create.ts';
import type { SecretPort } from '../eid/secrets.ts';
import { createIoBoard } from '../io-board/create.ts';
import { createKeypad } from '../keypad/create.ts';
import { createPaymentTerminal } from '../payment-terminal/create.ts';
import { createReceiptPrinter } from '../receipt-printer/create.ts';
import { createScanner } from '../scanner/create.ts';
import type { EventDriver } from '../driver/event-device.ts';
import type { DeviceStatus } from '../driver/status.ts';
import { createUps } from '../ups/create.ts';
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

/** The only place that knows which driver a class has. */
export function createDevice(config: DeviceConfig, around: Surroundings): Device {
  const { name } = config;
  switch (config.class) {
    case 'receipt-printer': {
      const driver = createReceiptPrinter(config, { ...around, interrupted: around.interrupted.includes(name) });
      driver.onTicket(around.tell);
      return { name, driver, verbs: verbsOf(driver, RECEIPT_PRINTER) };
    }
    case 'document-printer': {
      const driver = createDocumentPrinter(config, around);
      return { name, driver, verbs: verbsOf(driver, DOCUMENT_PRINTER) };
    }
    case 'payment-terminal': {
      const driver = createPaymentTerminal(config, around);
      driver.onProgress(around.tell);
      return { name, driver, verbs: verbsOf(driver, PAYMENT_TERMINAL) };
    }
    case 'card-reader': {
      const driver = createCardReader(config, around);
      driver.onCard(around.tell);
      return { name, driver, verbs: {} };
    }
    case 'badge-reader':
      return eventDevice(name, createBadgeReader(config, around), around);
    case 'scanner':
      return eventDevice(name, createScanner(config, around), around);
    case 'document-reader':
      return eventDevice(name, createDocumentReader(config, around), around);
    case 'keypad':
      return eventDevice(name, createKeypad(config, around), around);
    case 'io-board': {
      const driver = createIoBoard(config, around);
      return { ...eventDevice(name, driver, around), verbs: verbsOf(driver, IO_BOARD) };
    }
    case 'eid': {
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
      const driver = createUps(config, around);
      return { name, driver, verbs: verbsOf(driver, UPS) };
    }
  }
}
