import type { Page } from '@playwright/test';
import { expect, fillIn, isUp, signIn, tabTo, test, watch } from './support/office.ts';

const card = (page: Page, terminal: string) =>
  page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { level: 3, name: terminal, exact: true }) })
    .first();

test('a call is shown within a second on whatever page, counted, and answered by keyboard alone', async ({
  page,
  office,
}) => {
  await signIn(page, office, '/terminals');
  await isUp(page, office);
  office.call({ terminal: 'foyer-01', place: 'Bürgeramt, Erdgeschoss', screen: 'document-status' });
  await expect(page).toHaveTitle('(1) Terminals – Musterstadt', { timeout: 1_000 });
  await expect(page.getByRole('alert')).toHaveText('Neuer Hilferuf: foyer-01, Bürgeramt, Erdgeschoss.');
  await page.locator('body').focus();
  await tabTo(page, 'Heute 1 offener Hilferuf');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(card(page, 'foyer-01')).toContainText('Beim Stand eines Ausweises');
  await tabTo(page, 'Ich komme: foyer-01');
  await page.keyboard.press('Enter');
  await expect(card(page, 'foyer-01')).toContainText('Sie kommen');
  await expect(page.getByRole('status')).toContainText('Das Terminal foyer-01 erfährt jetzt, dass jemand kommt.');
  await expect(page.getByRole('heading', { level: 3, name: 'foyer-01', exact: true })).toBeFocused();
  await expect(page).toHaveTitle('Heute – Musterstadt');
});

test('two clerks see the same, and the answer of the first counts', async ({ page, office, browser }) => {
  await signIn(page, office);
  const other = await (await browser.newContext()).newPage();
  const complaints: string[] = [];
  watch(other, complaints);
  await signIn(other, office);
  await expect.poll(() => office.lines()).toBe(2);
  const call = office.call();
  await expect(card(other, 'foyer-01')).toContainText('Wartet auf Antwort');
  await page.getByRole('button', { name: 'Ich komme: foyer-01' }).click();
  await expect(card(other, 'foyer-01')).toContainText('Sie kommen');
  // Somebody else was faster, and this page has not heard of it yet.
  office.known.calls.set(call.key, { ...call, state: 'coming', answeredBy: 'Ali Beispiel' });
  await page.getByRole('button', { name: 'Kann gerade nicht: foyer-01' }).click();
  await expect(page.getByRole('status')).toContainText('Ali Beispiel hat den Hilferuf von foyer-01 schon beantwortet.');
  await expect(card(page, 'foyer-01')).toContainText('Ali Beispiel kommt');
  expect(complaints).toEqual([]);
});

