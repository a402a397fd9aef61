/** The terminal's identity on its disk: kept before it is needed, whole or not at all, for its own account only. */
import fc from 'fast-check';
import { compactVerify, flattenedVerify, importJWK } from 'jose';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { publicJwk, newKeyPair, signAssertion } from '../../../../../electron/kiosk/identity/assertion.ts';
import {
  readIdentity,
  writeIdentity,
  type IdentityFile,
} from '../../../../../electron/kiosk/identity/identity-file.ts';
import { createIdentity, type IdentityOptions } from '../../../../../electron/kiosk/identity/identity.ts';
import { fileKeyStore, machineKeyStore, type KeyStore } from '../../../../../electron/kiosk/identity/key-store.ts';
import { createLog } from '../../../../../electron/kiosk/log/log.ts';
import type { TerminalAccess } from '../../../../../register/client/access.ts';
import type { RegisterFailure } from '../../../../../register/client/client.ts';
import {
  AssertionClaims,
  type Enrolment,
  type TerminalKey,
  type TokenAnswer,
} from '../../../../../register/contract/contract.ts';
import { err, ok, type Result } from '../../../../../base/result.ts';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const CODE = '7K3M-9QXT-0001';
const SIGNING = { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43), kid: 'k' } as const;
const AWAY: RegisterFailure = { kind: 'unreachable', reason: 'timeout' };

type Answer = Result<Enrolment, RegisterFailure | { readonly kind: 'enrolment-refused' }>;
/** A register that records who asks, and answers as scripted. */
class ScriptedAccess implements TerminalAccess {
  readonly audience = 'https://register.example/v1/token';
  readonly keys: TerminalKey[] = [];
  readonly assertions: string[] = [];
  now = NOON;
  lost = false;
  outcome: Answer | null = null;
  tokenOutcome: Result<TokenAnswer, RegisterFailure> = ok({
    access_token: 't'.repeat(43),
    token_type: 'Bearer',
    expires_in: 600,
  });

  async enrol({ key }: { key: TerminalKey }): Promise<Answer> {
    this.keys.push(key);
    if (this.lost) return err(AWAY);
    return (
      this.outcome ??
      ok({ terminal: 'c0ffee', name: 'halle-1', signingKey: SIGNING, now: new Date(this.now).toISOString() })
    );
  }

  async token(assertion: string): Promise<Result<TokenAnswer, RegisterFailure>> {
    this.assertions.push(assertion);
    return this.tokenOutcome;
  }
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'foyer-identity-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}
function set(more: Partial<IdentityOptions> = {}) {
  const data = folder();
  const file = join(data, 'identity.json');
  const access = new ScriptedAccess();
  const log: Record<string, unknown>[] = [];
  const start = (own: Partial<IdentityOptions> = {}) =>
    createIdentity({
      file,
      keyStore: fileKeyStore,
      access,
      key: null,
      clock: { now: () => NOON },
      log: createLog(
        (line) => void log.push(JSON.parse(line) as Record<string, unknown>),
        () => NOON,
      ),
      ...more,
      ...own,
    });
  return { data, file, access, log, start, events: () => log.map(({ event }) => event) };
}
const turned = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x55));
/** Turns every byte around: enough to see that nothing lies there in clear. */
const systemKeyStore: KeyStore = {
  kind: 'system',
  protect: (secret) => ok(turned(Buffer.from(secret)).toString('base64')),
  unprotect: (kept) => ok(turned(Buffer.from(kept, 'base64')).toString()),
};

