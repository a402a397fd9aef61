import type { DeviceCalls } from './client.ts';
import type { DeviceConfig } from './config.ts';
import { remotePaymentTerminal, type RemotePaymentTerminal } from './payment-terminal/remote.ts';
import { remoteReceiptPrinter, type RemoteReceiptPrinter } from './receipt-printer/remote.ts';

/** A device of any class, as the terminal's main process holds it. */
export type Remote = RemoteReceiptPrinter | RemotePaymentTerminal;

/** Gives the calls of a device the verbs of its class. */
export function remote(config: Pick<DeviceConfig, 'class'>, device: DeviceCalls): Remote {
  switch (config.class) {
    case 'receipt-printer': return remoteReceiptPrinter(device);
    case 'payment-terminal': return remotePaymentTerminal(device);
  }
}
