/** The simulated AusweisApp and the demo town's eID-Server, two independent implementations, over https. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startEidSimulator, type EidSimulator } from '../../../devices/eid/simulator/simulator.ts';
import {
  type DemoEidServer,
  type EidSession,
  startDemoEidServer,
} from '../../../register/demo/eid-server/eid-server.ts';
import { type Client, connect, type Message } from './client.ts';

const NONCE = 'n'.repeat(43);

const OK = 'http://www.bsi.bund.de/ecard/api/1.1/resultmajor#ok';
const QUICK = { readers: 0, recognise: 0, connect: 0, pace: 0, step: 0 };

let server: DemoEidServer;
let app: EidSimulator;
let client: Client;
beforeEach(async () => {
  server = await startDemoEidServer({
    clock: { now: () => Date.now() },
    provider: {
      name: 'Stadt Musterstadt',
      purpose: 'Meldebescheinigung am Bürgerterminal',
      termsOfUsage: 'Rathausplatz 1',
    },
  });
  app = await startEidSimulator({ delays: QUICK, builtIn: false });
  client = await connect(app.address);
});
afterEach(async () => {
  client.close();
  await app.stop();
  await server.stop();
});

const minor = (message: Message): unknown => (message['result'] as { minor?: string }).minor?.split('/resultminor/')[1];

/** Until the provider is known. */
async function begin(): Promise<EidSession> {
  const session = await server.createSession({
    attributes: ['GivenNames', 'FamilyNames', 'DateOfBirth', 'PlaceOfResidence'],
    optional: ['BirthName', 'AcademicTitle'],
    transactionInfo: 'Meldebescheinigung',
    nonce: NONCE,
  });
  client.send({ cmd: 'RUN_AUTH', tcTokenURL: session.tcTokenUrl });
  await client.next('ACCESS_RIGHTS');
  return session;
}

async function toPin(): Promise<EidSession> {
  const session = await begin();
  client.send({ cmd: 'ACCEPT' });
  await client.next('ENTER_PIN');
  return session;
}

