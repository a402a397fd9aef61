/**
 * The server over HTTPS: one TcToken a session, a whole authentication in PAOS, and the short cuts of a simulated
 * client.
 */
import { request as send } from 'node:https';
import { X509Certificate } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { startDemoEidServer } from '../../../../../register/demo/eid-server/eid-server.ts';
import type {
  DemoEidServer,
  EidSession,
  EidSessionRequest,
} from '../../../../../register/demo/eid-server/eid-server.ts';

const NONCE = 'n'.repeat(43);

const CARD = {
  documentType: 'ID',
  issuingState: 'D',
  dateOfExpiry: '20340229',
  givenNames: 'HANNA',
  familyNames: 'BEISPIEL',
  academicTitle: '',
  dateOfBirth: '1990    ',
  placeOfBirth: 'MUSTERSTADT',
  birthName: 'PROBE',
  nationality: 'D',
  street: 'ÜBUNGSWEG 12',
  city: 'MUSTERSTADT',
  country: 'D',
  zip: '12345',
  communityId: '02760503150000',
};
const REQUEST: EidSessionRequest = {
  attributes: ['GivenNames', 'DateOfBirth', 'PlaceOfResidence'],
  optional: ['BirthName', 'AcademicTitle', 'GivenNames'],
  transactionInfo: 'Meldebescheinigung',
  nonce: NONCE,
};

let server: DemoEidServer;
let now: number;

beforeEach(async () => {
  now = Date.parse('2026-11-21T12:00:00Z');
  server = await startDemoEidServer({
    clock: { now: () => now },
    provider: {
      name: 'Stadt Musterstadt',
      url: 'https://musterstadt.example',
      purpose: 'Bürgerterminal',
      termsOfUsage: 'Rathausplatz 1',
    },
  });
  return () => server.stop();
});

interface Got {
  readonly status: number;
  readonly body: string;
}

/** The server's certificate is the only one that is believed. */
const call = (path: string, body?: string): Promise<Got> =>
  new Promise((resolve, reject) => {
    const request = send(
      new URL(path, server.url),
      { method: body === undefined ? 'GET' : 'POST', ca: server.certificate, agent: false },
      (response) => {
        const parts: Buffer[] = [];
        response
          .on('data', (part: Buffer) => parts.push(part))
          .on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }));
      },
    );
    request.on('error', reject).end(body);
  });
const post = async (path: string, body: unknown): Promise<{ status: number; json: unknown }> => {
  const { status, body: text } = await call(path, JSON.stringify(body));
  return { status, json: JSON.parse(text) as unknown };
};
const nameOf = ({ tcTokenUrl }: EidSession): string => new URL(tcTokenUrl).searchParams.get('session') ?? '';

describe('the TcToken', () => {
  it('is given once, with the addresses of this server', async () => {
    const session = await server.createSession(REQUEST);
    const { status, body } = await call(session.tcTokenUrl);
    expect(status).toBe(200);
    const value = (tag: string): string | undefined => new RegExp(`<${tag}>(.*)</${tag}>`).exec(body)?.[1];
    expect(value('ServerAddress')).toBe(`${server.url}/paos`);
    expect(value('RefreshAddress')?.startsWith(`${session.refreshUrl}?`)).toBe(true);
    // And in nothing that the relying party is given: only the client may bring it back.
    expect(new URL(value('RefreshAddress')?.replaceAll('&amp;', '&') ?? '').searchParams.get('nonce')).toBe(NONCE);
    expect(JSON.stringify(session)).not.toContain(NONCE);
    expect(value('Binding')).toBe('urn:liberty:paos:2006-08');
    expect(value('SessionIdentifier')).toBe(nameOf(session));
    expect(body).not.toContain(session.sessionId);
    expect((await call(session.tcTokenUrl)).status).toBe(404);
  });

  it('is not given when the session is unknown or over', async () => {
    expect((await call('/tctoken?session=unknown')).status).toBe(404);
    expect((await call('/tctoken')).status).toBe(404);
    const session = await server.createSession(REQUEST);
    now = session.expiresAt;
    expect((await call(session.tcTokenUrl)).status).toBe(404);
    expect(server.result(session.sessionId)).toEqual({ state: 'failed', reason: 'expired' });
  });
});

