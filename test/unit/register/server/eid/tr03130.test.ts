import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSoapTransport } from '../../../../../register/server/eid/soap-transport.ts';
import { createTr03130Server } from '../../../../../register/server/eid/tr03130.ts';
import type { EidTrouble, Tr03130Options, Tr03130Server } from '../../../../../register/server/eid/tr03130.ts';
import { identity } from './keys.ts';
import type { Identity } from './keys.ts';
import { ECARD_MINOR, EID_MINOR, startSoapServer } from './soap-server.ts';
import type { Behaviour, SoapServer } from './soap-server.ts';

const NOON = Date.parse('2026-11-21T12:00:00+01:00');
const HIGH = 'http://bsi.bund.de/eID/LoA/hoch';
const UNAVAILABLE = { ok: false, error: 'unavailable' };
const REQUEST = {
  attributes: ['FamilyNames', 'GivenNames', 'DateOfBirth', 'PlaceOfResidence'],
  optional: ['BirthName'],
  transactionInfo: 'Anmeldung <am> "Bürgerterminal" & mehr',
  nonce: 'n'.repeat(43),
} as const;

const element = (name: string, content: string): string => `<eid:${name}>${content}</eid:${name}>`;
const residence = (content: string): string => element('PlaceOfResidence', content);
const STRUCTURED = residence(
  element(
    'StructuredPlace',
    element('Street', 'HEIDESTRASSE 17') +
      element('City', 'KÖLN') +
      element('Country', 'D') +
      element('ZipCode', '51147'),
  ),
);
const born = (text: string): string => element('DateOfBirth', element('DateString', text));
const ERIKA =
  element('DocumentType', 'ID') +
  element('IssuingState', 'D') +
  element('DateOfExpiry', '2029-10-31') +
  element('GivenNames', 'ERIKA') +
  element('FamilyNames', 'MUSTERMANN') +
  element('AcademicTitle', '') +
  born('19640812') +
  element('PlaceOfBirth', element('FreetextPlace', 'BERLIN')) +
  element('Nationality', 'D') +
  STRUCTURED +
  element('RestrictedID', element('ID', '01A4FB50'));

let rsa: Identity;
let ec: Identity;
let tls: Identity;
let clientTls: Identity;
let server: SoapServer;
let now = NOON;
const clock = { now: () => now };
let trouble: EidTrouble[] = [];

beforeAll(async () => {
  [rsa, ec, tls, clientTls] = await Promise.all([
    identity('eID-Server', 'rsa'),
    identity('Bürgerterminal'),
    identity('localhost'),
    identity('client'),
  ]);
  server = await startSoapServer({
    tls,
    signer: rsa,
    other: await identity('somebody', 'rsa'),
    client: clientTls,
    clientSigner: ec,
    now: clock.now,
  });
});
afterAll(() => server?.stop());
beforeEach(() => {
  now = NOON;
  trouble = [];
  server.heard.length = 0;
  Object.assign(server.behaviour, {
    answer: 'as-it-should',
    psk: true,
    address: null,
    useIdError: null,
    result: null,
  } satisfies Behaviour);
});

const transport = (more: Partial<Parameters<typeof createSoapTransport>[0]> = {}) =>
  createSoapTransport({
    url: server.url,
    key: clientTls.keyPem,
    certificate: clientTls.pem,
    authorities: tls.pem,
    timeoutMs: 10_000,
    ...more,
  });
const client = (more: Partial<Tr03130Options> = {}): Tr03130Server =>
  createTr03130Server({
    transport: transport(),
    clock,
    signer: ec,
    server: rsa.certificate,
    tcTokenUrl: 'https://dokumente.example/eid/{token}',
    serverAddress: 'https://paos.example',
    refreshUrl: 'https://dokumente.example/eid/fertig',
    sessionMs: 300_000,
    level: true,
    trouble: (one) => void trouble.push(one),
    ...more,
  });

async function begun(at: Tr03130Server) {
  const created = await at.createSession(REQUEST);
  if (!created.ok) throw new Error(`no session: ${trouble.join()}`);
  return created.value;
}
async function resultOf(personalData: string, more: Partial<Tr03130Options> = {}) {
  const at = client(more);
  const { sessionId } = await begun(at);
  server.behaviour.result = { personalData, level: HIGH };
  return at.result(sessionId);
}
const dataOf = async (personalData: string) => {
  const result = await resultOf(personalData);
  if (!result.ok || result.value.state !== 'authenticated')
    throw new Error(`${JSON.stringify(result)} ${trouble.join()}`);
  return result.value.data;
};

