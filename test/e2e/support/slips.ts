/** What the printer of a terminal under test gives out, and how a slip is begun. */
import { expect, type Page } from '@playwright/test';
import { heading, touch, type TestTerminal } from './terminal.ts';
import { leave, toStatus, w } from './visit.ts';

export const tray = ({ printer }: TestTerminal, from: number): string[] =>
  printer
    .papers()
    .slice(from)
    .map(({ text }) => text);
/** A slip that says everything, from the town's name to the terminal's. */
export const whole = (slip: string): boolean => slip.includes('Musterstadt') && slip.includes('Terminal T01');
export const repeated = (slip: string): boolean => slip.includes(w('slip.repeat').slice(0, 12));
export const count = (terminal: TestTerminal, event: string): number =>
  terminal.log().filter((line) => line.event === event).length;

/** The printer has begun a slip and hangs in the middle of it. */
export async function printSlowly({ printer }: TestTerminal, page: Page, lines = 2): Promise<void> {
  printer.faults.failNext({ kind: 'slow' });
  await touch(page, w('action.print'));
  await expect
    .poll(() => printer.snapshot().uncutLines, { timeout: 20_000, intervals: [20] })
    .toBeGreaterThanOrEqual(lines);
}

/** Another visit prints, exactly once and at once; answers the next visitor's page. */
export async function printsAgain(terminal: TestTerminal, page: Page): Promise<Page> {
  const before = terminal.printer.papers().length;
  await toStatus(page);
  await touch(page, w('action.print'));
  await expect(heading(page)).toHaveText(w('printed.title'), { timeout: 30_000 });
  const slips = tray(terminal, before);
  expect(slips).toHaveLength(1);
  expect(whole(slips[0] ?? '')).toBe(true);
  expect(repeated(slips[0] ?? '')).toBe(false);
  return leave(terminal, page);
}
