/** Tokens as the terminal holds them: asked for once, renewed in time, asked for anew when one was refused. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createRegisterClient, type RegisterFailure } from '../../../../register/client/client.ts';
import { createTerminalAccess } from '../../../../register/client/access.ts';
import type { TokenAnswer } from '../../../../register/contract/contract.ts';
import { tokenCredentials } from '../../../../register/client/credentials.ts';
import { err, ok, type Result } from '../../../../base/result.ts';

const AWAY: RegisterFailure = { kind: 'unreachable', reason: 'connection' };

/** A register that gives tokens `1`, `2` … for `seconds` each. */
function scripted(seconds = 600) {
  let now = 1_000_000;
  let asked = 0;
  let gate: Promise<void> = Promise.resolve();
  let failure: RegisterFailure | null = null;
  const credentials = tokenCredentials({
    now: () => now,
    async ask(): Promise<Result<TokenAnswer, RegisterFailure>> {
      const mine = (asked += 1);
      const fails = failure;
      await gate;
      return fails === null
        ? ok({ access_token: `token-${mine}`.padEnd(20, '.'), token_type: 'Bearer', expires_in: seconds })
        : err(fails);
    },
  });
  return {
    credentials,
    asked: () => asked,
    advance: (ms: number) => void (now += ms),
    fail: (next: RegisterFailure | null) => void (failure = next),
    hold() {
      let open = (): void => undefined;
      gate = new Promise((resolve) => (open = resolve));
      return () => open();
    },
    token: async () => {
      const answer = await credentials.token();
      return answer.ok ? Number(/\d+/.exec(answer.value)?.[0]) : answer.error;
    },
  };
}

describe('a token', () => {
  test('is asked for once by simultaneous requests', async () => {
    const register = scripted();
    const open = register.hold();
    const all = Promise.all([register.token(), register.token(), register.token()]);
    open();
    expect(await all).toEqual([1, 1, 1]);
    expect(await register.token()).toBe(1);
    expect(register.asked()).toBe(1);
  });

  test.each([
    [600, 540_000],
    [30, 24_000],
  ])('of %i s is renewed after %i ms, before it is over', async (seconds, after) => {
    const register = scripted(seconds);
    expect(await register.token()).toBe(1);
    register.advance(after - 1);
    expect(await register.token()).toBe(1);
    register.advance(1);
    expect(await register.token()).toBe(2);
  });

  test('that is still valid is used while no other can be had, until it expires', async () => {
    const register = scripted();
    await register.token();
    register.fail(AWAY);
    register.advance(599_999);
    expect(await register.token()).toBe(1);
    register.advance(1);
    expect(await register.token()).toEqual(AWAY);
    register.fail(null);
    expect(await register.token()).toBe(4);
  });

  test('is not used longer because the clock was set back', async () => {
    const register = scripted();
    await register.token();
    register.advance(-3_600_000);
    expect(await register.token()).toBe(2);
  });

  test('that was refused is not given out again, and does not discard another one', async () => {
    const register = scripted();
    const first = await register.credentials.token();
    if (!first.ok) throw new Error('no token');
    register.credentials.refused(first.value);
    expect(await register.token()).toBe(2);
    register.credentials.refused(first.value);
    expect(await register.token()).toBe(2);
  });

  test('that was requested before the tokens were forgotten is not given out', async () => {
    const register = scripted();
    const open = register.hold();
    const early = register.token();
    register.credentials.forget();
    open();
    expect(await early).toBe(2);
    expect(await register.token()).toBe(2);
  });
});

async function startServer(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const problem = (code: string, status: number, more: object = {}) => ({
  status,
  type: 'application/problem+json',
  body: JSON.stringify({ type: `urn:foyer:problem:${code}`, title: code, status, ...more }),
});
const bearer = (request: IncomingMessage): string => request.headers.authorization?.slice('Bearer '.length) ?? '';

/** Answers `status` for good tokens and this problem for the others; says which were tried. */
async function answeringRegister(isGood: (token: string) => boolean, refusal = problem('token-expired', 401)) {
  const tried: string[] = [];
  const url = await startServer((request, response) => {
    tried.push(bearer(request));
    if (isGood(bearer(request)))
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"stage":"unknown"}');
    else response.writeHead(refusal.status, { 'content-type': refusal.type }).end(refusal.body);
  });
  return { url, tried };
}
const STATUS = { type: 'passport', number: 'C01X00T47' } as const;

