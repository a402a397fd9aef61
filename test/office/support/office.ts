/** The office's page in Debian's Chromium, in front of the register's listener with scripted answers. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import { ROOT } from '../../../tools/setup/paths.mjs';
import { SECRETS } from '../../harness/office-page/known.ts';
import { inShort, layoutProblems, RULES } from './judgement.ts';
import { startOfficePage, type OfficePage, type OfficePageOptions } from '../../harness/office-page/server.ts';

interface Fixtures {
  /** Of the account that signs in, and what the register knows. */
  readonly options: OfficePageOptions;
  readonly office: OfficePage;
  /** What went wrong within the page: errors, and what its policy refused. */
  readonly complaints: string[];
}

export const test = base.extend<Fixtures>({
  options: [{}, { option: true }],
  office: async ({ options }, use) => {
    const office = await startOfficePage(options);
    await use(office);
    await office.stop();
  },
  complaints: [
    async ({ page }, use) => {
      const found: string[] = [];
      watch(page, found);
      await use(found);
      expect(found, 'errors within the page').toEqual([]);
    },
    { auto: true },
  ],
});

/** A request that is refused is a line in the console as well, and is what some tests are about. */
const REFUSED = /^Failed to load resource/;

export function watch(page: Page, found: string[]): void {
  page.on('pageerror', ({ message }) => found.push(message));
  page.on('console', (line) => {
    if ((line.type() === 'error' || line.type() === 'warning') && !REFUSED.test(line.text())) found.push(line.text());
  });
}

export async function signIn(page: Page, { url }: OfficePage, path = '/heute'): Promise<void> {
  await page.goto(url + path);
  await fillIn(page);
  await page.getByRole('button', { name: 'Abmelden' }).waitFor();
}

export async function fillIn(page: Page, { password = SECRETS.password } = {}): Promise<void> {
  await page.getByLabel('Anmeldename').fill(SECRETS.login);
  await page.getByLabel('Passwort', { exact: true }).fill(password);
  await page.getByLabel('Code aus der App').fill(SECRETS.totp);
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
}

/** The line is open and all is loaded: from here on, nothing that happens is missed. */
export async function isUp(page: Page, office: OfficePage): Promise<void> {
  await expect(page.getByText('Wird geladen')).toHaveCount(0);
  await expect.poll(() => office.lines()).toBeGreaterThan(0);
}

/** Tab after Tab, until the control of this name has the focus: it can be reached without a mouse. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const wanted = page.getByRole('button', { name, exact: true }).or(page.getByRole('link', { name, exact: true }));
  for (let tabs = 0; tabs < 60; tabs++) {
    await page.keyboard.press('Tab');
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`no Tab leads to "${name}"`);
}

/** Takes a picture, and asks whether everybody can use the page: axe, and nothing that scrolls sideways. */
export async function judge(page: Page, name: string): Promise<void> {
  const folder = join(ROOT, 'out/office');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: 'disabled' });
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(inShort(violations), `axe on ${name}`).toEqual([]);
  expect(await page.evaluate(layoutProblems), `lay-out of ${name}`).toEqual([]);
}

export { expect };
