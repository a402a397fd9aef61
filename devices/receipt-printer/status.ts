import type { EotKind } from './commands.ts';
import type { ReceiptPrinterStatus } from './receipt-printer.ts';

/** What the printer last said about itself, from DLE EOT 1..4 and ASB, which carry the same facts in other bits. */
export interface Sensors {
  readonly offline: boolean;
  readonly coverOpen: boolean;
  readonly paperEnd: boolean;
  readonly nearEnd: boolean;
  readonly cutterError: boolean;
  readonly unrecoverable: boolean;
  readonly autoRecoverable: boolean;
}

export const ALL_WELL: Sensors = {
  offline: false,
  coverOpen: false,
  paperEnd: false,
  nearEnd: false,
  cutterError: false,
  unrecoverable: false,
  autoRecoverable: false,
};

/** One DLE EOT n answer; the byte does not say for which n, the question does. */
export function withEot(sensors: Sensors, kind: EotKind, byte: number): Sensors {
  const bit = (mask: number): boolean => (byte & mask) !== 0;
  switch (kind) {
    case 'printer':
      return { ...sensors, offline: bit(0x08) };
    // Bit 0x20 "stopped: paper end" is left to n = 4, which tells the sensor; printers clear them at different moments.
    case 'offlineCause':
      return { ...sensors, coverOpen: bit(0x04) };
    case 'errorCause':
      return { ...sensors, cutterError: bit(0x08), unrecoverable: bit(0x20), autoRecoverable: bit(0x40) };
    case 'paper':
      return { ...sensors, nearEnd: bit(0x0c), paperEnd: bit(0x60) };
  }
}

export function withAsb(asb: readonly [number, number, number, number]): Sensors {
  const [first, second, third] = asb;
  return {
    offline: (first & 0x08) !== 0,
    coverOpen: (first & 0x20) !== 0,
    cutterError: (second & 0x08) !== 0,
    unrecoverable: (second & 0x20) !== 0,
    autoRecoverable: (second & 0x40) !== 0,
    nearEnd: (third & 0x03) !== 0,
    paperEnd: (third & 0x0c) !== 0,
  };
}

/** Of the mechanism; what sticks in a presenter's slot is looked at apart. */
export type Hindrance =
  | {
      readonly state: 'needs-staff';
      readonly reason: Exclude<Extract<ReceiptPrinterStatus, { state: 'needs-staff' }>['reason'], 'exit-jam'>;
    }
  | Extract<ReceiptPrinterStatus, { state: 'busy' | 'faulted' }>;

/** The gravest of the things that prevent printing; null when the printer can print. */
export function hindrance(sensors: Sensors): Hindrance | null {
  if (sensors.unrecoverable) return { state: 'faulted', reason: 'unrecoverable' };
  if (sensors.coverOpen) return { state: 'needs-staff', reason: 'cover-open' };
  if (sensors.paperEnd) return { state: 'needs-staff', reason: 'paper-out' };
  if (sensors.cutterError) return { state: 'needs-staff', reason: 'cutter' };
  if (sensors.autoRecoverable) return { state: 'busy', reason: 'self' };
  if (sensors.offline) return { state: 'needs-staff', reason: 'offline' };
  return null;
}

/** What a linked printer says of itself. */
export function linkedStatus(sensors: Sensors, busy: boolean): ReceiptPrinterStatus {
  return (
    hindrance(sensors) ??
    (busy
      ? { state: 'busy', reason: 'job' }
      : sensors.nearEnd
        ? { state: 'degraded', reasons: ['near-end'] }
        : { state: 'ready' })
  );
}
