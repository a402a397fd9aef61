/**
 * The simulated AusweisApp by itself: the counters of a card, what is done at the reader, and everything that can go
 * wrong.
 */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { type CardData, IdCard } from '../../../devices/eid/simulator/card.ts';
import { CARD_NAMES, type CardName, makeCard, SECRETS } from '../../../devices/eid/simulator/cards.ts';
import {
  type EidSimulator,
  type EidSimulatorOptions,
  startEidSimulator,
} from '../../../devices/eid/simulator/simulator.ts';
import { RESIDENTS } from '../../../register/demo/residents.ts';
import type { EidData } from '../../../register/server/ports/eid-server.ts';
import { isPerson } from '../../../register/server/residents/identity/rules.ts';
import { type Client, connect, type Message } from '../../interop/eid-simulator/client.ts';

const { pin: PIN, can: CAN, puk: PUK } = SECRETS;
const QUICK = { readers: 0, recognise: 0, connect: 0, pace: 0, step: 0 };
let running: EidSimulator | null = null;
afterEach(() => running?.stop());

async function start(
  options: EidSimulatorOptions = {},
): Promise<{ readonly app: EidSimulator; readonly client: Client }> {
  const app = await startEidSimulator({ builtIn: false, delays: QUICK, ...options });
  running = app;
  const client = await connect(app.address);
  await client.next('READER');
  return { app, client };
}

const reader = (card: unknown, more: object = {}) => ({
  name: 'Simulated Reader 00 00',
  attached: true,
  insertable: false,
  keypad: false,
  card,
  ...more,
});
const counted = (retryCounter: number, more: object = {}) => ({
  inoperative: false,
  deactivated: false,
  retryCounter,
  ...more,
});
const READER = (card: unknown) => ({ msg: 'READER', ...reader(card) });
const ASKED = (secret: string, card: unknown, more: object = {}) => ({
  msg: `ENTER_${secret}`,
  reader: reader(card, more),
});

/** What is said behind the messages that were heard before, until the kind that is named came. */
async function until(client: Client, msg: string, action: () => void): Promise<Message[]> {
  const before = client.heard.length;
  action();
  await client.next(msg, (one) => client.heard.indexOf(one) >= before);
  return client.heard.slice(before);
}

async function changePin(client: Client, msg: string): Promise<Message[]> {
  return until(client, msg, () => client.send({ cmd: 'RUN_CHANGE_PIN' }));
}

/** Resolves when the simulator is in a state. */
function reached(app: EidSimulator, fits: (snapshot: ReturnType<EidSimulator['snapshot']>) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!fits(app.snapshot())) return;
      stop();
      resolve();
    };
    const stop = app.onChange(look);
    look();
  });
}

async function lie(app: EidSimulator, client: Client, card: CardName | IdCard): Promise<void> {
  await until(client, 'READER', () => app.actions.lay(card));
}

