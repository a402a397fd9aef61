/** The page of this checkout beside that of another commit: from a touch to the next paint, on five screens. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { page as buildPage } from '../../tools/build.ts';
import { engineHere, openBrowser } from '../../tools/gallery/browser.ts';
import { buildEarlier } from '../../tools/gallery/earlier.ts';
import { kindOf, usualPicture, type Picture } from '../../tools/gallery/plan.ts';
import { recordedViews, type RecordedView } from '../../tools/gallery/record.ts';
import { Glass } from '../../tools/gallery/render.ts';
import { spread, type Measurement } from './figures.ts';
import { touchToPaint, watchPaints } from './paints.ts';

/** Kinds of screens, the most wanted first; a touch on one of the five that are taken brings the next. */
const KINDS = ['home', 'search', 'document-number', 'page', 'notice', 'document-status', 'qr', 'waiting'];
const SCREENS = 5;
/** What brings another View when it is touched: not what only scrolls. */
const CONTROL = 'main button:not([aria-disabled="true"], .scroll__button)';

/**
 * Both pages in one browser that draws frames as soon as they are wanted, in turns, so that what the machine does
 * beside it meets both.
 *
 * @param ref The other commit; null measures this checkout alone.
 */
export async function measureRenderers(
  ref: string | null,
  rounds: number,
  say: (text: string) => void,
): Promise<Measurement[]> {
  const engine = engineHere();
  if (engine === null) throw new Error('there is no browser to draw with');
  const views = await recordedViews(false, say);
  const folder = mkdtempSync(join(tmpdir(), 'foyer-paint-'));
  const browser = await openBrowser(engine);
  try {
    const folders = { now: join(folder, 'now'), before: join(folder, 'before') };
    await buildPage(folders.now);
    const commit = ref === null ? null : buildEarlier(ref, folders.before);
    const built = commit === null ? [folders.now] : [folders.now, folders.before];
    const sides = await Promise.all(
      built.map(async (one, at) => {
        const page = browser.pages[at];
        if (page === undefined) throw new Error('the browser has too few pages');
        return { page, glass: await Glass.open(page, one) };
      }),
    );
    const pictures = await drawnByAll(sides, views);
    // A page that could not draw a View was loaded anew.
    for (const { page } of sides) await watchPaints(page);
    const times = sides.map(() => pictures.map((): number[] => []));
    for (let round = 0; round <= rounds; round += 1)
      for (const [at, picture] of pictures.entries())
        for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
          const took = await touched(side, picture, pictures[(at + 1) % pictures.length] ?? picture);
          // The first round loads fonts and warms the engine's caches.
          if (round > 0) times[sides.indexOf(side)]?.[at]?.push(took);
        }
    return pictures.map(({ recorded }, at) => {
      const [ours = [], theirs] = times.map((side) => side[at] ?? []);
      return {
        name: `touch to next paint: ${kindOf(recorded)}`,
        unit: 'ms',
        ours: spread(ours),
        ...(commit === null || theirs === undefined ? {} : { reference: { name: commit, spread: spread(theirs) } }),
        note: browser.version,
      };
    });
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Side {
  readonly page: Page;
  readonly glass: Glass;
}

/** Of each kind the first View that every side can draw: an earlier page lacks what came since. */
async function drawnByAll(sides: readonly Side[], views: readonly RecordedView[]): Promise<Picture[]> {
  const found: Picture[] = [];
  for (const kind of KINDS)
    for (const recorded of views.filter((one) => kindOf(one) === kind)) {
      const picture = usualPicture(recorded);
      const drawn = await Promise.all(sides.map(({ glass }) => glass.draw(picture)));
      if (drawn.some((one) => 'failed' in one)) continue;
      found.push(picture);
      if (found.length === SCREENS) return found;
      break;
    }
  return found;
}

async function touched({ page, glass }: Side, shown: Picture, next: Picture): Promise<number> {
  const drawn = await glass.draw(shown);
  if ('failed' in drawn) throw new Error(`${shown.name}: ${drawn.failed}`);
  await glass.answerWith(next);
  await page.bringToFront();
  const box = await page.locator(CONTROL).first().boundingBox();
  if (box === null) throw new Error(`nothing can be touched on ${shown.name}`);
  return touchToPaint(page, glass.cdp, { x: box.x + box.width / 2, y: box.y + box.height / 2 });
}
