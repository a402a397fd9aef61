import { aTerminal, manyTerminals, minutesAgo } from '../harness/office-page/data.ts';
import { expect, isUp, signIn, tabTo, test } from './support/office.ts';

test('terminals are found by condition and word, and the choice is in the address', async ({ page, office }) => {
  await signIn(page, office, '/terminals');
  const names = page.getByRole('rowheader');
  await expect(names).toHaveCount(7);
  await page.getByRole('button', { name: 'Braucht Hilfe (3)' }).click();
  await expect(names).toHaveText(['foyer-02', 'foyer-07', 'standesamt-01']);
  expect(page.url()).toContain('?condition=attention');
  await page.getByLabel('Suchen').fill('bürgeramt');
  await expect(names).toHaveText(['foyer-02']);
  await page.getByLabel('Suchen').fill('gibt es nicht');
  await expect(page.getByRole('status').last()).toHaveText('Kein Terminal passt dazu.');
  await page.getByRole('button', { name: 'Alle zeigen' }).click();
  await expect(names).toHaveCount(7);
  await expect(page.getByLabel('Suchen')).toBeFocused();
  await page.getByRole('button', { name: 'Name', exact: true }).click();
  await expect(names.first()).toHaveText('altes-rathaus-01');
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
});

test('a terminal that changes is shown changed', async ({ page, office }) => {
  await signIn(page, office, '/terminals/t-01');
  await isUp(page, office);
  await expect(page.getByText('In Ordnung', { exact: true })).toBeVisible();
  office.terminal(aTerminal({ condition: 'silent', lastSeenAt: minutesAgo(20.5) }));
  await expect(page.getByText('Schweigt seit 20 Minuten')).toBeVisible();
  await expect(page.getByText('In Ordnung', { exact: true })).toHaveCount(0);
});

test('a terminal is locked with a text and freed again', async ({ page, office }) => {
  await signIn(page, office, '/terminals/t-01');
  await page.getByRole('button', { name: 'Sperren' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Text für die Besucher').fill('Wir sind um 14 Uhr zurück.');
  await dialog.getByRole('button', { name: 'Sperren' }).click();
  await expect(page.getByRole('status')).toHaveText('foyer-01 wird gesperrt, sobald es sich meldet.');
  await expect(page.getByRole('definition').filter({ hasText: 'Sperren' })).toBeVisible();
  await page.getByRole('button', { name: 'Freigeben' }).click();
  await expect(page.getByRole('button', { name: 'Sperren' })).toBeVisible();
  expect(office.orders).toEqual([{ order: 'block', text: 'Wir sind um 14 Uhr zurück.' }, { order: 'unblock' }]);
});

test('a visit is ended with a reason of a list, by keyboard alone', async ({ page, office }) => {
  await signIn(page, office, '/terminals/t-01');
  await isUp(page, office);
  await tabTo(page, 'Besuch beenden');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('radio', { name: 'Besucher ist gegangen' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText('wird beendet');
  expect(office.orders).toEqual([{ order: 'end-visit', reason: 'Terminal hängt' }]);
});

test('access is taken only after a question', async ({ page, office }) => {
  await signIn(page, office, '/terminals/t-01');
  const button = page.getByRole('button', { name: 'Zugang entziehen' });
  await button.click();
  await page.getByRole('button', { name: 'Abbrechen' }).click();
  expect(office.known.terminals.get('t-01')?.condition).toBe('well');
  await expect(button).toBeFocused();
  await button.click();
  await page.getByRole('button', { name: 'Ja, Zugang entziehen' }).click();
  await expect(page.getByText('Zugang entzogen').first()).toBeVisible();
  await expect(button).toHaveCount(0);
});

test('a new terminal gets a code that is shown large, with its end', async ({ page, office }) => {
  await signIn(page, office, '/terminals/neu');
  await page.getByLabel('Name').fill('foyer 09');
  await page.getByRole('button', { name: 'Code geben lassen' }).click();
  await expect(page.getByText('ohne Leerzeichen')).toBeVisible();
  await page.getByLabel('Name').fill('foyer-01');
  await page.getByRole('button', { name: 'Code geben lassen' }).click();
  await expect(page.getByText('Ein Terminal mit diesem Namen gibt es schon.')).toBeVisible();
  await page.getByLabel('Name').fill('foyer-09');
  await page.getByRole('button', { name: 'Code geben lassen' }).click();
  const code = page.getByText('4TZK-9RWM-2HXC');
  await expect(code).toBeVisible();
  expect((await code.boundingBox())?.height).toBeGreaterThan(60);
  await expect(page.getByText(/^Gültig bis \d\d:\d\d Uhr \(noch (29|30) Minuten\)$/)).toBeVisible();
});

test('a terminal that is known gets a fresh code on its own page', async ({ page, office }) => {
  await signIn(page, office, '/terminals/t-06');
  await page.getByRole('button', { name: 'Neuen Code geben' }).click();
  await page.getByRole('button', { name: 'Code geben lassen' }).click();
  await expect(page.getByRole('dialog', { name: 'Code für altes-rathaus-01' })).toContainText('4TZK-9RWM-2HXC');
});

test.describe('a technician', () => {
  test.use({ options: { roles: ['technician'] } });
  test('sees and steers terminals, and takes no access away', async ({ page, office }) => {
    await signIn(page, office, '/terminals/t-01');
    await expect(page.getByRole('button', { name: 'Heute Nacht neu starten' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Zugang entziehen' })).toHaveCount(0);
    await expect(page.getByRole('navigation').getByRole('link')).toHaveText(['Heute', 'Terminals', 'Einwohnerdaten']);
  });
});

test.describe('ten thousand terminals', () => {
  test.use({ options: { terminals: manyTerminals(10_000) } });
  test('are a list of which those in sight are drawn, walked by keyboard to its end', async ({ page, office }) => {
    await signIn(page, office, '/terminals');
    await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', '10001');
    const rows = page.getByRole('rowheader');
    await rows.first().getByRole('link').focus();
    await page.keyboard.press('ArrowDown');
    await expect(rows.nth(1).getByRole('link')).toBeFocused();
    await page.keyboard.press('End');
    const last = page.locator('[aria-rowindex="10001"] a');
    await expect(last).toBeFocused();
    await expect(last).toBeInViewport();
    expect(await rows.count()).toBeLessThan(60);
    await page.keyboard.press('Home');
    await expect(page.locator('[aria-rowindex="2"] a')).toBeFocused();
    await page.getByLabel('Suchen').fill('terminal-09999');
    await expect(rows).toHaveText(['terminal-09999']);
  });
});