describe("the simulated AusweisApp's secrets", () => {
  test('lead from two wrong PINs over the CAN, the last wrong PIN and the PUK to the right PIN', async () => {
    const { app, client } = await start();
    await lie(app, client, 'erika');
    expect(await changePin(client, 'ENTER_PIN')).toEqual([{ msg: 'CHANGE_PIN' }, ASKED('PIN', counted(3))]);
    expect(await until(client, 'ENTER_PIN', () => client.send({ cmd: 'SET_PIN', value: '000000' }))).toEqual([
      READER(counted(2)),
      ASKED('PIN', counted(2)),
    ]);
    expect(await until(client, 'ENTER_CAN', () => client.send({ cmd: 'SET_PIN', value: '000000' }))).toEqual([
      READER(counted(1)),
      ASKED('CAN', counted(1)),
    ]);
    expect(await until(client, 'ENTER_CAN', () => client.send({ cmd: 'SET_CAN', value: '000000' }))).toEqual([
      ASKED('CAN', counted(1)),
    ]);
    expect(await until(client, 'ENTER_PIN', () => client.send({ cmd: 'SET_CAN', value: CAN }))).toEqual([
      ASKED('PIN', counted(1)),
    ]);
    expect(await until(client, 'ENTER_PUK', () => client.send({ cmd: 'SET_PIN', value: '000000' }))).toEqual([
      READER(counted(0)),
      ASKED('PUK', counted(0)),
    ]);
    expect(await until(client, 'ENTER_PUK', () => client.send({ cmd: 'SET_PUK', value: '0000000000' }))).toEqual([
      ASKED('PUK', counted(0)),
    ]);
    expect(await until(client, 'ENTER_PIN', () => client.send({ cmd: 'SET_PUK', value: PUK }))).toEqual([
      READER(counted(3)),
      ASKED('PIN', counted(3)),
    ]);
    expect(await until(client, 'ENTER_NEW_PIN', () => client.send({ cmd: 'SET_PIN', value: PIN }))).toEqual([
      ASKED('NEW_PIN', counted(3)),
    ]);
    expect(await until(client, 'CHANGE_PIN', () => client.send({ cmd: 'SET_NEW_PIN', value: '654321' }))).toEqual([
      { msg: 'CHANGE_PIN', success: true },
    ]);
    // The new one counts, also for a card that was away.
    app.actions.take();
    await lie(app, client, 'erika');
    await changePin(client, 'ENTER_PIN');
    expect(await until(client, 'ENTER_PIN', () => client.send({ cmd: 'SET_PIN', value: PIN }))).toContainEqual(
      READER(counted(2)),
    );
    await until(client, 'ENTER_NEW_PIN', () => client.send({ cmd: 'SET_PIN', value: '654321' }));
    app.actions.newCards();
    app.actions.lay('erika');
    expect(app.snapshot()).toMatchObject({ card: 'erika', tries: 3 });
    expect(app.violations()).toEqual([]);
  });

  test('allow the transport PIN only for setting a new one', async () => {
    const { app, client } = await start();
    await lie(app, client, 'transport-pin');
    await changePin(client, 'ENTER_PIN');
    await until(client, 'ENTER_NEW_PIN', () => client.send({ cmd: 'SET_PIN', value: '12345' }));
    expect(
      await until(client, 'ENTER_NEW_PIN', () => client.send({ cmd: 'SET_NEW_PIN', value: '12345' })),
    ).toMatchObject([{ error: 'You must provide 6 digits' }]);
    await until(client, 'CHANGE_PIN', () => client.send({ cmd: 'SET_NEW_PIN', value: PIN }));
    expect(client.heard.at(-1)).toEqual({ msg: 'CHANGE_PIN', success: true });
  });

  test.each([
    ['PIN', 'erika', { SET_PIN: ['1234', '1234567', '12345a', '', 123456, null] }, 'You must provide 5 - 6 digits'],
    ['CAN', 'tries-1', { SET_CAN: ['12345', '1234567', 'abcdef'] }, 'You must provide 6 digits'],
    ['PUK', 'blocked', { SET_PUK: ['123456789', '12345678901'] }, 'You must provide 10 digits'],
  ] as const)('cost no try with a %s of the wrong form', async (secret, card, tried, error) => {
    const { app, client } = await start();
    await lie(app, client, card);
    const [asked] = (await changePin(client, `ENTER_${secret}`)).slice(-1);
    const [cmd, values] = Object.entries(tried)[0]!;
    for (const value of values)
      expect(await until(client, `ENTER_${secret}`, () => client.send({ cmd, value }))).toEqual([{ ...asked, error }]);
    expect(await until(client, `ENTER_${secret}`, () => client.send({ cmd }))).toEqual([
      { ...asked, error: 'Value cannot be undefined' },
    ]);
  });

  test('make the card inoperative once the PUK is used up, and not before', async () => {
    const { app, client } = await start();
    await lie(app, client, 'inoperative');
    expect((await changePin(client, 'ENTER_PUK')).at(-1)).toEqual(ASKED('PUK', counted(0)));
    expect(await until(client, 'CHANGE_PIN', () => client.send({ cmd: 'SET_PUK', value: PUK }))).toEqual([
      READER(counted(0, { inoperative: true })),
      { msg: 'CHANGE_PIN', success: false, reason: 'Establish_Pace_Channel_Puk_Inoperative' },
    ]);
  });

  test('can be restored by the PUK ten times, not eleven', () => {
    const card = new IdCard(makeCard('erika').data, SECRETS);
    for (let use = 0; use < 10; use += 1) {
      for (let wrong = 0; wrong < 3; wrong += 1) card.enterPin('000000', true);
      expect([card.tries, card.enterPuk('0000000000'), card.enterPuk(PUK), card.tries]).toEqual([
        0,
        'wrong',
        'right',
        3,
      ]);
    }
    expect(card.enterPuk(PUK)).toBe('used-up');
  });

  test('allow the last try after the CAN only, and a blocked PIN never', () => {
    const card = makeCard('tries-1');
    expect([card.enterPin(PIN, false), card.tries, card.enterPin(PIN, true), card.tries]).toEqual([false, 1, true, 3]);
    const blocked = makeCard('blocked');
    expect([blocked.enterPin(PIN, true), blocked.tries]).toEqual([false, 0]);
  });
});

