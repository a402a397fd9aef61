/** What is kept no longer than it is needed (Art. 5 (1) e GDPR). */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { dropAudit } from '../audit/drop.ts';
import { addMonths, makePartitionsAhead, monthOf, partitionMonths } from '../audit/partitions.ts';
import { removeContent } from '../cases/office.ts';
import { keyOf, ROUTED } from '../../../services/kit/services.ts';
import type { TimeSource } from '../../../base/clock.ts';
import type { Tables } from '../database/tables.ts';
import { HISTORY_MS, removeHistory } from '../terminals/history.ts';
import { DELIVERY } from './deliveries.ts';
import { AUDIT_MONTHS, removeByTable } from './keeping.ts';
import { removeUnneeded } from './purposes.ts';
import { SIGN_IN } from './sign-ins.ts';

const DAY_MS = 86_400_000;

/** Routes whose answers only a sign-in can ask for again. */
export const SIGNED_ROUTES = ROUTED.map(({ id }) => keyOf(id));

/** Milliseconds. What documents are kept for is in purposes.ts. */
export const KEPT = {
  /** To what arrives sealed, maybe after days without a line. */
  answer: 14 * DAY_MS,
  /** To what a signed-in person asked for: no sign-in is longer, and the next one is another order. */
  signedAnswer: SIGN_IN.longest,
  session: 60 * 60_000,
  token: 60 * 60_000,
  code: DAY_MS,
  announcement: DAY_MS,
  /** Content of a case after it was over or went to another system; its reference, its stage and its events stay. */
  caseContent: 90 * DAY_MS,
} as const;

/** Milliseconds between two looks. */
const EVERY = 10 * 60_000;

/** Removes what is over; to be called often, looks seldom. Several servers may do it at once. */
export function createRetention({
  db,
  clock,
  onError,
}: {
  readonly db: Kysely<Tables>;
  readonly clock: TimeSource;
  onError(error: unknown): void;
}): () => Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  let lastDrop = Number.NEGATIVE_INFINITY;
  /**
   * Whole months: all of it is verified before, which takes its time, so the job does not wait for it, and what does
   * not verify is tried again a day later.
   */
  function dropOldAudit(now: number): void {
    if (now - lastDrop < DAY_MS) return;
    lastDrop = now;
    const oldest = addMonths(monthOf(now), -AUDIT_MONTHS);
    void partitionMonths(db)
      .then(async (months) => {
        if (!months.some((month) => month < oldest)) return;
        const dropped = await dropAudit(db, oldest, now);
        if (!dropped.ok) throw new Error('The audit does not verify, and nothing of it is dropped.');
      })
      .catch(onError);
  }
  return async () => {
    const now = clock.now();
    if (now - last < EVERY) return;
    last = now;
    const before = (ms: number): Date => new Date(now - ms);
    await db.deleteFrom('sign_in').where('began_at', '<=', before(SIGN_IN.longest)).execute();
    await db.deleteFrom('sign_in').where('last_at', '<=', before(SIGN_IN.idle)).execute();
    await db.deleteFrom('document_grant').where('until', '<=', before(0)).execute();
    await db.deleteFrom('eid_session').where('expires_at', '<=', before(KEPT.session)).execute();
    // A while longer, so that a terminal learns that its token is over, and one that lost the answer to a code can ask
    // again.
    await db.deleteFrom('terminal_token').where('expires_at', '<=', before(KEPT.token)).execute();
    await db.deleteFrom('enrolment_code').where('expires_at', '<=', before(KEPT.code)).execute();
    await db.deleteFrom('assertion').where('expires_at', '<=', before(0)).execute();
    await db.deleteFrom('download_link').where('expires_at', '<=', before(0)).execute();
    // A code that was redeemed in its last minute still has to be printed.
    await db.deleteFrom('pick_up').where('expires_at', '<=', before(DELIVERY.redeemAgain)).execute();
    await removeUnneeded(db, now);
    // Tokens and secrets go; that the order was done, and under which reference, stays.
    await db
      .updateTable('request')
      .set({ answer: sql<string>`jsonb_build_object('reference', answer->>'reference')` })
      .where('state', '=', 'done')
      .where(sql<boolean>`answer - 'reference' <> '{}'::jsonb`)
      .where('at', '<=', before(KEPT.answer))
      .execute();
    await db
      .updateTable('request')
      .set({ answer: sql<string>`jsonb_build_object('reference', answer->>'reference')` })
      .where('state', '=', 'done')
      .where('route', 'in', [...SIGNED_ROUTES])
      .where(sql<boolean>`answer - 'reference' <> '{}'::jsonb`)
      .where('at', '<=', before(KEPT.signedAnswer))
      .execute();
    await db
      .deleteFrom('case_record')
      .where('stage', '=', 'announced')
      .where('announced_at', '<=', before(KEPT.announcement))
      .execute();
    await removeContent(db, before(KEPT.caseContent), new Date(now));
    await removeHistory(db, before(HISTORY_MS));
    await removeByTable(db, now);
    await makePartitionsAhead(db, now);
    dropOldAudit(now);
  };
}
