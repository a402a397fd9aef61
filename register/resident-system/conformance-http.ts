/**
 * What the guide promises of an adapter's HTTPS server, and the register's own side of the line does not show: it sends
 * nothing wrong, and passes over what an answer has too much. Given to the conformance suite as its further tests.
 */
import { once } from 'node:events';
import { Agent, request, type RequestOptions } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { afterAll, describe, expect, test } from 'vitest';
import { DocumentStatus } from '../contract/contract.ts';
import type { LineOptions } from '../server/residents/remote/line.ts';
import type { ConformanceSubject } from './conformance.ts';
import { PROBLEM_TYPE, SystemProblem } from './contract.ts';
import { testTown } from './test-town.ts';

export interface HttpSubject extends ConformanceSubject {
  /** The register's side, as the adapter accepts it. */
  readonly line: Omit<LineOptions, 'timeoutMs'>;
  /** PEM: somebody whom the adapter does not know. */
  readonly stranger: Pick<LineOptions, 'key' | 'certificate'>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** Whether it came over a connection that was open already. */
  readonly reused: boolean;
}
type Body = string | readonly Buffer[];
type Credentials = Pick<ConnectionOptions, 'key' | 'cert' | 'ca'>;
type Ask = (path: string, body?: Body, options?: RequestOptions) => Promise<Answer>;

/** Milliseconds: after that, the register takes the system for away. */
const ANSWER_MS = 5_000;
/** As many connections as the register opens. */
const AT_ONCE = 32;
const TOWN = testTown();

export function overHttp(of: () => HttpSubject): void {
  const agents: Agent[] = [];
  afterAll(() => agents.forEach((agent) => agent.destroy()));
  const agent = (maxSockets: number): Agent => {
    const made = new Agent({ keepAlive: true, maxSockets });
    agents.push(made);
    return made;
  };
  const credentials = (): Credentials => {
    const { key, certificate, authorities } = of().line;
    return { key, cert: certificate, ...(authorities === undefined ? {} : { ca: authorities }) };
  };
  // Without an agent of its own, each request has a connection of its own.
  const ask: Ask = (path, body, options = {}) =>
    exchange(new URL(path, of().line.url), { agent: false, ...credentials(), ...options }, body);

  describe('over HTTP', () => {
    whoeverAsks(of, ask);
    wrongRequests(ask);
    connections(of, ask, { agent, credentials });
    test('gives nothing of a person with the state of a document', async () => {
      const allowed = new Set(Object.keys(DocumentStatus.shape));
      for (const { type, number, stage } of TOWN.documents) {
        const said = json(await ask('/v1/document-states', JSON.stringify({ type, number })));
        expect(said).toMatchObject({ stage });
        expect(Object.keys(said).filter((key) => !allowed.has(key))).toEqual([]);
      }
      const unknown = { type: 'passport', number: 'C4HX9Z9Z9' };
      expect(json(await ask('/v1/document-states', JSON.stringify(unknown)))).toEqual({ stage: 'unknown' });
    });
  });
}

const json = ({ text }: Answer): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;
const residentRequest = (id: string): string => JSON.stringify({ id, purpose: 'own-data' });

/** Rejects where the other side ends the connection, or is silent for too long. */
async function exchange(url: URL, options: RequestOptions, body?: Body): Promise<Answer> {
  const parts = typeof body === 'string' ? [Buffer.from(body)] : (body ?? []);
  const asked = request(url, {
    signal: AbortSignal.timeout(ANSWER_MS),
    method: body === undefined ? 'GET' : 'POST',
    ...options,
    headers:
      body === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.concat(parts).byteLength },
  });
  const answered = new Promise<Answer>((resolve, reject) => {
    asked.on('error', reject);
    asked.on('response', (response) => {
      const read: Buffer[] = [];
      response.on('error', reject);
      response.on('data', (part: Buffer) => read.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          text: Buffer.concat(read).toString('utf8'),
          reused: asked.reusedSocket,
        }),
      );
    });
  });
  // Each part has left before the next one: they arrive as records of their own.
  void (async () => {
    for (const part of parts) await new Promise((sent) => asked.write(part, sent));
    asked.end();
  })();
  return answered;
}

function whoeverAsks(of: () => HttpSubject, ask: Ask): void {
  test('answers the register, and nobody without its certificate', async () => {
    expect(await ask('/v1/health')).toMatchObject({ status: 200 });
    const { key, certificate } = of().stranger;
    for (const other of [
      { key, cert: certificate },
      { key: undefined, cert: undefined },
    ])
      for (const body of [undefined, residentRequest('t-1')])
        await expect(ask(body === undefined ? '/v1/health' : '/v1/residents', body, other)).rejects.toThrow();
  });

  test('speaks TLS 1.2, and nothing older', async () => {
    expect(await ask('/v1/health', undefined, { maxVersion: 'TLSv1.2' })).toMatchObject({ status: 200 });
    // OpenSSL knows the old versions at its lowest level only.
    const old: RequestOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
    await expect(ask('/v1/health', undefined, old)).rejects.toThrow();
  });

  test('has six addresses, and a method for each', async () => {
    for (const path of ['/', '/v1/residents/t-1', '/v1/health/x']) expect((await ask(path)).status).not.toBe(200);
    for (const path of ['/v1/residents', '/v1/candidates', '/v1/changes'])
      expect((await ask(path)).status).not.toBe(200);
    expect((await ask('/v1/people', residentRequest('t-1'))).status).not.toBe(200);
  });
}

