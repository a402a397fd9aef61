/**
 * Cases for any service, in the shape of FIT-Connect: announced with the attachments that will come, each attachment
 * sealed on its own, then handed in. A case is visible only to the terminal that announced it.
 */
import { randomUUID } from 'node:crypto';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { CaseEvents, CaseView } from '../../contract/contract.ts';
import type {
  CaseAnnounced,
  CaseAnnouncement,
  CaseList,
  CaseReceipt,
  CaseSubmission,
} from '../../contract/contract.ts';
import type { TimeSource } from '../../../base/clock.ts';
import type { RegisterLog } from '../log.ts';
import { HttpProblem } from '../http/problems.ts';
import { sealContent } from './content.ts';
import type { SealingKeys } from '../keys/sealing/keys.ts';
import { hashOf, newCode } from '../services/codes.ts';
import { nextReference } from '../services/references.ts';
import { runIdempotent } from '../services/requests.ts';
import type { Tables } from '../database/tables.ts';
import type { Terminal } from '../terminals/terminals.ts';
import type { CaseSchemas } from './schemas.ts';
import { openJson } from './sealed.ts';
import { advanceCase, planForwarding, sha512, writeEvent } from './store.ts';
import type { ForwardRoutes } from './store.ts';

export interface GenericCasesDeps {
  readonly db: Kysely<Tables>;
  readonly clock: TimeSource;
  readonly log: RegisterLog;
  readonly sealing: SealingKeys;
  readonly schemas: CaseSchemas;
  readonly routes: ForwardRoutes;
  today(): string;
  /** Whether the catalogue has such a service. */
  hasService(id: string): Promise<boolean>;
}

/** Versions that `If-Match` names; `*` is any. */
export type Expected = readonly number[] | '*';
export interface Submission {
  readonly key: string;
  readonly caseId: string;
  readonly expected: Expected;
  readonly submission: CaseSubmission;
}
interface Page {
  readonly after?: string | undefined;
  readonly limit: number;
}
type CaseRow = Selectable<Tables['case_record']>;
type AttachmentRow = Pick<Selectable<Tables['case_attachment']>, 'case_id' | 'id'> & { readonly attached: boolean };

