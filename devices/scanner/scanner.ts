import type { DeviceStatus } from '../driver/status.ts';
import type { EventDriver } from '../driver/event-device.ts';

/**
 * `shown-to-display`: a scanner that types like a keyboard is not kept from the display (udev), so that its codes would
 * press keys there.
 */
export type ScannerStatus = DeviceStatus<never, never, 'shown-to-display'>;

/** Kind of code, from its AIM identifier (ISO/IEC 15424). */
export type Symbology =
  | 'qr'
  | 'data-matrix'
  | 'aztec'
  | 'pdf417'
  | 'code128'
  | 'code39'
  | 'ean'
  | 'interleaved'
  | 'other';

export interface Scan {
  /** What stands in the code, without AIM identifier and suffix. At most 4096 characters. */
  readonly text: string;
  /** Null where the scanner does not say. */
  readonly symbology: Symbology | null;
}

export type Scanner = EventDriver<ScannerStatus, Scan>;
