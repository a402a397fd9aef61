import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createRegisterClient } from '../../../../register/client/client.ts';
import { DEMO_UNKNOWN } from '../../../../register/demo/documents.ts';
import { putMaintenance } from '../../../../register/server/catalogue/catalogue.ts';
import { startRegister, useRegister } from '../server/set-up.ts';

const STATUS = { type: 'passport', number: DEMO_UNKNOWN.passport } as const;
const KEY = 'k'.repeat(43);

/** Another server than the register, or one between. */
async function useServer(answer: RequestListener, timeoutMs = 10_000) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return createRegisterClient({ baseUrl: `http://127.0.0.1:${port}`, key: KEY, timeoutMs });
}

const answering =
  (status: number, type: string, body: string | Buffer): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': type }).end(body);
  };

describe('the client with a register', () => {
  let register: Awaited<ReturnType<typeof startRegister>>;
  beforeAll(async () => {
    register = await startRegister();
  }, 60_000);
  afterAll(() => register?.close());

  test('gets the whole catalogue, and then only changes', async () => {
    const client = register.client();
    const first = await client.catalogue();
    if (!first.ok || first.value.kind !== 'catalogue') throw new Error('no catalogue');
    expect(first.value.catalogue.services).toHaveLength(27);
    expect(await client.catalogue(first.value.etag ?? '')).toMatchObject({ ok: true, value: { kind: 'unchanged' } });
    expect(await client.catalogue('"old"')).toMatchObject({ ok: true, value: { kind: 'catalogue' } });
  });

  test('at contract version 2 gets an unsigned catalogue without keys to seal for', async () => {
    expect(await register.client({ contractVersion: 2 }).catalogue()).toMatchObject({
      ok: true,
      value: { kind: 'catalogue', catalogue: { sealingKeys: [] }, signed: { signature: null } },
    });
  });

  test("uses the register's contract version where that is one behind, and its own as soon as it can", async () => {
    const versions: (string | null)[] = [];
    const client = register.client({
      contractVersion: 4,
      fetch: (input, init) => {
        versions.push(new Headers(init?.headers).get('foyer-contract'));
        return fetch(input, init);
      },
    });
    expect(await client.catalogue()).toMatchObject({ ok: true });
    expect(await client.documentStatus(STATUS)).toMatchObject({ ok: true });
    await client.catalogue();
    expect(versions).toEqual(['4', '3', '3', '4', '3']);
  });

  test('asks for a status, calls for help once, sends a sign of life', async () => {
    const client = register.client();
    expect(await client.documentStatus({ type: 'passport', number: 'C4HX1R4M9' })).toMatchObject({
      ok: true,
      value: { stage: 'ready', office: 'buergerbuero' },
    });
    const call = { key: '0b7c2a52-6b0a-4d43-9df4-2f6d2f0d8c11', screen: 'home' };
    const called = await client.helpCall(call);
    expect(called).toMatchObject({ ok: true });
    expect(await client.helpCall(call)).toEqual(called);
    expect(
      await client.heartbeat({ software: '1', mode: 'locked', catalogue: null, unfinished: 0, devices: [] }),
    ).toMatchObject({ ok: true });
  });

  test('distinguishes an unknown key, another contract and an invalid request', async () => {
    expect(await register.client({ key: KEY }).catalogue()).toEqual({
      ok: false,
      error: { kind: 'refused', reason: 'terminal-unknown' },
    });
    expect(await register.client({ contractVersion: 9 }).catalogue()).toEqual({
      ok: false,
      error: { kind: 'contract-unsupported' },
    });
    expect(await register.client().documentStatus({ type: 'passport', number: 'x' })).toEqual({
      ok: false,
      error: { kind: 'invalid-request', fields: ['number'] },
    });
  });
});

test('the client distinguishes a revoked key, too many requests and maintenance', async () => {
  const register = await useRegister({
    limits: { perTerminal: { capacity: 1, refillPerSecond: 1 / 7 }, overall: { capacity: 9, refillPerSecond: 9 } },
  });
  const client = register.client();
  expect(await client.documentStatus(STATUS)).toEqual({ ok: true, value: { stage: 'unknown' } });
  expect(await client.documentStatus(STATUS)).toEqual({
    ok: false,
    error: { kind: 'rate-limited', retryAfterSeconds: 7 },
  });
  register.advance(7000);
  const until = new Date(register.clock.now() + 60_000).toISOString();
  await register.server.catalogue.change((db) =>
    putMaintenance(db, {
      service: 'document-status',
      from: new Date(register.clock.now()).toISOString(),
      to: until,
      reason: { de: 'Umbau' },
    }),
  );
  expect(await client.documentStatus(STATUS)).toEqual({ ok: false, error: { kind: 'maintenance', until } });
  await register.server.terminals.revoke('demo');
  expect(await client.catalogue()).toEqual({ ok: false, error: { kind: 'refused', reason: 'terminal-revoked' } });
});

