import { SECRETS } from '../harness/office-page/known.ts';
import { expect, fillIn, isUp, signIn, test } from './support/office.ts';

test('a wrong password is told without saying what was wrong, and the right one leads to the address that was asked', async ({
  page,
  office,
}) => {
  await page.goto(`${office.url}/terminals/t-02`);
  await fillIn(page, { password: 'falsch geraten' });
  await expect(page.getByRole('alert')).toContainText('Das passt nicht zusammen');
  await expect(page.getByLabel('Code aus der App')).toBeFocused();
  await fillIn(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('foyer-02');
  expect(page.url()).toBe(`${office.url}/terminals/t-02`);
});

test('an empty form is not sent, and the first field that is missing has the focus', async ({ page, office }) => {
  await page.goto(office.url);
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(page.getByLabel('Anmeldename')).toBeFocused();
  await expect(page.getByText('Bitte die sechs Ziffern aus der App eingeben.')).toBeVisible();
});

test('a first code leads to a password with an app, and then to the page', async ({ page, office }) => {
  await page.goto(office.url);
  await page.getByRole('button', { name: /erste Anmeldung/ }).click();
  await page.getByLabel('Code für die erste Anmeldung').fill('AAAA-BBBB-CCCC');
  await page.getByRole('button', { name: 'Weiter' }).click();
  await expect(page.getByRole('alert')).toContainText('Dieser Code gilt nicht');
  await page.getByLabel('Code für die erste Anmeldung').fill(SECRETS.code);
  await page.getByRole('button', { name: 'Weiter' }).click();
  await page.getByRole('button', { name: 'Passwort und App einrichten' }).click();
  await expect(page.getByRole('img', { name: /QR-Code/ })).toBeVisible();
  await expect(page.getByText('JBSW Y3DP EHPK 3PXP')).toBeVisible();
  await page.getByLabel('Neues Passwort').fill('zu kurz');
  await page.getByLabel('Code aus der App').fill(SECRETS.totp);
  await page.getByRole('button', { name: 'Passwort und App speichern' }).click();
  await expect(page.getByRole('alert')).toContainText('zu leicht zu erraten');
  await page.getByLabel('Neues Passwort').fill('vier Wörter in einer Reihe');
  await page.getByRole('button', { name: 'Passwort und App speichern' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Heute');
});

test('a passkey is set up on one’s own page and opens the next session', async ({ page, office }) => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  await signIn(page, office, '/mein-konto');
  await page.getByRole('button', { name: 'Passkey einrichten' }).click();
  await expect.poll(() => office.known.passkeys.size).toBe(1);
  await page.getByRole('button', { name: 'Abmelden' }).click();
  await expect(page.getByText('Sie sind abgemeldet.')).toBeVisible();
  await page.getByRole('button', { name: 'Mit Passkey anmelden' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Mein Konto');
});

test('the identity provider is offered with the way back, and nothing else where nothing else is', async ({
  page,
  office,
}) => {
  office.known.ways = { ...office.known.ways, oidc: { label: 'Mit dem Konto der Stadt' }, local: false };
  await page.goto(`${office.url}/terminals?condition=silent`);
  const way = page.getByRole('link', { name: 'Mit dem Konto der Stadt' });
  await expect(way).toHaveAttribute('href', '/api/sign-in/oidc?to=%2Fterminals%3Fcondition%3Dsilent');
  await expect(page.getByLabel('Passwort')).toHaveCount(0);
});

test('a session that ended is told, and whoever signs in again is where they were', async ({ page, office }) => {
  await signIn(page, office, '/terminals?condition=silent');
  await isUp(page, office);
  office.endSession();
  await expect(page.getByRole('alert')).toContainText('Ihre Anmeldung ist zu Ende');
  await expect(page).toHaveTitle(/^Abgemeldet/);
  await fillIn(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Terminals');
  await expect(page.getByRole('button', { name: /^Schweigt/ })).toHaveAttribute('aria-pressed', 'true');
});

test('a session that ended without a word is noticed with the next request', async ({ page, office }) => {
  await signIn(page, office, '/terminals/t-01');
  await isUp(page, office);
  office.forgetSession();
  await page.getByRole('button', { name: 'Heute Nacht neu starten' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Heute Nacht neu starten' }).click();
  await expect(page.getByRole('alert')).toContainText('Ihre Anmeldung ist zu Ende');
});

test('whoever does nothing is told before the session ends, and stays by a button', async ({ page, office }) => {
  await page.clock.install();
  // A line that is opened anew loads anew, and each request keeps the session.
  await page.route('**/api/events', () => undefined);
  await signIn(page, office);
  await page.clock.runFor(26 * 60_000);
  const notice = page.getByRole('alert').filter({ hasText: 'Sie werden bald abgemeldet' });
  await expect(notice).toBeVisible();
  await page.getByRole('button', { name: 'Angemeldet bleiben' }).click();
  await page.clock.runFor(10_000);
  await expect(notice).toHaveCount(0);
});

test('a page that only stands open stays current and does not keep its session', async ({ page, office }) => {
  await page.clock.install();
  await signIn(page, office);
  await isUp(page, office);
  const { touches, lookUps } = office.known;
  await page.clock.runFor(61_000);
  await expect.poll(() => office.known.lookUps).toBeGreaterThan(lookUps);
  expect(office.known.touches).toBe(touches);
});

test('nothing of a person stays in the browser', async ({ page, office }) => {
  await signIn(page, office);
  const kept = await page.evaluate(() => ({
    local: localStorage.length,
    session: sessionStorage.length,
    cookies: document.cookie,
    address: location.href,
  }));
  expect(kept).toEqual({ local: 0, session: 0, cookies: '', address: `${office.url}/heute` });
});
