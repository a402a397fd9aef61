import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRegisterClient } from '../../register/client/client.ts';
import { DEMO_DOCUMENTS } from '../../register/demo/documents.ts';
import { loadDemo } from '../../register/demo/demo.ts';
import { openRegister } from '../../register/server/register.ts';
import { spread, type Measurement } from './figures.ts';

const BATCHES = 7;
const BATCH = 600;
const AT_ONCE = 16;
const NO_LIMIT = { capacity: 1e9, refillPerSecond: 1e9 };

/** Status lookups a second over HTTP, with validation on both sides, beside the bare statement on the same database. */
export async function measureLookups(): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'));
  const { DATABASE_URL: databaseUrl } = process.env;
  const register = await openRegister({
    folder,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    log: () => undefined,
    port: 0,
    limits: { perTerminal: NO_LIMIT, overall: NO_LIMIT },
  });
  try {
    const demo = await loadDemo({ ...register, folder });
    if (demo === undefined) throw new Error('the demonstration data are there already');
    const { url } = await register.server.start();
    const client = createRegisterClient({ baseUrl: url, key: demo.key, timeoutMs: 10_000 });
    const rate = async (ask: (document: (typeof DEMO_DOCUMENTS)[number]) => Promise<unknown>): Promise<number> => {
      const began = performance.now();
      let next = 0;
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (let at = next++; at < BATCH; at = next++)
            await ask(DEMO_DOCUMENTS[at % DEMO_DOCUMENTS.length] as (typeof DEMO_DOCUMENTS)[number]);
        }),
      );
      return BATCH / ((performance.now() - began) / 1_000);
    };
    const http: number[] = [];
    const bare: number[] = [];
    for (let batch = 0; batch <= BATCHES; batch += 1) {
      const over = await rate(async ({ type, number }) => {
        const answer = await client.documentStatus({ type, number });
        if (!answer.ok) throw new Error(`the register answered ${answer.error.kind}`);
      });
      const statement = await rate(({ type, number }) => register.residents.documentStatus(type, number));
      // The first pair warms both.
      if (batch > 0) {
        http.push(over);
        bare.push(statement);
      }
    }
    return {
      name: `status lookups over HTTP, ${register.database.kind}, client and server on one machine`,
      unit: '1/s',
      ours: spread(http),
      reference: { name: 'the statement alone', spread: spread(bare) },
    };
  } finally {
    await register.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
