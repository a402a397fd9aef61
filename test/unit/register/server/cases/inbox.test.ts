/** What terminals send sealed: opened with the register's keys, checked, registered once per key. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openContent } from '../../../../../register/server/cases/content.ts';
import { Catalogue, InboxReceipt } from '../../../../../register/contract/contract.ts';
import type { Feedback, OrderReport } from '../../../../../register/contract/contract.ts';
import { createSealingKeys } from '../../../../../register/server/keys/sealing/keys.ts';
import { hashOf } from '../../../../../register/server/services/codes.ts';
import { answer, held, otherKey, ownKey, refusal, refused, seal, startOffice } from './support.ts';
import type { Office } from './support.ts';

const AT = '2026-11-21T09:30:00.000Z';
let count = 0;
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const number = (): string =>
  `V-${Array.from({ length: 8 }, (_, index) => letters[(++count * 7 + index * 11) % 32])
    .join('')
    .replace(/^(.{4})/, '$1-')}`;
const feedback = (more: Partial<Feedback> = {}): Feedback => ({
  topic: 'idea',
  text: 'Eine Bank vor dem Eingang.',
  contact: 'kim@example.org',
  language: 'de',
  number: number(),
  secret: 'ABCD-EFGH-JKMN',
  ...more,
});
const report = (more: Partial<OrderReport> = {}): OrderReport => ({
  order: randomUUID(),
  event: 'captured',
  reference: null,
  amountCents: 1300,
  at: AT,
  ...more,
});
const item = async (kind: 'feedback' | 'report', content: unknown) => ({
  kind,
  sequence: 1,
  at: AT,
  sealed: await seal(content),
});

let office: Office;
beforeAll(async () => {
  office = await startOffice();
});
afterAll(() => office?.close());

describe('a sealed request', () => {
  test("with feedback becomes a case, with the terminal's number and secret and no person", async () => {
    const content = feedback();
    const receipt = await answer(await office.post('/v1/inbox', await item('feedback', content)), InboxReceipt);
    expect(receipt).toEqual({
      reference: expect.stringMatching(/^RM-2026-\d{6}-\d$/),
      registeredAt: '2026-11-21T11:00:00.000Z',
    });
    const row = await office.db
      .selectFrom('case_record')
      .selectAll()
      .where('reference', '=', receipt.reference)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ kind: 'feedback', person: null, stage: 'received', number: content.number });
    // Sealed as it lies there.
    expect(JSON.stringify(row)).not.toContain(content.text);
    expect(await openContent(office.server.sealing, row.body)).toEqual({
      topic: 'idea',
      text: content.text,
      contact: content.contact,
      language: 'de',
    });
    expect(Buffer.from(row.secret_hash ?? [])).toEqual(hashOf(content.secret));
    // Neither what the visitor wrote nor the secret stands anywhere else.
    const elsewhere = JSON.stringify([
      await office.db.selectFrom('inbox').selectAll().execute(),
      await office.db.selectFrom('request').selectAll().execute(),
      await office.db.selectFrom('case_event').selectAll().execute(),
      office.events,
    ]);
    for (const secret of [content.text, content.secret, 'kim@example.org']) expect(elsewhere).not.toContain(secret);
  });

  test('with a report is stored once per order and event, also under another key', async () => {
    const content = report();
    for (const again of [
      content,
      { ...content, amountCents: 1 },
      { ...content, event: 'handed-over' as const, reference: 'MB-2026-000001-1' },
    ]) {
      expect(await answer(await office.post('/v1/inbox', await item('report', again)), InboxReceipt)).toMatchObject({
        reference: null,
      });
    }
    const rows = await office.db
      .selectFrom('order_report')
      .select(['event', 'amount_cents', 'reference'])
      .where('order_key', '=', content.order)
      .orderBy('event')
      .execute();
    expect(rows).toEqual([
      { event: 'captured', amount_cents: 1300, reference: null },
      { event: 'handed-over', amount_cents: 1300, reference: 'MB-2026-000001-1' },
    ]);
  });

  test('can be sealed by terminals of contract 3 only: others get no keys in the catalogue', async () => {
    const { sealingKeys } = await answer(await office.ask('GET', '/v1/catalogue'), Catalogue);
    expect(sealingKeys).toEqual(ownKey().keys.publicKeys);
    expect(Object.keys(sealingKeys[0] ?? {}).sort()).toEqual(['alg', 'e', 'key_ops', 'kid', 'kty', 'n']);
    expect(
      await (await office.ask('GET', '/v1/catalogue', { headers: { 'foyer-contract': '2' } })).json(),
    ).not.toHaveProperty('sealingKeys');
  });
});

describe('an idempotency key of the inbox', () => {
  test('gives the same answer to the same request, however the key is spelled', async () => {
    const key = randomUUID();
    const body = await item('feedback', feedback());
    const first = await answer(
      await office.post('/v1/inbox', body, { headers: { 'idempotency-key': key } }),
      InboxReceipt,
    );
    for (const written of [key, `"${key}"`, key.toUpperCase()]) {
      expect(
        await answer(await office.post('/v1/inbox', body, { headers: { 'idempotency-key': written } }), InboxReceipt),
      ).toEqual(first);
    }
    expect(await office.db.selectFrom('inbox').selectAll().where('key', '=', key).execute()).toHaveLength(1);
  });

  test('is refused with another body, or from another terminal', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = await item('report', report());
    await answer(await office.post('/v1/inbox', body, { headers }), InboxReceipt);
    expect(await refusal(await office.post('/v1/inbox', { ...body, sequence: 2 }, { headers }))).toEqual(
      refused(422, 'key-reused'),
    );
    expect(
      await refusal(await office.post('/v1/inbox', body, { headers, terminal: await office.otherTerminal() })),
    ).toEqual(refused(422, 'key-reused'));
  });

  test('is required: without a valid one nothing is done', async () => {
    const body = await item('report', report());
    expect(await refusal(await office.ask('POST', '/v1/inbox', { body }))).toEqual(refused(400, 'key-missing'));
    for (const key of ['', 'abc', '"', randomUUID().slice(1), `${randomUUID()},${randomUUID()}`]) {
      expect(await refusal(await office.post('/v1/inbox', body, { headers: { 'idempotency-key': key } }))).toEqual(
        refused(400, 'invalid-request', ['Idempotency-Key']),
      );
    }
  });

  test('answers the second request as in progress, and afterwards with the first answer', async () => {
    const gate = held(ownKey().keys);
    const base = await office.beside({ sealing: gate.keys });
    const post = (sent: unknown, headers: Record<string, string>) => office.post('/v1/inbox', sent, { headers }, base);
    const headers = { 'idempotency-key': randomUUID() };
    const body = await item('feedback', feedback());
    const first = post(body, headers);
    await gate.reached;
    const second = await post(body, headers);
    expect(second.headers.get('retry-after')).toBe('1');
    expect(await refusal(second)).toEqual(refused(409, 'in-progress'));
    expect(await refusal(await post({ ...body, sequence: 9 }, headers))).toEqual(refused(422, 'key-reused'));
    gate.release();
    const receipt = await answer(await first, InboxReceipt);
    expect(await answer(await post(body, headers), InboxReceipt)).toEqual(receipt);
    expect(
      await office.db.selectFrom('case_record').select('id').where('key', '=', headers['idempotency-key']).execute(),
    ).toHaveLength(1);
  });

  test('stays free after a refusal', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    expect(
      (
        await office.post(
          '/v1/inbox',
          { ...(await item('report', report())), sealed: await seal('no JSON') },
          { headers },
        )
      ).status,
    ).toBe(400);
    await answer(await office.post('/v1/inbox', await item('report', report()), { headers }), InboxReceipt);
  });

  test('is void once it was asked about as an order, and one of the inbox is no order', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    await office.ask('POST', '/v1/orders', { body: { key: headers['idempotency-key'] } });
    expect(await refusal(await office.post('/v1/inbox', await item('report', report()), { headers }))).toEqual(
      refused(410, 'void'),
    );
    const other = { 'idempotency-key': randomUUID() };
    await answer(await office.post('/v1/inbox', await item('report', report()), { headers: other }), InboxReceipt);
    expect(await refusal(await office.ask('POST', '/v1/orders', { body: { key: other['idempotency-key'] } }))).toEqual(
      refused(404, 'not-found'),
    );
  });

  test('cannot give a case the number of another', async () => {
    const content = feedback();
    await answer(await office.post('/v1/inbox', await item('feedback', content)), InboxReceipt);
    expect(
      await refusal(await office.post('/v1/inbox', await item('feedback', { ...content, text: 'Etwas anderes.' }))),
    ).toEqual(refused(409, 'conflict'));
  });
});

describe('a sealed request that cannot be opened', () => {
  test.each<[string, () => Promise<string>]>([
    ['for a key that is not the register’s', () => seal(report(), { key: otherKey().key })],
    [
      'that names our key and is for another',
      async () => seal(report(), { key: otherKey().key, header: { kid: ownKey().keys.publicKeys[0]?.kid ?? '' } }),
    ],
    ['with RSA-OAEP and SHA-1', () => seal(report(), { header: { alg: 'RSA-OAEP' } })],
    ['with AES-128', () => seal(report(), { header: { enc: 'A128GCM' } })],
    ['with AES-CBC', () => seal(report(), { header: { enc: 'A256CBC-HS512' } })],
    ['compressed', () => seal(report(), { header: { zip: 'DEF' } })],
    [
      'changed on its way',
      async () =>
        (await seal(report())).replace(
          /\.(.)([^.]*)$/,
          (_, first: string, rest: string) => `.${first === 'A' ? 'B' : 'A'}${rest}`,
        ),
    ],
    ['that is no JWE', async () => 'a.b.c.d.e'],
  ])('is answered as not decipherable: %s', async (_name, sealed) => {
    expect(
      await refusal(await office.post('/v1/inbox', { kind: 'report', sequence: 1, at: AT, sealed: await sealed() })),
    ).toEqual(refused(422, 'not-decipherable'));
  });

  test('is refused by a register without keys', async () => {
    const base = await office.beside({ sealing: createSealingKeys([]) });
    expect(await refusal(await office.post('/v1/inbox', await item('report', report()), {}, base))).toEqual(
      refused(422, 'not-decipherable'),
    );
  });

  test('is none after a rotation: the former key still opens, and the new one is offered first', async () => {
    const base = await office.beside({ sealing: createSealingKeys([otherKey().key, ownKey().key]) });
    const { sealingKeys } = await answer(await office.ask('GET', '/v1/catalogue', {}, base), Catalogue);
    expect(sealingKeys).toEqual([...otherKey().keys.publicKeys, ...ownKey().keys.publicKeys]);
    for (const { key } of [otherKey(), ownKey()]) {
      await answer(
        await office.post(
          '/v1/inbox',
          { kind: 'report', sequence: 1, at: AT, sealed: await seal(report(), { key }) },
          {},
          base,
        ),
        InboxReceipt,
      );
    }
  });
});

describe('a sealed request that does not fit', () => {
  test.each<[string, 'feedback' | 'report', unknown, string[]]>([
    ['no JSON', 'report', 'kein JSON', ['sealed']],
    ['bytes that are no text', 'report', new Uint8Array([0x22, 0xff, 0x22]), ['sealed']],
    ['characters that no database takes', 'feedback', feedback({ text: 'a\0b' }), ['sealed']],
    [
      'another kind',
      'report',
      feedback(),
      ['sealed.order', 'sealed.event', 'sealed.reference', 'sealed.amountCents', 'sealed.at'],
    ],
    ['an empty text', 'feedback', feedback({ text: ' ' }), ['sealed.text']],
    ['a number that is none', 'feedback', feedback({ number: 'V-ILOU-0000' }), ['sealed.number']],
  ])('is refused: %s: %s', async (_name, kind, content, fields) => {
    const response = await office.post('/v1/inbox', await item(kind, content));
    const text = await response.clone().text();
    expect(await refusal(response)).toEqual(refused(400, 'invalid-request', fields));
    expect(text).not.toContain('kim@example.org');
  });

  test('is refused when it is too large', async () => {
    expect(
      await refusal(
        await office.post('/v1/inbox', {
          kind: 'feedback',
          sequence: 1,
          at: AT,
          sealed: `a.b.c.${'d'.repeat(200_000)}.e`,
        }),
      ),
    ).toEqual(refused(400, 'invalid-request', ['sealed']));
    expect(
      await refusal(
        await office.post('/v1/inbox', { kind: 'feedback', sequence: 1, at: AT, sealed: 'd'.repeat(300_000) }),
      ),
    ).toEqual(refused(413, 'invalid-request', ['(body)']));
  });

  test('never leads to a 5xx, whatever is sealed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('feedback' as const, 'report' as const),
        fc.oneof(
          fc.jsonValue(),
          fc.record({ topic: fc.jsonValue(), text: fc.string({ unit: 'binary' }), order: fc.jsonValue() }),
        ),
        async (kind, content) => {
          const response = await office.post('/v1/inbox', await item(kind, content));
          expect(response.status).toBe(400);
        },
      ),
      { numRuns: 25 },
    );
  });
});
