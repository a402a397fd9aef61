import type { Kysely } from 'kysely';
import type { AdapterStateStore } from '../ports/forwarder.ts';
import type { Tables } from '../database/tables.ts';

/** An adapter's notes about one case. */
export const adapterStateStore = (db: Kysely<Tables>, caseId: string, adapter: string): AdapterStateStore => ({
  async read() {
    return (
      await db
        .selectFrom('forwarding_memory')
        .select('body')
        .where('case_id', '=', caseId)
        .where('adapter', '=', adapter)
        .executeTakeFirst()
    )?.body;
  },
  async write(value) {
    const body = JSON.stringify(value);
    await db
      .insertInto('forwarding_memory')
      .values({ case_id: caseId, adapter, body })
      .onConflict((conflict) => conflict.columns(['case_id', 'adapter']).doUpdateSet({ body }))
      .execute();
  },
});
