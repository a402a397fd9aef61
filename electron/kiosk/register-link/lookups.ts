import type { Clock } from '../../../base/clock.ts';
import type { RegisterClient, RegisterFailure } from '../../../register/client/client.ts';
import type { DocumentStatusRequest } from '../../../register/contract/contract.ts';
import type { LookUpOutcome } from '../../../state-machines/ports.ts';
import { TokenBucket } from '../../../base/token-bucket.ts';
import type { AsyncStore } from '../store/client.ts';
import { createCaseStatus } from './case-status.ts';
import type { StatusIndex } from './status-index.ts';

export interface RegisterPortsDeps {
  readonly register: RegisterClient;
  /** Every answer says whether the register is there. */
  note(failure: RegisterFailure | null, request: string): void;
  readonly clock: Clock;
  readonly store: Pick<AsyncStore, 'waitingSince'>;
  /** What the terminal has stored for the time when the register is away. */
  readonly index: Pick<StatusIndex, 'lookUp'>;
  /** False while the register is known to be away: then no visitor has to wait for it. */
  reachable(): boolean;
}

/** The register's own rate limit for one terminal. */
const OFFLINE_LOOK_UPS = { capacity: 20, refillPerSecond: 1 / 3 } as const;

/** What the machines ask of the register. */
export function registerPorts({ register, store, clock, index, reachable, note }: RegisterPortsDeps) {
  const bucket = new TokenBucket(OFFLINE_LOOK_UPS, clock);
  async function kept(request: DocumentStatusRequest): Promise<LookUpOutcome> {
    if (!bucket.tryTake()) return { ok: false, error: 'rate-limited' };
    const found = await index.lookUp(request);
    return found === null
      ? { ok: false, error: 'unreachable' }
      : { ok: true, value: { ...found.status, asOf: found.asOf } };
  }
  return {
    async lookUp(request: DocumentStatusRequest): Promise<LookUpOutcome> {
      if (!reachable()) {
        const found = await kept(request);
        if (found.ok || found.error === 'rate-limited') return found;
      }
      const found = await register.documentStatus(request);
      note(found.ok ? null : found.error, 'document-status');
      if (found.ok) return found;
      switch (found.error.kind) {
        case 'rate-limited':
          return { ok: false, error: 'rate-limited' };
        case 'maintenance':
          return { ok: false, error: 'maintenance' };
        case 'refused':
        case 'clock-skew':
        case 'contract-unsupported':
        case 'invalid-request':
        case 'declined':
          return { ok: false, error: 'refused' };
        case 'unreachable':
        case 'unavailable':
        case 'protocol':
          return kept(request);
      }
    },
    askCase: createCaseStatus({ register, store, clock, note }),
  };
}