describe('a session at the eID-Server', () => {
  test('is requested with the attributes, and its nonce is in the refresh address alone', async () => {
    const session = await begun(client());
    expect(session).toEqual({
      sessionId: expect.stringMatching(/^[0-9a-f]{32}$/),
      tcTokenUrl: expect.stringMatching(/^https:\/\/dokumente\.example\/eid\/[\w-]{43}$/),
      refreshUrl: `https://dokumente.example/eid/fertig?nonce=${REQUEST.nonce}`,
      expiresAt: NOON + 300_000,
    });
    expect(server.heard).toEqual([
      {
        name: 'useIDRequest',
        session: null,
        counter: null,
        level: HIGH,
        transactionInfo: REQUEST.transactionInfo,
        operations: {
          GivenNames: 'REQUIRED',
          FamilyNames: 'REQUIRED',
          DateOfBirth: 'REQUIRED',
          BirthName: 'ALLOWED',
          PlaceOfResidence: 'REQUIRED',
        },
        issuer: 'C=DE,O=Muster\\, Stadt & Co,CN=Bürgerterminal',
        serial: String(0x4f1d2a),
      },
    ]);
  });

  test.each(['rsa', 'ec'] as const)('begins with keys of kind %s on both sides', async (kind) => {
    const [own, theirs] = await Promise.all([identity('own', kind), identity('theirs', kind)]);
    const other = await startSoapServer({
      tls,
      signer: theirs,
      other: theirs,
      client: clientTls,
      clientSigner: own,
      now: clock.now,
    });
    try {
      expect(
        await client({
          transport: transport({ url: other.url }),
          signer: own,
          server: theirs.certificate,
        }).createSession(REQUEST),
      ).toMatchObject({ ok: true });
    } finally {
      await other.stop();
    }
  });

  test('with the register’s own TcToken gives that once, with the server’s key', async () => {
    server.behaviour.address = 'https://paos.example/ecard';
    const at = client({ communicationErrorUrl: 'https://dokumente.example/eid/fehler' });
    const { tcTokenUrl } = await begun(at);
    const name = /^https:\/\/dokumente\.example\/eid\/([\w-]{43})$/.exec(tcTokenUrl)?.[1] ?? '';
    expect(at.tcToken(name)).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?><TCTokenType><ServerAddress>https:\/\/paos\.example\/ecard<\/ServerAddress><SessionIdentifier>[0-9a-f]{32}<\/SessionIdentifier><RefreshAddress>https:\/\/dokumente\.example\/eid\/fertig\?nonce=n{43}<\/RefreshAddress><CommunicationErrorAddress>https:\/\/dokumente\.example\/eid\/fehler<\/CommunicationErrorAddress><Binding>urn:liberty:paos:2006-08<\/Binding><PathSecurity-Protocol>urn:ietf:rfc:4279<\/PathSecurity-Protocol><PathSecurity-Parameters><PSK>[0-9a-f]{64}<\/PSK><\/PathSecurity-Parameters><\/TCTokenType>$/,
    );
    expect([at.tcToken(name), at.tcToken('x')]).toEqual([null, null]);
    const later = /([\w-]{43})$/.exec((await begun(at)).tcTokenUrl)?.[1] ?? '';
    now += 300_000;
    expect(at.tcToken(later)).toBeNull();
  });

  test('with the register’s own TcToken fails without a key of the server’s, or an address', async () => {
    server.behaviour.psk = false;
    expect(await client().createSession(REQUEST)).toEqual(UNAVAILABLE);
    server.behaviour.psk = true;
    expect(await client({ serverAddress: undefined }).createSession(REQUEST)).toEqual(UNAVAILABLE);
    expect(trouble).toEqual(['no-psk', 'no-psk']);
    expect(await client().createSession(REQUEST)).toMatchObject({ ok: true });
  });

  test.each(['useID#tooManyOpenSessions', 'useID#missingTerminalRights', 'common#internalError'])(
    'fails where the server answers %s',
    async (minor) => {
      server.behaviour.useIdError = EID_MINOR + minor;
      expect(await client().createSession(REQUEST)).toEqual(UNAVAILABLE);
      expect(trouble).toEqual([`error:${minor}`]);
    },
  );

  test('asks for no level of assurance at a server without them', async () => {
    const at = client({ level: false });
    const { sessionId } = await begun(at);
    expect(server.heard[0]?.level).toBeNull();
    server.behaviour.result = { personalData: ERIKA };
    expect(await at.result(sessionId)).toMatchObject({ ok: true, value: { state: 'authenticated' } });
  });
});

