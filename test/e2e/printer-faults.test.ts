/** What goes wrong at the printer, seen from the display: each case is played until the next visitor has a slip. */
import { expect, test, type Page } from '@playwright/test';
import { oneTerminal } from './support/one-terminal.ts';
import { heading, touch, type TestTerminal } from './support/terminal.ts';
import { printSlowly, printsAgain, repeated, tray, whole } from './support/slips.ts';
import { attract, leave, toStatus, unfinished, w } from './support/visit.ts';

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

test.describe('printer faults on the display', () => {
  test('without paper the slip is not offered and the screen says why, until a roll is in', async () => {
    terminal.printer.faults.failNext({ kind: 'paper-out' });
    await toStatus(page);
    const why = page.getByText(w('printer.paperOut'), { exact: true });
    await expect(why).toBeVisible({ timeout: 20_000 });
    await expect(
      page.getByRole('button', { name: w('action.print') }).and(page.locator('[aria-disabled="false"]')),
    ).toHaveCount(0);
    terminal.printer.actions.loadRoll();
    await expect(why).toBeHidden({ timeout: 20_000 });
    const before = terminal.printer.papers().length;
    await touch(page, w('action.print'));
    await expect(heading(page)).toHaveText(w('printed.title'), { timeout: 30_000 });
    expect(tray(terminal, before)).toHaveLength(1);
    page = await leave(terminal, page);
  });

  test('when paper ends during a slip, the whole slip is printed again with its mark on a new roll', async () => {
    const before = terminal.printer.papers().length;
    await toStatus(page);
    terminal.printer.faults.failNext({ kind: 'paper-out-mid-job', lines: 4 });
    await touch(page, w('action.print'));
    await expect(heading(page)).toHaveText(w('printing.stopped'), { timeout: 20_000 });
    await expect(page.getByText(w('printer.paperOut'), { exact: true })).toBeVisible();
    await expect.poll(() => terminal.printer.snapshot().buffered).toBe(0);
    terminal.printer.actions.loadRoll();
    await expect(heading(page)).toHaveText(w('printed.title'), { timeout: 30_000 });
    const [partialJob = '', again = '', ...more] = tray(terminal, before);
    expect(whole(partialJob)).toBe(false);
    expect(whole(again) && repeated(again)).toBe(true);
    expect(more).toEqual([]);
    page = await leave(terminal, page);
    page = await printsAgain(terminal, page);
  });

  test('the cover opened during a slip: the whole slip is printed again with its mark once it is closed', async () => {
    const before = terminal.printer.papers().length;
    await toStatus(page);
    await printSlowly(terminal, page);
    terminal.printer.actions.openCover();
    await expect(heading(page)).toHaveText(w('printing.stopped'), { timeout: 20_000 });
    await expect(page.getByText(w('printer.coverOpen'), { exact: true })).toBeVisible();
    await expect.poll(() => terminal.printer.snapshot().buffered).toBe(0);
    terminal.printer.faults.clear();
    terminal.printer.actions.closeCover();
    await expect(heading(page)).toHaveText(w('printed.title'), { timeout: 30_000 });
    expect(tray(terminal, before).filter((slip) => whole(slip) && !repeated(slip))).toEqual([]);
    expect(tray(terminal, before).filter(whole)).toHaveLength(1);
    page = await leave(terminal, page);
    page = await printsAgain(terminal, page);
  });

  const ends = [
    ['falls silent', () => terminal.printer.faults.failAlways({ kind: 'silence' })],
    ['loses its cable', () => terminal.printer.faults.failAlways({ kind: 'unplug' })],
  ] as const;
  // Each takes forty seconds; the other one is in the tables of faults as well.
  for (const [name, begins] of ends.slice(0, process.env.CI === 'true' || process.env.FOYER_E2E === 'all' ? 2 : 1)) {
    test(`the printer ${name} during a slip: no slip is claimed, the code is offered, and it works again afterwards`, async () => {
      test.setTimeout(180_000);
      const before = terminal.printer.papers().length;
      const listed = (await listOfStaff()).length;
      await attract(page);
      await toStatus(page);
      await printSlowly(terminal, page);
      begins();
      await expect(heading(page)).toHaveText(w('unclear.title'), { timeout: 90_000 });
      await expect(page.locator('.qr')).toBeVisible();
      await expect(page.getByRole('button', { name: w('action.print') })).toHaveCount(0);
      terminal.printer.faults.clear();
      page = await leave(terminal, page);
      expect(await listOfStaff()).toHaveLength(listed + 1);
      await attract(page);
      await expect
        .poll(() => terminal.log().findLast((line) => line.event === 'device.status'), { timeout: 60_000 })
        .toMatchObject({ state: 'ready' });
      expect(tray(terminal, before).filter(whole).length).toBeLessThanOrEqual(1);
      page = await printsAgain(terminal, page);
    });
  }
});
