import { createHash } from 'node:crypto';
import type { Clock } from '../../../base/clock.ts';
import type { RegisterClient, RegisterFailure } from '../../../register/client/client.ts';
import type { CaseCode } from '../../../state-machines/parts/case-number.ts';
import type { CaseAnswer, CaseFailure, CaseOutcome } from '../../../state-machines/ports.ts';
import type { AsyncStore } from '../store/client.ts';
import { TokenBucket } from '../../../base/token-bucket.ts';

export interface CaseStatusDeps {
  readonly register: Pick<RegisterClient, 'caseStatus'>;
  readonly store: Pick<AsyncStore, 'waitingSince'>;
  readonly clock: Clock;
  note(failure: RegisterFailure | null, request: string): void;
}

/** Limits guesses of a secret while the register is away: a burst, then one in six seconds. */
export const LOCAL_LOOK_UPS = { capacity: 10, refillPerSecond: 1 / 6 } as const;

/**
 * How the terminal stores a secret while its request waits: SHA-256, 64 hexadecimal digits. It has 60 bits of chance;
 * with the request the hash goes as well.
 */
export const hashOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/**
 * What became of a case. A request that this terminal still has to send is reported as waiting; nothing else of it is
 * said.
 */
export function createCaseStatus({
  register,
  store,
  clock,
  note,
}: CaseStatusDeps): (asked: CaseCode) => Promise<CaseOutcome> {
  const bucket = new TokenBucket(LOCAL_LOOK_UPS, clock);
  const seconds = Math.ceil(1 / LOCAL_LOOK_UPS.refillPerSecond);

  async function here({ reference, secret }: CaseCode): Promise<CaseAnswer | 'too-often' | null> {
    if (!reference.startsWith('V-')) return null;
    if (!bucket.tryTake()) return 'too-often';
    const at = await store.waitingSince(reference, hashOfSecret(secret)).catch(() => null);
    return at === null ? null : { state: 'waiting', number: reference, at };
  }
  /** The register does not know it, or cannot be asked: perhaps it is still here. */
  async function orHere(asked: CaseCode, error: CaseFailure): Promise<CaseOutcome> {
    const found = await here(asked);
    if (found === 'too-often') return { ok: false, error: { kind: 'rate-limited', seconds } };
    return found === null ? { ok: false, error } : { ok: true, value: found };
  }

  return async (asked) => {
    const answer = await register.caseStatus(asked);
    // A number that is unknown there is an answer: the register is there.
    note(
      answer.ok || answer.error.kind === 'declined' || answer.error.kind === 'invalid-request' ? null : answer.error,
      'case-status',
    );
    if (answer.ok) return { ok: true, value: { state: 'known', status: answer.value } };
    const { error } = answer;
    switch (error.kind) {
      case 'rate-limited':
        return { ok: false, error: { kind: 'rate-limited', seconds: error.retryAfterSeconds } };
      case 'maintenance':
        return { ok: false, error: { kind: 'maintenance' } };
      case 'invalid-request':
        return { ok: false, error: { kind: 'unknown' } };
      case 'declined':
        return error.reason === 'not-found'
          ? orHere(asked, { kind: 'unknown' })
          : { ok: false, error: { kind: 'refused' } };
      case 'refused':
      case 'clock-skew':
      case 'contract-unsupported':
        return { ok: false, error: { kind: 'refused' } };
      case 'unreachable':
      case 'unavailable':
      case 'protocol':
        return orHere(asked, { kind: 'unreachable' });
    }
  };
}
