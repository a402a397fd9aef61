/** A terminal for all the tests of a file, each of which begins at the attract screen. */
import { test, type Page } from '@playwright/test';
import { startTerminal, type TestTerminal } from './terminal.ts';
import { attract } from './visit.ts';

/** `now` gets both before each test; a page that a test changes is its own. */
export function oneTerminal(now: (terminal: TestTerminal, page: Page) => void): void {
  let terminal: TestTerminal | undefined;
  test.beforeAll(async () => {
    terminal = await startTerminal();
  });
  test.beforeEach(async () => {
    if (terminal === undefined) throw new Error('the terminal was not started');
    const page = await terminal.page();
    now(terminal, page);
    await attract(page);
  });
  test.afterAll(() => terminal?.stop());
}
