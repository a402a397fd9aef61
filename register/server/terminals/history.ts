/**
 * How a terminal was: one row for each change of what its words say, and one for each time in which it said nothing. A
 * row holds until the next one of the same kind and device.
 */
import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import type { TimeSource } from '../../../base/clock.ts';
import type { HistorySubject, TerminalHistory } from '../../contract/office-terminals.ts';
import type { Tables } from '../database/tables.ts';
import { SILENT_MS } from './condition.ts';

/** Milliseconds that a state is kept after it was over. */
export const HISTORY_MS = 90 * 86_400_000;
/** Rows of one answer. */
const PAGE = 100;

interface Word {
  /** The heartbeat, as JSON text. */
  readonly said: string;
  readonly condition: string;
  readonly now: Date;
  /** A word before that is followed by a silence. */
  readonly spoke: Date;
}

/** A printer is busy with each slip: that it works is no change. */
const devices = (from: RawBuilder<unknown>) => sql`
  select name,
    case when state = 'busy' then 'ready' else state end as state,
    case when state in ('busy', 'ready') then null else says end as says
  from jsonb_to_recordset(coalesce(${from}, '[]')) as device (name text, state text, says text)`;

/**
 * For the statement that takes a word, where `was` is the terminal before it, locked. What was said before the
 * recording began counts as not said.
 */
export function writeHistory({ said, condition, now, spoke }: Word): RawBuilder<unknown> {
  const word = sql`${said}::jsonb`;
  const before = sql`case when was.condition is not null then was.heartbeat end`;
  const changed = (place: number, subject: HistorySubject, key: string) => sql`
    select ${sql.lit(place)}, ${sql.lit(subject)}, '', ${word} ->> ${sql.lit(key)}, null, ${now}::timestamptz, null
    where was.condition is null or ${word} ->> ${sql.lit(key)} is distinct from was.heartbeat ->> ${sql.lit(key)}`;
  return sql`
    insert into terminal_history (terminal, kind, device, value, says, at, until)
    select was.id, change.kind, change.device, change.value, change.says, change.at, change.until
    from was cross join lateral (
      select 0 as place, 'condition' as kind, '' as device, 'silent' as value, null as says, was.last_seen_at as at, ${now}::timestamptz as until
      where was.last_seen_at < ${spoke} and was.condition is not null and was.condition <> 'revoked'
      union all
      select 1, 'condition', '', ${condition}::text, null, ${now}::timestamptz, null
      where was.condition is distinct from ${condition} or was.last_seen_at < ${spoke}
      union all ${changed(2, 'mode', 'mode')}
      union all ${changed(3, 'software', 'software')}
      union all ${changed(4, 'edition', 'catalogue')}
      union all
      select 5, 'device', coalesce(told.name, known.name), told.state, told.says, ${now}::timestamptz, null
      from (${devices(sql`${word} -> 'devices'`)}) as told
      full join (${devices(sql`(${before}) -> 'devices'`)}) as known on told.name = known.name
      where told.state is distinct from known.state or told.says is distinct from known.says
    ) as change
    order by change.place, change.device collate "C"`;
}

/** Its access was taken; it says nothing any more, and that is no silence. */
export async function writeRevocation(
  tx: Transaction<Tables>,
  { id, last_seen_at: seen }: { readonly id: string; readonly last_seen_at: Date | null },
  now: number,
): Promise<void> {
  const at = new Date(now);
  const entry = { terminal: id, kind: 'condition' as const };
  const { condition } = await tx
    .selectFrom('terminal')
    .select('condition')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (condition === 'revoked') return;
  if (condition !== null && seen !== null && now - seen.getTime() > SILENT_MS)
    await tx
      .insertInto('terminal_history')
      .values({ ...entry, value: 'silent', at: seen, until: at })
      .execute();
  await tx
    .insertInto('terminal_history')
    .values({ ...entry, value: 'revoked', at })
    .execute();
  await tx.updateTable('terminal').set({ condition: 'revoked' }).where('id', '=', id).execute();
}

export interface HistoryAsked {
  readonly terminal: string;
  /** Only what is of this one, and silences. */
  readonly device: string | undefined;
  /** Cursor of the answer before. */
  readonly before: string | undefined;
  /** Since when the terminal has been silent; null where it speaks. */
  readonly silent: string | null;
}

interface Row {
  readonly id: string | number;
  readonly at: Date;
  readonly until: Date | null;
  readonly kind: HistorySubject;
  readonly device: string;
  readonly value: string | null;
  readonly says: string | null;
  readonly silentMs: string | number;
}

/** A page of it, the newest first. */
export async function historyOf(db: Kysely<Tables>, clock: TimeSource, asked: HistoryAsked): Promise<TerminalHistory> {
  const { terminal, device, before, silent } = asked;
  const [{ rows }, devicesOf, oldest] = await Promise.all([
    sql<Row>`
      select one.id, one.at, one.kind, one.device, one.value, one.says, over.at as until,
        (select coalesce(sum(extract(epoch from silence.until - silence.at) * 1000), 0)::bigint
         from terminal_history as silence
         where silence.terminal = one.terminal and silence.kind = 'condition' and silence.value = 'silent'
           and silence.id > one.id and (over.id is null or silence.id < over.id)) as "silentMs"
      from terminal_history as one
      left join lateral (
        select later.id, later.at from terminal_history as later
        where later.terminal = one.terminal and later.kind = one.kind and later.device = one.device and later.id > one.id
        order by later.id limit 1) as over on true
      where one.terminal = ${terminal}
        and (${before ?? null}::bigint is null or one.id < ${before ?? null}::bigint)
        and (${device ?? null}::text is null or (one.kind = 'device' and one.device = ${device ?? null})
          or (one.kind = 'condition' and one.value = 'silent'))
      order by one.id desc limit ${PAGE + 1}`.execute(db),
    db
      .selectFrom('terminal_history')
      .select('device')
      .distinct()
      .where('terminal', '=', terminal)
      .where('kind', '=', 'device')
      .execute(),
    db
      .selectFrom('terminal_history')
      .select((by) => by.fn.min('at').as('at'))
      .where('terminal', '=', terminal)
      .executeTakeFirst(),
  ]);
  const page = rows.slice(0, PAGE);
  const first = oldest?.at ?? null;
  return {
    entries: page.map((row) => ({
      id: Number(row.id),
      subject: row.kind,
      name: row.device === '' ? null : row.device,
      value: row.value,
      says: row.says,
      at: row.at.toISOString(),
      until: row.until?.toISOString() ?? null,
      silentMs: Number(row.silentMs),
    })),
    before: rows.length > PAGE ? String(page.at(-1)?.id) : null,
    // What went on for longer is older than what was over and is gone.
    recordedSince: first === null ? null : new Date(Math.max(first.getTime(), clock.now() - HISTORY_MS)).toISOString(),
    devices: devicesOf.map((row) => row.device).sort(),
    silentSince: silent,
  };
}

/** Removes what was over before that. What still holds stays, however long ago it began. */
export async function removeHistory(db: Kysely<Tables>, before: Date): Promise<void> {
  await sql`
    delete from terminal_history as one
    where one.at < ${before} and exists (
      select from terminal_history as later
      where later.terminal = one.terminal and later.kind = one.kind and later.device = one.device
        and later.id > one.id and later.at < ${before})`.execute(db);
}
