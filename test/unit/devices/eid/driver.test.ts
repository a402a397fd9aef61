import { describe, expect, test } from 'vitest';
import type { EidStep } from '../../../../devices/eid/eid.ts';
import { bench, type Bench, CARD, CERTIFICATE, INSERTED, type Json, OK_AUTH, reader, RIGHTS, settle } from './bench.ts';

const TOKEN = 'https://eid.example/token?session=4711';

async function ready(config: Json = {}): Promise<Bench> {
  const made = await bench(config);
  await made.state('ready');
  return made;
}

/** A change of the PIN up to the question for the old one. */
async function atPin(transport = false, card: Json = CARD): Promise<Bench> {
  const made = await ready();
  expect(await made.driver.begin({ kind: 'change-pin', transport })).toMatchObject({ ok: true });
  await made.sdk.next('RUN_CHANGE_PIN');
  made.sdk.say({ msg: 'CHANGE_PIN' }, { msg: 'INSERT_CARD' });
  await made.step('card');
  made.sdk.say(INSERTED(card), { msg: 'ENTER_PIN', reader: reader(card) });
  await made.step('secret');
  return made;
}

const failureOf = (step: Extract<EidStep, { step: 'ended' }>): string =>
  step.outcome.ok ? 'none' : step.outcome.failure.kind;

describe('the AusweisApp', () => {
  test('connects without an Origin header, takes the highest level that both know, and reports its identity', async () => {
    const { sdk, driver, state } = await bench({}, (one) => {
      one.levels = [1, 2];
    });
    await state('ready');
    expect(sdk.headers.origin).toBeUndefined();
    expect(sdk.headers['sec-websocket-extensions']).toBeUndefined();
    expect(sdk.received.slice(0, 3)).toEqual([
      { cmd: 'SET_API_LEVEL', level: 3 },
      { cmd: 'SET_API_LEVEL', level: 2 },
      { cmd: 'GET_INFO' },
    ]);
    expect(driver.identity()).toEqual({ maker: null, model: 'AusweisApp2', firmware: '1.26.2', serial: null });
  });

  test('needs staff without a reader, not counting the built-in simulator, and is ready when one is plugged in', async () => {
    const { sdk, driver, clock, state } = await bench({}, (one) => {
      one.readers = [reader(null, { name: 'Simulator', insertable: true, keypad: true })];
    });
    await sdk.next('GET_READER_LIST');
    await settle();
    await clock.advance(1_500);
    await state('needs-staff');
    expect(driver.status()).toEqual({ state: 'needs-staff', reason: 'no-reader' });
    expect(driver.cardPresent()).toBeNull();
    sdk.say(INSERTED(null));
    await state('ready');
    expect(driver.cardPresent()).toBe(false);
    sdk.say({ msg: 'READER', name: 'Basisleser 00 00', attached: false });
    await state('needs-staff');
  });

  test.each([
    [429, 'occupied'],
    [409, 'occupied'],
    [503, 'unsupported'],
    [404, 'unsupported'],
  ] as const)('when refused with %i is %s, tries again, and works once it is accepted', async (status, reason) => {
    const { sdk, driver, clock, state } = await bench({}, (one) => {
      one.refuse = status;
    });
    await state('faulted');
    expect(driver.status()).toEqual({ state: 'faulted', reason });
    expect(await driver.begin({ kind: 'change-pin', transport: false })).toEqual({
      ok: false,
      error: { state: 'faulted', reason },
    });
    sdk.refuse = null;
    await settle();
    await clock.advance(15_000);
    await state('ready');
  });

  test('with level 1 alone is unsupported', async () => {
    const { driver, state } = await bench({}, (one) => {
      one.levels = [1];
    });
    await state('faulted');
    expect(driver.status()).toEqual({ state: 'faulted', reason: 'unsupported' });
  });

  test('that stops answering is disconnected and found again', async () => {
    const { sdk, driver, clock, state } = await ready();
    sdk.mute = true;
    await clock.advance(10_000);
    await sdk.next('GET_READER_LIST');
    await settle();
    await clock.advance(5_000);
    await state('back-off');
    expect(driver.status()).toEqual({ state: 'back-off', reason: 'silent' });
    sdk.mute = false;
    await settle();
    await clock.advance(2_000);
    await state('ready');
  });

  test('closed leaves no timer', async () => {
    const { driver, clock } = await atPin();
    await driver.close();
    expect(clock.pending).toBe(0);
  });
});

