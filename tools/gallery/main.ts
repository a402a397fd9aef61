/**
 * `npm run gallery`: every screen in each of its states, language and setting as a picture, on one page in
 * `out/gallery/`.
 *
 *   --quick            each pair of language, setting and size once for each kind of screen
 *   --only TEXT        screens whose name begins with this
 *   --browser debian   Debian's Chromium instead of the Electron that set-up found
 *   --against FOLDER   an earlier gallery (a copy of `out/gallery`): what differs stands first
 *   --out FOLDER       instead of `out/gallery`
 *   --record           records the Views anew, also where nothing of what they come from is newer
 *
 * Exit code 1: something is wrong with a picture, and it is not on the list in `accepted.ts`. 64: used wrongly.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { page as buildPage } from '../build.ts';
import { ROOT } from '../setup/paths.mjs';
import { ACCEPTED } from './accepted.ts';
import { openBrowser } from './browser.ts';
import { judge, judgeTitles, sort } from './check.ts';
import { nameOf, plan } from './combinations.ts';
import { compare, picturesOf } from './compare.ts';
import { galleryPage, staleLine, summary } from './page.ts';
import { recordedViews } from './record.ts';
import { Glass, drawAll, type Drawn } from './render.ts';

const say = (text: string): void => void process.stderr.write(`gallery: ${text}\n`);

function options() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      browser: { type: 'string', default: 'electron' },
      against: { type: 'string' },
      out: { type: 'string', default: join(ROOT, 'out/gallery') },
    },
  });
  const { browser } = values;
  if (browser !== 'electron' && browser !== 'debian') throw new Error('--browser is "electron" or "debian"');
  const out = resolve(values.out);
  const against = values.against === undefined ? null : resolve(values.against);
  if (against === out) throw new Error('--against must be a copy: this run writes its pictures into the same folder');
  return { ...values, browser, out, against } as const;
}

async function run({ quick, record, only, browser, against, out }: ReturnType<typeof options>): Promise<boolean> {
  const earlier = against === null ? null : { folder: against, names: picturesOf(against) };
  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, 'pictures'), { recursive: true });
  const recording = join(ROOT, 'out/gallery-views.json');
  if (record) rmSync(recording, { force: true });
  const views = (await recordedViews(recording, say)).filter(({ screen }) => screen.startsWith(only));
  const pictures = plan(views, quick);
  say(`${views.length} Views, ${pictures.length} pictures; building the page …`);
  await buildPage(join(out, 'renderer'));
  const opened = await openBrowser(browser);
  let drawn: Drawn[];
  const began = performance.now();
  try {
    const glasses = await Promise.all(opened.pages.map((page) => Glass.open(page, join(out, 'renderer'))));
    drawn = await drawAll(glasses, pictures, join(out, 'pictures'), (done) => {
      if (done % 250 === 0) say(`${done} of ${pictures.length} …`);
    });
  } finally {
    await opened.close();
  }
  const seconds = (performance.now() - began) / 1_000;
  say(
    `${drawn.length} pictures in ${seconds.toFixed(1)} s, ${(drawn.length / seconds).toFixed(1)} a second; ${opened.version}`,
  );

  const findings = [
    ...drawn.flatMap(({ picture, measured }) => judge(picture.name, measured)),
    ...judgeTitles(drawn.map(placed)),
  ];
  const verdict = sort(findings, ACCEPTED);
  const shown = drawn.map(({ picture: { name, recorded, combination } }) => ({
    name,
    screen: recorded.screen,
    combination,
  }));
  const comparison = earlier === null ? null : compare(earlier, { folder: out, names: shown.map(({ name }) => name) });
  writeFileSync(
    join(out, 'gallery.json'),
    JSON.stringify({ engine: opened.version, pictures: shown, findings }, null, 1),
  );
  writeFileSync(join(out, 'index.html'), galleryPage({ engine: opened.version, pictures: shown, verdict, comparison }));
  for (const line of summary(verdict.open)) process.stdout.write(`${line}\n`);
  // Only a run over everything has seen all that the list is about.
  const stale = quick || only !== '' ? [] : verdict.stale.map(staleLine);
  for (const line of stale) process.stdout.write(`${line}\n`);
  if (comparison !== null) {
    const count = (state: string): number => comparison.filter((one) => one.state === state).length;
    say(`${count('differs')} differ, ${count('new')} new, ${count('gone')} gone, ${count('same')} alike`);
  }
  say(`${verdict.open.length} findings, ${verdict.accepted.length} accepted; open ${join(out, 'index.html')}`);
  return verdict.open.length === 0 && stale.length === 0;
}

/** Headings of one kind of screen are compared in one language, setting and size. */
function placed({ picture, measured }: Drawn) {
  const { name, recorded, combination } = picture;
  const kind = recorded.screen.split('.')[0] ?? '';
  return { picture: name, group: `${kind} ${nameOf(combination)}`, title: measured.title };
}

try {
  process.exitCode = (await run(options())) ? 0 : 1;
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 64;
}
