/** A handful of Views, drawn by the engine that set-up found, and the measures on a page that is wrong on purpose. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { page as buildPage } from '../../../tools/build.ts';
import { openBrowser, type Browser } from '../../../tools/gallery/browser.ts';
import { judge } from '../../../tools/gallery/check.ts';
import { SIZES, plan } from '../../../tools/gallery/combinations.ts';
import { measure } from '../../../tools/gallery/measure.ts';
import { select, type Spoken } from '../../../tools/gallery/record.ts';
import { Glass, drawAll } from '../../../tools/gallery/render.ts';
import { STAFF_PIN, bootKioskHarness } from '../../harness/kiosk-harness.ts';

let folder: string;
let browser: Browser;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foyer-drawing-'));
  await buildPage(join(folder, 'page'));
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
  const pictures = plan(views, true).filter((_, at) => at % 3 === 0);
  expect(pictures.length).toBeGreaterThan(5);

  const glasses = await Promise.all(browser.pages.map((page) => Glass.open(page, join(folder, 'page'))));
  const shots: Buffer[][] = [];
  for (const run of ['first', 'second']) {
    mkdirSync(join(folder, run));
    const drawn = await drawAll(glasses, pictures, join(folder, run), () => undefined);
    expect(drawn.map(({ picture }) => picture.name)).toEqual(pictures.map(({ name }) => name));
    for (const { measured, picture } of drawn) expect(measured.controls.length, picture.name).toBeGreaterThan(0);
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
  const found = judge('x', measured).map(({ check, detail }) => `${check} ${detail.replace(/\d+ px/, '… px')}`);
  expect(measured.title?.top).toBe(0);
  expect(found).toEqual(
    expect.arrayContaining([
      'cut "Personalausweis abholen": … px',
      'broken Wohnungsgeberbescheinigung',
      'over "Unter" and "Druck"',
      'small "Nein": 99 × 40',
      'overlap "Ja" and "Nein"',
      'outside "Weg": … px',
    ]),
  );
  // Below the edge of a list that scrolls, nothing is lost.
  expect(found.join()).not.toMatch(/Unten|Oben|kurz|nur gesagt/);
});
