/** Terminals as the office sees them: by their last word, and how old that is. */
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { TimeSource } from '../../../base/clock.ts';
import { HeartbeatRequest } from '../../contract/contract.ts';
import type { OfficeTerminal } from '../../contract/office.ts';
import type { HistoryRequest, OfficeReport, TerminalHistory } from '../../contract/office-terminals.ts';
import type { Tables } from '../database/tables.ts';
import { conditionOf, silentSince } from '../terminals/condition.ts';
import { historyOf } from '../terminals/history.ts';
import { pendingOrders } from '../terminals/orders.ts';
import { reportsOf } from '../terminals/readiness.ts';
import type { TerminalState, Terminals } from '../terminals/terminals.ts';
import { sharedRun } from './shared-run.ts';

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
  /** What the office asked it for, and the reports that came; null where there is no such terminal. */
  reports(id: string): Promise<OfficeReport[] | null>;
  history(asked: z.output<typeof HistoryRequest>): Promise<TerminalHistory | null>;
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
    async reports(id) {
      const one = await terminals.one(id);
      return one === null ? null : reportsOf(db, clock, id, wordOf(one)?.reporting ?? null);
    },
    async history({ id, device, before }) {
      const one = await terminals.one(id);
      if (one === null) return null;
      const silent = one.state === 'active' ? silentSince(one.lastSeenAt, clock.now()) : null;
      return historyOf(db, clock, { terminal: id, device, before, silent });
    },
  };
}

/** Kept as it came: what an older terminal said may lack what is new. */
const wordOf = ({ heartbeat }: TerminalState): HeartbeatRequest | null =>
  HeartbeatRequest.safeParse(heartbeat).data ?? null;

function shown(one: TerminalState, now: number, current: string, pending: readonly string[]): OfficeTerminal {
  const word = wordOf(one);
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
    queue:
      word?.outbox === undefined
        ? null
        : { waiting: word.outbox.waiting, refused: word.outbox.quarantined, oldestAt: word.outbox.oldestAt },
    devices: (word?.devices ?? []).map(({ name, state, class: kind, says }) => ({
      name,
      class: kind ?? null,
      state,
      says: says ?? null,
    })),
    pending: [...pending],
    reporting: pending.includes('readiness-report') ? (word?.reporting?.state ?? null) : null,
  };
}
