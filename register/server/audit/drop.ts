/** Takes whole months from the beginning of the audit, so that what is left can still be verified. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import type { Tables } from '../database/tables.ts';
import { monthOf, lockPartitions, partitionMonths, partitionName } from './partitions.ts';
import { verifyAudit } from './verify.ts';
import { writeAudit } from './write.ts';

export type DropRefusal = 'not-over' | 'not-verified';

/**
 * Drops every month before `month` (`2026-11`). The last entry of each lane that goes leaves its position and hash
 * behind as the anchor that the next one follows. Refused where the audit does not verify, because its faults would be
 * gone with it, and for a month that is not over.
 */
export async function dropAudit(
  db: Kysely<Tables>,
  month: string,
  now: number,
): Promise<Result<{ readonly months: readonly string[] }, DropRefusal>> {
  if (month > monthOf(now)) return err('not-over');
  if ((await verifyAudit(db)).findings.length > 0) return err('not-verified');
  return db.transaction().execute(async (tx) => {
    await lockPartitions(tx);
    const lanes = await tx.selectFrom('audit_lane').select('lane').orderBy('lane').forUpdate().execute();
    const months = (await partitionMonths(tx)).filter((one) => one < month);
    const first = new Date(`${month}-01T00:00:00Z`);
    // Lane by lane, so that each is a look at the end of an index.
    for (const { lane } of lanes) {
      const last = await tx
        .selectFrom('audit')
        .select(['position', 'hash'])
        .where('lane', '=', lane)
        .where('at', '<', first)
        .orderBy('position', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (last !== undefined)
        await tx
          .updateTable('audit_lane')
          .set({ anchor_position: last.position, anchor_hash: last.hash })
          .where('lane', '=', lane)
          .execute();
    }
    for (const one of months) await sql`drop table ${sql.table(partitionName(one))}`.execute(tx);
    await writeAudit(tx, { at: now, actor: 'admin', action: 'audit-dropped', subject: month });
    return ok({ months });
  });
}
