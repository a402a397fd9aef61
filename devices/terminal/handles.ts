import type { BadgeEvent, BadgeReaderStatus } from '../badge-reader/badge-reader.ts';
import type { CardEvent, CardReaderStatus } from '../card-reader/card-reader.ts';
import { common, type DeviceCalls, type RemoteDevice } from './handle.ts';
import type { DeviceClass, DeviceConfig } from '../config.ts';
import { remoteDocumentPrinter, type RemoteDocumentPrinter } from '../document-printer/remote.ts';
import type { DocumentReaderStatus, ReadEvent } from '../document-reader/document-reader.ts';
import { remoteEidReader, type RemoteEidReader } from '../eid/remote.ts';
import { remoteIoBoard, type RemoteIoBoard } from '../io-board/remote.ts';
import type { KeypadEvent, KeypadStatus } from '../keypad/keypad.ts';
import { remotePaymentTerminal, type RemotePaymentTerminal } from '../payment-terminal/remote.ts';
import { remoteReceiptPrinter, type RemoteReceiptPrinter } from '../receipt-printer/remote.ts';
import type { Scan, ScannerStatus } from '../scanner/scanner.ts';
import type { DeviceStatus } from '../driver/status.ts';
import { remoteUps, type RemoteUps } from '../ups/remote.ts';

/** A device in another process that tells what happens at it, and has no verbs of its own. */
export interface RemoteTeller<C extends DeviceClass, S extends DeviceStatus, E> extends RemoteDevice<S> {
  readonly class: C;
  onEvent(listener: (event: E) => void): () => void;
}

export type RemoteCardReader = RemoteTeller<'card-reader', CardReaderStatus, CardEvent>;
export type RemoteBadgeReader = RemoteTeller<'badge-reader', BadgeReaderStatus, BadgeEvent>;
export type RemoteScanner = RemoteTeller<'scanner', ScannerStatus, Scan>;
export type RemoteDocumentReader = RemoteTeller<'document-reader', DocumentReaderStatus, ReadEvent>;
export type RemoteKeypad = RemoteTeller<'keypad', KeypadStatus, KeypadEvent>;

/** A device of any class, as the terminal's main process holds it. */
export type Remote =
  | RemoteReceiptPrinter
  | RemoteDocumentPrinter
  | RemotePaymentTerminal
  | RemoteCardReader
  | RemoteBadgeReader
  | RemoteScanner
  | RemoteDocumentReader
  | RemoteKeypad
  | RemoteIoBoard
  | RemoteUps
  | RemoteEidReader;

/** Gives the calls of a device the verbs of its class. */
export function remote(config: Pick<DeviceConfig, 'class'>, device: DeviceCalls): Remote {
  switch (config.class) {
    case 'receipt-printer':
      return remoteReceiptPrinter(device);
    case 'document-printer':
      return remoteDocumentPrinter(device);
    case 'payment-terminal':
      return remotePaymentTerminal(device);
    case 'card-reader':
      return teller<RemoteCardReader>('card-reader', device);
    case 'badge-reader':
      return teller<RemoteBadgeReader>('badge-reader', device);
    case 'scanner':
      return teller<RemoteScanner>('scanner', device);
    case 'document-reader':
      return teller<RemoteDocumentReader>('document-reader', device);
    case 'keypad':
      return teller<RemoteKeypad>('keypad', device);
    case 'io-board':
      return remoteIoBoard(device);
    case 'eid':
      return remoteEidReader(device);
    case 'ups':
      return remoteUps(device);
  }
}

/** The class's own types stand in its name; what is told was made by its driver on the other side. */
const teller = <R extends { readonly class: DeviceClass }>(kind: R['class'], device: DeviceCalls): R =>
  ({
    class: kind,
    ...common(device),
    onEvent: (listener: (event: unknown) => void) => device.onEvent(listener),
  }) as unknown as R;
