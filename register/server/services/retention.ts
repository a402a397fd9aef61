/** What is kept no longer than it is needed (Art. 5 (1) e GDPR). */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Tables } from '../tables.ts';
import { DELIVERY } from './deliveries.ts';
import { SIGN_IN } from './sign-ins.ts';

const DAY_MS = 86_400_000;

/** Milliseconds. Documents and answers are kept as long as a pick-up code may be shown at the counter. */
export const KEPT = { document: DELIVERY.pickUp, answer: DELIVERY.pickUp, session: 60 * 60_000 } as const;

/** Milliseconds between two looks. */
const EVERY = 10 * 60_000;

/** Removes what is over; to be called often, looks seldom. Several servers may do it at once. */
export function createRetention({ db, clock }: { readonly db: Kysely<Tables>; readonly clock: Clock }): () => Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = clock.now();
    if (now - last < EVERY) return;
    last = now;
    const before = (ms: number): Date => new Date(now - ms);
    await db.deleteFrom('sign_in').where('began_at', '<=', before(SIGN_IN.longest)).execute();
    await db.deleteFrom('eid_session').where('expires_at', '<=', before(KEPT.session)).execute();
    await db.deleteFrom('download_link').where('expires_at', '<=', before(0)).execute();
    // A code that was redeemed in its last minute still has to be printed.
    await db.deleteFrom('pick_up').where('expires_at', '<=', before(DAY_MS)).execute();
    await db.updateTable('issued_document').set({ pdf: null }).where('pdf', 'is not', null).where('issued_at', '<=', before(KEPT.document))
      .where('id', 'not in', (from) => from.selectFrom('pick_up').select('document')).execute();
    // Tokens and secrets go; that the order was done, and under which reference, stays.
    await db.updateTable('request').set({ answer: sql`jsonb_build_object('reference', answer->>'reference')` as never })
      .where('state', '=', 'done').where('at', '<=', before(KEPT.answer)).execute();
  };
}
