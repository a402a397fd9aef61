/** Draws Views on the terminal's own page, one after the other, and saves a picture and the measures of each. */
import { readFileSync, writeFileSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import type { CDPSession, Page } from '@playwright/test';
import type { Bridge, View } from '../../electron/ipc/view.ts';
import { ARMS } from '../run/terminal.ts';
import { SIZES, shownAs, type Picture, type Size } from './combinations.ts';
import { measure, type Measured } from './measure.ts';

export interface Drawn {
  readonly picture: Picture;
  readonly measured: Measured;
}

/** No such host: every request is answered from the built page's folder, or not at all. */
const ORIGIN = 'https://gallery.invalid/';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

declare global {
  interface Window {
    /** The other end of the bridge, in the gallery. */
    showView?: (view: View) => Promise<void>;
  }
}

/** Runs in the page before its own scripts: the page's side of the bridge, without a main process behind it. */
function bridgeDouble(): void {
  const listeners = new Set<(view: View) => void>();
  const bridge: Bridge = {
    send: () => undefined,
    ready: () => undefined,
    onView(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    secrets: {
      press: () => false,
      // Some digits are typed, so that they are seen.
      onTyped(listener) {
        listener(3);
        return () => undefined;
      },
    },
  };
  Object.defineProperty(window, 'foyer', { value: bridge });
  const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
  const until = async (is: () => boolean): Promise<void> => {
    const { port1, port2 } = new MessageChannel();
    while (!is())
      await new Promise((resolve) => {
        port1.onmessage = resolve;
        port2.postMessage(null);
      });
    port1.close();
  };
  const between = (): boolean => document.querySelector('.frame--starting') !== null;
  window.showView = async (view) => {
    // In between stands another screen, so that nothing of the last one stays: places of scrolling, open menus.
    const { overlay: _overlay, ...rest } = view;
    const empty: View = { ...rest, bar: { ...view.bar, settings: false }, screen: { kind: 'starting' } };
    for (const listener of listeners) listener(empty);
    await until(between);
    for (const listener of listeners) listener(view);
    if (view.screen.kind !== 'starting') await until(() => !between());
    await document.fonts.ready;
    // Observers of sizes answer after the first frame, and what they changed is laid out in the second.
    await frame();
    await frame();
  };
}

export class Glass {
  readonly #page: Page;
  readonly #cdp: CDPSession;
  #size: Size | null = null;
  #revision = 0;

  private constructor(page: Page, cdp: CDPSession) {
    this.#page = page;
    this.#cdp = cdp;
  }

  /** @param folder The built page. */
  static async open(page: Page, folder: string): Promise<Glass> {
    await page.route('**/*', (route) => {
      const { pathname } = new URL(route.request().url());
      const file = join(folder, normalize(pathname));
      return route.fulfill({
        body: readFileSync(file),
        contentType: TYPES[extname(file)] ?? 'application/octet-stream',
      });
    });
    await page.addInitScript(bridgeDouble);
    const cdp = await page.context().newCDPSession(page);
    // Nothing moves on a picture: two of the same View are the same.
    await cdp.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-reduced-motion', value: 'reduce' }] });
    await page.goto(`${ORIGIN}index.html`);
    await page.waitForFunction(() => window.showView !== undefined && document.getElementById('root') !== null);
    return new Glass(page, cdp);
  }

  async draw(picture: Picture): Promise<{ png: Buffer; measured: Measured }> {
    const { size } = picture.combination;
    if (size !== this.#size) {
      const { width, height } = SIZES[size];
      await this.#cdp.send('Emulation.setDeviceMetricsOverride', {
        width,
        height,
        deviceScaleFactor: 1,
        mobile: false,
      });
      this.#size = size;
    }
    const view = shownAs(picture, (this.#revision += 2), ARMS);
    await this.#page.evaluate((next) => window.showView?.(next), view);
    const measured = await measure(this.#page);
    const { data } = await this.#cdp.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true });
    return { png: Buffer.from(data, 'base64'), measured };
  }
}

/** The pages share the work. Pictures of one size follow each other: another one is laid out anew. */
export async function drawAll(
  glasses: readonly Glass[],
  pictures: readonly Picture[],
  folder: string,
  told: (done: number) => void,
): Promise<Drawn[]> {
  const queue = [...Map.groupBy(pictures, ({ combination }) => combination.size).values()].flat();
  const drawn = new Map<Picture, Drawn>();
  const work = async (glass: Glass): Promise<void> => {
    for (let picture = queue.shift(); picture !== undefined; picture = queue.shift()) {
      const { png, measured } = await glass.draw(picture);
      writeFileSync(join(folder, `${picture.name}.png`), png);
      drawn.set(picture, { picture, measured });
      told(drawn.size);
    }
  };
  await Promise.all(glasses.map(work));
  return pictures.flatMap((picture) => drawn.get(picture) ?? []);
}