describe('the demo eID-Server', () => {
  it('has a certificate of its own name, valid now', () => {
    const certificate = new X509Certificate(server.certificate);
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.validFromDate.getTime()).toBeLessThan(now);
    expect(certificate.validToDate.getTime()).toBeGreaterThan(now);
  });

  it.each([
    ['/paos', ''],
    ['/paos', '<a/>'],
    ['/paos', 'x'.repeat(300_000)],
    ['/unknown', ''],
    ['/refresh', ''],
  ])('refuses POST %s', async (path, body) => {
    expect((await call(path, body)).status).toBeGreaterThanOrEqual(400);
  });

  it('answers a returning client without a word about the session', async () => {
    expect(await call('/refresh?session=x')).toMatchObject({ status: 200, body: expect.stringContaining('Terminal') });
    expect((await call('/communication-error')).status).toBe(200);
  });

  const start = (identifier: string): string =>
    `<Envelope><Header><MessageID>1</MessageID></Header><Body><StartPAOS><SessionIdentifier>${identifier}</SessionIdentifier></StartPAOS></Body></Envelope>`;
  it('speaks PAOS with a known session only, and begins it once', async () => {
    const session = await server.createSession(REQUEST);
    expect((await call('/paos', start('unknown'))).status).toBe(404);
    const first = await call('/paos', start(nameOf(session)));
    expect(first).toMatchObject({ status: 200, body: expect.stringContaining('InitializeFramework') });
    expect((await call('/paos', start(nameOf(session)))).status).toBe(404);
    const reply = (relatesTo: string): string =>
      `<Envelope><Header><MessageID>2</MessageID><RelatesTo>${relatesTo}</RelatesTo></Header><Body><InitializeFrameworkResponse><Result><ResultMajor>http://www.bsi.bund.de/ecard/api/1.1/resultmajor#ok</ResultMajor></Result></InitializeFrameworkResponse></Body></Envelope>`;
    expect((await call('/paos', reply('urn:uuid:other'))).status).toBe(404);
    const id = /MessageID>(.*?)</.exec(first.body)?.[1] ?? '';
    expect(await call('/paos', reply(id))).toMatchObject({
      status: 200,
      body: expect.stringContaining('EAC1InputType'),
    });
    // What was answered is not answered again.
    expect((await call('/paos', reply(id))).status).toBe(404);
    expect(server.result(session.sessionId)).toEqual({ state: 'pending' });
  });
});

describe('the direct answer of a simulated client', () => {
  it('gives what a real client would show', async () => {
    const session = await server.createSession(REQUEST);
    const { status, body } = await call(`/simulated-session?session=${nameOf(session)}`);
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({
      certificate: {
        issuerName: expect.any(String),
        issuerUrl: expect.stringMatching(/^https:/),
        subjectName: 'Stadt Musterstadt',
        subjectUrl: server.url,
        purpose: 'Bürgerterminal',
        termsOfUsage: expect.stringMatching(/https:\/\/musterstadt\.example[^]*Rathausplatz 1[^]*Bürgerterminal/),
        effectiveDate: '2026-11-21',
        expirationDate: '2026-11-23',
      },
      chat: { required: ['GivenNames', 'DateOfBirth', 'Address'], optional: ['BirthName', 'DoctoralDegree'] },
      transactionInfo: 'Meldebescheinigung',
    });
  });

  it('releases what was asked for and nothing else', async () => {
    const session = await server.createSession(REQUEST);
    expect(await post('/simulated-card', { session: nameOf(session), card: CARD })).toEqual({
      status: 200,
      json: { refreshUrl: expect.stringContaining(session.refreshUrl) },
    });
    expect(server.result(session.sessionId)).toEqual({
      state: 'authenticated',
      levelOfAssurance: 'http://bsi.bund.de/eID/LoA/hoch',
      data: {
        givenNames: 'HANNA',
        dateOfBirth: '1990    ',
        birthName: 'PROBE',
        address: { street: 'ÜBUNGSWEG 12', city: 'MUSTERSTADT', country: 'D', zipCode: '12345' },
      },
    });
    expect((await post('/simulated-card', { session: nameOf(session), card: CARD })).status).toBe(404);
  });

  it('releases of the optional only what the holder left, and says that there is no address', async () => {
    const session = await server.createSession(REQUEST);
    const { street: _street, city: _city, country: _country, zip: _zip, ...abroad } = CARD;
    await post('/simulated-card', { session: nameOf(session), card: abroad, allowed: [] });
    expect(server.result(session.sessionId)).toMatchObject({
      data: { givenNames: 'HANNA', dateOfBirth: '1990    ', address: null },
    });
  });

  it.each(['cancelled', 'client', 'card'] as const)('ends with %s', async (reason) => {
    const session = await server.createSession(REQUEST);
    expect((await post('/simulated-end', { session: nameOf(session), reason })).status).toBe(200);
    expect(server.result(session.sessionId)).toEqual({ state: 'failed', reason });
  });

  it.each<[string, string, unknown]>([
    ['/simulated-card', 'card.givenNames', { session: 's', card: { ...CARD, givenNames: 7 } }],
    ['/simulated-card', 'card.dateOfBirth', { session: 's', card: { ...CARD, dateOfBirth: '1990-01-01' } }],
    ['/simulated-card', 'card.documentNumber', { session: 's', card: { ...CARD, documentNumber: 'L01X00T47' } }],
    ['/simulated-card', 'session', { card: CARD }],
    ['/simulated-end', 'reason', { session: 's', reason: 'expired' }],
    ['/simulated-end', '(body)', null],
  ])('%s names the field that does not fit: %s', async (path, field, body) => {
    const answer = await post(path, body);
    expect(answer).toMatchObject({ status: 400, json: { field } });
    expect(JSON.stringify(answer.json)).not.toMatch(/HANNA|1990|L01X/);
  });

  it('is for known sessions only', async () => {
    expect((await post('/simulated-card', { session: 'unknown', card: CARD })).status).toBe(404);
    expect((await post('/simulated-end', { session: 'unknown', reason: 'card' })).status).toBe(404);
    expect((await call('/simulated-session?session=unknown')).status).toBe(404);
    expect((await call('/simulated-card', 'no JSON')).status).toBe(400);
  });
});
