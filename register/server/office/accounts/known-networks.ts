/** From which networks an account has come in: there nobody else's failures count. */
import type { Kysely } from 'kysely';
import type { TimeSource } from '../../../../base/clock.ts';
import type { Tables } from '../../database/tables.ts';
import { networkHash } from './sealed-secret.ts';

/** Milliseconds for which it is remembered. */
const REMEMBERED_MS = 90 * 24 * 3_600_000;

export interface KnownNetworks {
  /** `account`: an id; also one that nobody has, at the same cost. */
  has(account: string, network: string): Promise<boolean>;
  add(tx: Kysely<Tables>, account: string, network: string): Promise<void>;
}

/** Kept is a keyed hash for each account, of which nobody learns an address, nor who sits beside whom. */
export const createKnownNetworks = (db: Kysely<Tables>, clock: TimeSource, key: Uint8Array): KnownNetworks => ({
  async has(account, network) {
    const row = await db
      .selectFrom('office_known_network')
      .select('account')
      .where('account', '=', account)
      .where('network_hash', '=', networkHash(key, account, network))
      .where('used_at', '>', new Date(clock.now() - REMEMBERED_MS))
      .executeTakeFirst();
    return row !== undefined;
  },
  async add(tx, account, network) {
    const used_at = new Date(clock.now());
    await tx
      .deleteFrom('office_known_network')
      .where('used_at', '<=', new Date(clock.now() - REMEMBERED_MS))
      .execute();
    await tx
      .insertInto('office_known_network')
      .values({ account, network_hash: networkHash(key, account, network), used_at })
      .onConflict((conflict) => conflict.columns(['account', 'network_hash']).doUpdateSet({ used_at }))
      .execute();
  },
});
