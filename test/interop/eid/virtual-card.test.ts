/**
 * The real AusweisApp2 with an ID card in software over the real service for card readers: secrets right and wrong,
 * cards that cannot, and whole authentications.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { startDemoEidServer } from '../../../register/demo/eid-server/eid-server.ts';
import type { DemoEidServer, EidSession } from '../../../register/demo/eid-server/eid-server.ts';
import { systemClock } from '../../../base/clock.ts';
import { missingAusweisApp, startAusweisApp } from '../../harness/ausweisapp.ts';
import type { AusweisApp, SdkMessage } from '../../harness/ausweisapp.ts';
import { VirtualIdCard } from './card/card.ts';
import type { CardOptions } from './card/card.ts';
import { missingReader, startReader } from './card/reader.ts';
import type { CardReader } from './card/reader.ts';
import { HANNA, LONG } from './people.ts';

const NONCE = 'n'.repeat(43);

const reason = missingAusweisApp() ?? missingReader();
if (reason !== null) console.warn(`${reason}: the AusweisApp2 is not tried with an ID card`);

const PIN = '123456';
const NEW_PIN = '654321';
const CAN = '500540';
const PUK = '9876543210';
const OK = 'http://www.bsi.bund.de/ecard/api/1.1/resultmajor#ok';

const idCard = (more: Partial<CardOptions> = {}): VirtualIdCard =>
  new VirtualIdCard({ person: HANNA, pin: PIN, can: CAN, puk: PUK, ...more });
const onVirtual = ({ name }: SdkMessage): boolean => String(name).startsWith('Virtual PCD');
const cardOf = (message: SdkMessage): unknown =>
  (message['reader'] as { card?: unknown } | undefined)?.card ?? message['card'];
const withCard = (more: object): object => ({ deactivated: false, inoperative: false, retryCounter: 3, ...more });

describe.skipIf(reason !== null)('the AusweisApp2 with an ID card on the reader', () => {
  let reader: CardReader;
  let app: AusweisApp;
  beforeEach(async () => {
    // A reader of its own: the virtual one gets stuck over a card that comes in the moment in which another goes.
    reader = await startReader();
    app = await startAusweisApp({ pcsc: reader.socket });
    return async () => {
      await app.stop();
      await reader.stop();
    };
  });

  async function changePin(card: VirtualIdCard): Promise<void> {
    app.send({ cmd: 'RUN_CHANGE_PIN' });
    await app.next('INSERT_CARD');
    await reader.insert(card);
  }

  /** The next message of this kind, whose reader says this about its card, and no error. */
  async function asked(type: string, card: object = {}): Promise<void> {
    const message = await app.next(type);
    expect(cardOf(message)).toEqual(withCard(card));
    expect(message['error']).toBeUndefined();
  }

  /** Passes over the readers without a card. */
  const counted = async (card: object): Promise<void> =>
    expect(cardOf(await app.next('READER', (message) => onVirtual(message) && cardOf(message) !== null))).toEqual(
      withCard(card),
    );

  async function newPin(card: VirtualIdCard): Promise<void> {
    await app.next('ENTER_NEW_PIN');
    app.send({ cmd: 'SET_NEW_PIN', value: NEW_PIN });
    expect(await app.next('CHANGE_PIN')).toMatchObject({ success: true });
    expect(card.tries).toBe(3);
  }

  it('changes a PIN, and only the new one is right afterwards', async () => {
    const card = idCard();
    await changePin(card);
    await asked('ENTER_PIN');
    app.send({ cmd: 'SET_PIN', value: PIN });
    await newPin(card);
    // The card lies there still, so it is not asked for.
    app.send({ cmd: 'RUN_CHANGE_PIN' });
    await asked('ENTER_PIN');
    app.send({ cmd: 'SET_PIN', value: PIN });
    await asked('ENTER_PIN', { retryCounter: 2 });
    app.send({ cmd: 'SET_PIN', value: NEW_PIN });
    await newPin(card);
  });

  it('changes a transport PIN of five digits', async () => {
    const card = idCard({ pin: '12345' });
    await changePin(card);
    await asked('ENTER_PIN');
    app.send({ cmd: 'SET_PIN', value: '12345' });
    await newPin(card);
  });

  it('reports a wrong PIN by the counter alone, and asks for the CAN before the last try', async () => {
    const card = idCard();
    await changePin(card);
    await counted({});
    await asked('ENTER_PIN');
    app.send({ cmd: 'SET_PIN', value: '000000' });
    await counted({ retryCounter: 2 });
    await asked('ENTER_PIN', { retryCounter: 2 });
    app.send({ cmd: 'SET_PIN', value: '000001' });
    await counted({ retryCounter: 1 });
    await asked('ENTER_CAN', { retryCounter: 1 });
    app.send({ cmd: 'SET_CAN', value: '000000' });
    await asked('ENTER_CAN', { retryCounter: 1 });
    app.send({ cmd: 'SET_CAN', value: CAN });
    await asked('ENTER_PIN', { retryCounter: 1 });
    app.send({ cmd: 'SET_PIN', value: PIN });
    await newPin(card);
  });

  it('asks for the PUK when no try is left, which restores the tries and sets no PIN', async () => {
    const card = idCard({ tries: 1 });
    await changePin(card);
    await asked('ENTER_CAN', { retryCounter: 1 });
    app.send({ cmd: 'SET_CAN', value: CAN });
    await asked('ENTER_PIN', { retryCounter: 1 });
    app.send({ cmd: 'SET_PIN', value: '000000' });
    await counted({ retryCounter: 0 });
    await asked('ENTER_PUK', { retryCounter: 0 });
    app.send({ cmd: 'SET_PUK', value: '0000000000' });
    await asked('ENTER_PUK', { retryCounter: 0 });
    app.send({ cmd: 'SET_PUK', value: PUK });
    await counted({});
    await asked('ENTER_PIN');
    app.send({ cmd: 'SET_PIN', value: PIN });
    await newPin(card);
  });

  it('calls a card inoperative whose PUK is used up', async () => {
    await changePin(idCard({ tries: 0, pukUses: 0 }));
    await asked('ENTER_PUK', { retryCounter: 0 });
    app.send({ cmd: 'SET_PUK', value: PUK });
    await app.next(
      'READER',
      (message) => onVirtual(message) && (cardOf(message) as { inoperative?: boolean }).inoperative === true,
    );
    expect(await app.next('CHANGE_PIN')).toMatchObject({ success: false });
  });

  it('asks for no secret of a card whose eID function is switched off, and waits', async () => {
    await changePin(idCard({ deactivated: true }));
    await counted({ deactivated: true, retryCounter: 0 });
    // It says no more: the workflow goes on, in no state that asks for anything.
    app.send({ cmd: 'GET_STATUS' });
    expect(await app.next('STATUS')).toMatchObject({ workflow: 'CHANGE_PIN', state: null });
    app.send({ cmd: 'CANCEL' });
    expect(await app.next('CHANGE_PIN')).toMatchObject({ success: false });
    expect(app.said.map(({ msg }) => msg)).not.toContain('ENTER_PIN');
  });

  it('stays at the CAN when the card is taken away, and is cancelled there', async () => {
    await changePin(idCard({ tries: 1 }));
    await asked('ENTER_CAN', { retryCounter: 1 });
    reader.remove();
    await app.next('READER', (message) => onVirtual(message) && cardOf(message) === null);
    app.send({ cmd: 'GET_STATUS' });
    expect(await app.next('STATUS')).toMatchObject({ state: 'ENTER_CAN' });
    app.send({ cmd: 'CANCEL' });
    expect(await app.next('CHANGE_PIN')).toMatchObject({ success: false });
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

    /** Until the PIN is asked; null for the card that lies there still, which is not asked for. */
    async function begin(card: VirtualIdCard | null): Promise<EidSession> {
      const session = await server.createSession({
        attributes: ['GivenNames', 'FamilyNames', 'PlaceOfResidence', 'RestrictedID'],
        transactionInfo: 'Meldebescheinigung',
        nonce: NONCE,
      });
      app.send({ cmd: 'RUN_AUTH', tcTokenURL: session.tcTokenUrl });
      await app.next('ACCESS_RIGHTS');
      app.send({ cmd: 'ACCEPT' });
      if (card !== null) {
        await app.next('INSERT_CARD');
        await reader.insert(card);
      }
      await asked('ENTER_PIN');
      return session;
    }

    it('identifies the holder after a wrong PIN, and reads what was asked for', async () => {
      const session = await begin(idCard());
      app.send({ cmd: 'SET_PIN', value: '000000' });
      await asked('ENTER_PIN', { retryCounter: 2 });
      app.send({ cmd: 'SET_PIN', value: PIN });
      expect(await app.next('AUTH')).toMatchObject({
        result: { major: OK },
        url: expect.stringContaining(session.refreshUrl),
      });
      expect(server.result(session.sessionId)).toEqual({
        state: 'authenticated',
        levelOfAssurance: 'http://bsi.bund.de/eID/LoA/hoch',
        data: {
          givenNames: 'HANNA ŁUCJA',
          familyNames: 'BEISPIEL-GRÖẞER',
          address: { street: 'ÜBUNGSWEG 12 B', city: 'MUSTERSTADT', country: 'D', zipCode: '12345' },
          restrictedId: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      });
    });

    it('reads long names and a missing address', async () => {
      const session = await begin(idCard({ person: LONG }));
      app.send({ cmd: 'SET_PIN', value: PIN });
      expect(await app.next('AUTH')).toMatchObject({ result: { major: OK } });
      expect(server.result(session.sessionId)).toMatchObject({
        state: 'authenticated',
        data: { givenNames: LONG.givenNames, address: null },
      });
    });

    it('recognises a card by its pseudonym, which differs for another provider', async () => {
      const pseudonym = async (card: VirtualIdCard | null): Promise<string | undefined> => {
        const session = await begin(card);
        app.send({ cmd: 'SET_PIN', value: PIN });
        await app.next('AUTH', ({ result }) => result !== undefined);
        const result = server.result(session.sessionId);
        return result.state === 'authenticated' ? result.data.restrictedId : undefined;
      };
      const first = await pseudonym(idCard());
      expect(first).toBeDefined();
      expect(await pseudonym(null)).toBe(first);
      await server.stop();
      server = await startDemoEidServer({
        clock: systemClock,
        provider: { name: 'Andere Stadt', purpose: 'Auskunft', termsOfUsage: 'Marktplatz 1' },
      });
      const other = await pseudonym(null);
      expect(other).toBeDefined();
      expect(other).not.toBe(first);
    });

    it('learns nothing from a card that is pulled while it is read', async () => {
      const card = idCard();
      const session = await begin(card);
      const transmit = card.transmit.bind(card);
      // PSO:Verify Certificate: the PIN was right, and the terminal begins to show who it is.
      card.transmit = (command) => {
        if (command[1] === 0x2a) reader.remove();
        return transmit(command);
      };
      app.send({ cmd: 'SET_PIN', value: PIN });
      expect(await app.next('AUTH')).toMatchObject({
        result: { minor: expect.stringMatching(/ifdl#cancellationByUser$/) },
      });
      expect(server.result(session.sessionId)).toEqual({ state: 'failed', reason: 'card' });
    });
  });
});
