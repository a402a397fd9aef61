/** The town's resident system is a process of its own; it goes away while somebody is about to change something. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { everyDevice, openOffer, signIn, speaker, words } from './support/services.ts';
import { begin, heading, judge, startTerminal, touch, type TestTerminal } from './support/terminal.ts';
import { attract, leave } from './support/visit.ts';

const say = speaker('de');
let terminal: TestTerminal;
let page: Page;
test.beforeAll(async () => {
  process.env.FOYER_DEMO_RESIDENTS = 'apart';
  terminal = await startTerminal({ allDevices: true });
  page = await terminal.page();
  await attract(page);
  await everyDevice(terminal);
});
test.afterAll(async () => {
  delete process.env.FOYER_DEMO_RESIDENTS;
  await terminal?.stop();
});

function killResidentSystem(): void {
  const pid = readdirSync('/proc').find((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`${terminal.register.folder}/demo-resident-system`);
    } catch {
      return false;
    }
  });
  if (pid === undefined) throw new Error('There is no resident system.');
  process.kill(Number(pid), 'SIGKILL');
}

test('a change is not told as made, and afterwards what needs the system is not begun', async () => {
  await openOffer(page, 'de', say('offer.blocks.title'));
  await signIn(terminal, page, say);
  await expect(heading(page)).toHaveText(say('blocks.title'), { timeout: 15_000 });
  await page.locator('.choice').nth(1).click();
  await touch(page, say('blocks.review'));
  await expect(heading(page)).toHaveText(say('blocks.confirm'));
  killResidentSystem();
  await touch(page, say('blocks.submit'), { exact: true });
  await expect(heading(page)).toHaveText(say('change.unclear'), { timeout: 15_000 });
  await expect(page.locator('main').getByText(say('service.failed.residentsAway'))).toBeVisible();
  await judge(page, 'residents-away-change');
  page = await leave(terminal, page);

  await begin(page, 'de');
  const tile = (title: string) => page.getByRole('button', { name: words(title) });
  await expect(tile(say('offer.blocks.title'))).toContainText(say('tile.noResidents'), { timeout: 40_000 });
  await expect(tile(say('offer.certificate.title'))).toHaveAttribute('aria-disabled', 'true');
  // What asks nobody for people goes on.
  await expect(tile(say('tile.documentStatus.title'))).not.toHaveAttribute('aria-disabled', 'true');
  await expect(tile(say('offer.changePin.title'))).not.toHaveAttribute('aria-disabled', 'true');
  await judge(page, 'residents-away-home');
  page = await leave(terminal, page);
});
