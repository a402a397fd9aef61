/**
 * The page that is made ready for the next visitor while somebody still stands there: it has nothing of that visit, is
 * not heard, and where it fails the next page is made when the visit has ended.
 */
import { expect, test, type Page } from '@playwright/test';
import { heapOf, holds } from './support/heaps.ts';
import { oneTerminal } from './support/one-terminal.ts';
import { isRunning, processId, scanMemory } from './support/processes.ts';
import { begin, heading, touch, type TestTerminal } from './support/terminal.ts';
import { DEMO_PINS } from '../../tools/run/terminal.ts';
import { escaped, holdArms, leave, next, successor, takeReceipt, w } from './support/visit.ts';

/** A word that occurs nowhere else. */
const CANARY = 'kanarienwachtel';

let terminal: TestTerminal;
let page: Page;
oneTerminal((started, shown) => {
  terminal = started;
  page = shown;
});

/** Of the window that is hidden; null where there is none, or its program is not there yet. */
const hidden = (): Promise<{ pid: number; drawn: string; address: string; partition: number } | null> =>
  terminal.app.evaluate(async ({ BrowserWindow, session }, names) => {
    const window = BrowserWindow.getAllWindows().find((one) => !one.isVisible());
    if (window === undefined || window.webContents.isLoading()) return null;
    const { webContents } = window;
    return {
      pid: webContents.getOSProcessId(),
      drawn: (await webContents.executeJavaScript('document.querySelector("#root").textContent')) as string,
      address: webContents.getURL(),
      partition: names.findIndex((name) => webContents.session === session.fromPartition(name)),
    };
  }, PARTITIONS);
/** How many windows are hidden; asks no page, which may have gone. */
const waiting = (): Promise<number> =>
  terminal.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().filter((one) => !one.isVisible()).length);
const PARTITIONS = ['visit-a', 'visit-b'];
const shownPartition = () =>
  terminal.app.evaluate(
    ({ BrowserWindow, session }, names) =>
      names.findIndex((name) =>
        BrowserWindow.getAllWindows().some(
          (one) => one.isVisible() && one.webContents.session === session.fromPartition(name),
        ),
      ),
    PARTITIONS,
  );

/** To the question whether to leave, with the next page behind it; answers that page's process. */
async function ask(): Promise<number> {
  await touch(page, w('bar.cancel'), { exact: true, within: '.bar' });
  // Drawn once and taken away again.
  await expect.poll(async () => (await hidden())?.drawn, { timeout: 20_000 }).toBe('');
  return (await hidden())?.pid ?? 0;
}
async function answer(): Promise<void> {
  await touch(page, w('leave.yes'));
  await takeReceipt(page);
  page = await next(terminal, page);
}
/** A whole visit at the page on the display. */
async function isServed(): Promise<void> {
  await begin(page, 'de');
  page = await leave(terminal, page);
}
const refused = () =>
  terminal.log().filter(({ event, reason }) => event === 'intent.refused' && reason === 'sender').length;

test('the next page waits hidden, in a process and a session of its own, and has nothing of the visit', async () => {
  await begin(page, 'de');
  expect(await waiting()).toBe(0);
  await touch(page, escaped(w('tile.information.title')));
  for (const letter of CANARY) await touch(page, letter, { exact: true });
  await expect(page.locator('.field__typed')).toHaveText(CANARY);
  const visitors = await processId(terminal.app, 'renderer');
  const pid = await ask();
  const seen = await hidden();
  expect(pid).not.toBe(visitors);
  expect([seen?.partition, await shownPartition()].sort()).toEqual([0, 1]);
  expect(seen?.address).toBe('foyer://terminal/index.html');
  const other = terminal.app.windows().find((one) => one !== page);
  if (other === undefined) throw new Error('there is no other page');
  // Seen where it is: without this, finding nothing would prove nothing.
  expect(holds(await heapOf(page), CANARY)).toBe(true);
  expect(holds(await heapOf(other), CANARY)).toBe(false);
  expect(scanMemory(pid, [CANARY]).found).toEqual({ [CANARY]: 0 });
  await answer();
  expect(await processId(terminal.app, 'renderer')).toBe(pid);
  await expect.poll(() => isRunning(visitors)).toBe(false);
  expect(await waiting()).toBe(0);
});

