/** Cases for any service: announced, filled, handed in once, visible only to the terminal that announced them. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CaseAnnounced,
  CaseEvents,
  CaseList,
  CaseReceipt,
  CaseStatus,
  CaseView,
} from '../../../../../register/contract/contract.ts';
import type { CaseSubmission } from '../../../../../register/contract/contract.ts';
import { answer, held, otherKey, ownKey, refusal, refused, seal, sha512, startOffice } from './support.ts';
import type { Office, Sent } from './support.ts';

const SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://musterstadt.example/schemas/maengel',
  type: 'object',
  required: ['description', 'place'],
  additionalProperties: false,
  properties: {
    description: { type: 'string', minLength: 3 },
    place: {
      type: 'object',
      required: ['street'],
      properties: { street: { type: 'string' }, 'a/b~c': { type: 'integer' } },
    },
    seen: { type: 'string', format: 'date' },
    email: { type: 'string', format: 'email' },
  },
};
const DATA = { description: 'Schlagloch vor der Schule', place: { street: 'Hofstraße 3' }, seen: '2026-11-20' };
const HOUR = 3_600_000;

let office: Office;
let service: string;
beforeAll(async () => {
  office = await startOffice();
  service = (await office.server.catalogue.current()).catalogue.services[0]?.id ?? '';
  await office.server.caseSchemas.put('maengel', SCHEMA);
});
afterAll(() => office?.close());

const announcement = (more: object = {}) => ({ service, schema: 'maengel', attachments: [], ...more });
const announce = async (attachments: string[] = [], more: Sent = {}) =>
  answer(await office.post('/v1/cases', announcement({ attachments }), more), CaseAnnounced);
const submission = async (data: unknown = DATA, more: Partial<CaseSubmission> = {}): Promise<CaseSubmission> => ({
  sealed: await seal(data),
  sha512: sha512(data),
  attachments: [],
  ...more,
});
const submit = async (
  id: string,
  version: number | string,
  body: unknown,
  { headers = {}, ...more }: Sent = {},
  base?: string,
) =>
  office.ask(
    'PUT',
    `/v1/cases/${id}`,
    {
      body,
      headers: {
        'idempotency-key': randomUUID(),
        'if-match': typeof version === 'number' ? `"${version}"` : version,
        ...headers,
      },
      ...more,
    },
    base,
  );
const PHOTO = new Uint8Array([0xff, 0xd8, 1, 2, 3]);
const attach = async (
  id: string,
  attachment: string,
  content: Uint8Array = PHOTO,
  { headers = {}, ...more }: Sent = {},
) =>
  office.ask('PUT', `/v1/cases/${id}/attachments/${attachment}`, {
    body: await seal(content),
    headers: { 'content-type': 'application/jose', ...headers },
    ...more,
  });
const view = async (id: string) => answer(await office.ask('GET', `/v1/cases/${id}`), CaseView);
const eventsOf = async (id: string, query = '') =>
  answer(await office.ask('GET', `/v1/cases/${id}/events${query}`), CaseEvents);

describe('a case for any service', () => {
  test('is announced, given two attachments, handed in, and found by its reference and secret', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    const response = await office.post('/v1/cases', announcement({ attachments: [first, second] }));
    expect(response.status).toBe(201);
    const { case: id, version } = await answer(response, CaseAnnounced);
    expect([response.headers.get('location'), response.headers.get('etag'), version]).toEqual([
      `/v1/cases/${id}`,
      '"1"',
      1,
    ]);
    for (const [index, attachment] of [first, second].entries()) {
      const attached = await attach(id, attachment);
      expect([attached.status, attached.headers.get('etag')]).toEqual([204, `"${index + 2}"`]);
    }
    expect(await view(id)).toEqual({
      case: id,
      version: 3,
      stage: 'announced',
      service,
      schema: { id: 'maengel', version: 1 },
      reference: null,
      announcedAt: '2026-11-21T11:00:00.000Z',
      acceptedAt: null,
      attachments: [
        { attachment: first, attached: true },
        { attachment: second, attached: true },
      ],
    });
    const named = [first, second].map((attachment) => ({ attachment, sha512: sha512(PHOTO), mimeType: 'image/jpeg' }));
    const handedIn = await submit(id, 3, await submission(DATA, { attachments: named }));
    expect(handedIn.headers.get('etag')).toBe('"4"');
    const receipt = await answer(handedIn, CaseReceipt);
    expect(receipt).toEqual({
      reference: expect.stringMatching(/^VG-2026-\d{6}-\d$/),
      secret: expect.any(String),
      acceptedAt: '2026-11-21T11:00:00.000Z',
    });
    expect(
      await answer(
        await office.ask('POST', '/v1/case-status', { body: { reference: receipt.reference, secret: receipt.secret } }),
        CaseStatus,
      ),
    ).toMatchObject({ kind: service, stage: 'received' });
    expect(
      (await eventsOf(id)).events.map(({ sequence, type, by, attachment }) => [sequence, type, by, attachment]),
    ).toEqual([
      [1, 'create', 'terminal', undefined],
      [2, 'attach', 'terminal', first],
      [3, 'attach', 'terminal', second],
      [4, 'submit', 'terminal', undefined],
    ]);
    const seen = await office.ask('GET', `/v1/cases/${id}`);
    expect([seen.headers.get('etag'), await seen.text()]).toEqual(['"4"', expect.not.stringContaining('Schlagloch')]);
    expect((await office.ask('GET', `/v1/cases/${id}`, { headers: { 'if-none-match': 'W/"4"' } })).status).toBe(304);
    const kept = await office.db
      .selectFrom('case_attachment')
      .select(['sealed', 'kid'])
      .where('case_id', '=', id)
      .execute();
    for (const { sealed, kid } of kept) {
      expect(Buffer.from(sealed ?? []).toString()).toMatch(/^ey[\w-]+(\.[\w-]+){4}$/);
      expect(kid).toBe(ownKey().keys.publicKeys[0]?.kid);
    }
  });

  test('is announced and handed in once per key, with one reference and one secret', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await announce([], { headers });
    expect(await announce([], { headers })).toEqual(first);
    const body = await submission();
    const again = { headers: { 'idempotency-key': randomUUID() } };
    const receipt = await answer(await submit(first.case, 1, body, again), CaseReceipt);
    // The version is another one by now, and the answer was lost: the key decides.
    const repeated = await submit(first.case, 1, body, again);
    expect(repeated.headers.get('etag')).toBe('"2"');
    expect(await answer(repeated, CaseReceipt)).toEqual(receipt);
    expect(await refusal(await submit(first.case, 1, { ...body, sha512: '0'.repeat(128) }, again))).toEqual(
      refused(422, 'key-reused'),
    );
    expect(await refusal(await submit(first.case, 2, body))).toEqual(refused(409, 'conflict'));
  });

  test('is reported as in progress while the same submission is being worked on', async () => {
    const gate = held(ownKey().keys);
    const base = await office.beside({ sealing: gate.keys });
    const { case: id } = await announce();
    const body = await submission();
    const more = { headers: { 'idempotency-key': randomUUID() } };
    const first = submit(id, 1, body, more, base);
    await gate.reached;
    expect(await refusal(await submit(id, 1, body, more, base))).toEqual(refused(409, 'in-progress'));
    gate.release();
    expect((await first).status).toBe(200);
  });
});

describe('optimistic locking', () => {
  test('refuses a submission without If-Match, or with an old version', async () => {
    const attachment = randomUUID();
    const { case: id } = await announce([attachment]);
    await attach(id, attachment);
    const body = await submission(DATA, {
      attachments: [{ attachment, sha512: sha512(PHOTO), mimeType: 'image/jpeg' }],
    });
    expect(
      await refusal(await office.ask('PUT', `/v1/cases/${id}`, { body, headers: { 'idempotency-key': randomUUID() } })),
    ).toEqual(refused(428, 'precondition-required'));
    for (const stale of ['"1"', '"3"', 'W/"2"', '2', '""'])
      expect(await refusal(await submit(id, stale, body))).toEqual(refused(412, 'precondition-failed'));
    expect(await refusal(await attach(id, attachment, PHOTO, { headers: { 'if-match': '"1"' } }))).toEqual(
      refused(412, 'precondition-failed'),
    );
    expect((await submit(id, '"1", "2"', body)).status).toBe(200);
  });

  test('accepts one of two simultaneous submissions with different keys', async () => {
    const { case: id } = await announce();
    const bodies = [await submission(), await submission({ ...DATA, description: 'etwas anderes' })];
    const statuses = await Promise.all(bodies.map(async (body) => (await submit(id, 1, body)).status));
    expect(statuses.sort()).toEqual([200, 412]);
  });

  test('accepts any version with an asterisk', async () => {
    expect((await submit((await announce()).case, '*', await submission())).status).toBe(200);
  });
});

describe('attachments of a case', () => {
  test('are unchanged by the same content, and replaced by another', async () => {
    const attachment = randomUUID();
    const { case: id } = await announce([attachment]);
    await attach(id, attachment);
    // Sealed anew, so other bytes.
    expect((await attach(id, attachment)).headers.get('etag')).toBe('"2"');
    expect((await attach(id, attachment, new Uint8Array([1]))).headers.get('etag')).toBe('"3"');
    const named = (content: Uint8Array) => [{ attachment, sha512: sha512(content), mimeType: 'image/jpeg' }];
    expect(await refusal(await submit(id, 3, await submission(DATA, { attachments: named(PHOTO) })))).toEqual(
      refused(400, 'invalid-request', ['attachments.0']),
    );
    expect((await submit(id, 3, await submission(DATA, { attachments: named(new Uint8Array([1])) }))).status).toBe(200);
    expect(await refusal(await attach(id, attachment))).toEqual(refused(409, 'conflict'));
  });

  test.each<[string, object, string[]]>([
    ['none is named', { attachments: [] }, ['attachments']],
    [
      'it has not come',
      {
        attachments: [
          { attachment: '11111111-1111-4111-8111-111111111111', sha512: sha512(PHOTO), mimeType: 'image/jpeg' },
        ],
      },
      ['attachments.0'],
    ],
    [
      'another is named',
      {
        attachments: [
          { attachment: '22222222-2222-4222-8222-222222222222', sha512: sha512(PHOTO), mimeType: 'image/jpeg' },
        ],
      },
      ['attachments.0', 'attachments'],
    ],
  ])('must all be there as announced: %s', async (_name, more, fields) => {
    const { case: id } = await announce(['11111111-1111-4111-8111-111111111111']);
    expect(await refusal(await submit(id, 1, await submission(DATA, more)))).toEqual(
      refused(400, 'invalid-request', fields),
    );
    expect((await view(id)).stage).toBe('announced');
  });

  test('must be sealed for our key, of a bounded size, as application/jose, and announced', async () => {
    const attachment = randomUUID();
    const { case: id } = await announce([attachment]);
    const put = (body: string, type = 'application/jose', name: string = attachment) =>
      office.ask('PUT', `/v1/cases/${id}/attachments/${name}`, { body, headers: { 'content-type': type } });
    const sealed = await seal(PHOTO);
    expect(await refusal(await put(await seal(PHOTO, { key: otherKey().key })))).toEqual(
      refused(422, 'not-decipherable'),
    );
    expect(await refusal(await put('Foto'))).toEqual(refused(422, 'not-decipherable'));
    expect(await refusal(await put(''))).toEqual(refused(400, 'invalid-request', ['(body)']));
    expect(await refusal(await put(sealed, 'application/json'))).toEqual(refused(415, 'invalid-request', ['(body)']));
    expect(await refusal(await put(sealed, 'application/jose', randomUUID()))).toEqual(refused(404, 'not-found'));
    expect(await refusal(await put(sealed, 'application/jose', 'photo'))).toEqual(refused(404, 'not-found'));
    expect(await refusal(await put('x'.repeat(10 * 1024 * 1024 + 1)))).toEqual(
      refused(413, 'invalid-request', ['(body)']),
    );
    // And no other route takes it.
    expect(
      await refusal(await office.post('/v1/cases', sealed, { headers: { 'content-type': 'application/jose' } })),
    ).toEqual(refused(415, 'invalid-request', ['(body)']));
    expect((await put(sealed)).status).toBe(204);
  });

  test('may be as large as photos', async () => {
    const attachment = randomUUID();
    const { case: id } = await announce([attachment]);
    expect((await attach(id, attachment, new Uint8Array(1_500_000))).status).toBe(204);
  });
});

describe('a case is checked in', () => {
  test.each<[string, object, string[]]>([
    ['an unknown service', { service: 'raumfahrt' }, ['service']],
    ['an unknown schema', { schema: 'unbekannt' }, ['schema']],
    [
      'an attachment twice',
      { attachments: ['11111111-1111-4111-8111-111111111111', '11111111-1111-4111-8111-111111111111'] },
      ['attachments'],
    ],
    ['too many attachments', { attachments: Array.from({ length: 11 }, () => randomUUID()) }, ['attachments']],
  ])('its announcement: %s', async (_name, more, fields) => {
    expect(await refusal(await office.post('/v1/cases', announcement(more)))).toEqual(
      refused(400, 'invalid-request', fields),
    );
  });

  test.each<[string, unknown, string[]]>([
    ['missing', {}, ['/description', '/place']],
    ['too short', { ...DATA, description: 'xy' }, ['/description']],
    ['another type', { ...DATA, place: { street: 7, 'a/b~c': 'Geheim' } }, ['/place/a~1b~0c', '/place/street']],
    ['a day that is none', { ...DATA, seen: '2026-02-30' }, ['/seen']],
    ['no address', { ...DATA, email: 'Geheim' }, ['/email']],
    ['an unknown field', { ...DATA, Geheim: 'Geheim' }, ['(data)']],
    ['a list', ['Geheim'], ['(data)']],
  ])('its data: %s, by JSON Pointer and without a value', async (_name, data, fields) => {
    const { case: id } = await announce();
    const response = await submit(id, 1, await submission(data));
    expect(await response.clone().text()).not.toContain('Geheim');
    expect(await refusal(response)).toEqual(refused(400, 'invalid-request', fields));
    expect(JSON.stringify(office.events)).not.toContain('Geheim');
    expect((await submit(id, 1, await submission())).status).toBe(200);
  });

  test('the hash, the seal and the form of its submission', async () => {
    const { case: id } = await announce();
    expect(await refusal(await submit(id, 1, await submission(DATA, { sha512: sha512('x') })))).toEqual(
      refused(400, 'invalid-request', ['sha512']),
    );
    expect(
      await refusal(await submit(id, 1, await submission(DATA, { sealed: await seal(DATA, { key: otherKey().key }) }))),
    ).toEqual(refused(422, 'not-decipherable'));
    expect(await refusal(await submit(id, 1, await submission('kein JSON')))).toEqual(
      refused(400, 'invalid-request', ['sealed']),
    );
    expect(
      await refusal(
        await office.ask('PUT', `/v1/cases/${id}`, { body: await submission(), headers: { 'if-match': '"1"' } }),
      ),
    ).toEqual(refused(400, 'key-missing'));
  });

  test('its data by the schema of the day of the announcement', async () => {
    const id = `stand-${randomUUID().slice(0, 8)}`;
    const put = (body: unknown) => office.server.caseSchemas.put(id, body);
    const one = { type: 'object', required: ['a'], properties: { a: { type: 'string' } } };
    expect(await put(one)).toEqual({ ok: true, value: { version: 1, isNew: true } });
    const before = await answer(await office.post('/v1/cases', announcement({ schema: id })), CaseAnnounced);
    expect(await put({ properties: one.properties, required: ['a'], type: 'object' })).toEqual({
      ok: true,
      value: { version: 1, isNew: false },
    });
    expect(await put({ ...one, required: ['b'], properties: { b: {} } })).toEqual({
      ok: true,
      value: { version: 2, isNew: true },
    });
    const after = await answer(await office.post('/v1/cases', announcement({ schema: id })), CaseAnnounced);
    expect((await submit(before.case, 1, await submission({ a: 'x' }))).status).toBe(200);
    expect(await refusal(await submit(after.case, 1, await submission({ a: 'x' })))).toEqual(
      refused(400, 'invalid-request', ['/b']),
    );
  });
});

describe('malformed requests about cases', () => {
  /** A value somewhere in the request by another one, or a field gone. */
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('\0', 'nul\0', '\ud800', -1, 0.5, 2 ** 31, 2 ** 53, null, [], {}),
  );
  const mutated = (value: object) =>
    fc.record(
      Object.fromEntries(
        Object.entries(value).map(([name, part]) => [
          name,
          fc.oneof({ weight: 3, arbitrary: fc.constant(part as unknown) }, { weight: 1, arbitrary: odd }),
        ]),
      ),
      { requiredKeys: [] },
    );
  const upper = '11111111-1111-4111-8111-11111111111A';

  test.each<[string, () => Promise<object>, (body: unknown) => Promise<Response>]>([
    [
      'announcement',
      async () => announcement({ attachments: [randomUUID()] }),
      (body) => office.post('/v1/cases', body),
    ],
    ['submission', () => submission(), async (body) => submit((await announce()).case, 1, body)],
    [
      'question',
      async () => ({ reference: 'VG-2026-000001-1', secret: 'ABCD-EFGH-JKMN' }),
      (body) => office.ask('POST', '/v1/case-status', { body }),
    ],
  ])('with any %s never lead to a 5xx', async (_name, sample, send) => {
    const whole = await sample();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 5, arbitrary: mutated(whole) }, { weight: 1, arbitrary: fc.jsonValue() }),
        async (body) => {
          expect((await send(JSON.stringify(body))).status).toBeLessThan(500);
        },
      ),
      { numRuns: 40 },
    );
  });

  test.each([`?after=${2 ** 31}`, '?after=-1', '?after=1e99', '?limit=1.5', '?after=1&after=2'])(
    'for an invalid page are refused: %s',
    async (query) => {
      expect(
        await refusal(await office.ask('GET', `/v1/cases/${(await announce()).case}/events${query}`)),
      ).toMatchObject({ status: 400, code: 'invalid-request' });
    },
  );

  test('with one id in two spellings mean the same case', async () => {
    expect(
      await refusal(await office.post('/v1/cases', announcement({ attachments: [upper, upper.toLowerCase()] }))),
    ).toEqual(refused(400, 'invalid-request', ['attachments']));
    const { case: id } = await announce([upper]);
    expect((await attach(id.toUpperCase(), upper)).status).toBe(204);
    expect(
      (
        await submit(
          id,
          2,
          await submission(DATA, {
            attachments: [{ attachment: upper, sha512: sha512(PHOTO), mimeType: 'image/jpeg' }],
          }),
        )
      ).status,
    ).toBe(200);
  });
});

