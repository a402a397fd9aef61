import type { Kysely } from 'kysely';
import type { Tables } from '../../database/tables.ts';

/** Of which instant the newest delivery is that our own tables were filled from, ISO 8601; null: there was none. */
export async function deliveredAsOf(db: Kysely<Tables>): Promise<string | null> {
  const row = await db
    .selectFrom('resident_delivery')
    .select('as_of')
    .where('state', '=', 'applied')
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.as_of?.toISOString() ?? null;
}
