import type { DeviceCalls } from './client.ts';
import type { DeviceConfig } from './config.ts';
import { remoteDocumentPrinter, type RemoteDocumentPrinter } from './document-printer/remote.ts';
import { remotePaymentTerminal, type RemotePaymentTerminal } from './payment-terminal/remote.ts';
import { remoteReceiptPrinter, type RemoteReceiptPrinter } from './receipt-printer/remote.ts';

/** A device of any class, as the terminal's main process holds it. */
export type Remote = RemoteReceiptPrinter | RemoteDocumentPrinter | RemotePaymentTerminal;

/** Gives the calls of a device the verbs of its class. */
export function remote(config: Pick<DeviceConfig, 'class'>, device: DeviceCalls): Remote {
  switch (config.class) {
    case 'receipt-printer': return remoteReceiptPrinter(device);
    case 'document-printer': return remoteDocumentPrinter(device);
    case 'payment-terminal': return remotePaymentTerminal(device);
  }
}