describe('enrolment', () => {
  test("makes a key that only the account can read, and stores the register's answer", async () => {
    const { data, file, access, start, events } = set();
    const identity = start();
    expect(identity.facts()).toMatchObject({ state: 'none', fingerprint: null, signingKey: null });
    expect(await identity.credentials.token()).toEqual({
      ok: false,
      error: { kind: 'refused', reason: 'not-enrolled' },
    });
    let changes = 0;
    identity.onChange(() => void (changes += 1));
    expect(await identity.enrol(CODE)).toEqual({ ok: true, value: undefined });
    expect(changes).toBeGreaterThan(0);
    expect(identity.facts()).toMatchObject({
      state: 'enrolled',
      name: 'halle-1',
      terminal: 'c0ffee',
      enrolledAt: '2026-11-21T12:00:00.000Z',
      keyStore: 'file',
      signingKey: SIGNING,
      trouble: null,
      skew: null,
      fingerprint: expect.stringMatching(/^[0-9a-f]{4}( [0-9a-f]{4}){3}$/),
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(data)).toEqual(['identity.json']);
    expect(readFileSync(file, 'utf8')).not.toContain(CODE);
    expect(events()).toEqual(['identity.enrolled']);
    expect(start().facts()).toEqual(identity.facts());
    expect((await start().credentials.token()).ok).toBe(true);
    expect(access.assertions).toHaveLength(1);
  });

  test('whose answer is lost is asked for again with the same key, also after a restart', async () => {
    const { access, start } = set();
    access.lost = true;
    expect(await start().enrol(CODE)).toEqual({ ok: false, error: 'unreachable' });
    const second = start();
    expect(second.facts().state).toBe('none');
    access.lost = false;
    expect((await second.enrol(CODE)).ok).toBe(true);
    expect(access.keys[0]).toEqual(access.keys[1]);
    // The next one is another matter, with another key.
    await second.enrol(CODE);
    expect(access.keys[2]).not.toEqual(access.keys[0]);
  });

  test.each([
    [err({ kind: 'enrolment-refused' } as const), 'refused'],
    [err(AWAY), 'unreachable'],
    [err({ kind: 'unavailable' } as const), 'unreachable'],
    [err({ kind: 'rate-limited', retryAfterSeconds: 12 } as const), 'rate-limited'],
    [err({ kind: 'protocol', reason: 'status' } as const), 'failed'],
  ] satisfies [Answer, string][])('that fails leaves the terminal unchanged: %#', async (outcome, error) => {
    const { access, start, log } = set();
    const identity = start();
    await identity.enrol(CODE);
    const before = identity.facts();
    access.outcome = outcome;
    expect(await identity.enrol(CODE)).toEqual({ ok: false, error });
    expect(log.at(-1)).toMatchObject({ event: 'identity.not-enrolled', reason: error });
    expect([identity.facts(), start().facts()]).toEqual([before, before]);
  });

  test('sends no request where the key cannot be stored', async () => {
    const { file, access, start } = set();
    // In its place stands what no file can be written over.
    mkdirSync(join(file, 'x'), { recursive: true });
    const identity = start();
    expect(await identity.enrol(CODE)).toEqual({ ok: false, error: 'not-kept' });
    expect(access.keys).toEqual([]);
  });

  test('is requested once on two touches', async () => {
    const { access, start } = set();
    const identity = start();
    expect(await Promise.all([identity.enrol(CODE), identity.enrol(CODE)])).toEqual([ok(undefined), ok(undefined)]);
    expect(access.keys).toHaveLength(1);
  });

  test('replaces a key file, which is valid until then', async () => {
    const { start } = set({ key: 'k'.repeat(43) });
    const identity = start();
    expect([identity.facts().state, await identity.credentials.token()]).toEqual(['key-file', ok('k'.repeat(43))]);
    await identity.enrol(CODE);
    expect([identity.facts().state, await identity.credentials.token()]).toEqual(['enrolled', ok('t'.repeat(43))]);
    expect(await start().credentials.token()).toEqual(ok('t'.repeat(43)));
  });

  test("with the system's key store leaves no key in clear; without that store the key is reported as unreadable until a new enrolment", async () => {
    const { file, start, events } = set();
    const identity = start({ keyStore: systemKeyStore });
    await identity.enrol(CODE);
    expect(identity.facts().keyStore).toBe('system');
    const { key } = (JSON.parse(readFileSync(file, 'utf8')) as IdentityFile).current ?? {};
    expect(Buffer.from(key?.secret ?? '', 'base64').toString()).not.toContain('PRIVATE KEY');
    expect(start({ keyStore: systemKeyStore }).facts()).toEqual(identity.facts());
    const later = start();
    expect(later.facts().state).toBe('unreadable');
    expect(events()).toContain('identity.unreadable');
    await later.enrol(CODE);
    expect(later.facts()).toMatchObject({ state: 'enrolled', keyStore: 'file' });
    const locked: KeyStore = { ...systemKeyStore, protect: () => err('locked') };
    expect(await set({ keyStore: locked }).start().enrol(CODE)).toEqual({ ok: false, error: 'not-kept' });
  });
});

describe('a better key store', () => {
  const machine = (): KeyStore => machineKeyStore(randomBytes(32));
  const clear = (file: string): boolean =>
    [...readFileSync(file, 'utf8').matchAll(/"secret": "([^"]*)"/g)].some(([, secret = '']) =>
      Buffer.from(secret, 'base64').toString().includes('PRIVATE KEY'),
    );

  test('takes over the key that lay in clear, unchanged, and remembers that it did', async () => {
    const { file, start, log, data } = set();
    const before = start();
    await before.enrol(CODE);
    expect([clear(file), before.facts().onceClear]).toEqual([true, false]);
    const keyStore = machine();
    const later = start({ keyStore });
    expect(clear(file)).toBe(false);
    expect(readdirSync(data)).toEqual(['identity.json']);
    expect(later.facts()).toEqual({ ...before.facts(), keyStore: 'machine', onceClear: true });
    expect((await later.credentials.token()).ok).toBe(true);
    expect(log.filter(({ event }) => event === 'identity.moved')).toEqual([
      expect.objectContaining({ keyStore: 'machine' }),
    ]);
    expect(start({ keyStore }).facts()).toEqual(later.facts());
    // Enrolled again, it has a key that never was.
    await later.enrol(CODE);
    expect(start({ keyStore }).facts()).toMatchObject({ keyStore: 'machine', onceClear: false });
  });

  test('takes over a key from a key ring, and the key of an enrolment whose answer was lost', async () => {
    const { access, file, start } = set({ otherStores: [systemKeyStore] });
    await start({ keyStore: systemKeyStore }).enrol(CODE);
    access.lost = true;
    await start().enrol(CODE);
    expect(clear(file)).toBe(true);
    const keyStore = machine();
    access.lost = false;
    const later = start({ keyStore });
    expect(clear(file)).toBe(false);
    expect(later.facts()).toMatchObject({ state: 'enrolled', keyStore: 'machine', onceClear: false });
    await later.enrol(CODE);
    expect(access.keys.at(-1)).toEqual(access.keys.at(-2));
    expect(later.facts()).toMatchObject({ keyStore: 'machine', onceClear: true });
  });

  test('that returns something else is not used, and the key stays usable', async () => {
    const { file, start, events } = set();
    await start().enrol(CODE);
    const before = readFileSync(file, 'utf8');
    const forgetful: KeyStore = { kind: 'machine', protect: () => ok('eA=='), unprotect: () => ok('another') };
    expect(start({ keyStore: forgetful }).facts()).toMatchObject({ state: 'enrolled', keyStore: 'file' });
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(events()).not.toContain('identity.moved');
  });

  test('that the machine does not open leaves the key in place: reported as unreadable, and usable again later', async () => {
    const { start } = set();
    const keyStore = machine();
    const before = start({ keyStore });
    await before.enrol(CODE);
    expect(start().facts()).toMatchObject({ state: 'unreadable', keyStore: null });
    expect(start({ keyStore }).facts()).toEqual(before.facts());
  });

  test('on a disk that takes nothing more, the key stays in clear and usable', async () => {
    const { file, start } = set();
    await start().enrol(CODE);
    // In the place of what is written beside it stands what no file can be written over.
    mkdirSync(join(`${file}.new`, 'x'), { recursive: true });
    const keyStore = machine();
    expect(start({ keyStore }).facts()).toMatchObject({ state: 'enrolled', keyStore: 'file' });
  });
});

