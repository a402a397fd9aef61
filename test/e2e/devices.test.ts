/** All devices of a lobby at once, in the real Electron: what visitors, staff and technicians see of them. */
import { expect, test, type Page } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Key } from '../../locales/keys.ts';
import { createTranslate } from '../../locales/translate.ts';
import { DEMO_PINS } from '../../tools/run/terminal.ts';
import { ROOT } from '../../tools/setup/paths.mjs';
import { begin, heading, judge, startTerminal, touch, type TestTerminal } from './support/terminal.ts';
import { successor } from './support/visit.ts';

const translate = createTranslate();
const w = (key: Key, values?: Record<string, string | number>): string => translate('de', { key, values });

let terminal: TestTerminal;
let page: Page;
test.beforeAll(async () => {
  terminal = await startTerminal({ allDevices: true });
  page = await terminal.page();
  await page.locator('.attract__wake').waitFor();
  const ready = () =>
    new Set(
      terminal
        .log()
        .filter(({ event, state }) => event === 'device.status' && state === 'ready')
        .map(({ device }) => device),
    ).size;
  await expect.poll(ready, { timeout: 30_000 }).toBe(10);
});
test.afterAll(() => terminal.stop());

/** By the key switch in the housing, as a technician who stands behind it. */
async function signIn(): Promise<void> {
  await terminal.hand('io-board', 'Schlüssel drehen');
  page = await successor(terminal, page);
  await expect(heading(page)).toHaveText(w('staff.signIn'), { timeout: 15_000 });
  await terminal.hand('io-board', 'Schlüssel zurück');
  for (const digit of DEMO_PINS.technician) await touch(page, digit, { exact: true });
  await touch(page, w('staff.submit'), { exact: true });
  await expect(heading(page)).toHaveText(w('staff.title'));
}

test('a scanned slip and a passport on the reader open the status with their number', async () => {
  await terminal.hand('scanner', 'Abholschein scannen');
  await page.locator('.languages').waitFor();
  await touch(page, 'English', { exact: true });
  await expect(page.locator('.field--slots')).toHaveText('L7M X1P 6W8');
  await judge(page, 'devices-01-scanned-en');
  await terminal.hand('document-reader', 'Reisepass durchziehen');
  await expect(page.locator('.field--slots')).toHaveText('C01 X00 T47 8');
  await terminal.hand('scanner', 'Fremden Code scannen');
  await expect(page.getByRole('alert')).toHaveText(translate('en', { key: 'number.unreadable' }));
  await judge(page, 'devices-02-unreadable-en');
  await touch(page, translate('en', { key: 'bar.cancel' }), { exact: true });
  await touch(page, translate('en', { key: 'leave.yes' }));
  page = await terminal.page();
  await page.locator('.attract__wake').waitFor();
});

test('the keypad moves through everything that can be touched, and presses it', async () => {
  await begin(page, 'de');
  await terminal.hand('keypad', 'runter');
  // What scrolls can be reached as well, and holds the words of everything in it.
  const focused = () =>
    page.evaluate(
      () =>
        (document.activeElement instanceof HTMLButtonElement
          ? document.activeElement.textContent.replaceAll('\u00ad', '')
          : '') ?? '',
    );
  await expect.poll(() => page.evaluate(() => document.activeElement !== document.body)).toBe(true);
  for (let at = 0; at < 30 && !(await focused()).includes(w('tile.information.title')); at += 1) {
    const before = await page.evaluate(() =>
      [...document.querySelectorAll('button')].indexOf(document.activeElement as HTMLButtonElement),
    );
    await terminal.hand('keypad', 'runter');
    await expect
      .poll(() =>
        page.evaluate(() =>
          [...document.querySelectorAll('button')].indexOf(document.activeElement as HTMLButtonElement),
        ),
      )
      .not.toBe(before);
  }
  await terminal.hand('keypad', 'Auswahl');
  await expect(heading(page)).toHaveText(w('search.title'));
  await touch(page, w('bar.cancel'), { exact: true });
  await touch(page, w('leave.yes'));
  page = await terminal.page();
  await page.locator('.attract__wake').waitFor();
});

