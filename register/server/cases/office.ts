/** Cases as the office sees them and works on them. */
import type { Kysely } from 'kysely';
import type { CaseEventType, CaseStage } from '../../contract/contract.ts';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import type { ResidentSystem } from '../ports/resident-system.ts';
import type { SealingKeys } from '../keys/sealing/keys.ts';
import type { Tables } from '../database/tables.ts';
import { openContent } from './content.ts';
import { advanceCase } from './store.ts';

export interface CaseLine {
  readonly reference: string;
  readonly kind: string;
  readonly stage: string;
  /** ISO 8601. */
  readonly acceptedAt: string;
  readonly version: number;
}

/** Oldest first, from after the case with the reference `after`. */
export async function listCases(
  db: Kysely<Tables>,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<Result<{ cases: CaseLine[]; more: boolean }, 'not-found'>> {
  let query = db
    .selectFrom('case_record')
    .select(['reference', 'kind', 'stage', 'accepted_at', 'version'])
    .where('stage', '<>', 'announced')
    .orderBy('seq')
    .limit(limit + 1);
  if (after !== undefined) {
    const last = await db.selectFrom('case_record').select('seq').where('reference', '=', after).executeTakeFirst();
    if (last === undefined) return err('not-found');
    query = query.where('seq', '>', last.seq);
  }
  const rows = await query.execute();
  return ok({
    cases: rows.slice(0, limit).map((row) => ({
      reference: row.reference ?? '',
      kind: row.kind,
      stage: row.stage,
      acceptedAt: row.accepted_at?.toISOString() ?? '',
      version: row.version,
    })),
    more: rows.length > limit,
  });
}

export interface ShownFrom {
  readonly db: Kysely<Tables>;
  readonly sealing: SealingKeys;
  readonly residents: Pick<ResidentSystem, 'resident'>;
}
/** Null: nobody is known by this id any more. `away`: the resident system cannot be asked now. */
async function whoApplied({ resident }: ShownFrom['residents'], id: string) {
  const found = await resident(id, 'case');
  if (!found.ok) return found.error.kind === 'unknown-resident' ? null : ('away' as const);
  const { familyName, givenNames, birthDate } = found.value;
  return { familyName, givenNames: givenNames.join(' '), birthDate };
}

/** Everything that the office needs, with content; never the secret. */
export async function showCase({ db, sealing, residents }: ShownFrom, reference: string) {
  const row = await db.selectFrom('case_record').selectAll().where('reference', '=', reference).executeTakeFirst();
  if (row === undefined) return undefined;
  const person = row.person === null ? null : await whoApplied(residents, row.person);
  const attachments = await db
    .selectFrom('case_attachment')
    .select(['id', 'mime_type', 'sha512'])
    .where('case_id', '=', row.id)
    .orderBy('position')
    .execute();
  const events = await db
    .selectFrom('case_event')
    .select(['sequence', 'type', 'at', 'by', 'detail'])
    .where('case_id', '=', row.id)
    .orderBy('sequence')
    .execute();
  const forwarding = await db
    .selectFrom('forwarding')
    .select(['adapter', 'state', 'attempts', 'next_at'])
    .where('case_id', '=', row.id)
    .orderBy('adapter', (by) => by.collate('C'))
    .execute();
  return {
    reference,
    number: row.number,
    kind: row.kind,
    stage: row.stage,
    since: row.stage_since.toISOString(),
    acceptedAt: row.accepted_at?.toISOString() ?? '',
    version: row.version,
    note: row.note,
    missing: row.missing,
    content: await openContent(sealing, row.body),
    person,
    attachments: attachments.map(({ id, mime_type: mimeType, sha512 }) => ({
      attachment: id,
      mimeType: mimeType ?? '',
      sha512: Buffer.from(sha512 ?? []).toString('hex'),
    })),
    events: events.map(({ sequence, type, at, by, detail }) => ({
      sequence,
      type,
      at: at.toISOString(),
      by,
      ...(detail as object | null),
    })),
    forwarding: forwarding.map(({ adapter, state, attempts, next_at: next }) => ({
      system: adapter,
      state,
      attempts,
      nextAt: next.toISOString(),
    })),
  };
}

const EVENT_OF: Readonly<Record<CaseStage, CaseEventType>> = {
  received: 'reopen',
  'in-progress': 'accept',
  query: 'query',
  forwarded: 'forward',
  done: 'finish',
  rejected: 'reject',
};

export interface CaseChange {
  readonly reference: string;
  /** The version that was looked at. */
  readonly version: number;
  readonly stage: CaseStage;
  /** What visitors read; takes the place of the former words, and none is none. */
  readonly note: string | null;
  /** What the visitor still has to bring; with `query`, and only then. */
  readonly missing: readonly string[];
}

/** Returns the version afterwards. `conflict`: somebody changed it meanwhile. */
export function changeCase(
  db: Kysely<Tables>,
  { reference, version, stage, note, missing }: CaseChange,
  now: number,
): Promise<Result<number, 'not-found' | 'conflict'>> {
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('case_record')
      .select(['id', 'version', 'stage'])
      .where('reference', '=', reference)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return err('not-found');
    if (row.version !== version) return err('conflict');
    await tx
      .updateTable('case_record')
      .set({
        note: note === null ? null : JSON.stringify({ de: note }),
        missing: JSON.stringify(missing.map((de) => ({ de }))),
      })
      .where('id', '=', row.id)
      .execute();
    const same = row.stage === stage;
    return ok(
      await advanceCase(tx, row.id, {
        type: same ? 'note' : EVENT_OF[stage],
        by: 'office',
        at: new Date(now),
        ...(same ? {} : { stage }),
      }),
    );
  });
}

/** How many cases lose their content in one go. */
const AT_ONCE = 200;

/**
 * Removes the content of cases that have been over, or with another system, since before `before`. Of those behind
 * which an ID card stands, it and whose it is go at once: an application for a certificate of conduct ends with its
 * transmission (§ 30 BZRG), and its purpose is not needed here after that.
 */
export async function removeContent(db: Kysely<Tables>, before: Date, at: Date): Promise<void> {
  const due = await db
    .selectFrom('case_record')
    .select('id')
    .where('stage', 'in', ['done', 'rejected', 'forwarded'])
    .where((where) => where.or([where('stage_since', '<=', before), where('person', 'is not', null)]))
    .where('body', 'is not', null)
    .limit(AT_ONCE)
    .execute();
  for (const { id } of due) {
    await db.transaction().execute(async (tx) => {
      // Another server may have been quicker.
      const removed = await tx
        .updateTable('case_record')
        .set({ body: null, person: null })
        .where('id', '=', id)
        .where('body', 'is not', null)
        .returning('id')
        .executeTakeFirst();
      if (removed === undefined) return;
      await tx.deleteFrom('case_attachment').where('case_id', '=', id).execute();
      await advanceCase(tx, id, { type: 'delete', by: 'register', at });
    });
  }
}
