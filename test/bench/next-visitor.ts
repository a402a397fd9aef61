/** From the last touch of one visit until the next visitor's screen is drawn and can be touched. */
import type { ElectronApplication, Page } from '@playwright/test';
import { begin, startTerminal, touch, type TestTerminal } from '../e2e/support/terminal.ts';
import { successor } from '../e2e/support/visit.ts';
import { createTranslate } from '../../locales/translate.ts';
import { openBare } from './bare.ts';
import { spread, type Measurement } from './figures.ts';

const translate = createTranslate();
const w = (key: 'bar.cancel' | 'leave.yes'): string => translate('de', { key });

export async function measureNextVisitor(visits: number, say: (text: string) => void): Promise<Measurement[]> {
  const terminal = await startTerminal();
  try {
    const bare = await openBare(terminal);
    try {
      say(`${visits} ends of a visit, alternating …`);
      const ours: number[] = [];
      const reference: number[] = [];
      for (let visit = 0; visit <= visits; visit += 1) {
        const pair = [await endToNext(terminal), await reopened(bare)] as const;
        // The first pair warms both.
        if (visit === 0) continue;
        ours.push(pair[0]);
        reference.push(pair[1]);
      }
      return [
        {
          name: "end of a visit to the next visitor's screen",
          unit: 'ms',
          ours: spread(ours),
          reference: { name: 'the bare window closed and opened again', spread: spread(reference) },
        },
      ];
    } finally {
      await bare.close();
    }
  } finally {
    await terminal.stop();
  }
}

/** Milliseconds, by the machine's clock in the pages of both visits. */
async function endToNext(terminal: TestTerminal): Promise<number> {
  const page: Page = await terminal.page();
  await begin(page, 'de');
  await touch(page, w('bar.cancel'), { exact: true });
  const leave = page.getByRole('button', { name: w('leave.yes') });
  await leave.waitFor();
  // Before the page goes: the next one is awaited in the main process, where both can be seen.
  const drawn = terminal.app.evaluate(
    ({ app }) =>
      new Promise<number>((resolve) => {
        app.once('browser-window-created', (_event, window) =>
          window.webContents.once('dom-ready', () => {
            void window.webContents
              .executeJavaScript(
                `new Promise((drawn) => {
  const look = () => requestAnimationFrame(() => document.querySelector('.attract__wake') === null ? look() : requestAnimationFrame(() => drawn(Date.now())));
  look();
})`,
              )
              .then((at: number) => resolve(at));
          }),
        );
      }),
  );
  const began = await leave.evaluate((button: HTMLElement) => {
    const now = Date.now();
    button.click();
    return now;
  });
  const took = (await drawn) - began;
  await successor(terminal, page);
  return took;
}

const reopened = (app: ElectronApplication): Promise<number> =>
  app.evaluate(() => (globalThis as unknown as { reopen(): Promise<number> }).reopen());
