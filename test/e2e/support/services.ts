/** Ways through the services with the ID card, in the visitor's language. */
import { expect, type Page } from '@playwright/test';
import { BRIDGE_LIMIT } from '../../../electron/ipc/channels.ts';
import { createTranslate } from '../../../locales/translate.ts';
import type { Key } from '../../../locales/keys.ts';
import { begin, heading, touch, type Locale, type TestTerminal } from './terminal.ts';

const translate = createTranslate();
export const speaker =
  (locale: Locale) =>
  (key: Key, values?: Record<string, string | number>): string =>
    translate(locale, { key, values });
export type Say = ReturnType<typeof speaker>;

export const SECRETS = {
  pin: '123456',
  wrongPin: '654321',
  transport: '12345',
  newPin: '258036',
  can: '500540',
  puk: '9876543210',
} as const;
export const words = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));

/** Every device of the lobby, so that nothing is offered as missing. */
export async function everyDevice(terminal: TestTerminal): Promise<void> {
  const ready = () =>
    new Set(
      terminal
        .log()
        .filter(({ event, state }) => event === 'device.status' && state === 'ready')
        .map(({ device }) => device),
    ).size;
  await expect.poll(ready, { timeout: 40_000 }).toBe(10);
}

export async function openOffer(page: Page, locale: Locale, title: string): Promise<void> {
  await begin(page, locale);
  await touch(page, words(title));
}

/** Types a secret on the display, and confirms it. */
export async function typeSecret(page: Page, say: Say, digits: string): Promise<void> {
  for (const digit of digits) await touch(page, digit, { exact: true });
  await expect(page.locator('.secret__digit--typed')).toHaveCount(digits.length);
  await touch(page, say('secret.enter'), { exact: true });
}

/** From the page before it to the moment after the card was taken away. */
export async function signIn(
  terminal: TestTerminal,
  page: Page,
  say: Say,
  card = 'Erika Mustermann',
  see: (name: string) => Promise<void> = async () => undefined,
  pin: string = SECRETS.pin,
): Promise<void> {
  await see('preflight');
  await touch(page, say('identify.start'));
  await expect(heading(page)).toHaveText(say('consent.title'), { timeout: 20_000 });
  await see('consent');
  await touch(page, say('consent.accept'), { exact: true });
  await expect(heading(page)).toHaveText(say('eid.lay'), { timeout: 20_000 });
  await see('lay');
  await terminal.hand('eid', card);
  await expect(heading(page)).toHaveText(say('secret.pin.title'), { timeout: 20_000 });
  await see('pin');
  await typeSecret(page, say, pin);
  await expect(heading(page)).toHaveText(say('eid.take'), { timeout: 20_000 });
  await see('take');
  await terminal.hand('eid', 'Karte wegnehmen');
}

/** Types on a real keyboard whatever the layout of this machine, as fast as the terminal listens to a page. */
export const write = (page: Page, text: string): Promise<void> =>
  page.evaluate(
    async ({ keys, everyMs }) => {
      for (const key of keys) {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
        await new Promise((resolve) => {
          setTimeout(resolve, everyMs);
        });
      }
    },
    { keys: [...text], everyMs: 1000 / BRIDGE_LIMIT.refillPerSecond },
  );
