import { expect, test, type Page } from '@playwright/test';
import { createTranslate } from '../../locales/translate.ts';
import type { Key } from '../../locales/keys.ts';
import { DEMO_PINS } from '../../tools/run/terminal.ts';
import { begin, heading, judge, startTerminal, touch, type TestTerminal } from './support/terminal.ts';
import { isRunning, processId, SESSIONS } from './support/processes.ts';
import { holdArms, successor } from './support/visit.ts';

const translate = createTranslate();
const w = (key: Key, values?: Record<string, string | number>): string => translate('de', { key, values });

let terminal: TestTerminal;
let page: Page;
test.beforeAll(async () => {
  terminal = await startTerminal();
  page = await terminal.page();
  await page.locator('.attract__wake').waitFor();
});
test.afterAll(() => terminal.stop());

async function signIn(pin: string): Promise<void> {
  page = await holdArms(terminal, page);
  for (const digit of pin) await touch(page, digit, { exact: true });
}

/** Staff go; the visitor's page that follows is a new one too. */
async function close(): Promise<void> {
  await touch(page, w('staff.close'), { exact: true });
  page = await successor(terminal, page);
}

test('staff lock the terminal, write what visitors read, and free it again', async () => {
  await signIn('9999');
  await judge(page, 'staff-01-sign-in');
  await touch(page, w('staff.submit'), { exact: true });
  await expect(page.getByRole('alert')).toContainText(w('staff.wrongPin'));
  for (const digit of DEMO_PINS.staff) await touch(page, digit, { exact: true });
  await touch(page, w('staff.submit'), { exact: true });
  await expect(heading(page)).toHaveText(w('staff.title'));
  await judge(page, 'staff-02-overview');
  await touch(page, w('staff.mode.tab'), { exact: true });
  await touch(page, w('staff.mode.out-of-order'), { exact: true });
  await touch(page, w('staff.mode.write'), { exact: true });
  await touch(page, 'h', { exact: true });
  await touch(page, 'i', { exact: true });
  await judge(page, 'staff-03-out-of-order-text');
  await touch(page, w('staff.mode.written'), { exact: true });
  await judge(page, 'staff-03-out-of-order-preview');
  await touch(page, w('staff.modeConfirm.out-of-order'));
  await expect(page.getByRole('button', { name: w('staff.modeConfirm.text') })).toBeVisible();
  await close();
  await expect(heading(page)).toHaveText(w('outOfOrder.title'));
  await expect(page.getByText('hi', { exact: true })).toBeVisible();
  await judge(page, 'staff-04-out-of-order');
  await signIn(DEMO_PINS.staff);
  await touch(page, w('staff.submit'), { exact: true });
  await touch(page, w('staff.mode.tab'), { exact: true });
  await touch(page, w('staff.mode.in-service'), { exact: true });
  await touch(page, w('staff.modeConfirm.in-service'));
  await close();
  await page.locator('.attract__wake').waitFor();
});