describe('a card at the simulated AusweisApp', () => {
  test('when deactivated is reported, and another one is waited for', async () => {
    const { app, client } = await start();
    await changePin(client, 'INSERT_CARD');
    expect(await until(client, 'READER', () => app.actions.lay('deactivated'))).toEqual([
      READER(counted(0, { deactivated: true })),
    ]);
    expect(await until(client, 'STATUS', () => client.send({ cmd: 'GET_STATUS' }))).toEqual([
      { msg: 'STATUS', workflow: 'CHANGE_PIN', progress: 0, state: 'INSERT_CARD' },
    ]);
    expect(await until(client, 'ENTER_PIN', () => app.actions.lay('erika'))).toEqual([
      READER(null),
      READER(counted(3)),
      ASKED('PIN', counted(3)),
    ]);
  });

  test.each([
    [3, {}],
    [2, null],
  ])('when unknown is reported from level 3 on (level %i)', async (level, card) => {
    const { app, client } = await start();
    client.send({ cmd: 'SET_API_LEVEL', level });
    await changePin(client, 'INSERT_CARD');
    app.actions.lay('foreign');
    await until(client, 'READER', () => client.send({ cmd: 'GET_READER', name: 'Simulated Reader 00 00' }));
    expect(client.heard.at(-1)).toMatchObject({ card });
    expect(app.snapshot().state).toBe('INSERT_CARD');
  });

  test.each([
    ['ENTER_PIN', 'erika', [], { cmd: 'SET_PIN', value: PIN }, 'ENTER_NEW_PIN'],
    ['ENTER_CAN', 'tries-1', [], { cmd: 'SET_CAN', value: CAN }, 'ENTER_PIN'],
    [
      'ENTER_PIN',
      'tries-1',
      [['ENTER_PIN', { cmd: 'SET_CAN', value: CAN }]],
      { cmd: 'SET_PIN', value: PIN },
      'ENTER_NEW_PIN',
    ],
    ['ENTER_PUK', 'blocked', [], { cmd: 'SET_PUK', value: PUK }, 'ENTER_PIN'],
  ] as const)(
    'taken away at %s (%s) keeps the state, and takes the secret when laid on again',
    async (state, card, first, command, after) => {
      const { app, client } = await start();
      await lie(app, client, card);
      await changePin(client, first.length === 0 ? state : 'ENTER_CAN');
      for (const [next, said] of first) await until(client, next, () => client.send(said));
      expect(await until(client, 'READER', () => app.actions.take())).toEqual([READER(null)]);
      expect(app.snapshot().state).toBe(state);
      await lie(app, client, card);
      expect(app.snapshot().state).toBe(state);
      await until(client, after, () => client.send(command));
    },
  );

  test('that is missing is waited for with the secret', async () => {
    const { app, client } = await start();
    await lie(app, client, 'erika');
    await changePin(client, 'ENTER_PIN');
    app.actions.take();
    await until(client, 'INSERT_CARD', () => client.send({ cmd: 'SET_PIN', value: PIN }));
    expect(await until(client, 'ENTER_NEW_PIN', () => app.actions.lay('erika'))).toEqual([
      READER(counted(3)),
      ASKED('NEW_PIN', counted(3)),
    ]);
  });

  test('taken away before the new PIN is set keeps the old one', async () => {
    const { app, client } = await start();
    await lie(app, client, 'erika');
    await changePin(client, 'ENTER_PIN');
    await until(client, 'ENTER_NEW_PIN', () => client.send({ cmd: 'SET_PIN', value: PIN }));
    app.actions.take();
    await lie(app, client, 'erika');
    expect(
      (await until(client, 'CHANGE_PIN', () => client.send({ cmd: 'SET_NEW_PIN', value: '654321' }))).at(-1),
    ).toEqual({ msg: 'CHANGE_PIN', success: false, reason: 'Card_Removed' });
    await changePin(client, 'ENTER_PIN');
    await until(client, 'ENTER_NEW_PIN', () => client.send({ cmd: 'SET_PIN', value: PIN }));
  });

  test('goes with a reader that is unplugged, and is there again with it', async () => {
    const { app, client } = await start();
    await lie(app, client, 'erika');
    expect(await until(client, 'READER', () => app.actions.unplug())).toEqual([
      { msg: 'READER', name: 'Simulated Reader 00 00', attached: false },
    ]);
    expect(await until(client, 'READER_LIST', () => client.send({ cmd: 'GET_READER_LIST' }))).toEqual([
      { msg: 'READER_LIST', readers: [] },
    ]);
    await changePin(client, 'INSERT_CARD');
    expect(await until(client, 'ENTER_PIN', () => app.actions.plugIn())).toEqual([
      READER(null),
      READER(counted(3)),
      ASKED('PIN', counted(3)),
    ]);
  });

  test("gets its secret at the reader's keypad, without a value over the wire", async () => {
    const { app, client } = await start({ keypad: true });
    const KEYPAD = { keypad: true };
    await lie(app, client, 'tries-2');
    await changePin(client, 'ENTER_PIN');
    expect(await until(client, 'ENTER_PIN', () => client.send({ cmd: 'SET_PIN', value: PIN }))).toEqual([
      { ...ASKED('PIN', counted(2), KEYPAD), error: 'Value cannot be defined' },
    ]);
    // No secret is being asked for: nothing happens.
    app.actions.typeWrong();
    client.send({ cmd: 'SET_PIN' });
    await reached(app, ({ typing }) => typing === 'PIN');
    await until(client, 'ENTER_CAN', () => app.actions.typeWrong());
    client.send({ cmd: 'SET_CAN' });
    await reached(app, ({ typing }) => typing === 'CAN');
    expect(await until(client, 'ENTER_PIN', () => app.actions.typeRight())).toEqual([ASKED('PIN', counted(1), KEYPAD)]);
    client.send({ cmd: 'SET_PIN' });
    await reached(app, ({ typing }) => typing === 'PIN');
    await until(client, 'ENTER_NEW_PIN', () => app.actions.typeRight());
    client.send({ cmd: 'SET_NEW_PIN' });
    await reached(app, ({ typing }) => typing === 'NEW_PIN');
    expect((await until(client, 'CHANGE_PIN', () => app.actions.typeWrong())).at(-1)).toEqual({
      msg: 'CHANGE_PIN',
      success: false,
      reason: 'Change_Pin_New_Pin_Mismatch',
    });
    await changePin(client, 'ENTER_PIN');
    client.send({ cmd: 'SET_PIN' });
    await reached(app, ({ typing }) => typing === 'PIN');
    expect((await until(client, 'CHANGE_PIN', () => app.actions.pressCancel())).at(-1)).toMatchObject({
      success: false,
    });
  });
});

