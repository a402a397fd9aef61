/** Coming in with an account of the register's own, over HTTP: every way through to a session, and what is refused. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PASSWORD_LN } from '../../../../../register/server/office/accounts/password-hash.ts';
import { ManualClock } from '../../../../harness/manual-clock.ts';
import {
  SESSION,
  startOfficeBench,
  totpAt,
  useOfficeBench,
  type OfficeAnswer,
  type OfficeBench,
  type OfficeBrowser,
} from '../../../../harness/office.ts';
import { createPasskey, type Passkey } from '../../../../harness/passkey.ts';

const PASSWORD = 'Dose Wolke Hafer Knopf';
const clock = new ManualClock(Date.parse('2026-11-23T08:00:00+01:00'));
let bench: OfficeBench;
let operator: OfficeBrowser;
beforeAll(async () => {
  bench = await startOfficeBench({ clock, town: 'Musterstadt' });
});
afterAll(() => bench?.close());
beforeEach(async () => {
  // Every code of an app counts once, and what failed in another test is forgotten.
  await clock.advance(3 * 3_600_000);
  operator = (await bench.addAccount(['operator'])).browser;
});

let logins = 0;
interface Added {
  readonly id: string;
  readonly login: string;
  readonly code: string;
}
async function add(): Promise<Added> {
  const login = `person-${(logins += 1)}`;
  const { body } = await operator.ask('addAccount', { login, name: 'Käthe Groß', roles: ['office'] });
  const { account, code } = body as { account: { id: string }; code: string };
  return { id: account.id, login, code };
}
const session = (answer: OfficeAnswer) => answer.body as { account: { id: string }; setUp: boolean; csrf: string };

/** In a set-up or fresh session: an app and a password. */
async function setUpPassword(browser: OfficeBrowser, password = PASSWORD): Promise<string> {
  const { secret } = (await browser.ask('newTotp')).body as { secret: string };
  const answer = await browser.ask('setPassword', { password, code: totpAt(secret, clock.now()) });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  expect(session(answer).setUp).toBe(false);
  await clock.advance(30_000);
  return secret;
}
async function setUpPasskey(browser: OfficeBrowser, passkey = newPasskey()): Promise<Passkey> {
  const { options } = (await browser.ask('newPasskey')).body as {
    options: { challenge: string; user: { id: string } };
  };
  const answer = await browser.ask('addPasskey', { response: passkey.create(options, options.user) });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return passkey;
}
const newPasskey = (): Passkey => createPasskey({ origin: bench.url, rpId: 'localhost' });
/** Somebody who has come in with their code, and their browser. */
async function begun() {
  const added = await add();
  const browser = bench.browser();
  const answer = await browser.ask('signInCode', { code: added.code });
  expect(session(answer)).toMatchObject({ setUp: true, account: { id: added.id } });
  return { ...added, browser };
}
async function withPassword() {
  const account = await begun();
  return { ...account, secret: await setUpPassword(account.browser) };
}
const signIn = (login: string, password: string, code: string, browser = bench.browser()) =>
  browser.ask('signInPassword', { login, password, code });
async function signInWith(passkey: Passkey, browser = bench.browser(), more: object = {}) {
  const { id, options } = (await browser.ask('passkeyOptions')).body as { id: string; options: { challenge: string } };
  return browser.ask('signInPasskey', { id, response: passkey.get({ ...options, ...more }) });
}
/** The same words for everything, and an entry for this account. */
async function expectRefused(answer: OfficeAnswer, account: string | null): Promise<void> {
  expect(answer.status).toBe(401);
  expect(answer.body).toEqual({
    type: 'urn:foyer:problem:signed-out',
    title: expect.any(String) as string,
    status: 401,
    detail: expect.stringMatching(/^Die Anmeldung ist nicht möglich\./) as string,
  });
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect((await bench.audit('office-sign-in-refused')).at(-1)).toEqual({
    actor: 'register',
    action: 'office-sign-in-refused',
    subject: `account:${account ?? 'unknown'}`,
  });
  // So that the next entry is a later one.
  await clock.advance(1);
}

