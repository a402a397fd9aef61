/** What a terminal reported of itself, and how it was. */
import { aTerminal, minutesAgo } from '../harness/office-page/data.ts';
import { aReport, longHistory } from '../harness/office-page/terminal-data.ts';
import { expect, isUp, signIn, tabTo, test } from './support/office.ts';

const region = (name: string) => ({ name, exact: true });

test('a report is asked for by keyboard, and shown when it arrives', async ({ page, office }) => {
  await signIn(page, office, '/terminals/t-01');
  await isUp(page, office);
  const reports = page.getByRole('region', region('Bereitschaftsberichte'));
  await expect(reports).toContainText('noch kein Bericht angefordert');
  await tabTo(page, 'Bericht anfordern');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').first()).toHaveText('Der Bericht von foyer-01 ist angefordert.');
  await expect(reports).toContainText('Das Terminal erfährt es, sobald es sich das nächste Mal meldet.');
  const button = reports.getByRole('button', { name: 'Bericht anfordern' });
  await expect(button, 'one is as good as two').toHaveAttribute('aria-disabled', 'true');
  expect(office.orders).toEqual([{ order: 'readiness-report' }]);

  const pending = ['readiness-report'];
  office.known.reports.set('t-01', [aReport({ state: 'running' })]);
  office.terminal(aTerminal({ pending, reporting: 'running' }));
  await expect(reports).toContainText('Das Terminal prüft gerade seine Geräte.');
  office.known.reports.set('t-01', [aReport()]);
  office.terminal(aTerminal());
  await expect(reports.getByText('Belegdrucker')).toBeVisible();
  await expect(button).toHaveAttribute('aria-disabled', 'false');
});

test('a report says of each device how it is, what was tested and what was not', async ({ page, office }) => {
  await signIn(page, office, '/terminals/t-02');
  const report = page.getByRole('article');
  const printer = report.getByRole('listitem').filter({ hasText: 'Belegdrucker' });
  await expect(printer).toContainText('Arbeitet nicht');
  await expect(printer).toContainText('Durchgefallen: Antwortet und ist bereit.');
  await expect(printer).toContainText('Nicht geprüft, braucht jemanden am Terminal: Druckt einen Testzettel');
  await expect(report).toContainText('geprüft: vom Schlüssel dieses Terminals');
  await expect(report).toContainText('Bitte in der Firmware einschalten');
  await expect(page.getByText('Jemand ist gerade am Terminal.')).toBeVisible();
  await expect(page.getByText('Software zu alt')).toBeVisible();
});

test('a signature of another key is said at once when the report is opened', async ({ page, office }) => {
  await signIn(page, office, '/terminals/t-02');
  const older = page.getByRole('group').filter({ hasText: 'Nicht betriebsbereit' }).last();
  await older.locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(older).toContainText('nicht vom Schlüssel dieses Terminals. Bitte nicht darauf verlassen');
});

test('a report is taken away as it was signed', async ({ page, office }) => {
  await signIn(page, office, '/terminals/t-02');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Herunterladen' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^foyer-02-\d{4}-\d\d-\d\dT\d{4}\.json$/);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject({ protected: 'e30' });
});

test('a report is printed, and nothing around it', async ({ page, office }) => {
  await page.addInitScript(() => {
    window.print = () => {
      document.documentElement.dataset.printed = document.querySelector('.printed')?.textContent ?? 'nothing';
      // What is seen at this moment is what a printer would get.
      const seen = [...document.querySelectorAll<HTMLElement>('h1, nav, .printed, .report__do')];
      document.documentElement.dataset.seen = seen
        .filter((element) => element.getClientRects().length > 0)
        .map((element) => element.className)
        .join(' | ');
    };
  });
  await signIn(page, office, '/terminals/t-02');
  await page.getByRole('button', { name: 'Drucken' }).waitFor();
  await page.emulateMedia({ media: 'print' });
  await page.getByRole('button', { name: 'Drucken' }).evaluate((button: HTMLElement) => button.click());
  const root = page.locator('html');
  await expect(root).toHaveAttribute('data-printed', /Musterstadt, foyer-02/);
  await expect(root).toHaveAttribute('data-seen', 'report__body printed');
});

