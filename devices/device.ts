import type { Clock } from './clock.ts';
import type { DeviceConfig } from './config.ts';
import { createDocumentPrinter } from './document-printer/create.ts';
import type { PrintDocument } from './document-printer/document-printer.ts';
import type { Driver, HotPlug } from './driver.ts';
import { createPaymentTerminal } from './payment-terminal/create.ts';
import type { Booking, OpenPayment, PaymentRequest } from './payment-terminal/payment-terminal.ts';
import { createReceiptPrinter } from './receipt-printer/create.ts';
import type { Paper } from './receipt-printer/paper.ts';

/** A device as the host keeps it: its driver, and the verbs that the terminal may call across the process boundary. */
export interface Device {
  readonly name: string;
  readonly driver: Driver;
  /** By name; their arguments were typed on the other side, in the class's `remote.ts`. */
  readonly verbs: Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;
}

export interface Surroundings {
  readonly clock: Clock;
  readonly fonts: readonly string[];
  readonly random: () => number;
  readonly interrupted: readonly string[];
  readonly hotPlug?: HotPlug | undefined;
  /** Tells the terminal what happened at the device: a scan, a key, a text for the screen. */
  readonly tell: (event: unknown) => void;
  /** Asks the terminal to keep something on disk; true when it is there. Not answered while the disk has it not. */
  readonly keep: (entry: unknown) => Promise<boolean>;
}

/** The only place that knows which driver a class has. */
export function createDevice(config: DeviceConfig, around: Surroundings): Device {
  const { name } = config;
  switch (config.class) {
    case 'receipt-printer': {
      const driver = createReceiptPrinter(config, { ...around, interrupted: around.interrupted.includes(name) });
      return { name, driver, verbs: { print: (paper: Paper) => driver.print(paper) } };
    }
    case 'document-printer': {
      const driver = createDocumentPrinter(config, around);
      return { name, driver, verbs: { check: (sheets: number) => driver.check(sheets), print: (document: PrintDocument) => driver.print(document), purge: () => driver.purge() } };
    }
    case 'payment-terminal': {
      const driver = createPaymentTerminal(config, { ...around, journal: around.keep });
      driver.onProgress(around.tell);
      return {
        name, driver, verbs: {
          authorize: (request: PaymentRequest) => driver.authorize(request),
          resolve: (open: OpenPayment) => driver.resolve(open),
          reverse: (booking: Pick<Booking, 'receipt' | 'amountCents'>) => driver.reverse(booking),
          endOfDay: () => driver.endOfDay(),
          diagnose: () => driver.diagnose(),
          abort: async () => driver.abort(),
        },
      };
    }
  }
}
