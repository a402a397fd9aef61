/**
 * The driver and the simulated AusweisApp, two independent implementations, with the demo town's eID-Server: what a
 * visitor is led through.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../base/clock.ts';
import { EidConfig } from '../../../devices/eid/config.ts';
import { AusweisApp } from '../../../devices/eid/driver.ts';
import type { EidEvent, EidStep, Secret } from '../../../devices/eid/eid.ts';
import { secretPair, type SecretPort } from '../../../devices/eid/secrets.ts';
import { type CardName, SECRETS } from '../../../devices/eid/simulator/cards.ts';
import {
  type EidSimulator,
  type EidSimulatorOptions,
  startEidSimulator,
} from '../../../devices/eid/simulator/simulator.ts';
import {
  type DemoEidServer,
  type EidSession,
  startDemoEidServer,
} from '../../../register/demo/eid-server/eid-server.ts';

const NONCE = 'n'.repeat(43);

const { pin: PIN, can: CAN, puk: PUK } = SECRETS;
const NEW_PIN = '654321';

let server: DemoEidServer;
let app: EidSimulator;
let driver: AusweisApp;
let screen: SecretPort;
let events: EidEvent[] = [];
let look = (): void => undefined;
beforeEach(async () => {
  server = await startDemoEidServer({
    clock: { now: () => Date.now() },
    provider: {
      name: 'Stadt Musterstadt',
      purpose: 'Meldebescheinigung am Bürgerterminal',
      termsOfUsage: 'Rathausplatz 1',
    },
  });
  await start();
});

async function start(options: EidSimulatorOptions = {}): Promise<void> {
  app = await startEidSimulator({ delays: { readers: 0, recognise: 0, connect: 0, pace: 0, step: 0 }, ...options });
  driver = new AusweisApp({
    clock: systemClock,
    random: () => 0,
    config: EidConfig.parse({ class: 'eid', name: 'eid', connect: { port: app.port }, timing: { settle: 100 } }),
  });
  let inside: SecretPort;
  [screen, inside] = secretPair();
  driver.takeSecrets(inside);
  events = [];
  driver.onEvent((event) => {
    events.push(event);
    look();
  });
  driver.onStatus(() => look());
  app.onChange(() => look());
  await until(() => driver.status().state === 'ready');
}
afterEach(async () => {
  await end();
  await server.stop();
});
async function end(): Promise<void> {
  await driver.close();
  await app.stop();
}

async function until(is: () => boolean): Promise<void> {
  while (!is())
    await new Promise<void>((resolve) => {
      look = resolve;
    });
}
const standing = (): EidStep | undefined =>
  events.flatMap((event) => (event.event === 'step' ? [event.step] : [])).at(-1);
async function step<K extends EidStep['step']>(
  kind: K,
  fits: (step: Extract<EidStep, { step: K }>) => boolean = () => true,
): Promise<Extract<EidStep, { step: K }>> {
  const is = (): boolean => standing()?.step === kind && fits(standing() as Extract<EidStep, { step: K }>);
  await until(() => is() || standing()?.step === 'ended');
  expect(standing()).toMatchObject({ step: kind });
  return standing() as Extract<EidStep, { step: K }>;
}
const asked = (secret: Secret, more: object = {}): Promise<unknown> =>
  step(
    'secret',
    (one) =>
      one.secret === secret && Object.entries(more).every(([key, value]) => one[key as keyof typeof one] === value),
  );
const type = (digits: string): void =>
  screen.post(Uint8Array.from([...[...digits].map((digit) => digit.charCodeAt(0)), 0x0d]));

/** Until the card is wanted. */
async function begin(): Promise<EidSession> {
  const session = await server.createSession({
    attributes: ['GivenNames', 'FamilyNames', 'DateOfBirth', 'PlaceOfResidence'],
    optional: ['BirthName'],
    transactionInfo: 'Meldebescheinigung',
    nonce: NONCE,
  });
  await driver.begin({ kind: 'auth', tcTokenUrl: session.tcTokenUrl });
  expect(await step('consent')).toMatchObject({
    provider: { subjectName: 'Stadt Musterstadt' },
    optional: ['BirthName'],
    transactionInfo: 'Meldebescheinigung',
  });
  await driver.accept(['BirthName']);
  return session;
}
async function signIn(card: CardName): Promise<EidSession> {
  const session = await begin();
  await step('card');
  app.actions.lay(card);
  return session;
}

