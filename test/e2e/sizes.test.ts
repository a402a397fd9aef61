import { expect, test } from '@playwright/test';
import { createTranslate } from '../../locales/translate.ts';
import type { Key } from '../../locales/keys.ts';
import { begin, heading, judge, startTerminal, touch } from './support/terminal.ts';

const translate = createTranslate();
const w = (key: Key): string => translate('de', { key });

/** Other glass than the 24-inch upright one: 24 inches across, and 15 inches of the old format. */
const SIZES = [
  { name: 'landscape', width: 1920, height: 1080, screen: { heightMm: 299, lowerEdgeMm: 900 } },
  { name: 'small', width: 1024, height: 768, screen: { heightMm: 228, lowerEdgeMm: 950 } },
];

for (const { name, width, height, screen } of SIZES) {
  test(`every kind of screen fits ${width} × ${height}`, async () => {
    const terminal = await startTerminal({ width, height, screen });
    try {
      const page = await terminal.page();
      await page.locator('.attract__wake').waitFor();
      await judge(page, `${name}-01-attract`);
      await begin(page, 'de');
      await judge(page, `${name}-02-home`);
      await touch(page, new RegExp(w('tile.documentStatus.title').replace('?', '\\?')));
      await judge(page, `${name}-03-type`);
      await touch(page, new RegExp(w('document.passport.title')));
      for (const key of 'C4HX1R4M9') await touch(page, key, { exact: true });
      await judge(page, `${name}-04-number`);
      await touch(page, w('number.submit'));
      await expect(heading(page)).toHaveText(w('status.ready.title'));
      await judge(page, `${name}-05-status`);
      await touch(page, w('action.showQr'));
      await judge(page, `${name}-06-qr`);
      await touch(page, w('action.home'));
      await touch(page, new RegExp(w('tile.information.title')));
      await judge(page, `${name}-07-search`);
      await touch(page, 'p', { exact: true });
      await touch(page, w('bar.textLarge'));
      await judge(page, `${name}-08-results-large`);
    } finally {
      await terminal.stop();
    }
  });
}
