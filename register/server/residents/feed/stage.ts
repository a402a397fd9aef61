/** Puts a delivery's rows into their temporary tables, and looks for what only all of them together show. */
import { CompiledQuery, sql, type Transaction } from 'kysely';
import type { BulkLine } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import type { LineFault } from '../../bulk/file/rows.ts';
import type { DeliveryHead } from './columns.ts';
import type { FeedBatch } from './lines.ts';
import { copiedCells, STAGED, STAGED_TABLES, type StagedTable } from './tables.ts';

/**
 * Memory of the database server for one connection while a delivery is taken in: with PostgreSQL's 4 MB everything
 * about a million people goes through its disk.
 */
const MEMORY = { work_mem: '96MB', temp_buffers: '128MB' } as const;

export async function makeStage(tx: Transaction<Tables>): Promise<void> {
  for (const [name, value] of Object.entries(MEMORY)) await sql.raw(`set local ${name} = '${value}'`).execute(tx);
  for (const table of STAGED_TABLES) {
    const columns = Object.entries(STAGED[table]).map(([name, type]) => `${name} ${type}`);
    await sql.raw(`create temporary table ${table} (${columns.join(', ')}) on commit drop`).execute(tx);
  }
}

export async function stageBatch(tx: Transaction<Tables>, copyIn: BulkLine['copyIn'], batch: FeedBatch): Promise<void> {
  for (const table of STAGED_TABLES) {
    const rows = batch.filter((one) => one.table === table).map((one) => one.rows);
    if (rows.length === 0) continue;
    if (copyIn === null) await insertRows(tx, table, Buffer.concat(rows).toString('utf8'));
    else await copyIn(`copy ${table} from stdin`, Buffer.concat(rows));
  }
}

/** Where the database runs in this process, COPY cannot be reached within a transaction. */
async function insertRows(tx: Transaction<Tables>, table: StagedTable, rows: string): Promise<void> {
  const columns = Object.entries(STAGED[table]);
  const cells = rows
    .split('\n')
    .slice(0, -1)
    .map((row) => copiedCells(row));
  const values = columns.map(([, type], at) => `$${at + 1}::text[]::${type}[]`);
  await tx.executeQuery(
    CompiledQuery.raw(
      `insert into ${table} select * from unnest(${values.join(', ')})`,
      columns.map((_, at) => cells.map((row) => row[at] ?? null)),
    ),
  );
}

/** The planner knows nothing of a temporary table until it is told. */
export async function analyzeStage(tx: Transaction<Tables>): Promise<void> {
  for (const table of STAGED_TABLES) await sql.raw(`analyze ${table}`).execute(tx);
}

/** Faults that are looked for of one kind. */
const MOST = 1000;

interface Question {
  readonly column: string;
  readonly reason: string;
  /** Answers `file_line`. */
  readonly query: string;
}
const twice = (table: StagedTable, columns: string, where = ''): string =>
  `select max(file_line) as file_line from ${table} ${where} group by ${columns} having count(*) > 1`;
const stranger = (table: StagedTable): string =>
  `select one.file_line from ${table} as one left join feed_person as f on f.id = one.person and not f.removed where f.id is null`;

const QUESTIONS: readonly Question[] = [
  { column: 'id', reason: 'is another person’s already', query: twice('feed_person', 'id') },
  { column: 'id', reason: 'is another home’s already', query: twice('feed_home', 'id') },
  { column: 'kind', reason: 'is a second block of its kind', query: twice('feed_block', 'person, kind') },
  { column: 'id', reason: 'is this person’s relative already', query: twice('feed_relative', 'person, relative') },
  {
    column: 'kind',
    reason: 'is a second main home',
    query: twice('feed_home', 'person', `where kind = 'main' and until is null`),
  },
  ...(['feed_home', 'feed_block', 'feed_relative'] as const).map((table) => ({
    column: 'person',
    reason: 'is nobody of this delivery',
    query: stranger(table),
  })),
];
const OF_KIND: Readonly<Record<DeliveryHead['kind'], readonly Question[]>> = {
  complete: [
    {
      column: 'id',
      reason: 'is nobody of this delivery',
      query: `select one.file_line from feed_relative as one left join feed_person as f on f.id = one.relative where f.id is null`,
    },
  ],
  delta: [
    {
      column: 'id',
      reason: 'is nobody of this delivery, nor of the register',
      query: `select one.file_line from feed_relative as one left join feed_person as f on f.id = one.relative left join person as p on p.external_id = one.relative
        where f.removed or f.id is null and p.id is null`,
    },
    {
      column: 'id',
      reason: 'is the home of somebody who is not in this delivery',
      query: `select one.file_line from feed_home as one join residence as r on r.id = one.id join person as p on p.id = r.person
        left join feed_person as f on f.id = p.external_id where f.id is null`,
    },
  ],
};

/** By line. `more`: of any kind, beyond those that are named. */
export async function stageFaults(
  tx: Transaction<Tables>,
  kind: DeliveryHead['kind'],
): Promise<{ readonly faults: LineFault[]; readonly more: number }> {
  const faults: LineFault[] = [];
  for (const { column, reason, query } of [...QUESTIONS, ...OF_KIND[kind]]) {
    const { rows } = await sql.raw<{ file_line: number }>(`${query} limit ${MOST + 1}`).execute(tx);
    faults.push(...rows.map(({ file_line: line }) => ({ line, column, reason })));
  }
  faults.sort((a, b) => a.line - b.line);
  return { faults: faults.slice(0, MOST), more: Math.max(0, faults.length - MOST) };
}
