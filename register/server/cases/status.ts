/** What became of a case, for a holder of its number and its secret. */
import { timingSafeEqual } from 'node:crypto';
import type { Kysely } from 'kysely';
import { CaseStatus } from '../../contract/contract.ts';
import type { CaseStatusRequest } from '../../contract/contract.ts';
import { writeAudit } from '../audit/write.ts';
import type { TimeSource } from '../../../base/clock.ts';
import { HttpProblem } from '../http/problems.ts';
import { hashOf } from '../services/codes.ts';
import type { Tables } from '../database/tables.ts';
import { RateLimit } from '../http/rate-limit.ts';
import type { BucketSize } from '../../../base/token-bucket.ts';
import type { Terminal } from '../terminals/terminals.ts';

/**
 * Questions of one terminal, and of all. No number of wrong tries locks a case: references count upwards, so a stranger
 * could lock a neighbour's. A secret has 60 bits (4·10⁻¹² a year for a terminal that does nothing but guess one).
 */
export const CASE_STATUS_LIMITS: { readonly perTerminal: BucketSize; readonly overall: BucketSize } = {
  perTerminal: { capacity: 12, refillPerSecond: 1 / 5 },
  overall: { capacity: 100, refillPerSecond: 10 },
};
/** Compared with where there is no case, so that it takes as long. */
const NOBODYS = hashOf('');

export function createCaseStatus({
  db,
  clock,
  limits = CASE_STATUS_LIMITS,
}: {
  readonly db: Kysely<Tables>;
  readonly clock: TimeSource;
  readonly limits?: typeof CASE_STATUS_LIMITS;
}): (terminal: Terminal, request: CaseStatusRequest) => Promise<CaseStatus> {
  const rate = new RateLimit(limits.perTerminal, limits.overall, clock);
  return async (terminal, { reference: typed, secret }) => {
    const wait = rate.take(terminal.id);
    if (wait > 0) throw new HttpProblem({ code: 'rate-limited', retryAfterSeconds: wait });
    const reference = typed.toUpperCase();
    const row = await db
      .selectFrom('case_record')
      .select(['reference', 'kind', 'stage', 'stage_since', 'accepted_at', 'missing', 'note', 'secret_hash'])
      .where((where) => where.or([where('reference', '=', reference), where('number', '=', reference)]))
      .executeTakeFirst();
    const right = timingSafeEqual(hashOf(secret), row?.secret_hash ? Buffer.from(row.secret_hash) : NOBODYS);
    if (!right || row === undefined) throw new HttpProblem({ code: 'not-found' });
    await db.transaction().execute((tx) =>
      writeAudit(tx, {
        at: clock.now(),
        actor: `terminal:${terminal.id}`,
        action: 'case-status-read',
        subject: row.reference ?? 'case',
      }),
    );
    return CaseStatus.parse({
      reference: row.reference,
      kind: row.kind,
      stage: row.stage,
      since: row.stage_since.toISOString(),
      acceptedAt: row.accepted_at?.toISOString(),
      missing: row.missing,
      note: row.note,
    });
  };
}
