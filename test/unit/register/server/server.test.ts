import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Catalogue, CatalogueV2, Problem } from '../../../../register/contract/contract.ts';
import { DEMO_DOCUMENTS, DEMO_UNKNOWN } from '../../../../register/demo/documents.ts';
import { putMaintenance } from '../../../../register/server/catalogue/catalogue.ts';
import { startRegister, useRegister } from './set-up.ts';

type Register = Awaited<ReturnType<typeof startRegister>>;
const UNLIMITED = {
  perTerminal: { capacity: 1e9, refillPerSecond: 1 },
  overall: { capacity: 1e9, refillPerSecond: 1 },
};

let register: Register;
beforeAll(async () => {
  register = await startRegister({ limits: UNLIMITED });
}, 60_000);
afterAll(() => register?.close());

const problem = async (response: Response) => {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const body = Problem.parse(await response.json());
  expect(body.status).toBe(response.status);
  return body;
};
const code = async (response: Response) => (await problem(response)).type.replace('urn:foyer:problem:', '');
const status = (body: unknown) =>
  register.send('/v1/document-status', { body: typeof body === 'string' ? body : JSON.stringify(body) });

describe('access to the register', () => {
  const bad = [
    '',
    'Bearer',
    'Bearer short',
    `Basic ${'a'.repeat(43)}`,
    `Bearer ${'A'.repeat(43)}`,
    `Bearer ${'A'.repeat(43)} x`,
  ];

  test.each(bad)('is refused with %j', async (authorization) => {
    const response = await register.send('/v1/catalogue', { headers: { authorization } });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="foyer-register"']);
    expect(await code(response)).toBe('terminal-unknown');
  });

  test('checks the key before contract, body and address', async () => {
    const headers = { authorization: 'Bearer no', 'foyer-contract': 'x', 'content-type': 'text/plain' };
    for (const path of ['/v1/catalogue', '/v1/document-status', '/v1/nothing', '/']) {
      expect(await code(await register.send(path, { method: 'POST', body: '{"number":', headers }))).toBe(
        'terminal-unknown',
      );
    }
  });

  test('is refused as revoked with a revoked key', async () => {
    const added = await register.server.terminals.add('revoked-one');
    if (!added.ok) throw new Error('taken');
    const headers = { authorization: `Bearer ${added.value.key}` };
    expect((await register.send('/v1/catalogue', { headers })).status).toBe(200);
    await register.server.terminals.revoke('revoked-one');
    const response = await register.send('/v1/catalogue', { headers });
    expect([response.status, await code(response)]).toEqual([403, 'terminal-revoked']);
  });

  test.each(['1', '4', '', 'two', '2.0', '-1', '99999999999'])(
    'is refused with contract version %j',
    async (version) => {
      const response = await register.send('/v1/catalogue', { headers: { 'foyer-contract': version } });
      expect([response.status, await code(response)]).toEqual([400, 'contract-unsupported']);
    },
  );

  test('is free for health and the OpenAPI document', async () => {
    for (const path of ['/health', '/openapi.json']) expect((await fetch(register.url + path)).status).toBe(200);
    expect(await (await fetch(`${register.url}/health`)).json()).toEqual({
      status: 'ok',
      database: 'pglite',
      contract: 3,
    });
  });
});