test('an answer can be taken back, and the end of a call is asked about', async ({ page, office }) => {
  await signIn(page, office);
  await isUp(page, office);
  office.call();
  await page.getByRole('button', { name: 'Ich komme: foyer-01' }).click();
  await page.getByRole('button', { name: 'Kann gerade nicht: foyer-01' }).click();
  await expect(card(page, 'foyer-01')).toContainText('Martina Muster kann gerade nicht');
  const done = page.getByRole('button', { name: 'Erledigt: foyer-01' });
  await done.click();
  await expect(page.getByRole('dialog')).toContainText('Hilferuf von foyer-01 beenden?');
  await page.keyboard.press('Escape');
  await expect(done).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Ja, erledigt' }).click();
  await expect(page.getByText('Gerade ruft niemand um Hilfe.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: 'Hilferufe', exact: true })).toBeFocused();
});

test('a call that its visitor ends is gone by itself', async ({ page, office }) => {
  await signIn(page, office);
  await isUp(page, office);
  const call = office.call();
  await expect(card(page, 'foyer-01')).toBeVisible();
  office.call({ ...call, state: 'ended' });
  await expect(card(page, 'foyer-01')).toHaveCount(0);
});

test('a line that is cut is said to be, and what was missed is there when it is back', async ({ page, office }) => {
  await page.clock.install();
  await signIn(page, office);
  await isUp(page, office);
  await expect(page.getByText('Gerade ruft niemand um Hilfe.')).toBeVisible();
  office.cutLine();
  await expect.poll(() => office.lines()).toBe(0);
  office.call({ terminal: 'sozial-01' });
  const notice = page.getByText('Verbindung unterbrochen – es wird nichts Neues gezeigt.');
  await page.clock.runFor(15_000);
  await expect(notice).toHaveCount(0);
  await page.clock.runFor(15_000);
  await expect(notice).toBeVisible();
  await expect(page.getByText('Gerade ruft niemand um Hilfe.')).toHaveCount(0);
  office.mendLine();
  await page.clock.runFor(20_000);
  await expect(notice).toHaveCount(0);
  await expect(card(page, 'sozial-01')).toBeVisible();
});

test('a call rings and is told by the browser where somebody allowed that, with its place and no person', async ({
  page,
  office,
  context,
}) => {
  await context.grantPermissions(['notifications'], { origin: office.url });
  await page.addInitScript(() => {
    const heard = { tones: 0, notes: [] as string[] };
    Object.assign(window, { heard });
    const { createOscillator } = AudioContext.prototype;
    AudioContext.prototype.createOscillator = function () {
      heard.tones += 1;
      return createOscillator.call(this);
    };
    window.Notification = class extends Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        heard.notes.push(`${title} | ${options?.body ?? ''}`);
      }
    };
  });
  const heard = () => page.evaluate(() => (window as unknown as { heard: { tones: number; notes: string[] } }).heard);
  await signIn(page, office);
  await isUp(page, office);
  office.call({ place: 'Bürgeramt, Erdgeschoss', state: 'open' });
  await expect
    .poll(async () => (await heard()).notes)
    .toEqual(['Hilferuf am Terminal | foyer-01, Bürgeramt, Erdgeschoss']);
  expect((await heard()).tones).toBe(4);
  await page.getByRole('button', { name: 'Ton ist an' }).click();
  office.call({ terminal: 'foyer-02' });
  await expect.poll(async () => (await heard()).notes).toHaveLength(2);
  expect((await heard()).tones).toBe(4);
});

test('a page that was just opened says that there is no sound before a click, and offers it', async ({
  page,
  office,
}) => {
  await signIn(page, office);
  const fresh = await page.context().newPage();
  // What a test asks of a page counts as a person's gesture there (Chrome DevTools Protocol, `userGesture`).
  await fresh.addInitScript(() => {
    const activation = { hasBeenActive: false };
    Object.defineProperty(navigator, 'userActivation', { value: activation });
    window.addEventListener('pointerdown', () => (activation.hasBeenActive = true), { capture: true });
  });
  await fresh.goto(office.url);
  await expect(fresh.getByText('Der Browser spielt Ton erst nach einem Klick auf dieser Seite.')).toBeVisible();
  await fresh.getByRole('button', { name: 'Ton einschalten' }).click();
  await expect(fresh.getByRole('button', { name: 'Ton ist an' })).toHaveAttribute('aria-pressed', 'true');
});

test('terminals that need help come worst first, each with what to do', async ({ page, office }) => {
  await signIn(page, office);
  const list = page.getByRole('region', { name: 'Terminals, die Hilfe brauchen' });
  await expect(list.getByRole('heading', { level: 3 })).toHaveText([
    'sozial-01',
    'standesamt-01',
    'foyer-02',
    'foyer-07',
  ]);
  await expect(list.getByRole('listitem').filter({ hasText: 'sozial-01' }).first()).toContainText(
    'steckt das Netzkabel?',
  );
});

test.describe('an auditor', () => {
  test.use({ options: { roles: ['auditor'] } });
  test('has nothing to do here, and is told so', async ({ page, office }) => {
    await page.goto(`${office.url}/konten`);
    await fillIn(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Diese Seite ist nicht für Ihr Konto');
    await page.getByRole('link', { name: 'Zur Seite „Heute“' }).click();
    await expect(page.getByText('Für Ihre Rolle gibt es auf dieser Seite nichts zu tun.')).toBeVisible();
    await expect(page.getByRole('navigation').getByRole('link')).toHaveText(['Heute']);
  });
});
