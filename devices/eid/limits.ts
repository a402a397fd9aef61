import type { EidTiming } from './config.ts';
import type { EidFailureKind, EidStep } from './eid.ts';
import type { Workflow } from './conversation.ts';

/**
 * How long a step may take, in milliseconds, and what its workflow fails with when it takes longer; null: it ends only
 * with the whole.
 */
export function limitOf(
  step: EidStep,
  kind: Workflow['kind'],
  timing: EidTiming,
): { readonly ms: number; readonly failure: EidFailureKind } | null {
  switch (step.step) {
    // Until the provider is known everything is between the AusweisApp and the network; a PIN change needs neither.
    case 'connecting':
      return { ms: timing.connecting, failure: kind === 'auth' ? 'network' : 'client' };
    case 'consent':
      return { ms: timing.consent, failure: 'timeout' };
    case 'card':
      return { ms: timing.card, failure: 'timeout' };
    case 'secret':
      return { ms: timing.secret, failure: 'timeout' };
    // Without any progress it has not come further than the card.
    case 'working':
      return { ms: timing.working, failure: kind === 'auth' && step.progress !== null ? 'network' : 'card-error' };
    case 'ended':
      return null;
  }
}
