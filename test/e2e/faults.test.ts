/** What breaks while somebody stands at the terminal: each case is played until the next visitor is served. */
import { expect, test, type Page } from '@playwright/test';
import { begin, heading, startTerminal, touch, type TestTerminal } from './support/terminal.ts';
import { isRunning, processId, scanFiles, type ProcessName } from './support/processes.ts';
import { attract, escaped, leave, next, READY, toNumber, toStatus, unfinished, w } from './support/visit.ts';

let terminal: TestTerminal;
let page: Page;
test.beforeAll(async () => {
  terminal = await startTerminal();
});
test.beforeEach(async () => {
  page = await terminal.page();
  await attract(page);
});
test.afterAll(() => terminal?.stop());

const count = (event: string): number => terminal.log().filter((line) => line.event === event).length;
const tray = (from: number): string[] => terminal.printer.papers().slice(from).map(({ text }) => text);
/** A slip that says everything, from the town's name to the terminal's. */
const whole = (slip: string): boolean => slip.includes('Musterstadt') && slip.includes('Terminal T01');
const repeated = (slip: string): boolean => slip.includes(w('slip.repeat').slice(0, 12));

async function killProcess(name: ProcessName): Promise<void> {
  const pid = await processId(terminal.app, name);
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => isRunning(pid)).toBe(false);
}

/** The printer has begun a slip and hangs in the middle of it. */
async function printSlowly(lines = 2): Promise<void> {
  terminal.printer.faults.failNext({ kind: 'slow' });
  await touch(page, w('action.print'));
  await expect.poll(() => terminal.printer.snapshot().uncutLines, { timeout: 20_000, intervals: [20] }).toBeGreaterThanOrEqual(lines);
}

/** Another visit prints, exactly once and at once. */
async function printsAgain(): Promise<void> {
  const before = terminal.printer.papers().length;
  await toStatus(page);
  await touch(page, w('action.print'));
  await expect(heading(page)).toHaveText(w('printed.title'), { timeout: 30_000 });
  expect(tray(before)).toHaveLength(1);
  expect(whole(tray(before)[0] ?? '')).toBe(true);
  expect(repeated(tray(before)[0] ?? '')).toBe(false);
  page = await leave(terminal, page);
}

test('the renderer dies in the middle of a visit: the visit goes on where it was', async () => {
  const gone = count('renderer.gone');
  await toNumber(page, READY.slice(0, 5));
  await killProcess('renderer');
  await expect.poll(() => count('renderer.gone')).toBe(gone + 1);
  // The window stays; its new page is asked through the application, since the tool's own handle died with the old one.
  const glass = () => terminal.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents
    .executeJavaScript(`[document.querySelector('h1')?.textContent, document.querySelector('.field__typed')?.textContent]`) as Promise<(string | undefined)[]>);
  await expect.poll(glass).toEqual([w('number.title'), 'L7M X1']);
  for (const name of [...READY.slice(5), w('number.submit')]) {
    // A control that is off until the kiosk has answered is pressed when it is on.
    if (name === w('number.submit')) await expect.poll(glass).toEqual([w('number.title'), 'L7M X1P 6W8']);
    await terminal.app.evaluate(async ({ BrowserWindow }, label) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (contents === undefined) throw new Error('there is no window');
      const [x, y] = await contents.executeJavaScript(`(() => {
        const box = [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === ${JSON.stringify(label)}).getBoundingClientRect();
        return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
      })()`) as [number, number];
      for (const type of ['mouseDown', 'mouseUp'] as const) contents.sendInputEvent({ type, x, y, button: 'left', clickCount: 1 });
    }, name);
  }
  await expect.poll(async () => (await glass())?.[0]).toBe(w('status.ready.title'));
  // What the visitor sees as the way out, said to the kiosk as a crashed tool cannot.
  await terminal.app.close();
  await terminal.restart();
});

test('the device host dies in the middle of a slip: said as it is, on the list, and printing works again', async () => {
  const before = terminal.printer.papers().length;
  await toStatus(page);
  await printSlowly();
  await killProcess('devices');
  await expect(heading(page)).toHaveText(w('unclear.title'));
  await expect(page.locator('.qr')).toBeVisible();
  expect(terminal.log().findLast((line) => line.event === 'process.gone')).toMatchObject({ process: 'devices' });
  page = await leave(terminal, page);
  expect(await unfinished(page)).toEqual([expect.stringContaining(w('staff.cause.hostGone'))]);
  terminal.printer.faults.clear();
  await attract(page);
  await expect.poll(() => terminal.log().findLast((line) => line.event === 'device.status'), { timeout: 30_000 }).toMatchObject({ state: 'ready' });
  expect(tray(before).filter(whole).length).toBeLessThanOrEqual(1);
  await printsAgain();
});

