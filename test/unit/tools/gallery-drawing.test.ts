/** A handful of Views, drawn by the engine that set-up found, and the measures on a page that is wrong on purpose. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { page as buildPage } from '../../../tools/build.ts';
import { openBrowser, type Browser } from '../../../tools/gallery/browser.ts';
import { judge, promisedBy } from '../../../tools/gallery/check.ts';
import { SIZES, USUAL } from '../../../tools/gallery/combinations.ts';
import { measure } from '../../../tools/gallery/measure.ts';
import { pairwisePlan } from '../../../tools/gallery/plan.ts';
import { pseudoGerman } from '../../../tools/gallery/pseudo.ts';
import { select, type Spoken } from '../../../tools/gallery/record.ts';
import { Glass, drawAll } from '../../../tools/gallery/render.ts';
import { STAFF_PIN, bootKioskHarness } from '../../harness/kiosk-harness.ts';

let folder: string;
let browser: Browser;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foyer-drawing-'));
  await Promise.all([buildPage(join(folder, 'page')), buildPage(join(folder, 'pseudo'), 'renderer', [pseudoGerman()])]);
  browser = await openBrowser('electron');
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

it('the gallery draws each View in its own size, language and setting, twice alike', async () => {
  const harness = await bootKioskHarness();
  const seen: Spoken[] = [];
  harness.kiosk.onView((view) => void seen.push({ de: { ...view, language: 'de' }, ar: { ...view, language: 'ar' } }));
  await harness.enter();
  await harness.ask('identity-card', 'L7MX1P6W8');
  await harness.touch('cancel', 'leave');
  await harness.signIn(STAFF_PIN);
  const views = select(seen).filter(({ screen }) => /^(home|document-status|overlay\.leave|staff\.)/.test(screen));
  const pictures = pairwisePlan(views).filter((_, at) => at % 3 === 0);
  expect(pictures.length).toBeGreaterThan(5);

  const desks = await Promise.all(
    browser.pages.map(async (page, at) => ({
      glass: await Glass.open(page, join(folder, at === 0 ? 'pseudo' : 'page')),
      pseudo: at === 0,
    })),
  );
  const shots: Buffer[][] = [];
  for (const run of ['first', 'second']) {
    mkdirSync(join(folder, run));
    const drawn = await drawAll(
      desks,
      pictures,
      join(folder, run),
      () => true,
      () => undefined,
    );
    expect(drawn.map(({ picture }) => picture.name)).toEqual(pictures.map(({ name }) => name));
    for (const { measured, picture } of drawn) {
      if ('failed' in measured) throw new Error(measured.failed);
      expect(measured.controls.length, picture.name).toBeGreaterThan(0);
      const stretched = measured.controls.some(({ name }) => name.includes('éñ'));
      expect(stretched, picture.name).toBe(picture.combination.words === 'pseudo');
    }
    shots.push(pictures.map(({ name }) => readFileSync(join(folder, run, `${name}.png`))));
  }
  for (const [at, { name, combination }] of pictures.entries()) {
    const [first, second] = [shots[0]?.[at], shots[1]?.[at]];
    if (first === undefined || second === undefined) throw new Error(`${name} was not drawn`);
    const { width, height } = PNG.sync.read(first);
    expect({ width, height }, name).toMatchObject({
      width: SIZES[combination.size].width,
      height: SIZES[combination.size].height,
    });
    expect(first.equals(second), `${name} is the same twice`).toBe(true);
  }
  expect(existsSync(join(folder, 'first', `${pictures[0]?.name}.png`))).toBe(true);
});

it('the gallery measures what is cut, broken, small, lost or overlapping', async () => {
  const [page] = browser.pages;
  if (page === undefined) throw new Error('the browser has no page');
  await page.goto('about:blank');
  await page.setContent(`<body style="margin:0; font:20px sans-serif; width:600px">
    <h1 style="margin:0">Titel</h1>
    <div style="width:60px; overflow:hidden; white-space:nowrap">Personalausweis abholen</div>
    <p style="width:70px; overflow-wrap:anywhere">Wohnungsgeberbescheinigung</p>
    <p lang="de" style="width:70px">kurz und gut</p>
    <div style="height:90px; overflow-y:auto"><button style="width:99px; height:80px">Oben</button><br>
      <button style="width:99px; height:80px">Unten</button></div>
    <div style="position:relative; height:100px">
      <button style="position:absolute; left:0; top:0; width:99px; height:99px">Ja</button>
      <button style="position:absolute; left:80px; top:0; width:99px; height:40px">Nein</button></div>
    <div style="position:relative; height:40px"><span style="position:absolute">Unter</span>
      <b style="position:absolute">Druck</b></div>
    <span class="kern-sr-only" style="position:absolute; width:1px; height:1px; overflow:hidden">nur gesagt</span>
    <button style="position:absolute; left:calc(100vw - 20px); top:0; width:99px; height:80px">Weg</button></body>`);
  const measured = await measure(page);
  const found = judge('x', measured, promisedBy(USUAL)).map(
    ({ check, detail }) => `${check} ${detail.replace(/\d+ px/, '… px')}`,
  );
  expect(measured.title?.top).toBe(0);
  expect(found).toEqual(
    expect.arrayContaining([
      'cut "Personalausweis abholen": … px',
      'broken Wohnungsgeberbescheinigung',
      'over "Unter" and "Druck"',
      'small "Nein": 99 × 40',
      'overlap "Ja" and "Nein"',
      'close … px: "Oben" and "Unten"',
      'outside "Weg": … px',
    ]),
  );
  // Below the edge of a list that scrolls, nothing is lost.
  const lost = found.filter((one) => !one.startsWith('close') && !one.startsWith('letters'));
  expect(lost.join()).not.toMatch(/Unten|Oben|kurz|nur gesagt/);
});

it('the gallery measures edges, the heights of letters, and what moves', async () => {
  const page = browser.pages.at(-1);
  if (page === undefined) throw new Error('the browser has no page');
  await page.goto('about:blank');
  await page.setContent(`<body style="margin:0; font:30px sans-serif; background:#f4f6fa">
    <style>p { transition: opacity 0.25s } i { transition: opacity 0.15s } .nirgends { transition: opacity 1s } @keyframes x { to { opacity: 0 } } button { width:99px; height:99px; margin:9px; border:0; background:#fff }</style>
    <button>Nichts</button>
    <button style="border:2px solid #7d8597">Rand</button>
    <button style="border:2px solid #7d8597; border-top-color:#eee">Halb</button>
    <button style="background:color-mix(in srgb, #1d4f91 90%, #fff)">Grund</button>
    <button style="background:rgb(0 0 0 / 20%)">Hauch</button>
    <button aria-disabled="true">Aus</button>
    <p class="fein" style="font-size:20px">Kleingedrucktes</p>
    <i class="kreisel" style="animation:x 1s infinite">…</i></body>`);
  const measured = await measure(page);
  const found = judge('x', measured, promisedBy(USUAL)).map(({ check, detail }) => `${check} ${detail}`);
  expect(found.filter((one) => one.startsWith('edge')).map((one) => /"(.*)"/.exec(one)?.[1])).toEqual([
    'Nichts',
    'Halb',
    'Hauch',
  ]);
  expect(found.filter((one) => one.startsWith('slow'))).toHaveLength(1);
  expect(found).toEqual(
    expect.arrayContaining(['letters fein ("Kleingedrucktes"): 20 px', 'moving kreisel', 'slow p: 250 ms']),
  );
});

it('the gallery says of a View that the page cannot draw what the page said, and goes on', async () => {
  const page = browser.pages.at(-1);
  if (page === undefined) throw new Error('the browser has no page');
  const harness = await bootKioskHarness();
  const seen: Spoken[] = [];
  harness.kiosk.onView((view) => void seen.push({ de: view }));
  await harness.enter();
  const [sound] = pairwisePlan(select(seen).filter(({ screen }) => screen.startsWith('home')));
  if (sound === undefined) throw new Error('the start page was not recorded');
  const text = JSON.stringify(sound.recorded).replace(/"key":"tile\.[^"]*"/, '"key":"tile.there.is.none"');
  const glass = await Glass.open(page, join(folder, 'page'));
  const unsound = { ...sound, recorded: JSON.parse(text) as typeof sound.recorded };
  expect(await glass.draw(unsound)).toEqual({ failed: expect.stringContaining('tile.there.is.none') });
  expect(await glass.draw(sound)).not.toHaveProperty('failed');
});
