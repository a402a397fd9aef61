/**
 * Views are recorded, not invented: the tests that walk the machines are run with a recorder in front of `present()`,
 * and of all that was shown, the fewest Views are kept that show everything once.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language, View } from '../../electron/ipc/view.ts';
import { ROOT } from '../setup/paths.mjs';
import { factsOf, screenOf } from './shape.ts';

export interface RecordedView {
  /** The screen and what it shows, short enough for a file: `page.blocks.title-3fa9c1`. The same in each recording. */
  readonly name: string;
  /** As a person would name it: `page.blocks.title`. */
  readonly screen: string;
  /** The same moment in each language that it speaks; German always. */
  readonly spoken: Partial<Record<Language, View>>;
}

/** Where the machines, what they show and the tests that walk them are. */
const SOURCES = ['electron/kiosk', 'electron/ipc', 'state-machines', 'services', 'test/integration', 'test/harness'];
/** What the tests record into, and what is chosen of it. */
export const RECORDING = join(ROOT, 'out/gallery-recording');
const CHOSEN = join(ROOT, 'out/gallery-views.json');

/** The last recording, or a new one where something of what it was made of is newer. */
export async function recordedViews(anew: boolean, say: (text: string) => void): Promise<RecordedView[]> {
  if (!anew && existsSync(CHOSEN) && SOURCES.every((source) => newest(join(ROOT, source)) < statSync(CHOSEN).mtimeMs))
    return JSON.parse(readFileSync(CHOSEN, 'utf8')) as RecordedView[];
  say('recording Views: the tests that walk the machines run once (minutes) …');
  beginRecording();
  await walkMachines();
  return chooseRecorded();
}

/** Before the tests run with `FOYER_RECORD_VIEWS` naming the folder: each of their processes leaves a file in it. */
export function beginRecording(): void {
  rmSync(CHOSEN, { force: true });
  rmSync(RECORDING, { recursive: true, force: true });
  mkdirSync(RECORDING, { recursive: true });
}

/** After they have run: the same Views whichever process showed them first. */
export function chooseRecorded(): RecordedView[] {
  const views = select(readFolder(RECORDING));
  rmSync(RECORDING, { recursive: true, force: true });
  writeFileSync(CHOSEN, JSON.stringify(views));
  return views;
}

/** What was recorded is not all: the next gallery records anew. */
export const forgetRecorded = (): void => rmSync(CHOSEN, { force: true });

function newest(path: string): number {
  const own = statSync(path);
  if (!own.isDirectory()) return own.mtimeMs;
  return Math.max(
    ...readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(path, name)).mtimeMs),
  );
}

async function walkMachines(): Promise<void> {
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(
      join(ROOT, 'node_modules/.bin/vitest'),
      // A hang, and nothing less: nobody waits for these tests' own sake.
      ['run', '--project', 'integration', '--maxWorkers=2', '--reporter=dot', '--testTimeout=600000'],
      { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, FOYER_RECORD_VIEWS: RECORDING } },
    );
    child.once('error', reject);
    child.once('exit', resolve);
  });
  // A test that fails may have shown half of what it would have.
  if (code !== 0)
    throw new Error('The tests that walk the machines fail: run "npm test -- integration", then the gallery.');
}

export type Spoken = RecordedView['spoken'];

export const readFolder = (folder: string): Spoken[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Spoken);

/**
 * Of each screen, Views until every fact of it is shown: greedy, always the one with most that is new; where two are
 * equal, the one whose text sorts first, so that two recordings choose alike.
 */
export function select(recorded: readonly Spoken[]): RecordedView[] {
  const candidates = recorded
    .flatMap((spoken) => (spoken.de === undefined ? [] : [{ spoken, view: spoken.de, facts: factsOf(spoken.de) }]))
    .map((one) => ({ ...one, shape: one.facts.join(), text: JSON.stringify(one.view) }))
    .sort((a, b) => compare(a.shape, b.shape) || compare(a.text, b.text));
  const screens = Map.groupBy(candidates, ({ view }) => screenOf(view));
  return [...screens]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([screen, alike]) => {
      const open = new Set(alike.flatMap(({ facts }) => facts));
      const kept: RecordedView[] = [];
      while (open.size > 0) {
        const gain = ({ facts }: { facts: string[] }): number => facts.filter((fact) => open.has(fact)).length;
        const best = alike.reduce((a, b) => (gain(b) > gain(a) ? b : a));
        for (const fact of best.facts) open.delete(fact);
        const mark = createHash('sha256').update(best.shape).digest('hex').slice(0, 6);
        kept.push({ name: `${screen.replaceAll(/[^A-Za-z0-9.-]/g, '_')}-${mark}`, screen, spoken: best.spoken });
      }
      return kept;
    });
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
