/**
 * The office's page: what one that stands open costs the server as they become more, how long a call for help takes to
 * all of them, and how soon the page is there, with a town's terminals.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from '@playwright/test';
import { OfficeEvent } from '../../register/contract/office.ts';
import { openPostgres, type RegisterDatabase } from '../../register/server/database/database.ts';
import { SESSION_COOKIE, createSessions } from '../../register/server/office/sessions.ts';
import { Terminals } from '../../register/server/terminals/terminals.ts';
import { isRoot } from '../../tools/setup/paths.mjs';
import { aTerminal, manyTerminals } from '../harness/office-page/data.ts';
import { postgresMissing, startPostgres } from '../interop/register/postgres.ts';
import { type Measurement, type Spread, spread } from './figures.ts';
import type { Side, Task } from './office-pages.ts';
import { processorTime } from './processor-time.ts';

export interface OfficeSizes {
  /** Open pages, ascending. */
  readonly pages: readonly number[];
  readonly terminals: number;
  /** Minutes for each number of pages. */
  readonly rounds: number;
  readonly calls: number;
  readonly loads: number;
}

const ROOT = resolve(import.meta.dirname, '../..');
const clock = { now: Date.now };

export async function measureOffice(sizes: OfficeSizes, say: (text: string) => void): Promise<Measurement[]> {
  const missing = postgresMissing();
  if (missing !== undefined) {
    say(`office: ${missing}; left out`);
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'));
  const postgres = await startPostgres();
  const database = await openPostgres(postgres.url);
  const running: ChildProcess[] = [];
  try {
    const { register, url, office } = await startServer(folder, postgres.url);
    running.push(register);
    const most = sizes.pages.at(-1) ?? 1;
    const { keys, tokens } = await fill(database, sizes.terminals, most);
    const reference = fork(fileURLToPath(new URL('office-reference.ts', import.meta.url)));
    running.push(reference);
    const bare = await new Promise<string>((ready) => reference.once('message', (said) => ready(String(said))));
    const { list, event } = sample(sizes.terminals);
    await fetch(`${bare}/list`, { method: 'POST', body: list });
    const pages = fork(fileURLToPath(new URL('office-pages.ts', import.meta.url)));
    running.push(pages);
    const ours = { pid: register.pid ?? 0, side: { kind: 'register', office, terminals: url, keys, tokens } } as const;
    const theirs = {
      pid: reference.pid ?? 0,
      side: { kind: 'bare', url: bare, event, terminals: sizes.terminals },
    } as const;
    const costs = [await costsOf(pages, ours, sizes, say), await costsOf(pages, theirs, sizes, say)] as const;
    const waits = [await waitsOf(pages, ours.side, sizes), await waitsOf(pages, theirs.side, sizes)] as const;
    await tell(pages, { do: 'open', pages: 0 });
    return [
      ...costRows(sizes, costs),
      {
        name: `from a call for help to each of ${most} open pages`,
        unit: 'ms',
        ours: waits[0],
        reference: { name: 'a bare server of node:http that tells the same', spread: waits[1] },
      },
      ...(await paints({ office, bare, token: tokens[0] ?? '' }, sizes)),
    ];
  } finally {
    for (const one of running) one.kill('SIGKILL');
    await database.close();
    await postgres.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startServer(folder: string, databaseUrl: string) {
  const register = spawn(process.execPath, [join(ROOT, 'register/server/cli.ts')], {
    env: {
      ...process.env,
      FOYER_DATA: folder,
      DATABASE_URL: databaseUrl,
      FOYER_OFFICE_PORT: '0',
      FOYER_REGISTER_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ready = await new Promise<{ url: string; office: string }>((done) => {
    let out = '';
    register.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('\n')) done(JSON.parse(out.split('\n')[0] ?? '') as { url: string; office: string });
    });
  });
  return { register, ...ready };
}

/** Keys of as many terminals, and tokens of as many people who are signed in. */
async function fill(database: RegisterDatabase, terminals: number, people: number) {
  const keys: string[] = [];
  const register = new Terminals(database, clock);
  for (let at = 0; at < terminals; at += 1) {
    const added = await register.add(`terminal-${String(at).padStart(5, '0')}`);
    if (!added.ok) throw new Error(added.error);
    keys.push(added.value.key);
  }
  const sessions = createSessions(database.db, clock);
  const tokens: string[] = [];
  for (let at = 0; at < people; at += 1) {
    const id = randomUUID();
    const account = { id, name: `Kim Beispiel ${at}`, login: `konto-${at}`, subject: null };
    await database.db
      .insertInto('office_account')
      .values({ ...account, roles: JSON.stringify(['office', 'operator']), created_at: new Date() })
      .execute();
    tokens.push(await sessions.begin(id));
  }
  return { keys, tokens };
}

/** Bytes as the register tells them. */
function sample(count: number): { readonly list: string; readonly event: string } {
  return {
    list: JSON.stringify(manyTerminals(count)),
    event: JSON.stringify(OfficeEvent.parse({ type: 'terminal', terminal: aTerminal() })),
  };
}

function tell(pages: ChildProcess, task: Task): Promise<unknown> {
  return new Promise((done, fail) => {
    pages.once('message', (said: { answer?: unknown; failed?: string }) => {
      if (said.failed === undefined) done(said.answer);
      else fail(new Error(said.failed));
    });
    pages.send(task);
  });
}

interface Cost {
  /** Milliseconds of processor time for the whole minute. */
  readonly all: Spread;
  /** For each further page, above what a minute with fewer costs. */
  readonly each: Spread;
}

async function costsOf(
  pages: ChildProcess,
  { pid, side }: { readonly pid: number; readonly side: Side },
  { pages: counts, rounds }: OfficeSizes,
  say: (text: string) => void,
): Promise<Cost[]> {
  await tell(pages, { do: 'use', side });
  const minutes = async (count: number): Promise<number[]> => {
    await tell(pages, { do: 'open', pages: count });
    const found: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const used = processorTime(pid);
      await tell(pages, { do: 'minute' });
      if (round > 0) found.push((processorTime(pid) - used) * 1_000);
    }
    say(`office: ${side.kind}, ${count} pages, ${spread(found).p50.toFixed(0)} ms a minute`);
    return found;
  };
  let before = { count: 0, ms: spread(await minutes(0)).p50 };
  const costs: Cost[] = [];
  for (const count of counts) {
    const found = await minutes(count);
    const all = spread(found);
    const { count: fewer, ms } = before;
    costs.push({ all, each: spread(found.map((one) => (one - ms) / (count - fewer))) });
    // What is read and put into words once for all, the first page brings.
    if (costs.length === 1) before = { count, ms: all.p50 };
  }
  return costs;
}

function costRows(
  { pages: counts, terminals }: OfficeSizes,
  [ours, theirs]: readonly [readonly Cost[], readonly Cost[]],
): Measurement[] {
  const told = `${terminals.toLocaleString('en')} terminals saying something new and the list asked for once`;
  return counts.map((count, at) => {
    const [mine, bare] = [ours[at], theirs[at]] as [Cost, Cost];
    const flat = at > 1 ? `, ${(mine.each.p50 / (ours[1] as Cost).each.p50).toFixed(2)} of that with ${counts[1]}` : '';
    return {
      name: `processor time of the server for ${at === 0 ? `${count === 1 ? 'the' : 'each'} first` : 'each further'} page of ${count} open ones, ${told}`,
      unit: 'ms',
      ours: mine.each,
      reference: { name: 'the same with a bare server of node:http', spread: bare.each },
      note: `${mine.all.p50.toFixed(0)} ms for all${flat}`,
    };
  });
}

async function waitsOf(pages: ChildProcess, side: Side, { pages: counts, calls }: OfficeSizes): Promise<Spread> {
  await tell(pages, { do: 'use', side });
  await tell(pages, { do: 'open', pages: counts.at(-1) ?? 1 });
  return spread((await tell(pages, { do: 'calls', count: calls })) as number[]);
}

/** Each load is a browser's first: nothing is in its cache. */
async function paints(
  { office, bare, token }: { readonly office: string; readonly bare: string; readonly token: string },
  { loads, terminals }: OfficeSizes,
): Promise<Measurement[]> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', chromiumSandbox: !isRoot });
  try {
    const ours = await load(browser, { url: `${office}/terminals`, token, there: 'tbody th', loads });
    const theirs = await load(browser, { url: bare, token, there: '#here', loads });
    const name = `the page of ${terminals.toLocaleString('en')} terminals in Chromium, signed in, nothing cached`;
    const reference = (of: Spread) => ({ name: 'a page of one line', spread: of });
    return [
      { name: `${name}: first paint`, unit: 'ms', ours: ours.painted, reference: reference(theirs.painted) },
      { name: `${name}: the list is there`, unit: 'ms', ours: ours.there, reference: reference(theirs.there) },
    ];
  } finally {
    await browser.close();
  }
}

async function load(
  browser: Browser,
  {
    url,
    token,
    there,
    loads,
  }: { readonly url: string; readonly token: string; readonly there: string; readonly loads: number },
): Promise<{ readonly painted: Spread; readonly there: Spread }> {
  const found: { readonly painted: number; readonly there: number }[] = [];
  for (let round = 0; round <= loads; round += 1) {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
    await context.addCookies([
      { name: SESSION_COOKIE, value: token, domain: 'localhost', path: '/', secure: true, httpOnly: true },
    ]);
    const page = await context.newPage();
    await page.goto(url);
    const times = await page.evaluate(async (selector) => {
      const paint = await new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          for (const { name, startTime } of list.getEntries())
            if (name === 'first-contentful-paint') resolve(startTime);
        }).observe({ type: 'paint', buffered: true });
      });
      while (document.querySelector(selector) === null) await new Promise((resolve) => requestAnimationFrame(resolve));
      return { painted: paint, there: performance.now() };
    }, there);
    if (round > 0) found.push(times);
    await context.close();
  }
  return { painted: spread(found.map(({ painted }) => painted)), there: spread(found.map((one) => one.there)) };
}
