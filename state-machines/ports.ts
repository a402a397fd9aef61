/**
 * What the machines need from outside, as types. The kiosk implements them with devices, register and store; the
 * machines themselves neither read nor write anything.
 */
import type { CaseStatus, DocumentStatus, DocumentStatusRequest, HelpState } from '../register/contract/contract.ts';
import type { CaseCode } from './parts/case-number.ts';
import type { DoneItem, PickUp } from './services/ports.ts';

/** Why the register gave no answer; every variant has a sentence on the screen. */
export type LookUpFailure = 'unreachable' | 'rate-limited' | 'maintenance' | 'refused';
/** `asOf`: answered from what the terminal has stored, as of that time; milliseconds since the epoch. */
export type KnownStatus = DocumentStatus & { readonly asOf?: number };
export type LookUpOutcome =
  | { readonly ok: true; readonly value: KnownStatus }
  | { readonly ok: false; readonly error: LookUpFailure };

/**
 * `waiting`: the terminal has it and the register does not yet; `at`: when it was handed in, milliseconds since the
 * epoch.
 */
export type CaseAnswer =
  | { readonly state: 'known'; readonly status: CaseStatus }
  | { readonly state: 'waiting'; readonly number: string; readonly at: number };
/** `unknown`: no such number, or another secret; which of them is not said. */
export type CaseFailure =
  | { readonly kind: 'unreachable' | 'maintenance' | 'refused' | 'unknown' }
  | { readonly kind: 'rate-limited'; readonly seconds: number };
export type CaseOutcome =
  | { readonly ok: true; readonly value: CaseAnswer }
  | { readonly ok: false; readonly error: CaseFailure };

/** `printed` needs the printer's proof. `nothing`: surely no paper came out. `unknown`: some may have. */
export type PrintOutcome = 'printed' | 'nothing' | 'unknown';

/** What a slip is about; the kiosk composes the paper from it when it is printed. */
export type SlipSubject =
  | { readonly kind: 'service'; readonly id: string }
  | { readonly kind: 'office'; readonly id: string }
  | { readonly kind: 'document-status'; readonly request: DocumentStatusRequest; readonly status: KnownStatus }
  | { readonly kind: 'case-status'; readonly answer: CaseAnswer }
  /** A document waits at the counter for the holder of this code. */
  | { readonly kind: 'pick-up'; readonly reference: string; readonly pickUp: PickUp }
  /** What was got done in this visit. */
  | { readonly kind: 'receipt'; readonly done: readonly DoneItem[] };

/** `accepted`: the town hall has the call; where it does not, it stands on the terminal's own staff page only. */
export interface CalledHelp {
  readonly key: string;
  readonly accepted: boolean;
}

/** Names of the actors that the kiosk provides to the machines. */
export interface Ports {
  lookUp(request: DocumentStatusRequest): Promise<LookUpOutcome>;
  askCase(code: CaseCode): Promise<CaseOutcome>;
  /** `gone`: aborts when the visitor has left. */
  print(subject: SlipSubject, gone?: AbortSignal): Promise<PrintOutcome>;
  callHelp(screen: string): Promise<CalledHelp>;
  /**
   * Tells what the office, or staff at the terminal, say of a call. What is returned ends it: the visitor waits no
   * longer.
   */
  followHelp(key: string, onState: (state: HelpState) => void): () => void;
  endHelp(key: string): void;
}
