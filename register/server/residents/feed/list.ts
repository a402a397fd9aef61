/** What became of deliveries, and saying no to one that waits. */
import type { Kysely } from 'kysely';
import { writeAudit } from '../../audit/write.ts';
import type { Tables } from '../../database/tables.ts';
import { DeliveryReport } from './report.ts';

export interface Delivery {
  readonly id: number;
  readonly kind: string | null;
  readonly sequence: number | null;
  readonly asOf: string | null;
  readonly receivedAt: string;
  readonly state: string;
  readonly decidedBy: string | null;
  readonly report: DeliveryReport;
}
/** The newest first. */
export async function listDeliveries(db: Kysely<Tables>): Promise<Delivery[]> {
  const rows = await db.selectFrom('resident_delivery').selectAll().orderBy('id', 'desc').limit(200).execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    sequence: row.sequence === null ? null : Number(row.sequence),
    asOf: row.as_of?.toISOString() ?? null,
    receivedAt: row.received_at.toISOString(),
    state: row.state,
    decidedBy: row.decided_by,
    report: DeliveryReport.parse(row.report),
  }));
}

/** False: no such delivery waits. */
export function dismissDelivery(
  db: Kysely<Tables>,
  { id, by, now }: { readonly id: number; readonly by: string; readonly now: number },
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .updateTable('resident_delivery')
      .set({ state: 'dismissed', decided_by: by })
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .returning('id')
      .executeTakeFirst();
    if (row === undefined) return false;
    await writeAudit(tx, { at: now, actor: 'admin', action: 'delivery-dismissed', subject: `delivery:${id}` });
    return true;
  });
}
