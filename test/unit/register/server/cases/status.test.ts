/** S22: what became of a case, with its number and its secret, and nothing without. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CaseStatus, InboxReceipt } from '../../../../../register/contract/contract.ts';
import { CASE_STATUS_LIMITS } from '../../../../../register/server/cases/status.ts';
import { advanceCase } from '../../../../../register/server/cases/store.ts';
import { answer, refusal, refused, seal, startOffice } from './support.ts';
import type { Office } from './support.ts';

const SECRET = 'ABCD-EFGH-JKMN';
const WRONG = 'ABCD-EFGH-JKMP';
let office: Office;
beforeAll(async () => {
  office = await startOffice();
});
afterAll(() => office?.close());

let count = 0;
/** Numbers of a new case. */
async function given(): Promise<{ number: string; reference: string }> {
  const number = `V-7K3M-${String((count += 1)).padStart(4, '0')}`;
  const sealed = await seal({ topic: 'praise', text: 'Danke!', contact: null, language: 'de', number, secret: SECRET });
  const { reference } = await answer(
    await office.post('/v1/inbox', { kind: 'feedback', sequence: count, at: '2026-11-21T09:00:00Z', sealed }),
    InboxReceipt,
  );
  return { number, reference: reference ?? '' };
}
const ask = (reference: string, secret = SECRET, base?: string) =>
  office.ask('POST', '/v1/case-status', { body: { reference, secret } }, base);
const NOT_FOUND = refused(404, 'not-found');

test("a case's status is found by its reference or the terminal’s number, in any case and with blanks", async () => {
  const { number, reference } = await given();
  for (const typed of [reference, number, reference.toLowerCase(), ` ${number} `]) {
    const response = await ask(typed);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await answer(response, CaseStatus)).toEqual({
      reference,
      kind: 'feedback',
      stage: 'received',
      since: '2026-11-21T11:00:00.000Z',
      acceptedAt: '2026-11-21T11:00:00.000Z',
      missing: [],
      note: null,
    });
  }
});

test("a case's status shows what the office said, and since when", async () => {
  const { reference } = await given();
  const { id } = await office.db
    .selectFrom('case_record')
    .select('id')
    .where('reference', '=', reference)
    .executeTakeFirstOrThrow();
  const at = new Date('2026-11-21T13:00:00Z');
  await office.db
    .transaction()
    .execute((tx) => advanceCase(tx, id, { type: 'query', by: 'office', at, stage: 'query' }));
  await office.db
    .updateTable('case_record')
    .set({
      note: JSON.stringify({ de: 'Bitte melden Sie sich.' }),
      missing: JSON.stringify([{ de: 'Lageplan', en: 'Site plan' }]),
    })
    .where('id', '=', id)
    .execute();
  expect(await answer(await ask(reference), CaseStatus)).toMatchObject({
    stage: 'query',
    since: at.toISOString(),
    note: { de: 'Bitte melden Sie sich.' },
    missing: [{ de: 'Lageplan', en: 'Site plan' }],
  });
});

test('a wrong secret and a wrong number get the same answer', async () => {
  const { reference } = await given();
  const bodies = await Promise.all(
    [ask(reference, WRONG), ask('RM-2026-999999-9'), ask('RM-2026-999998-9', WRONG)].map(async (asked) =>
      (await asked).text(),
    ),
  );
  expect(new Set(bodies).size).toBe(1);
  expect(await refusal(await ask(reference, WRONG))).toEqual(NOT_FOUND);
});

test('a stranger’s wrong secrets do not lock a case for the holder of the right one', async () => {
  const { reference } = await given();
  const stranger = await office.otherTerminal();
  const base = await office.beside({ caseStatusLimits: CASE_STATUS_LIMITS });
  const guess = async () =>
    (await office.ask('POST', '/v1/case-status', { body: { reference, secret: WRONG }, terminal: stranger }, base))
      .status;
  const statuses = await Promise.all(Array.from({ length: 40 }, guess));
  // He himself has to wait.
  expect(new Set(statuses)).toEqual(new Set([404, 429]));
  expect(statuses.filter((status) => status === 404)).toHaveLength(12);
  expect((await ask(reference, SECRET, base)).status).toBe(200);
});

test('questions for a status are limited per terminal and in all', async () => {
  const perTerminal = await office.beside({
    caseStatusLimits: {
      perTerminal: { capacity: 2, refillPerSecond: 1 / 5 },
      overall: { capacity: 3, refillPerSecond: 1 },
    },
  });
  const { reference } = await given();
  expect([
    (await ask(reference, SECRET, perTerminal)).status,
    (await ask(reference, SECRET, perTerminal)).status,
  ]).toEqual([200, 200]);
  const third = await ask(reference, SECRET, perTerminal);
  expect(third.headers.get('retry-after')).toBe('5');
  expect(await refusal(third)).toEqual(refused(429, 'rate-limited'));
  const body = { reference, secret: SECRET };
  const others = [await office.otherTerminal(), await office.otherTerminal()];
  const statuses = [];
  for (const terminal of others)
    statuses.push((await office.ask('POST', '/v1/case-status', { body, terminal }, perTerminal)).status);
  expect(statuses).toEqual([200, 429]);
});

test.each([
  { reference: 'RM-2026-000001-1' },
  { secret: SECRET },
  { reference: 'x', secret: SECRET },
  { reference: 'RM-2026-000001-1', secret: 'abcd-efgh-jkmn' },
  { reference: 'R'.repeat(41), secret: SECRET },
])('an invalid question for a status is refused: %j', async (body) => {
  expect(await refusal(await office.ask('POST', '/v1/case-status', { body }))).toMatchObject({
    status: 400,
    code: 'invalid-request',
  });
});

test('an announced case has no status yet', async () => {
  await office.server.caseSchemas.put('anything', {});
  const [service] = (await office.server.catalogue.current()).catalogue.services;
  const announced = (await (
    await office.post('/v1/cases', { service: service?.id, schema: 'anything', attachments: [] })
  ).json()) as { case: string };
  for (const reference of [announced.case, randomUUID()])
    expect(await refusal(await ask(reference))).toEqual(NOT_FOUND);
});