test('the store dies in the middle of a visit, and right before a slip: asked again, nothing lost', async () => {
  const gone = count('process.gone');
  const listed = (await unfinished(page)).length;
  await attract(page);
  const before = terminal.printer.papers().length;
  await toNumber(page, READY);
  await killProcess('store');
  await touch(page, w('number.submit'));
  await expect(heading(page)).toHaveText(w('status.ready.title'));
  await expect.poll(() => count('process.gone')).toBe(gone + 1);
  await expect.poll(async () => processId(terminal.app, 'store').catch(() => 0)).not.toBe(0);
  await killProcess('store');
  await touch(page, w('action.print'));
  await expect(heading(page)).toHaveText(w('printed.title'), { timeout: 30_000 });
  expect(tray(before).filter(whole)).toHaveLength(1);
  page = await leave(terminal, page);
  expect(await unfinished(page)).toHaveLength(listed);
  expect(count('store.failed')).toBe(0);
});

test('the register goes away and comes back', async () => {
  await toNumber(page, READY);
  await terminal.stopRegister();
  await touch(page, w('number.submit'));
  await expect(heading(page)).toHaveText(w('failed.unreachable.title'));
  await expect(page.getByText(w('failed.kept'), { exact: true })).toBeVisible();
  await touch(page, w('action.home'));
  const tile = page.getByRole('button', { name: escaped(w('tile.documentStatus.title')) });
  await expect(tile).toHaveAttribute('aria-disabled', 'true');
  await expect(tile).toContainText(w('tile.noRegister'));
  // Information comes from what the terminal keeps.
  await touch(page, escaped(w('tile.information.title')));
  for (const key of 'pass') await touch(page, key, { exact: true });
  await page.locator('.list .row').first().click();
  await expect(page.getByText(w('service.requirements')).or(page.getByText(w('service.offices'))).first()).toBeVisible();
  page = await leave(terminal, page);
  await begin(page, 'de');
  await expect(page.getByRole('button', { name: escaped(w('tile.documentStatus.title')) })).toHaveAttribute('aria-disabled', 'true');
  await terminal.startRegister();
  await expect(page.getByRole('button', { name: escaped(w('tile.documentStatus.title')) })).not.toHaveAttribute('aria-disabled', 'true', { timeout: 30_000 });
  page = await leave(terminal, page);
  await toStatus(page);
  page = await leave(terminal, page);
});

test('the register goes away and comes back while its answer is awaited: what was typed is still there', async () => {
  await toNumber(page, READY);
  await terminal.stopRegister();
  await touch(page, w('number.submit'));
  await expect(heading(page)).toHaveText(w('failed.unreachable.title'));
  await terminal.startRegister();
  await touch(page, w('action.retry'));
  await expect(heading(page)).toHaveText(w('status.ready.title'));
  page = await leave(terminal, page);
});

