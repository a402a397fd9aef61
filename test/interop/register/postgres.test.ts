import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRegisterClient } from '../../../register/client/client.ts';
import { loadDemo } from '../../../register/demo/demo.ts';
import { DEMO_UNKNOWN } from '../../../register/demo/documents.ts';
import { openPglite, openPostgres } from '../../../register/server/database/database.ts';
import type { RegisterDatabase } from '../../../register/server/database/database.ts';
import { residentSystemConformance } from '../../../register/resident-system/conformance.ts';
import { createOwnResidents } from '../../../register/server/residents/own-residents.ts';
import { createDocumentKey } from '../../../register/server/keys/secrets.ts';
import { createRegisterServer } from '../../../register/server/server.ts';
import { postgresMissing, startPostgres } from './postgres.ts';
import type { PostgresServer } from './postgres.ts';
import { conformanceSubject } from './subject.ts';

const missing = postgresMissing();
if (missing !== undefined) process.stdout.write(`skipped: the register on a PostgreSQL server: ${missing}\n`);

const NOON = Date.parse('2026-11-21T12:00:00+01:00');
const clock = { now: () => NOON };
const key = createDocumentKey(new Uint8Array(32).fill(7));

function serverOn(database: RegisterDatabase) {
  const residents = createOwnResidents(database, key);
  return createRegisterServer({ database, residents, clock, log: () => {} });
}

describe.skipIf(missing !== undefined)('on a PostgreSQL 15 server', () => {
  residentSystemConformance('our own tables on PostgreSQL 15', async () => {
    const postgres = await startPostgres();
    const database = await openPostgres(postgres.url, { timeoutMs: 3000 });
    const subject = await conformanceSubject(database, () => postgres.stop());
    return {
      ...subject,
      close: async () => {
        await database.close();
        await postgres.remove();
      },
    };
  });

  describe('two servers on one database', () => {
    let postgres: PostgresServer;
    const databases: RegisterDatabase[] = [];
    beforeAll(async () => {
      postgres = await startPostgres();
    }, 60_000);
    afterAll(async () => {
      for (const database of databases) await database.close();
      await postgres?.remove();
    });

    test('migrate it once, also when they start at the same moment', async () => {
      databases.push(...(await Promise.all([openPostgres(postgres.url), openPostgres(postgres.url)])));
      const migrated = databases.flatMap((database) => database.migrated);
      expect(migrated).toEqual([...new Set(migrated)].sort());
      expect(migrated.slice(0, 3)).toEqual(['0001-first', '0002-services', '0003-cases']);
    }, 30_000);

    test('answer alike, with the catalogue version that PGlite gives the same data', async () => {
      const [one, two] = databases;
      if (!one || !two) throw new Error('no databases');
      const [first, second] = [serverOn(one), serverOn(two)];
      const demo = await loadDemo({ database: one, server: first, documentKey: key, clock, log: () => {} });
      expect(await loadDemo({ database: two, server: second, documentKey: key, clock, log: () => {} })).toBeUndefined();
      const embedded = await openPglite();
      const third = serverOn(embedded);
      await loadDemo({ database: embedded, server: third, documentKey: key, clock, log: () => {} });
      const versions = await Promise.all(
        [first, second, third].map(async (server) => (await server.catalogue.current()).catalogue.version),
      );
      expect(new Set(versions).size).toBe(1);
      await embedded.close();

      const { url } = await second.start();
      const client = createRegisterClient({ baseUrl: url, key: demo?.key ?? '', timeoutMs: 10_000 });
      expect(await client.documentStatus({ type: 'identity-card', number: 'L7MX1P6W8' })).toMatchObject({
        ok: true,
        value: { stage: 'ready' },
      });
      const call = { key: '6f0c4f54-2a6a-4c0e-9d7e-0d6f1f2b3c4d', screen: 'home' };
      const calls = await Promise.all([client.helpCall(call), client.helpCall(call), client.helpCall(call)]);
      expect(calls.every((answer) => answer.ok)).toBe(true);
      expect(await one.db.selectFrom('help_call').selectAll().execute()).toHaveLength(1);

      await postgres.stop();
      expect(await client.documentStatus({ type: 'passport', number: DEMO_UNKNOWN.passport })).toEqual({
        ok: false,
        error: { kind: 'unavailable' },
      });
      expect((await fetch(`${url}/health`)).status).toBe(503);
      await postgres.start();
      expect(await client.documentStatus({ type: 'passport', number: DEMO_UNKNOWN.passport })).toEqual({
        ok: true,
        value: { stage: 'unknown' },
      });
      expect((await fetch(`${url}/health`)).status).toBe(200);
      await second.stop();
    }, 60_000);
  });
});
