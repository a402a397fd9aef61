/** The page behind the terminal's code in Firefox, whose decompression and policy are its own. */
import { startTakeAwayPage } from '../harness/take-away-page.ts';
import { expect, test, texts } from './support/firefox.ts';

test('Firefox: what is taken along stands there, and what is cut says so', async ({ tab }) => {
  const phone = await startTakeAwayPage();
  try {
    await tab.setViewport({ width: 390, height: 844 });
    await tab.goto(phone.linkTo('a pick-up code', 'ar'));
    await expect.poll(() => texts(tab, '#ticket h1')).toEqual(['قسيمة استلام (\u2066Abholschein\u2069)']);
    expect(await texts(tab, '#ticket dd.mono')).toEqual(['P4RT-9XKD-3MNB', 'MB-2026-000018']);
    expect(await tab.$eval('html', ({ dir }) => dir)).toBe('rtl');
    await tab.goto(`${phone.url}/t#1.x`);
    await expect.poll(() => tab.$eval('#broken', (one) => (one as HTMLElement).hidden)).toBe(false);
    expect(phone.sent()).not.toContain('P4RT');
  } finally {
    await phone.stop();
  }
});
