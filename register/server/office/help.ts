/** Calls for help as the office sees and answers them. The first answer counts, and everybody sees the same one. */
import type { Kysely } from 'kysely';
import type { TimeSource } from '../../../base/clock.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { OfficeHelpCall } from '../../contract/office.ts';
import { writeAudit } from '../audit/write.ts';
import type { Tables } from '../database/tables.ts';
import { tellChange } from '../database/changes.ts';

/** Milliseconds: nobody waits any longer, and a call that the terminal could not end is out of everybody's sight. */
export const SHOWN_MS = 15 * 60_000;

const query = (db: Kysely<Tables>) =>
  db
    .selectFrom('help_call')
    .innerJoin('terminal', 'terminal.id', 'help_call.terminal')
    .leftJoin('office_account', 'office_account.id', 'help_call.answered_by')
    .select([
      'help_call.key',
      'terminal.name as terminal',
      'terminal.place',
      'help_call.screen',
      'help_call.accepted_at',
      'help_call.state',
      'help_call.answered_at',
      'office_account.name as answered_by',
    ]);
type Row = Awaited<ReturnType<ReturnType<typeof query>['execute']>>[number];

const shown = (row: Row): OfficeHelpCall => ({
  key: row.key,
  terminal: row.terminal,
  place: row.place,
  screen: row.screen,
  acceptedAt: row.accepted_at.toISOString(),
  state: row.state as OfficeHelpCall['state'],
  answeredAt: row.answered_at?.toISOString() ?? null,
  answeredBy: row.answered_by,
});

/** Those that go on, the oldest first. */
export async function goingCalls(db: Kysely<Tables>, clock: TimeSource): Promise<OfficeHelpCall[]> {
  const rows = await query(db)
    .where('ended_at', 'is', null)
    .where('accepted_at', '>', new Date(clock.now() - SHOWN_MS))
    .orderBy('accepted_at')
    .execute();
  return rows.map(shown);
}

export async function helpCall(db: Kysely<Tables>, key: string): Promise<OfficeHelpCall | null> {
  const row = await query(db).where('key', '=', key).executeTakeFirst();
  return row === undefined ? null : shown(row);
}

/**
 * Answers a call, and returns it as it is then: where somebody was faster, with that answer. `coming` follows on
 * `cannot`, because it is what the visitor waits for; the other way only by whoever had promised to come.
 */
export async function answerCall(
  db: Kysely<Tables>,
  clock: TimeSource,
  { key, answer, by }: { readonly key: string; readonly answer: 'coming' | 'cannot' | 'done'; readonly by: string },
): Promise<Result<OfficeHelpCall, 'unknown'>> {
  await db.transaction().execute(async (tx) => {
    const at = new Date(clock.now());
    const changed = await tx
      .updateTable('help_call')
      .set(answer === 'done' ? { state: 'ended', ended_at: at } : { state: answer, answered_by: by, answered_at: at })
      .where('key', '=', key)
      .where('ended_at', 'is', null)
      .$if(answer === 'coming', (update) => update.where('state', 'in', ['open', 'cannot']))
      .$if(answer === 'cannot', (update) =>
        update.where((is) =>
          is.or([is('state', '=', 'open'), is.and([is('state', '=', 'coming'), is('answered_by', '=', by)])]),
        ),
      )
      .returning('key')
      .executeTakeFirst();
    if (changed === undefined) return;
    await tellChange(tx, { what: 'help', key });
    await writeAudit(tx, { at: clock.now(), actor: `office:${by}`, action: 'help-answered', subject: `help:${key}` });
  });
  const call = await helpCall(db, key);
  return call === null ? err('unknown') : ok(call);
}
