/** Codes by which an account comes in for the first time, or after it lost what it signs in with. */
import type { Kysely, Transaction } from 'kysely';
import type { TimeSource } from '../../../../base/clock.ts';
import { codePattern, inGroups, typedCode } from '../../../../base/typed-code.ts';
import type { Tables } from '../../database/tables.ts';
import { hashOf, newCode } from '../../services/codes.ts';

/** Groups of four characters: 60 bits. */
const GROUPS = 3;
const HOLDS_MS = 30 * 60_000;

export interface SetUpCode {
  /** In this answer and nowhere else. */
  readonly code: string;
  readonly expiresAt: string;
}

/** A code given out before ends. */
export async function issueSetUpCode(tx: Transaction<Tables>, clock: TimeSource, account: string): Promise<SetUpCode> {
  const code = newCode(GROUPS);
  const expires_at = new Date(clock.now() + HOLDS_MS);
  const fresh = { code_hash: hashOf(code), expires_at };
  await tx.deleteFrom('office_code').where('expires_at', '<=', new Date(clock.now())).execute();
  await tx
    .insertInto('office_code')
    .values({ account, ...fresh })
    .onConflict((conflict) => conflict.column('account').doUpdateSet(fresh))
    .execute();
  return { code, expiresAt: expires_at.toISOString() };
}

/**
 * The account of a code that holds, which is used up by that. Null for any other. `typed`: with or without hyphens, in
 * small letters too.
 */
export async function useSetUpCode(tx: Kysely<Tables>, clock: TimeSource, typed: string): Promise<string | null> {
  const code = inGroups(typedCode(typed, 4 * GROUPS));
  if (!codePattern(GROUPS).test(code)) return null;
  const row = await tx
    .deleteFrom('office_code')
    .where('code_hash', '=', hashOf(code))
    .returning(['account', 'expires_at'])
    .executeTakeFirst();
  return row === undefined || row.expires_at.getTime() <= clock.now() ? null : row.account;
}
