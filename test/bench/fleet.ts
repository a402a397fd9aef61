/**
 * Signs of life and looks for a new catalogue, as ten thousand terminals send them: how many a second one server takes,
 * and what one costs as the fleet grows.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createRegisterClient, type RegisterClient } from '../../register/client/client.ts';
import { openPostgres } from '../../register/server/database/database.ts';
import { Terminals } from '../../register/server/terminals/terminals.ts';
import { postgresMissing, startPostgres } from '../interop/register/postgres.ts';
import { type Measurement, spread } from './figures.ts';
import { processorTime } from './processor-time.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const AT_ONCE = 64;
const ROUNDS = 5;
/** Exchanges of a round: as many terminals, each once with both requests. */
const BEATS = 1_000;

/** `sizes`: terminals, ascending. */
export async function measureFleet(sizes: readonly number[], say: (text: string) => void): Promise<Measurement[]> {
  const missing = postgresMissing();
  if (missing !== undefined) {
    say(`fleet: ${missing}; left out`);
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'));
  const postgres = await startPostgres();
  const database = await openPostgres(postgres.url);
  let server: ChildProcess | null = null;
  try {
    server = spawn(process.execPath, [join(ROOT, 'register/server/cli.ts')], {
      env: {
        ...process.env,
        FOYER_DATA: folder,
        DATABASE_URL: postgres.url,
        FOYER_OFFICE_PORT: 'off',
        FOYER_REGISTER_PORT: '0',
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const { url, pid } = await new Promise<{ url: string; pid: number }>((ready) => {
      let out = '';
      server?.stdout?.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        if (out.includes('\n')) ready(JSON.parse(out.split('\n')[0] ?? '') as { url: string; pid: number });
      });
    });
    const terminals = new Terminals(database.db, { now: Date.now });
    const clients: { client: RegisterClient; etag: string | undefined }[] = [];
    const results: Measurement[] = [];
    const etagOf = async (client: RegisterClient): Promise<string | undefined> => {
      const answer = await client.catalogue();
      return answer.ok && answer.value.kind === 'catalogue' ? (answer.value.etag ?? undefined) : undefined;
    };
    for (const size of sizes) {
      while (clients.length < size) {
        const some = await Promise.all(
          Array.from({ length: Math.min(100, size - clients.length) }, async (_, index) =>
            terminals.add(`t-${clients.length + index}`),
          ),
        );
        for (const added of some) {
          if (!added.ok) throw new Error(added.error);
          clients.push({
            client: createRegisterClient({ baseUrl: url, key: added.value.key, timeoutMs: 30_000 }),
            etag: undefined,
          });
        }
      }
      const etag = await etagOf((clients[0] as (typeof clients)[number]).client);
      const rates: number[] = [];
      const waits: number[] = [];
      const costs: number[] = [];
      for (let round = 0; round <= ROUNDS; round += 1) {
        let next = 0;
        const [began, used] = [performance.now(), processorTime(pid)];
        await Promise.all(
          Array.from({ length: AT_ONCE }, async () => {
            for (let at = next++; at < BEATS; at = next++) {
              const { client } = clients[(round * BEATS + at * 7) % size] as (typeof clients)[number];
              for (const ask of [
                () => client.catalogue(etag),
                () =>
                  client.heartbeat({
                    software: '1',
                    mode: 'in-service',
                    catalogue: null,
                    unfinished: 0,
                    devices: [{ name: 'receipt', state: 'ready' }],
                  }),
              ]) {
                const since = performance.now();
                const answer = await ask();
                if (!answer.ok) throw new Error(answer.error.kind);
                if (round > 0) waits.push(performance.now() - since);
              }
            }
          }),
        );
        if (round === 0) continue;
        rates.push((2 * BEATS) / ((performance.now() - began) / 1_000));
        costs.push(((processorTime(pid) - used) * 1_000) / BEATS);
      }
      const of = size.toLocaleString('en');
      results.push(
        {
          name: `heartbeats and looks for a catalogue of ${of} terminals, one server process on PostgreSQL`,
          unit: '1/s',
          ours: spread(rates),
          note: 'client, server and database share two cores',
        },
        { name: `the wait for one of them, ${AT_ONCE} at once`, unit: 'ms', ours: spread(waits) },
        {
          name: `processor time of the server for a terminal’s two requests, ${of} terminals`,
          unit: 'ms',
          ours: spread(costs),
        },
      );
      say(`fleet: ${of} terminals, ${spread(rates).p50.toFixed(0)} requests a second`);
    }
    return results;
  } finally {
    server?.kill('SIGKILL');
    await database.close();
    await postgres.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