describe('the catalogue over HTTP', () => {
  test('has all of Musterstadt, fits the contract and has a strong ETag', async () => {
    const response = await register.send('/v1/catalogue');
    const catalogue = Catalogue.strict().parse(await response.json());
    expect(response.headers.get('etag')).toBe(`"${catalogue.version}"`);
    expect(response.headers.get('cache-control')).toBe('private, no-cache');
    expect([
      catalogue.services.length,
      catalogue.offices.length,
      catalogue.closures.length,
      catalogue.maintenance.length,
    ]).toEqual([27, 7, 1, 1]);
  });

  test('is not sent again under the same ETag', async () => {
    const etag = (await register.send('/v1/catalogue')).headers.get('etag') ?? '';
    for (const header of [etag, `"other", ${etag}`, `W/${etag}`, '*']) {
      const response = await register.send('/v1/catalogue', { headers: { 'if-none-match': header } });
      expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([304, etag, '']);
    }
    expect((await register.send('/v1/catalogue', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  test('is unsigned, without keys to seal for, and under an ETag of its own for contract version 2', async () => {
    const one = await register.send('/v1/catalogue', { headers: { 'foyer-contract': '2' } });
    const two = await register.send('/v1/catalogue');
    const body = await one.json();
    expect(CatalogueV2.strict().safeParse(body).success).toBe(true);
    expect(body).not.toHaveProperty('sealingKeys');
    expect([one.headers.get('foyer-signature'), two.headers.get('foyer-signature')]).toEqual([
      null,
      expect.stringMatching(/^[\w-]+\.\.[\w-]+$/),
    ]);
    expect(one.headers.get('etag')).not.toBe(two.headers.get('etag'));
    expect(one.headers.get('vary')).toContain('foyer-contract');
    expect(
      (
        await register.send('/v1/catalogue', {
          headers: { 'foyer-contract': '2', 'if-none-match': two.headers.get('etag') ?? '' },
        })
      ).status,
    ).toBe(200);
  });

  test('drops closures and maintenance that are over, under a new version', async () => {
    const own = await useRegister();
    const read = async () => Catalogue.parse(await (await own.send('/v1/catalogue')).json());
    const before = await read();
    own.advance(3 * 86_400_000 + 1);
    const later = await read();
    expect([later.closures.length, later.maintenance.length]).toEqual([1, 0]);
    own.advance(30 * 86_400_000);
    const last = await read();
    expect([last.closures.length, last.services.length]).toEqual([0, 27]);
    expect(new Set([before.version, later.version, last.version]).size).toBe(3);
  });

  test('has the same version from every server on the same data, also when another one changed them', async () => {
    const { database, residents, clock, server, client } = await useRegister();
    const { createRegisterServer } = await import('../../../../register/server/server.ts');
    let later = 0;
    const other = createRegisterServer({
      database,
      residents,
      clock: { now: () => clock.now() + later },
      log: () => {},
    });
    const version = async () => (await other.catalogue.current()).catalogue.version;
    expect(await version()).toBe((await server.catalogue.current()).catalogue.version);
    await server.catalogue.change((db) => db.deleteFrom('maintenance').execute());
    later = 1000;
    expect(await version()).toBe((await server.catalogue.current()).catalogue.version);
    expect(
      await client().heartbeat({ software: '1', mode: 'in-service', catalogue: null, unfinished: 0, devices: [] }),
    ).toMatchObject({ ok: true, value: { catalogue: await version() } });
  });
});

describe('the document status over HTTP', () => {
  test('is given for every demo document', async () => {
    for (const { type, number, stage, office } of DEMO_DOCUMENTS) {
      const response = await status({ type, number });
      expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(await response.json()).toMatchObject({ stage, office, since: expect.stringMatching(/^202\d-/) });
    }
  });

  test('answers an unknown number as such', async () => {
    expect(await (await status({ type: 'passport', number: DEMO_UNKNOWN.passport })).json()).toEqual({
      stage: 'unknown',
    });
  });

  test.each([
    ['{', '(body)'],
    ['null', '(body)'],
    ['[]', '(body)'],
    ['{}', 'type,number'],
    ['{"type":"passport"}', 'number'],
    ['{"type":"passport","number":"geheim-1"}', 'number'],
    ['{"type":"geheim","number":"C4HX1R4M9"}', 'type'],
    ['{"type":"passport","number":123456789}', 'number'],
  ])('refuses %s by the fields, without their values', async (body, fields) => {
    const response = await status(body);
    const text = await response.clone().text();
    const { type, errors } = await problem(response);
    expect([response.status, type, errors?.map((error) => error.field).join()]).toEqual([
      400,
      'urn:foyer:problem:invalid-request',
      fields,
    ]);
    expect(text).not.toMatch(/geheim|C4HX1R4M9|123456789/);
  });

  test('refuses other kinds and sizes of bodies', async () => {
    const typed = await register.send('/v1/document-status', {
      body: 'a=1',
      headers: { 'content-type': 'text/plain' },
    });
    expect([typed.status, await code(typed)]).toEqual([415, 'invalid-request']);
    const large = await status(JSON.stringify({ type: 'passport', number: 'C'.repeat(20_000) }));
    expect([large.status, await code(large)]).toEqual([413, 'invalid-request']);
    const none = await register.send('/v1/document-status', { method: 'POST' });
    expect([none.status, await code(none)]).toEqual([400, 'invalid-request']);
    const nowhere = await register.send('/v1/nothing');
    expect([nowhere.status, await code(nowhere)]).toEqual([404, 'not-found']);
  });

  test('is limited per terminal', async () => {
    const own = await useRegister({
      limits: { perTerminal: { capacity: 3, refillPerSecond: 0.5 }, overall: { capacity: 100, refillPerSecond: 10 } },
    });
    const ask = (key: string) =>
      own.send('/v1/document-status', {
        body: JSON.stringify({ type: 'passport', number: DEMO_UNKNOWN.passport }),
        headers: { authorization: `Bearer ${key}` },
      });
    const added = await own.server.terminals.add('second');
    if (!added.ok) throw new Error('taken');
    for (let index = 0; index < 3; index += 1) expect((await ask(own.key)).status).toBe(200);
    const refused = await ask(own.key);
    expect([refused.status, refused.headers.get('retry-after'), await code(refused)]).toEqual([
      429,
      '2',
      'rate-limited',
    ]);
    expect((await ask(added.value.key)).status).toBe(200);
    own.advance(1999);
    expect((await ask(own.key)).status).toBe(429);
    own.advance(1);
    expect((await ask(own.key)).status).toBe(200);
    expect((await own.send('/v1/catalogue')).status).toBe(200);
  });

  test('is limited over all terminals', async () => {
    const own = await useRegister({
      limits: { perTerminal: { capacity: 2, refillPerSecond: 1 }, overall: { capacity: 3, refillPerSecond: 0.1 } },
    });
    const added = await own.server.terminals.add('second');
    if (!added.ok) throw new Error('taken');
    const ask = async (key: string) =>
      (
        await own.send('/v1/document-status', {
          body: JSON.stringify({ type: 'passport', number: DEMO_UNKNOWN.passport }),
          headers: { authorization: `Bearer ${key}` },
        })
      ).status;
    expect([await ask(own.key), await ask(own.key), await ask(added.value.key), await ask(added.value.key)]).toEqual([
      200, 200, 200, 429,
    ]);
    own.advance(10_000);
    expect(await ask(added.value.key)).toBe(200);
  });

  test('reports until when it is under maintenance', async () => {
    const own = await useRegister();
    const until = new Date(own.clock.now() + 90_000).toISOString();
    await own.server.catalogue.change((db) =>
      putMaintenance(db, {
        service: 'document-status',
        from: new Date(own.clock.now() + 10_000).toISOString(),
        to: until,
        reason: { de: 'Umbau' },
      }),
    );
    const ask = () =>
      own.send('/v1/document-status', { body: JSON.stringify({ type: 'passport', number: DEMO_UNKNOWN.passport }) });
    expect((await ask()).status).toBe(200);
    own.advance(10_000);
    const response = await ask();
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '80']);
    expect(await problem(response)).toMatchObject({ type: 'urn:foyer:problem:maintenance', until });
    own.advance(80_000);
    expect((await ask()).status).toBe(200);
  });

  test("is a problem without the error's text while the town’s system is away or broken", async () => {
    let broken = false;
    const own = await useRegister({
      residents: {
        ...register.residents,
        documentStatus: async (_type, number) => {
          if (broken) throw new Error(`cannot find ${number}`);
          return { ok: false, error: { kind: 'unavailable' } };
        },
        health: async () => ({ ok: false, error: { kind: 'unavailable' } }),
      },
    });
    const ask = () =>
      own.send('/v1/document-status', { body: JSON.stringify({ type: 'passport', number: 'C4HX9Z9Z9' }) });
    const away = await ask();
    expect([away.status, away.headers.get('retry-after'), await code(away)]).toEqual([503, '5', 'unavailable']);
    // The register itself is well.
    const health = await fetch(`${own.url}/health`);
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok', database: 'pglite', contract: 3 }]);
    broken = true;
    const failed = await ask();
    const text = await failed.text();
    expect([failed.status, text.includes('C4HX9Z9Z9')]).toEqual([500, false]);
    expect(JSON.stringify(own.events)).not.toContain('C4HX9Z9Z9');
    expect(own.events.at(-1)).toMatchObject({ event: 'failed', name: 'Error', route: '/v1/document-status' });
  });

  test('passes on nothing of an answer of the town’s system that says more than it may', async () => {
    const own = await useRegister({
      residents: {
        ...register.residents,
        documentStatus: async () => ({ ok: true, value: { stage: 'ready', familyName: 'Mustermann' } as never }),
      },
    });
    const response = await own.send('/v1/document-status', {
      body: JSON.stringify({ type: 'passport', number: DEMO_UNKNOWN.passport }),
    });
    expect(await response.json()).toEqual({ stage: 'ready' });
  });
});

describe('signs of life and calls for help', () => {
  const beat = {
    software: '0.1.0',
    mode: 'in-service',
    catalogue: null,
    unfinished: 2,
    devices: [{ name: 'receipt-printer', state: 'ready' }],
  };

  test('are stored as the last sign of life', async () => {
    const response = await register.send('/v1/heartbeat', { body: JSON.stringify(beat) });
    expect(await response.json()).toEqual({
      now: new Date(register.clock.now()).toISOString(),
      catalogue: expect.any(String),
      audit: expect.any(String),
    });
    expect(await register.server.terminals.list()).toContainEqual(
      expect.objectContaining({ name: 'demo', lastSeenAt: expect.any(String), heartbeat: beat }),
    );
  });

  test('call once per key, with the same answer', async () => {
    const own = await useRegister();
    const call = (more = {}) =>
      own.send('/v1/help-calls', {
        body: JSON.stringify({ key: '6f0c4f54-2a6a-4c0e-9d7e-0d6f1f2b3c4d', screen: 'home', ...more }),
      });
    const first = await (await call()).json();
    own.advance(5000);
    expect(await (await call()).json()).toEqual(first);
    expect((await call({ key: 'no-uuid' })).status).toBe(400);
    expect(own.events.filter((event) => event.event === 'help-called')).toEqual([
      { event: 'help-called', terminal: 'demo', screen: 'home' },
    ]);
    const added = await own.server.terminals.add('second');
    if (!added.ok) throw new Error('taken');
    const other = await own.send('/v1/help-calls', {
      body: JSON.stringify({ key: '6f0c4f54-2a6a-4c0e-9d7e-0d6f1f2b3c4d', screen: 'home' }),
      headers: { authorization: `Bearer ${added.value.key}` },
    });
    expect((await problem(other)).errors).toEqual([{ field: 'key', message: 'is in use elsewhere' }]);
  });
});

describe("the register's log and database", () => {
  test('have no document number', async () => {
    for (const { type, number } of DEMO_DOCUMENTS) await status({ type, number });
    await status({ type: 'passport', number: 'xxC4HX1R4M9' });
    const log = JSON.stringify(register.events);
    const rows = await register.database.db.selectFrom('document_status').selectAll().execute();
    const stored = JSON.stringify(
      rows.map((row) => ({ ...row, number_hash: Buffer.from(row.number_hash).toString('latin1') })),
    );
    for (const { number } of DEMO_DOCUMENTS)
      expect([log.includes(number), stored.includes(number)]).toEqual([false, false]);
    expect(rows).toHaveLength(DEMO_DOCUMENTS.length);
  });

  test('have no key of a terminal', async () => {
    const rows = await register.database.db.selectFrom('terminal').selectAll().execute();
    expect(rows.every((row) => row.key_hash?.length === 32)).toBe(true);
    expect(JSON.stringify(rows) + JSON.stringify(register.events)).not.toContain(register.key);
  });

  test('answer a lookup by one statement on an index', async () => {
    const { sql } = await import('kysely');
    const hash = register.documentKey.hash('passport', 'C4HX1R4M9');
    await sql`set enable_seqscan = off`.execute(register.database.db);
    const plan = await sql<{
      'QUERY PLAN': string;
    }>`explain select stage from document_status where type = 'passport' and number_hash = ${hash}::bytea`.execute(
      register.database.db,
    );
    expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('Index Scan using document_status_pkey');
  });
});
