/**
 * Coming in at the office's page with the town's identity provider: against `oidc-provider`, which the OpenID
 * Foundation has certified, over HTTP on this machine.
 */
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../base/clock.ts';
import type { OfficeRole } from '../../../register/contract/office.ts';
import type { OidcSettings } from '../../../register/server/office/accounts/settings.ts';
import {
  SESSION,
  createBrowser,
  startOfficeBench,
  useOfficeBench,
  type OfficeAnswer,
  type OfficeBench,
  type OfficeBrowser,
} from '../../harness/office.ts';

const CLIENT = { id: 'foyer', secret: 'a secret of two: +%/=&' };
const TRANSACTION = '__Host-foyer-office-oidc';
const ROLES = { operator: ['betrieb'], office: ['buergeramt', 'betrieb'] };

/** Who sits at the provider's page. */
interface Person {
  readonly sub: string;
  readonly name?: string;
  readonly groups?: unknown;
}
let person: Person = { sub: 'nobody' };
const people = new Map<string, Person>();

/** It asks nobody anything: whoever sits there signs in, and agrees. */
async function interaction(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login')
    return provider.interactionFinished(request, response, { login: { accountId: person.sub } });
  const grant = new provider.Grant({
    ...(session?.accountId === undefined ? {} : { accountId: session.accountId }),
    clientId: String(params.client_id),
  });
  grant.addOIDCScope(String(params.scope));
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

/** Seconds; its own defaults come with a word of warning each. */
const TTL = { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 };

async function startProvider(office: () => string) {
  let provider: Provider | undefined;
  const server = createServer((request, response) => {
    if (provider === undefined) return void response.writeHead(503).end();
    if (request.url?.startsWith('/interaction/'))
      return void interaction(provider, request, response).catch(() => response.writeHead(500).end());
    void provider.callback()(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwks = { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] };
  const open = ({ inIdToken }: { readonly inIdToken: boolean }): Provider =>
    new Provider(issuer, {
      clients: [
        {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          redirect_uris: [`${office()}/api/sign-in/oidc/callback`],
          post_logout_redirect_uris: [`${office()}/`],
        },
      ],
      claims: { openid: ['sub'], profile: ['name'], groups: ['groups'] },
      scopes: ['openid', 'profile', 'groups'],
      conformIdTokenClaims: !inIdToken,
      cookies: { keys: ['nur für Versuche'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ ...people.get(sub), sub }) }),
      jwks,
      ttl: TTL,
    });
  let kinds: Readonly<Record<'id-token' | 'userinfo', Provider>> | undefined;
  return {
    issuer,
    /** Where it says who somebody is: in the ID token, or only when it is asked (Core 1.0, 5.3 and 5.4). */
    start(kind: 'id-token' | 'userinfo' = 'id-token') {
      kinds ??= { 'id-token': open({ inIdToken: true }), userinfo: open({ inIdToken: false }) };
      provider = kinds[kind];
    },
    /** It answers each question with an error of its own. */
    stop: () => void (provider = undefined),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

const settings = (issuer: string, more: Partial<OidcSettings> = {}): OidcSettings => ({
  issuer,
  clientId: CLIENT.id,
  clientSecret: CLIENT.secret,
  scopes: ['openid', 'profile', 'groups'],
  groupsClaim: 'groups',
  roles: ROLES,
  label: 'Stadt-Konto',
  ...more,
});

let bench: OfficeBench;
let provider: Awaited<ReturnType<typeof startProvider>>;
beforeAll(async () => {
  provider = await startProvider(() => bench.url);
  bench = await startOfficeBench({ clock: systemClock, oidc: settings(provider.issuer) });
});
afterAll(async () => {
  await provider?.close();
  await bench?.close();
});
beforeEach(() => {
  provider.start();
});

/** Through the provider's pages, back to where it sends the browser. `change`: what somebody does to the address. */
async function throughProvider(goTo: string, change: (url: URL) => void = () => {}): Promise<string> {
  const browser = createBrowser(provider.issuer);
  const first = new URL(goTo);
  change(first);
  let next = first.href;
  for (let step = 0; step < 10; step += 1) {
    const answer = await browser.send('GET', next);
    expect([302, 303], String(answer.body)).toContain(answer.status);
    next = new URL(answer.headers.get('location') ?? '', provider.issuer).href;
    if (next.startsWith(bench.url)) return next;
  }
  throw new Error('the provider does not come to an end');
}

async function begin(browser: OfficeBrowser): Promise<string> {
  const answer = await browser.send('GET', '/api/sign-in/oidc');
  expect(answer.status).toBe(303);
  return answer.headers.get('location') ?? '';
}

async function signIn(who: Person, browser = bench.browser()): Promise<OfficeAnswer> {
  person = who;
  people.set(who.sub, who);
  return browser.send('GET', await throughProvider(await begin(browser)));
}
const session = async (browser: OfficeBrowser) =>
  (await browser.ask('session')).body as { account: { id: string; name: string; roles: OfficeRole[] } };
const refused = async () => (await bench.audit('office-sign-in-refused')).length;

describe('the identity provider', () => {
  test('lets somebody in with the roles of their groups, and out at both places', async () => {
    const browser = bench.browser();
    const answer = await signIn({ sub: 'k1', name: 'Käthe Groß', groups: ['betrieb', 'andere'] }, browser);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('<meta http-equiv="refresh" content="0; url=/">');
    const { account } = await session(browser);
    expect(account).toMatchObject({ name: 'Käthe Groß', roles: ['office', 'operator'] });
    expect(account.id).not.toContain('k1');
    expect((await browser.ask('accounts')).status).toBe(200);
    expect(await bench.audit('office-sign-in')).toContainEqual({
      actor: `office:${account.id}`,
      action: 'office-sign-in',
      subject: `account:${account.id}`,
    });

    const { goTo } = (await browser.ask('signOut')).body as { goTo: string };
    const address = new URL(goTo);
    expect(address.origin).toBe(provider.issuer);
    expect(address.searchParams.get('post_logout_redirect_uri')).toBe(`${bench.url}/`);
    expect((await createBrowser(provider.issuer).send('GET', goTo)).status).toBe(200);
    expect((await browser.ask('session')).status).toBe(401);
  });

  test('is asked with PKCE, state and nonce, and what comes back stays in this browser’s cookie', async () => {
    const browser = bench.browser();
    const answer = await browser.send('GET', '/api/sign-in/oidc');
    const address = new URL(answer.headers.get('location') ?? '');
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: CLIENT.id,
      scope: 'openid profile groups',
      code_challenge_method: 'S256',
      redirect_uri: `${bench.url}/api/sign-in/oidc/callback`,
    });
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(address.searchParams.get(name)?.length, name).toBeGreaterThanOrEqual(43);
    const [line = '', ...more] = answer.headers.getSetCookie();
    expect(more).toEqual([]);
    const [pair = '', ...attributes] = line.split('; ');
    expect(attributes.toSorted()).toEqual(['HttpOnly', 'Max-Age=600', 'Path=/', 'SameSite=Lax', 'Secure']);
    expect(pair).toMatch(/^__Host-foyer-office-oidc=[A-Za-z0-9_-]+$/);
    expect(Buffer.from(pair.split('=')[1] ?? '', 'base64url').includes(address.searchParams.get('state') ?? '')).toBe(
      false,
    );
  });

  test('gives the session’s cookie as any other sign-in does, and takes away its own', async () => {
    const planted = (await bench.addAccount(['office'])).browser;
    const browser = bench.browser();
    browser.cookies.set(SESSION, planted.cookies.get(SESSION) ?? '');
    const answer = await signIn({ sub: 'k2', name: 'Kim', groups: ['buergeramt'] }, browser);
    const lines = answer.headers.getSetCookie();
    expect(lines.find((line) => line.startsWith(`${SESSION}=`))).toMatch(/; HttpOnly; Secure; SameSite=Strict$/);
    expect(lines.find((line) => line.startsWith(`${TRANSACTION}=;`))).toMatch(/Expires=Thu, 01 Jan 1970/);
    expect(browser.cookies.has(TRANSACTION)).toBe(false);
    expect((await planted.ask('session')).status).toBe(401);
  });

  test('says the groups in another place, when one asks for it', async () => {
    provider.start('userinfo');
    const browser = bench.browser();
    expect((await signIn({ sub: 'k3', name: 'Kim', groups: 'buergeramt' }, browser)).status).toBe(200);
    expect((await session(browser)).account).toMatchObject({ name: 'Kim', roles: ['office'] });
  });

  test('is believed anew at each sign-in: other roles end what was there before', async () => {
    const [first, second] = [bench.browser(), bench.browser()];
    await signIn({ sub: 'k4', name: 'Kim Alt', groups: ['betrieb'] }, first);
    const { id } = (await session(first)).account;
    await signIn({ sub: 'k4', name: 'Kim Neu', groups: ['buergeramt'] }, second);
    expect((await session(second)).account).toMatchObject({ id, name: 'Kim Neu', roles: ['office'] });
    expect((await first.ask('session')).status).toBe(401);
    expect(await bench.audit('office-account-changed')).toContainEqual({
      actor: 'register',
      action: 'office-account-changed',
      subject: `account:${id}`,
    });
  });

  test('knows somebody who has no task here: they are told so, and sessions from before end', async () => {
    const before = await refused();
    const stranger = bench.browser();
    const answer = await signIn({ sub: 'k5', name: 'Kim', groups: ['bauhof'] }, stranger);
    expect([answer.status, stranger.cookies.has(SESSION)]).toEqual([403, false]);
    expect(answer.body).toContain('haben hier aber keine Aufgabe');
    expect(await refused()).toBe(before + 1);

    const browser = bench.browser();
    await signIn({ sub: 'k6', name: 'Kim', groups: ['buergeramt'] }, browser);
    const { id } = (await session(browser)).account;
    expect((await signIn({ sub: 'k6', name: 'Kim' })).status).toBe(403);
    expect((await browser.ask('session')).status).toBe(401);
    expect((await bench.audit('office-sign-in-refused')).map(({ subject }) => subject)).toContain(`account:${id}`);
  });

  test('does not let in who was disabled here', async () => {
    const browser = bench.browser();
    await signIn({ sub: 'k7', name: 'Kim', groups: ['buergeramt'] }, browser);
    const { id } = (await session(browser)).account;
    const chief = (await bench.addAccount(['operator'])).browser;
    expect((await chief.ask('disableAccount', { id, disabled: true })).status).toBe(200);
    const answer = await signIn({ sub: 'k7', name: 'Kim', groups: ['buergeramt'] });
    expect([answer.status, answer.body]).toEqual([403, expect.stringContaining('gesperrt')]);
    // What is the provider's is not changed here.
    expect((await chief.ask('setRoles', { id, roles: ['auditor'] })).status).toBe(422);
    expect((await chief.ask('disableAccount', { id, disabled: false })).status).toBe(200);
    expect((await chief.ask('accountCode', { id })).status).toBe(422);
  });

  test('has the keys of its own people: none is added here', async () => {
    const browser = bench.browser();
    await signIn({ sub: 'k8', name: 'Kim', groups: ['buergeramt'] }, browser);
    await session(browser);
    for (const name of ['newPasskey', 'newTotp'] as const) expect((await browser.ask(name)).status, name).toBe(422);
  });

  test('may say any name: it becomes one line, and the log and the audit have none of it', async () => {
    const browser = bench.browser();
    await signIn({ sub: 'k9', name: `Zeile eins\nZeile zwei ${'lang '.repeat(50)}`, groups: ['buergeramt'] }, browser);
    expect((await session(browser)).account.name).toMatch(/^Zeile eins Zeile zwei [lang ]{1,60}$/);
    await signIn({ sub: 'k10', groups: ['buergeramt'] }, browser);
    expect((await session(browser)).account.name).toBe('Ohne Namen');
    expect(JSON.stringify([await bench.audit(), bench.events])).not.toMatch(/Zeile|Käthe|Kim|"k\d/);
  });

  test('its ID token is not readable in the database', async () => {
    await signIn({ sub: 'k11', name: 'Kim', groups: ['buergeramt'] });
    const rows = await bench.db.selectFrom('office_session').select('id_token').execute();
    const tokens = rows.flatMap(({ id_token }) => (id_token === null ? [] : [id_token]));
    expect(tokens.length).toBeGreaterThan(0);
    for (const token of tokens) {
      expect(token).not.toMatch(/\./);
      expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain('eyJ');
    }
  });
});

/** Signs in from a page's address; where the browser is led at the end. */
async function ledTo(to: string): Promise<string | undefined> {
  person = { sub: 'k15', name: 'Kim', groups: ['buergeramt'] };
  people.set('k15', person);
  const browser = bench.browser();
  const begun = await browser.send('GET', `/api/sign-in/oidc?${new URLSearchParams({ to }).toString()}`);
  const answer = await browser.send('GET', await throughProvider(begun.headers.get('location') ?? ''));
  const body = String(answer.body);
  const [, link] = /<a href="([^"]*)">Weiter/.exec(body) ?? [];
  const [, refresh] = /http-equiv="refresh" content="0; url=([^"]*)"/.exec(body) ?? [];
  expect(refresh).toBe(link);
  return link;
}

