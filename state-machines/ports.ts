/**
 * What the machines need from outside, as types. The kiosk implements them with devices, register and store; the machines
 * themselves neither read nor write anything.
 */
import type { DocumentStatus, DocumentStatusRequest } from '../register/contract.ts';
import type { DoneItem } from './ports-services.ts';

/** Why the register gave no answer; every variant has a sentence on the screen. */
export type LookUpFailure = 'unreachable' | 'rate-limited' | 'maintenance' | 'refused';
/** `asOf`: told from what the terminal keeps, as it was then; milliseconds since the epoch. */
export type KnownStatus = DocumentStatus & { readonly asOf?: number };
export type LookUpOutcome = { readonly ok: true; readonly value: KnownStatus } | { readonly ok: false; readonly error: LookUpFailure };

/** `printed` needs the printer's proof. `nothing`: surely no paper came out. `unknown`: some may have. */
export type PrintOutcome = 'printed' | 'nothing' | 'unknown';

/** What a slip is about; the kiosk composes the paper from it when it is printed. */
export type SlipSubject =
  | { readonly kind: 'service'; readonly id: string }
  | { readonly kind: 'office'; readonly id: string }
  | { readonly kind: 'document-status'; readonly request: DocumentStatusRequest; readonly status: KnownStatus }
  /** What was got done in this visit. */
  | { readonly kind: 'receipt'; readonly done: readonly DoneItem[] };

/** Names of the actors that the kiosk provides to the machines. */
export interface Ports {
  lookUp(request: DocumentStatusRequest): Promise<LookUpOutcome>;
  print(subject: SlipSubject): Promise<PrintOutcome>;
  callHelp(screen: string): Promise<boolean>;
}
