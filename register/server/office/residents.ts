/** What the page asks of the resident system and its deliveries. Nothing of a person is in it. */
import type { Kysely } from 'kysely';
import { MOST_PLACES, OfficeDelivery, type OfficeResidents } from '../../contract/office-residents.ts';
import type { Tables } from '../database/tables.ts';
import type { ResidentSystem } from '../ports/resident-system.ts';
import { DeliveryReport } from '../residents/feed/report.ts';
import { residentsState } from '../residents/watch.ts';
import type { OfficeHandlers } from './listener.ts';

/** Deliveries that are shown: one a night for three months. */
const SHOWN = 100;

export function residentHandlers({
  db,
  residents,
}: {
  readonly db: Kysely<Tables>;
  readonly residents: Pick<ResidentSystem, 'health'>;
}): Pick<OfficeHandlers, 'residents'> {
  return {
    async residents() {
      const { state, source = null, product = null, asOf = null, until = null } = await residentsState(residents);
      const [all, changes] = await Promise.all([deliveries(db), openChanges(db)]);
      return { state, source, product, asOf, until, deliveries: all, changes };
    },
  };
}

async function deliveries(db: Kysely<Tables>): Promise<OfficeDelivery[]> {
  const rows = await db
    .selectFrom('resident_delivery')
    .select(['id', 'kind', 'sequence', 'as_of', 'received_at', 'state', 'report', 'decided_by'])
    // A file that did not even say what it is: the operator's command lists it.
    .where('kind', 'is not', null)
    .orderBy('id', 'desc')
    .limit(SHOWN)
    .execute();
  return rows.map((row) => {
    const { refused, more, ...counts } = DeliveryReport.parse(row.report);
    return OfficeDelivery.parse({
      id: row.id,
      kind: row.kind,
      sequence: Number(row.sequence),
      asOf: row.as_of?.toISOString(),
      receivedAt: row.received_at.toISOString(),
      state: row.state,
      counts: { ...counts, refused: refused.length + more },
      places: refused.slice(0, MOST_PLACES).map(({ line, column }) => ({ line, column })),
      decidedBy: row.decided_by,
    });
  });
}

async function openChanges(db: Kysely<Tables>): Promise<OfficeResidents['changes']> {
  const rows = await db
    .selectFrom('resident_change')
    .select((select) => ['state', select.fn.countAll<string>().as('count')])
    .where('state', '<>', 'done')
    .groupBy('state')
    .execute();
  const of = (state: string): number => Number(rows.find((row) => row.state === state)?.count ?? 0);
  return { made: of('made'), handed: of('handed') };
}
