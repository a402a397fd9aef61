/**
 * Takes a staged delivery over into our own tables. First is found what differs, by reading alone; what is written then
 * is little on most nights, so that whoever changes something at a terminal waits a moment only.
 */
import { CompiledQuery, sql, type Transaction } from 'kysely';
import type { Tables } from '../../database/tables.ts';
import type { DeliveryHead } from './columns.ts';
import { STAGED, type StagedTable } from './tables.ts';

/** People. `kept`: who has something that was changed here and is not in the delivery yet. */
export interface Counts {
  readonly new: number;
  readonly changed: number;
  readonly removed: number;
  readonly unchanged: number;
  readonly kept: number;
}

export interface MergeOptions {
  readonly kind: DeliveryHead['kind'];
  readonly asOf: string;
  /** The register's calendar day. */
  readonly today: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** IANA name. */
  readonly timeZone: string;
}

/** Columns of a staged table without those that are not the person's or the home's own data. */
const dataOf = (table: StagedTable, ...others: readonly string[]): string[] =>
  Object.keys(STAGED[table]).filter((column) => column !== 'file_line' && !others.includes(column));
/** They are called the same in `person`. */
const FIELDS = dataOf('feed_person', 'id', 'removed');
const of = (table: string, fields: readonly string[]): string => fields.map((field) => `${table}.${field}`).join(', ');
/** They are called the same in `residence`. */
const HOME = dataOf('feed_home', 'person', 'id');

/** Tables of who differs and in what, by the id of the town's system. */
const DIFFERENCES: readonly string[] = [
  `create temporary table feed_fields on commit drop as
     select f.id from feed_person as f join person as p on p.external_id = f.id
     where not f.removed and (${of('p', FIELDS)}) is distinct from (${of('f', FIELDS)})`,
  `create temporary table feed_homes on commit drop as
     select h.person as id from feed_home as h left join person as p on p.external_id = h.person
       left join residence as r on r.person = p.id and r.id = h.id and (${of('r', HOME)}) is not distinct from (${of('h', HOME)})
       where r.id is null
     union
     select f.id from feed_person as f join person as p on p.external_id = f.id and not f.removed join residence as r on r.person = p.id
       left join feed_home as h on h.person = f.id and h.id = r.id where h.id is null`,
  // Of a block without a day the one stays that is there; of days that of the town's calendar counts.
  `create temporary table feed_blocks on commit drop as
     select b.person as id, b.kind from feed_block as b left join person as p on p.external_id = b.person
       left join transmission_block as t on t.person = p.id and t.kind = b.kind and t.until is not distinct from b.until
         and (b.since is null or b.since = (t.set_at at time zone '$TIME_ZONE')::date)
       where t.kind is null
     union
     select f.id, t.kind from feed_person as f join person as p on p.external_id = f.id and not f.removed join transmission_block as t on t.person = p.id
       left join feed_block as b on b.person = f.id and b.kind = t.kind where b.kind is null`,
  `create temporary table feed_family on commit drop as
     select l.person as id from feed_relative as l left join person as p on p.external_id = l.person left join person as q on q.external_id = l.relative
       left join family_link as k on k.person = p.id and k.relative = q.id and k.relation = l.relation
       where k.person is null
     union
     select f.id from feed_person as f join person as p on p.external_id = f.id and not f.removed join family_link as k on k.person = p.id
       join person as q on q.id = k.relative left join feed_relative as l on l.person = f.id and l.relative = q.external_id
       where l.person is null`,
];

/**
 * Whoever has died or left is not entered, only taken note of where the person is there already. Answers how many
 * people of the delivery that are. `today`: the register's calendar day.
 */
export async function leaveOutGone(tx: Transaction<Tables>, today: string): Promise<number> {
  const { numAffectedRows } = await tx.executeQuery(
    CompiledQuery.raw(
      `delete from feed_person as f where not f.removed and (f.died_on is not null or f.left_on <= $1::date)
         and not exists (select from person as p where p.external_id = f.id)`,
      [today],
    ),
  );
  const gone = Number(numAffectedRows ?? 0n);
  if (gone > 0)
    for (const [table, column] of [
      ['feed_home', 'person'],
      ['feed_block', 'person'],
      ['feed_relative', 'person'],
    ] as const)
      await sql
        .raw(`delete from ${table} as one where not exists (select from feed_person as f where f.id = one.${column})`)
        .execute(tx);
  // Of a delta a relative may be somebody of the register who is not in it.
  if (gone > 0)
    await sql
      .raw(
        `delete from feed_relative as one where not exists (select from feed_person as f where f.id = one.relative)
           and not exists (select from person as p where p.external_id = one.relative)`,
      )
      .execute(tx);
  return gone;
}

/** Reads only. */
export async function findDifferences(tx: Transaction<Tables>, { timeZone }: MergeOptions): Promise<void> {
  if (!/^[A-Za-z0-9_+/-]+$/.test(timeZone)) throw new RangeError('A time zone has a name of the IANA.');
  for (const statement of DIFFERENCES) await sql.raw(statement.replace('$TIME_ZONE', timeZone)).execute(tx);
  for (const table of ['feed_fields', 'feed_homes', 'feed_blocks', 'feed_family'])
    await sql.raw(`analyze ${table}`).execute(tx);
}

