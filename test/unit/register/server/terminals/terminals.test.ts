/** How a terminal becomes known, shows who it is, and is known no more. */
import fc from 'fast-check';
import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  ASSERTION_TYPE,
  CASE_ROUTES,
  CONTRACT_HEADER,
  Enrolment,
  EnrolmentCode,
  Problem,
  ROUTES,
  SERVICE_ROUTES,
  STATUS_ROUTES,
  SigningKey,
  TokenAnswer,
  readEnrolmentCode,
} from '../../../../../register/contract/contract.ts';
import type { TerminalKey } from '../../../../../register/contract/contract.ts';
import { issueCode } from '../../../../../register/server/terminals/enrolment.ts';
import { createRegisterServer } from '../../../../../register/server/server.ts';
import { priceOf } from '../../../../../register/server/terminals/budget.ts';
import { useRegister } from '../set-up.ts';

type Register = Awaited<ReturnType<typeof useRegister>>;
interface Pair {
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: TerminalKey;
}
const UNLIMITED = { perAddress: { capacity: 1e9, refillPerSecond: 1 }, overall: { capacity: 1e9, refillPerSecond: 1 } };
const HALL = 'halle-1';

let ed: Pair;
let otherEd: Pair;
let ec: Pair;
async function pair(alg: 'EdDSA' | 'ES256'): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, privateKey, publicKey: (await exportJWK(publicKey)) as TerminalKey };
}
beforeAll(async () => {
  [ed, otherEd, ec] = await Promise.all([pair('EdDSA'), pair('EdDSA'), pair('ES256')]);
});

const codeFor = async (register: Register, name = HALL, minutes = 30) =>
  (await issueCode(register.database.db, register.clock, name, minutes)).code;
const post = (
  url: string,
  path: string,
  body: string,
  type = 'application/json',
  headers: Record<string, string> = {},
) => fetch(url + path, { method: 'POST', body, headers: { 'content-type': type, ...headers } });
const ask = (register: Register, code: string, key: object) =>
  post(register.url, '/v1/enrolments', JSON.stringify({ code, key }));
const refusal = async (response: Response) => {
  const problem = Problem.parse(await response.json());
  return {
    status: response.status,
    code: problem.type.replace('urn:foyer:problem:', ''),
    ...(problem.now === undefined ? {} : { now: problem.now }),
    ...(problem.errors === undefined ? {} : { fields: problem.errors.map(({ field }) => field) }),
  };
};
async function enrolled(register: Register, key: Pair = ed, name = HALL): Promise<string> {
  const answer = await ask(register, await codeFor(register, name), key.publicKey);
  expect(answer.status).toBe(200);
  return Enrolment.parse(await answer.json()).terminal;
}

let jtis = 0;
interface Claims {
  readonly iss?: string;
  readonly sub?: string;
  readonly aud?: string | string[];
  readonly exp?: number;
  readonly iat?: number;
  readonly jti?: string;
  readonly nbf?: number;
}
/** Signed by an implementation that is not the terminal's own. */
function assertion(register: Register, terminal: string, claims: Claims = {}, key: Pair = ed): Promise<string> {
  const now = Math.floor(register.clock.now() / 1000);
  return new SignJWT({
    iss: terminal,
    sub: terminal,
    aud: register.url,
    exp: now + 120,
    iat: now,
    jti: `assertion-number-${(jtis += 1)}`,
    ...claims,
  })
    .setProtectedHeader({ alg: key.alg })
    .sign(key.privateKey);
}
const form = (signed: string, more: Record<string, string> = {}) =>
  String(
    new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: signed,
      ...more,
    }),
  );
const FORM = 'application/x-www-form-urlencoded';
const askToken = (register: Register, signed: string, url = register.url) => post(url, '/v1/token', form(signed), FORM);
async function token(register: Register, terminal: string, key: Pair = ed): Promise<string> {
  const answer = await askToken(register, await assertion(register, terminal, {}, key));
  expect(answer.status).toBe(200);
  return TokenAnswer.parse(await answer.json()).access_token;
}
const catalogue = (url: string, bearer: string, version = '3') =>
  fetch(`${url}/v1/catalogue`, { headers: { authorization: `Bearer ${bearer}`, [CONTRACT_HEADER]: version } });
