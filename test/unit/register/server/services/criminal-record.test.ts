import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { openContent } from '../../../../../register/server/cases/content.ts';
import type { CriminalRecordOrder } from '../../../../../services/criminal-record/order.ts';
import type { Payment } from '../../../../../register/contract/contract.ts';
import { hashOf } from '../../../../../register/server/services/codes.ts';
import { declined, problemOf, useTown, value } from './town.ts';

const PAID: Payment = { amountCents: 1300, receipt: 12, terminalId: null };
const AUTHORITY = { name: 'Jugendamt', street: 'Hofstraße 3', postalCode: '12345', city: 'Musterstadt' };

test.each<CriminalRecordOrder>([
  { type: 'N' },
  { type: 'O', authority: AUTHORITY, purpose: 'Ehrenamt' },
  { type: 'P', authority: AUTHORITY, purpose: 'Pflegestelle' },
])('an application is accepted with a reference and a secret for the visitor alone: %j', async (order) => {
  const town = await useTown();
  const visit = await town.signIn('erika');
  const receipt = value(await town.client.call('criminalRecord', { visit, key: randomUUID(), order, payment: PAID }));
  expect(receipt).toEqual({
    reference: expect.stringMatching(/^FZ-2026-\d{6}-\d$/),
    acceptedAt: '2026-11-21T11:00:00.000Z',
    secret: expect.stringMatching(/^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/),
  });
  const kept = await town.database.db.selectFrom('case_record').selectAll().executeTakeFirstOrThrow();
  expect(kept).toMatchObject({ reference: receipt.reference, kind: 'criminal-record', stage: 'received' });
  if ('authority' in order) expect(JSON.stringify(kept)).not.toContain(order.authority.name);
  expect(await openContent(town.server.sealing, kept.body)).toEqual({ order, payment: PAID });
  expect(Buffer.from(kept.secret_hash ?? [])).toEqual(hashOf(receipt.secret));
});

test('an application is accepted once per key, with the same reference and secret', async () => {
  const town = await useTown();
  const visit = await town.signIn('erika');
  const key = randomUUID();
  const ask = () => town.client.call('criminalRecord', { visit, key, order: { type: 'N' }, payment: PAID });
  const first = value(await ask());
  expect(value(await ask())).toEqual(first);
  expect(
    await town.client.call('criminalRecord', {
      visit,
      key,
      order: { type: 'O', authority: AUTHORITY, purpose: 'Ehrenamt' },
      payment: PAID,
    }),
  ).toEqual(declined('key-reused'));
  expect(await town.database.db.selectFrom('case_record').select('reference').execute()).toHaveLength(1);
  expect(value(await town.client.call('order', { key }))).toEqual({
    state: 'issued',
    reference: first.reference,
    document: null,
  });
});

test.each([null, { ...PAID, amountCents: 1299 }, { ...PAID, amountCents: 1301 }])(
  'an application is refused for another fee: %j',
  async (payment) => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    expect(
      await town.client.call('criminalRecord', { visit, key: randomUUID(), order: { type: 'N' }, payment }),
    ).toEqual(declined('fee-differs'));
  },
);

test.each([
  ['2012-11-22', false],
  ['2012-11-21', true],
  ['2012', false],
  ['2011', true],
  ['2012-11', false],
  ['2012-10', true],
])(
  'an application is accepted from 14 years of age on, by the last possible birthday: born %s',
  async (birthDate, taken) => {
    const town = await useTown();
    const visit = await town.signIn('young');
    await town.database.db
      .updateTable('person')
      .set({ birth_date: birthDate })
      .where('family_name', '=', 'Jüngst')
      .execute();
    const answer = await town.client.call('criminalRecord', {
      visit,
      key: randomUUID(),
      order: { type: 'N' },
      payment: PAID,
    });
    if (taken) expect(answer.ok).toBe(true);
    else expect(answer).toEqual(declined('not-possible'));
  },
);

test.each([
  { type: 'O' },
  { type: 'O', authority: AUTHORITY },
  { type: 'O', authority: { ...AUTHORITY, postalCode: '1234' }, purpose: 'x' },
  { type: 'P', authority: { ...AUTHORITY, name: '  ' }, purpose: 'x' },
  { type: 'P', authority: AUTHORITY, purpose: 'x'.repeat(161) },
  { type: 'P', authority: AUTHORITY, purpose: 'a\0b' },
  { type: 'P', authority: AUTHORITY, purpose: 'a\ud800b' },
  { type: 'NE' },
])('an invalid application is refused: %j', async (order) => {
  const town = await useTown();
  const visit = await town.signIn('erika');
  const response = await town.send('/v1/criminal-records', {
    body: JSON.stringify({ visit, key: randomUUID(), order, payment: PAID }),
  });
  expect(response.status).toBe(400);
  expect(await town.database.db.selectFrom('case_record').selectAll().execute()).toEqual([]);
});

test('an application without a sign-in is refused', async () => {
  const town = await useTown();
  expect(
    await town.client.call('criminalRecord', {
      visit: 'D'.repeat(43),
      key: randomUUID(),
      order: { type: 'N' },
      payment: PAID,
    }),
  ).toEqual(declined('signed-out'));
});

test("an application's state is shown by reference and secret, without a name", async () => {
  const town = await useTown();
  const { reference, secret, acceptedAt } = value(
    await town.client.call('criminalRecord', {
      visit: await town.signIn('erika'),
      key: randomUUID(),
      order: { type: 'N' },
      payment: PAID,
    }),
  );
  const status = await (await town.send('/v1/case-status', { body: JSON.stringify({ reference, secret }) })).json();
  expect(status).toEqual({
    reference,
    kind: 'criminal-record',
    stage: 'received',
    since: acceptedAt,
    acceptedAt,
    missing: [],
    note: null,
  });
});

test("an application's key may also be in the header, where it must be the same", async () => {
  const town = await useTown();
  const visit = await town.signIn('erika');
  const key = randomUUID();
  const send = (header: string) =>
    town.send('/v1/criminal-records', {
      body: JSON.stringify({ visit, key, order: { type: 'N' }, payment: PAID }),
      headers: { 'idempotency-key': header },
    });
  expect(await problemOf(await send(randomUUID()))).toEqual({ code: 'invalid-request', fields: ['key'] });
  expect(await problemOf(await send('x'))).toEqual({ code: 'invalid-request', fields: ['Idempotency-Key'] });
  const first = (await (await send(key)).json()) as { reference: string };
  expect(await (await send(`"${key.toUpperCase()}"`)).json()).toEqual(first);
  expect(first.reference).toMatch(/^FZ-/);
});
