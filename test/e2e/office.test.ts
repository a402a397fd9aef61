/** A visitor calls at the terminal, a clerk answers in a browser, and the terminal says so. */
import { chromium, expect, test, type Browser, type Page } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import { demoPeople } from '../../tools/run/office.ts';
import { isRoot } from '../../tools/setup/paths.mjs';
import { begin, startTerminal, touch, type TestTerminal } from './support/terminal.ts';
import { attract, leave, w } from './support/visit.ts';

const CHROMIUM = '/usr/bin/chromium';
/** A session lasts for the whole file; a call is answered within a second. */
const SECOND = { timeout: 1_000 };

let terminal: TestTerminal;
let page: Page;
let browser: Browser;
let desk: Page;
test.beforeAll(async () => {
  terminal = await startTerminal({ office: true });
  page = await terminal.page();
  browser = await chromium.launch({ executablePath: CHROMIUM, chromiumSandbox: !isRoot });
  desk = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'de-DE' });
  await comeIn();
});
test.afterAll(async () => {
  await browser?.close();
  await terminal?.stop();
});

/** With the code from the command line; sets up a password and an app. */
async function comeIn(): Promise<void> {
  const { office, folder } = terminal.register;
  const operator = (await demoPeople(folder)).find(({ login }) => login === 'betrieb');
  await desk.goto(office ?? '');
  await desk.getByText('Ich habe einen Code').click();
  await desk
    .getByRole('textbox')
    .last()
    .fill(operator?.code ?? '');
  await desk.keyboard.press('Enter');
  await desk.getByRole('button', { name: 'Passwort und App einrichten' }).click();
  const shown = (await desk.getByText(/Oder von Hand/).textContent()) ?? '';
  const [secret = ''] = /([A-Z2-7]{4}( [A-Z2-7]{4})+)/.exec(shown) ?? [];
  await desk.getByLabel('Neues Passwort').fill('Laternenpfahl im Nebel 7');
  const app = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) });
  await desk.getByLabel('Code aus der App').fill(app.generate());
  await desk.keyboard.press('Enter');
  await expect(desk.getByRole('heading', { name: 'Heute' })).toBeVisible();
}

test('a call is on the page within a second, and its answer at the terminal', async () => {
  await attract(page);
  await begin(page, 'de');
  await touch(page, w('help.title'), { exact: true });
  await touch(page, w('help.staff'), { exact: true });
  await expect(page.getByRole('alertdialog')).toContainText(w('help.called'));
  const come = desk.getByRole('button', { name: /Ich komme/ });
  await expect(come).toBeVisible(SECOND);
  await expect(desk.locator('main')).toContainText('demo');
  await come.focus();
  await desk.keyboard.press('Enter');
  await expect(page.getByRole('alertdialog')).toContainText(w('help.coming'), SECOND);
  await touch(page, w('action.close'));
  page = await leave(terminal, page);
  await expect(desk.getByText('Gerade ruft niemand um Hilfe.')).toBeVisible();
});

test('a terminal is locked from the desk with words for visitors, and freed again', async () => {
  await desk.goto(`${terminal.register.office}/terminals`);
  await desk.getByRole('link', { name: 'demo' }).click();
  await desk.getByRole('button', { name: 'Sperren' }).click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByRole('textbox').fill('Heute Betriebsversammlung bis 12 Uhr.');
  await dialog.getByRole('button', { name: 'Sperren' }).click();
  await expect(page.getByText('Heute Betriebsversammlung bis 12 Uhr.')).toBeVisible({ timeout: 15_000 });
  await desk.getByRole('button', { name: 'Freigeben' }).click();
  await expect(page.getByText('Heute Betriebsversammlung bis 12 Uhr.')).toHaveCount(0, { timeout: 15_000 });
});
