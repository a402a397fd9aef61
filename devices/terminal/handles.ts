import type { BadgeEvent, BadgeReaderStatus } from '../badge-reader/badge-reader.ts';
import type { CardEvent, CardReaderStatus } from '../card-reader/card-reader.ts';
import { common, type DeviceCalls, type BaseHandle } from './handle.ts';
import type { DeviceClass, DeviceConfig } from '../config.ts';
import { documentPrinterHandle, type DocumentPrinterHandle } from '../document-printer/handle.ts';
import type { DocumentReaderStatus, ReadEvent } from '../document-reader/document-reader.ts';
import { eidReaderHandle, type EidReaderHandle } from '../eid/handle.ts';
import { ioBoardHandle, type IoBoardHandle } from '../io-board/handle.ts';
import type { KeypadEvent, KeypadStatus } from '../keypad/keypad.ts';
import { paymentTerminalHandle, type PaymentTerminalHandle } from '../payment-terminal/handle.ts';
import { receiptPrinterHandle, type ReceiptPrinterHandle } from '../receipt-printer/handle.ts';
import type { Scan, ScannerStatus } from '../scanner/scanner.ts';
import type { DeviceStatus } from '../driver/status.ts';
import { upsHandle, type UpsHandle } from '../ups/handle.ts';

/** A device in another process that sends events, and has no methods of its own. */
export interface EventHandle<C extends DeviceClass, S extends DeviceStatus, E> extends BaseHandle<S> {
  readonly class: C;
  onEvent(listener: (event: E) => void): () => void;
}

export type CardReaderHandle = EventHandle<'card-reader', CardReaderStatus, CardEvent>;
export type BadgeReaderHandle = EventHandle<'badge-reader', BadgeReaderStatus, BadgeEvent>;
export type ScannerHandle = EventHandle<'scanner', ScannerStatus, Scan>;
export type DocumentReaderHandle = EventHandle<'document-reader', DocumentReaderStatus, ReadEvent>;
export type KeypadHandle = EventHandle<'keypad', KeypadStatus, KeypadEvent>;

/** A device of any class, as the terminal's main process holds it. */
export type DeviceHandle =
  | ReceiptPrinterHandle
  | DocumentPrinterHandle
  | PaymentTerminalHandle
  | CardReaderHandle
  | BadgeReaderHandle
  | ScannerHandle
  | DocumentReaderHandle
  | KeypadHandle
  | IoBoardHandle
  | UpsHandle
  | EidReaderHandle;

/** Gives the calls of a device the methods of its class. */
export function createHandle(config: Pick<DeviceConfig, 'class'>, device: DeviceCalls): DeviceHandle {
  switch (config.class) {
    case 'receipt-printer':
      return receiptPrinterHandle(device);
    case 'document-printer':
      return documentPrinterHandle(device);
    case 'payment-terminal':
      return paymentTerminalHandle(device);
    case 'card-reader':
      return eventDevice<CardReaderHandle>('card-reader', device);
    case 'badge-reader':
      return eventDevice<BadgeReaderHandle>('badge-reader', device);
    case 'scanner':
      return eventDevice<ScannerHandle>('scanner', device);
    case 'document-reader':
      return eventDevice<DocumentReaderHandle>('document-reader', device);
    case 'keypad':
      return eventDevice<KeypadHandle>('keypad', device);
    case 'io-board':
      return ioBoardHandle(device);
    case 'eid':
      return eidReaderHandle(device);
    case 'ups':
      return upsHandle(device);
  }
}

/** The event has the class's own types, because the class's driver made it on the other side. */
const eventDevice = <R extends { readonly class: DeviceClass }>(kind: R['class'], device: DeviceCalls): R =>
  ({
    class: kind,
    ...common(device),
    onEvent: (listener: (event: unknown) => void) => device.onEvent(listener),
  }) as unknown as R;