test('an identification shows provider and rights, takes the PIN, and gives the data to the server alone', async () => {
  app.actions.lay('erika');
  const session = await begin();
  expect(client.heard.at(-1)).toEqual({
    msg: 'ACCESS_RIGHTS',
    transactionInfo: 'Meldebescheinigung',
    chat: {
      effective: ['Address', 'BirthName', 'DateOfBirth', 'DoctoralDegree', 'FamilyName', 'GivenNames'],
      optional: ['BirthName', 'DoctoralDegree'],
      required: ['Address', 'DateOfBirth', 'FamilyName', 'GivenNames'],
    },
  });
  client.send({ cmd: 'GET_CERTIFICATE' });
  expect(await client.next('CERTIFICATE')).toMatchObject({
    description: {
      subjectName: 'Stadt Musterstadt',
      subjectUrl: server.url,
      purpose: 'Meldebescheinigung am Bürgerterminal',
    },
    validity: { effectiveDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
  });
  client.send({ cmd: 'ACCEPT' });
  await client.next('ENTER_PIN');
  client.send({ cmd: 'SET_PIN', value: '123456' });
  expect(await client.next('AUTH', ({ result }) => result !== undefined)).toEqual({
    msg: 'AUTH',
    result: { major: OK },
    url: expect.stringContaining(`${session.refreshUrl}?session=`),
  });
  expect(server.result(session.sessionId)).toMatchObject({
    state: 'authenticated',
    data: {
      givenNames: 'ERIKA JOHANNA',
      familyNames: 'MUSTERMANN',
      birthName: 'GABLER',
      dateOfBirth: '19640812',
      address: { street: 'HEIDESTRAẞE 17', zipCode: '12345', city: 'MUSTERSTADT', country: 'D' },
    },
  });
  expect(JSON.stringify(client.heard)).not.toMatch(/MUSTERMANN|19640812/);
  expect(app.violations()).toEqual([]);
});

test('a right that the holder deselects is not read', async () => {
  app.actions.lay('erika');
  const session = await begin();
  client.send({ cmd: 'SET_ACCESS_RIGHTS', chat: [] });
  await client.next(
    'ACCESS_RIGHTS',
    ({ chat }) => !JSON.stringify((chat as { effective: string[] }).effective).includes('BirthName'),
  );
  client.send({ cmd: 'ACCEPT' });
  await client.next('ENTER_PIN');
  client.send({ cmd: 'SET_PIN', value: '123456' });
  await client.next('AUTH', ({ result }) => result !== undefined);
  const result = server.result(session.sessionId);
  expect(result.state === 'authenticated' && Object.keys(result.data).sort()).toEqual([
    'address',
    'dateOfBirth',
    'familyNames',
    'givenNames',
  ]);
});

test('an expired card is refused by the server', async () => {
  app.actions.lay('expired');
  const session = await toPin();
  client.send({ cmd: 'SET_PIN', value: '123456' });
  const ended = await client.next('AUTH', ({ result }) => result !== undefined);
  expect(minor(ended)).toBe('sal/mEAC#DocumentValidityVerificationFailed');
  expect(server.result(session.sessionId)).toEqual({ state: 'failed', reason: 'card' });
});

describe('a cancelled identification', () => {
  test.each(['ACCESS_RIGHTS', 'INSERT_CARD', 'ENTER_PIN'] as const)('at %s ends on both sides', async (state) => {
    if (state === 'ENTER_PIN') app.actions.lay('erika');
    const session = state === 'ENTER_PIN' ? await toPin() : await begin();
    if (state === 'INSERT_CARD') {
      client.send({ cmd: 'ACCEPT' });
      await client.next('INSERT_CARD');
    }
    client.send({ cmd: 'CANCEL' });
    const ended = await client.next('AUTH', ({ result }) => result !== undefined);
    expect([minor(ended), ended['url']]).toEqual([
      'sal#cancellationByUser',
      expect.stringContaining(session.refreshUrl),
    ]);
    expect(server.result(session.sessionId)).toEqual({ state: 'failed', reason: 'cancelled' });
  });

  test("by the reader's cancel key, while the PIN is asked, ends on both sides", async () => {
    app.actions.keypad(true);
    app.actions.lay('erika');
    const session = await toPin();
    client.send({ cmd: 'SET_PIN' });
    await until(app, ({ typing }) => typing === 'PIN');
    app.actions.pressCancel();
    expect(minor(await client.next('AUTH', ({ result }) => result !== undefined))).toBe('ifdl#cancellationByUser');
    expect(server.result(session.sessionId)).toEqual({ state: 'failed', reason: 'cancelled' });
  });

  test('by a client that is gone ends at the server', async () => {
    const session = await begin();
    client.close();
    await until(app, ({ workflow }) => workflow === null);
    await expect.poll(() => server.result(session.sessionId).state).toBe('failed');
  });
});

test('a card that is pulled while it is read leaves no data at the server', async () => {
  await app.stop();
  app = await startEidSimulator({ delays: { ...QUICK, step: 50 }, builtIn: false });
  client = await connect(app.address);
  app.actions.lay('erika');
  const session = await toPin();
  client.send({ cmd: 'SET_PIN', value: '123456' });
  await client.next('STATUS', ({ progress }) => progress === 20);
  app.actions.take();
  expect(minor(await client.next('AUTH', ({ result }) => result !== undefined))).toBe('ifdl#cancellationByUser');
  expect(server.result(session.sessionId)).toEqual({ state: 'failed', reason: 'card' });
});

test('a TcToken is accepted once', async () => {
  const session = await begin();
  client.send({ cmd: 'CANCEL' });
  await client.next('AUTH', ({ result }) => result !== undefined);
  client.send({ cmd: 'RUN_AUTH', tcTokenURL: session.tcTokenUrl });
  const ended = await client.next('AUTH', ({ result }) => result !== undefined);
  expect([minor(ended), ended['url']]).toEqual(['dp#trustedChannelEstablishmentFailed', undefined]);
});

/** Resolves when the simulator is in a state. */
function until(
  simulator: EidSimulator,
  fits: (snapshot: ReturnType<EidSimulator['snapshot']>) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!fits(simulator.snapshot())) return;
      stop();
      resolve();
    };
    const stop = simulator.onChange(look);
    look();
  });
}
