/**
 * No SQL of the register orders text, or compares it by range, in the collation of whatever cluster it runs on:
 * PostgreSQL's order of text is the operator's choice at `initdb`. The columns are the database's own answer; the
 * places are found in the sources.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openPglite } from '../../../../../register/server/database/database.ts';

const ROOT = fileURLToPath(new URL('../../../../../register/', import.meta.url));

/** Columns that are text in the cluster's own collation, by name and as `table.name`. */
async function textColumns(): Promise<Set<string>> {
  const database = await openPglite();
  const { rows } = await sql<{ table: string; name: string }>`
    select relname as table, attname as name from pg_attribute join pg_class on pg_class.oid = attrelid join pg_collation on pg_collation.oid = attcollation
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attnum > 0 and collname = 'default'`.execute(
    database.db,
  );
  await database.close();
  return new Set(rows.flatMap(({ table, name }) => [name, `${table}.${name}`]));
}

/** SQL written as text: tagged templates, and strings that hold a statement. */
function statements(source: string): string[] {
  const literals = [
    ...source.matchAll(/(?:(sql(?:<[^`]*?>)?|sql\.raw\()\s*)?`((?:[^`\\]|\\.)*)`|'((?:[^'\\\n]|\\.)*)'/g),
  ];
  return literals
    .filter(
      ([, tag, template, text]) =>
        tag !== undefined ||
        /\b(select|update|insert into|delete from|create (unique )?index|(alter|create) table)\s/i.test(
          template ?? text ?? '',
        ),
    )
    .map(([, , template, text]) => (template ?? text ?? '').replaceAll(/\$\{[^}]*\}/g, ' ? '));
}

const COLLATED = /\s+collate\s+"C"/i;
const columnsIn = (expression: string): string[] =>
  expression
    .split(',')
    .filter((part) => !COLLATED.test(part))
    .flatMap((part) => part.match(/[a-z_]+/g) ?? []);

interface Ordered {
  readonly tables: readonly string[];
  readonly column: string;
}

/** The columns by whose order something is decided, with the tables that the statement names. */
function orderedBy(source: string): Ordered[] {
  const bare = (name = ''): string => name.split('.').at(-1) ?? '';
  const tableBefore = (at: number): string[] => {
    const [, table] =
      [...source.slice(Math.max(0, at - 800), at).matchAll(/(?:selectFrom|updateTable|deleteFrom)\('(\w+)'/g)].at(-1) ??
      [];
    return table === undefined ? [] : [table];
  };
  const built: [RegExp, (match: RegExpMatchArray) => boolean][] = [
    [
      /\.orderBy\(\s*'([\w.]+)'([^;]{0,40})/g,
      ([, , rest = '']) => !/^,\s*\(\w+\)\s*=>\s*\w+\.collate\('C'\)/.test(rest),
    ],
    [/'([\w.]+)',\s*'(?:<|>|<=|>=|between)'/g, () => true],
    [/fn\.(?:max|min)(?:<[^>]*>)?\(\s*'([\w.]+)'/g, () => true],
  ];
  const found = built.flatMap(([pattern, counts]) =>
    [...source.matchAll(pattern)]
      .filter(counts)
      .map((match) => ({ tables: tableBefore(match.index), column: bare(match[1]) })),
  );
  for (const text of statements(source)) {
    const columns: string[] = [];
    for (const [, list = ''] of text.matchAll(/\border by\s+(.+?)(?=\blimit\b|\bfor update\b|\)|$)/gis))
      columns.push(...columnsIn(list));
    for (const [, name] of text.matchAll(/([\w.]+)\s*(?:<=|>=|<(?!>|<)|(?<![-<>=])>)/g)) columns.push(bare(name));
    for (const [, row = ''] of text.matchAll(/\(([\w., ]+)\)\s*(?:<=|>=|<(?!>|<)|>)/g)) columns.push(...columnsIn(row));
    for (const [, list = ''] of text.matchAll(/\b(?:min|max|least|greatest)\(([^)]*)\)/gi))
      columns.push(...columnsIn(list));
    for (const [, name] of text.matchAll(/([\w.]+)\s+between\b/gi)) columns.push(bare(name));
    const tables = [...text.matchAll(/\b(?:from|join|update|into|table|on)\s+(\w+)/gi)].map(([, table = '']) => table);
    found.push(...columns.map((column) => ({ tables, column })));
  }
  return found;
}

test('the sources order no text by the collation of the cluster', async () => {
  const text = await textColumns();
  expect(text.has('reference'), 'the database was asked').toBe(true);
  expect(text.has('birth_date'), 'found by a range, so its column has a collation of its own').toBe(false);
  const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const places = files.flatMap((name) =>
    orderedBy(readFileSync(join(ROOT, name), 'utf8'))
      .filter(({ tables, column }) =>
        tables.length === 0 ? text.has(column) : tables.some((table) => text.has(`${table}.${column}`)),
      )
      .map(({ column }) => `${name}: ${column}`),
  );
  expect(places).toEqual([]);
});

test.each([
  `db.selectFrom('case_record').orderBy('reference')`,
  `query.where('case_record.reference', '>', after)`,
  `select.fn.max('reference')`,
  'sql`select 1 from case_record order by seq, reference desc limit 1`',
  'sql`select 1 from case_record where reference < ${after}`',
  'sql`select 1 from case_record where (reference, stage) > (${a}, ${b})`',
  'sql`select max(reference) from case_record`',
  `'select 1 from case_record where reference between $1 and $2'`,
])('the check for text order notices %s', (source) => {
  expect(orderedBy(source).map(({ column }) => column)).toContain('reference');
});

test.each([
  `db.selectFrom('x').orderBy('reference', (by) => by.collate('C'))`,
  'sql`select 1 from x order by reference collate "C" limit 1`',
  `query.where('reference', '=', after)`,
  'sql`select 1 from x where reference <> ${a}`',
])('the check for text order accepts %s', (source) => {
  expect(orderedBy(source).map(({ column }) => column)).not.toContain('reference');
});
