/** The audit's partitions: one a calendar month in UTC, made before the month begins. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';

/** For `pg_advisory_xact_lock`: one makes or drops partitions at a time. */
const PARTITIONS = 0x61756469;
/** The current month and so many after it: a register that is never restarted needs the job once in two months. */
const AHEAD = 2;

/** `2026-11` in UTC. */
export const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7);

export function addMonths(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/** Of a month as {@link monthOf} writes it; nothing else may get into a name. */
export const partitionName = (month: string): string => {
  if (!/^\d{4}-\d{2}$/.test(month)) throw new RangeError('A partition is of a month.');
  return `audit_${month.replace('-', '_')}`;
};

export const lockPartitions = async (tx: Kysely<Tables>): Promise<void> =>
  void (await sql`select pg_advisory_xact_lock(${sql.lit(PARTITIONS)})`.execute(tx));

/** Within a transaction. Attached and not made in its place, which would stop everyone who writes. */
export async function makePartition(tx: Kysely<Tables>, month: string): Promise<void> {
  const name = partitionName(month);
  await lockPartitions(tx);
  const {
    rows: [there],
  } = await sql<{ name: string | null }>`select to_regclass(${name})::text as name`.execute(tx);
  if (there?.name) return;
  const table = sql.table(name);
  await sql`create table ${table} (like audit including defaults including constraints including indexes)`.execute(tx);
  await sql`alter table audit attach partition ${table} for values from (${sql.lit(`${month}-01T00:00:00Z`)}) to (${sql.lit(`${addMonths(month, 1)}-01T00:00:00Z`)})`.execute(
    tx,
  );
}

/** Those of this month and the ones after it that are still missing. Several servers may do it at once. */
export async function makePartitionsAhead(db: Kysely<Tables>, now: number): Promise<void> {
  for (let ahead = 0; ahead <= AHEAD; ahead += 1) {
    const month = addMonths(monthOf(now), ahead);
    const {
      rows: [there],
    } = await sql<{ name: string | null }>`select to_regclass(${partitionName(month)})::text as name`.execute(db);
    if (!there?.name) await db.transaction().execute((tx) => makePartition(tx, month));
  }
}

/** Months that have a partition, oldest first. */
export async function partitionMonths(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{
    name: string;
  }>`select c.relname::text as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'audit'::regclass`.execute(
    db,
  );
  return rows
    .flatMap(({ name }) => {
      const [, year, month] = /^audit_(\d{4})_(\d{2})$/.exec(name) ?? [];
      return year === undefined ? [] : [`${year}-${month}`];
    })
    .sort();
}
