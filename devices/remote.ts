import type { DeviceCalls } from './client.ts';
import type { DeviceConfig } from './config.ts';
import { remoteReceiptPrinter, type RemoteReceiptPrinter } from './receipt-printer/remote.ts';

/** A device of any class, as the terminal's main process holds it. */
export type Remote = RemoteReceiptPrinter;

/** Gives the calls of a device the verbs of its class. */
export function remote(config: Pick<DeviceConfig, 'class'>, device: DeviceCalls): Remote {
  switch (config.class) {
    case 'receipt-printer': return remoteReceiptPrinter(device);
  }
}