describe("the register's answer about the terminal", () => {
  test('is shown with the facts and logged once, until there is a token again', async () => {
    const { access, start, log } = set();
    const identity = start();
    await identity.enrol(CODE);
    for (const [failure, trouble] of [
      [{ kind: 'refused', reason: 'terminal-revoked' }, 'revoked'],
      [{ kind: 'refused', reason: 'terminal-unknown' }, 'unknown'],
      [{ kind: 'invalid-request', fields: ['client_assertion.aud'] }, 'address'],
      // Not a word about the terminal.
      [AWAY, 'address'],
    ] as const) {
      access.tokenOutcome = err(failure);
      await identity.credentials.token();
      await identity.credentials.token();
      expect(identity.facts().trouble).toBe(trouble);
    }
    expect(log.filter(({ event }) => event === 'identity.refused').map(({ reason }) => reason)).toEqual([
      'revoked',
      'unknown',
      'address',
    ]);
    access.tokenOutcome = ok({ access_token: 'u'.repeat(43), token_type: 'Bearer', expires_in: 600 });
    expect((await identity.credentials.token()).ok).toBe(true);
    expect(identity.facts().trouble).toBeNull();
  });

  test.each([
    [61, 61],
    [-61, -61],
    [60, null],
    [-60, null],
    [0, null],
  ])('reports a clock that is %i s ahead of ours as %s', async (seconds, skew) => {
    const { access, start, events } = set();
    const identity = start();
    await identity.enrol(CODE);
    identity.noteClock(seconds);
    identity.noteClock(seconds);
    expect(identity.facts().skew).toBe(skew);
    expect(events().filter((event) => event === 'clock.differs')).toHaveLength(skew === null ? 0 : 1);
    access.tokenOutcome = err({ kind: 'clock-skew', seconds: 3_600 });
    await identity.credentials.token();
    expect(identity.facts().skew).toBe(3_600);
    identity.noteClock(1);
    expect(identity.facts().skew).toBeNull();
    expect(events().at(-1)).toBe('clock.agrees');
  });

  test('comes with the answer to an enrolment too', async () => {
    const { access, start } = set();
    access.now = NOON - 7_200_000;
    const identity = start();
    await identity.enrol(CODE);
    expect(identity.facts().skew).toBe(-7_200);
  });
});

