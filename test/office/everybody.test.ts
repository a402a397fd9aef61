/** Every page, as axe and a small screen see it. */
import { minutesAgo } from '../harness/office-page/data.ts';
import { SECRETS } from '../harness/office-page/known.ts';
import { expect, isUp, judge, signIn, test } from './support/office.ts';

const SIZES = [
  { name: 'desk', viewport: { width: 1366, height: 768 }, deviceScaleFactor: 1 },
  // 1366 × 768 at 200 %.
  { name: 'zoomed', viewport: { width: 683, height: 384 }, deviceScaleFactor: 2 },
  // WCAG 2.2, 1.4.10: 320 pixels wide without scrolling sideways.
  { name: 'narrow', viewport: { width: 320, height: 640 }, deviceScaleFactor: 1 },
];

for (const { name, ...use } of SIZES) {
  test.describe(name, () => {
    test.use(use);

    test(`the pages of the sign-in are for everybody (${name})`, async ({ page, office }) => {
      office.known.ways = { ...office.known.ways, oidc: { label: 'Mit dem Konto der Stadt' } };
      await page.goto(office.url);
      await page.getByLabel('Anmeldename').waitFor();
      await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
      await judge(page, `${name}-sign-in`);
      await page.getByRole('button', { name: /erste Anmeldung/ }).click();
      await page.getByLabel('Code für die erste Anmeldung').fill(SECRETS.code);
      await judge(page, `${name}-first-code`);
      await page.getByRole('button', { name: 'Weiter' }).click();
      await page.getByRole('button', { name: 'Passwort und App einrichten' }).click();
      await page.getByLabel('Neues Passwort').waitFor();
      await judge(page, `${name}-set-up`);
    });

    test(`today is for everybody (${name})`, async ({ page, office }) => {
      await signIn(page, office);
      await isUp(page, office);
      await judge(page, `${name}-today-empty`);
      office.call({ acceptedAt: minutesAgo(1) });
      office.call({ terminal: 'foyer-02', state: 'coming', answeredBy: 'Ali Beispiel', acceptedAt: minutesAgo(3) });
      office.call({ terminal: 'sozial-01', place: null, state: 'cannot', answeredBy: 'Ali Beispiel' });
      await page.getByRole('button', { name: 'Erledigt: sozial-01' }).waitFor();
      await judge(page, `${name}-today`);
      await page.getByRole('button', { name: 'Erledigt: foyer-01' }).click();
      await judge(page, `${name}-today-asks`);
    });

    test(`terminals are for everybody (${name})`, async ({ page, office }) => {
      await signIn(page, office, '/terminals');
      await page.getByRole('table').waitFor();
      await judge(page, `${name}-terminals`);
      for (const id of ['t-02', 't-03', 't-05', 't-06']) {
        await page.goto(`${office.url}/terminals/${id}`);
        await page.getByRole('heading', { name: 'Geräte' }).waitFor();
        await judge(page, `${name}-terminal-${id}`);
      }
    });

    test(`what is done to a terminal is for everybody (${name})`, async ({ page, office }) => {
      await signIn(page, office, '/terminals/t-01');
      await page.getByRole('button', { name: 'Sperren' }).click();
      await judge(page, `${name}-terminal-asks`);
      await page.goto(`${office.url}/terminals/neu`);
      await page.getByLabel('Name').fill('foyer-09');
      await page.getByRole('button', { name: 'Code geben lassen' }).click();
      await page.getByText('Gültig bis').waitFor();
      await judge(page, `${name}-enrol`);
      await page.goto(`${office.url}/terminals/gibt-es-nicht`);
      await page.getByText('gibt es im Register nicht').waitFor();
      await judge(page, `${name}-terminal-unknown`);
    });

    test(`reports and the history of a terminal are for everybody (${name})`, async ({ page, office }) => {
      await signIn(page, office, '/terminals/t-02');
      await page.getByRole('heading', { name: 'Geräte' }).waitFor();
      await page.locator('summary').last().click();
      await page.getByText('nicht vom Schlüssel dieses Terminals').waitFor();
      await judge(page, `${name}-terminal-past`);
    });

    test(`the residents’ data are for everybody (${name})`, async ({ page, office }) => {
      await signIn(page, office, '/einwohnerdaten');
      await page.getByText('Gesamtlieferung Nr. 118').waitFor();
      await judge(page, `${name}-residents`);
      office.known.residents = { ...office.known.residents, state: 'copy', source: 'register', asOf: minutesAgo(600) };
      await page.reload();
      await page.getByText('Die letzte Lieferung antwortet').waitFor();
      await judge(page, `${name}-residents-copy`);
    });

    test(`accounts are for everybody (${name})`, async ({ page, office }) => {
      await signIn(page, office, '/konten');
      await page.getByText('Ali Beispiel').waitFor();
      await judge(page, `${name}-accounts`);
      await page.getByRole('button', { name: 'Rollen ändern: Ali Beispiel' }).click();
      await judge(page, `${name}-accounts-asks`);
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'Neues Konto' }).click();
      await page.getByRole('button', { name: 'Konto anlegen' }).click();
      await judge(page, `${name}-new-account`);
      await page.goto(`${office.url}/mein-konto`);
      await page.getByRole('heading', { name: 'Was Sie dürfen' }).waitFor();
      await judge(page, `${name}-own-account`);
      await page.goto(`${office.url}/gibt-es-nicht`);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Diese Seite gibt es nicht');
      await judge(page, `${name}-missing`);
    });
  });
}