describe('a result of the eID-Server', () => {
  test('is pending until there is one, with a counter that rises by one, and is given once', async () => {
    const at = client();
    const { sessionId } = await begun(at);
    for (let index = 0; index < 3; index += 1)
      expect(await at.result(sessionId)).toEqual({ ok: true, value: { state: 'pending' } });
    server.behaviour.result = { personalData: ERIKA, level: HIGH };
    expect(await at.result(sessionId)).toEqual({
      ok: true,
      value: {
        state: 'authenticated',
        levelOfAssurance: HIGH,
        data: {
          documentType: 'ID',
          issuingState: 'D',
          dateOfExpiry: '20291031',
          givenNames: 'ERIKA',
          familyNames: 'MUSTERMANN',
          dateOfBirth: '19640812',
          placeOfBirth: 'BERLIN',
          nationality: 'D',
          address: { street: 'HEIDESTRASSE 17', city: 'KÖLN', country: 'D', zipCode: '51147' },
          restrictedId: '01A4FB50',
        },
      },
    });
    expect(server.heard.slice(1).map(({ session, counter }) => [session, counter])).toEqual(
      [1, 2, 3, 4].map((counter) => [sessionId, counter]),
    );
    expect(await at.result(sessionId)).toEqual({ ok: true, value: { state: 'failed', reason: 'expired' } });
    expect(server.heard).toHaveLength(5);
  });

  test.each([
    ['1994    ', '1994    '],
    ['199409  ', '199409  '],
    ['1994', '1994    '],
  ])('has a partial birth date: %j', async (text, dateOfBirth) => {
    expect(await dataOf(born(text))).toEqual({ dateOfBirth });
  });

  test.each([
    ['no home in Germany', residence(element('NoPlaceInfo', 'keine Wohnung in Deutschland')), null],
    ['free text', residence(element('FreetextPlace', 'AUF HOHER SEE')), {}],
    [
      'parts of an address',
      residence(element('StructuredPlace', element('City', 'KÖLN') + element('Country', 'D'))),
      { city: 'KÖLN', country: 'D' },
    ],
  ])('has an address: %s', async (_name, personalData, address) => {
    expect(await dataOf(personalData)).toEqual({ address });
  });

  test('has the town of a place of birth in parts, and leaves out what is missing', async () => {
    expect(
      await dataOf(
        element('PlaceOfBirth', element('StructuredPlace', element('City', 'LISSABON') + element('Country', 'P'))),
      ),
    ).toEqual({ placeOfBirth: 'LISSABON' });
    expect(await dataOf('')).toEqual({});
  });

  test.each([
    ['a month', born('1964AB12')],
    ['more than a date', born('196408120')],
    ['an expiry', element('DateOfExpiry', '31.10.2029')],
    ['a place', residence(element('Elsewhere', 'x'))],
  ])('is refused with an invalid %s', async (_name, personalData) => {
    expect(await resultOf(personalData)).toEqual(UNAVAILABLE);
    expect(trouble).toEqual(['malformed']);
  });

  test.each([
    [`${EID_MINOR}getResult#invalidSession`, 'expired'],
    [`${EID_MINOR}getResult#invalidCounter`, 'expired'],
    [`${EID_MINOR}getResult#deniedDocument`, 'card'],
    [`${EID_MINOR}getResult#invalidDocument`, 'card'],
    [`${ECARD_MINOR}sal#cancellationByUser`, 'cancelled'],
    [`${ECARD_MINOR}sal/mEAC#DocumentValidityVerificationFailed`, 'card'],
    [`${ECARD_MINOR}al/common#internalError`, 'client'],
    [`${EID_MINOR}common#internalError`, 'client'],
    ['http://example/other', 'client'],
  ])('is failed for %s: %s', async (minor, reason) => {
    const at = client();
    const { sessionId } = await begun(at);
    server.behaviour.result = { minor };
    expect(await at.result(sessionId)).toEqual({ ok: true, value: { state: 'failed', reason } });
    expect(await at.result(sessionId)).toEqual({ ok: true, value: { state: 'failed', reason: 'expired' } });
  });

  test.each(['http://bsi.bund.de/eID/LoA/substantiell', undefined])(
    'of another level of assurance (%s) is failed',
    async (level) => {
      const at = client();
      const { sessionId } = await begun(at);
      server.behaviour.result = { personalData: ERIKA, ...(level === undefined ? {} : { level }) };
      expect(await at.result(sessionId)).toEqual({ ok: true, value: { state: 'failed', reason: 'card' } });
      expect(trouble).toEqual(['other-level']);
    },
  );
});

