import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EidConfig } from '../../../../devices/eid/config.ts';
import { SdkConnection } from '../../../../devices/eid/connection.ts';
import type { EidStep, Secret } from '../../../../devices/eid/eid.ts';
import { SecretEntry } from '../../../../devices/eid/secret-entry.ts';
import {
  CLEAR,
  DIGIT_0,
  ENTER,
  ERASE,
  REFUSED,
  SECRET_LENGTH,
  SecretBuffer,
  secretFrame,
} from '../../../../devices/eid/secrets.ts';
import { FrameRing } from '../../../../devices/driver/frames.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';
import { bench, type Bench, CARD, INSERTED, type Json, reader, ScriptedSdk } from './bench.ts';

const asks = (secret: Secret, more: Partial<Extract<EidStep, { step: 'secret' }>> = {}): EidStep => ({
  step: 'secret',
  secret,
  keypad: false,
  tries: 3,
  wrong: null,
  lastTry: false,
  ...more,
});
const digit = fc.integer({ min: 0, max: 9 });
const keys = (digits: readonly number[]): number[] => digits.map((one) => DIGIT_0 + one);

describe('a secret', () => {
  test('leaves in a JSON frame, and nothing of it stays in memory', () => {
    fc.assert(
      fc.property(fc.array(digit, { maxLength: 10 }), (digits) => {
        const buffer = new SecretBuffer();
        for (const key of keys(digits)) buffer.push(key);
        const frame = secretFrame('SET_PUK', buffer);
        expect(JSON.parse(new TextDecoder().decode(frame))).toEqual({ cmd: 'SET_PUK', value: digits.join('') });
        buffer.clear();
        return buffer.blank;
      }),
    );
  });

  test('has ten digits at most, and digits alone', () => {
    const buffer = new SecretBuffer();
    expect([...'0123456789'].map((key) => buffer.push(key.charCodeAt(0))).every(Boolean)).toBe(true);
    expect(buffer.push(DIGIT_0)).toBe(false);
    buffer.erase();
    expect([buffer.push(0x2f), buffer.push(0x3a), buffer.push(0x61), buffer.length]).toEqual([false, false, false, 9]);
  });

  test('is taken only while it is asked for, in its own length, whatever keys come', () => {
    const key = fc.oneof(
      fc.constantFrom(ERASE, CLEAR, ENTER, 0x00, 0x41, 0xff),
      digit.map((one) => DIGIT_0 + one),
    );
    fc.assert(
      fc.property(
        fc.constantFrom<Secret>('pin', 'transport-pin', 'can', 'puk'),
        fc.array(key, { maxLength: 60 }),
        (secret, typed) => {
          const entry = new SecretEntry();
          entry.follow(asks(secret));
          for (const byte of typed) {
            const { reply, outcome } = entry.key(byte);
            if (typeof outcome === 'object')
              return (
                entry.blank &&
                entry.key(DIGIT_0).reply === REFUSED &&
                (JSON.parse(new TextDecoder().decode(outcome.frame)) as { value: string }).value.length ===
                  SECRET_LENGTH[secret]
              );
            if (reply !== REFUSED && reply > SECRET_LENGTH[secret]) return false;
          }
          entry.follow(null);
          return entry.blank;
        },
      ),
    );
  });

  test('too short stays where it is, so that the rest can be added', () => {
    const entry = new SecretEntry();
    entry.follow(asks('can'));
    for (const key of keys([1, 2, 3, 4, 5])) entry.key(key);
    expect(entry.key(ENTER)).toEqual({ reply: 5, outcome: 'too-short' });
    expect(entry.follow(asks('can', { wrong: 'length' }))).toBe(false);
    entry.key(DIGIT_0 + 6);
    expect(entry.key(ENTER).outcome).toMatchObject({ command: 'SET_CAN' });
  });

  test('that is new is typed twice, and sent only when both are equal', () => {
    fc.assert(
      fc.property(
        fc.array(digit, { minLength: 6, maxLength: 6 }),
        fc.array(digit, { minLength: 6, maxLength: 6 }),
        fc.boolean(),
        (first, other, same) => {
          const entry = new SecretEntry();
          entry.follow(asks('new-pin'));
          for (const key of keys(first)) entry.key(key);
          expect(entry.key(ENTER).outcome).toBe('repeat');
          entry.follow(asks('repeat-new-pin'));
          const second = same ? first : other;
          for (const key of keys(second)) entry.key(key);
          const { outcome } = entry.key(ENTER);
          expect(typeof outcome === 'object').toBe(first.join() === second.join());
          return entry.blank;
        },
      ),
    );
  });
});

