/** What a passkey has to sign (Web Authentication Level 3, 13.4.3): made here, kept here, and good once. */
import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { TimeSource } from '../../../../base/clock.ts';
import type { Tables } from '../../database/tables.ts';

/** Milliseconds: as long as somebody may look for their key. */
export const CHALLENGE_MS = 5 * 60_000;
/** More cannot be open at the pace at which they are given out; beyond it the oldest ones go. */
const OPEN_AT_MOST = 2_000;

export interface Challenges {
  /** `id`: not given, a new one. One that is there already is replaced. */
  open(id?: string): Promise<{ readonly id: string; readonly challenge: string }>;
  /** Null where there is none, it was used, or it is too old. */
  take(id: string): Promise<string | null>;
}

export const createChallenges = (db: Kysely<Tables>, clock: TimeSource, most = OPEN_AT_MOST): Challenges => ({
  async open(id = randomBytes(16).toString('base64url')) {
    const challenge = randomBytes(32).toString('base64url');
    const fresh = { challenge, expires_at: new Date(clock.now() + CHALLENGE_MS) };
    await db.deleteFrom('office_challenge').where('expires_at', '<=', new Date(clock.now())).execute();
    await db
      .deleteFrom('office_challenge')
      .where('id', 'in', (query) =>
        query
          .selectFrom('office_challenge')
          .select('id')
          .orderBy('expires_at', 'desc')
          .offset(most - 1),
      )
      .execute();
    await db
      .insertInto('office_challenge')
      .values({ id, ...fresh })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(fresh))
      .execute();
    return { id, challenge };
  },
  async take(id) {
    const row = await db
      .deleteFrom('office_challenge')
      .where('id', '=', id)
      .returning(['challenge', 'expires_at'])
      .executeTakeFirst();
    return row === undefined || row.expires_at.getTime() <= clock.now() ? null : row.challenge;
  },
});
