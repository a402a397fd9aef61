import type { Driver } from '../driver/driver.ts';
import type { Result } from '../../base/result.ts';
import type { DeviceStatus } from '../driver/status.ts';
import type { AccessRight } from './sdk.ts';

/**
 * `no-reader`: the AusweisApp runs, and no reader is plugged in. `not-installed`: there is no AusweisApp.
 * `unsupported`: it is too old, or what answers is none. `occupied`: somebody else holds the only connection that it
 * takes.
 */
export type EidStatus = DeviceStatus<'no-reader', never, 'not-installed' | 'unsupported' | 'occupied'>;

/** `repeat-new-pin` is asked by us and not by the card: a mistyped new PIN would lock its owner out. */
export type Secret = 'pin' | 'transport-pin' | 'new-pin' | 'repeat-new-pin' | 'can' | 'puk';

/** Who wants to read, from its authorization certificate; § 18 (4) PAuswG wants it shown before anything is read. */
export interface EidProvider {
  readonly subjectName: string;
  readonly subjectUrl: string;
  readonly issuerName: string;
  readonly issuerUrl: string;
  readonly purpose: string;
  /** As the certificate has it, with line breaks; name, address and data protection authority of the provider. */
  readonly termsOfUsage: string;
  /** YYYY-MM-DD, both. */
  readonly effectiveDate: string;
  readonly expirationDate: string;
}

/**
 * `deactivated`: its online function was never switched on. `inoperative`: its PUK is used up. `position`: it lies
 * badly.
 */
export type CardProblem = 'removed' | 'unknown-card' | 'deactivated' | 'inoperative' | 'position' | 'no-reader';

/** Why the secret is asked again. `length` and `mismatch` cost no try, since nothing was sent to the card. */
export type WrongSecret = 'pin' | 'can' | 'puk' | 'length' | 'mismatch';

export type EidStep =
  /** It has begun; nothing is known yet. */
  | { readonly step: 'connecting' }
  | {
      readonly step: 'consent';
      readonly provider: EidProvider;
      readonly required: readonly AccessRight[];
      readonly optional: readonly AccessRight[];
      readonly effective: readonly AccessRight[];
      readonly transactionInfo: string | null;
    }
  /** The card is to be laid on, and what is wrong with the one that lies there or lay there. */
  | { readonly step: 'card'; readonly problem: CardProblem | null }
  /**
   * A secret is wanted. `keypad`: it is typed at the reader's own keypad, after `enter`; otherwise it comes over the
   * secret port. `tries`: what the card has left for its PIN, 3 to 0; null where the secret asked is not guarded by
   * them. `lastTry`: the next wrong PIN blocks the card; the CAN is asked before it.
   */
  | {
      readonly step: 'secret';
      readonly secret: Secret;
      readonly keypad: boolean;
      readonly tries: number | null;
      readonly wrong: WrongSecret | null;
      readonly lastTry: boolean;
    }
  /** `progress` in per cent, 0 to 100; null where the AusweisApp tells none. */
  | { readonly step: 'working'; readonly progress: number | null }
  | { readonly step: 'ended'; readonly outcome: EidOutcome };

/** `refreshUrl`: where the provider says how it goes on. */
export type EidOutcome =
  | { readonly ok: true; readonly refreshUrl: string | null }
  | { readonly ok: false; readonly failure: EidFailure };

export type EidFailureKind =
  /** By the visitor, at the screen or at the reader. */
  | 'cancelled'
  /** A step took the visitor too long, or the whole its hard end. */
  | 'timeout'
  | 'card-removed'
  | 'card-deactivated'
  | 'card-inoperative'
  /** Three wrong PINs; only the PUK helps. */
  | 'pin-blocked'
  /** Expired, or the holder is too young; said by the provider. */
  | 'card-not-accepted'
  /** Reader and card did not understand each other; another try may. */
  | 'card-error'
  /** At the reader's own keypad the new PIN was typed differently twice, too short, or too slowly. */
  | 'new-pin-refused'
  | 'network'
  /** The provider's server or certificate is not as it must be. */
  | 'provider'
  /** The AusweisApp, or how it is set up. */
  | 'client'
  /** The AusweisApp ended, or stopped answering. */
  | 'client-gone';

/** `code`: the SDK's failure code, or the minor result code; nothing personal. */
export interface EidFailure {
  readonly kind: EidFailureKind;
  readonly code: string | null;
}

export type EidEvent =
  | { readonly event: 'step'; readonly workflow: number; readonly step: EidStep }
  /** Also without a workflow: a card is never left behind unnoticed. */
  | { readonly event: 'card'; readonly present: boolean }
  /** So many digits are typed of the secret that is asked; never which. */
  | { readonly event: 'typed'; readonly count: number };

/**
 * `transport`: the PIN letter's five-digit PIN is replaced by the first one of the owner's own. `tcTokenUrl`: https,
 * from the eID-Server.
 */
export type EidRequest =
  | { readonly kind: 'auth'; readonly tcTokenUrl: string }
  | { readonly kind: 'change-pin'; readonly transport: boolean };

/**
 * Reads ID cards, residence permits and eID cards online, by the AusweisApp; and changes their PIN. One visitor at a
 * time.
 */
export interface EidReader extends Driver<EidStatus> {
  onEvent(listener: (event: EidEvent) => void): () => void;
  /**
   * Begins; the answer is the number that its steps carry. `err` with the status that explains why not; then there are
   * no steps.
   */
  begin(request: EidRequest): Promise<Result<number, EidStatus>>;
  /** The visitor agrees, with these of the optional rights. Without effect where no consent is asked. */
  accept(optional: readonly AccessRight[]): Promise<void>;
  /** The visitor goes to the reader's keypad. Without effect where it has none, or nothing is asked. */
  enter(): Promise<void>;
  /** The visitor gives up. Its end comes as a step. */
  cancel(): Promise<void>;
  /** Null while that is not known. */
  cardPresent(): boolean | null;
}
