/** Sessions of the office's page over HTTP: the cookie, its protection against other sites, and how it ends. */
import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { BY_ITSELF_HEADER, CSRF_HEADER } from '../../../../../register/contract/office.ts';
import { IDLE_MS, LONGEST_MS } from '../../../../../register/server/office/sessions.ts';
import { ManualClock } from '../../../../harness/manual-clock.ts';
import { SESSION, startOfficeBench, type OfficeBench } from '../../../../harness/office.ts';

const clock = new ManualClock(Date.parse('2026-11-23T08:00:00+01:00'));
let bench: OfficeBench;
beforeAll(async () => {
  bench = await startOfficeBench({ clock });
});
afterAll(() => bench?.close());

const operator = () => bench.addAccount(['operator']);
const NEW = { login: 'neu.hier', name: 'Neu Hier', roles: ['office'] };
/** A code for a fresh account, as the command line gives it. */
async function code(): Promise<string> {
  const { browser } = await operator();
  const login = `konto-${Math.floor(clock.now())}-${codes++}`;
  const answer = await browser.ask('addAccount', { ...NEW, login });
  return (answer.body as { code: string }).code;
}
let codes = 0;

describe('a request that changes something', () => {
  test.each<[string, Record<string, string | null>]>([
    ['without the session’s word', { [CSRF_HEADER]: null }],
    ['with an empty one', { [CSRF_HEADER]: '' }],
    ['from another origin', { origin: 'https://boese.example' }],
    ['from an origin that begins the same', { origin: 'http://localhost.boese.example' }],
    ['from a page without origin', { origin: 'null' }],
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from a neighbour on the same site', { 'sec-fetch-site': 'same-site' }],
    ['typed in', { 'sec-fetch-site': 'none' }],
  ])('%s is refused, and nothing is done', async (_, headers) => {
    const { browser } = await operator();
    expect((await browser.ask('addAccount', NEW, headers)).status).toBe(403);
    const logins = ((await browser.ask('accounts')).body as { login: string }[]).map(({ login }) => login);
    expect(logins).not.toContain(NEW.login);
  });
  test('with the word of another’s session is refused', async () => {
    const [one, two] = [await operator(), await operator()];
    one.browser.csrf = two.browser.csrf;
    expect((await one.browser.ask('addAccount', NEW)).status).toBe(403);
  });
  test('by which somebody would come in is refused from elsewhere too', async () => {
    for (const headers of [{ origin: 'https://boese.example' }, { 'sec-fetch-site': 'cross-site' }])
      expect((await bench.browser().ask('signInCode', { code: 'AAAA-AAAA-AAAA' }, headers)).status).toBe(403);
  });
  test('as a form could send it is refused', async () => {
    const { browser } = await operator();
    const answer = await browser.ask('signOut', {}, { 'content-type': 'text/plain' });
    expect(answer.status).toBe(415);
    expect((await browser.ask('session')).status).toBe(200);
  });
});

