/**
 * Programs of the terminal that end while somebody stands at it: each case is played until the next visitor is served.
 */
import { expect, test, type Page } from '@playwright/test';
import { oneTerminal } from './support/one-terminal.ts';
import { begin, heading, touch, type TestTerminal } from './support/terminal.ts';
import { isRunning, processId, scanFiles, type ProcessName } from './support/processes.ts';
import { count, printSlowly, printsAgain, tray, whole } from './support/slips.ts';
import { mulberry32 } from '../harness/chance.ts';
import { attract, escaped, leave, next, READY, toNumber, toStatus, unfinished, w } from './support/visit.ts';

let terminal: TestTerminal;
let page: Page;
oneTerminal((started, shown) => {
  terminal = started;
  page = shown;
});

/** The staff's list. The page that follows it is another one. */
async function listOfStaff(): Promise<string[]> {
  const seen = await unfinished(terminal, page);
  page = seen.page;
  return seen.rows;
}

async function killProcess(name: ProcessName): Promise<void> {
  const pid = await processId(terminal.app, name);
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => isRunning(pid)).toBe(false);
}

test('a renderer that dies during a visit is replaced, and the visit goes on where it was', async () => {
  const gone = count(terminal, 'renderer.gone');
  await toNumber(page, READY.slice(0, 5));
  await killProcess('renderer');
  await expect.poll(() => count(terminal, 'renderer.gone')).toBe(gone + 1);
  // The window stays; its new page is asked through the application, since the tool's own handle died with the old one.
  const display = () =>
    terminal.app.evaluate(
      ({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
          `[document.querySelector('h1')?.textContent.replaceAll('\u00ad', ''), document.querySelector('.field--slots')?.textContent.trim()]`,
        ) as Promise<(string | undefined)[]>,
    );
  await expect.poll(display).toEqual([w('number.title'), 'L7M X1']);
  for (const name of [...READY.slice(5), w('number.submit')]) {
    // A control that is off until the kiosk has answered is pressed when it is on.
    if (name === w('number.submit')) await expect.poll(display).toEqual([w('number.title'), 'L7M X1P 6W8']);
    await terminal.app.evaluate(async ({ BrowserWindow }, label) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (contents === undefined) throw new Error('there is no window');
      const [x, y] = (await contents.executeJavaScript(`(() => {
        const box = [...document.querySelectorAll('button')].find((one) => one.textContent.replaceAll('\u00ad', '').trim() === ${JSON.stringify(label)}).getBoundingClientRect();
        return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
      })()`)) as [number, number];
      for (const type of ['mouseDown', 'mouseUp'] as const)
        contents.sendInputEvent({ type, x, y, button: 'left', clickCount: 1 });
    }, name);
  }
  await expect.poll(async () => (await display())?.[0]).toBe(w('status.ready.title'));
  // What the visitor sees as the way out, said to the kiosk as a crashed tool cannot.
  await terminal.app.close();
  await terminal.restart();
});

test('a device host that dies while a slip prints: the slip is reported as unknown, is on the list, and printing works again', async () => {
  const before = terminal.printer.papers().length;
  await toStatus(page);
  await printSlowly(terminal, page);
  await killProcess('devices');
  await expect(heading(page)).toHaveText(w('unclear.title'));
  await expect(page.locator('.qr')).toBeVisible();
  expect(terminal.log().findLast((line) => line.event === 'process.gone')).toMatchObject({ process: 'devices' });
  page = await leave(terminal, page);
  expect(await listOfStaff()).toEqual([expect.stringContaining(w('staff.cause.hostGone'))]);
  terminal.printer.faults.clear();
  await attract(page);
  await expect
    .poll(() => terminal.log().findLast((line) => line.event === 'device.status'), { timeout: 30_000 })
    .toMatchObject({ state: 'ready' });
  expect(tray(terminal, before).filter(whole).length).toBeLessThanOrEqual(1);
  page = await printsAgain(terminal, page);
});

