/** Whether memory grows with visits: the kiosk's core in plain Node over thousands, the whole terminal over fewer. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { begin, startTerminal, type TestTerminal } from '../e2e/support/terminal.ts';
import { leave } from '../e2e/support/visit.ts';
import { checkouts } from './checkouts.ts';
import { type Measurement, spread } from './figures.ts';
import { memoryOf } from './memory.ts';
import { slopeOf, type Sample } from './slope.ts';

const run = promisify(execFile);
const PIECE = join(import.meta.dirname, 'visits-process.ts');
/**
 * V8 goes on compiling for thousands of visits, and what it compiled is in the heap as well. Without its compilers the
 * same heap holds what the program keeps, and nothing else that grows.
 */
const ENGINES = {
  '': [],
  ' without machine code': ['--no-opt', '--no-maglev', '--no-sparkplug'],
} as const;
/** Until what is bounded by a number or by a day has filled: the newest lines of the log, today's journal. */
const FILLED_AFTER = 500;

interface Counts {
  /** In plain Node. */ readonly visits: number;
  readonly every: number;
  /** In Electron. */ readonly touched: number;
  readonly touchedEvery: number;
}

export async function measureVisits(
  { visits, every, touched, touchedEvery }: Counts,
  say: (text: string) => void,
): Promise<Measurement[]> {
  const found: Measurement[] = [];
  for (const { name, folder } of visits === 0 ? [] : checkouts()) {
    say(`${visits} visits of the core, ${name} …`);
    const both = await Promise.all(
      Object.entries(ENGINES).map(async ([engine, flags]) => {
        const samples = await coreVisits(folder, flags, visits, every);
        return growth(`the core's heap${engine}, ${visits} visits${name === 'before' ? ', before' : ''}`, samples);
      }),
    );
    found.push(...both);
  }
  if (touched > 0) found.push(...(await touchedVisits(touched, touchedEvery, say)));
  return found;
}

async function coreVisits(folder: string, flags: readonly string[], visits: number, every: number): Promise<Sample[]> {
  const { stdout } = await run(
    process.execPath,
    ['--expose-gc', ...flags, PIECE, folder, String(visits), String(every)],
    { env: { ...process.env, TZ: 'Europe/Berlin' }, maxBuffer: 1 << 24 },
  );
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Sample);
}

/** From where what is bounded is full; all of them where there are too few for that. */
function growth(name: string, all: readonly Sample[]): Measurement {
  const filled = all.filter(({ visits }) => visits > FILLED_AFTER);
  const samples = filled.length < 20 ? all : filled;
  const { slope, from, to } = slopeOf(samples.map(({ visits, bytes }) => ({ x: visits, y: bytes })));
  const megabytes = (bytes = Number.NaN): string => (bytes / 2 ** 20).toFixed(1);
  return {
    name: `growth of ${name}`,
    unit: 'B/visit',
    ours: spread([slope]),
    note: `95 %: ${from.toFixed(0)} to ${to.toFixed(0)}; ${samples.length} samples from visit ${samples[0]?.visits} on, ${megabytes(samples[0]?.bytes)} to ${megabytes(samples.at(-1)?.bytes)} MB`,
  };
}

/** All processes but the page's, which is a new one for each visit. */
async function touchedVisits(visits: number, every: number, say: (text: string) => void): Promise<Measurement[]> {
  say(`${visits} visits by touch …`);
  const terminal = await startTerminal({ allDevices: true });
  const samples = new Map<string, Sample[]>();
  try {
    let page = await terminal.page();
    for (let visit = 1; visit <= visits; visit += 1) {
      await begin(page, 'de');
      page = await leave(terminal, page);
      if (visit % every !== 0) continue;
      for (const [name, bytes] of lasting(terminal))
        samples.set(name, [...(samples.get(name) ?? []), { visits: visit, bytes }]);
    }
  } finally {
    await terminal.stop();
  }
  return [...samples].map(([name, taken]) => growth(`${name}, ${visits} visits by touch`, taken));
}

/** Proportional set sizes in bytes. The device hosts and the store come in the order of their start. */
function lasting(terminal: TestTerminal): Map<string, number> {
  const found = new Map<string, number>();
  const names = ['store', 'payment', 'eid', 'devices'];
  for (const { kind, megabytes } of memoryOf(terminal.app.process().pid ?? 0)) {
    const name = kind === 'node' ? (names.shift() ?? kind) : kind;
    if (name === 'main' || kind === 'node') found.set(name, megabytes * 2 ** 20);
  }
  return found;
}
