/**
 * What the machines of the services need from outside. No token crosses: the kiosk holds the sign-in, and the machines
 * know only that there is one.
 */
import type {
  CaseReceipt,
  DownloadLink,
  Feedback,
  IssuedDocument,
  LinkState,
  PickUp,
  Receipt,
  Resident,
} from '../../register/contract/contract.ts';
import type { FeeId, Receipted, ServiceId } from '../../services/kit/services.ts';
import type { Change, OrderSpec } from '../../services/orders.ts';

/** What every service begins with; asked anew each time, since fees and days change. */
export interface ServiceTerms {
  /** Cents by fee; 0 where the town asks nothing. */
  readonly fees: Readonly<Record<FeeId, number>>;
  /** The terminal's calendar day, ISO 8601. */
  readonly today: string;
}
export interface ServiceInput extends ServiceTerms {
  readonly service: ServiceId;
}
/** What every service ends with. `signed-out`: only a new sign-in goes on. */
export interface ServiceEnd {
  readonly outcome: 'done' | 'left' | 'signed-out';
  readonly item: DoneItem | null;
  /** The visitor said already how the receipt is taken along. */
  readonly by?: 'paper' | 'qr' | null;
  /** The visitor wants nothing else here: the visit ends with it. */
  readonly ends?: boolean;
}

/** Why a service could not go on; every one has a sentence. */
export type ServiceFailure =
  /** No answer, or the register cannot do it now. */
  | 'unreachable'
  /** The register answers, and the town's resident system does not. */
  | 'residents-away'
  | 'maintenance'
  /** The sign-in is over. */
  | 'signed-out'
  /** Somebody changed the data meanwhile. */
  | 'conflict'
  | 'not-possible'
  /** The fee was changed meanwhile. */
  | 'fee-differs'
  /** This terminal or its request is refused. */
  | 'refused';
export type Answer<T, E = ServiceFailure> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export interface EidProvider {
  readonly subjectName: string;
  readonly subjectUrl: string;
  readonly issuerName: string;
  readonly issuerUrl: string;
  readonly purpose: string;
  readonly termsOfUsage: string;
  readonly effectiveDate: string;
  readonly expirationDate: string;
}
export type EidSecret = 'pin' | 'transport-pin' | 'new-pin' | 'repeat-new-pin' | 'can' | 'puk';
export type CardProblem = 'removed' | 'unknown-card' | 'deactivated' | 'inoperative' | 'position' | 'no-reader';
/** What the ID card needs next. The digits of a secret never pass here. */
export type EidStep =
  | { readonly step: 'connecting' }
  | {
      readonly step: 'consent';
      readonly provider: EidProvider;
      readonly required: readonly string[];
      readonly optional: readonly string[];
      readonly transactionInfo: string | null;
    }
  | { readonly step: 'card'; readonly problem: CardProblem | null }
  | {
      readonly step: 'secret';
      readonly secret: EidSecret;
      readonly keypad: boolean;
      readonly tries: number | null;
      readonly wrong: 'pin' | 'can' | 'puk' | 'length' | 'mismatch' | null;
      readonly lastTry: boolean;
    }
  | { readonly step: 'working'; readonly progress: number | null };
/** Why an authentication or a change of the PIN ended; every one has a sentence and a remedy. */
export type EidEnd =
  | 'cancelled'
  | 'timeout'
  | 'card-removed'
  | 'card-deactivated'
  | 'card-inoperative'
  | 'pin-blocked'
  | 'card-not-accepted'
  | 'card-error'
  | 'new-pin-refused'
  | 'network'
  | 'provider'
  | 'client'
  | 'client-gone'
  | 'busy';
export type EidOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly failure: EidEnd; readonly code: string | null };

/** What the running conversation with the card tells. */
export type EidEvent = { type: 'eid-step'; step: EidStep } | { type: 'eid-ended'; outcome: EidOutcome };
/** What the visitor answers to it. */
export type EidCommand = { type: 'accept'; optional: readonly string[] } | { type: 'enter' } | { type: 'end' };

export type SignInOutcome = 'signed-in' | 'no-match' | 'failed';

/** `money`: what is known of it; `unknown` is said as it is. */
export type PayOutcome =
  | { readonly outcome: 'captured' }
  | { readonly outcome: 'declined'; readonly reason: string }
  | { readonly outcome: 'unknown' };
export type Issued =
  | { readonly kind: 'document'; readonly document: IssuedDocument }
  | { readonly kind: 'case'; readonly receipt: CaseReceipt };
/** `gone`: it was not issued and never will be. */
export type IssueOutcome =
  | { readonly ok: true; readonly value: Issued }
  | { readonly ok: false; readonly error: ServiceFailure };
/**
 * `printed` needs the printer's proof. `uncounted`: the job is over, but its sheets were not counted. `nothing`: surely
 * no page came out. `unknown`: some may have. After all but the first and the third, a person is asked what lies there.
 */
export type PrintedOutcome = 'printed' | 'uncounted' | 'nothing' | 'unknown';

/** One thing that was got done in this visit, for the one receipt at its end. Holds no name. */
export interface DoneItem {
  readonly kind: Receipted['id'];
  readonly reference: string;
  /** The register does not have it yet: the reference is the terminal's own number. */
  readonly queued?: true;
  /** It waits at the counter under this code. */
  readonly pickUp?: PickUp;
  /** The town answers to the contact that the visitor gave. */
  readonly replies?: true;
  /** Calendar day from which a change holds, ISO 8601. */
  readonly holdsFrom?: string;
  /** With the reference it shows what became of a case. */
  readonly secret: string | null;
  readonly cents: number;
  /** The payment terminal's own receipt, line by line; empty where nothing was paid or it prints its own. */
  readonly paymentReceipt: readonly string[];
}

/**
 * Hands in what a visitor wants to tell the town; answers within four seconds and what it takes to write it down.
 * `registered`: the register has it, under `reference`. `queued`: the terminal has stored it, and the register gets it
 * later under the same number. `failed`: nothing is kept anywhere. `no-key`: the register takes nothing sealed;
 * `not-kept`: the disk is full or broken; `invalid`: too long, or empty.
 */
export type SubmitFeedback = (feedback: Omit<Feedback, 'number' | 'secret'>) => Promise<FeedbackOutcome>;
export type FeedbackOutcome =
  | { readonly state: 'registered'; readonly reference: string; readonly number: string; readonly secret: string }
  | { readonly state: 'queued'; readonly number: string; readonly secret: string }
  | { readonly state: 'failed'; readonly reason: 'no-key' | 'not-kept' | 'invalid' };
/** What the visitor says of it; the language is the visit's. */
export type FeedbackDraft = Omit<Feedback, 'number' | 'secret' | 'language'>;

export type {
  CaseReceipt,
  Change,
  DownloadLink,
  FeeId,
  ServiceId,
  IssuedDocument,
  LinkState,
  OrderSpec,
  PickUp,
  Receipt,
  Resident,
};
