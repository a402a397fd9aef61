/** How far the index is, for the operator. */
import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { epochsInForce } from './epochs.ts';
import { unhashed } from './hasher.ts';

export async function statusIndexState(db: Kysely<Tables>, now: number) {
  const [newest] = await epochsInForce(db, now);
  const { epoch, cost } = newest ?? { epoch: 0, cost: 0 };
  const count = async (query: {
    executeTakeFirstOrThrow(): Promise<{ count: string | number | bigint }>;
  }): Promise<number> => Number((await query.executeTakeFirstOrThrow()).count);
  return {
    epoch,
    cost,
    published: await count(
      db
        .selectFrom('status_entry')
        .where('epoch', '=', epoch)
        .select((select) => select.fn.countAll().as('count')),
    ),
    waiting: await count(unhashed(db, epoch).select((select) => select.fn.countAll().as('count'))),
    withoutNumber: await count(
      db
        .selectFrom('document_status')
        .where('number_sealed', 'is', null)
        .select((select) => select.fn.countAll().as('count')),
    ),
    terminals: await count(
      db
        .selectFrom('terminal')
        .where('offline_states', '=', true)
        .where('revoked_at', 'is', null)
        .select((select) => select.fn.countAll().as('count')),
    ),
  };
}
