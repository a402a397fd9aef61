import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Payment } from '../../../../../register/contract/contract.ts';
import type { CertificateOrder } from '../../../../../services/certificate/order.ts';
import { putMaintenance } from '../../../../../register/server/catalogue/catalogue.ts';
import { DEMO_LETTERHEAD } from '../../../../../register/demo/authority/letterhead.ts';
import { PUBLIC, declined, problemOf, useTown, value } from './town.ts';

const ELECTRONIC: CertificateOrder = { kind: 'simple', fields: [], delivery: 'electronic' };
const PRINTED: CertificateOrder = { kind: 'simple', fields: [], delivery: 'printed' };
const paid = (amountCents: number): Payment => ({ amountCents, receipt: 47, terminalId: '54123456' });

describe('the content of a certificate', () => {
  test('of the simple kind is § 18 (1) BMG and nothing more', async () => {
    const town = await useTown();
    const issued = await town.issue(await town.signIn('erika'));
    expect(issued).toEqual({
      document: expect.stringMatching(/^[\w-]{43}$/),
      reference: expect.stringMatching(/^MB-2026-\d{6}-\d$/),
      pages: 1,
    });
    expect(town.documents.made).toEqual([
      {
        kind: 'simple',
        delivery: 'electronic',
        reference: issued.reference,
        issuedOn: '2026-11-21',
        letterhead: DEMO_LETTERHEAD,
        feeCents: 0,
        verifyUrl: `${PUBLIC}/v`,
        person: {
          familyName: 'Mustermann',
          givenNames: ['Erika', 'Johanna'],
          usualGivenName: 'Erika',
          doctorate: null,
          birthDate: '1964-08-12',
        },
        addresses: [
          {
            kind: 'main',
            street: 'Heidestraße',
            houseNumber: '17',
            addition: null,
            postalCode: '12345',
            city: 'Musterstadt',
            since: null,
          },
          {
            kind: 'secondary',
            street: 'Am Mühlenteich',
            houseNumber: '3',
            addition: null,
            postalCode: '12345',
            city: 'Musterstadt',
            since: null,
          },
        ],
        extended: [],
      },
    ]);
  });

  test('of the extended kind is what was asked for', async () => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    const order: CertificateOrder = {
      kind: 'extended',
      fields: ['birth-name', 'birth-place', 'nationalities', 'marital-status', 'move-in-dates'],
      delivery: 'electronic',
    };
    value(await town.client.call('certificate', { visit, key: randomUUID(), order, payment: null }));
    expect(town.documents.made[0]?.extended).toEqual([
      { label: 'Geburtsname', value: 'Gabler' },
      { label: 'Geburtsort', value: 'Berlin' },
      { label: 'Staatsangehörigkeiten', value: 'deutsch' },
      { label: 'Familienstand', value: 'verheiratet' },
    ]);
    expect(town.documents.made[0]?.addresses.map(({ since }) => since)).toEqual(['2009-04-01', '2018-06-15']);
  });

  test('of the simple kind cannot be asked for with extended fields', async () => {
    const town = await useTown();
    const visit = await town.signIn('oneName');
    value(
      await town.client.call('certificate', {
        visit,
        key: randomUUID(),
        order: { kind: 'simple', fields: ['nationalities', 'move-in-dates'], delivery: 'electronic' },
        payment: null,
      }),
    );
    expect(town.documents.made[0]).toMatchObject({
      extended: [],
      person: { givenNames: [] },
      addresses: [{ kind: 'sole', since: null }],
    });
  });
});

test('does not call a secondary home that is the only one here the only home', async () => {
  const town = await useTown();
  await town.database.db
    .updateTable('residence')
    .set({ kind: 'secondary' })
    .where('street', '=', 'Schulstraße')
    .execute();
  await town.issue(await town.signIn('young'));
  expect(town.documents.made[0]?.addresses.map(({ kind }) => kind)).toEqual(['secondary']);
});

describe("a certificate's idempotency key", () => {
  test('gives the same answer to the same request, and another one under another key', async () => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    const key = randomUUID();
    const first = await town.issue(visit, { key });
    expect(await town.issue(visit, { key })).toEqual(first);
    // After another sign-in of the same person it is the same order.
    expect(await town.issue(await town.signIn('erika'), { key })).toEqual({
      ...first,
      document: expect.not.stringMatching(first.document),
    });
    expect(town.documents.made).toHaveLength(1);
    expect((await town.issue(visit)).reference).not.toBe(first.reference);
  });

  test.each<[string, CertificateOrder, Payment | null]>([
    ['another kind', { ...ELECTRONIC, kind: 'extended' }, null],
    ['another delivery', PRINTED, paid(900)],
    ['the same with a payment', ELECTRONIC, paid(900)],
  ])('is refused with %s', async (_name, order, payment) => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    const key = randomUUID();
    await town.issue(visit, { key });
    expect(await town.client.call('certificate', { visit, key, order, payment })).toEqual(declined('key-reused'));
    expect(town.documents.made).toHaveLength(1);
  });

  test('is refused for another person, route or terminal', async () => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    const key = randomUUID();
    await town.issue(visit, { key });
    const request = { key, order: ELECTRONIC, payment: null };
    expect(await town.client.call('certificate', { ...request, visit: await town.signIn('young') })).toEqual(
      declined('key-reused'),
    );
    expect(
      await town.client.call('blocks', { visit, key, version: 0, changes: [{ id: 'parties', set: true }] }),
    ).toEqual(declined('key-reused'));
    const other = await town.terminal('other');
    expect(await other.call('certificate', { ...request, visit: await town.signIn('erika', other) })).toEqual(
      declined('key-reused'),
    );
  });

  test('issues one certificate on simultaneous requests, and answers all with it', async () => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    const key = randomUUID();
    const release = town.documents.hold();
    const asked = Array.from({ length: 5 }, () => town.issue(visit, { key }));
    await expect.poll(() => town.documents.made.length).toBe(5);
    release();
    const answers = await Promise.all(asked);
    expect(new Set(answers.map(({ document, reference }) => `${document} ${reference}`)).size).toBe(1);
    expect(await town.database.db.selectFrom('issued_document').select('reference').execute()).toEqual([
      { reference: answers[0]?.reference },
    ]);
  });

  test('stays free after a refusal', async () => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    const key = randomUUID();
    expect(await town.client.call('certificate', { visit, key, order: PRINTED, payment: null })).toEqual(
      declined('fee-differs'),
    );
    expect((await town.client.call('certificate', { visit, key, order: PRINTED, payment: paid(900) })).ok).toBe(true);
  });
});

