/** How long what is kept: every table says for what and how long, and the job does as the table says. */
import { sql } from 'kysely';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createRetention } from '../../../../../register/server/services/retention.ts';
import { KEEPING, removeByTable } from '../../../../../register/server/services/keeping.ts';
import { partitionMonths } from '../../../../../register/server/audit/partitions.ts';
import { writeAudit } from '../../../../../register/server/audit/write.ts';
import { NOON, startRegister } from '../set-up.ts';

const DAY = 86_400_000;
async function open() {
  const register = await startRegister();
  onTestFinished(register.close);
  return register;
}

test('the record of processing has a purpose and a limit for every table, and no unknown one', async () => {
  const {
    database: { db },
  } = await open();
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'kysely\\_%' and table_name !~ '^audit_\\d{4}_\\d{2}$'
    union select relname from pg_class where relkind = 'p'`.execute(db);
  expect(Object.keys(KEEPING).sort()).toEqual([...new Set(rows.map(({ name }) => name))].sort());
  for (const [table, rule] of Object.entries(KEEPING)) {
    expect(rule.purpose.length, table).toBeGreaterThan(5);
    if ('personal' in rule) continue;
    // Either the job has a column to go by, or somebody says what ends it.
    expect(rule.by !== undefined || rule.rule !== undefined, table).toBe(true);
    if (rule.by === undefined) continue;
    const columns = await sql<{
      name: string;
    }>`select column_name as name from information_schema.columns where table_name = ${table}`.execute(db);
    for (const column of [rule.by, ...(rule.clears ?? [])])
      expect(
        columns.rows.map(({ name }) => name),
        table,
      ).toContain(column);
  }
});

test('every column that names a person is on the list', async () => {
  const {
    database: { db },
  } = await open();
  // A table with a column for a person is one about a person.
  const { rows } = await sql<{
    name: string;
  }>`select distinct table_name as name from information_schema.columns where table_schema = 'public' and column_name in ('person', 'birth_date', 'family_name', 'secret_hash', 'subject')`.execute(
    db,
  );
  for (const { name } of rows)
    if (!/^audit_\d/.test(name)) expect('personal' in (KEEPING[name] ?? { personal: false }), name).toBe(false);
});

test('a row is there on the day before its limit, and removed on the day after', async () => {
  const {
    database: { db },
  } = await open();
  const { id } = await db.selectFrom('terminal').select('id').executeTakeFirstOrThrow();
  const at = new Date(NOON);
  const uuid = (digit: string): string => `${digit.repeat(8)}-0000-4000-8000-000000000000`;
  await db
    .insertInto('help_call')
    .values({ key: uuid('1'), terminal: id, screen: 'home', accepted_at: at })
    .execute();
  await db
    .insertInto('request')
    .values([
      { key: uuid('2'), terminal: id, route: 'certificate', body_hash: null, state: 'void', answer: null, at },
      {
        key: uuid('3'),
        terminal: id,
        route: 'certificate',
        body_hash: Buffer.alloc(32),
        state: 'done',
        answer: JSON.stringify({ reference: 'MB-1' }),
        at,
      },
    ])
    .execute();
  await db
    .insertInto('order_report')
    .values({
      order_key: uuid('3'),
      event: 'handed-over',
      terminal: id,
      reference: 'MB-1',
      amount_cents: 800,
      at,
      registered_at: at,
    })
    .execute();
  const count = async (table: 'help_call' | 'request' | 'order_report') =>
    Number(
      (
        await db
          .selectFrom(table)
          .select((select) => select.fn.countAll().as('count'))
          .executeTakeFirstOrThrow()
      ).count,
    );
  const counts = async (days: number) => {
    await removeByTable(db, NOON + days * DAY);
    return [await count('help_call'), await count('request'), await count('order_report')];
  };
  expect(await counts(13)).toEqual([1, 2, 1]);
  expect(await counts(15)).toEqual([1, 1, 1]);
  expect(await counts(29)).toEqual([1, 1, 1]);
  expect(await counts(31)).toEqual([0, 1, 1]);
  expect(await counts(399)).toEqual([0, 1, 1]);
  expect(await counts(401)).toEqual([0, 0, 0]);
});

test('the content of an application for a certificate of conduct goes with its transmission, that of other cases with time', async () => {
  const {
    database: { db },
  } = await open();
  const { id: terminal } = await db.selectFrom('terminal').select('id').executeTakeFirstOrThrow();
  const { external_id: person } = await db
    .selectFrom('person')
    .select('external_id')
    .limit(1)
    .executeTakeFirstOrThrow();
  const at = new Date(NOON);
  const add = (id: string, kind: string, whose: string | null, stage: string) =>
    db
      .insertInto('case_record')
      .values({
        id,
        key: `${id.repeat(8)}-0000-4000-8000-000000000000`,
        reference: `X-${id}`,
        secret_hash: Buffer.alloc(32),
        number: null,
        kind,
        person: whose,
        terminal,
        body: JSON.stringify({ jwe: 'x' }),
        stage,
        announced_at: at,
        accepted_at: at,
        stage_since: at,
        updated_at: at,
      })
      .execute();
  await add('1', 'criminal-record', person, 'in-progress');
  await add('2', 'criminal-record', person, 'forwarded');
  await add('3', 'feedback', null, 'done');
  let now = NOON;
  const kept = async (days: number) => {
    now = NOON + days * DAY;
    await createRetention({
      db,
      clock: { now: () => now },
      onError: (error) => {
        throw error;
      },
    })();
    return (
      await db
        .selectFrom('case_record')
        .select(['id', 'body', 'person'])
        .where('reference', 'like', 'X-%')
        .orderBy('id')
        .execute()
    ).map((row) => [row.id, row.body !== null, row.person !== null]);
  };
  expect(await kept(0)).toEqual([
    ['1', true, true],
    ['2', false, false],
    ['3', true, false],
  ]);
  expect(await kept(91)).toEqual([
    ['1', true, true],
    ['2', false, false],
    ['3', false, false],
  ]);
  // What is not done is not over, however long it takes.
  expect(await kept(1_200)).toEqual([['1', true, true]]);
  expect(await db.selectFrom('case_event').select('case_id').where('case_id', 'in', ['2', '3']).execute()).toEqual([]);
});

test('whole months of the audit are dropped after three years, and the rest verifies', async () => {
  const {
    database: { db },
  } = await open();
  for (const instant of ['2023-09-10T12:00:00Z', '2023-10-10T12:00:00Z', '2023-11-10T12:00:00Z'])
    await db
      .transaction()
      .execute((tx) =>
        writeAudit(tx, { at: Date.parse(instant), actor: 'register', action: 'change', subject: 'person:1' }),
      );
  const failures: unknown[] = [];
  await createRetention({ db, clock: { now: () => NOON }, onError: (error) => void failures.push(error) })();
  // In the background; the town's own server may have done it before.
  await vi.waitFor(async () => expect((await partitionMonths(db)).filter((month) => month < '2023-11')).toEqual([]));
  expect(await partitionMonths(db)).toContain('2023-11');
  expect(failures).toEqual([]);
});
