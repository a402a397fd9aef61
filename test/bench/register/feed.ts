/**
 * A town's whole list of people with homes and blocks: the operator's command with its file, beside psql's `\copy` of
 * the same rows into tables with the same columns, checks, foreign keys and indexes, in the same PostgreSQL, each from
 * the start of its process to its end. Then a delta of a thousand people, with look-ups meanwhile.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { openPostgres, type RegisterDatabase } from '../../../register/server/database/database.ts';
import { searchKey } from '../../../register/server/residents/identity/search-form.ts';
import { allOf, csvFile, csvLine, headLine, home, person, type FeedLine } from '../../harness/deliveries.ts';
import { COLUMNS } from '../../../register/server/residents/feed/columns.ts';
import { Terminals } from '../../../register/server/terminals/terminals.ts';
import { PEOPLE } from '../../../register/demo/people.ts';
import { type Measurement, spread } from '../figures.ts';
import { withServers, type Server } from './side-by-side.ts';
import { wrk } from './wrk.ts';

const run = promisify(execFile);
/** Kinds of \`\copy\`: the tables, and what stands in a line. */
const TABLES = {
  person:
    'id, external_id, family_name, given_names, birth_date, birth_name, birth_place, nationalities, marital_status, family_search, birth_search',
  residence: 'id, person, kind, street, house_number, postal_code, city, since',
  transmission_block: 'person, kind, set_at',
} as const;
type Table = keyof typeof TABLES;
const AT_ONCE = 10_000;

const NAMES = PEOPLE.map(([family]) => family).filter((family) => family.length < 60);
const GIVEN = PEOPLE.map(([, given]) => given);

/** The n-th person: every fifth has a secondary home, every tenth a block. */
function linesOf(index: number, family = NAMES[index % NAMES.length] ?? ''): FeedLine[] {
  const id = `p-${index}`;
  const k = (index * 2_654_435_761) % 4_294_967_296;
  return [
    person(id, {
      family_name: `${family}-${NAMES[Math.floor(k / 977) % NAMES.length]}`,
      given_names: GIVEN[Math.floor(k / 31) % GIVEN.length] ?? '',
      birth_date: `${1935 + (k % 80)}-0${1 + (index % 9)}-1${index % 9}`,
      birth_place: 'Musterstadt',
      nationalities: 'deutsch',
      marital_status: 'married',
      ...(index % 3 === 0 ? { birth_name: NAMES[(index * 7) % NAMES.length] ?? '' } : {}),
    }),
    home(id, { id: `h-${index}`, house_number: String(1 + (index % 180)) }),
    ...(index % 5 === 0 ? [home(id, { id: `s-${index}`, kind: 'secondary', street: 'Am Mühlbach' })] : []),
    ...(index % 10 === 0 ? [{ record: 'block', person: id, kind: 'parties', since: '2020-01-31' } as FeedLine] : []),
  ];
}

function copied(line: FeedLine, index: number): [Table, string] {
  const or = (text: string | undefined): string => text ?? '\\N';
  switch (line.record) {
    case 'person': {
      const names = [
        searchKey(line.family_name ?? ''),
        line.birth_name === undefined ? undefined : searchKey(line.birth_name),
      ];
      return [
        'person',
        [
          index + 1,
          line.id,
          line.family_name,
          line.given_names,
          line.birth_date,
          or(line.birth_name),
          line.birth_place,
          '["deutsch"]',
          line.marital_status,
          names[0],
          or(names[1]),
        ].join('\t'),
      ];
    }
    case 'home':
      return [
        'residence',
        [line.id, index + 1, line.kind, line.street, line.house_number, line.postal_code, line.city, line.since].join(
          '\t',
        ),
      ];
    default:
      return ['transmission_block', [index + 1, line.kind, `${line.since} 00:00:00+01`].join('\t')];
  }
}

interface Files {
  readonly csv: string;
  readonly rows: Readonly<Record<Table, string>>;
  readonly lines: number;
}

async function writeFiles(folder: string, people: number): Promise<Files> {
  const csv = join(folder, `people-${people}.csv`);
  const rows = {
    person: join(folder, 'person.rows'),
    residence: join(folder, 'residence.rows'),
    transmission_block: join(folder, 'transmission_block.rows'),
  };
  const out = createWriteStream(csv);
  const tables = {
    person: createWriteStream(rows.person),
    residence: createWriteStream(rows.residence),
    transmission_block: createWriteStream(rows.transmission_block),
  };
  out.write(`${COLUMNS.join(',')}\n${csvLine(headLine('complete', 1))}\n`);
  let count = 0;
  for (let from = 0; from < people; from += AT_ONCE) {
    const texts = { csv: '', person: '', residence: '', transmission_block: '' };
    for (let index = from; index < Math.min(people, from + AT_ONCE); index += 1)
      for (const line of linesOf(index)) {
        count += 1;
        texts.csv += `${csvLine(line)}\n`;
        const [table, row] = copied(line, index);
        texts[table] += `${row}\n`;
      }
    for (const [stream, text] of [
      [out, texts.csv],
      [tables.person, texts.person],
      [tables.residence, texts.residence],
      [tables.transmission_block, texts.transmission_block],
    ] as const)
      if (!stream.write(text)) await once(stream, 'drain');
  }
  out.write(`${csvLine({ record: 'end', lines: String(count) })}\n`);
  await Promise.all([out, ...Object.values(tables)].map((stream) => once(stream.end(), 'finish')));
  return { csv, rows, lines: count };
}

