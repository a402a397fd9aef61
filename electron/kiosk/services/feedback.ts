import { randomInt, randomUUID } from 'node:crypto';
import { newCode } from '../../../base/typed-code.ts';
import type { Clock } from '../../../base/clock.ts';
import { Feedback } from '../../../register/contract/contract.ts';
import type { SubmitFeedback } from '../../../state-machines/services/ports.ts';
import { hashOfSecret } from '../register-link/case-status.ts';
import type { RequestOutcome, Outbox } from '../register-link/outbox.ts';

export interface FeedbackDeps {
  readonly outbox: Pick<Outbox, 'keep' | 'onOutcome'>;
  readonly clock: Clock;
}

/** Milliseconds that a visitor waits at most for the register's own reference. */
export const REFERENCE_WITHIN = 4_000;
const code = (groups: number): string => newCode(groups, randomInt);

/**
 * Number and secret are made here, so that the visitor has both before the register was reached, and asks with them
 * later.
 */
export function createFeedback({ outbox, clock }: FeedbackDeps): SubmitFeedback {
  return async (draft) => {
    const id = randomUUID();
    const number = `V-${code(2)}`;
    const secret = code(3);
    const feedback = Feedback.safeParse({ ...draft, number, secret });
    if (!feedback.success) return { state: 'failed', reason: 'invalid' };
    let forget = (): void => undefined;
    const outcome = new Promise<RequestOutcome>((resolve) => {
      forget = outbox.onOutcome(id, resolve);
    });
    const kept = await outbox.keep(id, 'feedback', feedback.data, number, hashOfSecret(secret));
    if (!kept.ok) {
      forget();
      return { state: 'failed', reason: kept.error };
    }
    const known = await new Promise<RequestOutcome | null>((resolve) => {
      const cancel = clock.after(REFERENCE_WITHIN, () => resolve(null));
      void outcome.then((told) => {
        cancel();
        resolve(told);
      });
    });
    forget();
    // What the register will not have is with the technician, and still on its way for the visitor.
    return known?.state === 'registered'
      ? { state: 'registered', reference: known.reference ?? number, number, secret }
      : { state: 'queued', number, secret };
  };
}
