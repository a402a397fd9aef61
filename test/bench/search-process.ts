/** Started by `catalogue.ts`; prints the measurements as JSON. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import MiniSearch from 'minisearch';
import { indexServices, plainText } from '../../electron/kiosk/catalogue/search.ts';
import type { ServiceInfo } from '../../register/contract/contract.ts';
import { SERVICES } from '../../register/demo/services.ts';
import { readDldb } from '../../register/server/import/dldb.ts';
import { QUESTIONS } from '../harness/questions.ts';
import { spread, type Measurement } from './figures.ts';
import { COLLOQUIAL, EVERYDAY } from './public-questions.ts';

/** Folder with a large town's public catalogue; it is no part of the project. */
const FOLDER = process.env.FOYER_PUBLIC_CATALOGUE;
const ROUNDS = 40;
const SHOWN = 3;

type Find = (query: string) => string[] | Promise<string[]>;
const asked = Object.entries(QUESTIONS).flatMap(([id, questions]) => questions.map((question) => ({ id, question })));

/** The library as its documentation begins: typing mistakes of a fifth of a word, beginnings, names before texts. */
function plain(services: readonly ServiceInfo[]): Find {
  const index = new MiniSearch<{ id: string; name: string; keywords: string; text: string }>({
    fields: ['name', 'keywords', 'text'],
    searchOptions: { fuzzy: 0.2, prefix: true, boost: { name: 8, keywords: 5 } },
  });
  index.addAll(
    services.map(({ id, name, keywords, description }) => ({
      id,
      name: name.de,
      keywords: keywords.join(' '),
      text: plainText(description.de),
    })),
  );
  return (query) => index.search(query).map(({ id }) => String(id));
}

async function fullText(services: readonly ServiceInfo[]): Promise<Find> {
  const db = new PGlite();
  await db.exec('create table service (id text, words tsvector)');
  for (const { id, name, keywords, description } of services) {
    await db.query(
      "insert into service values ($1, setweight(to_tsvector('german', $2), 'A') || setweight(to_tsvector('german', $3), 'B') || to_tsvector('german', $4))",
      [id, name.de, keywords.join(' '), plainText(description.de)],
    );
  }
  await db.exec('create index on service using gin (words)');
  return async (query) =>
    (
      await db.query<{ id: string }>(
        "select id from service, plainto_tsquery('german', $1) q where words @@ q order by ts_rank(words, q) desc limit 30",
        [query],
      )
    ).rows.map(({ id }) => id);
}

async function times(find: Find): Promise<number[]> {
  const found: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { question } of asked) {
      const began = performance.now();
      await find(question);
      found.push(performance.now() - began);
    }
  }
  return found;
}

async function hits(find: Find): Promise<number> {
  let found = 0;
  for (const { id, question } of asked) if ((await find(question)).slice(0, SHOWN).includes(id)) found += 1;
  return found;
}

async function measure(name: string, services: readonly ServiceInfo[], judged: boolean): Promise<Measurement[]> {
  const ours = indexServices(services);
  await ours.ready;
  const own = spread(await times(ours.find));
  const others: [string, Find][] = [
    ['MiniSearch, fuzzy 0.2 and prefix', plain(services)],
    ['PostgreSQL full text, german (PGlite)', await fullText(services)],
  ];
  const measured: Measurement[] = [];
  for (const [label, find] of others) {
    measured.push({
      name: `search over ${name}`,
      unit: 'ms',
      ours: own,
      reference: { name: label, spread: spread(await times(find)) },
      note: judged
        ? `among the first ${SHOWN}: ${await hits(ours.find)} of ${asked.length}, reference ${await hits(find)}`
        : 'a frame is 16.7 ms',
    });
  }
  return measured;
}

/** How many of the questions have an answer among the first three. */
async function answered(find: Find, services: readonly ServiceInfo[], questions: typeof EVERYDAY): Promise<string> {
  const named = new Map(services.map(({ id, name }) => [id, name.de]));
  let found = 0;
  for (const [question, answer] of questions)
    if ((await find(question)).slice(0, SHOWN).some((id) => answer.test(named.get(id) ?? ''))) found += 1;
  return `${found}/${questions.length}`;
}

/** The same services as a feed without keywords and texts has them. */
const namesOnly = (services: readonly ServiceInfo[]): ServiceInfo[] =>
  services.map(({ summary: _summary, ...service }) => ({ ...service, keywords: [], description: { de: [] } }));

async function judge(label: string, services: readonly ServiceInfo[]): Promise<void> {
  const ours = indexServices(services);
  await ours.ready;
  for (const [name, find] of [
    ['Foyer', ours.find],
    ['MiniSearch', plain(services)],
    ['PostgreSQL', await fullText(services)],
  ] as const) {
    process.stderr.write(
      `bench: ${label}: ${name} answers ${await answered(find, services, EVERYDAY)} everyday and ${await answered(find, services, COLLOQUIAL)} colloquial questions among the first ${SHOWN}\n`,
    );
  }
}

const results = await measure(`Musterstadt's ${SERVICES.length} services`, SERVICES, true);
const names = ['munich_services_de.json', 'munich_locations_de.json'].map((name) => join(FOLDER ?? '', name));
if (FOLDER !== undefined && names.every((name) => existsSync(name))) {
  const { content } = readDldb(names.map((name) => ({ name: basename(name), text: readFileSync(name, 'utf8') })));
  const services = content.services ?? [];
  results.push(...(await measure(`${services.length} public services`, services, false)));
  await judge('with texts', services);
  await judge('names only', namesOnly(services));
}
process.stdout.write(JSON.stringify(results), () => process.exit(0));