test('a report is signed with the key by which the register knows the terminal, and with none before', async () => {
  const { access, start } = set();
  const identity = start();
  expect(identity.sign({ result: 'ready' })).toBeNull();
  await identity.enrol(CODE);
  const signed = identity.sign({ result: 'ready' });
  if (signed === null) throw new Error('not signed');
  const { payload } = await flattenedVerify(signed, await importJWK(access.keys[0] ?? {}, 'EdDSA'));
  expect(JSON.parse(new TextDecoder().decode(payload))).toEqual({ result: 'ready' });
});

test('an assertion is a JWT by RFC 7523, each with an id of its own', async () => {
  const key = newKeyPair();
  const make = () =>
    signAssertion({ key, terminal: 'c0ffee', audience: 'https://register.example/v1/token', now: NOON + 999 });
  const { payload, protectedHeader } = await compactVerify(make(), await importJWK(publicJwk(key), 'EdDSA'));
  expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: 'JWT' });
  const claims = AssertionClaims.parse(JSON.parse(Buffer.from(payload).toString()));
  expect(claims).toMatchObject({
    iss: 'c0ffee',
    sub: 'c0ffee',
    aud: 'https://register.example/v1/token',
    iat: NOON / 1_000,
    exp: NOON / 1_000 + 120,
  });
  expect(make()).not.toBe(make());
});

describe('the identity file', () => {
  const pair = { store: 'file', secret: 's' } as const;
  const known: IdentityFile = {
    version: 1,
    current: {
      terminal: 'c0ffee',
      name: 'halle-1',
      enrolledAt: '2026-11-21T12:00:00Z',
      signingKey: SIGNING,
      key: pair,
    },
    pending: pair,
  };

  test('is not disturbed by a file that a power cut left beside it, whatever its content and rights', async () => {
    const { data, file, start } = set();
    expect(writeIdentity(file, known)).toBe(true);
    writeFileSync(`${file}.new`, '{"version":1,"curr');
    chmodSync(`${file}.new`, 0o644);
    expect(readIdentity(file)).toEqual(ok(known));
    await start().enrol(CODE);
    expect([readdirSync(data), statSync(file).mode & 0o777]).toEqual([['identity.json'], 0o600]);
  });

  test('that was cut off anywhere is damaged, never half used, and replaced by a new enrolment', async () => {
    const { file, start } = set();
    const whole = `${JSON.stringify(known, null, 2)}\n`;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 3 }), (length) => {
        writeFileSync(file, whole.slice(0, length));
        expect(readIdentity(file)).toEqual(err('damaged'));
      }),
    );
    const identity = start();
    expect(identity.facts()).toMatchObject({ state: 'unreadable', name: null });
    await identity.enrol(CODE);
    expect(start().facts().state).toBe('enrolled');
  });

  test.each([{ ...known, version: 2 }, { ...known, current: {} }, null, []])(
    'with another form is damaged: %#',
    (content) => {
      const { file } = set();
      writeFileSync(file, JSON.stringify(content));
      expect(readIdentity(file)).toEqual(err('damaged'));
    },
  );
});
