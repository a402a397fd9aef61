/** The town's own coat of arms and colour. */
import { SOME_ARMS } from '../harness/office-page/arms.ts';
import { minutesAgo } from '../harness/office-page/data.ts';
import { expect, fillIn, isUp, judge, signIn, test } from './support/office.ts';

test('without them there is the town’s first letter in a shield', async ({ page, office }) => {
  await signIn(page, office);
  await expect(page.locator('.head .arms')).toHaveText('M');
});

// The lightest ones that are accepted: a grey, and one whose tint is the darkest.
for (const accent of ['#767676', '#e60000'])
  test(`the page is for everybody in the town’s colour (${accent})`, async ({ page, office }) => {
    Object.assign(office.known.ways, { oidc: { label: 'Mit dem Konto der Stadt' }, arms: SOME_ARMS, accent });
    await page.goto(office.url);
    await page.getByLabel('Anmeldename').waitFor();
    await judge(page, `town-${accent.slice(1)}-sign-in`);
    await fillIn(page);
    await isUp(page, office);
    const arms = page.locator('.head img.arms');
    expect(await arms.evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBeGreaterThan(0);
    await expect(page.locator('.head')).toHaveCSS('border-block-end-color', rgbOf(accent));
    office.call({ acceptedAt: minutesAgo(1) });
    await page.getByRole('button', { name: 'Ich komme: foyer-01' }).waitFor();
    await page.getByRole('button', { name: 'Erledigt: foyer-01' }).hover();
    await judge(page, `town-${accent.slice(1)}-today`);
    for (const path of ['/terminals', '/terminals/t-05', '/konten', '/mein-konto']) {
      await page.goto(office.url + path);
      await isUp(page, office);
      await judge(page, `town-${accent.slice(1)}${path.replaceAll('/', '-')}`);
    }
  });

const rgbOf = (colour: string): string =>
  `rgb(${[1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)).join(', ')})`;
