/** Opens a browser, and draws pictures in it with the pages that were built. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser, type Engine } from './browser.ts';
import type { Picture } from './plan.ts';
import { Glass, drawAll, type Drawn } from './render.ts';

/** Folders of built pages; without one for pseudo no picture may ask for it. */
export interface Built {
  readonly usual: string;
  readonly pseudo?: string;
}
export interface Drawing {
  readonly drawn: Drawn[];
  /** `Chromium 114.0.5735.134 (Electron 25.1.1)`. */
  readonly version: string;
}

/**
 * @param out Its folder `pictures` gets the pictures.
 * @param keeps Whether a picture is saved, asked when it is measured.
 */
export async function draw(
  browser: Engine,
  built: Built,
  pictures: readonly Picture[],
  out: string,
  keeps: (drawn: Drawn) => boolean,
  say: (text: string) => void,
): Promise<Drawing> {
  mkdirSync(join(out, 'pictures'), { recursive: true });
  const opened = await openBrowser(browser);
  const began = performance.now();
  try {
    const desks = await Promise.all(
      opened.pages.map(async (page, at) => {
        const pseudo = at === 0 && built.pseudo !== undefined;
        return { glass: await Glass.open(page, pseudo ? (built.pseudo ?? '') : built.usual), pseudo };
      }),
    );
    const drawn = await drawAll(desks, pictures, join(out, 'pictures'), keeps, (done) => {
      if (done % 500 === 0) say(`${done} of ${pictures.length} …`);
    });
    const seconds = (performance.now() - began) / 1_000;
    const pace = (drawn.length / seconds).toFixed(1);
    say(`${drawn.length} drawn in ${seconds.toFixed(1)} s, ${pace} a second; ${opened.version}`);
    return { drawn, version: opened.version };
  } finally {
    await opened.close();
  }
}