describe('an order whose answer is missing', () => {
  test('that was done gives its document and reference', async () => {
    const town = await useTown();
    const key = randomUUID();
    const visit = await town.signIn('erika');
    const { document, reference } = await town.issue(visit, { key });
    expect(value(await town.client.call('order', { key, visit }))).toEqual({ state: 'issued', document, reference });
    expect((await town.client.call('document', { document, visit })).ok).toBe(true);
    expect(await (await town.terminal('other')).call('order', { key })).toEqual(declined('key-reused'));
  });

  test('that was not done is void from then on', async () => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    const key = randomUUID();
    for (let index = 0; index < 2; index += 1)
      expect(value(await town.client.call('order', { key }))).toEqual({ state: 'void' });
    expect(await town.client.call('certificate', { visit, key, order: ELECTRONIC, payment: null })).toEqual(
      declined('void'),
    );
    expect(town.documents.made).toEqual([]);
    expect(await (await town.terminal('other')).call('order', { key })).toEqual(declined('key-reused'));
  });

  test('that is asked after while it is being done issues nothing', async () => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    const key = randomUUID();
    const release = town.documents.hold();
    const ordered = town.client.call('certificate', { visit, key, order: ELECTRONIC, payment: null });
    await expect.poll(() => town.documents.made.length).toBe(1);
    expect(value(await town.client.call('order', { key }))).toEqual({ state: 'void' });
    release();
    expect(await ordered).toEqual(declined('void'));
    expect(await town.database.db.selectFrom('issued_document').selectAll().execute()).toEqual([]);
  });
});

describe("a certificate's fee", () => {
  test.each([
    ['nothing paid for a printed one', PRINTED, null],
    ['too little', PRINTED, paid(899)],
    ['too much', PRINTED, paid(901)],
    ['the simple one’s fee for an extended one', { ...PRINTED, kind: 'extended' as const }, paid(900)],
    ['a fee for an electronic one', ELECTRONIC, paid(900)],
  ])('%s is refused', async (_name, order, payment) => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    expect(await town.client.call('certificate', { visit, key: randomUUID(), order, payment })).toEqual(
      declined('fee-differs'),
    );
    expect(town.documents.made).toEqual([]);
  });

  test.each([
    ['simple', 900],
    ['extended', 1200],
  ] as const)('is stored for %s, printed: %d cents, with the data to find the booking', async (kind, cents) => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    value(
      await town.client.call('certificate', {
        visit,
        key: randomUUID(),
        order: { kind, fields: [], delivery: 'printed' },
        payment: paid(cents),
      }),
    );
    expect(town.documents.made[0]?.feeCents).toBe(cents);
    expect(
      await town.database.db.selectFrom('issued_document').select(['amount_cents', 'receipt']).executeTakeFirst(),
    ).toEqual({ amount_cents: cents, receipt: { receipt: 47, terminalId: '54123456' } });
  });
});

test('a certificate is refused during maintenance, with its end', async () => {
  const town = await useTown();
  const visit = await town.signIn('erika');
  const until = new Date(town.clock.now() + 3_600_000).toISOString();
  await town.server.catalogue.change((db) =>
    putMaintenance(db, {
      service: 'certificate',
      from: new Date(town.clock.now()).toISOString(),
      to: until,
      reason: { de: 'Umbau' },
    }),
  );
  expect(await town.client.call('certificate', { visit, key: randomUUID(), order: ELECTRONIC, payment: null })).toEqual(
    { ok: false, error: { kind: 'maintenance', until } },
  );
});

test('a certificate is refused without a signer, and before the sign-in', async () => {
  const town = await useTown({ documents: undefined });
  const visit = await town.signIn('erika');
  const request = { key: randomUUID(), order: ELECTRONIC, payment: null };
  expect(await town.client.call('certificate', { ...request, visit })).toEqual({
    ok: false,
    error: { kind: 'unavailable' },
  });
  expect(await town.client.call('certificate', { ...request, visit: 'B'.repeat(43) })).toEqual(declined('signed-out'));
  expect(
    await problemOf(await town.send('/v1/certificates', { body: JSON.stringify({ ...request, visit, key: 'one' }) })),
  ).toEqual({ code: 'invalid-request', fields: ['key'] });
});
