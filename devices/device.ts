import type { Clock } from './clock.ts';
import type { DeviceConfig } from './config.ts';
import { createReceiptPrinter } from './receipt-printer/create.ts';
import type { ReceiptPrinter } from './receipt-printer/receipt-printer.ts';

/** A device of the terminal as the host keeps it: its name, and its driver by class. */
export type Device = { readonly class: 'receipt-printer'; readonly name: string; readonly driver: ReceiptPrinter };

export interface DeviceSurroundings {
  readonly clock: Clock;
  readonly fonts: readonly string[];
  readonly random: () => number;
  readonly interrupted: readonly string[];
}

/** The only place that knows which driver a class has. */
export function createDevice(config: DeviceConfig, around: DeviceSurroundings): Device {
  switch (config.class) {
    case 'receipt-printer': {
      const interrupted = around.interrupted.includes(config.name);
      return { class: config.class, name: config.name, driver: createReceiptPrinter(config, { ...around, interrupted }) };
    }
  }
}