describe('the client without a register', () => {
  test('fails where nothing listens', async () => {
    const register = await useRegister();
    const client = register.client();
    await register.server.stop();
    expect(await client.documentStatus(STATUS)).toEqual({
      ok: false,
      error: { kind: 'unreachable', reason: 'connection' },
    });
  });

  test('fails for an unknown host', async () => {
    const client = createRegisterClient({ baseUrl: 'http://register.invalid', key: KEY, timeoutMs: 10_000 });
    expect(await client.catalogue()).toEqual({ ok: false, error: { kind: 'unreachable', reason: 'connection' } });
  });

  test('fails without an answer in time', async () => {
    const client = await useServer(() => {}, 50);
    expect(await client.catalogue()).toEqual({ ok: false, error: { kind: 'unreachable', reason: 'timeout' } });
  });

  test('fails when an answer does not end in time', async () => {
    const client = await useServer(
      (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{"stage":'),
      150,
    );
    expect(await client.documentStatus(STATUS)).toEqual({
      ok: false,
      error: { kind: 'unreachable', reason: 'timeout' },
    });
  });

  test('fails when the connection breaks during the answer', async () => {
    const client = await useServer((_request, response) => {
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
        .write('{"stage":', () => response.destroy());
    });
    expect(await client.documentStatus(STATUS)).toEqual({
      ok: false,
      error: { kind: 'unreachable', reason: 'connection' },
    });
  });

  const json = 'application/json';
  test.each([
    ['another status', answering(418, 'text/plain', 'tea'), { kind: 'protocol', reason: 'status' }],
    ['a 304 that nobody asked for', answering(304, json, ''), { kind: 'protocol', reason: 'status' }],
    [
      'a redirect, which is not followed',
      ((_request, response) =>
        void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()) as RequestListener,
      { kind: 'protocol', reason: 'status' },
    ],
    ['a proxy without its server', answering(502, 'text/html', '<h1>Bad Gateway</h1>'), { kind: 'unavailable' }],
    ['HTML', answering(200, 'text/html', '<h1>WLAN-Anmeldung</h1>'), { kind: 'protocol', reason: 'content-type' }],
    ['no JSON', answering(200, json, '{"stage":'), { kind: 'protocol', reason: 'not-json' }],
    ['JSON of another kind', answering(200, json, '{"stage":"lost"}'), { kind: 'protocol', reason: 'schema' }],
    [
      'an answer of 65 kB',
      answering(200, json, JSON.stringify({ stage: 'ready', padding: 'x'.repeat(65_536) })),
      { kind: 'protocol', reason: 'too-large' },
    ],
    [
      'a problem of another kind',
      answering(400, 'application/problem+json', '{"type":"about:blank","title":"x","status":400}'),
      { kind: 'protocol', reason: 'status' },
    ],
    [
      'a problem of ours that is new',
      answering(400, 'application/problem+json', '{"type":"urn:foyer:problem:new","title":"x","status":400}'),
      { kind: 'protocol', reason: 'status' },
    ],
    [
      'rate limit without Retry-After',
      answering(429, 'application/problem+json', '{"type":"urn:foyer:problem:rate-limited","title":"x","status":429}'),
      { kind: 'rate-limited', retryAfterSeconds: 60 },
    ],
    [
      'a mistake of the register',
      answering(500, 'application/problem+json', '{"type":"urn:foyer:problem:internal","title":"x","status":500}'),
      { kind: 'unavailable', mistake: true },
    ],
  ])('fails: %s', async (_name, answer, error) => {
    expect(await (await useServer(answer)).documentStatus(STATUS)).toEqual({ ok: false, error });
  });

  test('stops reading a catalogue of more than 16 MB', async () => {
    const client = await useServer((_request, response) => {
      const chunk = Buffer.alloc(1024 * 1024, ' ');
      response.writeHead(200, { 'content-type': json });
      const more = () => void (response.writable && response.write(chunk, more));
      more();
    });
    expect(await client.catalogue()).toEqual({ ok: false, error: { kind: 'protocol', reason: 'too-large' } });
  });

  test('rejects an answer to another call for help', async () => {
    const client = await useServer(
      answering(200, json, '{"key":"0b7c2a52-6b0a-4d43-9df4-2f6d2f0d8c11","acceptedAt":"2026-11-21T12:00:00Z"}'),
    );
    expect(await client.helpCall({ key: '6f0c4f54-2a6a-4c0e-9d7e-0d6f1f2b3c4d', screen: 'home' })).toEqual({
      ok: false,
      error: { kind: 'protocol', reason: 'schema' },
    });
  });

  test('sends the number in the body, the key in its header, and neither in the address', async () => {
    const seen: { url: string | undefined; headers: string; body: string }[] = [];
    const client = await useServer((request, response) => {
      let body = '';
      request
        .on('data', (chunk) => (body += chunk))
        .on('end', () => {
          seen.push({ url: request.url, headers: JSON.stringify(request.headers), body });
          response.writeHead(200, { 'content-type': json }).end('{"stage":"unknown"}');
        });
    });
    await client.documentStatus(STATUS);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ url: '/v1/document-status', body: JSON.stringify(STATUS) });
    expect(seen[0]?.headers).not.toContain(STATUS.number);
    expect(seen[0]?.headers).toContain(`Bearer ${KEY}`);
  });
});

test.each([
  [{ baseUrl: 'ftp://x' }, TypeError],
  [{ baseUrl: 'nothing' }, TypeError],
  [{ timeoutMs: 0 }, RangeError],
  [{ timeoutMs: Number.NaN }, RangeError],
  [{ key: 'schlüssel\n' }, TypeError],
])('options that can never work throw: %j', (options, error) => {
  expect(() => createRegisterClient({ baseUrl: 'http://127.0.0.1:1', key: KEY, timeoutMs: 1000, ...options })).toThrow(
    error,
  );
});
