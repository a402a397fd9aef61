/**
 * What the terminal's client says on the wire for a sealed request, and what it keeps back from a register of the
 * version before.
 */
import { expect, it } from 'vitest';
import { createRegisterClient } from '../../../../register/client/client.ts';
import type { HeartbeatRequest } from '../../../../register/contract/contract.ts';

const KEY = '9d2f6e1a-6a3f-4a39-9a86-0e9b0f2c7a01';
const REQUEST = { kind: 'feedback', sequence: 7, at: '2026-11-23T09:00:00Z', sealed: 'a.b.c.d.e' } as const;

function line(status: number, body: unknown, headers: Record<string, string> = {}) {
  const seen: { url: string; headers: Headers; body: Record<string, unknown> }[] = [];
  const client = (contractVersion = 3) =>
    createRegisterClient({
      baseUrl: 'http://register.example/foyer',
      key: 'k',
      timeoutMs: 5_000,
      contractVersion,
      fetch: async (url, init) => {
        seen.push({
          url: String(url),
          headers: new Headers(init?.headers),
          body: JSON.parse(String(init?.body)) as Record<string, unknown>,
        });
        return new Response(JSON.stringify(body), {
          status,
          headers: { 'content-type': status === 200 ? 'application/json' : 'application/problem+json', ...headers },
        });
      },
    });
  return { seen, client };
}
const problem = (status: number, code: string) => ({ type: `urn:foyer:problem:${code}`, title: code, status });

it('the client sends a sealed request under its key', async () => {
  const { seen, client } = line(200, { reference: 'RM-1', registeredAt: '2026-11-23T09:00:00Z' });
  expect(await client().inbox(KEY, REQUEST)).toEqual({
    ok: true,
    value: { reference: 'RM-1', registeredAt: '2026-11-23T09:00:00Z' },
  });
  expect([seen[0]?.url, seen[0]?.headers.get('idempotency-key'), seen[0]?.body]).toEqual([
    'http://register.example/foyer/v1/inbox',
    KEY,
    REQUEST,
  ]);
});

it.each([
  [409, 'key-reused', { kind: 'declined', reason: 'key-reused' }],
  [409, 'in-progress', { kind: 'declined', reason: 'in-progress' }],
  [422, 'not-decipherable', { kind: 'declined', reason: 'not-decipherable' }],
  [400, 'key-missing', { kind: 'declined', reason: 'key-missing' }],
  [404, 'not-found', { kind: 'declined', reason: 'not-found' }],
  [500, 'internal', { kind: 'unavailable', mistake: true }],
  [503, 'unavailable', { kind: 'unavailable' }],
  [400, 'invalid-request', { kind: 'invalid-request', fields: [] }],
  [429, 'rate-limited', { kind: 'rate-limited', retryAfterSeconds: 30 }],
] as const)('the client distinguishes %i %s from the others', async (status, code, failure) => {
  const { client } = line(status, problem(status, code), { 'retry-after': '30' });
  expect(await client().inbox(KEY, REQUEST)).toEqual({ ok: false, error: failure });
});

it("the client's signs of life to a register of contract version 2 leave out what came with version 3", async () => {
  const { seen, client } = line(200, { now: '2026-11-23T09:00:00Z', catalogue: '1' });
  const before: HeartbeatRequest = { software: '1', mode: 'in-service', catalogue: null, unfinished: 0, devices: [] };
  const beat: HeartbeatRequest = {
    ...before,
    outbox: { waiting: 1, quarantined: 0, oldestAt: null },
    jobs: [{ name: 'outbox', lastAt: null, ok: null, nextAt: null }],
    versions: { contract: 3, runtime: 'node' },
  };
  await client(2).heartbeat(beat);
  await client(3).heartbeat(beat);
  expect(seen.map(({ body }) => body)).toEqual([before, beat]);
});
