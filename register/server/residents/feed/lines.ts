/** A delivery's records: what each must have, and as which rows they are staged. Runs in the thread (bulk/file/). */
import { hash } from 'node:crypto';
import { MaritalStatus } from '../../../contract/contract.ts';
import { RELATIONS } from '../../../resident-system/contract.ts';
import type { ImportKind, Keep } from '../../bulk/file/kind.ts';
import { FileRefused, type CellFault } from '../../bulk/file/rows.ts';
import { KEY_BYTES } from '../../bulk/file/sorted-records.ts';
import { searchKey } from '../identity/search-form.ts';
import {
  dayReason,
  homeIdReason,
  idReason,
  instantReason,
  oneOf,
  partialDate,
  partialDateReason,
  wordsReason,
  type Reason,
} from './cells.ts';
import {
  COLUMNS,
  FORMAT,
  NEEDED,
  RECORDS,
  RECORD_COLUMNS,
  type Column,
  type DeliveryHead,
  type RecordName,
} from './columns.ts';
import { copyRow, STAGED_TABLES, type StagedTable } from './tables.ts';

export interface FeedSettings {
  /** Ids of the catalogue's kinds of blocks. */
  readonly blocks: readonly string[];
}
/** Rows of one table, as COPY reads them. */
export type FeedBatch = readonly { readonly table: StagedTable; readonly rows: Uint8Array }[];

/** Characters of rows that are kept as one record. */
const TOGETHER = 48 * 1024;
/** Search forms that were made before: names come again and again. */
const MOST_NAMES = 100_000;

type Read = (column: Column) => string;
type Check = (column: Column, reason: Reason) => void;

export function feedKind({ blocks }: FeedSettings, keep: Keep): ImportKind<FeedBatch> {
  const rows = keeper(keep);
  const state = { head: null as DeliveryHead | null, between: 0, ended: false };
  return {
    columns: COLUMNS,
    optional: COLUMNS.filter((column) => !NEEDED.includes(column)),
    named: 1000,
    elements: { root: 'residents', recordColumn: 'record' },
    reader(place) {
      const places = Object.fromEntries(COLUMNS.map((column) => [column, place(column)])) as Record<
        Column | 'record',
        number
      >;
      const foreign = foreignColumns(places);
      return (cells, line) => {
        const read: Read = (column) => cells[places[column]] ?? '';
        const faults: CellFault[] = [];
        const check: Check = (column, reason) => {
          if (reason !== null) faults.push({ column, reason });
        };
        const checkRecord = (reason: string): void => void faults.push({ column: 'record', reason });
        const name = cells[places.record] ?? '';
        if (!isRecord(name)) return [{ column: 'record', reason: `must be one of ${RECORDS.join(', ')}` }];
        for (const { column, at } of foreign[name])
          if ((cells[at] ?? '') !== '') check(column, `does not belong to the record ${name}`);
        if (name === 'delivery' ? state.head !== null || state.between > 0 : state.head === null && state.between === 0)
          checkRecord('delivery must be the first record, and the only one of its kind');
        if (state.ended) checkRecord('stands behind the end');
        if (name === 'delivery') state.head = headOf(read, check) ?? state.head;
        else if (name === 'end') {
          state.ended = true;
          if (read('lines') !== String(state.between))
            check('lines', `must be the number of records between the first and this one, which is ${state.between}`);
        } else {
          state.between += 1;
          const row = ROWS[name]({ read, check, line, blocks, kind: state.head?.kind ?? 'complete' });
          if (faults.length === 0) rows.add(row.table, row.cells);
        }
        return faults;
      };
    },
    end() {
      rows.flush();
      if (!state.ended)
        throw new FileRefused(
          'broken',
          'FILE has no end: the last record must be "end". It was cut, or is being written.',
        );
    },
    about: () => state.head,
    batch(records) {
      const value = records.map((record) => ({
        table: STAGED_TABLES[record[KEY_BYTES] ?? 0] ?? 'feed_person',
        rows: Uint8Array.from(record.subarray(KEY_BYTES + 1)),
      }));
      return { value, transfer: value.map(({ rows: { buffer } }) => buffer) };
    },
  };
}

const isRecord = (name: string): name is RecordName => Object.hasOwn(RECORD_COLUMNS, name);