describe('the client', () => {
  test.each(['token-expired', 'terminal-unknown'])('asks once more with another token after %s', async (code) => {
    const source = scripted();
    const { url, tried } = await answeringRegister((token) => token.startsWith('token-2'), problem(code, 401));
    const client = createRegisterClient({ baseUrl: url, credentials: source.credentials, timeoutMs: 10_000 });
    expect(await client.documentStatus(STATUS)).toEqual({ ok: true, value: { stage: 'unknown' } });
    expect(tried.map((token) => token.replaceAll('.', ''))).toEqual(['token-1', 'token-2']);
  });

  test('tries only once more', async () => {
    const source = scripted();
    const { url, tried } = await answeringRegister(() => false);
    const client = createRegisterClient({ baseUrl: url, credentials: source.credentials, timeoutMs: 10_000 });
    expect(await client.documentStatus(STATUS)).toEqual({
      ok: false,
      error: { kind: 'refused', reason: 'terminal-unknown' },
    });
    expect(tried).toHaveLength(2);
  });

  test.each([
    ['terminal-revoked', 403],
    ['signed-out', 401],
    ['unavailable', 503],
  ])('does not ask for another token after %s', async (code, status) => {
    const source = scripted();
    const { url, tried } = await answeringRegister(() => false, problem(code, status));
    await createRegisterClient({ baseUrl: url, credentials: source.credentials, timeoutMs: 10_000 }).call('resident', {
      visit: 'v'.repeat(43),
    });
    expect([tried.length, source.asked()]).toEqual([1, 1]);
  });

  test('with a permanent key asks once', async () => {
    const { url, tried } = await answeringRegister(() => false, problem('terminal-unknown', 401));
    await createRegisterClient({ baseUrl: url, credentials: 'k'.repeat(43), timeoutMs: 10_000 }).documentStatus(STATUS);
    expect(tried).toHaveLength(1);
  });

  test('sends nothing without a token, and reports why', async () => {
    const source = scripted();
    source.fail({ kind: 'refused', reason: 'not-enrolled' });
    const { url, tried } = await answeringRegister(() => true);
    const client = createRegisterClient({ baseUrl: url, credentials: source.credentials, timeoutMs: 10_000 });
    expect(await client.documentStatus(STATUS)).toEqual({
      ok: false,
      error: { kind: 'refused', reason: 'not-enrolled' },
    });
    expect(tried).toEqual([]);
  });

  test('reports the register’s clock, less half of the round trip', async () => {
    let now = Date.parse('2026-11-21T12:00:00Z');
    const url = await startServer((_request, response) => {
      now += 4_000;
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"now":"2026-11-21T13:01:32+01:00","catalogue":"1"}');
    });
    const told: number[] = [];
    const client = createRegisterClient({
      baseUrl: url,
      key: 'k',
      timeoutMs: 10_000,
      now: () => now,
      onClock: (seconds) => void told.push(seconds),
    });
    await client.heartbeat({ software: '1', mode: 'locked', catalogue: null, unfinished: 0, devices: [] });
    expect(told).toEqual([90]);
  });

  test('throws without any credentials', () => {
    expect(() => createRegisterClient({ baseUrl: 'http://127.0.0.1:1', timeoutMs: 1_000 })).toThrow(TypeError);
  });
});

test.each([
  [problem('clock-skew', 401, { now: '2026-11-21T12:02:00Z' }), { kind: 'clock-skew', seconds: 120 }],
  [problem('clock-skew', 401, { now: '2026-11-21T11:00:00Z' }), { kind: 'clock-skew', seconds: -3_600 }],
  [problem('clock-skew', 401), { kind: 'protocol', reason: 'schema' }],
  [problem('terminal-unknown', 401), { kind: 'refused', reason: 'terminal-unknown' }],
  [problem('terminal-revoked', 403), { kind: 'refused', reason: 'terminal-revoked' }],
  [
    { status: 200, type: 'application/json', body: '{"access_token":"short","token_type":"Bearer","expires_in":600}' },
    { kind: 'protocol', reason: 'schema' },
  ],
])('each answer instead of a token is a failure of its own: %#', async ({ status, type, body }, error) => {
  const url = await startServer(
    (_request, response) => void response.writeHead(status, { 'content-type': type }).end(body),
  );
  const access = createTerminalAccess({
    baseUrl: url,
    timeoutMs: 10_000,
    now: () => Date.parse('2026-11-21T12:00:00Z'),
  });
  expect(await access.token('a.b.c')).toEqual({ ok: false, error });
});
