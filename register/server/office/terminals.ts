/** Terminals as the office sees them: by their last word, and how old that is. */
import type { Kysely } from 'kysely';
import type { TimeSource } from '../../../base/clock.ts';
import { HeartbeatRequest } from '../../contract/contract.ts';
import type { OfficeTerminal, TerminalCondition } from '../../contract/office.ts';
import type { Tables } from '../database/tables.ts';
import { pendingOrders } from '../terminals/orders.ts';
import { sharedRun } from './shared-run.ts';
import { SILENT_MS, type TerminalState, type Terminals } from '../terminals/terminals.ts';

/** States of a device (`devices/driver/status.ts`) that need nobody; every other one needs somebody. */
export const WELL_DEVICES: ReadonlySet<string> = new Set(['opening', 'identifying', 'ready', 'busy']);
/** Modes in which the terminal does what it is there for, or somebody stands at it. */
const WELL_MODES: ReadonlySet<string> = new Set(['starting', 'in-service', 'staff', 'technician']);

export interface TerminalsViewDeps {
  readonly db: Kysely<Tables>;
  readonly clock: TimeSource;
  readonly terminals: Terminals;
  /** Edition in force. */
  edition(): Promise<string>;
}

export interface TerminalsView extends TerminalsViewDeps {
  /** All of them: some hundred milliseconds for ten thousand, so that those who ask at once share it. */
  list(): Promise<OfficeTerminal[]>;
  one(id: string): Promise<OfficeTerminal | null>;
}

export function createTerminalsView(deps: TerminalsViewDeps): TerminalsView {
  const { db, clock, terminals, edition } = deps;
  return {
    ...deps,
    list: sharedRun(async () => {
      const [list, pending, current] = await Promise.all([terminals.list(), pendingOrders(db, clock), edition()]);
      return list.map((one) => shown(one, clock.now(), current, pending.get(one.id) ?? []));
    }),
    async one(id) {
      const [one, pending, current] = await Promise.all([terminals.one(id), pendingOrders(db, clock, id), edition()]);
      return one === null ? null : shown(one, clock.now(), current, pending.get(id) ?? []);
    },
  };
}

function shown(one: TerminalState, now: number, current: string, pending: readonly string[]): OfficeTerminal {
  // Kept as it came: what an older terminal said may lack what is new.
  const word = HeartbeatRequest.safeParse(one.heartbeat).data ?? null;
  const edition = word?.catalogue ?? null;
  return {
    id: one.id,
    name: one.name,
    place: one.place,
    condition: conditionOf(one, word, now, edition === current),
    mode: word?.mode ?? null,
    lastSeenAt: one.lastSeenAt,
    enrolledAt: one.enrolledAt,
    revokedAt: one.revokedAt,
    version: word?.software ?? null,
    edition,
    isCurrentEdition: edition === null ? null : edition === current,
    unfinished: word?.unfinished ?? null,
    devices: (word?.devices ?? []).map(({ name, state, class: kind, says }) => ({
      name,
      class: kind ?? null,
      state,
      says: says ?? null,
    })),
    pending: [...pending],
  };
}

function conditionOf(
  one: TerminalState,
  word: HeartbeatRequest | null,
  now: number,
  isCurrent: boolean,
): TerminalCondition {
  if (one.state !== 'active') return one.state;
  // What was said long ago says nothing of now.
  if (one.lastSeenAt === null || now - Date.parse(one.lastSeenAt) > SILENT_MS) return 'silent';
  if (word === null) return 'attention';
  const isWell =
    WELL_MODES.has(word.mode) &&
    isCurrent &&
    word.unfinished === 0 &&
    (word.outbox?.quarantined ?? 0) === 0 &&
    word.devices.every(({ state }) => WELL_DEVICES.has(state));
  return isWell ? 'well' : 'attention';
}
