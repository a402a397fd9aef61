import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** What the database has under this name: `value`, where nothing was there before. */
export async function firstSetting(db: Kysely<Tables>, name: string, value: string): Promise<string> {
  await db
    .insertInto('setting')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const row = await db.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirstOrThrow();
  return row.value;
}