describe("the simulated AusweisApp's connection", () => {
  test('accepts one client at one path, not from a web page, and a later one like the first', async () => {
    const { app, client } = await start();
    await expect(connect(app.address)).rejects.toThrow('HTTP 429');
    client.close();
    await client.closed;
    await reached(app, (now) => !now.client);
    await expect(connect(app.address, { Origin: 'https://example.org' })).rejects.toThrow('HTTP 403');
    await expect(connect(app.address.replace('eID-Kernel', 'other'))).rejects.toThrow('HTTP 404');
    expect(app.violations().map(({ what }) => what)).toEqual(['a second client', 'a client from a web page']);
    const next = await connect(app.address);
    expect(await next.next('READER')).toEqual(READER(null));
    next.send({ cmd: 'GET_API_LEVEL' });
    expect(await next.next('API_LEVEL')).toEqual({ msg: 'API_LEVEL', available: [1, 2, 3], current: 3 });
  });

  test('answers 503 at its own page, as without its service for browsers', async () => {
    const { app } = await start();
    expect((await fetch(`http://127.0.0.1:${app.port}/eID-Client?Status`)).status).toBe(503);
  });

  test('ends the workflow of a client that leaves', async () => {
    const { app, client } = await start();
    await changePin(client, 'INSERT_CARD');
    client.close();
    await reached(app, ({ workflow }) => workflow === null);
  });

  test('refuses a level that it does not offer', async () => {
    const { client } = await start({ levels: [1, 2], version: '1.26.2' });
    expect(await until(client, 'API_LEVEL', () => client.send({ cmd: 'SET_API_LEVEL', level: 3 }))).toEqual([
      { msg: 'API_LEVEL', error: 'Unknown level', current: 2 },
    ]);
    expect(await until(client, 'UNKNOWN_COMMAND', () => client.send({ cmd: 'CONTINUE' }))).toEqual([
      { msg: 'UNKNOWN_COMMAND', error: 'CONTINUE' },
    ]);
  });

  test('answers any input with a message, and goes on', async () => {
    const { app, client } = await start({ builtIn: true });
    const names = [
      'GET_INFO',
      'GET_STATUS',
      'GET_READER',
      'GET_READER_LIST',
      'SET_API_LEVEL',
      'RUN_AUTH',
      'RUN_CHANGE_PIN',
      'SET_ACCESS_RIGHTS',
      'ACCEPT',
      'SET_CARD',
      'SET_PIN',
      'SET_NEW_PIN',
      'SET_CAN',
      'SET_PUK',
      'CONTINUE',
      'CANCEL',
      'constructor',
      '__proto__',
    ];
    const field = fc.oneof(fc.jsonValue(), fc.constantFrom('123456', 'Simulator', 1, 2, 3));
    const command = fc.record(
      {
        cmd: fc.constantFrom(...names),
        value: field,
        name: field,
        level: field,
        chat: field,
        simulator: field,
        tcTokenURL: fc.oneof(field, fc.constant('http://localhost/')),
        status: fc.boolean(),
      },
      { requiredKeys: ['cmd'] },
    );
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            command.map((one) => JSON.stringify(one)),
            fc.string(),
            fc.json(),
          ),
          { maxLength: 12 },
        ),
        async (texts) => {
          const name = `the end of round ${round++}`;
          const before = client.heard.length;
          for (const text of texts) client.send(text);
          client.send({ cmd: 'GET_READER', name });
          await client.next('READER', (one) => one['name'] === name);
          for (const one of client.heard.slice(before)) expect(one.msg).toMatch(/^[A-Z_]+$/);
        },
      ),
      { numRuns: process.env['CI'] ? 500 : 60 },
    );
    client.send({ cmd: 'CANCEL' });
    await reached(app, ({ workflow }) => workflow === null);
  });
});

