/**
 * Nothing that is asked often reads a whole table. A register of some size is made, every statement that the server
 * sends meanwhile is noted by PostgreSQL itself, and each is asked for its plan.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate, generatedDocument } from '../../../register/demo/generate.ts';
import { makePartitionsAhead } from '../../../register/server/audit/partitions.ts';
import { writeAudit } from '../../../register/server/audit/write.ts';
import { createGenericCases } from '../../../register/server/cases/generic.ts';
import { changeCase, listCases, showCase } from '../../../register/server/cases/office.ts';
import { createCaseStatus } from '../../../register/server/cases/status.ts';
import { acceptCase } from '../../../register/server/cases/store.ts';
import { createStatusPoller } from '../../../register/server/forwarding/status-poller.ts';
import { createForwardingWorker } from '../../../register/server/forwarding/worker.ts';
import { writeDocuments } from '../../../register/server/bulk/documents.ts';
import { findPerson } from '../../../register/server/residents/identity/find-person.ts';
import { HttpProblem } from '../../../register/server/http/problems.ts';
import { createSealingKeys } from '../../../register/server/keys/sealing/keys.ts';
import { createDeliveries } from '../../../register/server/services/deliveries.ts';
import { runIdempotent, voidOrResult } from '../../../register/server/services/requests.ts';
import { createRetention } from '../../../register/server/services/retention.ts';
import { createSignIns } from '../../../register/server/services/sign-ins.ts';
import { closeOrder } from '../../../register/server/services/purposes.ts';
import { unhashed } from '../../../register/server/status-index/hasher.ts';
import { isHashing, publish, readPage } from '../../../register/server/status-index/pages.ts';
import type { Tables } from '../../../register/server/database/tables.ts';
import { openRegister } from '../../../register/server/register.ts';
import type { Register } from '../../../register/server/register.ts';
import { postgresMissing, startPostgres } from './postgres.ts';
import type { PostgresServer } from './postgres.ts';

const missing = postgresMissing();
if (missing !== undefined) process.stdout.write(`skipped: plans on a PostgreSQL server: ${missing}\n`);

const NOON = Date.parse('2026-11-21T12:00:00+01:00');
const ROWS = 20_000;
/**
 * Tables that grow with visitors, documents and years. The others have a row for each terminal or each thing of the
 * catalogue.
 */
