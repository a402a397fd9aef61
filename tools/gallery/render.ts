/** Draws Views on the terminal's own page, one after the other, measures each, and saves a picture where wanted. */
import { readFileSync, writeFileSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import type { CDPSession, Page } from '@playwright/test';
import type { Bridge, View } from '../../electron/ipc/view.ts';
import { ARMS } from '../run/terminal.ts';
import { SIZES, type Size } from './combinations.ts';
import { measure, type Measured } from './measure.ts';
import { shownAs, type Picture } from './plan.ts';

export interface Drawn {
  readonly picture: Picture;
  /** Or the page's own error, where it could not draw the View. */
  readonly measured: Measured | { readonly failed: string };
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
    /** The other end of the bridge, in the gallery. Rejects with the page's own error. */
    showView?: (view: View) => Promise<void>;
    /** What the kiosk would answer whatever is pressed with. */
    answerWith?: (view: View) => void;
  }
}

/** Runs in the page before its own scripts: the page's side of the bridge, without a main process behind it. */
function bridgeDouble(): void {
  const listeners = new Set<(view: View) => void>();
  let answer: View | null = null;
  const bridge: Bridge = {
    send({ type }) {
      // A finger on the glass presses nothing yet.
      if (type === 'touch' || answer === null) return;
      for (const listener of listeners) listener(answer);
      answer = null;
    },
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
  let failed: string | null = null;
  // React tells it what a component threw; as an event of the page it would come without its words.
  window.reportError = (error) => {
    failed ??= error instanceof Error ? error.message : String(error);
  };
  const until = async (is: () => boolean): Promise<void> => {
    const { port1, port2 } = new MessageChannel();
    while (!is() && failed === null)
      await new Promise((resolve) => {
        port1.onmessage = resolve;
        port2.postMessage(null);
      });
    port1.close();
    // After an error React takes all of the page away: what is then measured is an empty display.
    if (failed !== null) throw new Error(failed);
  };
  /** A layout that goes on in this many frames never ends. */
  const FRAMES_AT_MOST = 30;
  const places = (): string =>
    [...document.body.querySelectorAll('*')]
      .map((element) => {
        const { left, top, width, height } = element.getBoundingClientRect();
        return `${left},${top},${width},${height}`;
      })
      .join(' ');
  const between = (): boolean => document.querySelector('.frame--starting') !== null;
  /** The first screen with long words comes when it can part them. */
  const drawn = (): boolean => !between() && document.querySelector('#root > *') !== null;
  window.answerWith = (view) => {
    answer = view;
  };
  window.showView = async (view) => {
    // In between stands another screen, so that nothing of the last one stays: places of scrolling, open menus.
    const { overlay: _overlay, ...rest } = view;
    const empty: View = { ...rest, bar: { ...view.bar, settings: false }, screen: { kind: 'starting' } };
    for (const listener of listeners) listener(empty);
    await until(between);
    for (const listener of listeners) listener(view);
    if (view.screen.kind !== 'starting') await until(drawn);
    await document.fonts.ready;
    // Observers of sizes answer after a frame, and what they change is laid out in the next.
    await frame();
    for (let [before, left] = ['', FRAMES_AT_MOST]; ; left -= 1) {
      await frame();
      const now = places();
      if (now === before) break;
      if (left === 0) throw new Error('the page does not come to rest');
      before = now;
    }
    await until(() => true);
  };
}

export class Glass {
  readonly #page: Page;
  readonly cdp: CDPSession;
  #size: Size | null = null;
  #revision = 0;

  private constructor(page: Page, cdp: CDPSession) {
    this.#page = page;
    this.cdp = cdp;
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
    const glass = new Glass(page, cdp);
    await glass.#load();
    return glass;
  }

  async draw(picture: Picture): Promise<Drawn['measured']> {
    const { size } = picture.combination;
    if (size !== this.#size) {
      const { width, height } = SIZES[size];
      await this.cdp.send('Emulation.setDeviceMetricsOverride', {
        width,
        height,
        deviceScaleFactor: 1,
        mobile: false,
      });
      this.#size = size;
    }
    const view = shownAs(picture, (this.#revision += 2), ARMS);
    const failed = await this.#page.evaluate(
      (next) =>
        window.showView?.(next).then(
          () => null,
          (error: Error) => error.message,
        ) ?? 'the page has no bridge',
      view,
    );
    if (failed === null) return measure(this.#page);
    await this.#load();
    return { failed };
  }

  /** The next press brings this View. */
  async answerWith(picture: Picture): Promise<void> {
    const view = shownAs(picture, (this.#revision += 2), ARMS);
    await this.#page.evaluate((next) => window.answerWith?.(next), view);
  }

  /** What is drawn now, as PNG. */
  async photograph(): Promise<Buffer> {
    const { data } = await this.cdp.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true });
    return Buffer.from(data, 'base64');
  }

  async #load(): Promise<void> {
    await this.#page.goto(`${ORIGIN}index.html`);
    await this.#page.waitForFunction(() => window.showView !== undefined && document.getElementById('root') !== null);
  }
}

/** A page for each kind of words. */
export interface Desk {
  readonly glass: Glass;
  readonly pseudo: boolean;
}

/**
 * The pages share the work. Pictures of one size follow each other: another one is laid out anew.
 *
 * @param keeps Whether the picture is saved, asked when it is measured.
 */
export async function drawAll(
  desks: readonly Desk[],
  pictures: readonly Picture[],
  folder: string,
  keeps: (drawn: Drawn) => boolean,
  told: (done: number) => void,
): Promise<Drawn[]> {
  const queue = [...Map.groupBy(pictures, ({ combination }) => combination.size).values()].flat();
  const [pseudo, others] = [true, false].map((wanted) =>
    queue.filter(({ combination }) => (combination.words === 'pseudo') === wanted),
  );
  const drawn = new Map<Picture, Drawn>();
  const work = async ({ glass, pseudo: own }: Desk): Promise<void> => {
    const left = (own ? pseudo : others) ?? [];
    for (let picture = left.shift(); picture !== undefined; picture = left.shift()) {
      const one: Drawn = { picture, measured: await glass.draw(picture) };
      if (keeps(one) && !('failed' in one.measured))
        writeFileSync(join(folder, `${picture.name}.png`), await glass.photograph());
      drawn.set(picture, one);
      told(drawn.size);
    }
  };
  await Promise.all(desks.map(work));
  return pictures.flatMap((picture) => drawn.get(picture) ?? []);
}
