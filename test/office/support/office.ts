/** The office's page in Debian's Chromium, in front of the register's listener with scripted answers. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import { ROOT } from '../../../tools/setup/paths.mjs';
import { SECRETS } from '../../harness/office-page/known.ts';
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

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Takes a picture, and asks whether everybody can use the page: axe, and nothing that scrolls sideways. */
export async function judge(page: Page, name: string): Promise<void> {
  const folder = join(ROOT, 'out/office');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: 'disabled' });
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  expect(
    violations.map(({ id, nodes }) => ({
      id,
      targets: nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    })),
    `axe on ${name}`,
  ).toEqual([]);
  const problems = await page.evaluate(() => {
    const found: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} wide, of ${clientWidth}`);
    for (const element of document.querySelectorAll<HTMLElement>('button, a.button, dialog')) {
      const label = element.textContent.trim().slice(0, 40);
      if (element.scrollWidth > element.clientWidth + 1) found.push(`"${label}" does not hold its words`);
      const { width, height } = element.getBoundingClientRect();
      // WCAG 2.2, 2.5.8 asks for 24.
      if (width > 0 && height < 24) found.push(`"${label}" is ${height} high`);
    }
    return found;
  });
  expect(problems, `lay-out of ${name}`).toEqual([]);
}

export { expect };
