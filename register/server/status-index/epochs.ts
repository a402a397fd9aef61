/**
 * Keys under which terminals keep the states of documents. A new one begins an epoch; the one before goes on until
 * every terminal has had time to read the new.
 */
import { randomBytes } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { writeAudit } from '../audit/write.ts';
import type { Tables } from '../database/tables.ts';

/** `cost`: as in the contract. */
export interface Epoch {
  readonly epoch: number;
  readonly key: Buffer;
  readonly cost: number;
}

/** The cost of an epoch that begins: see {@link statusId}. */
export const STATUS_COST = 15;

/**
 * Milliseconds for which the former epoch is kept up after a new one began: a terminal that is away longer reads
 * everything again.
 */
export const OVERLAP = 7 * 86_400_000;

/** In force, newest first; the first one begins when it is first asked for. */
export async function epochsInForce(db: Kysely<Tables>, now: number, cost: number = STATUS_COST): Promise<Epoch[]> {
  const read = async (): Promise<Epoch[]> =>
    (
      await db
        .selectFrom('status_epoch')
        .select(['epoch', 'key', 'cost'])
        .where((where) => where.or([where('over_at', 'is', null), where('over_at', '>', new Date(now))]))
        .orderBy('epoch', 'desc')
        .limit(4)
        .execute()
    ).map(({ epoch, key, cost: paid }) => ({ epoch, key: Buffer.from(key), cost: paid }));
  const known = await read();
  if (known.length > 0) return known;
  // Terminals may still hold entries of numbers that were used before.
  await sql`insert into status_epoch (epoch, key, cost, began_at) select coalesce(max(epoch), 0) + 1, ${randomBytes(32)}, ${cost}, ${new Date(now)} from status_epoch
    having not exists (select 1 from status_epoch where over_at is null) on conflict do nothing`.execute(db);
  return read();
}

/** Begins a new epoch; answers its number. */
export async function beginEpoch(db: Kysely<Tables>, now: number, cost: number = STATUS_COST): Promise<number> {
  await epochsInForce(db, now, cost);
  return db.transaction().execute(async (tx) => {
    await sql`lock table status_epoch in exclusive mode`.execute(tx);
    const { epoch } = await tx
      .selectFrom('status_epoch')
      .select((select) => select.fn.max('epoch').as('epoch'))
      .executeTakeFirstOrThrow();
    await tx
      .updateTable('status_epoch')
      .set({ over_at: new Date(now + OVERLAP) })
      .where('over_at', 'is', null)
      .execute();
    await tx
      .insertInto('status_epoch')
      .values({ epoch: Number(epoch) + 1, key: randomBytes(32), cost, began_at: new Date(now), over_at: null })
      .execute();
    await writeAudit(tx, {
      at: now,
      actor: 'admin',
      action: 'status-index-rotated',
      subject: `epoch:${Number(epoch) + 1}`,
    });
    return Number(epoch) + 1;
  });
}