test('the technician sees every device, tests them, and prints the report on A4', async () => {
  test.setTimeout(120_000);
  await signIn();
  await touch(page, w('staff.technician'), { exact: true });
  await expect(heading(page)).toHaveText(w('technician.title'));
  await expect(page.getByText(w('device.ready'), { exact: true })).toHaveCount(10);
  await judge(page, 'devices-03-technician');
  await touch(page, new RegExp(`^${w('device.class.documentPrinter')}`));
  await touch(page, w('technician.testStart'));
  await expect(page.getByText(w('technician.ask.page-legible'))).toBeVisible({ timeout: 40_000 });
  await judge(page, 'devices-04-document-printer-test');
  await touch(page, w('technician.answer.passed'));
  await expect(page.getByText(w('technician.testDone'))).toBeVisible();
  await touch(page, w('bar.back'), { exact: true });
  await touch(page, new RegExp(`^${w('device.class.scanner')}`));
  await touch(page, w('technician.testStart'));
  await expect(page.getByText(w('technician.ask.code-scanned'))).toBeVisible();
  await judge(page, 'devices-05-scanner-test');
  await terminal.hand('scanner', 'Abholschein scannen');
  await expect(page.getByText(w('technician.testDone'))).toBeVisible();
  await touch(page, w('bar.back'), { exact: true });
  await touch(page, new RegExp(`^${w('device.class.paymentTerminal')}`));
  await touch(page, w('technician.testStart'));
  await expect(page.getByText(w('payment.prompt.insert-card'))).toBeVisible({ timeout: 20_000 });
  await judge(page, 'devices-06-test-payment');
  await terminal.hand('payment-terminal', 'Karte vorhalten');
  await expect(page.getByText(w('technician.ask.display-ready'))).toBeVisible({ timeout: 30_000 });
  await touch(page, w('technician.answer.passed'));
  await touch(page, w('bar.back'), { exact: true });
  await touch(page, w('technician.openReport'));
  await judge(page, 'devices-07-report');
  await touch(page, w('technician.reportPrint'));
  await expect(page.getByText(w('technician.report.printed'))).toBeVisible({ timeout: 40_000 });
  const sheets = terminal.documents('document-printer');
  expect(sheets).toHaveLength(2);
  // Nine devices and what was measured of the machine do not fit on one sheet; what is cut off would be missing from
  // the report.
  expect(sheets.at(-1)?.label).toBe('Auftrag 2, 3 Seiten');
  for (const [at, { pdf }] of sheets.entries()) {
    expect(Buffer.from(pdf).subarray(0, 5).toString()).toBe('%PDF-');
    mkdirSync(join(ROOT, 'out/e2e'), { recursive: true });
    writeFileSync(join(ROOT, 'out/e2e', `report-${at + 1}.pdf`), pdf);
  }
  await touch(page, w('staff.close'), { exact: true });
  page = await successor(terminal, page);
  await page.locator('.attract__wake').waitFor();
});

test('an opened housing and a power failure are shown to staff', async () => {
  await terminal.hand('io-board', 'Tür öffnen');
  await terminal.hand('ups', 'Stromausfall');
  await terminal.hand('document-printer', 'Fach leeren');
  await signIn();
  for (const key of ['device.ioBoard.doorOpen', 'device.ups.onBattery', 'device.documentPrinter.paper'] as const)
    await expect(page.getByText(w(key))).toBeVisible({ timeout: 40_000 });
  await judge(page, 'devices-08-troubles');
  await touch(page, w('staff.close'), { exact: true });
  page = await successor(terminal, page);
});

test("an unclear payment is on the staff's list until the payment terminal has answered", async () => {
  test.setTimeout(120_000);
  await terminal.hand('io-board', 'Tür schließen');
  await terminal.hand('ups', 'Strom wieder da');
  await signIn();
  await touch(page, w('staff.technician'), { exact: true });
  await touch(page, new RegExp(`^${w('device.class.paymentTerminal')}`));
  await touch(page, w('technician.testStart'));
  await expect(page.getByText(w('payment.prompt.insert-card'))).toBeVisible({ timeout: 20_000 });
  await terminal.hand('payment-terminal', 'Ausschalten');
  await terminal.kill();
  await terminal.restart();
  page = await terminal.page();
  await page.locator('.attract__wake').waitFor({ timeout: 30_000 });
  const sinceStart = () => terminal.log().slice(terminal.log().findLastIndex(({ event }) => event === 'kiosk.started'));
  await expect
    .poll(
      () =>
        sinceStart().some(
          ({ event, device, state }) => event === 'device.status' && device === 'io-board' && state === 'ready',
        ),
      { timeout: 30_000 },
    )
    .toBe(true);
  await signIn();
  await touch(page, new RegExp(`^${w('staff.unfinished').replace(/[()]/g, '')}`));
  await expect(page.getByText(w('staff.payment.title', { amount: '0,01\u00a0€' }))).toBeVisible();
  await judge(page, 'devices-09-unclear-payment');
  await terminal.hand('payment-terminal', 'Einschalten');
  await expect(page.getByText(w('staff.noUnfinished'))).toBeVisible({ timeout: 40_000 });
  await touch(page, w('staff.close'), { exact: true });
  page = await successor(terminal, page);
});
