/**
 * The driver, the real AusweisApp2 and an ID card in software on the real service for card readers: what a visitor is
 * led through.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../base/clock.ts';
import { EidConfig } from '../../../devices/eid/config.ts';
import { AusweisApp } from '../../../devices/eid/driver.ts';
import type { EidEvent, EidStep, Secret } from '../../../devices/eid/eid.ts';
import { secretPair, type SecretPort } from '../../../devices/eid/secrets.ts';
import {
  type DemoEidServer,
  type EidSession,
  startDemoEidServer,
} from '../../../register/demo/eid-server/eid-server.ts';

import { missingAusweisApp } from '../../harness/ausweisapp.ts';
import { type CardOptions, VirtualIdCard } from './card/card.ts';
import { type CardReader, missingReader, startReader } from './card/reader.ts';
import { HANNA } from './people.ts';

const NONCE = 'n'.repeat(43);

const reason = missingAusweisApp() ?? missingReader();
if (reason !== null) process.stdout.write(`skipped: ${reason}; the eID driver is not tried with an ID card\n`);

const [PIN, NEW_PIN, CAN, PUK] = ['123456', '654321', '500540', '9876543210'];
const idCard = (more: Partial<CardOptions> = {}): VirtualIdCard =>
  new VirtualIdCard({ person: HANNA, pin: PIN, can: CAN, puk: PUK, ...more });
type Ended = Extract<EidStep, { step: 'ended' }>;

describe.skipIf(reason !== null)('an ID card on the reader', () => {
  let reader: CardReader;
  let driver: AusweisApp;
  let screen: SecretPort;
  let events: EidEvent[] = [];
  let look = (): void => undefined;

  beforeAll(async () => {
    reader = await startReader();
    return () => reader.stop();
  });
  beforeEach(async () => {
    const home = mkdtempSync(join(tmpdir(), 'foyer-eid-'));
    // The keys of the authorities that it trusts are not public.
    mkdirSync(join(home, '.config/Unknown Organization'), { recursive: true });
    writeFileSync(join(home, '.config/Unknown Organization/AusweisApp2.conf'), '[preverification]\nenabled=false\n');
    process.env['PCSCLITE_CSOCK_NAME'] = reader.socket;
    driver = new AusweisApp({
      clock: systemClock,
      random: () => 0,
      config: EidConfig.parse({ class: 'eid', name: 'ausweis', app: { home } }),
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
    await until(() => driver.status().state === 'ready');
    return async () => {
      await driver.close();
      rmSync(home, { recursive: true, force: true });
    };
  });
  afterEach(() => reader.remove());

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
  const asked = (secret: Secret, more: object): Promise<void> =>
    step(
      'secret',
      (one) =>
        one.secret === secret && Object.entries(more).every(([key, value]) => one[key as keyof typeof one] === value),
    ).then(() => undefined);
  const type = (digits: string): void =>
    screen.post(Uint8Array.from([...[...digits].map((digit) => digit.charCodeAt(0)), 0x0d]));
  async function changePin(card: VirtualIdCard, transport = false): Promise<void> {
    await driver.begin({ kind: 'change-pin', transport });
    await step('card');
    await reader.insert(card);
  }
  async function newPin(): Promise<Ended> {
    await asked('new-pin', { wrong: null });
    type(NEW_PIN);
    await asked('repeat-new-pin', {});
    type(NEW_PIN);
    return step('ended');
  }
  const OK: Ended = { step: 'ended', outcome: { ok: true, refreshUrl: null } };

  test('changes its PIN after two wrong ones and a wrong CAN', async () => {
    const card = idCard();
    await changePin(card);
    await asked('pin', { tries: 3, wrong: null, lastTry: false });
    type('000000');
    await asked('pin', { tries: 2, wrong: 'pin', lastTry: false });
    type('000001');
    await asked('can', { tries: 1, wrong: 'pin', lastTry: true });
    type('000000');
    await asked('can', { tries: 1, wrong: 'can', lastTry: true });
    type(CAN);
    await asked('pin', { tries: 1, wrong: null, lastTry: true });
    type(PIN);
    expect(await newPin()).toEqual(OK);
    expect(card.tries).toBe(3);
    expect(JSON.stringify([events, driver.frames()])).not.toMatch(new RegExp([PIN, NEW_PIN, CAN].join('|')));
  });

  test('has its transport PIN replaced', async () => {
    await changePin(idCard({ pin: '12345' }), true);
    await asked('transport-pin', {});
    type('12345');
    expect(await newPin()).toEqual(OK);
  });

  test('has its blocked PIN unblocked by the PUK', async () => {
    await changePin(idCard({ tries: 0 }));
    await asked('puk', { wrong: null });
    type('0000000000');
    await asked('puk', { wrong: 'puk' });
    type(PUK);
    await asked('pin', { tries: 3 });
    type(PIN);
    expect(await newPin()).toEqual(OK);
  });

  test.each(['pin', 'can', 'pin-after-can', 'puk'] as const)(
    'takes the secret when it is taken away while that is asked (%s), and laid down again',
    async (which) => {
      const card = idCard(which === 'pin' ? {} : { tries: which === 'puk' ? 0 : 1 });
      await changePin(card);
      if (which === 'pin-after-can') {
        await asked('can', {});
        type(CAN);
      }
      const secret = which === 'pin-after-can' ? 'pin' : which;
      await asked(secret, {});
      reader.remove();
      expect(await step('card')).toEqual({ step: 'card', problem: 'removed' });
      await reader.insert(card);
      await asked(secret, {});
      type({ pin: PIN, can: CAN, puk: PUK }[secret]);
      await step('secret', (one) => one.secret === (secret === 'pin' ? 'new-pin' : 'pin'));
      await driver.cancel();
      expect(await step('ended')).toMatchObject({ outcome: { failure: { kind: 'cancelled' } } });
    },
  );

  test('keeps its PIN when it is taken away while the new one is asked', async () => {
    const card = idCard();
    await changePin(card);
    await asked('pin', {});
    type(PIN);
    await asked('new-pin', {});
    reader.remove();
    expect(await step('ended')).toEqual({
      step: 'ended',
      outcome: { ok: false, failure: { kind: 'card-removed', code: null } },
    });
    await changePin(card);
    await asked('pin', { tries: 3 });
    type(PIN);
    expect(await newPin()).toEqual(OK);
  });

  test('with its eID function switched off is reported, and the workflow ends', async () => {
    await changePin(idCard({ deactivated: true }));
    expect(await step('ended')).toEqual({
      step: 'ended',
      outcome: { ok: false, failure: { kind: 'card-deactivated', code: null } },
    });
  });

  describe('at the demo eID-Server', () => {
    let server: DemoEidServer;
    beforeEach(async () => {
      server = await startDemoEidServer({
        clock: systemClock,
        provider: {
          name: 'Stadt Musterstadt',
          purpose: 'Meldebescheinigung am Bürgerterminal',
          termsOfUsage: 'Rathausplatz 1',
        },
      });
      return () => server.stop();
    });

    async function begin(card: VirtualIdCard): Promise<EidSession> {
      const session = await server.createSession({
        attributes: ['GivenNames', 'FamilyNames'],
        optional: ['BirthName'],
        transactionInfo: 'Meldebescheinigung',
        nonce: NONCE,
      });
      await driver.begin({ kind: 'auth', tcTokenUrl: session.tcTokenUrl });
      expect(await step('consent')).toMatchObject({
        provider: { subjectName: 'Stadt Musterstadt', purpose: 'Meldebescheinigung am Bürgerterminal' },
        optional: ['BirthName'],
        transactionInfo: 'Meldebescheinigung',
        required: expect.arrayContaining(['GivenNames', 'FamilyName']),
      });
      await driver.accept([]);
      await step('card');
      await reader.insert(card);
      await asked('pin', { tries: 3 });
      return session;
    }

    test('is accepted after a wrong PIN, and what was not agreed to is not read', async () => {
      const session = await begin(idCard());
      type('000000');
      await asked('pin', { tries: 2, wrong: 'pin' });
      type(PIN);
      expect(await step('ended')).toEqual({
        step: 'ended',
        outcome: { ok: true, refreshUrl: expect.stringContaining(session.refreshUrl) },
      });
      const result = server.result(session.sessionId);
      expect(result).toMatchObject({ state: 'authenticated', data: { givenNames: HANNA.givenNames } });
      expect(Object.keys(result.state === 'authenticated' ? result.data : {}).toSorted()).toEqual([
        'familyNames',
        'givenNames',
      ]);
      // Neither secrets, nor the session, nor what was read are left with the driver.
      expect(JSON.stringify(driver.frames())).not.toMatch(
        new RegExp([PIN, session.sessionId, HANNA.givenNames].join('|')),
      );
      expect(driver.cardPresent()).toBe(true);
      reader.remove();
      await until(() => driver.cardPresent() === false);
    });

    test('pulled while it is read ends the identification with that reason', async () => {
      const card = idCard();
      await begin(card);
      const transmit = card.transmit.bind(card);
      card.transmit = (command) => {
        // PSO:Verify Certificate: the PIN was right, and the provider begins to show who it is.
        if (command[1] === 0x2a) reader.remove();
        return transmit(command);
      };
      type(PIN);
      expect(await step('ended')).toMatchObject({ outcome: { ok: false, failure: { kind: 'card-removed' } } });
    });
  });
});