/** Who is in the register, and not, or no longer, in the delivery. */
const ABSENT: Readonly<Record<DeliveryHead['kind'], string>> = {
  complete: `not exists (select from feed_person as f where f.id = p.external_id)`,
  delta: `exists (select from feed_person as f where f.id = p.external_id and f.removed)`,
};

/** How many people a delivery would remove, of how many; without those who died or left, who go in any case. */
export async function countAbsent(
  tx: Transaction<Tables>,
  kind: DeliveryHead['kind'],
): Promise<{ readonly absent: number; readonly all: number }> {
  const { rows } = await sql
    .raw<{ absent: string; all: string }>(
      `select count(*) filter (where ${ABSENT[kind]}) as absent, count(*) as all from person as p where p.gone_at is null`,
    )
    .execute(tx);
  return { absent: Number(rows[0]?.absent ?? 0), all: Number(rows[0]?.all ?? 0) };
}

/** What was changed here and is kept as it is. */
export interface Kept {
  /** Whose homes, by the id of the town's system. */
  readonly homes: readonly string[];
  readonly blocks: readonly { readonly id: string; readonly kind: string }[];
}

/** Writes. `kept` must not become more until the transaction ends. */
export async function merge(
  tx: Transaction<Tables>,
  { kind, asOf, now, timeZone }: MergeOptions,
  kept: Kept,
): Promise<Counts> {
  const run = async (statement: string, ...values: unknown[]): Promise<number> => {
    const { numAffectedRows, rows } = await tx.executeQuery(CompiledQuery.raw(statement, values));
    return Number(numAffectedRows ?? rows.length);
  };
  const at = new Date(now);
  await run(`delete from feed_homes where id = any($1::text[])`, kept.homes);
  await run(
    `delete from feed_blocks as b using unnest($1::text[], $2::text[]) as k (id, kind) where b.id = k.id and b.kind = k.kind`,
    kept.blocks.map(({ id }) => id),
    kept.blocks.map((one) => one.kind),
  );
  const removed = await run(`delete from person as p where ${ABSENT[kind]}`);
  const last = await lastPerson(tx);
  await run(
    `update person as p set ${FIELDS.map((field) => `${field} = f.${field}`).join(', ')},
       gone_at = case when f.died_on is null and f.left_on is null then null
         else coalesce(p.gone_at, greatest($1::timestamptz, f.left_on::timestamp at time zone $2)) end
     from feed_fields as d join feed_person as f on f.id = d.id where p.external_id = d.id`,
    at,
    timeZone,
  );
  const fresh = await run(
    `insert into person (external_id, gone_at, ${FIELDS.join(', ')})
     select f.id, f.left_on::timestamp at time zone $1, ${of('f', FIELDS)} from feed_person as f left join person as p on p.external_id = f.id
     where p.id is null and not f.removed`,
    timeZone,
  );
  await run(
    `delete from residence as r using person as p, feed_homes as d where p.external_id = d.id and r.person = p.id`,
  );
  await run(
    `insert into residence (person, id, ${HOME.join(', ')})
     select p.id, h.id, ${of('h', HOME)} from feed_home as h join feed_homes as d on d.id = h.person join person as p on p.external_id = h.person`,
  );
  await run(
    `delete from transmission_block as t using person as p, feed_blocks as d where p.external_id = d.id and t.person = p.id and t.kind = d.kind`,
  );
  await run(
    `insert into transmission_block (person, kind, set_at, until)
     select p.id, b.kind, coalesce(b.since::timestamp at time zone $1, $2::timestamptz), b.until
     from feed_block as b join feed_blocks as d on d.id = b.person and d.kind = b.kind join person as p on p.external_id = b.person`,
    timeZone,
    asOf,
  );
  await run(
    `delete from family_link as k using person as p, feed_family as d where p.external_id = d.id and k.person = p.id`,
  );
  await run(
    `insert into family_link (person, relative, relation)
     select p.id, q.id, l.relation from feed_relative as l join feed_family as d on d.id = l.person
       join person as p on p.external_id = l.person join person as q on q.external_id = l.relative`,
  );
  const changed = await run(
    `update person as p set version = p.version + 1
     from (select id from feed_fields union select id from feed_homes union select id from feed_blocks union select id from feed_family) as d
     where p.external_id = d.id and p.id <= $1`,
    last,
  );
  const { rows } = await sql<{ there: string }>`select count(*) as there from feed_person where not removed`.execute(
    tx,
  );
  const people = new Set([...kept.homes, ...kept.blocks.map(({ id }) => id)]);
  return {
    new: fresh,
    changed,
    removed,
    unchanged: Number(rows[0]?.there ?? 0) - fresh - changed,
    kept: people.size,
  };
}

/** Ids rise: whoever is entered behind this one is new. */
async function lastPerson(tx: Transaction<Tables>): Promise<number> {
  const row = await tx
    .selectFrom('person')
    .select(({ fn }) => fn.max('id').as('last'))
    .executeTakeFirst();
  return Number(row?.last ?? 0);
}
