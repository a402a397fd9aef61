/**
 * `npm run gallery`: every screen in each of its states, language and setting as a picture, on one page in
 * `out/gallery/`.
 *
 *   --pairs            each View in each value, each kind of screen in each pair of values, and a picture only of what
 *                      is wrong: what `npm test` does
 *   --only TEXT        screens whose name begins with this
 *   --browser NAME     `debian` for its Chromium, `electron` for the one that set-up found: usual, with --pairs and
 *                      --compare only where Debian's is missing
 *   --against FOLDER   an earlier gallery (a copy of `out/gallery`): what differs stands first
 *   --compare COMMIT   only this: the same Views by that commit's page beside this one's, in `compare.html`
 *   --out FOLDER       instead of `out/gallery`
 *   --record           records the Views anew, also where nothing of what they come from is newer
 *
 * Exit code 1: something is wrong with a picture, and it is not on the list in `accepted.ts`. 64: used wrongly. 69:
 * there is no browser to draw with.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { page as buildPage } from '../build.ts';
import { ROOT } from '../setup/paths.mjs';
import { ACCEPTED } from './accepted.ts';
import { engineHere } from './browser.ts';
import { judge, judgePlaces, promisedBy, sort, type Finding } from './check.ts';
import { nameOf } from './combinations.ts';
import { compare, picturesOf, type Comparison } from './compare.ts';
import { draw, type Drawing } from './draw.ts';
import { buildEarlier } from './earlier.ts';
import { comparePage, galleryPage, staleLine, summary } from './page.ts';
import { pairwisePlan, usualPicture, viewOf, wholePlan } from './plan.ts';
import { pseudoGerman } from './pseudo.ts';
import { recordedViews, type RecordedView } from './record.ts';
import type { Drawn } from './render.ts';

const say = (text: string): void => void process.stderr.write(`gallery: ${text}\n`);
const NO_BROWSER = 69;
/** Pictures of what is wrong that a run with --pairs saves: one fault may be on all of them. */
const AT_MOST = 60;

function options() {
  const { values } = parseArgs({
    options: {
      pairs: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      browser: { type: 'string' },
      against: { type: 'string' },
      compare: { type: 'string' },
      out: { type: 'string', default: join(ROOT, 'out/gallery') },
    },
  });
  const browser = values.browser ?? (values.pairs || values.compare !== undefined ? engineHere() : 'electron');
  if (browser !== null && browser !== 'electron' && browser !== 'debian')
    throw new Error('--browser is "electron" or "debian"');
  const out = resolve(values.out);
  const against = values.against === undefined ? null : resolve(values.against);
  if (against === out) throw new Error('--against must be a copy: this run writes its pictures into the same folder');
  return { ...values, browser, out, against } as const;
}

type Options = ReturnType<typeof options>;

async function run({ pairs, record, only, browser, against, out }: Options): Promise<number> {
  if (browser === null) return noBrowser();
  const earlier = against === null ? null : { folder: against, names: picturesOf(against) };
  rmSync(out, { recursive: true, force: true });
  const views = (await recordedViews(record, say)).filter(({ screen }) => screen.startsWith(only));
  const pictures = pairs ? pairwisePlan(views) : wholePlan(views);
  let left = AT_MOST;
  say(`${views.length} Views, ${pictures.length} pictures; building the page …`);
  const folders = { usual: join(out, 'renderer'), pseudo: join(out, 'renderer-pseudo') };
  await Promise.all([buildPage(folders.usual), buildPage(folders.pseudo, 'renderer', [pseudoGerman()])]);
  const keeps = (one: Drawn): boolean => !pairs || (sort(judged(one), ACCEPTED).open.length > 0 && (left -= 1) >= 0);
  const { drawn, version } = await draw(browser, folders, pictures, out, keeps, say);

  const findings = [
    ...drawn.flatMap(judged),
    ...judgePlaces('title', drawn.map(placed('title'))),
    ...judgePlaces('action', drawn.map(placed('action'))),
  ];
  const verdict = sort(findings, ACCEPTED);
  const shown = drawn.map(({ picture: { name, recorded, combination } }) => ({
    name,
    screen: recorded.screen,
    combination,
  }));
  const comparison = earlier === null ? null : compare(earlier, { folder: out, names: shown.map(({ name }) => name) });
  writeFileSync(join(out, 'gallery.json'), JSON.stringify({ engine: version, pictures: shown, findings }, null, 1));
  writeFileSync(join(out, 'index.html'), galleryPage({ engine: version, pictures: shown, verdict, comparison }));
  for (const line of summary(verdict.open)) process.stdout.write(`${line}\n`);
  // Only a run over everything has seen all that the list is about.
  const stale = only !== '' ? [] : verdict.stale.map(staleLine);
  for (const line of stale) process.stdout.write(`${line}\n`);
  if (comparison !== null) tell(comparison);
  say(`${verdict.open.length} findings, ${verdict.accepted.length} accepted; open ${join(out, 'index.html')}`);
  const wrong = new Set(verdict.open.map(({ picture }) => picture)).size + stale.length;
  process.stdout.write(`${drawn.length - wrong} passed, ${wrong} failed\n`);
  return wrong === 0 ? 0 : 1;
}

