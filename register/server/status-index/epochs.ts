/** Keys under which terminals keep the states of documents. A new one begins an epoch; the one before goes on until every terminal has had time to read the new. */
import { randomBytes } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { writeAudit } from '../audit/write.ts';
import type { Tables } from '../tables.ts';

export interface Epoch { readonly epoch: number; readonly key: Buffer }

/** Milliseconds for which the former epoch is kept up after a new one began: a terminal that is away longer reads everything again. */
export const OVERLAP = 7 * 86_400_000;

/** In force, newest first; the first one begins when it is first asked for. */
export async function epochsInForce(db: Kysely<Tables>, now: number): Promise<Epoch[]> {
  const read = async (): Promise<Epoch[]> => (await db.selectFrom('status_epoch').select(['epoch', 'key']).where((where) => where.or([where('over_at', 'is', null), where('over_at', '>', new Date(now))]))
    .orderBy('epoch', 'desc').limit(4).execute()).map(({ epoch, key }) => ({ epoch, key: Buffer.from(key) }));
  const known = await read();
  if (known.length > 0) return known;
  await db.insertInto('status_epoch').values({ epoch: 1, key: randomBytes(32), began_at: new Date(now), over_at: null }).onConflict((conflict) => conflict.doNothing()).execute();
  return read();
}

/** Begins a new epoch; answers its number. */
export async function beginEpoch(db: Kysely<Tables>, now: number): Promise<number> {
  await epochsInForce(db, now);
  return db.transaction().execute(async (tx) => {
    await sql`lock table status_epoch in exclusive mode`.execute(tx);
    const { epoch } = await tx.selectFrom('status_epoch').select((select) => select.fn.max('epoch').as('epoch')).executeTakeFirstOrThrow();
    await tx.updateTable('status_epoch').set({ over_at: new Date(now + OVERLAP) }).where('over_at', 'is', null).execute();
    await tx.insertInto('status_epoch').values({ epoch: Number(epoch) + 1, key: randomBytes(32), began_at: new Date(now), over_at: null }).execute();
    await writeAudit(tx, { at: now, actor: 'admin', action: 'status-index-rotated', subject: `epoch:${Number(epoch) + 1}` });
    return Number(epoch) + 1;
  });
}
