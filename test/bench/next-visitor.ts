/** From the last touch of one visit until the next visitor's screen is drawn and can be touched. */
import type { ElectronApplication, Page } from '@playwright/test';
import { setTimeout as passed } from 'node:timers/promises';
import { begin, startTerminal, touch, type TestTerminal } from '../e2e/support/terminal.ts';
import { successor } from '../e2e/support/visit.ts';
import { createTranslate } from '../../locales/translate.ts';
import { openBare } from './bare.ts';
import { spread, type Measurement } from './figures.ts';

const translate = createTranslate();
const w = (key: 'bar.cancel' | 'leave.yes'): string => translate('de', { key });

/**
 * From the question whether to leave until it is answered, milliseconds. While it is read the next page is made ready;
 * at once is as fast as only a program answers.
 */
const ANSWERED = [
  { after: 1_000, name: "end of a visit to the next visitor's screen, the question answered after a second" },
  { after: 0, name: "end of a visit to the next visitor's screen, the question answered at once" },
] as const;

export async function measureNextVisitor(visits: number, say: (text: string) => void): Promise<Measurement[]> {
  const terminal = await startTerminal();
  try {
    const bare = await openBare(terminal);
    try {
      const measured: Measurement[] = [];
      for (const { after, name } of ANSWERED) {
        say(`${visits} ends of a visit, ${after} ms after the question, alternating …`);
        const ours: number[] = [];
        const reference: number[] = [];
        for (let visit = 0; visit <= visits; visit += 1) {
          const pair = [await endToNext(terminal, after), await reopened(bare)] as const;
          // The first pair warms both.
          if (visit === 0) continue;
          ours.push(pair[0]);
          reference.push(pair[1]);
        }
        measured.push({
          name,
          unit: 'ms',
          ours: spread(ours),
          reference: { name: 'the bare window closed and opened again', spread: spread(reference) },
        });
      }
      return measured;
    } finally {
      await bare.close();
    }
  } finally {
    await terminal.stop();
  }
}

/** Milliseconds, by the machine's clock in the pages of both visits. */
async function endToNext(terminal: TestTerminal, after: number): Promise<number> {
  const page: Page = await terminal.page();
  await begin(page, 'de');
  await touch(page, w('bar.cancel'), { exact: true });
  const leave = page.getByRole('button', { name: w('leave.yes') });
  await leave.waitFor();
  // Before the page goes: the next one is awaited in the main process, where both can be seen.
  const touched = await nextTouched(terminal.app);
  await passed(after);
  const box = await leave.boundingBox();
  if (box === null) throw new Error('the answer is not on the glass');
  const began = await press(terminal.app, Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2));
  const took = (await touched()) - began;
  await successor(terminal, page);
  return took;
}

/** From the main process, which stays: answers when it began, milliseconds since 1970. */
const press = (app: ElectronApplication, x: number, y: number): Promise<number> =>
  app.evaluate(
    ({ BrowserWindow }, point) => {
      const began = Date.now();
      const shown = BrowserWindow.getAllWindows().find((window) => window.isVisible());
      for (const type of ['mouseDown', 'mouseUp'] as const)
        shown?.webContents.sendInputEvent({ type, ...point, button: 'left', clickCount: 1 });
      return began;
    },
    { x, y },
  );

/**
 * Waits in the main process for a window that is shown, and there for the frame in which its start page is drawn; then
 * touches it. Answers when the touch arrived, and keeps it from the page.
 */
async function nextTouched(app: ElectronApplication): Promise<() => Promise<number>> {
  await app.evaluate(({ app: electron, BrowserWindow }) => {
    const touched = new Promise<number>((resolve) => {
      const look = async ({ webContents: contents }: Electron.BrowserWindow): Promise<void> => {
        electron.off('browser-window-created', follow);
        const arrival = contents.executeJavaScript(`new Promise((arrived) => {
  for (const type of ['pointerdown', 'pointerup', 'click'])
    addEventListener(type, (event) => {
      event.stopImmediatePropagation();
      if (type === 'pointerdown') arrived(Date.now());
    }, { capture: true, once: true });
})`) as Promise<number>;
        await contents.executeJavaScript(`new Promise((drawn) => {
  const look = () => requestAnimationFrame(() => document.querySelector('.attract__wake') === null ? look() : requestAnimationFrame(() => drawn(true)));
  look();
})`);
        for (const type of ['mouseDown', 'mouseUp'] as const)
          contents.sendInputEvent({ type, x: 500, y: 900, button: 'left', clickCount: 1 });
        resolve(await arrival);
      };
      const expectShown = (window: Electron.BrowserWindow): void => void window.once('show', () => void look(window));
      const follow = (_event: unknown, window: Electron.BrowserWindow): void => expectShown(window);
      BrowserWindow.getAllWindows()
        .filter((window) => !window.isVisible())
        .forEach(expectShown);
      electron.on('browser-window-created', follow);
    });
    Object.assign(globalThis, { touched });
  });
  return () => app.evaluate(() => (globalThis as unknown as { touched: Promise<number> }).touched);
}

const reopened = (app: ElectronApplication): Promise<number> =>
  app.evaluate(() => (globalThis as unknown as { reopen(): Promise<number> }).reopen());