/** Another server on the same database. */
async function another(register: Register, clock = register.clock): Promise<string> {
  const server = createRegisterServer({
    database: register.database,
    residents: register.residents,
    clock,
    log: () => undefined,
    signer: register.server.signer,
    addresses: [register.url],
  });
  onTestFinished(() => server.stop());
  return (await server.start()).url;
}
const stateOf = async (register: Register, name = HALL) =>
  (await register.server.terminals.list()).find((one) => one.name === name)?.state;

describe('an enrolment code', () => {
  test('is read in every usual form, and in no other', () => {
    expect(readEnrolmentCode(' o1il-7k3m 9qxt')).toBe('0111-7K3M-9QXT');
    for (const wrong of ['', '0111-7K3M-9QX', '0111-7K3M-9QXT0', '0111-7K3U-9QXT', '0111-7K3Ü-9QXT'])
      expect(readEnrolmentCode(wrong), wrong).toBeNull();
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{12}$/), (letters) => {
        const code = letters.match(/.{4}/g)?.join('-') ?? '';
        expect(readEnrolmentCode(code)).toBe(code);
        expect(readEnrolmentCode(letters.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l'))).toBe(code);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const read = readEnrolmentCode(typed);
        expect(read === null || EnrolmentCode.safeParse(read).success).toBe(true);
      }),
    );
  });

  test('enrols a terminal by its key, of either kind, and is neither stored nor logged', async () => {
    const register = await useRegister();
    const code = await codeFor(register);
    expect(EnrolmentCode.safeParse(code).success).toBe(true);
    expect(await stateOf(register)).toBe('not-enrolled');
    const answer = await ask(register, code, ed.publicKey);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const enrolment = Enrolment.parse(await answer.json());
    expect(enrolment).toMatchObject({
      name: HALL,
      now: new Date(register.clock.now()).toISOString(),
      signingKey: register.server.signer.publicKey,
    });
    expect(await stateOf(register)).toBe('active');
    expect(await catalogue(register.url, await token(register, enrolment.terminal))).toMatchObject({ status: 200 });
    const second = await enrolled(register, ec, 'halle-2');
    expect(await catalogue(register.url, await token(register, second, ec))).toMatchObject({ status: 200 });
    const rows = await register.database.db.selectFrom('enrolment_code').selectAll().execute();
    expect(JSON.stringify([register.events, rows])).not.toContain(code);
    expect(register.events.filter(({ event }) => event === 'enrolled')).toEqual([
      { event: 'enrolled', terminal: HALL },
      { event: 'enrolled', terminal: 'halle-2' },
    ]);
  });

  test('is refused without a reason when unknown, expired, used by another key, replaced, or of a revoked terminal', async () => {
    const register = await useRegister({ enrolments: UNLIMITED });
    const refused = { status: 403, code: 'enrolment-refused' };
    expect(await refusal(await ask(register, '0000-0000-0000', ed.publicKey))).toEqual(refused);
    const over = await codeFor(register, HALL, 30);
    register.advance(30 * 60_000);
    expect(await refusal(await ask(register, over, ed.publicKey))).toEqual(refused);
    const replaced = await codeFor(register);
    const good = await codeFor(register);
    expect(await refusal(await ask(register, replaced, ed.publicKey))).toEqual(refused);
    register.advance(30 * 60_000 - 1);
    expect((await ask(register, good, ed.publicKey)).status).toBe(200);
    expect(await refusal(await ask(register, good, otherEd.publicKey))).toEqual(refused);
    const open = await codeFor(register);
    await register.server.terminals.revoke(HALL);
    expect(await refusal(await ask(register, open, ed.publicKey))).toEqual(refused);
  });

  test('gives the key that used it the same answer again, while it is stored', async () => {
    const register = await useRegister({ enrolments: UNLIMITED });
    const code = await codeFor(register);
    const first = Enrolment.parse(await (await ask(register, code, ed.publicKey)).json());
    const working = await token(register, first.terminal);
    register.advance(60 * 60_000);
    const { now: _, ...again } = Enrolment.parse(await (await ask(register, code, ed.publicKey)).json());
    expect(again).toEqual({ terminal: first.terminal, name: first.name, signingKey: first.signingKey });
    expect(register.events.filter(({ event }) => event === 'enrolled')).toHaveLength(1);
    expect(await refusal(await catalogue(register.url, working))).toMatchObject({ code: 'token-expired' });
    // A sign of life makes the register look for what is over.
    register.advance(25 * 60 * 60_000);
    await register
      .client()
      .heartbeat({ software: '1', mode: 'in-service', catalogue: null, unfinished: 0, devices: [] });
    expect(await refusal(await ask(register, code, ed.publicKey))).toMatchObject({ code: 'enrolment-refused' });
    for (const table of ['enrolment_code', 'terminal_token', 'assertion'] as const)
      expect(await register.database.db.selectFrom(table).selectAll().execute(), table).toEqual([]);
  });

  test('is used by one of two simultaneous requests', async () => {
    const register = await useRegister();
    const code = await codeFor(register);
    const answers = await Promise.all([ed, otherEd].map(({ publicKey }) => ask(register, code, publicKey)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
  });

  test('ends a key that was given out without one on its day', async () => {
    const register = await useRegister({ enrolments: UNLIMITED });
    const added = await register.server.terminals.add('alt', { days: 2 });
    if (!added.ok) throw new Error(added.error);
    register.advance(2 * 86_400_000 - 1);
    expect((await catalogue(register.url, added.value.key, '2')).status).toBe(200);
    register.advance(1);
    expect(await refusal(await catalogue(register.url, added.value.key, '2'))).toMatchObject({
      status: 401,
      code: 'token-expired',
    });
  });

  test('brings a revoked terminal back, and replaces every earlier key', async () => {
    const register = await useRegister({ enrolments: UNLIMITED });
    const added = await register.server.terminals.add('alt');
    if (!added.ok) throw new Error(added.error);
    const terminal = await enrolled(register, ed, 'alt');
    expect(terminal).toBe(added.value.terminal.id);
    expect(await refusal(await catalogue(register.url, added.value.key, '2'))).toMatchObject({
      code: 'terminal-unknown',
    });
    const old = await token(register, terminal);
    await register.server.terminals.revoke('alt');
    expect(await stateOf(register, 'alt')).toBe('revoked');
    expect(await enrolled(register, otherEd, 'alt')).toBe(terminal);
    expect(await stateOf(register, 'alt')).toBe('active');
    expect(await refusal(await catalogue(register.url, old))).toMatchObject({ code: 'terminal-unknown' });
    expect(await refusal(await askToken(register, await assertion(register, terminal)))).toMatchObject({
      status: 401,
      code: 'terminal-unknown',
    });
    expect((await catalogue(register.url, await token(register, terminal, otherEd))).status).toBe(200);
  });

  test('does not disturb a working terminal until it is used', async () => {
    const register = await useRegister();
    const terminal = await enrolled(register);
    const working = await token(register, terminal);
    await codeFor(register);
    register.advance(3_000);
    expect((await catalogue(register.url, working)).status).toBe(200);
    await enrolled(register, otherEd);
    expect(await refusal(await catalogue(register.url, working))).toMatchObject({ code: 'terminal-unknown' });
  });

  test.each([
    [{ code: 'ab', key: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) } }, ['code']],
    [{ code: '0000-0000-0000', key: { kty: 'RSA', n: 'x', e: 'AQAB' } }, ['key.kty']],
    [{ code: '0000-0000-0000', key: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } }, ['key']],
  ])('is not used up by an invalid request: %#', async (body, fields) => {
    const register = await useRegister();
    expect(await refusal(await post(register.url, '/v1/enrolments', JSON.stringify(body)))).toEqual({
      status: 400,
      code: 'invalid-request',
      fields,
    });
  });

  test('cannot be tried often: five times at once, then every twelve seconds', async () => {
    const register = await useRegister();
    const answers = [];
    for (let tries = 0; tries < 6; tries += 1) answers.push(await ask(register, '0000-0000-0000', ed.publicKey));
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 429]);
    expect(answers.at(-1)?.headers.get('retry-after')).toBe('12');
    // A holder of the right one is not delayed by those.
    expect((await ask(register, await codeFor(register), ed.publicKey)).status).toBe(200);
  });

  test('is tried per address also behind a proxy', async () => {
    const register = await useRegister({ proxies: '127.0.0.1' });
    const from = (address: string) =>
      post(
        register.url,
        '/v1/enrolments',
        JSON.stringify({ code: '0000-0000-0000', key: ed.publicKey }),
        'application/json',
        { 'x-forwarded-for': address },
      );
    for (let tries = 0; tries < 5; tries += 1) await from('10.0.0.1');
    expect([(await from('10.0.0.1')).status, (await from('10.0.0.2')).status]).toEqual([429, 403]);
  });
});

