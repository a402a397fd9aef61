/** Calls for staff from the terminals. They hold no personal data. */
import type { Kysely } from 'kysely';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import type { TimeSource } from '../../../base/clock.ts';
import { HelpState } from '../../contract/contract.ts';
import type { Tables } from '../database/tables.ts';
import { tellChange } from '../database/changes.ts';
import type { Terminal } from './terminals.ts';

export interface HelpCall {
  readonly key: string;
  readonly terminal: string;
  readonly screen: string;
  readonly acceptedAt: string;
}

/** Accepts a call once: the same key from the same terminal gets the first answer again. */
export async function acceptHelpCall(
  db: Kysely<Tables>,
  clock: TimeSource,
  terminal: Terminal,
  call: { key: string; screen: string },
): Promise<Result<{ acceptedAt: string; again: boolean }, 'key-taken'>> {
  const inserted = await db.transaction().execute(async (tx) => {
    const row = await tx
      .insertInto('help_call')
      .values({ key: call.key, screen: call.screen, terminal: terminal.id, accepted_at: new Date(clock.now()) })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('accepted_at')
      .executeTakeFirst();
    if (row) await tellChange(tx, { what: 'help', key: call.key });
    return row;
  });
  if (inserted) return ok({ acceptedAt: inserted.accepted_at.toISOString(), again: false });
  const earlier = await db
    .selectFrom('help_call')
    .select('accepted_at')
    .where('key', '=', call.key)
    .where('terminal', '=', terminal.id)
    .executeTakeFirst();
  return earlier ? ok({ acceptedAt: earlier.accepted_at.toISOString(), again: true }) : err('key-taken');
}

/** What the office says of a call of this terminal; null where it made none with this key. */
export async function helpStateOf(db: Kysely<Tables>, terminal: Terminal, key: string): Promise<HelpState | null> {
  const row = await db
    .selectFrom('help_call')
    .select('state')
    .where('key', '=', key)
    .where('terminal', '=', terminal.id)
    .executeTakeFirst();
  return row === undefined ? null : HelpState.parse(row.state);
}

/** The visitor waits no longer. Told twice, it is over once. */
export async function endHelpCall(
  db: Kysely<Tables>,
  clock: TimeSource,
  terminal: Terminal,
  key: string,
): Promise<HelpState | null> {
  await db.transaction().execute(async (tx) => {
    const ended = await tx
      .updateTable('help_call')
      .set({ state: 'ended', ended_at: new Date(clock.now()) })
      .where('key', '=', key)
      .where('terminal', '=', terminal.id)
      .where('ended_at', 'is', null)
      .returning('key')
      .executeTakeFirst();
    if (ended) await tellChange(tx, { what: 'help', key });
  });
  return helpStateOf(db, terminal, key);
}

/** The newest calls first. */
export async function listHelpCalls(db: Kysely<Tables>, limit = 50): Promise<HelpCall[]> {
  const rows = await db
    .selectFrom('help_call')
    .innerJoin('terminal', 'terminal.id', 'help_call.terminal')
    .select(['help_call.key', 'terminal.name as terminal', 'help_call.screen', 'help_call.accepted_at'])
    .orderBy('help_call.accepted_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    key: row.key,
    terminal: row.terminal,
    screen: row.screen,
    acceptedAt: row.accepted_at.toISOString(),
  }));
}
