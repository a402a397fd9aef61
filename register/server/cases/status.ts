/** What became of a case, for whoever has its number and its secret. */
import { timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { CaseStatus } from '../../contract.ts';
import type { CaseStatusRequest } from '../../contract.ts';
import type { Clock } from '../clock.ts';
import { Refused } from '../problems.ts';
import { hashOf } from '../services/codes.ts';
import type { Tables } from '../tables.ts';
import { RateLimit } from '../token-bucket.ts';
import type { BucketSize } from '../token-bucket.ts';
import type { Terminal } from '../terminals.ts';

/** Wrong secrets for one reference, and milliseconds for which it then tells nothing to anybody. */
export const ATTEMPTS = { most: 5, closedMs: 15 * 60_000 } as const;
/** Questions of one terminal, and of all. */
export const CASE_STATUS_LIMITS: { readonly perTerminal: BucketSize; readonly overall: BucketSize } = {
  perTerminal: { capacity: 12, refillPerSecond: 1 / 5 }, overall: { capacity: 100, refillPerSecond: 10 },
};
/** Compared with where there is no case, so that it takes as long. */
const NOBODYS = hashOf('');

export function createCaseStatus({ db, clock, limits = CASE_STATUS_LIMITS }: { readonly db: Kysely<Tables>; readonly clock: Clock; readonly limits?: typeof CASE_STATUS_LIMITS }): (terminal: Terminal, request: CaseStatusRequest) => Promise<CaseStatus> {
  const rate = new RateLimit(limits.perTerminal, limits.overall, clock);
  return async (terminal, { reference: typed, secret }) => {
    const wait = rate.take(terminal.id);
    if (wait > 0) throw new Refused({ code: 'rate-limited', retryAfterSeconds: wait });
    const reference = typed.toUpperCase();
    await countAttempt(db, reference, clock.now());
    const row = await db.selectFrom('case_record').select(['reference', 'kind', 'stage', 'stage_since', 'accepted_at', 'missing', 'note', 'secret_hash'])
      .where((where) => where.or([where('reference', '=', reference), where('number', '=', reference)])).executeTakeFirst();
    const right = timingSafeEqual(hashOf(secret), row?.secret_hash ? Buffer.from(row.secret_hash) : NOBODYS);
    if (!right || row === undefined) throw new Refused({ code: 'not-found' });
    await db.deleteFrom('case_attempt').where('name_hash', '=', hashOf(reference)).execute();
    return CaseStatus.parse({
      reference: row.reference, kind: row.kind, stage: row.stage, since: row.stage_since.toISOString(), acceptedAt: row.accepted_at?.toISOString(), missing: row.missing, note: row.note,
    });
  };
}

/**
 * Counted before the secret is looked at, so that many questions at once are not more than one after the other; by what was typed, so that
 * nothing tells whether there is such a case. Throws {@link Refused}: `rate-limited`.
 */
async function countAttempt(db: Kysely<Tables>, reference: string, now: number): Promise<void> {
  const at = new Date(now);
  const over = sql<boolean>`case_attempt.last_at <= ${new Date(now - ATTEMPTS.closedMs)}`;
  const { tries, last_at: last } = await db.insertInto('case_attempt').values({ name_hash: hashOf(reference), tries: 1, last_at: at })
    .onConflict((conflict) => conflict.column('name_hash').doUpdateSet({
      tries: sql<number>`case when ${over} then 1 else least(case_attempt.tries + 1, ${ATTEMPTS.most + 1}) end`,
      last_at: sql<Date>`case when ${over} or case_attempt.tries < ${ATTEMPTS.most} then excluded.last_at else case_attempt.last_at end`,
    })).returning(['tries', 'last_at']).executeTakeFirstOrThrow();
  if (tries > ATTEMPTS.most) throw new Refused({ code: 'rate-limited', retryAfterSeconds: Math.max(1, Math.ceil((last.getTime() + ATTEMPTS.closedMs - now) / 1000)) });
}