test('a store that dies during a visit or right before a slip is asked again, and nothing is lost', async () => {
  const gone = count(terminal, 'process.gone');
  const listed = (await listOfStaff()).length;
  await attract(page);
  const before = terminal.printer.papers().length;
  await toNumber(page, READY);
  await killProcess('store');
  await touch(page, w('number.submit'));
  await expect(heading(page)).toHaveText(w('status.ready.title'));
  await expect.poll(() => count(terminal, 'process.gone')).toBe(gone + 1);
  await expect.poll(async () => processId(terminal.app, 'store').catch(() => 0)).not.toBe(0);
  await killProcess('store');
  await touch(page, w('action.print'));
  await expect(heading(page)).toHaveText(w('printed.title'), { timeout: 30_000 });
  expect(tray(terminal, before).filter(whole)).toHaveLength(1);
  page = await leave(terminal, page);
  expect(await listOfStaff()).toHaveLength(listed);
  expect(count(terminal, 'store.failed')).toBe(0);
});

test('a blocked main process is ended by the watchdog, and starts clean', async () => {
  await attract(page);
  await begin(page, 'de');
  const ended = new Promise((resolve) => {
    terminal.app.once('close', () => resolve(undefined));
  });
  // The thread is blocked once the debugger has its answer: from here on nothing in the process answers, and nothing
  // outside of it helps.
  await terminal.app.evaluate(() => {
    setImmediate(() => {
      for (;;);
    });
  });
  await ended;
  expect(count(terminal, 'kiosk.held')).toBe(1);
  expect(terminal.log().findLast(({ event }) => event === 'kiosk.held')?.seconds).toBeGreaterThanOrEqual(10);
  await terminal.restart();
  page = await next(terminal, null);
  await attract(page);
});

test.describe('a main process that is killed', () => {
  const seed = Number(process.env.FOYER_SEED ?? Math.floor(Date.now() / 1_000) % 100_000);
  const moments = process.env.CI === 'true' ? 10 : 2;
  const random = mulberry32(seed);
  const word = 'kanarienquitte';
  const number = 'L7MX2N5H0';

  for (let at = 0; at < moments; at += 1) {
    // Every second moment is while a slip comes out.
    const lines = at % 2 === 0 ? 1 + Math.floor(random() * 6) : null;
    const touches = lines === null ? Math.floor(random() * (word.length + number.length + 1)) : 0;
    test(`moment ${at + 1} of ${moments}, ${lines === null ? 'while typing' : 'while a slip comes out'}: starts clean, and forgets the visit but not the slip`, async () => {
      test.info().annotations.push({
        type: 'moment',
        description: `FOYER_SEED=${seed}: ${lines === null ? `after ${touches} keys` : `at line ${lines} of the slip`}`,
      });
      test.setTimeout(120_000);
      const before = terminal.printer.papers().length;
      const listed = (await listOfStaff()).length;
      await attract(page);
      if (lines !== null) {
        await toStatus(page, number);
        await printSlowly(terminal, page, lines);
      } else {
        await begin(page, 'de');
        await touch(page, escaped(w('tile.information.title')));
        for (const key of word.slice(0, touches)) await touch(page, key, { exact: true });
        if (touches > word.length) {
          page = await leave(terminal, page);
          await toNumber(page, number.slice(0, touches - word.length));
        }
      }
      await terminal.kill();
      expect(scanFiles([`${terminal.folder}/terminal`], [word.slice(0, Math.max(5, touches)), number])).toEqual([]);
      terminal.printer.faults.clear();
      await terminal.restart();
      page = await next(terminal, null);
      const list = await listOfStaff();
      expect(list).toHaveLength(listed + (lines === null ? 0 : 1));
      if (lines !== null) expect(list.at(-1)).toContain(w('staff.cause.restart'));
      await attract(page);
      await expect
        .poll(() => terminal.log().findLast((line) => line.event === 'device.status'), { timeout: 30_000 })
        .toMatchObject({ state: 'ready' });
      expect(tray(terminal, before).filter(whole).length).toBeLessThanOrEqual(1);
      page = await printsAgain(terminal, page);
    });
  }
});