describe('strangers at the register', () => {
  /** As a proxy tells it. */
  const from = (register: Register, address: string, path: string, body: string, type?: string) =>
    post(register.url, path, body, type, { 'x-forwarded-for': address });

  test('with invalid requests cannot keep twelve terminals from their tokens, also from one address with them', async () => {
    const register = await useRegister({ proxies: '127.0.0.1', enrolments: UNLIMITED });
    const terminals = [];
    for (let count = 0; count < 12; count += 1) terminals.push(await enrolled(register, ed, `halle-${count}`));
    const rubbish = [
      'x',
      'a.b.c',
      form(await assertion(register, '00000000-0000-4000-8000-000000000000')),
      form('x'.repeat(2_000)),
    ];
    for (const stranger of [
      '10.0.0.1',
      '10.0.0.2',
      '10.0.0.3',
      '10.0.0.4',
      '10.0.0.5',
      '10.0.0.6',
      '10.0.0.7',
      '10.0.0.8',
      '10.0.0.9',
      '192.0.2.1',
    ]) {
      for (let count = 0; count < 60; count += 1) {
        const text = rubbish[count % rubbish.length] ?? '';
        expect((await from(register, stranger, '/v1/token', text, FORM)).ok).toBe(false);
      }
    }
    const answers = await Promise.all(
      terminals.map(
        async (terminal) =>
          (await from(register, '192.0.2.1', '/v1/token', form(await assertion(register, terminal)), FORM)).status,
      ),
    );
    expect(answers).toEqual(Array.from({ length: 12 }, () => 200));
    // They themselves were made to wait.
    expect(
      (
        await from(
          register,
          '10.0.0.1',
          '/v1/token',
          form(await assertion(register, '00000000-0000-4000-8000-000000000000')),
          FORM,
        )
      ).status,
    ).toBe(429);
  });

  test('who know a terminal’s id cannot use up its limits from elsewhere', async () => {
    const register = await useRegister({ proxies: '127.0.0.1' });
    const terminal = await enrolled(register);
    const forged = await assertion(register, terminal, {}, otherEd);
    const statuses = [];
    for (let count = 0; count < 40; count += 1)
      statuses.push((await from(register, '10.0.0.1', '/v1/token', form(forged), FORM)).status);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    expect(
      (await from(register, '192.0.2.1', '/v1/token', form(await assertion(register, terminal)), FORM)).status,
    ).toBe(200);
  });

  test('with wrong codes cannot keep a technician from enrolling', async () => {
    const register = await useRegister({ proxies: '127.0.0.1' });
    const code = await codeFor(register);
    const wrong = JSON.stringify({ code: '0000-0000-0000', key: ed.publicKey });
    const statuses = [];
    for (let count = 0; count < 60; count += 1)
      statuses.push((await from(register, `10.0.0.${count}`, '/v1/enrolments', wrong)).status);
    expect(statuses.filter((status) => status === 403)).toHaveLength(30);
    expect(statuses.filter((status) => status === 429)).toHaveLength(30);
    expect(
      (await from(register, '10.0.0.1', '/v1/enrolments', JSON.stringify({ code, key: ed.publicKey }))).status,
    ).toBe(200);
  });
});