export function createGenericCases({ db, clock, log, sealing, schemas, routes, today, hasService }: GenericCasesDeps) {
  const invalid = (field: string, message: string): HttpProblem =>
    new HttpProblem({ code: 'invalid-request', errors: [{ field, message }] });
  /** Only what was announced here: feedback and certificates of conduct are cases too, but none of a terminal's. */
  const own = (from: Kysely<Tables>, terminal: Terminal) =>
    from.selectFrom('case_record').selectAll().where('terminal', '=', terminal.id).where('service', 'is not', null);
  async function ownCase(terminal: Terminal, id: string): Promise<CaseRow> {
    const row = await own(db, terminal).where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw new HttpProblem({ code: 'not-found' });
    return row;
  }
  /**
   * Locked until the transaction ends. Throws {@link Refused}: `not-found`, `precondition-failed`, `conflict` where it
   * was submitted.
   */
  async function openCase(
    tx: Transaction<Tables>,
    terminal: Terminal,
    id: string,
    expected: Expected | undefined,
  ): Promise<CaseRow> {
    const row = await own(tx, terminal).where('id', '=', id).forUpdate().executeTakeFirst();
    if (row === undefined) throw new HttpProblem({ code: 'not-found' });
    checkOpen(row, expected);
    return row;
  }
  function checkOpen({ version, stage }: CaseRow, expected: Expected | undefined): void {
    if (expected !== undefined && expected !== '*' && !expected.includes(version))
      throw new HttpProblem({ code: 'precondition-failed' });
    if (stage !== 'announced') throw new HttpProblem({ code: 'conflict', detail: 'The case was submitted before.' });
  }
  async function views(rows: readonly CaseRow[]): Promise<CaseView[]> {
    if (rows.length === 0) return [];
    const attachments: AttachmentRow[] = (await db
      .selectFrom('case_attachment')
      .select(['case_id', 'id', (select) => select('sha512', 'is not', null).as('attached')])
      .where(
        'case_id',
        'in',
        rows.map(({ id }) => id),
      )
      .orderBy('position')
      .execute()) as AttachmentRow[];
    return rows.map((row) =>
      CaseView.parse({
        case: row.id,
        version: row.version,
        stage: row.stage,
        service: row.service,
        schema: { id: row.schema_id, version: row.schema_version },
        reference: row.reference,
        announcedAt: row.announced_at.toISOString(),
        acceptedAt: row.accepted_at?.toISOString() ?? null,
        attachments: attachments
          .filter(({ case_id: id }) => id === row.id)
          .map(({ id, attached }) => ({ attachment: id, attached })),
      }),
    );
  }

  return {
    announce(terminal: Terminal, key: string, announcement: CaseAnnouncement): Promise<CaseAnnounced> {
      const { service, schema, attachments } = announcement;
      return runIdempotent<number, CaseAnnounced>(db, {
        key,
        terminal,
        route: 'announceCase',
        body: announcement,
        now: clock.now(),
        whileBusy: 'refuse',
        async prepare() {
          if (!(await hasService(service))) throw invalid('service', 'is not in the catalogue');
          const version = await schemas.newest(schema);
          if (version === undefined) throw invalid('schema', 'is not known here');
          return version;
        },
        async apply(tx, schemaVersion) {
          const id = randomUUID();
          const now = new Date(clock.now());
          await tx
            .insertInto('case_record')
            .values({
              id,
              reference: null,
              secret_hash: null,
              key,
              kind: service,
              terminal: terminal.id,
              body: null,
              stage: 'announced',
              service,
              schema_id: schema,
              schema_version: schemaVersion,
              announced_at: now,
              accepted_at: null,
              stage_since: now,
              updated_at: now,
            })
            .execute();
          if (attachments.length > 0)
            await tx
              .insertInto('case_attachment')
              .values(
                attachments.map((attachment, position) => ({
                  case_id: id,
                  id: attachment,
                  position,
                  sealed: null,
                  kid: null,
                  sha512: null,
                  mime_type: null,
                })),
              )
              .execute();
          await writeEvent(tx, id, 1, 'create', 'terminal', now);
          return { case: id, version: 1 };
        },
      });
    },

    /** Returns the case's version afterwards. The same content again changes nothing, however it was sealed. */
    async attach(
      terminal: Terminal,
      caseId: string,
      attachment: string,
      sealed: Buffer,
      expected: Expected | undefined,
    ): Promise<number> {
      // Before the work of deciphering.
      checkOpen(await ownCase(terminal, caseId), expected);
      const opened = await sealing.open(sealed.toString('latin1'));
      if (!opened.ok) throw new HttpProblem({ code: 'not-decipherable' });
      const hash = Buffer.from(sha512(opened.value.plaintext), 'hex');
      return db.transaction().execute(async (tx) => {
        const { version } = await openCase(tx, terminal, caseId, expected);
        const row = await tx
          .selectFrom('case_attachment')
          .select('sha512')
          .where('case_id', '=', caseId)
          .where('id', '=', attachment)
          .executeTakeFirst();
        if (row === undefined) throw new HttpProblem({ code: 'not-found' });
        if (row.sha512 !== null && hash.equals(row.sha512)) return version;
        await tx
          .updateTable('case_attachment')
          .set({ sealed, kid: opened.value.kid, sha512: hash })
          .where('case_id', '=', caseId)
          .where('id', '=', attachment)
          .execute();
        return advanceCase(tx, caseId, {
          type: 'attach',
          by: 'terminal',
          at: new Date(clock.now()),
          detail: { attachment },
        });
      });
    },

    async submit(
      terminal: Terminal,
      { key, caseId, expected, submission }: Submission,
    ): Promise<CaseReceipt & { readonly version: number }> {
      let fresh: { service: string; reference: string } | undefined;
      const receipt = await runIdempotent(db, {
        key,
        terminal,
        route: 'submitCase',
        body: { caseId, submission },
        now: clock.now(),
        whileBusy: 'refuse',
        async prepare() {
          const row = await ownCase(terminal, caseId);
          checkOpen(row, expected);
          const { content, plaintext } = await openJson(sealing, submission.sealed);
          if (sha512(plaintext) !== submission.sha512)
            throw invalid('sha512', 'is not the hash of what was deciphered');
          const errors = await schemas.check(row.schema_id ?? '', row.schema_version ?? 0, content);
          if (errors.length > 0) throw new HttpProblem({ code: 'invalid-request', errors });
          return { content, reference: await nextReference(db, 'VG', today()) };
        },
        async apply(tx, { content, reference }) {
          const { kind } = await openCase(tx, terminal, caseId, expected);
          await fitAttachments(tx, caseId, submission);
          const secret = newCode(3);
          const now = new Date(clock.now());
          await tx
            .updateTable('case_record')
            .set({
              reference,
              secret_hash: hashOf(secret),
              body: await sealContent(sealing, content),
              accepted_at: now,
            })
            .where('id', '=', caseId)
            .execute();
          const version = await advanceCase(tx, caseId, { type: 'submit', by: 'terminal', at: now, stage: 'received' });
          await planForwarding(tx, caseId, kind, now, routes);
          fresh = { service: kind, reference };
          return { reference, secret, acceptedAt: now.toISOString(), version };
        },
      });
      if (fresh !== undefined) log({ event: 'case-submitted', terminal: terminal.name, ...fresh });
      return receipt;
    },

    async view(terminal: Terminal, caseId: string): Promise<CaseView> {
      const [view] = await views([await ownCase(terminal, caseId)]);
      if (view === undefined) throw new Error('A case has no view.');
      return view;
    },

    async list(terminal: Terminal, { after, limit }: Page): Promise<CaseList> {
      let query = own(db, terminal)
        .orderBy('seq')
        .limit(limit + 1);
      if (after !== undefined) {
        const last = await own(db, terminal).where('id', '=', after).executeTakeFirst();
        if (last === undefined) throw invalid('after', 'is no case of this terminal');
        query = query.where('seq', '>', last.seq);
      }
      const rows = await query.execute();
      return { cases: await views(rows.slice(0, limit)), more: rows.length > limit };
    },

    async events(
      terminal: Terminal,
      caseId: string,
      { after, limit }: { readonly after: number; readonly limit: number },
    ): Promise<CaseEvents> {
      await ownCase(terminal, caseId);
      const rows = await db
        .selectFrom('case_event')
        .selectAll()
        .where('case_id', '=', caseId)
        .where('sequence', '>', after)
        .orderBy('sequence')
        .limit(limit + 1)
        .execute();
      return CaseEvents.parse({
        events: rows.slice(0, limit).map(({ sequence, type, at, by, detail }) => ({
          sequence,
          type,
          at: at.toISOString(),
          by,
          ...(detail as object | null),
        })),
        more: rows.length > limit,
      });
    },
  };
}