function foreignColumns(places: Readonly<Record<Column | 'record', number>>) {
  const found = {} as Record<RecordName, { readonly column: Column; readonly at: number }[]>;
  for (const name of RECORDS) {
    const own = new Set<string>(RECORD_COLUMNS[name]);
    found[name] = COLUMNS.flatMap((column) =>
      column === 'record' || own.has(column) || places[column] < 0 ? [] : [{ column, at: places[column] }],
    );
  }
  return found;
}

function headOf(read: Read, check: Check): DeliveryHead | null {
  const [kind, sequence, asOf] = [read('kind'), read('sequence'), read('as_of')];
  const isNumber = /^[1-9]\d{0,14}$/.test(sequence);
  check('format', read('format') === FORMAT ? null : `must be ${FORMAT}, the version of the format that is read here`);
  check('kind', oneOf(kind, ['complete', 'delta']));
  check('sequence', isNumber ? null : 'must be a whole number from 1');
  check('as_of', instantReason(asOf));
  if ((kind !== 'complete' && kind !== 'delta') || !isNumber || instantReason(asOf) !== null) return null;
  return { kind, sequence: Number(sequence), asOf: new Date(asOf).toISOString() };
}

interface Line {
  readonly read: Read;
  readonly check: Check;
  readonly line: number;
  readonly blocks: readonly string[];
  readonly kind: DeliveryHead['kind'];
}
interface Row {
  readonly table: StagedTable;
  readonly cells: readonly (string | null)[];
}
const or = (text: string): string | null => (text === '' ? null : text);
const needed = (text: string, reason: (text: string) => Reason): Reason => (text === '' ? 'is missing' : reason(text));

const searched = new Map<string, string>();
function searchOf(name: string): string {
  const known = searched.get(name);
  if (known !== undefined) return known;
  if (searched.size >= MOST_NAMES) searched.clear();
  const key = searchKey(name);
  searched.set(name, key);
  return key;
}

const ROWS: Readonly<Record<Exclude<RecordName, 'delivery' | 'end'>, (line: Line) => Row>> = {
  person: personRow,
  home: homeRow,
  block({ read, check, line, blocks }) {
    check('person', needed(read('person'), idReason));
    check('kind', blocks.includes(read('kind')) ? null : 'is no block of the catalogue');
    const [since, until] = period(read, check);
    return { table: 'feed_block', cells: [String(line), read('person'), read('kind'), since, until] };
  },
  relative({ read, check, line }) {
    check('person', needed(read('person'), idReason));
    check('relation', oneOf(read('relation'), RELATIONS));
    check('id', needed(read('id'), idReason));
    if (read('id') === read('person')) check('id', 'is the person’s own');
    return { table: 'feed_relative', cells: [String(line), read('person'), read('relation'), read('id')] };
  },
};

function personRow({ read, check, line, kind }: Line): Row {
  check('id', needed(read('id'), idReason));
  const removed = read('removed');
  if (removed !== '') check('removed', kind === 'delta' ? oneOf(removed, ['yes']) : 'is for deltas only');
  if (removed === 'yes') {
    for (const column of RECORD_COLUMNS.person)
      if (column !== 'id' && column !== 'removed' && read(column) !== '')
        check(column, 'must be empty of who is removed');
    return {
      table: 'feed_person',
      cells: [String(line), read('id'), ...Array.from({ length: 15 }, () => null), 't'],
    };
  }
  const name = (column: Column): string | null => {
    const text = read(column);
    check(column, wordsReason(text, 'A'));
    return or(text);
  };
  const words = (column: Column): string | null => {
    const text = read(column);
    check(column, wordsReason(text, 'C'));
    return or(text);
  };
  const familyName = name('family_name');
  if (familyName === null) check('family_name', 'is missing');
  const birthName = name('birth_name');
  const givenNames = givenNamesOf(read('given_names'));
  check('given_names', wordsReason(givenNames, 'A'));
  const usual = name('usual_given_name');
  if (usual !== null && !` ${givenNames} `.includes(` ${usual} `))
    check('usual_given_name', 'is none of the given names');
  const birthDate = partialDate(read('birth_date'));
  check('birth_date', needed(birthDate, partialDateReason));
  const death = partialDate(read('death'));
  // Zeros say that somebody died, on a day that nobody knows.
  const died = death === '' && read('death') !== '' ? 'unknown' : death;
  if (died !== 'unknown') check('death', partialDateReason(death));
  const departure = partialDate(read('departure'));
  check('departure', dayReason(departure));
  const status = read('marital_status') || 'unknown';
  check('marital_status', oneOf(status, MaritalStatus.options));
  const cells = [
    String(line),
    read('id'),
    familyName,
    birthName,
    name('former_names'),
    name('religious_name'),
    words('doctorate'),
    givenNames,
    usual,
    birthDate,
    words('birth_place'),
    nationalitiesOf(read('nationalities'), check),
    status,
    or(died),
    or(departure),
    searchOf(familyName ?? ''),
    birthName === null ? null : searchOf(birthName),
    'f',
  ];
  return { table: 'feed_person', cells };
}

