/**
 * `npm run test:failover`: three databases, two registers and fifty terminals on one machine, of which one part after
 * the other is struck, by chance and at a moment of chance. Ends with `N passed, N failed`; exit code 1 where one
 * failed, 69 where a program is missing. `FOYER_SEED` plays the same order again, `FOYER_FAILOVER_BLOWS` more blows.
 */
import { xorshift32 } from '../harness/chance.ts';
import { count } from './count.ts';
import { missingPeers } from './database.ts';
import { blows, type Blow } from './kills.ts';
import { isHeard } from './listening.ts';
import type { Prober } from './prober.ts';
import { restoreDrill } from './restore.ts';
import { putToWork, startTown, type AtWork, type Town } from './town.ts';

const TERMINALS = 50;
const GROUPS = 5;
/** Milliseconds between two requests of a terminal: 25 a second of all. */
const PACE_MS = 2_000;
/** Milliseconds. The service must be back within the first; the machines have the second to be whole again. */
const BACK_MS = 30_000;
const WHOLE_MS = 90_000;
/** Milliseconds, at most, until the next blow. */
const CALM_MS = 4_000;

const seed = Number(process.env.FOYER_SEED ?? Date.now() % 1_000_000);
const more = Number(process.env.FOYER_FAILOVER_BLOWS ?? 1);
const draw = xorshift32(seed);
const random = (below: number): number => draw() % below;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const pause = (ms: number): Promise<void> => new Promise((next) => setTimeout(next, ms));

let passed = 0;
let failed = 0;
function check(what: string, holds: boolean, detail = ''): void {
  if (holds) passed += 1;
  else failed += 1;
  say(`${holds ? 'passed' : 'FAILED'}: ${what}${detail === '' ? '' : ` (${detail})`}`);
}

/** Every kind once and some of them again, in an order of chance. */
function order(kinds: readonly Blow[]): Blow[] {
  const chosen = [...kinds, ...Array.from({ length: more }, () => kinds[random(kinds.length)] as Blow)];
  return Array.from({ length: chosen.length }, () => chosen.splice(random(chosen.length), 1)[0] as Blow);
}

/** Answers how long nobody was told of success, in milliseconds. */
async function struck({ databases, registers }: Town, { load, key }: AtWork, { name, aim }: Blow): Promise<number> {
  await pause(random(CALM_MS));
  say(`striking: ${name}`);
  const strike = await aim();
  const at = Date.now();
  const putBack = await strike();
  // What was handed in before may have been answered already.
  await load.back(Date.now(), WHOLE_MS);
  await putBack();
  await databases.whole(WHOLE_MS);
  const outage = load.outage(at);
  check(`${name}: back within ${BACK_MS / 1_000} s`, outage <= BACK_MS, seconds(outage));
  check(
    `${name}: what one register writes is heard at the other`,
    await isHeard(
      registers.map(({ register }) => register),
      key,
    ),
  );
  return outage;
}

/** Kinds to strike with, by commas; without it every one. */
const wanted = process.env.FOYER_FAILOVER_KINDS?.split(',');

/** One blow after the other; answers the outages, in milliseconds. */
async function strikeAll(town: Town, work: AtWork): Promise<number[]> {
  const { load } = work;
  const outages: number[] = [];
  await load.back(Date.now(), WHOLE_MS);
  const kinds = blows(town.databases, town.registers, random).filter(({ name }) => wanted?.includes(name) ?? true);
  const played = (async () => {
    for (const blow of order(kinds)) outages.push(await struck(town, work, blow));
  })();
  const endedByThemselves = town.registers.map(({ register }) => register.endedByItself.promise);
  try {
    await Promise.race([played, load.failed.promise, ...endedByThemselves]);
  } catch (error) {
    // What was lost until then is counted all the same.
    check('every blow is played', false, (error as Error).message);
  }
  await Promise.race([load.finish(), pause(WHOLE_MS)]);
  return outages;
}

/** What the terminals were told, beside what is in the database. */
async function judge({ databases }: Town, { load }: AtWork): Promise<void> {
  const counted = await count(databases, load.acknowledged);
  check('everything that was handed in is acknowledged', load.kept === counted.acknowledged, `${counted.acknowledged}`);
  check('no acknowledged request is lost', counted.lost === 0, `${counted.lost} of ${counted.acknowledged}`);
  check('none is there twice, and none that nobody handed in', counted.twice === 0 && counted.inDatabase === load.kept);
  check('each terminal’s order is kept', counted.disordered === 0);
}

function judgeAnswers({ answers }: Prober): void {
  const wrong = answers.find(({ kind }) => kind === 'not-told');
  const unavailable = answers.filter(({ kind }) => kind === 'unavailable');
  const longest = Math.max(...answers.map(({ ms }) => ms));
  check(
    'a register without its database answers 503 `unavailable` and says when to come again',
    wrong === undefined && unavailable.length > 0,
    wrong?.detail ?? `${unavailable.length} of ${answers.length} answers, the longest after ${seconds(longest)}`,
  );
}

async function drill(town: Town): Promise<void> {
  const work = await putToWork(town, { terminals: TERMINALS, groups: GROUPS, pace: PACE_MS });
  let outages: number[];
  try {
    outages = await strikeAll(town, work);
    await work.prober.stop();
  } finally {
    work.end();
  }
  await judge(town, work);
  judgeAnswers(work.prober);
  for (const { what, holds, detail } of await restoreDrill(town, work.key)) check(what, holds, holds ? '' : detail);
  say(`look-ups: ${[...work.load.lookUps].map(([result, times]) => `${result} ${times}`).join(', ')}`);
  const sorted = outages.toSorted((a, b) => a - b);
  const [worst, median] = [sorted.at(-1) ?? 0, sorted[Math.floor(sorted.length / 2)] ?? 0];
  say(
    `seed ${seed}, ttl ${town.databases.ttl} s, ${outages.length} blows: worst outage ${seconds(worst)}, median ${seconds(median)}`,
  );
}

const missing = await missingPeers();
if (missing !== undefined) {
  process.stderr.write(`${missing}\n`);
  process.exit(69);
}
say(`seed ${seed}`);
const began = performance.now();
const town = await startTown();
try {
  say(`three databases and two registers are there after ${town.startedIn.toFixed(1)} s`);
  await drill(town);
} catch (error) {
  check('the drill comes to its end', false, (error as Error).stack);
} finally {
  await town.end();
}
say(`${((performance.now() - began) / 1_000).toFixed(0)} s in all`);
say(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