describe('an answer is refused', () => {
  test.each<[Behaviour['answer'], EidTrouble]>([
    ['wrong-key', 'wrong-signature'],
    ['changed', 'wrong-signature'],
    ['unsigned', 'unsigned'],
    ['no-timestamp', 'unsigned'],
    ['old', 'stale'],
    ['fault', 'unsigned'],
    ['not-xml', 'malformed'],
    ['doctype', 'malformed'],
    ['huge', 'answer'],
  ])('with %s: %s', async (answer, why) => {
    const at = client();
    const { sessionId } = await begun(at);
    server.behaviour.answer = answer;
    server.behaviour.result = { personalData: ERIKA, level: HIGH };
    expect(await at.result(sessionId)).toEqual(UNAVAILABLE);
    expect(await at.createSession(REQUEST)).toEqual(UNAVAILABLE);
    expect(trouble).toEqual([why, why]);
  });

  test('with a signed body beside another one, or only its signed body is used', async () => {
    const at = client();
    const { sessionId } = await begun(at);
    server.behaviour.answer = 'wrapped';
    server.behaviour.result = { personalData: ERIKA, level: HIGH };
    expect(JSON.stringify(await at.result(sessionId))).not.toContain('MUSTERFRAU');
  });

  test('when it repeats an earlier one', async () => {
    const at = client();
    const [one, other] = [await begun(at), await begun(at)];
    server.behaviour.result = { personalData: ERIKA, level: HIGH };
    expect(await at.result(one.sessionId)).toMatchObject({ ok: true, value: { state: 'authenticated' } });
    server.behaviour.answer = 'replay';
    expect(await at.result(other.sessionId)).toEqual(UNAVAILABLE);
    now += 5 * 60_000;
    expect(await at.result(other.sessionId)).toEqual(UNAVAILABLE);
    now += 1;
    expect(await at.result(other.sessionId)).toEqual(UNAVAILABLE);
    expect(trouble).toEqual(['replayed', 'replayed', 'stale']);
  });

  test('by the server for a request that the client did not sign', async () => {
    expect(await client({ signer: rsa }).createSession(REQUEST)).toEqual(UNAVAILABLE);
    expect(server.heard).toEqual([]);
  });
});

describe('the connection to the eID-Server', () => {
  test('times out without an answer', async () => {
    server.behaviour.answer = 'hang';
    expect(await client({ transport: transport({ timeoutMs: 50 }) }).createSession(REQUEST)).toEqual(UNAVAILABLE);
    expect(trouble).toEqual(['timeout']);
  });

  test.each([
    ['nobody there', () => transport({ url: 'https://localhost:1/eID' })],
    ['a server that is not trusted', () => transport({ authorities: clientTls.pem })],
    ['a client that is not trusted', () => transport({ key: ec.keyPem, certificate: ec.pem })],
  ])('fails: %s', async (_name, make) => {
    expect(await client({ transport: make() }).createSession(REQUEST)).toEqual(UNAVAILABLE);
    expect(trouble).toEqual(['connection']);
  });

  test('does not use a counter again after a lost answer', async () => {
    const at = client();
    const { sessionId } = await begun(at);
    server.behaviour.answer = 'not-xml';
    expect(await at.result(sessionId)).toEqual(UNAVAILABLE);
    server.behaviour.answer = 'as-it-should';
    expect(await at.result(sessionId)).toEqual({ ok: true, value: { state: 'pending' } });
    expect(server.heard.map(({ counter }) => counter)).toEqual([null, 1, 2]);
  });
});