describe('whoever signs in from a page’s address', () => {
  test('comes back to that page, with what was chosen there', async () => {
    expect(await ledTo('/terminals/t-02')).toBe('/terminals/t-02');
    expect(await ledTo('/terminals?condition=silent&find=foyer "1"')).toBe(
      '/terminals?condition=silent&amp;find=foyer%20%221%22',
    );
  });

  test('is not led to a foreign address', async () => {
    expect(await ledTo('https://boese.example/terminals')).toBe('/');
    expect(await ledTo('//boese.example')).toBe('/');
  });

  test('comes back there from a refusal as well', async () => {
    const browser = bench.browser();
    await browser.send('GET', '/api/sign-in/oidc?to=/konten');
    const answer = await browser.send('GET', '/api/sign-in/oidc/callback?error=access_denied');
    expect([answer.status, answer.body]).toEqual([
      401,
      expect.stringContaining('<a href="/konten">Zurück zur Anmeldung</a>'),
    ]);
  });
});

describe('nobody comes in', () => {
  /** With everything right but this. */
  async function tampered(
    change: { readonly there?: (url: URL) => void; readonly back?: (url: URL) => void },
    browser = bench.browser(),
  ): Promise<OfficeAnswer> {
    person = { sub: 'm1', name: 'Mallory', groups: ['betrieb'] };
    people.set('m1', person);
    const back = new URL(await throughProvider(await begin(browser), change.there));
    change.back?.(back);
    return browser.send('GET', back.href);
  }
  test.each<[string, Parameters<typeof tampered>[0]]>([
    ['another nonce', { there: (url) => url.searchParams.set('nonce', 'x'.repeat(43)) }],
    ['no nonce', { there: (url) => url.searchParams.delete('nonce') }],
    ['another state', { back: (url) => url.searchParams.set('state', 'x'.repeat(43)) }],
    ['no state', { back: (url) => url.searchParams.delete('state') }],
    ['another code', { back: (url) => url.searchParams.set('code', 'x'.repeat(43)) }],
    ['no code', { back: (url) => url.searchParams.delete('code') }],
    ['another issuer', { back: (url) => url.searchParams.set('iss', 'https://boese.example') }],
    ['another PKCE challenge', { there: (url) => url.searchParams.set('code_challenge', 'A'.repeat(43)) }],
    ['an error of the provider', { back: (url) => (url.search = `?error=access_denied&${url.search.slice(1)}`) }],
  ])('with %s', async (_, change) => {
    const before = await refused();
    const browser = bench.browser();
    const answer = await tampered(change, browser);
    expect(answer.status, String(answer.body)).toBe(401);
    expect(answer.body).toContain('Beginnen Sie bitte von vorn');
    expect(browser.cookies.has(SESSION)).toBe(false);
    expect(await refused()).toBe(before + 1);
  });

  test('with what another browser began, or with nothing that was begun', async () => {
    const [victim, attacker] = [bench.browser(), bench.browser()];
    person = { sub: 'm1', name: 'Mallory', groups: ['betrieb'] };
    people.set('m1', person);
    const back = await throughProvider(await begin(attacker));
    const none = await victim.send('GET', back);
    expect([none.status, none.body]).toEqual([400, expect.stringContaining('abgelaufen')]);
    await begin(victim);
    expect((await victim.send('GET', back)).status).toBe(401);
    expect(victim.cookies.has(SESSION)).toBe(false);
  });

  test('twice with the same answer', async () => {
    const browser = bench.browser();
    person = { sub: 'k12', name: 'Kim', groups: ['buergeramt'] };
    people.set('k12', person);
    const goTo = await begin(browser);
    const cookie = browser.cookies.get(TRANSACTION) ?? '';
    const back = await throughProvider(goTo);
    expect((await browser.send('GET', back)).status).toBe(200);
    expect((await bench.browser().send('GET', back)).status).toBe(400);
    const again = bench.browser();
    again.cookies.set(TRANSACTION, cookie);
    expect((await again.send('GET', back)).status).toBe(401);
  });

  test('with a cookie that was changed', async () => {
    const browser = bench.browser();
    person = { sub: 'k13', name: 'Kim', groups: ['buergeramt'] };
    const back = await throughProvider(await begin(browser));
    const cookie = Buffer.from(browser.cookies.get(TRANSACTION) ?? '', 'base64url');
    cookie.writeUInt8(cookie.readUInt8(20) ^ 1, 20);
    browser.cookies.set(TRANSACTION, cookie.toString('base64url'));
    expect((await browser.send('GET', back)).status).toBe(400);
  });

  test('because another site’s link began it', async () => {
    const answer = await bench
      .browser()
      .send('GET', '/api/sign-in/oidc', undefined, { 'sec-fetch-site': 'cross-site' });
    expect([answer.status, answer.headers.get('location'), answer.headers.getSetCookie()]).toEqual([303, '/', []]);
  });
});

