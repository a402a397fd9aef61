/**
 * Fifty kiosks hand in at once, through two register servers on one PostgreSQL, while kiosks, servers and the servers'
 * connections are killed. In the end every request was applied exactly once, none is lost, and each kiosk's came in its
 * own order: counted in SQL.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type RegisterDatabase, openPostgres } from '../../../register/server/database/database.ts';
import { Terminals } from '../../../register/server/terminals/terminals.ts';
import { xorshift32 } from '../../harness/chance.ts';
import { balancer } from './fleet/balancer.ts';
import type { KioskGroup } from './fleet/kiosks.ts';
import { RegisterProcess } from './fleet/register-process.ts';
import { postgresMissing, startPostgres } from './postgres.ts';

const missing = postgresMissing();
if (missing !== undefined) process.stdout.write(`skipped: fifty kiosks on two register servers: ${missing}\n`);

const KIOSKS = 50;
const GROUPS = 5;
const REQUESTS = process.env.CI === 'true' ? 20 : 6;
/** Blows of each kind. */
const BLOWS = process.env.CI === 'true' ? 8 : 3;
const seed = Number(process.env.FOYER_SEED ?? 50_321);
const ROOT = resolve(import.meta.dirname, '../../..');

/** Kiosks that share a program, and so their end. */
class Group {
  readonly #group: KioskGroup;
  readonly done: Promise<void>;
  #child: ChildProcess | null = null;
  #settle: { done: () => void; failed: (error: Error) => void };
  finished = false;

  constructor(group: KioskGroup) {
    this.#group = group;
    const { promise, resolve: done, reject: failed } = Promise.withResolvers<void>();
    this.done = promise;
    this.#settle = { done, failed };
  }

  start(): void {
    const child = spawn(
      process.execPath,
      [join(ROOT, 'test/interop/register/fleet/kiosks.ts'), JSON.stringify(this.#group)],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.#child = child;
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.stdout.on('data', (chunk: Buffer) => {
      if (!chunk.toString().includes('done')) return;
      this.finished = true;
      this.#settle.done();
    });
    child.once('exit', (code) => {
      if (code !== null && code !== 0) this.#settle.failed(new Error(`kiosks ended with ${code}: ${said.slice(-600)}`));
    });
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((ended) => child.once('exit', ended));
    child.kill('SIGKILL');
    await gone;
  }
}

async function counted(database: RegisterDatabase) {
  const {
    rows: [row],
  } = await sql<Record<string, string>>`
    with mine as (select terminal, sequence, lag(sequence) over (partition by terminal order by registered_at, sequence) as before from inbox)
    select (select count(*) from inbox) as inbox, (select count(distinct (terminal, sequence)) from inbox) as sequences, (select count(*) from case_record) as cases, (select count(distinct number) from case_record) as numbers,
      (select count(*) from mine where before is not null and before > sequence) as disordered, (select count(*) from (select terminal from inbox group by terminal having count(*) = ${REQUESTS}) as whole) as kiosks`.execute(
    database.db,
  );
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
}

describe.skipIf(missing !== undefined)('fifty kiosks, two servers, one PostgreSQL', () => {
  test(`every request is applied once, in its kiosk's order (FOYER_SEED=${seed})`, { timeout: 600_000 }, async () => {
    const draw = xorshift32(seed);
    const random = (below: number): number => draw() % below;
    const folder = mkdtempSync(join(tmpdir(), 'foyer-fleet-'));
    const postgres = await startPostgres();
    const endings: (() => unknown)[] = [
      () => rmSync(folder, { recursive: true, force: true }),
      () => postgres.remove(),
    ];
    onTestFinished(async () => {
      for (const end of endings.reverse()) await end();
    });

    const [one, two] = [
      new RegisterProcess(join(folder, 'one'), { DATABASE_URL: postgres.url }),
      new RegisterProcess(join(folder, 'two'), { DATABASE_URL: postgres.url }),
    ];
    endings.push(
      () => one.kill(),
      () => two.kill(),
    );
    mkdirSync(join(one.folder, 'sealing'), { recursive: true, mode: 0o700 });
    cpSync(join(ROOT, 'test/unit/register/server/cases/keys/own.pem'), join(one.folder, 'sealing/1.pem'));
    chmodSync(join(one.folder, 'sealing/1.pem'), 0o600);
    await one.start();
    // A second server has the keys of the first.
    for (const name of ['document-numbers.key', 'signing.key', 'sealing'])
      cpSync(join(one.folder, name), join(two.folder, name), { recursive: true });
    await two.start();
    const { url, server } = await balancer([one, two]);
    endings.push(() => server.close());

    const database = await openPostgres(postgres.url, { connections: 2, timeoutMs: 20_000 });
    endings.push(() => database.close());
    const terminals = new Terminals(database, { now: Date.now });
    const kiosks = await Promise.all(
      Array.from({ length: KIOSKS }, async (_, index) => {
        const name = `kiosk-${index + 1}`;
        const added = await terminals.add(name);
        if (!added.ok) throw new Error(added.error);
        return { name, key: added.value.key, mark: index.toString(16).padStart(2, '0') };
      }),
    );
    const groups = Array.from(
      { length: GROUPS },
      (_, index) =>
        new Group({ folder, url, requests: REQUESTS, kiosks: kiosks.filter((_kiosk, at) => at % GROUPS === index) }),
    );
    endings.push(() => Promise.all(groups.map((group) => group.kill())));
    for (const group of groups) group.start();

    const blows = Array.from({ length: BLOWS }, () => ['server', 'kiosks', 'connections'] as const).flat();
    const struck = { server: 0, kiosks: 0, connections: 0 };
    // A blow comes when so many requests more are through, wherever that is.
    const share = (KIOSKS * REQUESTS * 0.8) / blows.length;
    for (const [index, blow] of blows.entries()) {
      for (let through = 0; through < share * (index + 1);) {
        through = (await counted(database)).inbox ?? 0;
        if (groups.every(({ finished }) => finished)) break;
        await Promise.race([
          new Promise((next) => setTimeout(next, 40)),
          one.endedByItself.promise,
          two.endedByItself.promise,
        ]);
      }
      if (blow === 'server') {
        const victim = [one, two][random(2)] ?? one;
        await victim.kill();
        await victim.start();
        struck.server += 1;
      } else if (blow === 'kiosks') {
        const victim = groups.filter(({ finished }) => !finished)[
          random(GROUPS) % Math.max(1, groups.filter(({ finished }) => !finished).length)
        ];
        if (victim === undefined) continue;
        await victim.kill();
        victim.start();
        struck.kiosks += 1;
      } else {
        const { rows } =
          await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'foyer-register' and pid <> pg_backend_pid()`.execute(
            database.db,
          );
        if (rows.length > 0) struck.connections += 1;
      }
    }
    await Promise.race([
      Promise.all(groups.map(({ done }) => done)),
      one.endedByItself.promise,
      two.endedByItself.promise,
    ]);

    const all = KIOSKS * REQUESTS;
    expect(await counted(database)).toEqual({
      inbox: all,
      sequences: all,
      cases: all,
      numbers: all,
      disordered: 0,
      kiosks: KIOSKS,
    });
    expect(struck.server).toBe(BLOWS);
    expect(struck.connections).toBeGreaterThan(0);
    expect(struck.kiosks).toBeGreaterThan(0);
  });
});
