/**
 * The states of documents as terminals read them: in the order in which they changed, by an id that only a terminal
 * with an epoch's key can make of a number.
 */
import { sql, type Kysely } from 'kysely';
import { DocumentStage, STAGE_LETTERS, type StatusPage } from '../../contract/contract.ts';
import { STATUS_ID_BYTES } from '../../contract/status-id-length.ts';
import type { RegisterDatabase } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import { unhashed } from './hasher.ts';

/** For `pg_advisory_xact_lock`: one publishes at a time. */
const PUBLISHING = 0x666f7965;
/** Rows that get their place in one transaction. */
const BATCH = 5_000;
const DAY_MS = 86_400_000;

/**
 * Gives what changed, or was hashed, its place. Where another server is at it already, this one goes on with what is
 * placed. True while there may be more.
 */
export async function publish(db: Kysely<Tables>, epoch: number): Promise<boolean> {
  const waiting = await sql<{
    one: number;
  }>`select 1 as one from status_entry where epoch = ${epoch} and place is null limit 1`.execute(db);
  if (waiting.rows.length === 0) return false;
  return db.transaction().execute(async (tx) => {
    const {
      rows: [lock],
    } = await sql<{ got: boolean }>`select pg_try_advisory_xact_lock(${sql.lit(PUBLISHING)}) as got`.execute(tx);
    if (lock?.got !== true) return true;
    // A row that is being changed right now is left for the next time.
    const placed = await sql`
      update status_entry as e set place = nextval('document_status_place')
      from (select type, number_hash from status_entry where epoch = ${epoch} and place is null limit ${sql.lit(BATCH)} for update skip locked) as chosen
      where e.epoch = ${epoch} and e.type = chosen.type and e.number_hash = chosen.number_hash`.execute(tx);
    return Number(placed.numAffectedRows ?? 0n) === BATCH;
  });
}

/** Something of this epoch is still to be hashed: its end is not the end. */
export async function isHashing(db: Kysely<Tables>, epoch: number, newest: number): Promise<boolean> {
  // What is new is hashed for all epochs in force; what is not in the newest one yet is in the former ones.
  const found = await unhashed(db, newest)
    .where((where) => (epoch === newest ? where.lit(true) : where('hashed_in', 'is', null)))
    .select(sql<number>`1`.as('one'))
    .limit(1)
    .execute();
  return found.length > 0;
}

interface Row {
  place: string | number;
  id: Uint8Array;
  stage: string;
  since: string;
  office: string | null;
  pin_letter: boolean | null;
  bring_old_document: boolean | null;
}
export const PAGE_STATEMENT = `select e.place, e.id, d.stage, d.since, d.office, d.pin_letter, d.bring_old_document
  from status_entry as e join document_status as d on d.type = e.type and d.number_hash = e.number_hash where e.epoch = $1 and e.place > $2 order by e.place limit $3`;

/** What came after the mark, as it is now. */
export async function readPage(
  database: Pick<RegisterDatabase, 'prepared'>,
  epoch: number,
  after: number,
  limit: number,
  now: number,
): Promise<Omit<StatusPage, 'newest'>> {
  const rows = await database.prepared<Row>('status-page', PAGE_STATEMENT, [epoch, after, limit]);
  const offices: string[] = [];
  const places = new Map<string, number>();
  const ids = Buffer.alloc(rows.length * STATUS_ID_BYTES);
  let stages = '';
  let flags = '';
  const since: number[] = [];
  const office: number[] = [];
  for (const [index, row] of rows.entries()) {
    Buffer.from(row.id).copy(ids, index * STATUS_ID_BYTES);
    stages += STAGE_LETTERS[DocumentStage.parse(row.stage)];
    since.push(Math.round(Date.parse(row.since) / DAY_MS));
    flags += (
      (row.pin_letter === null ? 0 : row.pin_letter ? 3 : 1) |
      (row.bring_old_document === null ? 0 : row.bring_old_document ? 12 : 4)
    ).toString(16);
    if (row.office === null) office.push(-1);
    else {
      const place = places.get(row.office) ?? offices.push(row.office) - 1;
      places.set(row.office, place);
      office.push(place);
    }
  }
  return {
    epoch,
    ids: ids.toString('base64'),
    stages,
    since,
    offices,
    office,
    flags,
    next: rows.length === 0 ? after : Number(rows.at(-1)?.place),
    more: rows.length === limit,
    asOf: new Date(now).toISOString(),
  };
}
