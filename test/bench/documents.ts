/**
 * Status look-ups as the number of documents grows, on a real PostgreSQL, beside `pgbench` with the bare prepared
 * statement.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { createRegisterClient } from '../../register/client/client.ts';
import { openRegister } from '../../register/server/register.ts';
import { postgresMissing, startPostgres } from '../interop/register/postgres.ts';
import { type Measurement, spread } from './figures.ts';

const run = promisify(execFile);
const ALPHABET = '0123456789CFGHJKLMNPRTVWXYZ';
const NO_LIMIT = { capacity: 1e9, refillPerSecond: 1e9 };
const INSERTED_AT_ONCE = 20_000;
const AT_ONCE = 16;
const BATCHES = 7;
const BATCH = 1_000;
const SAMPLE = 10_000;
const STATEMENT =
  'select stage, since, office, pin_letter, bring_old_document from document_status where type = $1 and number_hash = $2';

/** The document with this place in an endless row of them: a letter and eight characters. */
function numberOf(index: number): string {
  let rest = index;
  let text = '';
  for (let place = 0; place < 8; place += 1) {
    text = (ALPHABET[rest % 27] ?? '0') + text;
    rest = Math.floor(rest / 27);
  }
  return `L${text}`;
}

/** `sizes`: documents in the register, ascending. */
export async function measureDocuments(sizes: readonly number[], say: (text: string) => void): Promise<Measurement[]> {
  const missing = postgresMissing();
  if (missing !== undefined) {
    say(`documents: ${missing}; left out`);
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'));
  const postgres = await startPostgres();
  const register = await openRegister({
    folder,
    databaseUrl: postgres.url,
    log: () => undefined,
    port: 0,
    limits: { perTerminal: NO_LIMIT, overall: NO_LIMIT },
  });
  try {
    const { db } = register.database;
    const { url } = await register.server.start();
    const added = await register.server.terminals.add('bench');
    if (!added.ok) throw new Error(added.error);
    const client = createRegisterClient({ baseUrl: url, key: added.value.key, timeoutMs: 30_000 });
    const results: Measurement[] = [];
    let there = 0;
    for (const size of sizes) {
      const began = performance.now();
      for (; there < size; there += INSERTED_AT_ONCE) {
        const hashes = Array.from({ length: Math.min(INSERTED_AT_ONCE, size - there) }, (_, index) =>
          register.documentKey.hash('identity-card', numberOf(there + index)),
        );
        await sql`insert into document_status (type, number_hash, stage, since, office, pin_letter) select 'identity-card', hash, 'ready', date '2026-11-20', 'buergerbuero', true from unnest(${hashes}::bytea[]) as hash`.execute(
          db,
        );
      }
      there = size;
      say(`documents: ${size} are in the register after ${((performance.now() - began) / 1_000).toFixed(0)} s`);
      await sql`analyze document_status`.execute(db);
      await sql`drop table if exists bench_sample`.execute(db);
      await sql.raw('create table bench_sample (id bigint, number_hash bytea)').execute(db);
      const chosen = Array.from({ length: SAMPLE }, () =>
        register.documentKey.hash('identity-card', numberOf(Math.floor(Math.random() * size))),
      );
      await sql`insert into bench_sample select place, hash from unnest(${chosen}::bytea[]) with ordinality as chosen (hash, place)`.execute(
        db,
      );
      await sql.raw('alter table bench_sample add primary key (id)').execute(db);
      await sql.raw('vacuum analyze bench_sample').execute(db);

      const http: number[] = [];
      const waits: number[] = [];
      for (let batch = 0; batch <= BATCHES; batch += 1) {
        let asked = 0;
        const since = performance.now();
        await Promise.all(
          Array.from({ length: AT_ONCE }, async () => {
            for (; asked < BATCH;) {
              asked += 1;
              const at = performance.now();
              const answer = await client.documentStatus({
                type: 'identity-card',
                number: numberOf(Math.floor(Math.random() * size)),
              });
              if (!answer.ok || answer.value.stage !== 'ready') throw new Error('a document was not found');
              if (batch > 0) waits.push(performance.now() - at);
            }
          }),
        );
        if (batch > 0) http.push(BATCH / ((performance.now() - since) / 1_000));
      }
      const script = join(folder, 'look-up.sql');
      writeFileSync(
        script,
        `\\set place random(1, ${SAMPLE})\n${STATEMENT.replace('$1', `'identity-card'`).replace('$2', '(select number_hash from bench_sample where id = :place)')};\n`,
      );
      const bare: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        const { stdout } = await run('/usr/lib/postgresql/15/bin/pgbench', [
          '-n',
          '-M',
          'prepared',
          '-c',
          String(AT_ONCE),
          '-j',
          '2',
          '-T',
          '4',
          '-f',
          script,
          postgres.url,
        ]);
        bare.push(Number(/tps = ([\d.]+)/.exec(stdout)?.[1]));
      }
      const of = size.toLocaleString('en');
      results.push(
        {
          name: `status look-ups over HTTP, ${of} documents on PostgreSQL`,
          unit: '1/s',
          ours: spread(http),
          reference: { name: 'pgbench, the prepared statement', spread: spread(bare) },
          note: 'client, server and database on one machine; pgbench finds each hash in a small table first',
        },
        { name: `the wait for one of them, ${AT_ONCE} at once`, unit: 'ms', ours: spread(waits) },
      );
    }
    return results;
  } finally {
    await register.close();
    await postgres.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
