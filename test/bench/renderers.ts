/** The page of this checkout beside that of another commit: from a touch to the next paint, on five screens. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { page as buildPage } from '../../tools/build.ts';
import { engineHere, openBrowser } from '../../tools/gallery/browser.ts';
import { buildEarlier } from '../../tools/gallery/earlier.ts';
import { kindOf, usualPicture, type Picture } from '../../tools/gallery/plan.ts';
import { recordedViews } from '../../tools/gallery/record.ts';
import { Glass } from '../../tools/gallery/render.ts';
import { spread, type Measurement } from './figures.ts';
import { touchToPaint, watchPaints } from './paints.ts';

/** Kinds of screens; a touch on one of them brings the next. */
const SCREENS = ['home', 'search', 'document-number', 'page', 'notice'];
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
  const pictures = SCREENS.map((kind) => {
    const recorded = views.find((one) => kindOf(one) === kind);
    if (recorded === undefined) throw new Error(`no View of the kind "${kind}" was recorded`);
    return usualPicture(recorded);
  });
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
    for (const { page } of sides) await watchPaints(page);
    const times = sides.map(() => SCREENS.map((): number[] => []));
    for (let round = 0; round <= rounds; round += 1)
      for (const [at, picture] of pictures.entries())
        for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
          const took = await touched(side, picture, pictures[(at + 1) % pictures.length] ?? picture);
          // The first round loads fonts and warms the engine's caches.
          if (round > 0) times[sides.indexOf(side)]?.[at]?.push(took);
        }
    return SCREENS.map((kind, at) => {
      const [ours = [], theirs] = times.map((side) => side[at] ?? []);
      return {
        name: `touch to next paint: ${kind}`,
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

async function touched({ page, glass }: { page: Page; glass: Glass }, shown: Picture, next: Picture): Promise<number> {
  const drawn = await glass.draw(shown);
  if ('failed' in drawn) throw new Error(`${shown.name}: ${drawn.failed}`);
  await glass.answerWith(next);
  await page.bringToFront();
  const box = await page.locator(CONTROL).first().boundingBox();
  if (box === null) throw new Error(`nothing can be touched on ${shown.name}`);
  return touchToPaint(page, glass.cdp, { x: box.x + box.width / 2, y: box.y + box.height / 2 });
}
