/** How a terminal is, by its last word and how old that is. */
import type { HeartbeatRequest } from '../../contract/contract.ts';
import type { TerminalCondition } from '../../contract/office.ts';
import type { TerminalState } from './terminals.ts';

/** Milliseconds without a word after which it is not known how a terminal is: three heartbeats of a minute each. */
export const SILENT_MS = 180_000;

/** States of a device (`devices/driver/status.ts`) that need nobody; every other one needs somebody. */
export const WELL_DEVICES: ReadonlySet<string> = new Set(['opening', 'identifying', 'ready', 'busy']);
/** Modes in which the terminal does what it is there for, or somebody stands at it. */
const WELL_MODES: ReadonlySet<string> = new Set(['starting', 'in-service', 'staff', 'technician']);

export function conditionOf(
  one: Pick<TerminalState, 'state' | 'lastSeenAt'>,
  word: HeartbeatRequest | null,
  now: number,
  isCurrent: boolean,
): TerminalCondition {
  if (one.state !== 'active') return one.state;
  // What was said long ago says nothing of now.
  if (one.lastSeenAt === null || silentSince(one.lastSeenAt, now) !== null) return 'silent';
  return word === null ? 'attention' : conditionSaid(word, isCurrent);
}

/** The last word, where that is too long ago; null where it is not, or where there was none. */
export const silentSince = (lastSeenAt: string | null, now: number): string | null =>
  lastSeenAt !== null && now - Date.parse(lastSeenAt) > SILENT_MS ? lastSeenAt : null;

/** At the moment of the word itself. `isCurrent`: it shows the edition that is in force. */
export function conditionSaid(word: HeartbeatRequest, isCurrent: boolean): 'well' | 'attention' {
  const isWell =
    WELL_MODES.has(word.mode) &&
    isCurrent &&
    word.unfinished === 0 &&
    (word.outbox?.quarantined ?? 0) === 0 &&
    word.devices.every(({ state }) => WELL_DEVICES.has(state));
  return isWell ? 'well' : 'attention';
}
