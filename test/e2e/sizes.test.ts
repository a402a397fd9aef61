import { expect, test } from '@playwright/test';
import { createTranslate } from '../../locales/translate.ts';
import type { Key } from '../../locales/keys.ts';
import { everyDevice, signIn, speaker, words, write } from './support/services.ts';
import { begin, heading, judge, setDisplay, startTerminal, touch } from './support/terminal.ts';

const translate = createTranslate();
const w = (key: Key): string => translate('de', { key });
const say = speaker('de');

/** Other displays than the 24-inch upright one: 24 inches across, and 15 inches of the old format. */
const SIZES = [
  { name: 'landscape', width: 1920, height: 1080, screen: { heightMm: 299, lowerEdgeMm: 900 } },
  { name: 'small', width: 1024, height: 768, screen: { heightMm: 228, lowerEdgeMm: 950 } },
];

for (const { name, width, height, screen } of SIZES) {
  test(`every kind of screen fits ${width} × ${height}`, async () => {
    const terminal = await startTerminal({ width, height, screen, allDevices: true });
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
      await setDisplay(page, w, 'display.sizeOf.large');
      await judge(page, `${name}-08-results-large`);

      // The kinds of page that the services with the ID card have, in the large text that is set now.
      await touch(page, w('bar.back'), { exact: true });
      await everyDevice(terminal);
      await judge(page, `${name}-09-home-large`);
      await touch(page, new RegExp(w('tile.caseStatus.title')));
      await judge(page, `${name}-09-code-large`);
      await touch(page, w('bar.back'), { exact: true });
      await touch(page, new RegExp(w('tile.feedback.title')));
      await touch(page, new RegExp(w('feedback.topic.praise')));
      await write(page, 'Sehr freundlich, und gleich geholfen. '.repeat(6));
      await judge(page, `${name}-09-text-large`);
      await touch(page, words(w('search.symbols')));
      await judge(page, `${name}-09-symbols-large`);
      await touch(page, w('do.next'), { exact: true });
      await touch(page, new RegExp(w('feedback.answer.none')));
      await judge(page, `${name}-09-review-large`);
      await touch(page, w('feedback.review.change'));
      await expect(heading(page)).toHaveText(w('feedback.text.praise'));
      await touch(page, w('bar.back'), { exact: true });
      await expect(heading(page)).toHaveText(w('feedback.topic.title'));
      await judge(page, `${name}-09-topic-large`);
      await touch(page, w('bar.back'), { exact: true });
      await touch(page, w('feedback.discard.yes'));
      await touch(page, new RegExp(w('offer.blocks.title')));
      await signIn(terminal, page, say, 'Sehr langer Name', (step) => judge(page, `${name}-10-${step}`));
      await expect(heading(page)).toHaveText(w('blocks.title'), { timeout: 15_000 });
      await judge(page, `${name}-11-blocks`);
      await touch(page, w('bar.back'), { exact: true });
      await judge(page, `${name}-12-menu`);
      await touch(page, new RegExp(w('offer.certificate.title')));
      await touch(page, new RegExp(w('certificate.extended')));
      await touch(page, new RegExp(w('data.nationalities')));
      await touch(page, w('do.next'), { exact: true });
      await touch(page, new RegExp(w('certificate.electronic')));
      await judge(page, `${name}-13-preview-long-name`);
      await touch(page, w('certificate.issue'));
      await expect(heading(page)).toHaveText(w('order.link'), { timeout: 20_000 });
      await judge(page, `${name}-14-link`);
      await touch(page, w('order.toCounter'));
      await expect(heading(page)).toHaveText(w('order.pickUp'), { timeout: 20_000 });
      await judge(page, `${name}-15-pick-up`);
      // The code is on a slip.
      await touch(page, w('do.more'));
      await touch(page, new RegExp(w('offer.criminalRecord.title')));
      await touch(page, new RegExp(w('record.type.P')));
      await judge(page, `${name}-16-entry`);
    } finally {
      await terminal.stop();
    }
  });
}