describe('a provider that is away', () => {
  test('is said so, is not there at the first question, and is asked again at the next', async () => {
    provider.stop();
    const late = await useOfficeBench({ clock: systemClock, oidc: settings(provider.issuer) });
    expect((await late.browser().ask('ways')).body).toMatchObject({ oidc: { label: 'Stadt-Konto' }, local: true });
    const answer = await late.browser().send('GET', '/api/sign-in/oidc');
    expect([answer.status, answer.body]).toEqual([503, expect.stringContaining('antwortet nicht')]);
    expect(late.events).toContainEqual(expect.objectContaining({ event: 'failed', route: 'office oidc' }));
    provider.start();
    expect((await late.browser().send('GET', '/api/sign-in/oidc')).status).toBe(303);
  });

  test('in the middle of a sign-in is said so, and local accounts come in meanwhile', async () => {
    const browser = bench.browser();
    person = { sub: 'k14', name: 'Kim', groups: ['buergeramt'] };
    people.set('k14', person);
    const back = await throughProvider(await begin(browser));
    provider.stop();
    const answer = await browser.send('GET', back);
    expect([answer.status, answer.body]).toEqual([503, expect.stringContaining('antwortet nicht')]);
    expect(browser.cookies.has(SESSION)).toBe(false);
    const chief = (await bench.addAccount(['operator'])).browser;
    const { code } = (await chief.ask('addAccount', { login: 'neu', name: 'Neu', roles: ['office'] })).body as {
      code: string;
    };
    expect((await bench.browser().ask('signInCode', { code })).status).toBe(200);
  });

  test('because nobody listens there is said so too, and signing out here needs nobody', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const alone = await useOfficeBench({ clock: systemClock, oidc: settings(`http://127.0.0.1:${port}`) });
    expect((await alone.browser().send('GET', '/api/sign-in/oidc')).status).toBe(503);
    const { browser } = await alone.addAccount(['office']);
    expect((await browser.ask('signOut')).body).toEqual({ goTo: null });
  });

  test('is one of another name: what it says of itself is not believed', async () => {
    const liar = createServer((_, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ issuer: 'https://boese.example', authorization_endpoint: 'https://boese.example/auth' })),
    ).listen(0, '127.0.0.1');
    await new Promise((resolve) => liar.once('listening', resolve));
    onTestFinished(() => void liar.close());
    const { port } = liar.address() as AddressInfo;
    const fooled = await useOfficeBench({ clock: systemClock, oidc: settings(`http://127.0.0.1:${port}`) });
    const answer = await fooled.browser().send('GET', '/api/sign-in/oidc');
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([503, []]);
  });
});