describe("the simulated AusweisApp's faults", () => {
  test('silent loses the next command only', async () => {
    const { app, client } = await start();
    app.faults.failNext({ kind: 'silent' });
    client.send({ cmd: 'GET_INFO' });
    expect(await until(client, 'API_LEVEL', () => client.send({ cmd: 'GET_API_LEVEL' }))).toHaveLength(1);
  });

  test('garbage, an unknown message and an internal error come once', async () => {
    const { app, client } = await start();
    app.faults.failNext({ kind: 'garbage' });
    expect(await until(client, '(no JSON)', () => client.send({ cmd: 'GET_INFO' }))).toHaveLength(1);
    app.faults.failNext({ kind: 'unknown-message' });
    expect((await until(client, 'INFO', () => client.send({ cmd: 'GET_INFO' }))).map(({ msg }) => msg)).toEqual([
      'SOMETHING_NEW',
      'INFO',
    ]);
    app.faults.failNext({ kind: 'internal-error' });
    await until(client, 'INTERNAL_ERROR', () => client.send({ cmd: 'GET_INFO' }));
  });

  test('cut ends the connection, and the next one is accepted', async () => {
    const { app, client } = await start();
    app.faults.failNext({ kind: 'cut' });
    client.send({ cmd: 'GET_INFO' });
    await client.closed;
    await connect(app.address);
  });

  test('gone closes the port until it is cleared', async () => {
    const { app, client } = await start();
    app.faults.failNext({ kind: 'gone' });
    await client.closed;
    await reached(app, ({ running: runs }) => !runs);
    await expect(connect(app.address)).rejects.toThrow(/ECONNREFUSED/);
    app.faults.clear();
    await reached(app, ({ running: runs }) => runs);
    await connect(app.address);
  });

  test('occupied answers 409 once', async () => {
    const { app, client } = await start();
    client.close();
    await reached(app, (now) => !now.client);
    app.faults.failNext({ kind: 'occupied' });
    await expect(connect(app.address)).rejects.toThrow('HTTP 409');
    await connect(app.address);
  });

  test('bad position sends PAUSE until CONTINUE, as often as the card lies badly', async () => {
    const { app, client } = await start();
    await lie(app, client, 'erika');
    await changePin(client, 'ENTER_PIN');
    app.faults.failAlways({ kind: 'bad-position' });
    expect(await until(client, 'PAUSE', () => client.send({ cmd: 'SET_PIN', value: PIN }))).toEqual([
      { msg: 'PAUSE', cause: 'BadCardPosition' },
    ]);
    await until(client, 'PAUSE', () => client.send({ cmd: 'CONTINUE' }));
    app.faults.clear();
    expect(await until(client, 'ENTER_NEW_PIN', () => client.send({ cmd: 'CONTINUE' }))).toEqual([
      ASKED('NEW_PIN', counted(3)),
    ]);
  });

  test('bad position before level 3 ends the workflow', async () => {
    const { app, client } = await start({ levels: [1, 2], version: '1.26.2' });
    await lie(app, client, 'erika');
    await changePin(client, 'ENTER_PIN');
    app.faults.failNext({ kind: 'bad-position' });
    expect((await until(client, 'CHANGE_PIN', () => client.send({ cmd: 'SET_PIN', value: PIN }))).at(-1)).toEqual({
      msg: 'CHANGE_PIN',
      success: false,
    });
  });

  test('no network ends like a lost server', async () => {
    const { app, client } = await start();
    app.faults.failNext({ kind: 'no-network' });
    await until(client, 'STATUS', () => client.send({ cmd: 'RUN_AUTH', tcTokenURL: 'https://localhost:1/' }));
    expect(await client.next('AUTH', ({ result }) => result !== undefined)).toMatchObject({
      result: {
        minor: expect.stringMatching(/dp#trustedChannelEstablishmentFailed$/),
        reason: 'Get_TcToken_Network_Error',
      },
    });
  });
});

describe('the people on the simulated cards', () => {
  const ofCard = ({ givenNames, familyNames, dateOfBirth, street, zip, city, country }: CardData): EidData => ({
    givenNames,
    familyNames,
    dateOfBirth,
    address:
      street === undefined && zip === undefined
        ? null
        : {
            ...(street === undefined ? {} : { street }),
            ...(zip === undefined ? {} : { zipCode: zip }),
            ...(city === undefined ? {} : { city }),
            ...(country === undefined ? {} : { country }),
          },
  });
  const known = (name: CardName): string[] =>
    RESIDENTS.filter((person) => isPerson(ofCard(makeCard(name).data), person)).map(({ familyName }) => familyName);

  test.each(CARD_NAMES)("match the demo town's register as often as intended: %s", (name) => {
    const expected: Partial<Record<CardName, string[]>> = {
      'no-first-name': ['Ćosić'],
      'birth-year-only': ['Özm̂en'],
      'long-name': [expect.stringMatching(/^Unter.{100,}$/) as string],
      'no-address': [],
      expired: ['Abgelaufen'],
      twins: ['Zwilling', 'Zwilling'],
      stranger: [],
    };
    expect(known(name)).toEqual(expected[name] ?? ['Mustermann']);
  });

  test('would match without an address, if they had one', () => {
    const { data } = makeCard('no-address');
    expect(
      RESIDENTS.filter((person) => isPerson(ofCard({ ...data, street: 'WELTENGASSE 8', zip: '12345' }), person)).map(
        ({ familyName }) => familyName,
      ),
    ).toEqual(['Fernweh']);
  });

  test('have a name as long as a chip allows', () => {
    expect([...makeCard('long-name').data.familyNames].length).toBeGreaterThanOrEqual(110);
  });

  const file = fileURLToPath(new URL('../../data/eid/test-identities.json', import.meta.url));
  test('may be the official test identities as well', async () => {
    const identities = JSON.parse(readFileSync(file, 'utf8')) as (Omit<CardData, 'documentType' | 'issuingState'> & {
      readonly profile: string;
    })[];
    const { app, client } = await start();
    for (const identity of identities) {
      const card = new IdCard({ documentType: 'ID', issuingState: 'D', ...identity }, SECRETS);
      await lie(app, client, card);
      await changePin(client, 'ENTER_PIN');
      expect(app.snapshot()).toMatchObject({ card: 'other', tries: 3 });
      await until(client, 'CHANGE_PIN', () => client.send({ cmd: 'CANCEL' }));
    }
    expect(identities).toHaveLength(8);
  });
});
