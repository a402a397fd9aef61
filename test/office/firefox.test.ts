/** What an office does all day, in Firefox. Passkeys are not tried here: it has no authenticator for tests. */
import { SOME_ARMS } from '../harness/office-page/arms.ts';
import {
  atTheTop,
  expect,
  field,
  fill,
  fillIn,
  focused,
  hasHeading,
  isUp,
  judge,
  named,
  pass,
} from './support/firefox.ts';
import { signIn, tabTo, test, texts } from './support/firefox.ts';

test('Firefox: a wrong password is refused, the right one leads to the address that was asked', async ({
  tab,
  office,
}) => {
  await tab.goto(`${office.url}/terminals/t-02`);
  await fillIn(tab, { password: 'falsch geraten' });
  await expect.poll(() => texts(tab, '[role=alert]')).toEqual([expect.stringContaining('Das passt nicht zusammen')]);
  const code = await field(tab, 'Code aus der App');
  expect(await code.evaluate((element) => element === document.activeElement)).toBe(true);
  await fillIn(tab);
  await hasHeading(tab, 'foyer-02');
  expect(tab.url()).toBe(`${office.url}/terminals/t-02`);
  const kept = await tab.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    cookies: document.cookie,
  }));
  expect(kept).toEqual({ local: 0, session: 0, databases: [], caches: [], cookies: '' });
});

test('Firefox: a call is shown within a second on whatever page, and answered by keyboard alone', async ({
  tab,
  office,
}) => {
  await signIn(tab, office, '/terminals');
  await isUp(tab, office);
  const call = office.call({ terminal: 'foyer-01', place: 'Bürgeramt, Erdgeschoss' });
  await expect.poll(() => tab.title(), { timeout: 1_000 }).toBe('(1) Terminals – Musterstadt');
  expect(await texts(tab, '[role=alert]')).toEqual(['Neuer Hilferuf: foyer-01, Bürgeramt, Erdgeschoss.']);
  await atTheTop(tab);
  await tabTo(tab, 'Heute');
  await tab.keyboard.press('Enter');
  await expect.poll(() => focused(tab)).toBe('Heute');
  await tabTo(tab, 'Ich komme');
  await tab.keyboard.press('Enter');
  await expect.poll(() => office.known.calls.get(call.key)?.state).toBe('coming');
  await expect
    .poll(() => texts(tab, '[role=status]'))
    .toContain('Das Terminal foyer-01 erfährt jetzt, dass jemand kommt.');
  expect(await focused(tab)).toBe('foyer-01');
  expect(await tab.title()).toBe('Heute – Musterstadt');
});

test('Firefox: a line that is cut is said to be, and what was missed is there when it is back', async ({
  tab,
  office,
}) => {
  const cut = 'Verbindung unterbrochen – es wird nichts Neues gezeigt.';
  const words = () => tab.evaluate(() => document.body.textContent);
  await signIn(tab, office);
  await isUp(tab, office);
  office.cutLine();
  await expect.poll(() => office.lines()).toBe(0);
  office.call({ terminal: 'sozial-01' });
  expect(await words()).not.toContain(cut);
  await pass(tab, 30_000);
  await expect.poll(words).toContain(cut);
  office.mendLine();
  await expect.poll(words, { timeout: 20_000 }).not.toContain(cut);
  expect(await texts(tab, '.call h3')).toEqual(['sozial-01']);
});

test('Firefox: terminals are found by condition and word, and put in order', async ({ tab, office }) => {
  await signIn(tab, office, '/terminals');
  const names = () => texts(tab, 'tbody th');
  await expect.poll(async () => (await names()).length).toBe(7);
  await named(tab, 'button', 'Braucht Hilfe (3)').click();
  await expect.poll(names).toEqual(['foyer-02', 'foyer-07', 'standesamt-01']);
  await fill(tab, 'Suchen', 'bürgeramt');
  await expect.poll(names).toEqual(['foyer-02']);
  expect(tab.url()).toContain('?condition=attention');
  await fill(tab, 'Suchen', 'gibt es nicht');
  await named(tab, 'button', 'Alle zeigen').click();
  await named(tab, 'button', 'Name').click();
  await expect.poll(async () => (await names())[0]).toBe('altes-rathaus-01');
  expect(await tab.$eval('th[aria-sort=ascending]', ({ textContent }) => textContent)).toContain('Name');
});

test('Firefox: a new account gets a code', async ({ tab, office }) => {
  await signIn(tab, office, '/konten');
  await named(tab, 'link', 'Neues Konto').click();
  await fill(tab, 'Name', 'Toni Neu');
  await fill(tab, 'Anmeldename', 't.neu');
  await (await field(tab, 'Technik')).click();
  await named(tab, 'button', 'Konto anlegen').click();
  await expect.poll(() => texts(tab, '.code__letters')).toEqual(['K7QX-2M9F-TR4W']);
  await named(tab, 'link', 'Zur Liste der Konten').click();
  await expect.poll(() => texts(tab, '.account')).toContainEqual(expect.stringMatching(/Toni Neu.*Schalter, Technik/));
});

test('Firefox: the town’s coat of arms and colour are there', async ({ tab, office }) => {
  Object.assign(office.known.ways, { arms: SOME_ARMS, accent: '#767676' });
  await signIn(tab, office);
  await isUp(tab, office);
  expect(await tab.$eval('.head img.arms', (picture) => (picture as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
  await judge(tab, 'town');
});

// 1366 × 768 at 200 % are 683 × 384.
for (const [name, viewport] of Object.entries({
  desk: { width: 1366, height: 768 },
  zoomed: { width: 683, height: 384, deviceScaleFactor: 2 },
}))
  test(`Firefox: every page is for everybody (${name})`, async ({ tab, office }) => {
    await tab.setViewport(viewport);
    await tab.goto(office.url);
    await named(tab, 'button', 'Anmelden').click();
    await judge(tab, `${name}-sign-in`);
    await fillIn(tab);
    await isUp(tab, office);
    office.call();
    office.call({ terminal: 'sozial-01', place: null, state: 'cannot', answeredBy: 'Ali Beispiel' });
    await expect.poll(() => texts(tab, '.call h3')).toHaveLength(2);
    await judge(tab, `${name}-today`);
    for (const [path, heading] of [
      ['/terminals', 'Terminals'],
      ['/terminals/t-02', 'foyer-02'],
      ['/terminals/neu', 'Neues Terminal'],
      ['/konten', 'Konten'],
      ['/konten/neu', 'Neues Konto'],
      ['/mein-konto', 'Mein Konto'],
      ['/gibt-es-nicht', 'Diese Seite gibt es nicht'],
    ] as const) {
      await tab.goto(office.url + path);
      await hasHeading(tab, heading);
      await isUp(tab, office);
      await judge(tab, `${name}${path.replaceAll('/', '-')}`);
    }
    await tab.goto(`${office.url}/terminals/t-01`);
    await named(tab, 'button', 'Sperren').click();
    await judge(tab, `${name}-terminal-asks`);
  });