/** Every announced attachment must have come, and be what the submission says it is. */
async function fitAttachments(
  tx: Transaction<Tables>,
  caseId: string,
  { attachments: named }: CaseSubmission,
): Promise<void> {
  const there = await tx.selectFrom('case_attachment').select(['id', 'sha512']).where('case_id', '=', caseId).execute();
  const errors = named.flatMap(({ attachment, sha512: hash }, index) => {
    const row = there.find(({ id }) => id === attachment);
    const refuse = (message: string) => [{ field: `attachments.${index}`, message }];
    if (row === undefined) return refuse('was not announced');
    if (row.sha512 === null) return refuse('has not arrived');
    return Buffer.from(row.sha512).toString('hex') === hash ? [] : refuse('has another content');
  });
  const ids = new Set(named.map(({ attachment }) => attachment));
  if (ids.size !== named.length || there.some(({ id }) => !ids.has(id)))
    errors.push({ field: 'attachments', message: 'must name each that was announced, once' });
  if (errors.length > 0) throw new HttpProblem({ code: 'invalid-request', errors });
  for (const { attachment, mimeType } of named)
    await tx
      .updateTable('case_attachment')
      .set({ mime_type: mimeType })
      .where('case_id', '=', caseId)
      .where('id', '=', attachment)
      .execute();
}
