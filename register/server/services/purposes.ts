/**
 * What a document is still needed for. Its content is there while somebody may have it, and no longer: while the visit
 * that ordered it or redeemed its code may ask for it, while an order is open that was paid for and not handed over,
 * while a pick-up code holds. With the last of these it is removed (Art. 5 (1) c and e GDPR); reference, fee, hash and
 * time stay.
 */
import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import type { OrderReport } from '../../contract/contract.ts';
import type { Tables } from '../database/tables.ts';

/** Milliseconds that an order of which no report comes counts as open: its terminal may be broken. */
export const LONGEST_OPEN = 14 * 86_400_000;

/** Of these documents, or of all: removes the content that no one has a right to. `now`: milliseconds since 1970. */
export async function removeUnneeded(db: Kysely<Tables>, now: number, documents?: readonly string[]): Promise<void> {
  if (documents?.length === 0) return;
  const at = new Date(now);
  await db
    .updateTable('issued_document')
    .set({ content: null, kid: null })
    .where('content', 'is not', null)
    .$if(documents !== undefined, (query) => query.where('id', 'in', documents ?? []))
    .where((where) =>
      where.not(
        where.or([
          where.and([
            where('delivery', '=', 'printed'),
            where('closed_at', 'is', null),
            where('issued_at', '>', new Date(now - LONGEST_OPEN)),
          ]),
          where.exists(
            where
              .selectFrom('pick_up')
              .select('code_hash')
              .whereRef('pick_up.document', '=', 'issued_document.id')
              .where('pick_up.redeemed_at', 'is', null)
              .where('pick_up.expires_at', '>', at),
          ),
          where.exists(
            where
              .selectFrom('document_grant')
              .select('token_hash')
              .whereRef('document_grant.document', '=', 'issued_document.id')
              .where('document_grant.until', '>', at),
          ),
        ]),
      ),
    )
    .execute();
}

const CLOSING: readonly OrderReport['event'][] = ['handed-over', 'left', 'reversed'];

/**
 * A terminal reported what became of an order of its own: what was kept for that order goes. A pick-up code that the
 * visitor has holds on.
 */
export async function closeOrder(
  tx: Transaction<Tables>,
  { key, terminal, event, now }: { key: string; terminal: string; event: OrderReport['event']; now: number },
): Promise<void> {
  if (!CLOSING.includes(event)) return;
  // The secret of a case is on its slip; that the order was done, and under which reference, stays.
  await tx
    .updateTable('request')
    .set({ answer: sql<string>`jsonb_build_object('reference', answer->>'reference')` })
    .where('key', '=', key)
    .where('terminal', '=', terminal)
    .where('state', '=', 'done')
    .execute();
  const at = new Date(now);
  const closed = await tx
    .updateTable('issued_document')
    .set({ closed_at: sql<Date>`coalesce(closed_at, ${at})` })
    .where('key', '=', key)
    .where('terminal', '=', terminal)
    .returning('id')
    .executeTakeFirst();
  if (closed === undefined) return;
  await tx.deleteFrom('document_grant').where('document', '=', closed.id).where('proof', '<>', 'redemption').execute();
  // A person who got the money back gets no document for it.
  if (event === 'reversed')
    await tx.deleteFrom('pick_up').where('document', '=', closed.id).where('redeemed_at', 'is', null).execute();
  await removeUnneeded(tx, now, [closed.id]);
}