const givenNamesOf = (text: string): string => (text.includes('  ') ? text.replaceAll(/ +/g, ' ') : text);

const NATIONALITIES = new Map<string, string>();
/** With slashes between them, in German, as a certificate writes them; as JSON. */
function nationalitiesOf(text: string, check: Check): string {
  const known = NATIONALITIES.get(text);
  if (known !== undefined) return known;
  const words = (text === '' ? 'deutsch' : text).split('/').map((one) => one.trim());
  const reason = words.includes('') ? 'has an empty word' : words.length > 10 ? 'has more than ten words' : null;
  const fault = reason ?? words.map((one) => wordsReason(one, 'C')).find((one) => one !== null) ?? null;
  check('nationalities', fault);
  const json = JSON.stringify(words);
  if (fault === null && NATIONALITIES.size < MOST_NAMES) NATIONALITIES.set(text, json);
  return json;
}

/** What is known to the month or the year only is no day: of a beginning nothing is kept then. */
function period(read: Read, check: Check): [string | null, string | null] {
  const [since, until] = [partialDate(read('since')), partialDate(read('until'))];
  check('since', partialDateReason(since));
  check('until', dayReason(until));
  const first = since.length === 10 ? since : '';
  if (first !== '' && until !== '' && until < first) check('until', 'is before since');
  return [or(first), or(until)];
}

function homeRow({ read, check, line }: Line): Row {
  check('person', needed(read('person'), idReason));
  check('kind', oneOf(read('kind'), ['main', 'secondary']));
  for (const column of ['street', 'city'] as const)
    check(
      column,
      needed(read(column), (text) => wordsReason(text, 'C')),
    );
  check('house_number', wordsReason(read('house_number'), 'C', 20));
  check('addition', wordsReason(read('addition'), 'C'));
  check('postal_code', /^\d{5}$/.test(read('postal_code')) ? null : 'must be five digits');
  const [since, until] = period(read, check);
  const id = read('id');
  if (id !== '') check('id', homeIdReason(id));
  const address = [
    read('street'),
    read('house_number'),
    or(read('addition')),
    read('postal_code'),
    read('city'),
    since,
  ] as const;
  return {
    table: 'feed_home',
    cells: [String(line), read('person'), id || idOf(read('person'), address), read('kind'), ...address, until],
  };
}

/** Where the system has no id for a home: the same one as long as the home is the same. */
const idOf = (person: string, address: readonly (string | null)[]): string =>
  hash('sha256', JSON.stringify([person, ...address]), 'base64url').slice(0, 32);

/** Rows of a table lie together as one record; all of them come back, in about their order. */
function keeper(keep: Keep): { add(table: StagedTable, cells: readonly (string | null)[]): void; flush(): void } {
  const held = new Map<StagedTable, string>();
  let count = 0;
  const put = (table: StagedTable, text: string): void => {
    const key = Buffer.alloc(KEY_BYTES + 1);
    key[0] = count % 256;
    key.writeUInt32BE(count, 2);
    key[KEY_BYTES] = STAGED_TABLES.indexOf(table);
    count += 1;
    keep(Buffer.concat([key, Buffer.from(text, 'utf8')]));
  };
  return {
    add(table, cells) {
      const text = (held.get(table) ?? '') + copyRow(cells);
      if (text.length < TOGETHER) return void held.set(table, text);
      put(table, text);
      held.set(table, '');
    },
    flush() {
      for (const [table, text] of held) if (text !== '') put(table, text);
      held.clear();
    },
  };
}
