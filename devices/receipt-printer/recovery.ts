import type { Hindrance } from './status.ts';

/** How a job can be interrupted. */
export type Interruption =
  | 'cover-open'
  | 'paper-out'
  | 'cutter'
  | 'unrecoverable'
  /** The link ended before the command that cuts the slip was begun: the printer cannot have finished. */
  | 'lost-before-end'
  /** The link ended after that, and before the proof. */
  | 'lost-after-end'
  /** The printer answers, all is well, and the proof did not come. */
  | 'no-proof';

export type RecoveryStep =
  /** DLE DC4 8 at once, also offline: what is still buffered must not come out when staff close the cover. */
  | 'clear-buffers'
  /** Wait for staff; a cutter error is told to recover (DLE ENQ 2, which also clears) at every poll. */
  | 'await-staff'
  /** Wait for the life cycle to bring the link back, with the printer cleared. */
  | 'await-link'
  /** Parser to a known state, and the part cut off, so that it cannot hang on another slip. */
  | 'flush'
  /** The whole job again, with its mark on top. */
  | 'reprint'
  | 'give-up';

/**
 * The recovery plan for each interruption, first step first. A step that fails ends in giving up.
 *
 * After `lost-after-end` and `no-proof` nothing is printed again: the slip may lie in the tray complete, and a second
 * slip, in the wrong hands or twice in the right ones, is worse than telling the visitor that it is not known.
 */
export const RECOVERY_PLAN: Readonly<Record<Interruption, readonly RecoveryStep[]>> = {
  'cover-open': ['clear-buffers', 'await-staff', 'flush', 'reprint'],
  'paper-out': ['clear-buffers', 'await-staff', 'flush', 'reprint'],
  cutter: ['await-staff', 'flush', 'reprint'],
  'lost-before-end': ['await-link', 'reprint'],
  'lost-after-end': ['give-up'],
  'no-proof': ['give-up'],
  unrecoverable: ['clear-buffers', 'give-up'],
};

/** The whole job is printed at most this often. */
export const ATTEMPTS = 2;

/** Which hindrances break a job. A hot head or a pressed feed button do not: the printer goes on where it stood. */
export function interruptionOf(hindrance: Hindrance | null): Interruption | null {
  if (hindrance?.state === 'faulted') return 'unrecoverable';
  if (hindrance?.state === 'needs-staff' && hindrance.reason !== 'offline') return hindrance.reason;
  return null;
}
