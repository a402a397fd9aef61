/**
 * The demo eID-Server and the real AusweisApp2, with the card that it simulates: what the client shows, what the server
 * learns, and every ending.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { startDemoEidServer } from '../../../register/demo/eid-server/eid-server.ts';
import type { DemoEidServer, EidSession, EidSessionRequest } from '../../../register/demo/eid-server/eid-server.ts';
import { systemClock } from '../../../base/clock.ts';
import { missingAusweisApp, startAusweisApp } from '../../harness/ausweisapp.ts';
import type { AusweisApp } from '../../harness/ausweisapp.ts';
import { HANNA, LONG } from './people.ts';
import { toSimulatedPin } from './simulated.ts';

const reason = missingAusweisApp();
if (reason !== null) console.warn(`${reason}: the demo eID-Server is not tried with it`);

const REQUEST: EidSessionRequest = {
  attributes: ['DocumentType', 'GivenNames', 'FamilyNames', 'DateOfBirth', 'PlaceOfResidence'],
  optional: ['AcademicTitle', 'BirthName', 'CommunityID'],
  transactionInfo: 'Meldebescheinigung',
  nonce: 'n'.repeat(43),
};
const OK = 'http://www.bsi.bund.de/ecard/api/1.1/resultmajor#ok';

describe.skipIf(reason !== null)('an online authentication with the AusweisApp2 and its simulated card', () => {
  let server: DemoEidServer;
  let app: AusweisApp;
  beforeEach(async () => {
    server = await startDemoEidServer({
      clock: systemClock,
      provider: {
        name: 'Stadt Musterstadt',
        url: 'https://musterstadt.example',
        purpose: 'Meldebescheinigung am Bürgerterminal',
        termsOfUsage: 'Rathausplatz 1',
      },
    });
    app = await startAusweisApp();
    return async () => {
      await app.stop();
      await server.stop();
    };
  });

  /** Until consent is asked. */
  async function consent(request = REQUEST): Promise<EidSession> {
    const session = await server.createSession(request);
    app.send({ cmd: 'RUN_AUTH', tcTokenURL: session.tcTokenUrl });
    await app.next('ACCESS_RIGHTS');
    return session;
  }

  async function authenticate(request = REQUEST, person = HANNA, chat?: readonly string[]): Promise<EidSession> {
    let session: EidSession | undefined;
    await toSimulatedPin(
      app,
      async () => {
        session = await consent(request);
        if (chat !== undefined) {
          app.send({ cmd: 'SET_ACCESS_RIGHTS', chat });
          await app.next('ACCESS_RIGHTS');
        }
        app.send({ cmd: 'ACCEPT' });
        await app.next('INSERT_CARD');
      },
      person,
    );
    app.send({ cmd: 'SET_PIN' });
    expect(await app.next('AUTH')).toMatchObject({ result: { major: OK } });
    return session as EidSession;
  }

  it('shows the provider, the purpose and the rights before anything is read', async () => {
    const session = await server.createSession(REQUEST);
    app.send({ cmd: 'RUN_AUTH', tcTokenURL: session.tcTokenUrl });
    expect(await app.next('ACCESS_RIGHTS')).toEqual({
      msg: 'ACCESS_RIGHTS',
      transactionInfo: 'Meldebescheinigung',
      chat: {
        required: expect.toSatisfy(
          (rights: string[]) => rights.toSorted().join() === 'Address,DateOfBirth,DocumentType,FamilyName,GivenNames',
        ),
        optional: expect.toSatisfy(
          (rights: string[]) => rights.toSorted().join() === 'BirthName,CommunityID,DoctoralDegree',
        ),
        effective: expect.any(Array),
      },
    });
    app.send({ cmd: 'GET_CERTIFICATE' });
    const certificate = await app.next('CERTIFICATE');
    expect(certificate).toMatchObject({
      description: {
        subjectName: 'Stadt Musterstadt',
        subjectUrl: server.url,
        purpose: 'Meldebescheinigung am Bürgerterminal',
      },
    });
  });

  it('ends with the data of the card, given once', async () => {
    const session = await authenticate();
    const done = app.said.findLast(({ msg }) => msg === 'AUTH') as unknown as { url: string };
    expect(done.url.startsWith(`${session.refreshUrl}?`)).toBe(true);
    expect(server.result(session.sessionId)).toEqual({
      state: 'authenticated',
      levelOfAssurance: 'http://bsi.bund.de/eID/LoA/hoch',
      data: {
        documentType: 'ID',
        givenNames: 'HANNA ŁUCJA',
        familyNames: 'BEISPIEL-GRÖẞER',
        academicTitle: 'DR.',
        dateOfBirth: '19900228',
        birthName: 'VON DER PROBE',
        communityId: '02760503150000',
        address: { street: 'ÜBUNGSWEG 12 B', city: 'MUSTERSTADT', country: 'D', zipCode: '12345' },
      },
    });
    expect(server.result(session.sessionId)).toEqual({ state: 'failed', reason: 'expired' });
  });

  it('leaves out what the holder did not allow', async () => {
    const session = await authenticate(REQUEST, HANNA, ['BirthName']);
    const result = server.result(session.sessionId);
    expect(result.state === 'authenticated' && Object.keys(result.data).toSorted()).toEqual([
      'address',
      'birthName',
      'dateOfBirth',
      'documentType',
      'familyNames',
      'givenNames',
    ]);
  });

  it('reads a file that is longer than an answer, a partial date, and a card without an address', async () => {
    const session = await authenticate(
      { ...REQUEST, optional: ['ArtisticName', 'PlaceOfBirth', 'Nationality', 'IssuingState', 'DateOfExpiry'] },
      LONG,
    );
    expect(server.result(session.sessionId)).toMatchObject({
      state: 'authenticated',
      data: {
        givenNames: LONG.givenNames,
        dateOfBirth: '1950    ',
        address: null,
        placeOfBirth: 'Ḥ',
        nationality: 'D',
        issuingState: 'D',
        dateOfExpiry: '20340101',
      },
    });
  });

  it('can be cancelled at the consent', async () => {
    const session = await consent();
    app.send({ cmd: 'CANCEL' });
    expect(await app.next('AUTH')).toMatchObject({
      result: { minor: expect.stringMatching(/#cancellationByUser$/) },
      url: expect.stringContaining(session.refreshUrl),
    });
    expect(server.result(session.sessionId)).toEqual({ state: 'failed', reason: 'cancelled' });
  });

  it('can be cancelled at the PIN', async () => {
    let session: EidSession | undefined;
    await toSimulatedPin(app, async () => {
      session = await consent();
      app.send({ cmd: 'ACCEPT' });
      await app.next('INSERT_CARD');
    });
    app.send({ cmd: 'CANCEL' });
    expect(await app.next('AUTH')).toMatchObject({ result: { minor: expect.stringMatching(/#cancellationByUser$/) } });
    expect(server.result((session as EidSession).sessionId)).toEqual({ state: 'failed', reason: 'cancelled' });
  });

  it('is refused by the client when the address was used before', async () => {
    const session = await consent();
    app.send({ cmd: 'CANCEL' });
    await app.next('AUTH');
    app.send({ cmd: 'RUN_AUTH', tcTokenURL: session.tcTokenUrl });
    expect(await app.next('AUTH', ({ result }) => result !== undefined)).toMatchObject({
      result: { minor: expect.stringMatching(/#trustedChannelEstablishmentFailed$/) },
    });
  });

  it('is not needed to change the PIN', async () => {
    await toSimulatedPin(app, async () => {
      app.send({ cmd: 'RUN_CHANGE_PIN' });
      await app.next('INSERT_CARD');
    });
    app.send({ cmd: 'SET_PIN' });
    await app.next('ENTER_NEW_PIN');
    app.send({ cmd: 'SET_NEW_PIN' });
    expect(await app.next('CHANGE_PIN')).toMatchObject({ success: true });
  });
});