describe('an online identification', () => {
  test('ends with the address to return to', async () => {
    const session = await signIn('erika');
    await asked('pin', { tries: 3 });
    type(PIN);
    expect(await step('ended')).toEqual({
      step: 'ended',
      outcome: { ok: true, refreshUrl: expect.stringContaining(session.refreshUrl) },
    });
    expect(server.result(session.sessionId)).toMatchObject({
      state: 'authenticated',
      data: { familyNames: 'MUSTERMANN', birthName: 'GABLER' },
    });
    expect(driver.cardPresent()).toBe(true);
    app.actions.take();
    await until(() => driver.cardPresent() === false);
    expect(app.violations()).toEqual([]);
  });

  test('succeeds after two wrong PINs, the CAN and the right one', async () => {
    const session = await signIn('erika');
    await asked('pin', { tries: 3 });
    type('000000');
    await asked('pin', { tries: 2, wrong: 'pin' });
    type('000000');
    await asked('can');
    type(CAN);
    await asked('pin', { tries: 1 });
    type(PIN);
    expect(await step('ended')).toMatchObject({ outcome: { ok: true } });
    expect(server.result(session.sessionId)).toMatchObject({ state: 'authenticated' });
    expect(app.violations()).toEqual([]);
  });

  test("succeeds at the reader's keypad", async () => {
    app.actions.keypad(true);
    await signIn('erika');
    await step('secret', ({ keypad }) => keypad);
    await driver.enter();
    await until(() => app.snapshot().typing === 'PIN');
    app.actions.typeWrong();
    await asked('pin', { tries: 2, wrong: 'pin' });
    await driver.enter();
    await until(() => app.snapshot().typing === 'PIN');
    app.actions.typeRight();
    expect(await step('ended')).toMatchObject({ outcome: { ok: true } });
    expect(app.violations()).toEqual([]);
  });

  test('goes on when a card that lies badly is moved', async () => {
    app.faults.failNext({ kind: 'bad-position' });
    await signIn('erika');
    await asked('pin');
    type(PIN);
    expect(await step('card')).toMatchObject({ problem: expect.anything() });
    expect(await step('ended')).toMatchObject({ outcome: { ok: true } });
  });

  test('fails with a deactivated card', async () => {
    const session = await signIn('deactivated');
    expect(await step('ended')).toMatchObject({ outcome: { ok: false, failure: { kind: 'card-deactivated' } } });
    expect(server.result(session.sessionId)).toMatchObject({ state: 'failed' });
  });

  test.each([
    [{ kind: 'card-error', at: 'read' }, 'card-error'],
    [{ kind: 'no-network' }, 'network'],
    [{ kind: 'bad-certificate' }, 'provider'],
  ] as const)('ends after the fault %j as %s', async (fault, kind) => {
    app.faults.failNext(fault);
    const session = await server.createSession({
      attributes: ['GivenNames'],
      transactionInfo: 'Meldebescheinigung',
      nonce: NONCE,
    });
    await driver.begin({ kind: 'auth', tcTokenUrl: session.tcTokenUrl });
    if (fault.kind === 'card-error') {
      await step('consent');
      await driver.accept([]);
      app.actions.lay('erika');
      await asked('pin');
      type(PIN);
    }
    expect(await step('ended')).toMatchObject({ outcome: { ok: false, failure: { kind } } });
    expect(server.result(session.sessionId).state).not.toBe('authenticated');
  });

  test('fails with an expired card at version 1.26.2, which sends no failure code', async () => {
    await end();
    await start({ version: '1.26.2', levels: [1, 2] });
    const session = await signIn('expired');
    await asked('pin');
    type(PIN);
    expect(await step('ended')).toMatchObject({ outcome: { ok: false, failure: { kind: 'card-not-accepted' } } });
    expect(server.result(session.sessionId)).toMatchObject({ state: 'failed' });
  });

  test('ends as cancelled when the visitor gives up', async () => {
    const session = await signIn('erika');
    await asked('pin');
    await driver.cancel();
    expect(await step('ended')).toMatchObject({ outcome: { failure: { kind: 'cancelled' } } });
    expect(server.result(session.sessionId)).toEqual({ state: 'failed', reason: 'cancelled' });
  });

  test('fails when the AusweisApp ends during it, and the AusweisApp is found again', async () => {
    await signIn('erika');
    await asked('pin');
    await app.actions.endApp();
    expect(await step('ended')).toMatchObject({ outcome: { failure: { kind: 'client-gone' } } });
    await app.actions.startApp();
    await until(() => driver.status().state === 'ready');
  });
});

describe('a new PIN', () => {
  async function change(card: CardName, transport = false): Promise<void> {
    await driver.begin({ kind: 'change-pin', transport });
    await step('card');
    app.actions.lay(card);
  }
  async function typeNew(): Promise<void> {
    await asked('new-pin');
    type(NEW_PIN);
    await asked('repeat-new-pin');
    type(NEW_PIN);
    expect(await step('ended')).toEqual({ step: 'ended', outcome: { ok: true, refreshUrl: null } });
    expect(app.violations()).toEqual([]);
  }

  test('replaces the transport PIN', async () => {
    await change('transport-pin', true);
    await step('secret');
    type('12345');
    await typeNew();
  });

  test('is set after unblocking by the PUK', async () => {
    await change('blocked');
    await asked('puk');
    type(PUK);
    await asked('pin', { tries: 3 });
    type(PIN);
    await typeNew();
  });

  test('is not set with a PUK that is used up', async () => {
    await change('inoperative');
    await asked('puk');
    type(PUK);
    expect(await step('ended')).toMatchObject({ outcome: { ok: false, failure: { kind: 'card-inoperative' } } });
  });
});

test('a reader that is unplugged needs staff, and plugged in is ready again', async () => {
  app.actions.unplug();
  await until(() => driver.status().state === 'needs-staff');
  app.actions.plugIn();
  await until(() => driver.status().state === 'ready');
});
