/** Whose token or key a request brings. */
import type { RegisterDatabase } from '../database/database.ts';
import { together } from '../database/together.ts';

/** What the database has under the hash of a token or key. */
export interface Found {
  readonly id: string;
  readonly name: string;
  readonly isRevoked: boolean;
  /** Milliseconds since the epoch. */
  readonly ends: number;
}

/**
 * Hashes of 32 bytes, one behind the other. A token comes before a key of the older kind, and `offset 0` keeps each of
 * the two one look by its index.
 */
const FIND = `
  select asked.place, terminal.id, terminal.name, terminal.revoked_at is not null as "isRevoked",
    coalesce(extract(epoch from found.ends) * 1000, 0)::float8 as ends
  from (select place, substring($1::bytea from place * 32 + 1 for 32) as hash from generate_series(0, $2::integer - 1) as place) as asked
  cross join lateral (
    select terminal as id, expires_at as ends from terminal_token where token_hash = asked.hash
    union all select id, key_until from terminal where key_hash = asked.hash
    limit 1
  ) as found
  join terminal on terminal.id = found.id`;

/** By the hash of what was shown; undefined where there is none. */
export const findTerminals = (database: Pick<RegisterDatabase, 'prepared'>) =>
  together<Buffer, Found | undefined>(async (hashes) => {
    const rows = await database.prepared<Found & { readonly place: number }>('terminals-by-hash', FIND, [
      Buffer.concat(hashes),
      hashes.length,
    ]);
    const found: (Found | undefined)[] = hashes.map(() => undefined);
    for (const row of rows) found[row.place] = row;
    return found;
  });
