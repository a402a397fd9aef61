/** The office's page at two servers on one PostgreSQL database, behind one address: what holds at one holds at both. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../base/clock.ts';
import { openPostgres, type RegisterDatabase } from '../../../register/server/database/database.ts';
import { SESSION, startOfficeBench, totpAt, type OfficeBench, type OfficeBrowser } from '../../harness/office.ts';
import { createPasskey } from '../../harness/passkey.ts';
import { postgresMissing, startPostgres, type PostgresServer } from './postgres.ts';

const missing = postgresMissing();
if (missing !== undefined) process.stdout.write(`skipped: the office's page at two servers: ${missing}\n`);

const URL = 'https://amt.musterstadt.example';
const PASSWORD = 'Dose Wolke Hafer Knopf';

describe.skipIf(missing !== undefined)('at two servers', () => {
  let postgres: PostgresServer;
  const databases: RegisterDatabase[] = [];
  let one: OfficeBench;
  let two: OfficeBench;
  beforeAll(async () => {
    postgres = await startPostgres();
    const sealingKey = randomBytes(32);
    const start = async (): Promise<OfficeBench> => {
      const database = await openPostgres(postgres.url);
      databases.push(database);
      return startOfficeBench({ clock: systemClock, database, sealingKey, url: URL });
    };
    one = await start();
    two = await start();
  }, 90_000);
  afterAll(async () => {
    await one?.close();
    await two?.close();
    for (const database of databases) await database.close();
    await postgres?.remove();
  });

  /** The same browser, whose next request goes to the other server. */
  function move(browser: OfficeBrowser, to: OfficeBench): OfficeBrowser {
    const moved = to.browser();
    for (const [name, value] of browser.cookies) moved.cookies.set(name, value);
    moved.csrf = browser.csrf;
    return moved;
  }
  async function begun(): Promise<{ id: string; login: string; browser: OfficeBrowser }> {
    const { browser: chief } = await one.addAccount(['operator']);
    const login = `person-${randomBytes(4).toString('hex')}`;
    const { account, code } = (await chief.ask('addAccount', { login, name: 'Kim', roles: ['office'] })).body as {
      account: { id: string };
      code: string;
    };
    const answers = await Promise.all([one, two].map((server) => server.browser().ask('signInCode', { code })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    const token = answers
      .flatMap(({ headers }) => headers.getSetCookie())
      .join()
      .match(/foyer-office=([^;]+)/)?.[1];
    const browser = one.browser();
    await browser.takeSession(token ?? '');
    return { id: account.id, login, browser };
  }

  test('a code lets in at one of them, and set up is what was begun at the other', async () => {
    const { login, browser } = await begun();
    const { secret } = (await browser.ask('newTotp')).body as { secret: string };
    const there = move(browser, two);
    const code = totpAt(secret, Date.now());
    expect((await there.ask('setPassword', { password: PASSWORD, code })).status).toBe(200);
    // The next code of the app, at both in the same moment: it counts once.
    const next = totpAt(secret, Date.now() + 30_000);
    const answers = await Promise.all(
      [one, two].map((server) => server.browser().ask('signInPassword', { login, password: PASSWORD, code: next })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
  });

  test('a passkey signs at one what the other has asked', async () => {
    const { id, browser } = await begun();
    const passkey = createPasskey({ origin: URL, rpId: 'amt.musterstadt.example' });
    const { options } = (await browser.ask('newPasskey')).body as {
      options: { challenge: string; user: { id: string } };
    };
    const there = move(browser, two);
    expect((await there.ask('addPasskey', { response: passkey.create(options, options.user) })).status).toBe(200);
    const asked = (await one.browser().ask('passkeyOptions')).body as { id: string; options: { challenge: string } };
    const response = passkey.get(asked.options);
    const answers = await Promise.all(
      [one, two].map((server) => server.browser().ask('signInPasskey', { id: asked.id, response })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    expect(answers.find(({ status }) => status === 200)?.body).toMatchObject({ account: { id } });
  });

  test('a session that ends at one has ended at the other, with the page’s line there', async () => {
    const { browser: chief } = await one.addAccount(['operator']);
    for (const end of [
      (_: string, browser: OfficeBrowser) => browser.ask('signOut'),
      (id: string) => chief.ask('disableAccount', { id, disabled: true }),
      (id: string) => chief.ask('setRoles', { id, roles: ['editor'] }),
    ]) {
      const { id, browser } = await one.addAccount(['office']);
      const there = move(browser, two);
      const line = await fetch(`${two.address}/api/events`, {
        headers: { cookie: `${SESSION}=${browser.cookies.get(SESSION)}` },
      });
      expect(line.status).toBe(200);
      expect((await end(id, browser)).status).toBe(200);
      expect((await there.ask('session')).status).toBe(401);
      expect(await line.text()).toContain('signed-out');
    }
  });
});
