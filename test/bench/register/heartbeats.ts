/** Heartbeats a second as the fleet grows, on a real PostgreSQL: each is on the disk when it is answered. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { HeartbeatRequest } from '../../../register/contract/contract.ts';
import { openPostgres, type RegisterDatabase } from '../../../register/server/database/database.ts';
import { hashTerminalKey, newKey } from '../../../register/server/keys/secrets.ts';
import type { Measurement } from '../figures.ts';
import { beside, inTurn, withServers } from './side-by-side.ts';

const CONNECTIONS = 64;
const SECONDS = 3;
/** Seconds that the tokens hold: longer than the measurement. */
const TOKENS_HOLD = 86_400;

const WORD: HeartbeatRequest = {
  software: '1',
  mode: 'in-service',
  catalogue: null,
  unfinished: 0,
  devices: [{ name: 'receipt', state: 'ready' }],
};

/** Terminals that are enrolled and have a token; their tokens. */
async function addTerminals({ db }: RegisterDatabase, from: number, to: number): Promise<string[]> {
  const tokens: string[] = [];
  for (let there = from; there < to; there += 1_000) {
    const some = Array.from({ length: Math.min(1_000, to - there) }, (_, index) => ({
      id: randomUUID(),
      name: `t-${there + index}`,
      token: newKey(),
    }));
    const now = Date.now();
    await db
      .insertInto('terminal')
      .values(some.map(({ id, name }) => ({ id, name, created_at: new Date(now) })))
      .execute();
    await db
      .insertInto('terminal_token')
      .values(
        some.map(({ id, token }) => ({
          token_hash: hashTerminalKey(token),
          terminal: id,
          expires_at: new Date(now + TOKENS_HOLD * 1_000),
        })),
      )
      .execute();
    tokens.push(...some.map(({ token }) => token));
  }
  return tokens;
}

/** `sizes`: terminals, ascending. */
export async function measureHeartbeats(
  { sizes, rounds }: { readonly sizes: readonly number[]; readonly rounds: number },
  say: (text: string) => void,
): Promise<Measurement[]> {
  const measured = await withServers('fleet', say, async ({ folder, databaseUrl, open }) => {
    const database = await openPostgres(databaseUrl);
    try {
      const sets = new Map<number, string>();
      const tokens: string[] = [];
      for (const size of sizes) {
        tokens.push(...(await addTerminals(database, tokens.length, size)));
        const file = join(folder, `tokens-${size}`);
        writeFileSync(file, `${tokens.join('\n')}\n`);
        sets.set(size, file);
      }
      const word = join(folder, 'word.json');
      writeFileSync(word, JSON.stringify(WORD));
      const servers = await open();
      const results: Measurement[] = [];
      for (const [size, file] of sets) {
        say(`fleet: ${size} terminals`);
        // In service for a while: a first word is written into the terminal's history, and silence is as well.
        await sql`update terminal set last_seen_at = now(), condition = 'attention', heartbeat = ${JSON.stringify(WORD)}::jsonb`.execute(
          database.db,
        );
        await sql`vacuum analyze terminal`.execute(database.db);
        const found = await inTurn(servers, {
          path: '/v1/heartbeat',
          script: 'heartbeat.lua',
          args: [file, '3', word],
          connections: CONNECTIONS,
          seconds: SECONDS,
          rounds,
        });
        results.push(...beside(`heartbeats of ${size.toLocaleString('en')} terminals, wrk`, found));
      }
      return results;
    } finally {
      await database.close();
    }
  });
  return measured ?? [];
}