/** Nowhere in an answer: it stands for a name. */
const CANARY = 'Kanarienvogel';
const CHANGE = {
  key: '0f8a3c52-9b1e-4d7a-8c65-2e4b7f90d113',
  id: 't-3',
  version: 0,
  change: { kind: 'blocks', changes: [{ id: 'parties', set: true }] },
};
const MOVE = {
  kind: 'move',
  to: { street: CANARY, houseNumber: '1', addition: null, postalCode: '12345', city: 'Musterstadt' },
  movedIn: '2020-01-01',
  as: 'main',
  from: null,
  with: [],
};
const GIVE_UP = { kind: 'give-up-secondary-home', home: 'h-2', movedOut: '2020-01-01' };
const many = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

/** By address: requests that do not fit their schema. */
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  '/v1/candidates': [
    ...['', CANARY, 'MÜLLER', 'VON MUSTER', 'MUSTER\n', 'A'.repeat(201), null, 7].map((familyName) => ({
      familyName,
      birthYear: '1970',
    })),
    ...['', '70', '1970-01', '1970\n', '１９７０', 1970].map((birthYear) => ({ familyName: 'MUSTERMANN', birthYear })),
    { familyName: 'MUSTERMANN' },
  ],
  '/v1/residents': [
    ...['', 'a b', `${CANARY}\n`, 'Ä', 'x'.repeat(65), 7, null, ['t-1']].map((id) => ({ id, purpose: 'own-data' })),
    ...['curiosity', '', null].map((purpose) => ({ id: 't-1', purpose })),
    { id: 't-1' },
    null,
    [],
    CANARY,
    1,
    true,
  ],
  '/v1/families': [{}, { id: '' }, { id: { id: 't-1' } }],
  '/v1/changes': [
    ...['', CANARY, '0f8a3c529b1e4d7a8c652e4b7f90d113', null].map((key) => ({ ...CHANGE, key })),
    ...[true, '0', 0.5, -1, 2_147_483_647, null].map((version) => ({ ...CHANGE, version })),
    ...[
      { kind: 'marry', with: 't-9' },
      { ...MOVE, kind: CANARY },
      {},
      null,
      { kind: 'blocks', changes: [] },
      { kind: 'blocks', changes: many(21, { id: 'parties', set: true }) },
      { kind: 'blocks', changes: [{ id: 'parties', set: 'true' }] },
      { kind: 'blocks', changes: [{ id: 'parties', set: 1 }] },
      { ...GIVE_UP, movedOut: '2020-02-30' },
      { ...GIVE_UP, movedOut: '2021-02-29' },
      { ...GIVE_UP, movedOut: '20200101' },
      { ...GIVE_UP, movedOut: '2020-01-01T00:00:00Z' },
      { ...GIVE_UP, home: 'h:2' },
      { ...MOVE, as: 'both' },
      { ...MOVE, with: many(21, 't-1') },
      { ...MOVE, with: 't-1' },
      { ...MOVE, to: { ...MOVE.to, postalCode: '1'.repeat(11) } },
      { ...MOVE, to: { ...MOVE.to, street: CANARY.repeat(50) } },
      { ...MOVE, to: CANARY },
    ].map((change) => ({ ...CHANGE, change })),
  ],
  '/v1/document-states': [
    { type: 'library-card', number: 'L7MX1P6W8' },
    ...['', 'L7MX1P6', 'l7mx1p6w8', 'L7MX1P6W8\n', 'L7MX1P6W80', null].map((number) => ({ type: 'passport', number })),
  ],
};
/** What is no JSON, or no UTF-8. */
const NO_JSON: readonly (readonly [path: string, body: Body])[] = [
  ['/v1/residents', ''],
  ['/v1/residents', residentRequest('t-1').slice(0, -1)],
  ['/v1/residents', `${residentRequest('t-1')}{}`],
  ['/v1/residents', `{'id': 't-1', 'purpose': 'own-data'}`],
  ['/v1/residents', '['.repeat(30_000)],
  ['/v1/changes', JSON.stringify(CHANGE).replace('"version":0', '"version":NaN')],
  [
    '/v1/changes',
    [Buffer.from(JSON.stringify({ ...CHANGE, change: { ...MOVE, as: 'main' } }).replace(CANARY, 'Straße'), 'latin1')],
  ],
];

