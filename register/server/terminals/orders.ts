/** What the office wants of terminals: told with each answer to a heartbeat until the terminal says that it took it. */
import type { Kysely, Transaction } from 'kysely';
import type { TimeSource } from '../../../base/clock.ts';
import type { HeartbeatResponse, TerminalOrder } from '../../contract/contract.ts';
import { writeAudit } from '../audit/write.ts';
import type { Tables } from '../database/tables.ts';
import { tellChange } from '../database/changes.ts';
import type { Terminal } from './terminals.ts';

/** Told with one answer. */
const AT_ONCE = 20;
/** Milliseconds: what was not taken by then was meant for another day. */
export const HOLDS_MS = 24 * 3_600_000;

/** Notes which were taken, and returns those that are not. */
export async function openOrders(
  db: Kysely<Tables>,
  clock: TimeSource,
  terminal: Terminal,
  taken: readonly number[],
): Promise<NonNullable<HeartbeatResponse['orders']>> {
  if (taken.length > 0) {
    await db.transaction().execute(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable('terminal_order')
        .set({ taken_at: new Date(clock.now()) })
        .where('terminal', '=', terminal.id)
        .where('id', 'in', [...taken])
        .where('taken_at', 'is', null)
        .executeTakeFirst();
      if (numUpdatedRows > 0n) await tellChange(tx, { what: 'terminal', id: terminal.id });
    });
  }
  const rows = await db
    .selectFrom('terminal_order')
    .select(['id', 'given_at', 'body'])
    .where('terminal', '=', terminal.id)
    .where('taken_at', 'is', null)
    .where('given_at', '>', new Date(clock.now() - HOLDS_MS))
    .orderBy('id')
    .limit(AT_ONCE)
    .execute();
  return rows.map(({ id, given_at, body }) => ({
    id: Number(id),
    givenAt: given_at.toISOString(),
    // As it was given: a terminal says of what it does not know that it took it.
    body: body as unknown,
  }));
}

/** One report is as good as two. Whoever asks at the same time waits, and sees the other one's order. */
async function isOpen(
  tx: Transaction<Tables>,
  clock: TimeSource,
  terminal: string,
  order: TerminalOrder['order'],
): Promise<boolean> {
  await tx.selectFrom('terminal').select('id').where('id', '=', terminal).forUpdate().execute();
  return ((await pendingOrders(tx, clock, terminal)).get(terminal) ?? []).includes(order);
}

/** `by`: id of the account. */
export async function giveOrder(
  db: Kysely<Tables>,
  clock: TimeSource,
  { terminal, order, by }: { readonly terminal: string; readonly order: TerminalOrder; readonly by: string },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    if (order.order === 'readiness-report' && (await isOpen(tx, clock, terminal, order.order))) return;
    await tx
      .insertInto('terminal_order')
      .values({ terminal, body: JSON.stringify(order), given_at: new Date(clock.now()), given_by: by })
      .execute();
    await tellChange(tx, { what: 'terminal', id: terminal });
    await writeAudit(tx, {
      at: clock.now(),
      actor: `office:${by}`,
      action: 'terminal-ordered',
      subject: `terminal:${terminal} ${order.order}`,
    });
  });
}

/** Orders that were not taken yet, by the terminal's id; of one terminal or of all. */
export async function pendingOrders(
  db: Kysely<Tables>,
  clock: TimeSource,
  terminal?: string,
): Promise<ReadonlyMap<string, string[]>> {
  const rows = await db
    .selectFrom('terminal_order')
    .select(['terminal', 'body'])
    .where('taken_at', 'is', null)
    .where('given_at', '>', new Date(clock.now() - HOLDS_MS))
    .$if(terminal !== undefined, (query) => query.where('terminal', '=', terminal ?? ''))
    .orderBy('id')
    .execute();
  const found = new Map<string, string[]>();
  for (const row of rows)
    found.set(row.terminal, [...(found.get(row.terminal) ?? []), (row.body as unknown as TerminalOrder).order]);
  return found;
}
