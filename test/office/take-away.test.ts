/** What stands on a visitor's phone behind the terminal's code, in a real browser, and what the server saw of it. */
import type { Page } from '@playwright/test';
import { deflateRawSync } from 'node:zlib';
import { startTakeAwayPage, type TakeAwayPage } from '../harness/take-away-page.ts';
import { expect, judge, test as base } from './support/office.ts';

const test = base.extend<{ readonly phone: TakeAwayPage }>({
  // oxlint-disable-next-line no-empty-pattern -- the runner reads from the pattern what a fixture needs
  phone: async ({}, use) => {
    const phone = await startTakeAwayPage();
    await use(phone);
    await phone.stop();
  },
});
test.use({ viewport: { width: 390, height: 844 } });

const rows = (page: Page) =>
  page
    .locator('#ticket dl > div')
    .evaluateAll((all) => all.map((row) => [...row.children].map((one) => one.textContent)));

test('a receipt stands on the phone as on the glass, and no server sees anything of it', async ({ page, phone }) => {
  const link = phone.linkTo('a receipt', 'de');
  await page.goto(link);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ihre Quittung');
  await expect(page.locator('.head')).toHaveText('Musterstadt');
  expect(await page.locator('.head img').evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
  expect(await rows(page)).toEqual([
    ['Vorgangsnummer', 'RM-2026-000017'],
    ['Kennwort', 'K7QX-2M9F-TR4W'],
    ['Gebühr', 'kostenlos'],
    ['Vorgangsnummer', 'MB-2026-000018'],
    ['Abholcode', 'P4RT-9XKD-3MNB'],
    ['Abholen bis', '7. Dezember 2026'],
    ['Gebühr', expect.stringMatching(/^8,00\s€ bezahlt$/)],
  ]);
  await expect(page.locator('dd', { hasText: 'K7QX' })).toHaveCSS('font-family', /monospace/);
  await expect(page.getByText('Ein Nachweis ist es nicht')).toBeVisible();
  await judge(page, 'take-away-receipt');
  expect(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length])).toEqual(['', 0, 0]);

  expect(phone.sent().match(/^[A-Z]+ \S+ HTTP/gm)).toEqual(['GET /t HTTP', 'GET /take-away.js HTTP']);
  for (const secret of [new URL(link).hash.slice(1, 40), 'RM-2026', 'K7QX', 'P4RT', 'referer:'])
    expect(phone.sent().toLowerCase()).not.toContain(secret.toLowerCase());
  expect(phone.events).toEqual([]);
});

test('in Arabic it reads from right to left, codes from left to right, and the office is dialled', async ({
  page,
  phone,
}) => {
  await page.goto(phone.linkTo('a document that is ready', 'ar'));
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('وثيقتك جاهزة');
  await expect(page.getByRole('link', { name: '030 23125 100' })).toHaveAttribute('href', 'tel:03023125100');
  await expect(page.locator('address')).toContainText('Marktplatz 1');
  await expect(page.getByRole('button')).toHaveText(/^اطبعه/);
  await judge(page, 'take-away-arabic');
  await page.goto(phone.linkTo('a pick-up code', 'ar'));
  await expect(page.locator('dd', { hasText: 'P4RT-9XKD-3MNB' })).toHaveCSS('direction', 'ltr');
  await judge(page, 'take-away-arabic-code');
});

test('it is printed without its button, black on white, by one touch', async ({ page, phone }) => {
  await page.addInitScript(() => {
    window.print = () => document.body.setAttribute('data-printed', 'yes');
  });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(phone.linkTo('a case with a question', 'en'));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('We still need something from you');
  await judge(page, 'take-away-dark');
  await page.getByRole('button', { name: 'Print or save as PDF' }).click();
  await expect(page.locator('body')).toHaveAttribute('data-printed', 'yes');
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(page.getByRole('button')).toBeHidden();
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  await expect(page.locator('body')).toHaveCSS('color', 'rgb(0, 0, 0)');
});

test('a code that is cut, made up or missing says in three languages what to do, and the next one is read', async ({
  page,
  phone,
}) => {
  const whole = phone.linkTo('a pick-up code', 'de');
  const madeUp = deflateRawSync(JSON.stringify({ l: 'de', t: 'a', o: { n: 'b', a: [], p: 'javascript:1' } }));
  for (const link of [whole.slice(0, -9), `${phone.url}/t`, `${phone.url}/t#1.${madeUp.toString('base64url')}`]) {
    await page.goto(link);
    const broken = page.getByRole('alert').locator('p');
    await expect(broken).toHaveText([/noch einmal/, /once more/, /مرة أخرى/]);
    await expect(broken.first()).toBeVisible();
    await expect(page.locator('#ticket')).toBeHidden();
    await expect(page.getByRole('button')).toHaveCount(0);
  }
  await judge(page, 'take-away-broken');
  // The page stays, and only what stands behind the # changes.
  await page.goto(whole);
  await expect(page.getByText('P4RT-9XKD-3MNB')).toBeVisible();
  await expect(page.getByRole('alert')).toBeHidden();
});

test('markup in what it holds is text', async ({ page, phone }) => {
  const said = '<img src=x onerror=alert(1)><b>fett</b>';
  const content = {
    l: 'de',
    t: said,
    b: [said],
    s: [{ t: said, i: [said], r: [{ k: said, v: said }], n: said }],
    o: { n: said, a: [said] },
  };
  await page.goto(`${phone.url}/t#1.${deflateRawSync(JSON.stringify(content)).toString('base64url')}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(said);
  expect(await page.locator('#ticket img, #ticket b').count()).toBe(0);
  expect(await page.getByText(said, { exact: true }).count()).toBe(9);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('it says so in three languages', async ({ page, phone }) => {
    await page.goto(phone.linkTo('a pick-up code', 'de'));
    await expect(page.locator('noscript p')).toHaveText([/JavaScript/, /JavaScript/, /JavaScript/]);
    await expect(page.locator('#broken')).toBeHidden();
  });
});
