/**
 * `npm run bench`: a benchmark, never a test. Prints and leaves Markdown and JSON in `out/bench/`. `-- NAME…` measures
 * these parts only, and leaves nothing.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { measureSearch } from '../../test/bench/catalogue.ts';
import { measureCertificates } from '../../test/bench/certificates.ts';
import { measureDevices } from '../../test/bench/devices.ts';
import type { Measurement } from '../../test/bench/figures.ts';
import { measureGlass } from '../../test/bench/glass.ts';
import { measureLookups } from '../../test/bench/lookups.ts';
import { measureNextVisitor } from '../../test/bench/next-visitor.ts';
import { measureOffice } from '../../test/bench/office.ts';
import { measureOffline } from '../../test/bench/offline.ts';
import { measureFeed } from '../../test/bench/register/feed.ts';
import { measureHeartbeats } from '../../test/bench/register/heartbeats.ts';
import { measureImport } from '../../test/bench/register/import.ts';
import { measureStatusLookUps } from '../../test/bench/register/look-ups.ts';
import { measureRenderers } from '../../test/bench/renderers.ts';
import { measureServices } from '../../test/bench/sign-in.ts';
import { measureTerminalMemory } from '../../test/bench/terminal-memory.ts';
import { measureVisits } from '../../test/bench/visits.ts';
import { build, page } from '../build.ts';
import { runtime } from '../run/account.ts';
import { ROOT } from '../setup/paths.mjs';

const say = (text: string): void => void process.stderr.write(`bench: ${text}\n`);
const number = (name: string, usual: number): number => Number(process.env[name] ?? usual);
/** With commas, ascending. */
const numbers = (name: string, usual: readonly number[]): number[] =>
  process.env[name]?.split(',').map(Number) ?? [...usual];

const PARTS: Readonly<Record<string, () => Promise<readonly Measurement[]>>> = {
  async glass() {
    await build();
    return measureGlass(
      {
        starts: number('FOYER_BENCH_STARTS', 10),
        touches: number('FOYER_BENCH_TOUCHES', 200),
        visits: number('FOYER_BENCH_VISITS', 200),
      },
      say,
    );
  },
  async next() {
    await build();
    return measureNextVisitor(number('FOYER_BENCH_ENDS', 30), say);
  },
  async memory() {
    await build();
    return measureTerminalMemory(
      { rounds: number('FOYER_BENCH_ROUNDS', 7), seconds: number('FOYER_BENCH_SETTLE_SECONDS', 60) },
      say,
    );
  },
  async visits() {
    await build();
    return measureVisits(
      {
        visits: number('FOYER_BENCH_CORE_VISITS', 10_000),
        every: number('FOYER_BENCH_CORE_EVERY', 100),
        touched: number('FOYER_BENCH_VISITS', 500),
        touchedEvery: number('FOYER_BENCH_VISITS_EVERY', 10),
      },
      say,
    );
  },
  paint() {
    const ref = process.env.FOYER_BENCH_COMPARE ?? null;
    if (ref === null) say('FOYER_BENCH_COMPARE names no commit: only this page is measured');
    return measureRenderers(ref, number('FOYER_BENCH_PAINTS', 40), say);
  },
  async search() {
    if (process.env.FOYER_PUBLIC_CATALOGUE === undefined)
      say('FOYER_PUBLIC_CATALOGUE names no folder: only the demonstration is searched');
    return measureSearch();
  },
  lookups: async () => [await measureLookups()],
  documents: () =>
    measureStatusLookUps(
      { sizes: numbers('FOYER_BENCH_DOCUMENTS', [10_000, 1_000_000]), rounds: number('FOYER_BENCH_ROUNDS', 7) },
      say,
    ),
  import: () =>
    measureImport(
      { sizes: numbers('FOYER_BENCH_IMPORT', [1_000_000]), rounds: number('FOYER_BENCH_IMPORT_ROUNDS', 3) },
      say,
    ),
  feed: () =>
    measureFeed({ people: number('FOYER_BENCH_FEED', 1_000_000), rounds: number('FOYER_BENCH_FEED_ROUNDS', 3) }, say),
  offline: () =>
    measureOffline(
      { documents: number('FOYER_BENCH_OFFLINE', 1_000_000), rounds: number('FOYER_BENCH_OFFLINE_ROUNDS', 2) },
      say,
    ),
  fleet: () =>
    measureHeartbeats(
      { sizes: numbers('FOYER_BENCH_FLEET', [1_000, 10_000]), rounds: number('FOYER_BENCH_ROUNDS', 7) },
      say,
    ),
  async office() {
    await page(join(ROOT, '.build/office'), 'office');
    return measureOffice(
      {
        pages: numbers('FOYER_BENCH_PAGES', [1, 10, 50]),
        terminals: number('FOYER_BENCH_PAGE_TERMINALS', 500),
        rounds: number('FOYER_BENCH_PAGE_ROUNDS', 9),
        calls: number('FOYER_BENCH_CALLS', 40),
        loads: number('FOYER_BENCH_LOADS', 10),
      },
      say,
    );
  },
  services: () => measureServices(number('FOYER_BENCH_SIGN_INS', 20)),
  certificates: () => measureCertificates(number('FOYER_BENCH_CERTIFICATES', 60)),
  devices: () =>
    measureDevices(
      {
        slips: number('FOYER_BENCH_SLIPS', 300),
        rounds: number('FOYER_BENCH_ROUNDS', 7),
        eventSeconds: number('FOYER_BENCH_EVENT_SECONDS', 3),
      },
      say,
    ),
};

const only = process.argv.slice(2);
const unknown = only.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  say(`there is no ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);
  process.exit(64);
}
const results: Measurement[] = [];
for (const [name, measure] of Object.entries(PARTS)) {
  if (only.length > 0 && !only.includes(name)) continue;
  say(`${name} …`);
  results.push(...(await measure()));
}

const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGB: Math.round(totalmem() / 2 ** 30),
  electron: runtime().version,
  runtime: runtime().kind,
  node: process.version,
};
const table = markdown();
// Parts alone do not take the place of the whole.
if (only.length === 0) {
  const out = join(ROOT, 'out/bench');
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'bench.json'), JSON.stringify({ machine, results }, null, 2));
  writeFileSync(join(out, 'bench.md'), table);
}
process.stdout.write(`\n${table}`);

function markdown(): string {
  const figure = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
  const rows = results.map(({ name, unit, ours, reference, note }) => {
    const cells =
      reference === undefined
        ? ['–', '–', '–']
        : [
            `${reference.name}: ${figure(reference.spread.p50)}`,
            figure(reference.spread.p99),
            `${(ours.p50 / reference.spread.p50).toFixed(2)} / ${(ours.p99 / reference.spread.p99).toFixed(2)}`,
          ];
    return `| ${name}${note === undefined ? '' : ` (${note})`} | ${unit} | ${ours.n} | ${figure(ours.p50)} | ${figure(ours.p99)} | ${cells.join(' | ')} |`;
  });
  return [
    `# Measurements`,
    '',
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGB} GB; Electron ${machine.electron} (${machine.runtime}), Node ${machine.node}.`,
    '',
    '| what | unit | n | median | p99 | reference: median | its p99 | ratio of medians / of p99 |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