test.describe('the printer, seen from the glass', () => {
  test('paper is out before: the slip is not offered and the screen says why, until a roll is in', async () => {
    terminal.printer.faults.failNext({ kind: 'paper-out' });
    await toStatus(page);
    const why = page.getByText(w('printer.paperOut'), { exact: true });
    await expect(why).toBeVisible({ timeout: 20_000 });
    await expect(page.getByRole('button', { name: w('action.print') }).and(page.locator('[aria-disabled="false"]'))).toHaveCount(0);
    terminal.printer.hands.loadRoll();
    await expect(why).toBeHidden({ timeout: 20_000 });
    const before = terminal.printer.papers().length;
    await touch(page, w('action.print'));
    await expect(heading(page)).toHaveText(w('printed.title'), { timeout: 30_000 });
    expect(tray(before)).toHaveLength(1);
    page = await leave(terminal, page);
  });

  test('paper ends in the middle: a roll is put in, and the whole slip comes again with its mark', async () => {
    const before = terminal.printer.papers().length;
    await toStatus(page);
    terminal.printer.faults.failNext({ kind: 'paper-out-mid-job', lines: 4 });
    await touch(page, w('action.print'));
    await expect(heading(page)).toHaveText(w('printing.stopped'), { timeout: 20_000 });
    await expect(page.getByText(w('printer.paperOut'), { exact: true })).toBeVisible();
    await expect.poll(() => terminal.printer.snapshot().buffered).toBe(0);
    terminal.printer.hands.loadRoll();
    await expect(heading(page)).toHaveText(w('printed.title'), { timeout: 30_000 });
    const [torso = '', again = '', ...more] = tray(before);
    expect(whole(torso)).toBe(false);
    expect(whole(again) && repeated(again)).toBe(true);
    expect(more).toEqual([]);
    page = await leave(terminal, page);
    await printsAgain();
  });

  test('the cover is opened in the middle and closed again', async () => {
    const before = terminal.printer.papers().length;
    await toStatus(page);
    await printSlowly();
    terminal.printer.hands.openCover();
    await expect(heading(page)).toHaveText(w('printing.stopped'), { timeout: 20_000 });
    await expect(page.getByText(w('printer.coverOpen'), { exact: true })).toBeVisible();
    await expect.poll(() => terminal.printer.snapshot().buffered).toBe(0);
    terminal.printer.faults.clear();
    terminal.printer.hands.closeCover();
    await expect(heading(page)).toHaveText(w('printed.title'), { timeout: 30_000 });
    expect(tray(before).filter((slip) => whole(slip) && !repeated(slip))).toEqual([]);
    expect(tray(before).filter(whole)).toHaveLength(1);
    page = await leave(terminal, page);
    await printsAgain();
  });

  for (const [name, begins] of [['falls silent', () => terminal.printer.faults.failAlways({ kind: 'silence' })], ['loses its cable', () => terminal.printer.faults.failAlways({ kind: 'unplug' })]] as const) {
    test(`the printer ${name} in the middle: nobody claims a slip, the code is offered, and it works again afterwards`, async () => {
      test.setTimeout(180_000);
      const before = terminal.printer.papers().length;
      const listed = (await unfinished(page)).length;
      await attract(page);
      await toStatus(page);
      await printSlowly();
      begins();
      await expect(heading(page)).toHaveText(w('unclear.title'), { timeout: 90_000 });
      await expect(page.locator('.qr')).toBeVisible();
      await expect(page.getByRole('button', { name: w('action.print') })).toHaveCount(0);
      terminal.printer.faults.clear();
      page = await leave(terminal, page);
      expect(await unfinished(page)).toHaveLength(listed + 1);
      await attract(page);
      await expect.poll(() => terminal.log().findLast((line) => line.event === 'device.status'), { timeout: 60_000 }).toMatchObject({ state: 'ready' });
      expect(tray(before).filter(whole).length).toBeLessThanOrEqual(1);
      await printsAgain();
    });
  }
});

test.describe('the main process is killed', () => {
  const seed = Number(process.env.FOYER_SEED ?? Math.floor(Date.now() / 1_000) % 100_000);
  const moments = process.env.CI === 'true' ? 10 : 4;
  const random = mulberry32(seed);
  const word = 'kanarienquitte';
  const number = 'L7MX2N5H0';

  for (let at = 0; at < moments; at += 1) {
    // Every second moment is while a slip comes out.
    const lines = at % 2 === 0 ? 1 + Math.floor(random() * 6) : null;
    const touches = lines === null ? Math.floor(random() * (word.length + number.length + 1)) : 0;
    test(`moment ${at + 1} of ${moments}, ${lines === null ? 'while typing' : 'while a slip comes out'}: starts clean, and forgets the visit but not the slip`, async () => {
      test.info().annotations.push({ type: 'moment', description: `FOYER_SEED=${seed}: ${lines === null ? `after ${touches} keys` : `at line ${lines} of the slip`}` });
      test.setTimeout(120_000);
      const before = terminal.printer.papers().length;
      const listed = (await unfinished(page)).length;
      await attract(page);
      if (lines !== null) {
        await toStatus(page, number);
        await printSlowly(lines);
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
      const list = await unfinished(page);
      expect(list).toHaveLength(listed + (lines === null ? 0 : 1));
      if (lines !== null) expect(list.at(-1)).toContain(w('staff.cause.restart'));
      await attract(page);
      await expect.poll(() => terminal.log().findLast((line) => line.event === 'device.status'), { timeout: 30_000 }).toMatchObject({ state: 'ready' });
      expect(tray(before).filter(whole).length).toBeLessThanOrEqual(1);
      await printsAgain();
    });
  }
});

/** A small generator with a seed, so that a moment that found something can be had again (Tommy Ettinger's Mulberry32). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