describe('a code', () => {
  test('lets somebody in once, to set up what they sign in with, and nothing else', async () => {
    const { id, code, browser } = await begun();
    expect((await browser.ask('helpCalls')).status).toBe(403);
    await expectRefused(await bench.browser().ask('signInCode', { code }), null);
    const before = browser.cookies.get(SESSION);
    await setUpPassword(browser);
    expect(browser.cookies.get(SESSION)).not.toBe(before);
    expect((await browser.ask('helpCalls')).status).toBe(200);
    const old = bench.browser();
    old.cookies.set(SESSION, before ?? '');
    expect((await old.ask('session')).status).toBe(401);
    expect(await bench.audit('office-sign-in')).toContainEqual({
      actor: `office:${id}`,
      action: 'office-sign-in',
      subject: `account:${id}`,
    });
  });
  test('leaves as much time to set up as a session has', async () => {
    const { browser } = await begun();
    await clock.advance(29 * 60_000);
    await setUpPassword(browser);
    expect((await browser.ask('helpCalls')).status).toBe(200);
  });
  test('is read without hyphens and in small letters, and is kept as its hash only', async () => {
    const { code } = await add();
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    expect(JSON.stringify(await bench.db.selectFrom('office_code').selectAll().execute())).not.toContain(code);
    const answer = await bench.browser().ask('signInCode', { code: code.replaceAll('-', ' ').toLowerCase() });
    expect(answer.status).toBe(200);
  });
  test('ends after thirty minutes', async () => {
    const [early, late] = [await add(), await add()];
    await clock.advance(30 * 60_000 - 1);
    expect((await bench.browser().ask('signInCode', { code: early.code })).status).toBe(200);
    await clock.advance(1);
    await expectRefused(await bench.browser().ask('signInCode', { code: late.code }), null);
  });
  test('ends with the next one, and with its account', async () => {
    const [renewed, disabled] = [await add(), await add()];
    const next = (await operator.ask('accountCode', { id: renewed.id })).body as { code: string };
    await operator.ask('disableAccount', { id: disabled.id, disabled: true });
    for (const { code } of [renewed, disabled])
      await expectRefused(await bench.browser().ask('signInCode', { code }), null);
    expect((await operator.ask('accountCode', { id: disabled.id })).status).toBe(422);
    expect((await bench.browser().ask('signInCode', { code: next.code })).status).toBe(200);
  });
  test('used by two at the same moment lets in one', async () => {
    const { code } = await add();
    const answers = await Promise.all([1, 2, 3].map(() => bench.browser().ask('signInCode', { code })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401, 401]);
  });
  test('for somebody who lost an app ends the old one once a new one is there, and not before', async () => {
    const { id, login, secret } = await withPassword();
    const { code } = (await operator.ask('accountCode', { id })).body as { code: string };
    const browser = bench.browser();
    await browser.ask('signInCode', { code });
    expect((await signIn(login, PASSWORD, totpAt(secret, clock.now()))).status).toBe(200);
    await clock.advance(30_000);
    // The old app is not enough to set a new password.
    const kept = await browser.ask('setPassword', { password: PASSWORD, code: totpAt(secret, clock.now()) });
    expect(kept.status).toBe(422);
    const passkey = await setUpPasskey(browser);
    await expectRefused(await signIn(login, PASSWORD, totpAt(secret, clock.now())), id);
    expect((await signInWith(passkey)).status).toBe(200);
  });
  test('ends old passkeys as well', async () => {
    const { id, browser } = await begun();
    const old = await setUpPasskey(browser);
    const { code } = (await operator.ask('accountCode', { id })).body as { code: string };
    const again = bench.browser();
    await again.ask('signInCode', { code });
    await setUpPassword(again);
    await expectRefused(await signInWith(old), null);
    expect((await browser.ask('session')).status).toBe(401);
  });
});