const GROWING = new Set([
  'status_entry',
  'document_status',
  'person',
  'residence',
  'transmission_block',
  'family_link',
  'resident_change',
  'terminal_token',
  'assertion',
  'sign_in',
  'eid_session',
  'request',
  'issued_document',
  'document_grant',
  'download_link',
  'pick_up',
  'case_record',
  'case_event',
  'inbox',
  'forwarding',
  'audit_2026_11',
]);

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}
const scans = (plan: Plan): string[] => [
  ...(plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name'] ?? ''] : []),
  ...(plan.Plans ?? []).flatMap(scans),
];

describe.skipIf(missing !== undefined)('an index is used on a PostgreSQL 15 server with many rows', () => {
  let postgres: PostgresServer;
  let register: Register;
  let folder: string;
  let log: string;
  let now = NOON;
  const clock = { now: () => now };
  const terminal = { id: 't', name: 't' };
  const at = new Date(NOON);

  beforeAll(async () => {
    postgres = await startPostgres();
    folder = await mkdtemp(join(tmpdir(), 'foyer-plans-'));
    register = await openRegister({ folder, databaseUrl: postgres.url, clock, log: () => {} });
    const { db } = register.database;
    await makePartitionsAhead(db, NOON);
    await db
      .insertInto('terminal')
      .values({ ...terminal, key_hash: randomBytes(32), created_at: at })
      .execute();
    await generate(register, { what: 'documents', from: 0, count: ROWS, seed: 1 });
    await generate(register, { what: 'people', from: 0, count: ROWS, seed: 1 });
    const many = (statement: string) => sql.raw(statement).execute(db);
    const hash = `sha256(i::text::bytea)`;
    const old = `timestamptz '2026-11-21T11:00:00Z' - i * interval '1 minute'`;
    const uuid = `gen_random_uuid()`;
    const from = `from generate_series(1, ${ROWS}) as i`;
    await many(
      `insert into request (key, terminal, route, body_hash, state, answer, at) select ${uuid}, 't', 'x', ${hash}, 'done', '{"reference":"x"}', ${old} ${from}`,
    );
    await many(
      `insert into terminal_token select ${hash}, 't', timestamptz '2026-11-21T12:00:00Z' + i * interval '1 minute' ${from}`,
    );
    await many(
      `insert into assertion select 't', i::text, timestamptz '2026-11-21T12:00:00Z' + i * interval '1 minute' ${from}`,
    );
    await many(
      `insert into sign_in (token_hash, terminal, person, began_at, last_at) select ${hash}, 't', 'gen-1-1', timestamptz '2026-11-21T12:00:00Z', timestamptz '2026-11-21T12:00:00Z' ${from}`,
    );
    await many(
      `insert into eid_session select ${hash}, 't', i::text, timestamptz '2026-11-21T12:00:00Z', null ${from}`,
    );
    await many(
      `insert into issued_document (id, key, terminal, person, reference, kind, pages, content, sha256, amount_cents, issued_at, delivery)
       select i::text, ${uuid}, 't', 'gen-1-1', 'MB-' || i, 'certificate.simple', 1, case when i % 50 = 0 then 'x'::bytea end, 'x', 0, ${old}, 'printed' ${from}`,
    );
    await many(
      `insert into document_grant select ${hash}, i::text, 't', 'redemption', null, timestamptz '2026-11-21T12:00:00Z' + i * interval '1 minute' ${from}`,
    );
    await many(
      `insert into download_link select ${hash}, null, 1, timestamptz '2026-11-21T12:00:00Z' + i * interval '1 minute', null ${from}`,
    );
    await many(
      `insert into pick_up select ${hash}, i::text, timestamptz '2026-11-21T12:00:00Z' + i * interval '1 minute', null, null ${from}`,
    );
    await many(`insert into transmission_block select i, 'x', ${old} ${from}`);
    await many(`insert into family_link select i, i + 1, 'spouse' ${from} where i < ${ROWS}`);
    await many(`insert into resident_change select ${uuid}, 'gen-1-' || i, ${hash}, '{}', 1, ${old} ${from}`);
    await many(
      `insert into audit select i % 16, 100 + i, timestamptz '2026-11-21T11:00:00Z', 'admin', 'change', 'x', ${hash} ${from}`,
    );
    await many(`insert into help_call select ${uuid}, 't', 'home', ${old} ${from}`);
    await many(`insert into case_record (id, key, reference, secret_hash, number, kind, terminal, body, stage, announced_at, accepted_at, stage_since, updated_at, service)
      select i::text, ${uuid}, 'RM-' || i, ${hash}, 'N-' || i, 'feedback', 't', '{}', 'received', ${old}, ${old}, ${old}, ${old}, 'x' ${from}`);
    await many(`insert into case_event select i::text, 1, 'submit', ${old}, 'terminal', null ${from}`);
    await many(`insert into inbox select ${uuid}, 't', i, 'feedback', ${old}, ${old} ${from}`);
    await many(
      `insert into forwarding (case_id, adapter, state, attempts, next_at) select i::text, 'other', 'done', 1, ${old} ${from}`,
    );
    await sql`insert into status_epoch (epoch, key, cost, began_at) values (1, ${randomBytes(32)}, 4, timestamptz '2026-11-21T11:00:00Z')`.execute(
      db,
    );
    // As if everything were hashed: an id need not be one for a plan.
    await sql`update document_status set hashed_in = 1`.execute(db);
    await sql`insert into status_entry select 1, type, number_hash, substring(number_hash from 1 for 16), row_number() over () from document_status`.execute(
      db,
    );
    await sql`select setval('document_status_place', (select max(place) from status_entry))`.execute(db);
    await sql`analyze`.execute(db);
    const {
      rows: [place],
    } = await sql<{ data_directory: string }>`show data_directory`.execute(db);
    log = join(dirname(place?.data_directory ?? ''), 'log');
    await register.close();
    // From here on the plan of every query goes into the server's log.
    const noting =
      '-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 -c auto_explain.log_format=json -c auto_explain.log_nested_statements=on';
    register = await openRegister({
      folder,
      databaseUrl: `${postgres.url}?options=${encodeURIComponent(noting)}`,
      clock,
      log: () => {},
    });
  }, 120_000);
  afterAll(async () => {
    await register?.close();
    await postgres?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  /** What PostgreSQL planned while something was done, also for its own checks of references. */
  async function planned(
    work: () => Promise<unknown>,
  ): Promise<{ readonly query: string; readonly whole: readonly string[] }[]> {
    const before = (await readFile(log, 'utf8')).length;
    await work();
    const text = (await readFile(log, 'utf8')).slice(before);
    return [...text.matchAll(/ms {2}plan:\n((?:\t.*\n)+)/g)].map(([, json = '']) => {
      const { 'Query Text': query, Plan: plan } = JSON.parse(json) as { 'Query Text': string; Plan: Plan };
      return { query, whole: scans(plan).filter((table) => GROWING.has(table)) };
    });
  }
  /**
   * The same, where something must have been asked of these tables and none of the growing ones was read from end to
   * end.
   */
  async function byIndex(tables: readonly string[], work: () => Promise<unknown>): Promise<void> {
    const plans = await planned(work);
    for (const table of tables)
      expect(
        plans.some(({ query }) => query.includes(table)),
        `${table} was asked for`,
      ).toBe(true);
    expect(plans.filter(({ whole }) => whole.length > 0)).toEqual([]);
  }
  const tx = <T>(work: (tx: Transaction<Tables>) => Promise<T>) => register.database.db.transaction().execute(work);

  test('or the scan of a whole table is reported', async () => {
    expect(
      await planned(() => sql`select 1 from request where route = 'nothing'`.execute(register.database.db)),
    ).toEqual([{ query: expect.stringContaining('nothing'), whole: ['request'] }]);
  });
  test('for the state of a document', () =>
    byIndex(['document_status'], async () => {
      const { type, number } = generatedDocument(77, 1, '2026-11-21');
      expect(await register.residents.documentStatus(type, number)).toMatchObject({
        ok: true,
        value: { stage: expect.not.stringMatching('unknown') },
      });
    }));
  test('for the states of documents that are asked for at once', () =>
    byIndex(['document_status'], async () => {
      const asked = [77, 78, 79].map((place) => generatedDocument(place, 1, '2026-11-21'));
      const answers = await Promise.all(
        asked.map(({ type, number }) => register.residents.documentStatus(type, number)),
      );
      for (const answer of answers)
        expect(answer).toMatchObject({ ok: true, value: { stage: expect.not.stringMatching('unknown') } });
    }));
  test('for a terminal by its token', () =>
    byIndex(['terminal_token'], () => register.server.terminals.authenticate('x'.repeat(43))));
  test('for a person by the identity rules', () =>
    byIndex(['person', 'residence'], async () => {
      const { family_name: family, birth_date: born } = await register.database.db
        .selectFrom('person')
        .select(['family_name', 'birth_date'])
        .where('external_id', '=', 'gen-1-500')
        .executeTakeFirstOrThrow();
      await findPerson(register.residents, {
        familyNames: family,
        givenNames: 'X',
        dateOfBirth: born.replaceAll('-', ''),
        address: { street: 'X 1', zipCode: '12345' },
      } as never);
    }));
  test('for a sign-in, kept alive and ended', () =>
    byIndex(['sign_in', 'eid_session'], async () => {
      const signIns = createSignIns({
        db: register.database.db,
        clock,
        timeZone: 'Europe/Berlin',
        residents: register.residents,
      });
      await expect(signIns.person(terminal, 'x')).rejects.toBeInstanceOf(HttpProblem);
      await signIns.outcome(terminal, { session: 'x', nonce: 'x' });
      await signIns.end(terminal, 'x');
    }));
  test('for the data of a person', () =>
    byIndex(['person', 'residence', 'transmission_block'], () => register.residents.resident('gen-1-500', 'own-data')));
  test('for the family of a person, and a move with it', () =>
    byIndex(['person', 'residence', 'family_link', 'resident_change'], async () => {
      const family = await register.residents.family('gen-1-500');
      const relative = family.ok ? family.value.relatives[0]?.id : undefined;
      const moved = await register.residents.change({
        key: randomUUID(),
        id: 'gen-1-500',
        version: 0,
        change: {
          kind: 'move',
          to: { street: 'X', houseNumber: '1', addition: null, postalCode: '12345', city: 'X' },
          movedIn: '2026-11-21',
          as: 'main',
          from: null,
          with: [relative ?? ''],
        },
      });
      expect(moved).toEqual({ ok: true, value: { version: 1 } });
    }));
  test('for changed states of documents, placed and read page by page', () =>
    byIndex(['document_status', 'status_entry'], async () => {
      await tx((inner) =>
        writeDocuments(
          inner,
          register.documentKey,
          [0, 1, 2].map((index) => ({
            ...generatedDocument(index, 1, '2026-11-21'),
            stage: 'query',
            since: '2026-11-21',
          })),
        ),
      );
      expect(await isHashing(register.database.db, 1, 1)).toBe(false);
      expect(await publish(register.database.db, 1)).toBe(false);
      expect((await readPage(register.database, 1, ROWS, 500, NOON)).stages).toHaveLength(3);
      expect((await readPage(register.database, 1, ROWS / 2, 500, NOON)).stages).toHaveLength(500);
    }));
  test('for what a new epoch has to hash', () =>
    byIndex(['document_status'], async () => {
      expect(
        await unhashed(register.database.db, 2)
          .select('type')
          .orderBy('hashed_in', (order) => order.asc().nullsFirst())
          .limit(32)
          .execute(),
      ).toHaveLength(32);
    }));
  test('for the key of a request', () =>
    byIndex(['request'], async () => {
      const key = randomUUID();
      const request = {
        key,
        terminal,
        route: 'x',
        body: {},
        now: NOON,
        prepare: async () => null,
        apply: async () => ({ reference: 'x' }),
      };
      await runIdempotent(register.database.db, request);
      await runIdempotent(register.database.db, request);
      await voidOrResult(register.database.db, { key, terminal, now: NOON });
    }));
  test('for a document by its token, and by a code', () =>
    byIndex(['issued_document', 'pick_up', 'download_link', 'document_grant'], async () => {
      const deliveries = createDeliveries({
        db: register.database.db,
        clock,
        publicUrl: 'https://x',
        sealing: createSealingKeys([]),
        signedIn: async () => 'gen-1-1',
      });
      await expect(deliveries.content(terminal, { document: 'x' })).rejects.toBeInstanceOf(HttpProblem);
      await expect(deliveries.redeem(terminal, 'x')).rejects.toBeInstanceOf(HttpProblem);
      await expect(deliveries.reprint(terminal, randomUUID())).rejects.toBeInstanceOf(HttpProblem);
      expect(await deliveries.linkState(terminal, { visit: 'x', link: 'x' })).toEqual({ state: 'over' });
      expect(await deliveries.forVisit(terminal, { key: randomUUID(), visit: 'x', person: 'gen-1-1' })).toBeNull();
      await tx((inner) => closeOrder(inner, { key: randomUUID(), terminal: 't', event: 'handed-over', now: NOON }));
      expect(await deliveries.fetchOnce('x')).toBeNull();
    }));
  test('for sealed requests and cases: accepted, found, listed, changed, with their events', () =>
    byIndex(['case_record', 'case_event', 'inbox'], async () => {
      const { db } = register.database;
      await tx((inner) =>
        inner
          .insertInto('inbox')
          .values({ key: randomUUID(), terminal: 't', sequence: 1, kind: 'feedback', at, registered_at: at })
          .execute(),
      );
      await tx((inner) =>
        acceptCase(
          inner,
          { key: randomUUID(), terminal: 't', reference: 'RM-new', secret: 'x', kind: 'feedback', body: '{}', at },
          { feedback: 'other' },
        ),
      );
      await expect(
        createCaseStatus({ db, clock })(terminal, { reference: 'RM-77', secret: 'x' } as never),
      ).rejects.toBeInstanceOf(HttpProblem);
      expect((await listCases(db, { after: 'RM-9000', limit: 50 })).ok).toBe(true);
      expect(
        await changeCase(db, { reference: 'RM-77', version: 1, stage: 'in-progress', note: null, missing: [] }, NOON),
      ).toEqual({ ok: true, value: 2 });
      await showCase({ db, sealing: register.server.sealing, residents: register.residents }, 'RM-78');
      const cases = createGenericCases({
        db,
        clock,
        log: () => {},
        sealing: createSealingKeys([]),
        schemas: register.server.caseSchemas,
        routes: {},
        today: () => '2026-11-21',
        hasService: async () => true,
      });
      await cases.events(terminal, '77', { after: 0, limit: 20 });
    }));
  test('for cases claimed for another system, and asked after there', () =>
    byIndex(['forwarding'], async () => {
      const { db } = register.database;
      const forwarders = [
        {
          name: 'other',
          forward: async () => ({ ok: true as const, value: { reference: 'x' } }),
          follow: async () => ({ ok: true as const, value: { news: [], over: true } }),
        },
      ];
      expect(
        await createForwardingWorker({
          db,
          clock,
          log: () => {},
          sealing: createSealingKeys([]),
          forwarders: forwarders as never,
          routes: { feedback: 'other' },
        }).run(),
      ).toBe(1);
      await createStatusPoller({ db, clock, log: () => {}, forwarders: forwarders as never }).run();
    }));
  test('for an entry of the audit, and its verification', () =>
    byIndex(['audit'], async () => {
      await tx((inner) => writeAudit(inner, { at: NOON, actor: 'admin', action: 'change', subject: 'x' }));
      await register.database.db
        .selectFrom('audit')
        .selectAll()
        .where('lane', '=', 3)
        .where('position', '>', '100')
        .orderBy('position')
        .orderBy('at')
        .limit(500)
        .execute();
    }));
  test('for removing what is over', () =>
    byIndex(
      [
        'sign_in',
        'eid_session',
        'terminal_token',
        'assertion',
        'download_link',
        'document_grant',
        'pick_up',
        'issued_document',
        'request',
        'case_record',
        'inbox',
      ],
      async () => {
        now += 60_000;
        await createRetention({
          db: register.database.db,
          clock,
          onError: (error) => {
            throw error;
          },
        })();
      },
    ));
});