describe('signing in', () => {
  test('shows provider and rights, reads only what was agreed to, and ends with the address to return to', async () => {
    const { sdk, driver, step, type, events } = await ready();
    const begun = await driver.begin({ kind: 'auth', tcTokenUrl: TOKEN });
    expect(driver.status()).toEqual({ state: 'busy', reason: 'job' });
    expect(await driver.begin({ kind: 'change-pin', transport: false })).toEqual({
      ok: false,
      error: { state: 'busy', reason: 'job' },
    });
    expect(await sdk.next('RUN_AUTH')).toEqual({ cmd: 'RUN_AUTH', tcTokenURL: TOKEN, status: true });
    sdk.say({ msg: 'AUTH' }, { msg: 'STATUS', workflow: 'AUTH', progress: 0, state: null }, RIGHTS);
    await sdk.next('GET_CERTIFICATE');
    sdk.say(CERTIFICATE);
    expect(await step('consent')).toEqual({
      step: 'consent',
      required: ['GivenNames', 'FamilyName'],
      optional: ['BirthName'],
      effective: ['GivenNames', 'FamilyName', 'BirthName'],
      transactionInfo: 'Meldebescheinigung',
      provider: { ...CERTIFICATE.description, ...CERTIFICATE.validity },
    });
    // What is not offered is not asked for.
    await driver.accept(['DateOfBirth']);
    expect(await sdk.next('SET_ACCESS_RIGHTS')).toEqual({ cmd: 'SET_ACCESS_RIGHTS', chat: [] });
    sdk.say({ ...RIGHTS, chat: { ...RIGHTS.chat, effective: RIGHTS.chat.required } });
    await sdk.next('ACCEPT');
    sdk.say({ msg: 'INSERT_CARD' });
    expect(await step('card')).toEqual({ step: 'card', problem: null });
    sdk.say(INSERTED(CARD), { msg: 'ENTER_PIN', reader: reader(CARD) });
    expect(await step('secret')).toEqual({
      step: 'secret',
      secret: 'pin',
      keypad: false,
      tries: 3,
      wrong: null,
      lastTry: false,
    });
    type('123456\r');
    expect(await sdk.next('SET_PIN')).toEqual({ cmd: 'SET_PIN', value: '123456' });
    sdk.say({ msg: 'STATUS', workflow: 'AUTH', progress: 40, state: null });
    expect(await step('working', ({ progress }) => progress !== null)).toEqual({ step: 'working', progress: 40 });
    sdk.say(OK_AUTH);
    expect(await step('ended')).toEqual({ step: 'ended', outcome: { ok: true, refreshUrl: OK_AUTH.url } });
    expect(driver.status()).toEqual({ state: 'ready' });
    // The card is still watched.
    expect(driver.cardPresent()).toBe(true);
    sdk.say(INSERTED(null));
    await settleUntil(() => driver.cardPresent() === false);
    expect(events.at(-1)).toEqual({ event: 'card', present: false });
    expect(events.flatMap((event) => (event.event === 'step' ? [event.workflow] : []))).toEqual(
      events.filter(({ event }) => event === 'step').map(() => (begun.ok ? begun.value : 0)),
    );
  });

  test('reads no more than was agreed to', async () => {
    const { sdk, driver, step } = await ready();
    await driver.begin({ kind: 'auth', tcTokenUrl: TOKEN });
    sdk.say({ msg: 'AUTH' }, RIGHTS, CERTIFICATE);
    await step('consent');
    await driver.accept([]);
    await sdk.next('SET_ACCESS_RIGHTS');
    sdk.say(RIGHTS);
    await sdk.next('CANCEL');
    expect(sdk.received.some(({ cmd }) => cmd === 'ACCEPT')).toBe(false);
  });

  test('ends where the provider asks for an unknown right', async () => {
    const { sdk, driver } = await ready();
    await driver.begin({ kind: 'auth', tcTokenUrl: TOKEN });
    sdk.say({ msg: 'AUTH' }, { ...RIGHTS, chat: { ...RIGHTS.chat, required: ['GivenNames', 'Fingerprint'] } });
    await sdk.next('CANCEL');
  });
});