describe('password and app', () => {
  test('let somebody in and out again', async () => {
    const { id, login, secret } = await withPassword();
    const browser = bench.browser();
    const answer = await signIn(login, PASSWORD, totpAt(secret, clock.now()), browser);
    expect(session(answer)).toMatchObject({ setUp: false, account: { id } });
    expect((await browser.ask('helpCalls')).status).toBe(200);
    expect((await browser.ask('signOut')).status).toBe(200);
    expect((await browser.ask('session')).status).toBe(401);
  });
  test('are both needed, and which of them was wrong is told to nobody', async () => {
    const { id, login, secret } = await withPassword();
    const right = totpAt(secret, clock.now());
    const wrong = right === '000000' ? '000001' : '000000';
    await expectRefused(await signIn(login, `${PASSWORD}!`, right), id);
    await expectRefused(await signIn(login, PASSWORD, wrong), id);
    await expectRefused(await signIn('niemand', PASSWORD, right), null);
    await expectRefused(await signIn((await add()).login, PASSWORD, right), (await lastAdded()).id);
    expect((await signIn(login, PASSWORD, right)).status).toBe(200);
  });
  test('a code of the app counts once, also for two who come at the same moment', async () => {
    const { id, login, secret } = await withPassword();
    const code = totpAt(secret, clock.now());
    const answers = await Promise.all([1, 2].map(() => signIn(login, PASSWORD, code)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    await expectRefused(await signIn(login, PASSWORD, code), id);
    await clock.advance(30_000);
    expect((await signIn(login, PASSWORD, totpAt(secret, clock.now()))).status).toBe(200);
  });
  test('the one that was set up with does not count again', async () => {
    const { login, browser } = await begun();
    const { secret } = (await browser.ask('newTotp')).body as { secret: string };
    const code = totpAt(secret, clock.now());
    expect((await browser.ask('setPassword', { password: PASSWORD, code })).status).toBe(200);
    expect((await signIn(login, PASSWORD, code)).status).toBe(401);
  });
  test('do not let in who is disabled, and do again once they are not', async () => {
    const { id, login, secret } = await withPassword();
    await operator.ask('disableAccount', { id, disabled: true });
    await expectRefused(await signIn(login, PASSWORD, totpAt(secret, clock.now())), null);
    await operator.ask('disableAccount', { id, disabled: false });
    expect((await signIn(login, PASSWORD, totpAt(secret, clock.now()))).status).toBe(200);
  });
  test('the password is the same however it is typed in, and neither it nor the secret is in the database', async () => {
    const { id, login, browser } = await begun();
    const secret = await setUpPassword(browser, 'fünf größere Äpfel'.normalize('NFD'));
    const row = await bench.db.selectFrom('office_account').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    expect(row.password).toMatch(/^\$scrypt\$/);
    expect(Buffer.from(row.totp_sealed ?? []).length).toBe(12 + 20 + 16);
    const answer = await signIn(login, 'fünf\u00a0größere Äpfel'.normalize('NFC'), totpAt(secret, clock.now()));
    expect(answer.status).toBe(200);
  });
  test.each([
    ['elf Zeichen', /zu kurz/],
    ['123456qwerty', /haben viele/],
    ['Willkommen in Musterstadt', /Name der Stadt/],
    ['kaethe hat zwei Hunde', /Ihr Name/],
  ])('"%s" is not taken as a password, and says what to do', async (password, sentence) => {
    const { browser } = await begun();
    const { secret } = (await browser.ask('newTotp')).body as { secret: string };
    const { status, body } = await browser.ask('setPassword', { password, code: totpAt(secret, clock.now()) });
    expect([status, (body as { detail: string }).detail]).toEqual([400, expect.stringMatching(sentence)]);
    expect(JSON.stringify(body)).not.toContain(password);
    expect(((await browser.ask('session')).body as { setUp: boolean }).setUp).toBe(true);
  });
  test('are not set with a wrong code, or without an app', async () => {
    const { browser } = await begun();
    expect((await browser.ask('setPassword', { password: PASSWORD, code: '123456' })).status).toBe(422);
    const { secret } = (await browser.ask('newTotp')).body as { secret: string };
    const wrong = totpAt(secret, clock.now() + 3_600_000);
    const { status, body } = await browser.ask('setPassword', { password: PASSWORD, code: wrong });
    expect([status, (body as { detail: string }).detail]).toEqual([400, expect.stringMatching(/Uhrzeit/)]);
  });
  test('are changed by whoever has just come in, which ends all other sessions', async () => {
    const { login, secret } = await withPassword();
    const [one, two] = [bench.browser(), bench.browser()];
    await signIn(login, PASSWORD, totpAt(secret, clock.now()), one);
    await clock.advance(30_000);
    await signIn(login, PASSWORD, totpAt(secret, clock.now()), two);
    await clock.advance(30_000);
    const changed = await one.ask('setPassword', {
      password: 'Besen Laterne Wurst Sieb',
      code: totpAt(secret, clock.now()),
    });
    expect(changed.status).toBe(200);
    expect((await one.ask('session')).status).toBe(200);
    expect((await two.ask('session')).status).toBe(401);
    await clock.advance(30_000);
    expect((await signIn(login, PASSWORD, totpAt(secret, clock.now()))).status).toBe(401);
    expect((await signIn(login, 'Besen Laterne Wurst Sieb', totpAt(secret, clock.now()))).status).toBe(200);
  });
  test('are not set in a session that ends in the same moment', async () => {
    const { id, browser } = await begun();
    const { secret } = (await browser.ask('newTotp')).body as { secret: string };
    const setting = browser.ask('setPassword', { password: PASSWORD, code: totpAt(secret, clock.now()) });
    // The hash takes its time.
    await bench.sessions.endAll(id);
    expect((await setting).status).toBe(401);
    const row = await bench.db.selectFrom('office_account').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    expect([row.password, row.totp_sealed]).toEqual([null, null]);
  });
  test('are not changed at a page that somebody left open', async () => {
    const { browser } = await withPassword();
    await clock.advance(15 * 60_000);
    for (const [name, request] of [
      ['newTotp', {}],
      ['newPasskey', {}],
      ['setPassword', { password: PASSWORD, code: '123456' }],
      ['addPasskey', { response: {} }],
    ] as const)
      expect((await browser.ask(name, request)).status, name).toBe(422);
  });
});

describe('a passkey', () => {
  test('lets somebody in without a name, and out again', async () => {
    const { id, browser } = await begun();
    const passkey = await setUpPasskey(browser);
    expect(((await browser.ask('session')).body as { setUp: boolean }).setUp).toBe(false);
    const other = bench.browser();
    expect(session(await signInWith(passkey, other))).toMatchObject({ setUp: false, account: { id } });
    expect((await other.ask('signOut')).status).toBe(200);
    expect((await signInWith(passkey)).status).toBe(200);
    expect(((await operator.ask('accounts')).body as { id: string }[]).find((one) => one.id === id)).toMatchObject({
      passkeys: 1,
      hasPassword: false,
    });
  });
  test('is asked for as a discoverable one, with PIN or finger, of this host', async () => {
    const { browser, login } = await begun();
    expect(((await browser.ask('newPasskey')).body as { options: object }).options).toMatchObject({
      rp: { id: 'localhost' },
      user: { name: login },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    const { options } = (await bench.browser().ask('passkeyOptions')).body as { options: object };
    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    expect(options).not.toMatchObject({ allowCredentials: [expect.anything()] });
  });
  test.each<[string, object]>([
    ['without PIN or finger', { verified: false }],
    ['at another site', { origin: 'https://boese.example' }],
    ['for another host', { rpId: 'boese.example' }],
    ['for another challenge', { challenge: Buffer.alloc(32, 1).toString('base64url') }],
  ])('used %s is refused, and none is set up so', async (_, more) => {
    const { id, browser } = await begun();
    const passkey = newPasskey();
    const { options } = (await browser.ask('newPasskey')).body as {
      options: { challenge: string; user: { id: string } };
    };
    const answer = await browser.ask('addPasskey', { response: passkey.create({ ...options, ...more }, options.user) });
    expect(answer.status).toBe(422);
    await setUpPasskey(browser, passkey);
    await expectRefused(await signInWith(passkey, undefined, more), id);
  });
  test('a challenge is good once, for five minutes, and for its own ceremony', async () => {
    const { id, browser } = await begun();
    const passkey = await setUpPasskey(browser);
    const asked = async () =>
      (await bench.browser().ask('passkeyOptions')).body as { id: string; options: { challenge: string } };
    const first = await asked();
    const response = passkey.get(first.options);
    expect((await bench.browser().ask('signInPasskey', { id: first.id, response })).status).toBe(200);
    await expectRefused(await bench.browser().ask('signInPasskey', { id: first.id, response }), id);
    const again = passkey.get(first.options);
    await expectRefused(await bench.browser().ask('signInPasskey', { id: first.id, response: again }), id);
    const second = await asked();
    await clock.advance(5 * 60_000);
    await expectRefused(
      await bench.browser().ask('signInPasskey', { id: second.id, response: passkey.get(second.options) }),
      id,
    );
    const [mine, others] = [await asked(), await asked()];
    await expectRefused(
      await bench.browser().ask('signInPasskey', { id: others.id, response: passkey.get(mine.options) }),
      id,
    );
  });
  test('whose counter goes back was copied, and lets nobody in', async () => {
    const { id, browser } = await begun();
    const passkey = await setUpPasskey(browser);
    for (let use = 0; use < 3; use += 1) expect((await signInWith(passkey)).status).toBe(200);
    passkey.countBack(1);
    await expectRefused(await signInWith(passkey), id);
    passkey.countBack(9);
    expect((await signInWith(passkey)).status).toBe(200);
  });
  test('that says it is another’s is refused', async () => {
    const { id, browser } = await begun();
    const passkey = await setUpPasskey(browser);
    const { id: challenge, options } = (await bench.browser().ask('passkeyOptions')).body as {
      id: string;
      options: { challenge: string };
    };
    const response = passkey.get(options) as { response: object };
    const userHandle = Buffer.from((await add()).id).toString('base64url');
    await expectRefused(
      await bench.browser().ask('signInPasskey', {
        id: challenge,
        response: { ...response, response: { ...response.response, userHandle } },
      }),
      id,
    );
  });
  test('is refused for who is disabled, and nothing that is none is one', async () => {
    const { id, browser } = await begun();
    const passkey = await setUpPasskey(browser);
    await operator.ask('disableAccount', { id, disabled: true });
    await expectRefused(await signInWith(passkey), id);
    for (const response of [null, {}, [], 'x', { id: 'x', rawId: 'x', type: 'public-key', response: {} }])
      await expectRefused(await bench.browser().ask('signInPasskey', { id: 'x', response }), null);
  });
  test('can be added beside a password, but not twice', async () => {
    const { login, secret, browser } = await withPassword();
    const passkey = await setUpPasskey(browser);
    const { options } = (await browser.ask('newPasskey')).body as {
      options: { challenge: string; user: { id: string }; excludeCredentials: { id: string }[] };
    };
    expect(options.excludeCredentials.map(({ id }) => id)).toEqual([passkey.id]);
    expect((await browser.ask('addPasskey', { response: passkey.create(options, options.user) })).status).toBe(422);
    expect((await signIn(login, PASSWORD, totpAt(secret, clock.now()))).status).toBe(200);
    expect((await signInWith(passkey)).status).toBe(200);
  });
});

describe('whoever guesses', () => {
  test('is refused in the same words when they have to wait, also with the right password, and let in later', async () => {
    const { id, login, secret } = await withPassword();
    await bench.db.deleteFrom('office_known_network').execute();
    for (let guess = 0; guess < 6; guess += 1)
      await expectRefused(await signIn(login, 'falsches Passwort', '123456'), id);
    await expectRefused(await signIn(login, PASSWORD, totpAt(secret, clock.now())), id);
    await clock.advance(5 * 60_000);
    expect((await signIn(login, PASSWORD, totpAt(secret, clock.now()))).status).toBe(200);
  });
  test('at a login that nobody has waits as well', async () => {
    for (let guess = 0; guess < 7; guess += 1)
      await expectRefused(await signIn('nobody-here', 'falsches Passwort', '123456'), null);
  });
  test('costs a hash also where there is no such login: so many at once that some are told to come again', async () => {
    const slow = await useOfficeBench({ clock, passwordLn: PASSWORD_LN });
    const guess = { login: 'no.such.login', password: 'falsches Passwort', code: '123456' };
    const answers = await Promise.all(Array.from({ length: 40 }, () => slow.browser().ask('signInPassword', guess)));
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].toSorted()).toEqual([401, 429]);
  });
  test('is told to wait before anything is looked at when they ask too much', async () => {
    const size = { capacity: 3, refillPerSecond: 0.1 };
    const small = await useOfficeBench({ clock, limits: { perNetwork: size, overall: { ...size, capacity: 100 } } });
    const ask = () => small.browser().ask('signInCode', { code: 'AAAA-AAAA-AAAA' });
    for (let count = 0; count < 3; count += 1) expect((await ask()).status).toBe(401);
    const answer = await ask();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '10']);
    expect((await small.audit('office-sign-in-refused')).length).toBe(3);
  });
});