test('a new PIN that was typed once is forgotten when another step follows', () => {
  const entry = new SecretEntry();
  entry.follow(asks('new-pin'));
  for (const key of [...keys([1, 2, 3, 4, 5, 6]), ENTER]) entry.key(key);
  entry.follow(asks('repeat-new-pin'));
  expect(entry.blank).toBe(false);
  entry.follow({ step: 'card', problem: 'removed' });
  expect(entry.blank).toBe(true);
});

describe('a secret between screen and AusweisApp', () => {
  async function atPin(card: Json = CARD, transport = false, keypad = false): Promise<Bench> {
    const made = await bench();
    await made.state('ready');
    await made.driver.begin({ kind: 'change-pin', transport });
    await made.sdk.next('RUN_CHANGE_PIN');
    made.sdk.say({ msg: 'CHANGE_PIN' }, { msg: 'INSERT_CARD' });
    await made.step('card');
    made.sdk.say({ ...INSERTED(card), keypad }, { msg: 'ENTER_PIN', reader: reader(card, { keypad }) });
    await made.step('secret');
    return made;
  }

  test('is in no event, no frame and no reply', async () => {
    const { sdk, driver, step, type, events, counts } = await atPin();
    type('739184\r');
    await sdk.next('SET_PIN');
    sdk.say(INSERTED({ ...CARD, retryCounter: 2 }), { msg: 'ENTER_PIN', reader: reader({ ...CARD, retryCounter: 2 }) });
    expect(await step('secret', ({ wrong }) => wrong !== null)).toEqual({
      step: 'secret',
      secret: 'pin',
      keypad: false,
      tries: 2,
      wrong: 'pin',
      lastTry: false,
    });
    type('739185\r');
    await sdk.next('SET_PIN');
    sdk.say({ msg: 'ENTER_NEW_PIN', reader: reader(CARD) });
    await step('secret', ({ secret }) => secret === 'new-pin');
    type('628407\r');
    await step('secret', ({ secret }) => secret === 'repeat-new-pin');
    type('628407\r');
    expect(await sdk.next('SET_NEW_PIN')).toEqual({ cmd: 'SET_NEW_PIN', value: '628407' });
    sdk.say({ msg: 'CHANGE_PIN', success: true });
    expect(await step('ended')).toEqual({ step: 'ended', outcome: { ok: true, refreshUrl: null } });
    const frames = driver.frames();
    const told = JSON.stringify([events, frames, driver.status()]);
    const hexOf = (text: string): string =>
      Buffer.from(text)
        .toString('hex')
        .replace(/..(?=.)/g, '$& ');
    for (const secret of ['739184', '739185', '628407']) {
      expect(told).not.toContain(secret);
      expect(frames.some(({ hex }) => hex.includes(hexOf(secret)))).toBe(false);
    }
    expect(frames.filter(({ meaning }) => meaning === 'SET_PIN with a value')).toHaveLength(2);
    expect(counts).toEqual([
      0, 1, 2, 3, 4, 5, 6, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0, 1, 2, 3, 4, 5, 6, 0,
    ]);
  });

  test('is overwritten in its frame after sending, also when sending failed', async () => {
    const sdk = new ScriptedSdk();
    const port = await sdk.listen();
    const config = EidConfig.parse({ class: 'eid', name: 'ausweis', connect: { port } });
    const connection = new SdkConnection({
      config,
      clock: new ManualClock(),
      ring: new FrameRing(),
      onMessage: () => undefined,
    });
    expect(await connection.open()).toMatchObject({ ok: true });
    const buffer = new SecretBuffer();
    for (const key of keys([7, 3, 9, 1, 8, 4])) buffer.push(key);
    const frame = secretFrame('SET_PIN', buffer);
    expect(await connection.sendSecret('SET_PIN', frame)).toEqual({ ok: true, value: undefined });
    expect(frame.every((byte) => byte === 0)).toBe(true);
    expect(await sdk.next('SET_PIN')).toEqual({ cmd: 'SET_PIN', value: '739184' });
    await connection.close();
    const late = secretFrame('SET_PIN', buffer);
    expect(await connection.sendSecret('SET_PIN', late)).toEqual({ ok: false, error: 'closed' });
    expect(late.every((byte) => byte === 0)).toBe(true);
  });

  test('of a wrong length is not sent, as it would cost a try', async () => {
    const { sdk, step, type } = await atPin();
    type('12345\r');
    expect(await step('secret', ({ wrong }) => wrong !== null)).toMatchObject({ wrong: 'length', tries: 3 });
    expect(sdk.received.some(({ cmd }) => cmd === 'SET_PIN')).toBe(false);
    type('6\r');
    expect(await sdk.next('SET_PIN')).toEqual({ cmd: 'SET_PIN', value: '123456' });
  });

  test('is five digits long as the PIN of the letter', async () => {
    const { sdk, step, type } = await atPin(CARD, true);
    expect(await step('secret')).toMatchObject({ secret: 'transport-pin' });
    type('543210\r');
    expect(await sdk.next('SET_PIN')).toEqual({ cmd: 'SET_PIN', value: '54321' });
  });

  test('is the CAN before the last try, which is named as such, and then only the PUK', async () => {
    const { sdk, step, type } = await atPin({ ...CARD, retryCounter: 2 });
    type('111111\r');
    await sdk.next('SET_PIN');
    const last = { ...CARD, retryCounter: 1 };
    sdk.say(INSERTED(last), { msg: 'ENTER_CAN', reader: reader(last) });
    expect(await step('secret', ({ secret }) => secret === 'can')).toEqual({
      step: 'secret',
      secret: 'can',
      keypad: false,
      tries: 1,
      wrong: 'pin',
      lastTry: true,
    });
    type('222222\r');
    await sdk.next('SET_CAN');
    sdk.say({ msg: 'ENTER_CAN', reader: reader(last) });
    expect(await step('secret', ({ wrong }) => wrong === 'can')).toMatchObject({ secret: 'can' });
    type('333333\r');
    await sdk.next('SET_CAN');
    sdk.say({ msg: 'ENTER_PIN', reader: reader(last) });
    expect(await step('secret', ({ secret }) => secret === 'pin')).toEqual({
      step: 'secret',
      secret: 'pin',
      keypad: false,
      tries: 1,
      wrong: null,
      lastTry: true,
    });
    type('444444\r');
    await sdk.next('SET_PIN');
    const blocked = { ...CARD, retryCounter: 0 };
    sdk.say(INSERTED(blocked), { msg: 'ENTER_PUK', reader: reader(blocked) });
    expect(await step('secret', ({ secret }) => secret === 'puk')).toEqual({
      step: 'secret',
      secret: 'puk',
      keypad: false,
      tries: null,
      wrong: 'pin',
      lastTry: false,
    });
    type('0123456789\r');
    expect(await sdk.next('SET_PUK')).toEqual({ cmd: 'SET_PUK', value: '0123456789' });
    sdk.say({ msg: 'ENTER_PUK', reader: reader(blocked) });
    expect(await step('secret', ({ wrong }) => wrong === 'puk')).toMatchObject({ secret: 'puk' });
  });

  test('is asked anew when a new PIN was typed differently', async () => {
    const { sdk, step, type } = await atPin();
    type('123456\r');
    await sdk.next('SET_PIN');
    sdk.say({ msg: 'ENTER_NEW_PIN', reader: reader(CARD) });
    await step('secret', ({ secret }) => secret === 'new-pin');
    type('628407\r');
    await step('secret', ({ secret }) => secret === 'repeat-new-pin');
    type('628408\r');
    expect(await step('secret', ({ secret }) => secret === 'new-pin')).toMatchObject({ wrong: 'mismatch' });
    expect(sdk.received.some(({ cmd }) => cmd === 'SET_NEW_PIN')).toBe(false);
  });

  test('is neither taken nor sent with a keypad at the reader', async () => {
    const { sdk, driver, step, type, counts } = await atPin(CARD, false, true);
    expect(await step('secret')).toMatchObject({ keypad: true });
    type('1');
    expect(counts).toEqual([REFUSED]);
    await driver.enter();
    await driver.enter();
    expect(await sdk.next('SET_PIN')).toEqual({ cmd: 'SET_PIN' });
    const less = { ...CARD, retryCounter: 2 };
    sdk.say({ msg: 'ENTER_PIN', reader: reader(less, { keypad: true }) });
    expect(await step('secret', ({ wrong }) => wrong !== null)).toMatchObject({ keypad: true, wrong: 'pin', tries: 2 });
    expect(sdk.received.filter(({ cmd }) => cmd === 'SET_PIN')).toHaveLength(1);
  });
});