describe('the ID card', () => {
  test('taken away while a secret is asked: laid down again, the secret is asked again, and what was typed is gone', async () => {
    const { sdk, step, type, counts } = await atPin();
    type('123');
    sdk.say(INSERTED(null));
    expect(await step('card')).toEqual({ step: 'card', problem: 'removed' });
    type('4');
    expect(counts.at(-1)).toBe(0xff);
    sdk.say(INSERTED(CARD));
    await step('secret');
    type('1');
    expect(counts.at(-1)).toBe(1);
  });

  test('taken away while the new PIN is asked: it ends, for the card would refuse one', async () => {
    const { sdk, step, type } = await atPin();
    type('123456\r');
    await sdk.next('SET_PIN');
    sdk.say({ msg: 'ENTER_NEW_PIN', reader: reader(CARD) });
    await step('secret');
    sdk.say(INSERTED(null));
    expect(await step('card')).toEqual({ step: 'card', problem: 'removed' });
    await sdk.next('CANCEL');
    sdk.say({ msg: 'CHANGE_PIN', success: false });
    expect(failureOf(await step('ended'))).toBe('card-removed');
  });

  test('taken away and not laid down again: it ends', async () => {
    const { sdk, step, clock } = await atPin();
    sdk.say(INSERTED(null));
    await step('card');
    await clock.advance(120_000);
    await sdk.next('CANCEL');
    sdk.say({ msg: 'CHANGE_PIN', success: false });
    expect(failureOf(await step('ended'))).toBe('timeout');
  });

  test.each([
    [{ ...CARD, deactivated: true, retryCounter: 0 }, 'deactivated', 'card-deactivated'],
    [{ ...CARD, inoperative: true, retryCounter: 0 }, 'inoperative', 'card-inoperative'],
  ] as const)(
    'that cannot be used is reported, and the workflow ended, for the AusweisApp would wait for another (%#)',
    async (card, problem, failure) => {
      const { sdk, driver, step } = await ready();
      await driver.begin({ kind: 'change-pin', transport: false });
      sdk.say({ msg: 'CHANGE_PIN' }, { msg: 'INSERT_CARD' });
      await step('card');
      sdk.say(INSERTED(card));
      expect((await step('card', (step) => step.problem !== null)).problem).toBe(problem);
      await sdk.next('CANCEL');
      sdk.say({ msg: 'CHANGE_PIN', success: false });
      expect(failureOf(await step('ended'))).toBe(failure);
    },
  );

  test('of a kind that is not read is reported, and can be replaced by another', async () => {
    const { sdk, driver, step } = await ready();
    await driver.begin({ kind: 'change-pin', transport: false });
    sdk.say({ msg: 'CHANGE_PIN' }, { msg: 'INSERT_CARD' });
    await step('card');
    sdk.say(INSERTED({}));
    expect(await step('card', ({ problem }) => problem !== null)).toEqual({ step: 'card', problem: 'unknown-card' });
    sdk.say(INSERTED(null), INSERTED(CARD), { msg: 'ENTER_PIN', reader: reader(CARD) });
    await step('secret');
  });

  test('that lies badly is reported, and the workflow goes on when it is laid down again or after a while', async () => {
    const { sdk, step, type, clock } = await atPin();
    type('123456\r');
    await sdk.next('SET_PIN');
    sdk.say({ msg: 'PAUSE', cause: 'BadCardPosition' });
    expect(await step('card')).toEqual({ step: 'card', problem: 'position' });
    await clock.advance(3_000);
    await sdk.next('CONTINUE');
    sdk.say({ msg: 'PAUSE', cause: 'BadCardPosition' });
    await step('card');
    sdk.say(INSERTED(CARD));
    await sdk.next('CONTINUE');
  });

  test("taken away while it is read: the AusweisApp's error is not blamed on the card", async () => {
    const { sdk, step, type } = await atPin();
    type('123456\r');
    await sdk.next('SET_PIN');
    sdk.say(INSERTED(null), { msg: 'CHANGE_PIN', success: false });
    expect(failureOf(await step('ended'))).toBe('card-removed');
  });
});

describe("an eID workflow's limits", () => {
  test("every key restarts the visitor's time, and the workflow ends when it is over", async () => {
    const { sdk, step, type, clock } = await atPin();
    await clock.advance(119_000);
    type('1');
    await clock.advance(119_000);
    expect(sdk.received.some(({ cmd }) => cmd === 'CANCEL')).toBe(false);
    await clock.advance(1_000);
    await sdk.next('CANCEL');
    sdk.say({ msg: 'CHANGE_PIN', success: false });
    expect(failureOf(await step('ended'))).toBe('timeout');
  });

  test('the total time ends the workflow, however busy the visitor is', async () => {
    const { sdk, type, clock } = await atPin();
    for (let minute = 0; minute < 10; minute += 1) {
      type('1');
      await clock.advance(60_000);
    }
    await sdk.next('CANCEL');
  });

  test('a CANCEL without an answer closes the connection, and the end is reported', async () => {
    const { sdk, driver, step, clock, state } = await atPin();
    await driver.cancel();
    await sdk.next('CANCEL');
    await clock.advance(10_000);
    expect(failureOf(await step('ended'))).toBe('cancelled');
    await state('back-off');
  });

  test('a vanished AusweisApp ends the workflow with a report, and is found again', async () => {
    const { sdk, driver, step, clock, state } = await atPin();
    sdk.drop();
    expect(failureOf(await step('ended'))).toBe('client-gone');
    expect(driver.cardPresent()).toBeNull();
    const told: string[] = [];
    driver.onStatus((status) => void told.push(status.state));
    await state('back-off');
    expect(told).toEqual(['back-off']);
    await settle();
    await clock.advance(2_000);
    await state('ready');
  });
});

/** Until something that came over the socket has taken effect; the test's own limit ends it. */
async function settleUntil(is: () => boolean): Promise<void> {
  while (!is()) await settle();
}
