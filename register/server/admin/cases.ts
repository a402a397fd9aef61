/** What the office's commands about cases do. */
import type { Kysely } from 'kysely';
import { writeAudit } from '../audit/write.ts';
import { changeCase, listCases, showCase, type ShownFrom } from '../cases/office.ts';
import type { CaseSchemas } from '../cases/schemas.ts';
import type { TimeSource } from '../../../base/clock.ts';
import { readAttachment } from '../forwarding/cases.ts';
import type { RegisterLog } from '../log.ts';
import { HttpProblem } from '../http/problems.ts';
import type { SealingKeys } from '../keys/sealing/keys.ts';
import type { Tables } from '../database/tables.ts';
import type { Handlers } from './server.ts';

export interface CaseHandlersDeps {
  readonly db: Kysely<Tables>;
  readonly clock: TimeSource;
  readonly log: RegisterLog;
  readonly sealing: SealingKeys;
  readonly schemas: CaseSchemas;
  readonly residents: ShownFrom['residents'];
}

export function caseHandlers({
  db,
  clock,
  log,
  sealing,
  schemas,
  residents,
}: CaseHandlersDeps): Pick<Handlers, 'cases' | 'case' | 'setCase' | 'caseAttachment' | 'putSchema'> {
  const wrong = (field: string, message: string): HttpProblem =>
    new HttpProblem({ code: 'invalid-request', errors: [{ field, message }] });
  /** Whose case somebody looked into: before it is shown. */
  const shown = (reference: string): Promise<void> =>
    db
      .transaction()
      .execute((tx) => writeAudit(tx, { at: clock.now(), actor: 'admin', action: 'case-read', subject: reference }));
  const unknown = (field = 'reference'): HttpProblem => wrong(field, 'is no case');
  return {
    async cases(page) {
      const list = await listCases(db, page);
      if (!list.ok) throw unknown('after');
      return list.value;
    },
    async case({ reference }) {
      const found = await showCase({ db, sealing, residents }, reference.toUpperCase());
      if (found === undefined) throw unknown();
      await shown(found.reference);
      return found as Awaited<ReturnType<Handlers['case']>>;
    },
    async setCase(change) {
      const reference = change.reference.toUpperCase();
      const changed = await changeCase(db, { ...change, reference }, clock.now());
      if (!changed.ok)
        throw changed.error === 'not-found' ? unknown() : new HttpProblem({ code: 'precondition-failed' });
      log({ event: 'case-changed', reference, stage: change.stage });
      return { version: changed.value };
    },
    async caseAttachment({ reference, attachment }) {
      const row = await db
        .selectFrom('case_attachment')
        .innerJoin('case_record', 'case_record.id', 'case_attachment.case_id')
        .select(['case_id', 'case_attachment.id', 'mime_type'])
        .where('reference', '=', reference.toUpperCase())
        .where('case_attachment.id', '=', attachment)
        .executeTakeFirst();
      if (row === undefined) throw wrong('attachment', 'is none of this case');
      await shown(reference.toUpperCase());
      return {
        mimeType: row.mime_type ?? '',
        content: Buffer.from(await readAttachment(db, sealing, row.case_id, row.id)).toString('base64'),
      };
    },
    async putSchema({ id, body }) {
      const put = await schemas.put(id, body);
      if (!put.ok) throw wrong('body', put.error);
      return put.value;
    },
  };
}