/** The same Views by the page of another commit, beside this one's. */
async function runCompare({
  compare: ref,
  only,
  record,
  browser,
  out,
}: Options & { compare: string }): Promise<number> {
  if (browser === null) return noBrowser();
  rmSync(out, { recursive: true, force: true });
  const folders = { before: join(out, 'earlier'), now: join(out, 'renderer') };
  const commit = buildEarlier(ref, folders.before);
  const views = (await recordedViews(record, say)).filter(({ screen }) => screen.startsWith(only));
  const pictures = views.map((recorded) => usualPicture(recorded));
  say(`${pictures.length} pictures twice: ${commit}, and this checkout …`);
  await buildPage(folders.now);
  const sides = { before: join(out, 'by-earlier'), now: out };
  const before = await draw(browser, { usual: folders.before }, pictures, sides.before, () => true, say);
  const now = await draw(browser, { usual: folders.now }, pictures, sides.now, () => true, say);
  const names = ({ drawn }: Drawing): string[] =>
    drawn.flatMap(({ picture, measured }) => ('failed' in measured ? [] : [picture.name]));
  const failed = before.drawn.flatMap(({ picture, measured }) =>
    'failed' in measured ? [`${picture.name}: ${measured.failed}`] : [],
  );
  const comparison = compare({ folder: sides.before, names: names(before) }, { folder: sides.now, names: names(now) });
  rmSync(sides.before, { recursive: true, force: true });
  writeFileSync(join(out, 'compare.html'), comparePage({ commit, engine: now.version, comparison, failed }));
  for (const line of failed) process.stdout.write(`the earlier page could not draw ${line}\n`);
  tell(comparison);
  say(`open ${join(out, 'compare.html')}`);
  return 0;
}

function tell(comparison: readonly Comparison[]): void {
  const count = (state: string): number => comparison.filter((one) => one.state === state).length;
  say(`${count('differs')} differ, ${count('new')} new, ${count('gone')} gone, ${count('same')} alike`);
}

function noBrowser(): number {
  say('there is neither Debian\'s Chromium nor the Electron of "npm start": nothing was drawn');
  return NO_BROWSER;
}

const judged = ({ picture: { name, combination }, measured }: Drawn): Finding[] =>
  'failed' in measured
    ? [{ check: 'failed', picture: name, detail: measured.failed }]
    : judge(name, measured, promisedBy(combination));

/** Characters from which on a name takes three lines on the smallest display. */
const THREE_LINES = 80;
/** What it shows has a name of that length, in one of its languages. */
const isLong = ({ spoken }: RecordedView): boolean =>
  Object.values(spoken).some(
    ({ screen }) => 'name' in screen && typeof screen.name === 'object' && screen.name.text.length >= THREE_LINES,
  );

/** Places on one kind of screen are compared in one language, setting and size. */
const placed =
  (what: 'title' | 'action') =>
  ({ picture, measured }: Drawn) => {
    const { name, recorded, combination } = picture;
    const kind = recorded.screen.split('.')[0] ?? '';
    // The basket lies between the action and the bar, and is there once something was done.
    const basket = what === 'action' && viewOf(recorded).basket !== undefined ? ' with a basket' : '';
    const group = `${kind} ${nameOf(combination)}${basket}`;
    // A name of three lines moves the heading that it stands in.
    if ('failed' in measured || combination.names === 'long' || isLong(recorded))
      return { picture: name, group, at: null };
    const [main, second] = measured.controls.filter(({ primary, seen }) => primary && seen !== null);
    const box = what === 'title' ? measured.title : second === undefined ? main?.box : null;
    return {
      picture: name,
      group,
      at: box ?? null,
    };
  };

try {
  const given = options();
  process.exitCode = await (given.compare === undefined
    ? run(given)
    : runCompare({ ...given, compare: given.compare }));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 64;
}