test('the technician sees the printer, prints a test and reads the last frames', async () => {
  await signIn(DEMO_PINS.technician);
  await touch(page, w('staff.submit'), { exact: true });
  await touch(page, w('staff.technician'), { exact: true });
  await judge(page, 'staff-05-technician');
  await touch(page, w('device.class.receiptPrinter'), { exact: true });
  await expect(page.getByText(w('device.ready'))).toBeVisible();
  const before = terminal.printer.papers().length;
  await touch(page, w('technician.testStart'));
  await expect(page.getByText(w('technician.ask.slip-legible'))).toBeVisible({ timeout: 20_000 });
  expect(terminal.printer.papers()).toHaveLength(before + 1);
  await judge(page, 'staff-06-self-test');
  await touch(page, w('technician.answer.passed'));
  await touch(page, w('technician.answer.failed'));
  await expect(page.getByText(w('technician.testDone'))).toBeVisible();
  await expect(page.locator('.frames tbody tr').first()).toBeVisible();
  await touch(page, w('bar.back'), { exact: true });
  await touch(page, w('technician.openReport'));
  await expect(page.getByText(w('technician.result.not-ready'))).toBeVisible();
  await touch(page, w('technician.reportSave'));
  await expect(page.getByText('Abgelegt und signiert')).toBeVisible();
  await judge(page, 'staff-07-report');
  await touch(page, w('bar.back'), { exact: true });
  await touch(page, w('technician.openOutbox'));
  await expect(page.getByText(w('technician.outbox.empty'))).toBeVisible();
  await expect(page.getByText(w('technician.outbox.job.catalogue'))).toBeVisible();
  await judge(page, 'staff-08-outbox');
  await touch(page, w('bar.back'), { exact: true });
  await touch(page, w('technician.openEnrolment'));
  await expect(page.getByText(w('technician.enrolment.label')).first()).toBeVisible();
  await judge(page, 'staff-09-enrolment');
  await close();
  await page.locator('.attract__wake').waitFor();
});

test('a visit is masked while nobody stands there, help can be called, and staff end a visit that was left', async () => {
  await begin(page, 'de');
  await touch(page, w('help.title'), { exact: true });
  await judge(page, 'staff-10-help-offers');
  await touch(page, w('help.away'));
  await expect(page.getByRole('alertdialog')).toContainText(w('paused.title'));
  await judge(page, 'staff-11-paused');
  await touch(page, w('paused.resume'));
  await touch(page, w('help.title'), { exact: true });
  await touch(page, w('help.staff'), { exact: true });
  await expect(page.getByRole('alertdialog')).toContainText(w('help.called'));
  await judge(page, 'staff-12-help');
  await touch(page, w('action.close'));
  await touch(page, w('bar.cancel'), { exact: true });
  await judge(page, 'staff-13-leave');
  await touch(page, w('leave.no'));
  await signIn(DEMO_PINS.staff);
  await touch(page, w('staff.submit'), { exact: true });
  await expect(page.getByText(w('staff.visit'))).toBeVisible();
  await judge(page, 'staff-14-reset');
  await touch(page, w('staff.reason.visitor-left'));
  // The visit's window goes with the visit.
  page = await successor(terminal, page);
  await expect(page.getByText(w('staff.noVisit'))).toBeVisible();
  await expect(heading(page)).toHaveText(w('staff.title'));
  await close();
  await page.locator('.attract__wake').waitFor();
});

test("staff type their PIN into a page, process and session of their own; the visitor's are gone before, and theirs afterwards", async () => {
  const renderer = () => processId(terminal.app, 'renderer');
  const stored = () => page.evaluate(() => [sessionStorage.length, localStorage.length]);
  await begin(page, 'de');
  await page.evaluate(() => {
    localStorage.setItem('left', 'behind');
    sessionStorage.setItem('left', 'behind');
  });
  const visitors = await renderer();
  page = await holdArms(terminal, page);
  const staff = await renderer();
  expect(staff).not.toBe(visitors);
  await expect.poll(() => isRunning(visitors)).toBe(false);
  expect(await stored()).toEqual([0, 0]);
  const own = await terminal.app.evaluate(({ BrowserWindow, session }, names) => {
    const shown = BrowserWindow.getAllWindows()[0]?.webContents.session;
    return names.filter((name) => shown === session.fromPartition(name));
  }, SESSIONS);
  expect(own).toEqual(['staff']);
  for (const digit of DEMO_PINS.staff) await touch(page, digit, { exact: true });
  await touch(page, w('staff.submit'), { exact: true });
  await expect(heading(page)).toHaveText(w('staff.title'));
  await close();
  // The visit that was interrupted goes on where it was, on a page that has nothing of either.
  await page.locator('.tiles').first().waitFor();
  expect(await renderer()).not.toBe(staff);
  await expect.poll(() => isRunning(staff)).toBe(false);
  expect(await stored()).toEqual([0, 0]);
});
