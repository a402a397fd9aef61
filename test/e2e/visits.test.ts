import { expect, test, type Page } from '@playwright/test';
import jsqr from 'jsqr';
import { createTranslate } from '../../locales/translate.ts';
import type { Key } from '../../locales/keys.ts';
import {
  begin,
  heading,
  judge,
  setDisplay,
  startTerminal,
  touch,
  type Locale,
  type TestTerminal,
} from './support/terminal.ts';

const translate = createTranslate();
const word =
  (locale: Locale) =>
  (key: Key, values?: Record<string, string | number>): string =>
    translate(locale, { key, values });
/** Ready for collection in Musterstadt; the tenth character is the check digit. */
const READY = 'L7MX1P6W8';

let terminal: TestTerminal;
let page: Page;
test.beforeAll(async () => {
  terminal = await startTerminal();
  page = await terminal.page();
});
test.afterAll(() => terminal.stop());

/** Back to the attract screen through the visitor's own way out. */
async function leave(w: ReturnType<typeof word>): Promise<void> {
  await touch(page, w('bar.cancel'), { exact: true });
  await touch(page, w('leave.yes'));
  page = await terminal.page();
  await page.locator('.attract__wake').waitFor();
}

for (const locale of ['de', 'en', 'ar'] as const) {
  const w = word(locale);

  test(`the state of an ID document is shown and printed, from the first touch on (${locale})`, async () => {
    page = await terminal.page();
    await page.locator('.attract__wake').waitFor();
    await judge(page, `${locale}-01-attract`);
    await begin(page, locale);
    expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
      locale,
      locale === 'ar' ? 'rtl' : 'ltr',
    ]);
    await judge(page, `${locale}-02-home`);
    await touch(page, new RegExp(escape(w('tile.documentStatus.title'))));
    await expect(heading(page)).toHaveText(w('documentType.title'));
    await judge(page, `${locale}-03-document-type`);
    await touch(page, new RegExp(escape(w('document.identityCard.title'))));
    await expect(heading(page)).toHaveText(w('number.title'));
    for (const key of READY) await touch(page, key, { exact: true });
    await expect(page.locator('.field--slots')).toHaveText('L7M X1P 6W8');
    await judge(page, `${locale}-04-document-number`);
    await touch(page, w('number.submit'));
    await expect(heading(page)).toHaveText(w('status.ready.title'));
    await judge(page, `${locale}-05-document-status`);
    const before = terminal.printer.papers().length;
    await touch(page, w('action.print'));
    await expect(heading(page)).toHaveText(w('printed.title'), { timeout: 20_000 });
    await judge(page, `${locale}-06-printed`);
    expect(terminal.printer.papers()).toHaveLength(before + 1);
    expect(terminal.printer.violations()).toEqual([]);
    // The number must stand neither on the slip nor in the log.
    expect(terminal.printer.papers().at(-1)?.text).not.toContain(READY);
    expect(JSON.stringify(terminal.log())).not.toContain(READY);
    await touch(page, w('bar.back'), { exact: true });
    await touch(page, w('action.showQr'));
    await judge(page, `${locale}-07-qr`);
    expect(await scanned(page)).toContain(w('status.ready.title'));
    await touch(page, w('action.done'));
    await expect(heading(page)).toHaveText(w('goodbye.title'));
    await judge(page, `${locale}-08-goodbye`);
    await touch(page, w('action.done'));
    page = await terminal.page();
    await page.locator('.attract__wake').waitFor();
  });

  test(`information leads from a typed word to the office's hours (${locale})`, async () => {
    await begin(page, locale);
    await touch(page, new RegExp(escape(w('tile.information.title'))));
    await judge(page, `${locale}-11-search`);
    await touch(page, locale === 'ar' ? 'ا' : 'p', { exact: true });
    await expect(page.locator('.field__typed')).toHaveText(locale === 'ar' ? 'ا' : 'p');
    await page.locator('.services .row').first().waitFor();
    await judge(page, `${locale}-12-results`);
    const name = await page.locator('.services .row__title').first().textContent();
    await touch(page, new RegExp(escape(name ?? '')));
    await expect(heading(page)).toHaveText(name ?? '');
    await judge(page, `${locale}-13-service`);
    await touch(page, w('office.more'));
    await judge(page, `${locale}-14-office`);
    await touch(page, w('bar.back'), { exact: true });
    await expect(page.getByRole('button', { name: w('office.more') }).first()).toBeVisible();
    await deafTime(page);
    await touch(page, w('bar.back'), { exact: true });
    await expect(page.locator('.field__typed')).toHaveText(locale === 'ar' ? 'ا' : 'p');
    await touch(page, w('search.clear'));
    await page.locator('.category').first().waitFor();
    await page.locator('.category').first().click();
    await judge(page, `${locale}-15-category`);
    await setDisplay(page, w, 'display.sizeOf.large');
    await judge(page, `${locale}-16-category-large`);
    await touch(page, w('display.title'), { exact: true });
    await judge(page, `${locale}-16-display`);
    await touch(page, w('display.contrastOf.high'), { exact: true });
    await touch(page, w('display.reachOf.low'), { exact: true });
    await touch(page, w('action.done'), { exact: true });
    await judge(page, `${locale}-17-category-low-contrast`);
    await leave(w);
    expect(await page.evaluate(() => document.documentElement.dataset.textSize)).toBe('normal');
  });
}

/** A control is deaf for a moment after a press; the page's own clock says when it is over. */
async function deafTime(shown: Page): Promise<void> {
  const began = await shown.evaluate(() => performance.now());
  await shown.waitForFunction((start) => performance.now() - start > 400, began);
}

/** What a phone would read from the code on the display. */
async function scanned(shown: Page): Promise<string> {
  const { rows } = await shown.evaluate(() => {
    const path = document.querySelector('.qr path')?.getAttribute('d') ?? '';
    const size = Number(document.querySelector('.qr svg')?.getAttribute('viewBox')?.split(' ')[2]);
    return {
      rows: {
        size,
        dark: [...path.matchAll(/M(\d+) (\d+)/g)].map((match) => [Number(match[1]), Number(match[2])] as const),
      },
    };
  });
  const zoom = 4;
  const side = rows.size * zoom;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [x, y] of rows.dark) {
    for (let dy = 0; dy < zoom; dy += 1)
      for (let dx = 0; dx < zoom; dx += 1)
        pixels.fill(0, ((y * zoom + dy) * side + x * zoom + dx) * 4, ((y * zoom + dy) * side + x * zoom + dx) * 4 + 3);
  }
  return (
    (jsqr as unknown as (data: Uint8ClampedArray, width: number, height: number) => { data: string } | null)(
      pixels,
      side,
      side,
    )?.data ?? ''
  );
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
