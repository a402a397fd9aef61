/** Status look-ups a second as the number of documents grows, on a real PostgreSQL. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { sql } from 'kysely';
import { openPostgres } from '../../../register/server/database/database.ts';
import type { DocumentKey } from '../../../register/server/keys/secrets.ts';
import { Terminals } from '../../../register/server/terminals/terminals.ts';
import type { Measurement } from '../figures.ts';
import { beside, inTurn, withServers } from './side-by-side.ts';

const ALPHABET = '0123456789CFGHJKLMNPRTVWXYZ';
const AT_ONCE = 20_000;
const CONNECTIONS = 64;
const SECONDS = 2;

/** The document with this place in an endless row of them: a letter and eight characters; look-up.lua has the same. */
export function numberOf(index: number): string {
  let rest = index;
  let text = '';
  for (let place = 0; place < 8; place += 1) {
    text = (ALPHABET[rest % 27] ?? '0') + text;
    rest = Math.floor(rest / 27);
  }
  return `L${text}`;
}

/** By `COPY`, the quickest way there is; the next block of rows is made while the database writes one. */
async function fill(databaseUrl: string, key: DocumentKey, from: number, to: number): Promise<void> {
  const copy = '\\copy document_status (type, number_hash, stage, since, office, pin_letter) from pstdin';
  const psql = spawn('psql', [databaseUrl, '-q', '-v', 'ON_ERROR_STOP=1', '-c', copy], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = once(psql, 'exit');
  for (let there = from; there < to; there += AT_ONCE) {
    let rows = '';
    for (let index = there; index < Math.min(to, there + AT_ONCE); index += 1)
      rows += `identity-card\t\\\\x${key.hash('identity-card', numberOf(index)).toString('hex')}\tready\t2026-11-20\tbuergerbuero\tt\n`;
    if (!psql.stdin.write(rows)) await once(psql.stdin, 'drain');
  }
  psql.stdin.end();
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`psql ended with ${code}`);
}

/** `sizes`: documents in the register, ascending. */
export async function measureStatusLookUps(
  { sizes, rounds }: { readonly sizes: readonly number[]; readonly rounds: number },
  say: (text: string) => void,
): Promise<Measurement[]> {
  const measured = await withServers('documents', say, async ({ databaseUrl, documentKey, open }) => {
    const database = await openPostgres(databaseUrl, { timeoutMs: 600_000 });
    try {
      const added = await new Terminals(database, { now: Date.now }).add('bench');
      if (!added.ok) throw new Error(added.error);
      const servers = await open();
      const results: Measurement[] = [];
      let there = 0;
      for (const size of sizes) {
        const began = performance.now();
        await fill(databaseUrl, documentKey, there, size);
        there = size;
        say(`documents: ${size} are there after ${((performance.now() - began) / 1_000).toFixed(0)} s`);
        await sql`vacuum analyze document_status`.execute(database.db);
        const found = await inTurn(servers, {
          path: '/v1/document-status',
          script: 'look-up.lua',
          args: [String(size), added.value.key, '3'],
          connections: CONNECTIONS,
          seconds: SECONDS,
          rounds,
        });
        say(`documents: ${size} measured, load ${loadavg()[0]?.toFixed(1)}`);
        results.push(...beside(`status look-ups, ${size.toLocaleString('en')} documents, wrk`, found));
      }
      return results;
    } finally {
      await database.close();
    }
  });
  return measured ?? [];
}
