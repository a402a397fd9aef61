import type { Driver } from '../driver/driver.ts';
import type { Result } from '../../base/result.ts';
import type { DeviceStatus } from '../driver/status.ts';

/**
 * What a payment terminal is for the rest of the application; nothing here is ZVT's own, so that another protocol can
 * stand behind it. `end-of-day`: refuses payments until its end of day is done. `card-inserted`: a card was left in it.
 * `bookings-untold`: it does not say which booking is its newest, so that a later payment could not be recognised; it
 * is not used. `busy` with `self`: it updates itself. `registration`: it does not accept the command that begins
 * everything.
 */
export type PaymentTerminalStatus = DeviceStatus<
  'end-of-day' | 'initialisation' | 'diagnosis' | 'printer' | 'card-inserted' | 'bookings-untold',
  never,
  'out-of-order' | 'reader' | 'memory' | 'clock' | 'password' | 'currency' | 'registration'
>;

export interface PaymentRequest {
  /** UUID of the payment in the journal. */
  readonly id: string;
  /** 1 to 99999999. */
  readonly amountCents: number;
}

/** What a payment that was booked is known by; enough to find and to reverse it. */
export interface Booking {
  /** 1 to 9999, the terminal's own count. */
  readonly receipt: number;
  /** Trace number, 1 to 999999; null where the terminal gave none. */
  readonly trace: number | null;
  /** Eight digits. */
  readonly terminalId: string | null;
  /** The terminal's clock: MMDD and HHMMSS as digits, as they stand on its receipt. */
  readonly date: string | null;
  readonly time: string | null;
  readonly amountCents: number;
}

export interface Captured extends Booking {
  readonly outcome: 'captured';
  readonly cardName: string | null;
  /** At most the first six and last four digits. */
  readonly maskedPan: string | null;
  /** The terminal's own texts, line by line; empty where it prints them itself. */
  readonly customerReceipt: readonly string[];
  readonly merchantReceipt: readonly string[];
}

/** Why a payment was declined; every one has a sentence. `other` carries the terminal's code. */
export type DeclineReason =
  | 'card-unreadable'
  | 'card-expired'
  | 'card-not-accepted'
  | 'cancelled'
  | 'wrong-pin'
  | 'declined-by-bank'
  | 'amount-too-high'
  | 'no-connection'
  | 'end-of-day'
  | 'not-ready'
  | 'other';

/**
 * `captured` and `declined` are the terminal's word. `unknown`: it has not said yet; `resolve` asks again, never a
 * second payment.
 */
export type PaymentOutcome =
  | Captured
  | { readonly outcome: 'declined'; readonly reason: DeclineReason; readonly code: number | null }
  | { readonly outcome: 'unknown' };

/** A payment of which the answer is missing. */
export interface OpenPayment {
  readonly id: string;
  readonly amountCents: number;
  /** The newest booking that the terminal had before this payment; null where it had none. */
  readonly before: Pick<Booking, 'receipt' | 'trace'> | null;
  readonly terminalId: string | null;
}

/** What must be on disk before the next step, in this order. Kept by the terminal's store. */
export type JournalEntry =
  /** Before the authorization is sent. */
  | { readonly step: 'intent'; readonly payment: OpenPayment }
  /** It is about to be sent: from here on, only the terminal knows. */
  | { readonly step: 'sent'; readonly id: string }
  /** The terminal's result, before it is acknowledged: the terminal keeps the sale only after that. */
  | { readonly step: 'result'; readonly id: string; readonly code: number; readonly booking: Booking | null }
  | { readonly step: 'acknowledged'; readonly id: string };

/** What the visitor is to do at the terminal, or what it is doing. */
export type PaymentPrompt =
  | 'insert-card'
  | 'remove-card'
  | 'enter-pin'
  | 'wrong-pin'
  | 'wait'
  | 'connecting'
  | 'reversing'
  | 'approved'
  | 'card-unreadable'
  | 'confirm-amount'
  | 'present-again'
  | 'other';
export interface PaymentProgress {
  readonly prompt: PaymentPrompt;
  /** The terminal's own words, in its language; null where it sent none. */
  readonly text: string | null;
}

/** Failure of a verb that is no payment: the status that explains it. */
export type NotDone = { readonly status: PaymentTerminalStatus; readonly code: number | null };

export interface PaymentTerminal extends Driver<PaymentTerminalStatus> {
  onProgress(listener: (progress: PaymentProgress) => void): () => void;
  /**
   * Takes the money, or says why not. Asks the terminal itself where its answer was lost, for up to `timing.resolve`.
   */
  authorize(request: PaymentRequest): Promise<PaymentOutcome>;
  /** Asks the terminal to give up the payment under way; its answer decides, not this one. */
  abort(): void;
  /** What became of a payment whose answer is missing. */
  resolve(open: OpenPayment): Promise<PaymentOutcome>;
  /** Takes a booking back. `already`: it was taken back before. */
  reverse(booking: Pick<Booking, 'receipt' | 'amountCents'>): Promise<Result<'reversed' | 'already', NotDone>>;
  endOfDay(): Promise<Result<{ readonly totals: Totals | null; readonly receipt: readonly string[] }, NotDone>>;
  diagnose(): Promise<Result<void, NotDone>>;
}

/** Totals of an end of day (bitmap 60), in cents. */
export interface Totals {
  readonly firstReceipt: number;
  readonly lastReceipt: number;
  readonly count: number;
  readonly amountCents: number;
}
