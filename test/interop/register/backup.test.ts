/**
 * A dump that is taken while requests run, put back into an empty database with the key files: everything goes on, and
 * the audit verifies.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { newKeyPair, publicJwk, signAssertion } from '../../../electron/kiosk/identity/assertion.ts';
import { createRegisterClient } from '../../../register/client/client.ts';
import { createTerminalAccess } from '../../../register/client/access.ts';
import type { RegisterClient } from '../../../register/client/client.ts';
import { auditHeads, verifyAudit } from '../../../register/server/audit/verify.ts';
import { issueCode } from '../../../register/server/terminals/enrolment.ts';
import { putDocuments } from '../../../register/server/residents/own/documents.ts';
import { RegisterStartError, openRegister } from '../../../register/server/register.ts';
import type { OpenRegisterOptions, Register } from '../../../register/server/register.ts';
import { beginEpoch } from '../../../register/server/status-index/epochs.ts';
import { seal } from '../../unit/register/server/cases/support.ts';
import { postgresMissing, startPostgres } from './postgres.ts';
import type { PostgresServer } from './postgres.ts';

const run = promisify(execFile);
const missing = postgresMissing();
if (missing !== undefined) process.stdout.write(`skipped: backup and restore on a PostgreSQL server: ${missing}\n`);

const NOON = Date.parse('2026-11-21T12:00:00+01:00');
const ADDRESS = 'https://register.example';
const UNLIMITED = { capacity: 1e9, refillPerSecond: 1e9 };
const OPTIONS: Omit<OpenRegisterOptions, 'folder'> = {
  clock: { now: () => NOON },
  log: () => {},
  addresses: [ADDRESS],
  limits: { perTerminal: UNLIMITED, overall: UNLIMITED },
  caseStatusLimits: { perTerminal: UNLIMITED, overall: UNLIMITED },
};
const numberOf = (index: number): string => `L7MXP${String(index).padStart(4, '0')}`;
const document = (index: number, stage: 'sent' | 'ready' = 'sent') => ({
  type: 'identity-card' as const,
  number: numberOf(index),
  stage,
  since: '2026-11-20',
});
const SECRET = 'ABCD-EFGH-JKMN';

describe.skipIf(missing !== undefined)('a register that is put back from its backup', () => {
  let postgres: PostgresServer;
  let work: string;
  let before: Register;
  let url: string;
  const closers: (() => Promise<void>)[] = [];
  const program = (name: string, ...args: string[]) =>
    run(join('/usr/lib/postgresql/15/bin', name), args, { timeout: 120_000 });
  const database = (name: string): string => postgres.url.replace(/\/postgres$/, `/${name}`);
  const client = (base: string, token: string): RegisterClient =>
    createRegisterClient({ baseUrl: base, credentials: token, timeoutMs: 20_000 });

  beforeAll(async () => {
    postgres = await startPostgres();
    work = await mkdtemp(join(tmpdir(), 'foyer-backup-'));
    const folder = join(work, 'before');
    await mkdir(join(folder, 'sealing'), { recursive: true, mode: 0o700 });
    await cp(
      fileURLToPath(new URL('../../unit/register/server/cases/keys/own.pem', import.meta.url)),
      join(folder, 'sealing/own.pem'),
    );
    await run('chmod', ['600', join(folder, 'sealing/own.pem')]);
    before = await openRegister({ folder, databaseUrl: postgres.url, ...OPTIONS });
    closers.push(() => before.close());
    ({ url } = await before.server.start());
  }, 120_000);
  afterAll(async () => {
    for (const close of closers.reverse()) await close();
    await postgres?.remove();
    await rm(work, { recursive: true, force: true });
  });

  test('goes on where the backup was made', async () => {
    // A terminal with a key of its own, a token, a mark in the states of documents, and a request that it sent.
    const key = newKeyPair();
    const access = createTerminalAccess({ baseUrl: url, timeoutMs: 20_000 });
    const { code } = await issueCode(before.database.db, before.clock, 'halle-1', 30);
    const enrolled = await access.enrol({ code, key: publicJwk(key) });
    if (!enrolled.ok) throw new Error(enrolled.error.kind);
    const assertion = () =>
      signAssertion({ key, terminal: enrolled.value.terminal, audience: `${ADDRESS}/v1/token`, now: NOON });
    const token = await access.token(assertion());
    if (!token.ok) throw new Error(token.error.kind);
    const terminal = client(url, token.value.access_token);
    await putDocuments(
      before.database.db,
      before.documentKey,
      Array.from({ length: 300 }, (_, index) => document(index)),
    );
    await before.database.db
      .transaction()
      .execute((tx) => before.server.terminals.setOfflineStates('halle-1', true, tx));
    const keys = await terminal.statusKeys();
    const hashed = async (register: typeof before, ask: typeof terminal, epoch: number, after: number) => {
      await ask.statusPage({ epoch, after, limit: 500 });
      await register.server.statusIndexIdle();
      return ask.statusPage({ epoch, after, limit: 500 });
    };
    const page = await hashed(before, terminal, 1, 0);
    if (!keys.ok || !page.ok) throw new Error('no index');
    const mark = page.value.next;
    expect(page.value.stages).toHaveLength(300);
    const inboxKey = randomUUID();
    const number = 'V-ABCD-2345';
    const item = {
      kind: 'feedback' as const,
      sequence: 1,
      at: new Date(NOON).toISOString(),
      sealed: await seal({ topic: 'idea', text: 'Eine Bank.', contact: null, language: 'de', number, secret: SECRET }),
    };
    const receipt = await terminal.inbox(inboxKey, item);
    expect(receipt).toMatchObject({ ok: true, value: { reference: expect.stringMatching(/^RM-/) } });
    const heads = await auditHeads(before.database.db);

    // Requests run on while it is dumped.
    let dumping = true;
    let meanwhile = 0;
    const busy = Promise.all(
      Array.from({ length: 3 }, async (_, worker) => {
        while (dumping) {
          meanwhile += 1;
          await putDocuments(before.database.db, before.documentKey, [document(meanwhile % 300, 'ready')]);
          await issueCode(before.database.db, before.clock, `busy-${worker}-${meanwhile}`, 30);
          await terminal.documentStatus({ type: 'identity-card', number: numberOf(7) });
        }
      }),
    );
    await vi.waitFor(
      () => {
        expect(meanwhile).toBeGreaterThan(3);
      },
      { timeout: 20_000 },
    );
    const dump = join(work, 'register.dump');
    await program('pg_dump', '--format=custom', `--file=${dump}`, postgres.url);
    dumping = false;
    await busy;
    await cp(join(work, 'before'), join(work, 'after'), {
      recursive: true,
      filter: (source) => !/register\.(lock|pid)|admin\.sock/.test(source),
    });
    for (const close of closers.splice(0)) await close();

    await program(
      'createdb',
      `--maintenance-db=${postgres.url}`,
      '--template=template0',
      '--encoding=UTF8',
      'restored',
    );
    await program('pg_restore', '--exit-on-error', '--no-owner', `--dbname=${database('restored')}`, dump);
    // Without the key files there is no register on these data.
    await expect(
      openRegister({ folder: join(work, 'empty'), databaseUrl: database('restored'), ...OPTIONS }),
    ).rejects.toBeInstanceOf(RegisterStartError);
    const after = await openRegister({ folder: join(work, 'after'), databaseUrl: database('restored'), ...OPTIONS });
    closers.push(() => after.close());
    expect(after.database.migrated).toEqual([]);
    const { url: elsewhere } = await after.server.start();
    const again = client(elsewhere, token.value.access_token);

    // The token of before, and a new one by the terminal's own key.
    expect(await again.documentStatus({ type: 'identity-card', number: numberOf(250) })).toMatchObject({
      ok: true,
      value: { since: '2026-11-20' },
    });
    expect((await createTerminalAccess({ baseUrl: elsewhere, timeoutMs: 20_000 }).token(assertion())).ok).toBe(true);
    // The same request, sent again because the answer might have been lost: one case.
    expect(await again.inbox(inboxKey, item)).toEqual(receipt);
    expect(
      await after.database.db.selectFrom('case_record').select('id').where('number', '=', number).execute(),
    ).toHaveLength(1);
    expect(await again.caseStatus({ reference: number, secret: SECRET })).toMatchObject({
      ok: true,
      value: { stage: 'received' },
    });
    // The index's keys are the same, and what changed comes after the mark of before.
    expect(await again.statusKeys()).toEqual(keys);
    await putDocuments(after.database.db, after.documentKey, [document(1, 'sent'), document(300)]);
    const news = await hashed(after, again, 1, mark);
    if (!news.ok) throw new Error(news.error.kind);
    expect(news.value.next).toBeGreaterThan(mark);
    // Places that were given after the dump are given a second time: a new epoch makes every terminal read from the
    // beginning.
    const epoch = await beginEpoch(after.database.db, NOON, 4);
    expect(await hashed(after, again, epoch, 0)).toMatchObject({
      ok: true,
      value: { stages: expect.stringMatching(/^.{301}$/) },
    });
    // No terminal has seen a later edition than those that come now.
    await sql`update catalogue_revision set revision = revision + 100000`.execute(after.database.db);
    // References that visitors got after the dump are free again.
    await sql`select setval('reference_number', (select last_value from reference_number) + 100000)`.execute(
      after.database.db,
    );

    expect(await verifyAudit(after.database.db, heads)).toMatchObject({ findings: [], uncheckable: 0 });
    await issueCode(after.database.db, after.clock, 'halle-2', 30);
    const verdict = await verifyAudit(after.database.db, heads);
    expect(verdict.findings).toEqual([]);
    expect(verdict.entries).toBeGreaterThan(4);
  }, 180_000);
});
