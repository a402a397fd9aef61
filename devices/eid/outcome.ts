import type { EidFailure, EidFailureKind, EidOutcome } from './eid.ts';
import { failureKind } from './failure-codes.ts';
import { isOk, type SdkMessageOf } from './sdk.ts';

/** What is known beside the AusweisApp's last word. */
export interface EndFacts {
  /** Why we sent CANCEL. */
  readonly givenUp: EidFailure | null;
  readonly removed: boolean;
  /** A new PIN was sent to the card. */
  readonly replaced: boolean;
  /** The reader has a keypad, with a key to cancel. */
  readonly keypad: boolean;
  /** The card that lies there has no try left. */
  readonly blocked: boolean;
  readonly inoperative: boolean;
}

const failed = (failure: EidFailure): EidOutcome => ({ ok: false, failure });

/** The end of RUN_AUTH. Success counts also where CANCEL came too late. */
export function authOutcome(
  { result, url }: Pick<SdkMessageOf<'AUTH'>, 'result' | 'url'>,
  facts: EndFacts,
): EidOutcome {
  if (result !== undefined && isOk(result.major)) return { ok: true, refreshUrl: url ?? null };
  return failed(failure(result?.reason, result?.minor, facts, 'client'));
}

/**
 * The end of RUN_CHANGE_PIN. AusweisApp2 1.26.2 was seen to report success when the card was lost before any PIN was
 * asked: what was never sent cannot have been taken over.
 */
export function changeOutcome(
  { success, reason }: Pick<SdkMessageOf<'CHANGE_PIN'>, 'success' | 'reason'>,
  facts: EndFacts,
): EidOutcome {
  return success === true && facts.replaced
    ? { ok: true, refreshUrl: null }
    : failed(failure(reason, undefined, facts, 'card-error'));
}

/**
 * Without a reason, from older versions, what was seen at reader and card decides; `otherwise` where that says nothing
 * either.
 */
function failure(
  reason: string | undefined,
  minor: string | undefined,
  facts: EndFacts,
  otherwise: EidFailureKind,
): EidFailure {
  if (facts.givenUp !== null) return facts.givenUp;
  const code = reason ?? minor ?? null;
  const said = failureKind(reason, minor);
  // One minor code is that of a cancelled PIN at the reader's keypad and of a pulled card: `ifdl#cancellationByUser`.
  const removed = facts.removed || (said === 'cancelled' && reason === undefined && !facts.keypad);
  // Another that of every failure between reader and card alike.
  if (said !== null && said !== 'card-error' && !(said === 'cancelled' && reason === undefined && removed))
    return { kind: said, code };
  return {
    kind: facts.inoperative
      ? 'card-inoperative'
      : removed
        ? 'card-removed'
        : facts.blocked
          ? 'pin-blocked'
          : (said ?? otherwise),
    code,
  };
}
