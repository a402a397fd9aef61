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
  offline: false, coverOpen: false, paperEnd: false, nearEnd: false, cutterError: false, unrecoverable: false, autoRecoverable: false,
};

/** One DLE EOT n answer; the byte does not say for which n, the question does. */
export function withEot(sensors: Sensors, kind: EotKind, byte: number): Sensors {
  const bit = (mask: number): boolean => (byte & mask) !== 0;
  switch (kind) {
    case 'printer': return { ...sensors, offline: bit(0x08) };
    // Bit 0x20 "stopped: paper end" is left to n = 4, which tells the sensor; printers clear them at different moments.
    case 'offlineCause': return { ...sensors, coverOpen: bit(0x04) };
    case 'errorCause': return { ...sensors, cutterError: bit(0x08), unrecoverable: bit(0x20), autoRecoverable: bit(0x40) };
    case 'paper': return { ...sensors, nearEnd: bit(0x0c), paperEnd: bit(0x60) };
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

/** The one thing that keeps the printer from printing, the gravest first; null when it can print. */
export function hindrance(sensors: Sensors): Extract<ReceiptPrinterStatus, { state: 'needs-staff' | 'recovering' | 'faulted' }> | null {
  if (sensors.unrecoverable) return { state: 'faulted', reason: 'unrecoverable' };
  if (sensors.coverOpen) return { state: 'needs-staff', reason: 'cover-open' };
  if (sensors.paperEnd) return { state: 'needs-staff', reason: 'paper-out' };
  if (sensors.cutterError) return { state: 'needs-staff', reason: 'cutter' };
  if (sensors.autoRecoverable) return { state: 'recovering', reason: 'auto-recoverable' };
  if (sensors.offline) return { state: 'needs-staff', reason: 'offline' };
  return null;
}

/** The driver's life, as a pure machine: every event leads from one state to the next, and nothing else changes it. */
export interface DriverState {
  readonly phase: 'opening' | 'identifying' | 'linked' | 'lost' | 'closed';
  /** What the last failed attempt came to; shown until the next one succeeds, so that the status does not flicker. */
  readonly lost: ReceiptPrinterStatus | null;
  readonly sensors: Sensors;
  readonly busy: boolean;
  /** Attempts to get a working link that failed one after another. */
  readonly failures: number;
}

export type LostReason = 'silent' | 'protocol' | 'link' | 'absent' | 'denied';

export type DriverEvent =
  | { readonly type: 'open' }
  | { readonly type: 'opened' }
  | { readonly type: 'sensors'; readonly sensors: Sensors }
  /** Identity, buffers and the way of proof are known; only now is a job taken. */
  | { readonly type: 'prepared' }
  /** The buffers have to be cleared before the next job. */
  | { readonly type: 'unprepared' }
  | { readonly type: 'lost'; readonly reason: LostReason }
  | { readonly type: 'job'; readonly busy: boolean }
  | { readonly type: 'close' };

export const INITIAL: DriverState = { phase: 'opening', lost: null, sensors: ALL_WELL, busy: false, failures: 0 };

/** So many failures in a row, about a minute and a half, are no hiccup any more: somebody has to look. Attempts go on. */
export const FAULTED_AFTER = 6;

export function transition(state: DriverState, event: DriverEvent): DriverState {
  if (state.phase === 'closed') return state;
  switch (event.type) {
    case 'open': return { ...state, phase: 'opening' };
    case 'opened': return { ...state, phase: 'identifying', sensors: ALL_WELL };
    case 'sensors': return { ...state, sensors: event.sensors };
    case 'prepared': return { ...state, phase: 'linked', failures: 0, lost: null };
    case 'unprepared': return { ...state, phase: 'identifying' };
    case 'job': return { ...state, busy: event.busy };
    case 'close': return { ...state, phase: 'closed' };
    case 'lost': {
      const failures = state.failures + 1;
      return { ...state, phase: 'lost', failures, lost: lostStatus(event.reason, failures) };
    }
  }
}

function lostStatus(reason: LostReason, failures: number): ReceiptPrinterStatus {
  if (reason === 'absent') return { state: 'absent' };
  // The port is there and may not be opened: waiting does not help, an administrator has to.
  if (reason === 'denied') return { state: 'faulted', reason: 'link' };
  return failures >= FAULTED_AFTER ? { state: 'faulted', reason } : { state: 'back-off', reason };
}

export function publicStatus(state: DriverState): ReceiptPrinterStatus {
  switch (state.phase) {
    case 'closed': return { state: 'absent' };
    case 'lost':
    case 'opening': return state.lost ?? { state: 'opening' };
    case 'identifying': return hindrance(state.sensors) ?? state.lost ?? { state: 'identifying' };
    case 'linked': return hindrance(state.sensors) ?? (state.busy ? { state: 'busy' } : { state: 'ready', nearEnd: state.sensors.nearEnd });
  }
}
