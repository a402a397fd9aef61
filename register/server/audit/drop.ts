/** Takes whole months from the beginning of the audit, so that what is left can still be verified. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { err, ok } from '../../result.ts';
import type { Result } from '../../result.ts';
import type { Tables } from '../tables.ts';
import { monthOf, lockPartitions, partitionMonths, partitionName } from './partitions.ts';
import { verifyAudit } from './verify.ts';
import { writeAudit } from './write.ts';

export type DropRefusal = 'not-over' | 'not-verified';

/**
 * Drops every month before `month` (`2026-11`). The last entry of each lane that goes leaves its position and hash behind as the anchor that the
 * next one follows. Refused where the audit does not verify, because its faults would be gone with it, and for a month that is not over.
 */
export async function dropAudit(db: Kysely<Tables>, month: string, now: number): Promise<Result<{ readonly months: readonly string[] }, DropRefusal>> {
  if (month > monthOf(now)) return err('not-over');
  if ((await verifyAudit(db)).findings.length > 0) return err('not-verified');
  return db.transaction().execute(async (tx) => {
    await lockPartitions(tx);
    await tx.selectFrom('audit_lane').select('lane').orderBy('lane').forUpdate().execute();
    const months = (await partitionMonths(tx)).filter((one) => one < month);
    const first = new Date(`${month}-01T00:00:00Z`);
    const last = await tx.selectFrom('audit').distinctOn('lane').select(['lane', 'position', 'hash']).where('at', '<', first).orderBy('lane').orderBy('position', 'desc').execute();
    for (const { lane, position, hash } of last) await tx.updateTable('audit_lane').set({ anchor_position: position, anchor_hash: hash }).where('lane', '=', lane).execute();
    for (const one of months) await sql`drop table ${sql.table(partitionName(one))}`.execute(tx);
    await writeAudit(tx, { at: now, actor: 'admin', action: 'audit-dropped', subject: month });
    return ok({ months });
  });
}
