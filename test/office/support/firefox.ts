/**
 * The office's page in Debian's Firefox, steered by WebDriver BiDi. The Playwright of these tests knows that browser
 * only as a build of its own; the runner, its report and the scripted register are the same.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';
import puppeteer, { type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { ROOT } from '../../../tools/setup/paths.mjs';
import { SECRETS } from '../../harness/office-page/known.ts';
import { startOfficePage, type OfficePage } from '../../harness/office-page/server.ts';
import { inShort, layoutProblems, RULES } from './judgement.ts';

const FIREFOX = '/usr/bin/firefox-esr';
/** Milliseconds that something on the page may take. */
const PATIENCE_MS = 10_000;

/** A line that is cut or refused is told as well, and is what some tests are about. */
const CUT = /(can’t establish a connection to the server at|^The connection to) http:\/\/localhost:\d+\/api\/events/;

interface Fixtures {
  readonly office: OfficePage;
  /** A window of a profile that nobody has used. What its page and its policy complain of fails the test. */
  readonly tab: Page;
}

export const test = base.extend<Fixtures, { readonly firefox: Browser }>({
  firefox: [
    // oxlint-disable-next-line no-empty-pattern -- the runner reads from the pattern what a fixture needs
    async ({}, use) => {
      const firefox = await puppeteer.launch({
        browser: 'firefox',
        executablePath: FIREFOX,
        extraPrefsFirefox: { 'intl.accept_languages': 'de-DE' },
      });
      await use(firefox);
      await firefox.close();
    },
    { scope: 'worker' },
  ],
  // oxlint-disable-next-line no-empty-pattern -- as above
  office: async ({}, use) => {
    const office = await startOfficePage();
    await use(office);
    await office.stop();
  },
  tab: async ({ firefox }, use) => {
    const context = await firefox.createBrowserContext();
    const tab = await context.newPage();
    tab.setDefaultTimeout(PATIENCE_MS);
    const complaints: string[] = [];
    const note = (text: string): void => void (CUT.test(text) || complaints.push(text));
    // Firefox tells what the policy refuses as errors of the page.
    tab.on('pageerror', (error) => note(error instanceof Error ? error.message : String(error)));
    tab.on('console', (line) => {
      if (line.type() === 'error' || line.type() === 'warn') note(line.text());
    });
    await tab.setViewport({ width: 1366, height: 768 });
    await tab.evaluateOnNewDocument(letTimePass);
    await use(tab);
    await context.close();
    expect(complaints, 'errors within the page').toEqual([]);
  },
});

/** Runs before the page: its clock can be set ahead, its timers stay. */
function letTimePass(): void {
  const now = Date.now;
  let aheadMs = 0;
  Date.now = () => now() + aheadMs;
  Object.assign(window, { pass: (ms: number) => void (aheadMs += ms) });
}

export const pass = (tab: Page, ms: number): Promise<void> =>
  tab.evaluate((by) => (window as unknown as { pass(ms: number): void }).pass(by), ms);

/** By what a screen reader says of it; waits until it is there. Of fields see {@link field}. */
export const named = (tab: Page, role: 'button' | 'link' | 'checkbox' | 'columnheader', name: string) =>
  tab.locator(`::-p-aria([name="${name}"][role="${role}"])`);

/** By its label: Firefox gives a field for passwords no role that could be asked for. */
export async function field(tab: Page, label: string): Promise<ElementHandle<HTMLInputElement>> {
  const found = await tab.waitForFunction(
    (text) => [...document.querySelectorAll('label')].find(({ textContent }) => textContent === text)?.control ?? false,
    {},
    label,
  );
  return found as ElementHandle<HTMLInputElement>;
}

/** Types it over what is there. */
export async function fill(tab: Page, label: string, text: string): Promise<void> {
  const input = await field(tab, label);
  await input.evaluate((element) => element.select());
  await input.type(text);
}

/** Text of all that fits, in the order of the page. */
export const texts = (tab: Page, selector: string): Promise<string[]> =>
  tab.$$eval(selector, (all) => all.map(({ textContent }) => textContent.trim()));

/** A page has its heading as soon as it is there. */
export const hasHeading = (tab: Page, text: string): Promise<void> =>
  expect.poll(() => texts(tab, 'h1'), { message: 'heading of the page' }).toEqual([text]);

/** The text of what has the focus. */
export const focused = (tab: Page): Promise<string> =>
  tab.evaluate(() => document.activeElement?.textContent.trim() ?? '');

export async function signIn(tab: Page, { url }: OfficePage, path = '/heute'): Promise<void> {
  await tab.goto(url + path);
  await fillIn(tab);
  await named(tab, 'button', 'Abmelden').wait();
}

export async function fillIn(tab: Page, { password = SECRETS.password } = {}): Promise<void> {
  await fill(tab, 'Anmeldename', SECRETS.login);
  await fill(tab, 'Passwort', password);
  await fill(tab, 'Code aus der App', SECRETS.totp);
  await named(tab, 'button', 'Anmelden').click();
}

/** The line is open and all is loaded: from here on, nothing that happens is missed. */
export async function isUp(tab: Page, office: OfficePage): Promise<void> {
  await tab.waitForFunction(() => !document.body.textContent.includes('Wird geladen'));
  await expect.poll(() => office.lines()).toBeGreaterThan(0);
}

/**
 * As one comes from the address bar. Between a page's end and its beginning lie the browser's own controls: a test's
 * keys pass over them, and press no button of the page after that.
 */
export const atTheTop = (tab: Page): Promise<void> => tab.$eval('a', (first) => first.focus());

/** Tab after Tab, until what begins with this text has the focus. */
export async function tabTo(tab: Page, text: string): Promise<void> {
  for (let tabs = 0; tabs < 60; tabs++) {
    await tab.keyboard.press('Tab');
    if ((await focused(tab)).startsWith(text)) return;
  }
  throw new Error(`no Tab leads to "${text}"`);
}

const AXE = readFileSync(createRequire(import.meta.resolve('@axe-core/playwright')).resolve('axe-core'), 'utf8');

/** Takes a picture, and asks whether everybody can use the page. */
export async function judge(tab: Page, name: string): Promise<void> {
  const folder = join(ROOT, 'out/office');
  mkdirSync(folder, { recursive: true });
  await tab.screenshot({ path: join(folder, `firefox-${name}.png`), fullPage: true });
  if (!(await tab.evaluate(() => 'axe' in window))) await tab.evaluate(AXE);
  const { violations } = await tab.evaluate(
    (options) => (window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run(options),
    { runOnly: RULES, resultTypes: ['violations'] } satisfies RunOptions,
  );
  expect(inShort(violations), `axe on ${name}`).toEqual([]);
  expect(await tab.evaluate(layoutProblems), `lay-out of ${name}`).toEqual([]);
}

export { expect };