function wrongRequests(ask: Ask): void {
  const refused = async (path: string, body: Body): Promise<void> => {
    const { status, type, text } = await ask(path, body);
    const shown = typeof body === 'string' ? body.slice(0, 200) : 'bytes';
    expect({ path, shown, status }).toEqual({ path, shown, status: 400 });
    expect(type).toMatch(/^application\/problem\+json\b/);
    const problem = SystemProblem.strict().parse(JSON.parse(text));
    expect(problem).toMatchObject({ type: `${PROBLEM_TYPE}invalid-request`, status: 400 });
    expect(text).not.toMatch(new RegExp(CANARY, 'i'));
  };

  test.each(Object.entries(WRONG))(
    'refuses at %s what does not fit the schema, and repeats none of it',
    async (path, wrong) => {
      for (const body of wrong) await refused(path, JSON.stringify(body));
    },
  );

  test('refuses what is no JSON in UTF-8', async () => {
    for (const [path, body] of NO_JSON) await refused(path, body);
  });

  test('has made nothing of what it refused', async () => {
    const person = json(await ask('/v1/residents', residentRequest('t-3')));
    expect(person).toMatchObject({ familyName: 'Mustermann', blocks: [] });
    expect(person.homes).toMatchObject([{ street: 'Heidestraße' }]);
  });

  test('says every problem as application/problem+json with its status', async () => {
    const answers: readonly (readonly [string, unknown, string, number])[] = [
      ['/v1/residents', { id: CANARY, purpose: 'own-data' }, 'unknown-resident', 404],
      ['/v1/families', { id: CANARY }, 'unknown-resident', 404],
      ['/v1/changes', { ...CHANGE, id: CANARY }, 'unknown-resident', 404],
      ['/v1/changes', { ...CHANGE, version: 2_147_483_646 }, 'changed-meanwhile', 409],
    ];
    for (const [path, body, name, status] of answers) {
      const answer = await ask(path, JSON.stringify(body));
      expect(answer).toMatchObject({ status, type: expect.stringMatching(/^application\/problem\+json\b/) });
      expect(SystemProblem.strict().parse(json(answer))).toMatchObject({ type: `${PROBLEM_TYPE}${name}`, status });
      expect(answer.text).not.toMatch(new RegExp(CANARY, 'i'));
    }
  });
}

interface Connecting {
  agent(maxSockets: number): Agent;
  credentials(): Credentials;
}

function connections(of: () => HttpSubject, ask: Ask, { agent, credentials }: Connecting): void {
  test('keeps a connection open, also after a problem', async () => {
    const one = { agent: agent(1) };
    await ask('/v1/health', undefined, one);
    for (const [body, status] of [
      [residentRequest('t-2'), 200],
      [residentRequest('nobody-of-this-id'), 404],
      [residentRequest('a b'), 400],
      ['{', 400],
      [residentRequest('t-2'), 200],
    ] as const)
      expect(await ask('/v1/residents', body, one)).toMatchObject({ status, reused: true });
  });

  test('answers as many at once as the register asks, each its own', async () => {
    const together = { agent: agent(AT_ONCE) };
    const people = Array.from({ length: 3 * AT_ONCE }, (_, index) => TOWN.people[index % TOWN.people.length]);
    const answers = await Promise.all(
      people.map((one) => ask('/v1/residents', residentRequest(one?.id ?? ''), together)),
    );
    for (const [index, answer] of answers.entries()) {
      expect(answer.status).toBe(200);
      const { familyName, givenNames, birthDate } = people[index] ?? {};
      expect(json(answer)).toMatchObject({ familyName, givenNames, birthDate });
    }
  });

  test('lets nobody wait for who connects and says nothing, or only half', async () => {
    const { hostname, port } = new URL(of().line.url);
    const silent = Array.from({ length: AT_ONCE / 2 }, () => connectTcp(Number(port), hostname));
    const half = Array.from({ length: AT_ONCE / 2 }, () =>
      connectTls({ ...credentials(), host: hostname, port: Number(port), servername: hostname }),
    );
    try {
      await Promise.all(silent.map((socket) => once(socket, 'connect')));
      // A TLS server that shakes hands with one after the other has a silent one before these.
      for (const socket of half)
        socket.write('POST /v1/residents HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{');
      expect(await ask('/v1/residents', residentRequest('t-2'))).toMatchObject({ status: 200 });
    } finally {
      for (const socket of [...silent, ...half]) {
        socket.on('error', () => {});
        socket.destroy();
      }
    }
  });

  test('waits for the whole of a request that comes in parts', async () => {
    const body = Buffer.from(residentRequest('t-2'));
    const parts = Array.from(body, (byte) => Buffer.of(byte));
    expect(json(await ask('/v1/residents', parts))).toMatchObject({ givenNames: ['Otto'] });
  });

  test('does not take a request of a megabyte, and answers the next', async () => {
    const body = residentRequest('t-2').replace('{', `{${' '.repeat(1024 * 1024)}`);
    const outcome = await ask('/v1/residents', body).then(
      ({ status }) => status,
      () => 'ended' as const,
    );
    expect(['ended', 400, 413]).toContain(outcome);
    expect(await ask('/v1/residents', residentRequest('t-2'))).toMatchObject({ status: 200 });
  });
}
