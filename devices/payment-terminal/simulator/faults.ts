/** What can go wrong with the payment terminal. */
export type TerminalFault =
  /** The next command gets no answer at all. */
  | { readonly kind: 'silence' }
  /** Serial: the next block is not acknowledged, and lost. */
  | { readonly kind: 'no-ack' }
  /** Serial: the next block is refused with NAK. */
  | { readonly kind: 'nak' }
  /** The line ends when the acquirer has approved and 04 0F has not been sent. */
  | { readonly kind: 'drop-before-status' }
  /** The line ends when 04 0F is sent, before it could be acknowledged. */
  | { readonly kind: 'drop-after-status-before-ack' }
  /** The line ends when the sale is stored, before 06 0F. */
  | { readonly kind: 'drop-before-completion' }
  /** The acquirer refuses with that result code (BMP 27), 1..255. */
  | { readonly kind: 'declined'; readonly rc: number }
  /** The acquirer takes twenty times as long. */
  | { readonly kind: 'slow' }
  /** Bytes that belong to no message before the next one. Without framing (TCP) the stream is lost from there on. */
  | { readonly kind: 'garbage' }
  /** The next command is refused with 84 9C 00. */
  | { readonly kind: 'busy' }
  /** The printer: status byte and result code CC; it stays so until `clear`. */
  | { readonly kind: 'printer-not-ready' }
  /** The end of day is open: status byte and result code F0 until 06 50 succeeds or `clear`. */
  | { readonly kind: 'end-of-day-open' }
  /** The next 06 50 ends with 06 1E 77, and payments with F0 from then on. */
  | { readonly kind: 'end-of-day-fails' }
  /** 04 0F comes twice. */
  | { readonly kind: 'duplicate-status' }
  /** 06 0F comes before 04 0F. */
  | { readonly kind: 'wrong-order' };

export const terminalFaultKinds = [
  'silence', 'no-ack', 'nak', 'drop-before-status', 'drop-after-status-before-ack', 'drop-before-completion', 'declined', 'slow',
  'garbage', 'busy', 'printer-not-ready', 'end-of-day-open', 'end-of-day-fails', 'duplicate-status', 'wrong-order',
] as const satisfies readonly TerminalFault['kind'][];

/** What a host did that the protocol forbids. Holds command codes, never their data. */
export interface Violation {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind:
    /** A command while the terminal is master. */
    | 'out-of-turn'
    /** 06 01 while a payment runs. */
    | 'payment-while-busy'
    /** No 80 00 00 within T3. */
    | 'no-answer'
    /** The answer came after T3. */
    | 'late-answer'
    /** An answer to nothing. */
    | 'unexpected-answer'
    /** 84 xx to a message that leaves no choice. */
    | 'refused-message'
    | 'not-registered' | 'password' | 'currency' | 'amount' | 'data' | 'unknown-command'
    /** Serial: a block that is none, or noise between blocks. */
    | 'framing'
    /** Serial: no ACK after two repeats. */
    | 'no-ack'
    | 'second-host';
  readonly detail: string;
  /** How often it happened one after the other. */
  readonly count: number;
}