describe('the cookie', () => {
  test('is for this host only, over TLS, not for programs of the page, and not sent from other sites', async () => {
    const browser = bench.browser();
    const { headers } = await browser.ask('signInCode', { code: await code() });
    const [line = '', ...more] = headers.getSetCookie();
    expect(more).toEqual([]);
    const [pair = '', ...attributes] = line.split('; ');
    expect(pair).toMatch(/^__Host-foyer-office=[A-Za-z0-9_-]{43}$/);
    expect(attributes.toSorted()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure']);
  });
  test('is another one after each sign-in, and the one that somebody brought along opens nothing any more', async () => {
    const attacker = await operator();
    const victim = bench.browser();
    const planted = attacker.browser.cookies.get(SESSION) ?? '';
    victim.cookies.set(SESSION, planted);
    expect((await victim.ask('signInCode', { code: await code() })).status).toBe(200);
    expect(victim.cookies.get(SESSION)).not.toBe(planted);
    expect((await attacker.browser.ask('session')).status).toBe(401);
  });
  test('that nobody gave out is taken for none, and a made-up one is not begun with', async () => {
    const browser = bench.browser();
    browser.cookies.set(SESSION, 'A'.repeat(43));
    expect((await browser.ask('session')).status).toBe(401);
    expect((await browser.ask('signInCode', { code: await code() })).status).toBe(200);
    expect(browser.cookies.get(SESSION)).not.toBe('A'.repeat(43));
  });
  test('is not in the database, nor is anything of it in the session’s word', async () => {
    const { browser } = await operator();
    const token = browser.cookies.get(SESSION) ?? '';
    const rows = await bench.db.selectFrom('office_session').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(browser.csrf).not.toContain(token.slice(0, 8));
  });
});

describe('a session', () => {
  test('ends 30 minutes after the last request', async () => {
    const { browser } = await operator();
    for (let request = 0; request < 5; request += 1) {
      await clock.advance(IDLE_MS - 60_000);
      expect((await browser.ask('session')).status, `request ${request}`).toBe(200);
    }
    await clock.advance(IDLE_MS);
    expect((await browser.ask('session')).status).toBe(401);
  });
  test('is not prolonged by what the page asks by itself', async () => {
    const { browser } = await operator();
    await clock.advance(IDLE_MS - 60_000);
    const byItself = await browser.ask('terminals', {}, { [BY_ITSELF_HEADER]: '1' });
    expect(byItself.status).toBe(200);
    await clock.advance(60_000);
    expect((await browser.ask('session')).status).toBe(401);
  });
  test('ends after eight hours, also for whoever never rests', async () => {
    const { browser } = await operator();
    const { endsAt } = (await browser.ask('session')).body as { endsAt: string };
    expect(Date.parse(endsAt)).toBe(clock.now() + LONGEST_MS);
    for (let at = 0; at < LONGEST_MS; at += IDLE_MS / 2) {
      expect((await browser.ask('session')).status).toBe(200);
      await clock.advance(IDLE_MS / 2);
    }
    expect((await browser.ask('session')).status).toBe(401);
  });
  test('is over at once when somebody signs out, whoever has its token', async () => {
    const { id, browser } = await operator();
    const copy = bench.browser();
    await copy.takeSession(browser.cookies.get(SESSION) ?? '');
    const answer = await browser.ask('signOut');
    expect([answer.status, answer.body]).toEqual([200, { goTo: null }]);
    expect(browser.cookies.has(SESSION)).toBe(false);
    expect((await copy.ask('session')).status).toBe(401);
    expect(await bench.audit('office-sign-out')).toContainEqual({
      actor: `office:${id}`,
      action: 'office-sign-out',
      subject: `account:${id}`,
    });
  });
  test('is over at once when its account is disabled or has other roles', async () => {
    const { browser: chief } = await operator();
    const clerk = await bench.addAccount(['office']);
    expect((await chief.ask('setRoles', { id: clerk.id, roles: ['editor'] })).body).toMatchObject({
      roles: ['editor'],
    });
    expect((await clerk.browser.ask('session')).status).toBe(401);
    const other = await bench.addAccount(['office']);
    expect((await chief.ask('disableAccount', { id: other.id, disabled: true })).status).toBe(200);
    expect((await other.browser.ask('session')).status).toBe(401);
    const entries = await bench.audit('office-account-changed');
    for (const id of [clerk.id, other.id]) expect(entries.map(({ subject }) => subject)).toContain(`account:${id}`);
  });
  test('that was ended at another server ends the page’s line', async () => {
    const { id, browser } = await operator();
    const stop = new AbortController();
    const line = await fetch(`${bench.url}/api/events`, {
      signal: stop.signal,
      headers: { cookie: `${SESSION}=${browser.cookies.get(SESSION)}` },
    });
    await bench.sessions.endAll(id);
    expect(await line.text()).toContain('{"type":"signed-out"}');
    stop.abort();
  });
});

test('nobody changes their own roles, code or disables themselves', async () => {
  const { id, browser } = await operator();
  for (const [name, request] of [
    ['setRoles', { id, roles: ['auditor', 'operator'] }],
    ['disableAccount', { id, disabled: true }],
    ['accountCode', { id }],
  ] as const) {
    const { status, body } = await browser.ask(name, request);
    expect([status, (body as { detail: string }).detail], name).toEqual([422, expect.stringMatching(/jemand anderes/)]);
  }
  expect(((await browser.ask('session')).body as { account: object }).account).toMatchObject({ roles: ['operator'] });
});

test('a login is somebody’s once', async () => {
  const { browser } = await operator();
  expect((await browser.ask('addAccount', { ...NEW, login: 'zwei.mal' })).status).toBe(200);
  const { status, body } = await browser.ask('addAccount', { ...NEW, login: 'zwei.mal' });
  expect([status, (body as { detail: string }).detail]).toEqual([409, expect.stringMatching(/schon jemand/)]);
});