test('where the town has no local accounts, none of them lets anybody in', async () => {
  const before = await useOfficeBench({ clock });
  const { browser: chief, id } = await before.addAccount(['operator']);
  const wanted = { login: 'x1', name: 'X', roles: ['office'] };
  const { code } = (await chief.ask('addAccount', wanted)).body as { code: string };
  const closed = await useOfficeBench({ clock, local: false, database: before.database });
  expect((await closed.browser().ask('ways')).body).toEqual({
    oidc: null,
    local: false,
    town: null,
    arms: null,
    accent: null,
  });
  expect((await closed.browser().ask('signInCode', { code })).status).toBe(401);
  // Nor does a session that was begun before.
  const same = closed.browser();
  await same.takeSession(await before.sessions.begin(id));
  expect((await same.ask('session')).status).toBe(401);
  // And an operator who comes by the identity provider gives out no code that opens nothing.
  const oidc = { login: null, subject: 'https://login.example chief' };
  await before.db.updateTable('office_account').set(oidc).where('id', '=', id).execute();
  const other = closed.browser();
  await other.takeSession(await before.sessions.begin(id));
  expect((await other.ask('accounts')).status).toBe(200);
  expect((await other.ask('addAccount', { ...wanted, login: 'x2' })).status).toBe(422);
});

test('no login, name or address of anybody is in the audit or the log', async () => {
  const words = JSON.stringify([await bench.audit(), bench.events]);
  expect(words).not.toMatch(/person-\d|Käthe|Groß|127\.0\.0\.1|nobody-here|Dose Wolke/);
  expect((await bench.audit()).length).toBeGreaterThan(20);
});

const lastAdded = async () =>
  bench.db.selectFrom('office_account').select('id').where('login', '=', `person-${logins}`).executeTakeFirstOrThrow();
