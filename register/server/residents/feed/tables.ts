/**
 * Where a delivery lies while it is taken over: temporary tables of one transaction, which end with it. Rows come in
 * PostgreSQL's text format of COPY, as the thread that checks them writes them.
 */

/** From column to type. `file_line`: line in the file. */
export const STAGED = {
  feed_person: {
    file_line: 'integer',
    id: 'text',
    family_name: 'text',
    birth_name: 'text',
    former_names: 'text',
    religious_name: 'text',
    doctorate: 'text',
    given_names: 'text',
    usual_given_name: 'text',
    birth_date: 'text',
    birth_place: 'text',
    nationalities: 'jsonb',
    marital_status: 'text',
    died_on: 'text',
    left_on: 'date',
    family_search: 'text',
    birth_search: 'text',
    removed: 'boolean',
  },
  feed_home: {
    file_line: 'integer',
    person: 'text',
    id: 'text',
    kind: 'text',
    street: 'text',
    house_number: 'text',
    addition: 'text',
    postal_code: 'text',
    city: 'text',
    since: 'date',
    until: 'date',
  },
  feed_block: { file_line: 'integer', person: 'text', kind: 'text', since: 'date', until: 'date' },
  feed_relative: { file_line: 'integer', person: 'text', relation: 'text', relative: 'text' },
} as const;
export type StagedTable = keyof typeof STAGED;
export const STAGED_TABLES = Object.keys(STAGED) as readonly StagedTable[];

/** A row as COPY reads it. Null is nothing. */
export const copyRow = (cells: readonly (string | null)[]): string =>
  `${cells.map((cell) => (cell === null ? '\\N' : cell.includes('\\') ? cell.replaceAll('\\', '\\\\') : cell)).join('\t')}\n`;

/** The cells of a row that `copyRow` made. */
export const copiedCells = (row: string): (string | null)[] =>
  row.split('\t').map((cell) => (cell === '\\N' ? null : cell.replaceAll('\\\\', '\\')));