async function countIn({ db }: RegisterDatabase, table: string): Promise<number> {
  const { rows } = await sql<{ there: string }>`select count(*) as there from ${sql.table(table)}`.execute(db);
  return Number(rows[0]?.there);
}

/** Seconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

async function copyOf(database: RegisterDatabase, databaseUrl: string, { rows }: Files): Promise<number> {
  const commands: string[] = [];
  for (const table of Object.keys(TABLES) as Table[]) {
    await sql`truncate ${sql.table(`bare_${table}`)} cascade`.execute(database.db);
    commands.push('-c', `\\copy bare_${table} (${TABLES[table]}) from '${rows[table]}'`);
  }
  await sql`checkpoint`.execute(database.db);
  return timed(() => run('psql', [databaseUrl, '-v', 'ON_ERROR_STOP=1', ...commands]));
}

/** Milliseconds of the longest wait in a hundred, asked for some seconds. */
async function lookUps(database: RegisterDatabase, servers: readonly Server[]): Promise<() => Promise<number>> {
  const added = await new Terminals(database, { now: Date.now }).add('bench');
  if (!added.ok) throw new Error(added.error);
  const url = servers.find(({ name }) => name === 'now')?.url ?? '';
  return async () =>
    (
      await wrk(`${url}/v1/document-status`, join(import.meta.dirname, 'look-up.lua'), {
        connections: 16,
        seconds: 3,
        args: ['10000', added.value.key, '3'],
      })
    ).p99;
}

/** `people`: in the file. `rounds`: pairs. */
export async function measureFeed(
  { people, rounds }: { readonly people: number; readonly rounds: number },
  say: (text: string) => void,
): Promise<Measurement[]> {
  const measured = await withServers('feed', say, async ({ folder, databaseUrl, registers, open }) => {
    const database = await openPostgres(databaseUrl, { timeoutMs: 600_000 });
    const data = registers.at(-1)?.folder ?? folder;
    const deliver = (file: string) =>
      run(
        process.execPath,
        [join(import.meta.dirname, '../../../register/server/cli.ts'), 'residents', 'deliver', file],
        {
          env: { ...process.env, NODE_ENV: 'production', FOYER_DATA: data, FOYER_RUN: data },
        },
      );
    try {
      const body = { id: 'parties', name: { de: 'p' }, line: { de: 'p' }, law: 'BMG', spouses: false };
      await database.db
        .insertInto('block_kind')
        .values({ id: 'parties', position: 0, body: JSON.stringify(body) })
        .execute();
      for (const table of Object.keys(TABLES))
        await sql.raw(`create table bare_${table} (like ${table} including all)`).execute(database.db);
      for (const table of ['residence', 'transmission_block'])
        await sql
          .raw(`alter table bare_${table} add foreign key (person) references bare_person (id) on delete cascade`)
          .execute(database.db);
      const files = await writeFiles(folder, people);
      const asked = await lookUps(database, await open());
      const found = {
        copy: [] as number[],
        ours: [] as number[],
        delta: [] as number[],
        alone: [] as number[],
        beside: [] as number[],
      };
      for (let round = 0; round < rounds; round += 1) {
        found.copy.push(await copyOf(database, databaseUrl, files));
        await sql`truncate person, resident_delivery cascade`.execute(database.db);
        await sql`checkpoint`.execute(database.db);
        found.ours.push(await timed(() => deliver(files.csv)));
        if ((await countIn(database, 'person')) !== people) throw new Error('feed: not everybody is there');
        const changed = Array.from({ length: 1_000 }, (_, at) =>
          linesOf(at * Math.floor(people / 1_000), 'Größer'),
        ).flat();
        const file = join(folder, 'delta.csv');
        await writeFile(file, csvFile(allOf(headLine('delta', 2), changed)));
        found.alone.push(await asked());
        const [wait, seconds] = await Promise.all([asked(), timed(() => deliver(file))]);
        found.beside.push(wait);
        found.delta.push(seconds);
        say(
          `feed: ${people} people, ${files.lines} records: \\copy ${found.copy.at(-1)?.toFixed(1)} s, ours ${found.ours.at(-1)?.toFixed(1)} s, a delta of 1,000 ${found.delta.at(-1)?.toFixed(1)} s, look-ups’ p99 ${found.beside.at(-1)} ms beside ${found.alone.at(-1)} ms, load ${loadavg()[0]?.toFixed(1)}`,
        );
      }
      return rowsOf(people, found);
    } finally {
      await database.close();
    }
  });
  return measured ?? [];
}

function rowsOf(
  people: number,
  {
    copy,
    ours,
    delta,
    alone,
    beside,
  }: Readonly<Record<'copy' | 'ours' | 'delta' | 'alone' | 'beside', readonly number[]>>,
): Measurement[] {
  const ratios = spread(ours.map((one, round) => one / (copy[round] ?? Number.NaN)));
  const ms = (values: readonly number[]) => spread(values.map((one) => one * 1_000));
  return [
    {
      name: `people with homes and blocks delivered, ${people.toLocaleString('en')}`,
      unit: 'ms',
      ours: ms(ours),
      reference: { name: 'psql \\copy', spread: ms(copy) },
      note: `the operator’s command, with all checks; times its time in pairs: median ${ratios.p50.toFixed(2)}, ${ratios.min.toFixed(2)} to ${ratios.max.toFixed(2)}`,
    },
    { name: `a delta of 1,000 people among ${people.toLocaleString('en')}`, unit: 'ms', ours: ms(delta) },
    {
      name: 'the longest wait in a hundred for a look-up meanwhile',
      unit: 'ms',
      ours: spread(beside),
      reference: { name: 'without a delivery', spread: spread(alone) },
    },
  ];
}