describe('the visibility of a case', () => {
  test('ends at its terminal: another one can neither see nor change it', async () => {
    const attachment = randomUUID();
    const terminal = await office.otherTerminal();
    const { case: id } = await announce([attachment]);
    const asked = [
      office.ask('GET', `/v1/cases/${id}`, { terminal }),
      office.ask('GET', `/v1/cases/${id}/events`, { terminal }),
      attach(id, attachment, PHOTO, { terminal }),
      submission().then((body) => submit(id, 1, body, { terminal })),
    ];
    for (const response of await Promise.all(asked)) expect(await refusal(response)).toEqual(refused(404, 'not-found'));
    expect((await answer(await office.ask('GET', '/v1/cases', { terminal }), CaseList)).cases).toEqual([]);
  });

  test('lets a terminal list its own cases page by page, oldest first', async () => {
    const terminal = await office.otherTerminal();
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.push((await announce([], { terminal })).case);
    const seen: string[][] = [];
    for (let after = '', more = true; more;) {
      const page = await answer(await office.ask('GET', `/v1/cases?limit=2${after}`, { terminal }), CaseList);
      seen.push(page.cases.map((one) => one.case));
      more = page.more;
      after = `&after=${page.cases.at(-1)?.case}`;
    }
    expect(seen).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
    expect(await answer(await office.ask('GET', `/v1/cases?after=${ids[4]}`, { terminal }), CaseList)).toEqual({
      cases: [],
      more: false,
    });
    for (const query of ['limit=0', 'limit=101', 'limit=x', 'after=1'])
      expect((await refusal(await office.ask('GET', `/v1/cases?${query}`, { terminal }))).fields).toEqual([
        query.split('=')[0],
      ]);
    expect(await refusal(await office.ask('GET', `/v1/cases?after=${ids[0]}`))).toEqual(
      refused(400, 'invalid-request', ['after']),
    );
  });

  test('lets a terminal list the events page by page', async () => {
    const attachment = randomUUID();
    const { case: id } = await announce([attachment]);
    for (const byte of [1, 2, 3]) await attach(id, attachment, new Uint8Array([byte]));
    const sequences = async (query: string) => {
      const { events, more } = await eventsOf(id, query);
      return [events.map(({ sequence }) => sequence), more];
    };
    expect([
      await sequences('?limit=3'),
      await sequences('?after=3&limit=3'),
      await sequences('?after=1&limit=2'),
    ]).toEqual([
      [[1, 2, 3], true],
      [[4], false],
      [[2, 3], true],
    ]);
  });

  test('is the same for an unknown case: not found', async () => {
    for (const id of [randomUUID(), 'x', "a'b"])
      expect(await refusal(await office.ask('GET', `/v1/cases/${encodeURIComponent(id)}`))).toEqual(
        refused(404, 'not-found'),
      );
  });
});

test('an announced case that is not handed in within a day is removed; one that was handed in stays', async () => {
  const attachment = randomUUID();
  const left = await announce([attachment]);
  await attach(left.case, attachment);
  const kept = await announce();
  await submit(kept.case, 1, await submission());
  const beat = () =>
    office.ask('POST', '/v1/heartbeat', {
      body: { software: '1', mode: 'in-service', catalogue: null, unfinished: 0, devices: [] },
    });
  office.advance(23 * HOUR);
  await beat();
  expect((await view(left.case)).stage).toBe('announced');
  office.advance(2 * HOUR);
  await beat();
  expect(await refusal(await office.ask('GET', `/v1/cases/${left.case}`))).toEqual(refused(404, 'not-found'));
  expect(await office.db.selectFrom('case_attachment').selectAll().where('case_id', '=', left.case).execute()).toEqual(
    [],
  );
  expect((await view(kept.case)).stage).toBe('received');
});