describe('a stolen terminal', () => {
  test('is limited on every route that writes or costs, named in the list, and takes nothing from others', async () => {
    const register = await useRegister();
    const added = await register.server.terminals.add('other');
    if (!added.ok) throw new Error(added.error);
    const body = () => JSON.stringify({ key: randomUUID(), screen: 'home' });
    const statuses = [];
    for (let count = 0; count < 20; count += 1)
      statuses.push((await register.send('/v1/help-calls', { body: body() })).status);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(7);
    expect(statuses.at(-1)).toBe(429);
    const limited = await register.send('/v1/orders', { body: '{}' });
    expect([limited.status, Number(limited.headers.get('retry-after')) > 0]).toEqual([429, true]);
    // Reading what costs nothing goes on.
    expect((await register.send('/v1/catalogue')).status).toBe(200);
    expect((await register.client({ key: added.value.key }).helpCall({ key: randomUUID(), screen: 'home' })).ok).toBe(
      true,
    );
    const list = await register.server.terminals.list();
    expect(list.find(({ name }) => name === 'demo')?.limited).toBeGreaterThan(0);
    expect(list.find(({ name }) => name === 'other')?.limited).toBe(0);
    register.advance(10 * 60_000);
    expect((await register.send('/v1/help-calls', { body: body() })).status).toBe(200);
  });

  test('pays a price on every route that is not free', () => {
    const routes = Object.values({ ...ROUTES, ...SERVICE_ROUTES, ...CASE_ROUTES, ...STATUS_ROUTES });
    for (const { method, path } of routes)
      expect(priceOf(method, path) > 0, `${method} ${path}`).toBe(method !== 'GET');
  });
});

