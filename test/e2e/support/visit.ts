/** Ways through a visit that several tests go, in German. */
import { expect, type Page } from '@playwright/test';
import { createTranslate } from '../../../locales/translate.ts';
import type { Key } from '../../../locales/keys.ts';
import { DEMO_PINS } from '../../../tools/run/terminal.ts';
import { begin, heading, onDisplay, touch, type TestTerminal } from './terminal.ts';

const translate = createTranslate();
export const w = (key: Key, values?: Record<string, string | number>): string => translate('de', { key, values });
export const escaped = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));

/** Ready for collection in Musterstadt, without its check digit. */
export const READY = 'L7MX1P6W8';

export const attract = (page: Page): Promise<void> => page.locator('.attract__wake').waitFor();

/** From the attract screen to the keypad, with so much of the number typed. */
export async function toNumber(page: Page, typed: string): Promise<void> {
  await begin(page, 'de');
  await touch(page, escaped(w('tile.documentStatus.title')));
  await touch(page, escaped(w('document.identityCard.title')));
  await expect(heading(page)).toHaveText(w('number.title'));
  for (const key of typed) await touch(page, key, { exact: true });
}

/** From the attract screen to the answer about a document. */
export async function toStatus(page: Page, number = READY): Promise<void> {
  await toNumber(page, number);
  await touch(page, w('number.submit'));
  await expect(heading(page)).toHaveText(w('status.ready.title'));
}

/**
 * Takes the receipt that comes where something was paid, or its code where the printer does not print it: the visit
 * ends after it. Where nothing comes, the page is gone at once.
 */
export async function takeReceipt(page: Page): Promise<void> {
  const goodbye = page.locator('.page--goodbye .button');
  const instead = page
    .locator('main')
    .filter({ has: heading(page).filter({ hasText: notPrinted }) })
    .getByRole('button', { name: w('action.done'), exact: true });
  // The wait also ends where the page closes, and a page that has closed already reports that no second time.
  const comes = await goodbye
    .or(instead)
    .waitFor({ timeout: 60_000 })
    .then(
      () => true,
      () => false,
    );
  // The farewell also ends by itself, and takes its page with it: also from under the touch.
  if (comes && (await instead.isVisible().catch(() => false))) {
    await instead.click();
    await goodbye.waitFor().catch(() => undefined);
  }
  if (comes) await goodbye.click().catch(() => undefined);
  await expect.poll(() => page.isClosed(), { timeout: 60_000 }).toBe(true);
}
const notPrinted = new RegExp(
  [w('notPrinted.title'), w('unclear.title')].map((title) => escaped(title).source).join('|'),
);

/** Ends the visit from any screen with a bar; answers the next visitor's page. */
export async function leave(terminal: TestTerminal, page: Page): Promise<Page> {
  await touch(page, w('bar.cancel'), { exact: true, within: '.bar' });
  await touch(page, w('leave.yes'));
  await takeReceipt(page);
  return next(terminal, page);
}

/**
 * Loads the document on the display anew, from the terminal's side: the test's tool would wait for a navigation of the
 * page's own that was refused.
 */
export async function reloaded(terminal: TestTerminal, page: Page): Promise<void> {
  const isMarked = () => page.evaluate(() => 'before' in globalThis).catch(() => true);
  await page
    .evaluate(() => {
      (globalThis as { before?: boolean }).before = true;
    })
    .catch(() => undefined);
  await terminal.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.reload());
  await expect.poll(isMarked).toBe(false);
  await attract(page);
}

/** The page that took the old one's place; a window is never the same again. */
export async function successor(terminal: TestTerminal, old: Page | null): Promise<Page> {
  const isOther = async (): Promise<boolean> => {
    const shown = await onDisplay(terminal.app);
    return shown !== null && shown !== old;
  };
  await expect.poll(isOther, { timeout: 20_000 }).toBe(true);
  return terminal.page();
}

/** The page of the next visit, at its attract screen. Each visit has a window of its own. */
export async function next(terminal: TestTerminal, old: Page | null): Promise<Page> {
  const page = await successor(terminal, old);
  await attract(page);
  return page;
}

/**
 * Five seconds on the coat of arms, as a hand does it. Answers the page for staff: the visitor's is gone before it is
 * shown.
 */
export async function holdArms(terminal: TestTerminal, page: Page): Promise<Page> {
  const box = await page.locator('.arms').first().boundingBox();
  if (box === null) throw new Error('the arms have no place on the glass');
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Input.dispatchTouchEvent', {
    type: 'touchStart',
    touchPoints: [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }],
  });
  const staff = await successor(terminal, page);
  await expect(heading(staff)).toHaveText(w('staff.signIn'), { timeout: 15_000 });
  return staff;
}

/**
 * Signs staff in and reads the unfinished list, a line a job; then closes it. Answers the page that follows as well.
 */
export async function unfinished(terminal: TestTerminal, visitors: Page): Promise<{ rows: string[]; page: Page }> {
  const page = await holdArms(terminal, visitors);
  for (const digit of DEMO_PINS.staff) await touch(page, digit, { exact: true });
  await touch(page, w('staff.submit'), { exact: true });
  await expect(heading(page)).toHaveText(w('staff.title'));
  await touch(page, escaped(w('staff.unfinished')));
  await expect(page.locator('.staff .panel, .staff p.lead').first()).toBeVisible();
  // Without the marks for the eye that part long words.
  const rows = (await page.locator('.staff .panel > p').allTextContents()).map((row) => row.replaceAll('\u00ad', ''));
  await touch(page, w('staff.close'), { exact: true });
  return { rows, page: await successor(terminal, page) };
}