test('two sessions take turns, and each is empty when its turn comes', async () => {
  const stored = () => page.evaluate(() => [localStorage.length, sessionStorage.length]);
  const seen: number[] = [];
  for (let visit = 0; visit < 4; visit += 1) {
    seen.push(await shownPartition());
    expect(await stored()).toEqual([0, 0]);
    await begin(page, 'de');
    await page.evaluate(() => {
      localStorage.setItem('left', 'behind');
      sessionStorage.setItem('left', 'behind');
    });
    await ask();
    await answer();
  }
  expect(seen).toEqual([seen[0], seen[1], seen[0], seen[1]]);
  expect(new Set(seen).size).toBe(2);
});

test('who stays after the question goes on, and the page that was made ready is the next visitor’s', async () => {
  await begin(page, 'de');
  const pid = await ask();
  await touch(page, w('leave.no'));
  await page.locator('.tiles').first().waitFor();
  expect(await ask()).toBe(pid);
  await answer();
  expect(await processId(terminal.app, 'renderer')).toBe(pid);
  await isServed();
});

test('a page that is killed while it waits is dropped, and the next visitor is served by another', async () => {
  await begin(page, 'de');
  const pid = await ask();
  process.kill(pid, 'SIGKILL');
  await expect.poll(waiting).toBe(0);
  await answer();
  expect(await processId(terminal.app, 'renderer')).not.toBe(pid);
  await isServed();
});

test('a page that hangs while it waits is dropped when its turn comes, and the next visitor is served by another', async () => {
  await begin(page, 'de');
  const pid = await ask();
  process.kill(pid, 'SIGSTOP');
  await answer();
  expect(await processId(terminal.app, 'renderer')).not.toBe(pid);
  await expect.poll(() => isRunning(pid), { timeout: 30_000 }).toBe(false);
  await isServed();
});

for (const [what, code] of [
  ['sends an intent', 'window.foyer.send({ type: "leave" }); 1'],
  ['says a second time that it can draw', 'window.foyer.ready(); 1'],
  ['leaves its document', 'location.href = "about:blank"; 1'],
  ['closes its window', 'window.close(); 1'],
] as const)
  test(`a page that ${what} while it waits is not heard, and dropped`, async () => {
    const before = refused();
    await begin(page, 'de');
    const pid = await ask();
    await terminal.app.evaluate(async ({ BrowserWindow }, script) => {
      const behind = BrowserWindow.getAllWindows().find((one) => !one.isVisible());
      // What ends the page ends the answer as well.
      void behind?.webContents.executeJavaScript(script).catch(() => undefined);
    }, code);
    await expect.poll(waiting).toBe(0);
    await expect(page.getByRole('button', { name: w('leave.yes') })).toBeVisible();
    if (what === 'sends an intent') await expect.poll(refused).toBe(before + 1);
    await answer();
    expect(await processId(terminal.app, 'renderer')).not.toBe(pid);
    await isServed();
  });

test('staff who come in while a page waits get one of their own, and the visit goes on in the one that waited', async () => {
  await begin(page, 'de');
  const pid = await ask();
  await touch(page, w('leave.no'));
  await page.locator('.tiles').first().waitFor();
  page = await holdArms(terminal, page);
  expect(await shownPartition()).toBe(-1);
  expect(await processId(terminal.app, 'renderer')).not.toBe(pid);
  for (const digit of DEMO_PINS.staff) await touch(page, digit, { exact: true });
  await touch(page, w('staff.submit'), { exact: true });
  await expect(heading(page)).toHaveText(w('staff.title'));
  await touch(page, w('staff.close'), { exact: true });
  page = await successor(terminal, page);
  await page.locator('.tiles').first().waitFor();
  expect(await processId(terminal.app, 'renderer')).toBe(pid);
  page = await leave(terminal, page);
});