describe("a terminal's token", () => {
  test('is given for an assertion, valid for ten minutes at every server', async () => {
    const register = await useRegister();
    const terminal = await enrolled(register);
    const answer = await askToken(register, await assertion(register, terminal, { aud: `${register.url}/v1/token` }));
    expect([answer.headers.get('cache-control'), answer.headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
    const { access_token: given, ...rest } = TokenAnswer.parse(await answer.json());
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 600 });
    const second = await another(register);
    expect([(await catalogue(register.url, given)).status, (await catalogue(second, given)).status]).toEqual([
      200, 200,
    ]);
    register.advance(600_000 - 1);
    expect([(await catalogue(register.url, given)).status, (await catalogue(second, given)).status]).toEqual([
      200, 200,
    ]);
    register.advance(1);
    expect(await refusal(await catalogue(register.url, given))).toEqual({ status: 401, code: 'token-expired' });
    expect(await refusal(await catalogue(second, given))).toEqual({ status: 401, code: 'token-expired' });
    const stored = await register.database.db.selectFrom('terminal_token').selectAll().execute();
    expect(
      JSON.stringify([stored.map(({ token_hash: hash }) => Buffer.from(hash).toString('latin1')), register.events]),
    ).not.toContain(given);
  });

  const seconds = (register: Register, more: number) => Math.floor(register.clock.now() / 1000) + more;
  const CLAIMS: readonly [
    string,
    (register: Register, terminal: string) => Claims,
    { status: number; code: string; fields?: string[] },
  ][] = [
    [
      'of a terminal that there is not',
      () => ({ iss: 'c0ffee', sub: 'c0ffee' }),
      { status: 401, code: 'terminal-unknown' },
    ],
    ['with NUL as its terminal', () => ({ iss: '\0', sub: '\0' }), { status: 401, code: 'terminal-unknown' }],
    [
      'about somebody else',
      () => ({ sub: 'c0ffee' }),
      { status: 400, code: 'invalid-request', fields: ['client_assertion.sub'] },
    ],
    [
      'for several registers',
      () => ({ aud: ['https://elsewhere.example/v1/token'] }),
      { status: 400, code: 'invalid-request', fields: ['client_assertion.aud'] },
    ],
    [
      'not before tomorrow',
      (register) => ({ nbf: seconds(register, 86_400) }),
      { status: 400, code: 'invalid-request', fields: ['client_assertion.nbf'] },
    ],
    [
      'for another register',
      () => ({ aud: 'https://elsewhere.example/v1/token' }),
      { status: 400, code: 'invalid-request', fields: ['client_assertion.aud'] },
    ],
    [
      'that is over',
      (register) => ({ iat: seconds(register, -60), exp: seconds(register, 0) }),
      { status: 400, code: 'invalid-request', fields: ['client_assertion.exp'] },
    ],
    [
      'for longer than five minutes',
      (register) => ({ exp: seconds(register, 301) }),
      { status: 400, code: 'invalid-request', fields: ['client_assertion.exp'] },
    ],
    [
      'without a number of its own',
      () => ({ jti: '' }),
      { status: 400, code: 'invalid-request', fields: ['client_assertion.jti'] },
    ],
  ];
  test('is refused for an invalid assertion', async () => {
    const register = await useRegister({ enrolments: UNLIMITED });
    const terminal = await enrolled(register);
    for (const [name, claims, expected] of CLAIMS)
      expect(
        await refusal(await askToken(register, await assertion(register, terminal, claims(register, terminal)))),
        name,
      ).toEqual(expected);
    const good = await assertion(register, terminal);
    const unknown = { status: 401, code: 'terminal-unknown' };
    const [header = '', payload = '', signature = ''] = good.split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    // RFC 8725, 3.1: the key decides on the algorithm, not the header; its public half is no secret.
    const { x: secret } = ed.publicKey;
    const symmetric = await new SignJWT({
      iss: terminal,
      sub: terminal,
      aud: register.url,
      exp: seconds(register, 120),
      iat: seconds(register, 0),
      jti: 'a'.repeat(16),
    })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(Buffer.from(secret, 'base64url'));
    for (const wrong of [
      await assertion(register, terminal, {}, otherEd),
      await assertion(register, terminal, {}, ec),
      unsigned,
      symmetric,
      `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
      'a.b.c',
      'x',
    ]) {
      expect(await refusal(await askToken(register, wrong)), wrong.slice(0, 20)).toEqual(unknown);
    }
    const waiting = await issueCode(register.database.db, register.clock, 'wartet', 30);
    expect(await refusal(await askToken(register, await assertion(register, waiting.terminal.id)))).toEqual(unknown);
    await register.server.terminals.revoke(HALL);
    expect(await refusal(await askToken(register, await assertion(register, terminal)))).toEqual({
      status: 403,
      code: 'terminal-revoked',
    });
    expect(await refusal(await askToken(register, await assertion(register, terminal, {}, otherEd)))).toEqual(unknown);
  });

  test('is given once for an assertion, at any server', async () => {
    const register = await useRegister();
    const terminal = await enrolled(register);
    const second = await another(register);
    const signed = await assertion(register, terminal, { aud: register.url });
    const answers = await Promise.all([
      askToken(register, signed),
      askToken(register, signed, second),
      askToken(register, signed),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    expect(await refusal(await askToken(register, signed, second))).toEqual({
      status: 400,
      code: 'invalid-request',
      fields: ['client_assertion.jti'],
    });
  });

  test.each([
    [-61, false],
    [-60, true],
    [60, true],
    [61, false],
  ])('is given where the terminal’s clock is %i s ahead: %s', async (ahead, given) => {
    const register = await useRegister();
    const terminal = await enrolled(register);
    const answer = await askToken(
      register,
      await assertion(register, terminal, { iat: seconds(register, ahead), exp: seconds(register, ahead + 120) }),
    );
    if (given) expect(answer.status).toBe(200);
    else
      expect(await refusal(answer)).toEqual({
        status: 401,
        code: 'clock-skew',
        now: new Date(register.clock.now()).toISOString(),
      });
  });

  test('is requested by RFC 6749, and refused otherwise', async () => {
    const register = await useRegister();
    const signed = await assertion(register, await enrolled(register));
    const asked = async (body: string, type = FORM) => refusal(await post(register.url, '/v1/token', body, type));
    expect(await asked(form(signed, { grant_type: 'password' }))).toEqual({
      status: 400,
      code: 'invalid-request',
      fields: ['grant_type'],
    });
    expect(await asked(form(signed, { client_assertion_type: 'x' }))).toEqual({
      status: 400,
      code: 'invalid-request',
      fields: ['client_assertion_type'],
    });
    expect(await asked(form(''))).toEqual({ status: 400, code: 'invalid-request', fields: ['client_assertion'] });
    expect(await asked(`${form(signed)}&grant_type=client_credentials`)).toEqual({
      status: 400,
      code: 'invalid-request',
      fields: ['(body)'],
    });
    expect(await asked(JSON.stringify({ grant_type: 'client_credentials' }), 'application/json')).toEqual({
      status: 415,
      code: 'invalid-request',
      fields: ['(body)'],
    });
    expect((await askToken(register, signed)).status).toBe(200);
    expect(
      await refusal(
        await register.send('/v1/heartbeat', {
          method: 'POST',
          body: 'mode=locked',
          headers: { 'content-type': FORM },
        }),
      ),
    ).toMatchObject({ status: 415 });
  });

  test('is void within two seconds at every server when its terminal is revoked', async () => {
    const register = await useRegister();
    const terminal = await enrolled(register);
    const given = await token(register, terminal);
    const second = await another(register);
    expect([(await catalogue(register.url, given)).status, (await catalogue(second, given)).status]).toEqual([
      200, 200,
    ]);
    await register.server.terminals.revoke(HALL);
    expect((await catalogue(register.url, given)).status).toBe(401);
    register.advance(2_000);
    expect(await refusal(await catalogue(second, given))).toEqual({ status: 401, code: 'terminal-unknown' });
  });
});

test('the register’s signing key is public under its thumbprint, and verifies what it signs', async () => {
  const register = await useRegister();
  const answer = await fetch(`${register.url}/v1/signing-key`);
  const key = SigningKey.parse(await answer.json());
  expect(key.kid).toBe(await calculateJwkThumbprint(key));
  const bytes = Buffer.from('Öffnungszeiten');
  const signature = register.server.signer.sign(bytes);
  expect(signature).toHaveLength(64);
  expect(verify(null, bytes, createPublicKey({ key: { ...key }, format: 'jwk' }), signature)).toBe(true);
});
