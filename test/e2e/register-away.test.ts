/** The register goes away and comes back while somebody stands at the terminal. */
import { expect, test, type Page } from '@playwright/test';
import { oneTerminal } from './support/one-terminal.ts';
import { begin, heading, judge, touch, type TestTerminal } from './support/terminal.ts';
import { count } from './support/slips.ts';
import { escaped, leave, next, READY, toNumber, toStatus, w } from './support/visit.ts';

let terminal: TestTerminal;
let page: Page;
oneTerminal((started, shown) => {
  terminal = started;
  page = shown;
});

/** Said where the answer comes from what the terminal keeps. */
const kept = () => page.locator('main p').filter({ hasText: w('status.asOf', { at: '|' }).split('|')[1] ?? '' });

test('while the register is away states are shown as of the last contact, and everything else goes on', async () => {
  await expect.poll(() => count(terminal, 'status-index.complete'), { timeout: 30_000 }).toBeGreaterThan(0);
  await toNumber(page, READY);
  await terminal.stopRegister();
  await touch(page, w('number.submit'));
  await expect(heading(page)).toHaveText(w('status.ready.title'));
  await expect(kept()).toBeVisible();
  await judge(page, 'status-kept-de');
  page = await leave(terminal, page);
  await begin(page, 'de');
  await expect(page.getByRole('button', { name: escaped(w('tile.documentStatus.title')) })).not.toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await expect(page.getByText(w('notice.register')).first()).toBeVisible();
  // Information comes from what the terminal keeps.
  await touch(page, escaped(w('tile.information.title')));
  for (const key of 'pass') await touch(page, key, { exact: true });
  await page.locator('.services .row').first().click();
  await expect(
    page
      .getByText(w('service.requirements'))
      .or(page.getByText(w('service.offices')))
      .first(),
  ).toBeVisible();
  page = await leave(terminal, page);
  const reached = count(terminal, 'register.reached');
  await terminal.startRegister();
  await expect.poll(() => count(terminal, 'register.reached'), { timeout: 30_000 }).toBeGreaterThan(reached);
  await toStatus(page);
  await expect(kept()).toHaveCount(0);
  page = await leave(terminal, page);
});

test('after a cold start without the register no state is shown and the screen says why, until it is back', async () => {
  await terminal.stopRegister();
  await terminal.kill();
  await terminal.restart();
  page = await next(terminal, null);
  await begin(page, 'de');
  const tile = page.getByRole('button', { name: escaped(w('tile.documentStatus.title')) });
  await expect(tile).toHaveAttribute('aria-disabled', 'true');
  await expect(tile).toContainText(w('tile.noRegister'));
  await terminal.startRegister();
  await expect(tile).not.toHaveAttribute('aria-disabled', 'true', { timeout: 30_000 });
  page = await leave(terminal, page);
  await toStatus(page);
  page = await leave(terminal, page);
});
