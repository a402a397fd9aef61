/**
 * Status look-ups a second by `wrk`, past the pooler and through it: named statements by sessions, unnamed ones by
 * transactions. One register of each on the same primary, asked in turn. `node test/failover/pooling.ts [ROUNDS]`
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { openPostgres } from '../../register/server/database/database.ts';
import { createDocumentKey } from '../../register/server/keys/secrets.ts';
import { putDocuments } from '../../register/server/residents/own/documents.ts';
import { Terminals } from '../../register/server/terminals/terminals.ts';
import { spread } from '../bench/figures.ts';
import { numberOf } from '../bench/register/look-ups.ts';
import { wrk, wrkMissing } from '../bench/register/wrk.ts';
import { missingPeers } from './database.ts';
import { startTown } from './town.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const DOCUMENTS = 10_000;
const AT_ONCE = 1_000;
const CONNECTIONS = 64;
const SECONDS = 3;
const TODAY = '2026-11-30';
const rounds = Number(process.argv[2] ?? 5);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const missing = (await missingPeers()) ?? wrkMissing();
if (missing !== undefined) {
  process.stderr.write(`${missing}\n`);
  process.exit(69);
}
const town = await startTown({ direct: 24 });
const started: ChildProcess[] = [];
try {
  const { registers, machines } = town;
  const [first] = registers;
  if (first === undefined) throw new Error('there is no register');
  // What they are measured beside takes no part of the machine.
  for (const machine of registers) await machine.register.kill();
  const database = await openPostgres(first.databaseUrl, { pooling: 'transaction', directUrl: first.directUrl });
  const key = createDocumentKey(
    Buffer.from(readFileSync(join(first.register.folder, 'document-numbers.key'), 'utf8').trim(), 'hex'),
  );
  for (let from = 0; from < DOCUMENTS; from += AT_ONCE)
    await putDocuments(
      database.db,
      key,
      Array.from({ length: AT_ONCE }, (_, index) => ({
        type: 'identity-card',
        number: numberOf(from + index),
        stage: 'ready',
        since: TODAY,
      })),
    );
  const added = await new Terminals(database, { now: Date.now }).add('bench');
  await database.close();
  if (!added.ok) throw new Error(added.error);
  const authority = join(machines.folder, 'tls/authority.pem');
  const past = `postgres://foyer-register:${machines.passwords.REGISTER}@${machines.registers[0]}:5000/foyer-register?sslmode=verify-ca&sslrootcert=${authority}&uselibpqcompat=true`;
  const ways = [
    { name: 'no pooler, named statements', url: past, pooling: 'none' },
    { name: 'PgBouncer by sessions, named statements', url: first.directUrl, pooling: 'session' },
    { name: 'PgBouncer by transactions, unnamed statements', url: first.databaseUrl, pooling: 'transaction' },
  ];
  const servers = [];
  for (const [index, { name, url, pooling }] of ways.entries()) {
    const folder = join(machines.folder, `measured-${index}`);
    cpSync(first.register.folder, folder, { recursive: true, filter: (path) => !/\.(lock|sock|pid)$/.test(path) });
    const child = spawn(process.execPath, [join(ROOT, 'test/bench/register/register-piece.ts'), ROOT, folder, url], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        FOYER_DATABASE_POOLING: pooling,
        FOYER_DATABASE_DIRECT_URL: first.directUrl,
      },
    });
    started.push(child);
    const address = await new Promise<string>((ready, failed) => {
      child.once('exit', (code) => failed(new Error(`${name} ended with ${code}`)));
      child.stdout.once('data', (chunk: Buffer) => ready((JSON.parse(chunk.toString()) as { url: string }).url));
    });
    servers.push({ name, address, found: [] as number[] });
  }
  for (let round = 0; round <= rounds; round += 1)
    for (let at = 0; at < servers.length; at += 1) {
      const one = servers[(at + round) % servers.length];
      if (one === undefined) continue;
      const load = await wrk(`${one.address}/v1/document-status`, join(ROOT, 'test/bench/register/look-up.lua'), {
        connections: CONNECTIONS,
        seconds: SECONDS,
        args: [String(DOCUMENTS), added.value.key, '3'],
      });
      // The first round warms.
      if (round > 0) one.found.push(load.perSecond);
    }
  const bare = servers[0]?.found ?? [];
  for (const { name, found } of servers) {
    const pairs = spread(found.map((one, round) => one / (bare[round] ?? Number.NaN)));
    const { p50, min, max } = spread(found);
    say(
      `${name}: ${p50.toFixed(0)} a second (${min.toFixed(0)} to ${max.toFixed(0)}); of the first ${pairs.p50.toFixed(2)} (${pairs.min.toFixed(2)} to ${pairs.max.toFixed(2)})`,
    );
  }
  say(
    `${rounds} rounds of ${SECONDS} s, ${CONNECTIONS} connections, ${DOCUMENTS} documents, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`,
  );
} finally {
  for (const child of started) child.kill('SIGKILL');
  await town.end();
}