test('the history is by day, and says how long each state lasted', async ({ page, office }) => {
  await signIn(page, office, '/terminals/t-02');
  const history = page.getByRole('region', region('Verlauf'));
  await expect(history.getByRole('heading', { level: 3 }).first()).toContainText(/^Heute|^Gestern/);
  const entry = (text: string) => history.getByRole('listitem').filter({ hasText: text }).first();
  await expect(entry('Belegdrucker (bon): Papier')).toContainText('bis jetzt, 3 Minuten');
  await expect(entry('Keine Nachricht')).toContainText('35 Minuten');
  await expect(entry('Keine Nachricht')).toContainText('ist nicht bekannt');
  await expect(entry('Bezahlterminal (kasse)')).toContainText('davon 35 Minuten ohne Nachricht');
  await expect(entry('alt: nicht mehr eingerichtet')).toBeVisible();
  await expect(history).toContainText('Aufgezeichnet seit');
  await expect(history).toContainText('Das ist der Anfang der Aufzeichnung.');
});

test('the history is of one device where that is chosen, and the choice keeps the focus', async ({ page, office }) => {
  await signIn(page, office, '/terminals/t-02');
  const history = page.getByRole('region', region('Verlauf'));
  const choice = history.getByLabel('Gerät');
  await choice.focus();
  await choice.selectOption({ label: 'Belegdrucker (bon)' });
  await expect(history.getByText('Betriebsart: in Betrieb')).toHaveCount(0);
  await expect(history.getByRole('listitem').filter({ hasText: 'bon' })).toHaveCount(3);
  await expect(history.getByText('Keine Nachricht', { exact: true })).toBeVisible();
  await expect(choice).toBeFocused();
});

test('of a silent terminal it says until when anything is known, and not that it is well', async ({ page, office }) => {
  await signIn(page, office, '/terminals/t-03');
  const entries = page.getByRole('region', region('Verlauf')).getByRole('listitem');
  await expect(entries.first()).toContainText('Keine Nachricht');
  await expect(entries.first()).toContainText('bis jetzt, 47 Minuten');
  await expect(entries.nth(1)).not.toContainText('bis jetzt');
});

test('a history that has not begun says so', async ({ page, office }) => {
  await signIn(page, office, '/terminals/t-01');
  await expect(page.getByRole('region', region('Verlauf'))).toContainText('Noch ist nichts aufgezeichnet.');
});

test('ten thousand entries are walked by keyboard to their end, and those out of sight are not drawn', async ({
  page,
  office,
}) => {
  test.slow();
  office.known.histories.set('t-01', longHistory(10_000));
  await signIn(page, office, '/terminals/t-01');
  const entries = page.locator('.entry-of');
  await expect(entries).toHaveCount(100);
  const older = page.getByRole('button', { name: 'Ältere zeigen' });
  await older.focus();
  for (let count = 200; count <= 10_000; count += 100) {
    await page.keyboard.press('Enter');
    await expect(entries).toHaveCount(count);
  }
  await expect(page.getByText('Das ist der Anfang der Aufzeichnung.')).toBeFocused();
  const isDrawn = (entry: Element): boolean => entry.checkVisibility({ contentVisibilityAuto: true });
  expect(await entries.first().evaluate(isDrawn)).toBe(true);
  expect(await entries.nth(5_000).evaluate(isDrawn)).toBe(false);
  // What is new is offered, and moves nobody.
  office.known.histories.set('t-01', longHistory(10_001));
  office.terminal(aTerminal({ mode: 'staff', lastSeenAt: minutesAgo(0) }));
  await page.getByRole('button', { name: 'Neues zeigen' }).click();
  await expect(entries).toHaveCount(100);
});

test.describe('a clerk', () => {
  test.use({ options: { roles: ['office'] } });
  test('has neither reports nor history', async ({ page, office }) => {
    await signIn(page, office, '/terminals/t-02');
    await page.getByRole('heading', { name: 'Geräte' }).waitFor();
    await expect(page.getByRole('heading', { name: 'Verlauf' })).toHaveCount(0);
    await expect(page.getByRole('heading', { name: 'Bereitschaftsberichte' })).toHaveCount(0);
  });
});
