/**
 * What can go wrong at the terminal, on its line and at its host. Presenting cards and pressing keys are no faults but
 * actions.
 */
export type PaymentTerminalFault =
  /** A command gets no answer at all. */
  | { readonly kind: 'silent' }
  /** The authorization is accepted with 80 00 00, and nothing follows. Nothing is booked. */
  | { readonly kind: 'silent-after-accept' }
  /** The connection ends before the result is sent; nothing is booked. */
  | { readonly kind: 'cut-before-result' }
  /** It ends when the result is sent, before its acknowledgement can come; what is booked then, `lostAck` says. */
  | { readonly kind: 'cut-after-result' }
  /** It ends after the acknowledgement: the sale is booked, the texts and the completion never come. */
  | { readonly kind: 'cut-after-ack' }
  /** The result is sent twice. */
  | { readonly kind: 'double-result' }
  /** The card's bank declines: 04 0F with this code, then 06 1E. */
  | { readonly kind: 'decline'; readonly code: number }
  /** It gives up before a card was read: 06 1E with this code. */
  | { readonly kind: 'abort'; readonly code: number }
  /** 84 9C 00 to the next command. */
  | { readonly kind: 'busy' }
  /** The result comes so many milliseconds late. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The next end of day fails, and payments are refused with F0 until one succeeds. */
  | { readonly kind: 'end-of-day-fails' }
  /** A status enquiry ends with this byte, and payments are refused with it. */
  | { readonly kind: 'condition'; readonly code: number }
  /** The power fails when the card has been approved; `booked` says whether the sale was stored before. */
  | { readonly kind: 'power-loss'; readonly booked: boolean }
  /** The result names another amount than was asked for. */
  | { readonly kind: 'other-amount' }
  /** Serial: the next block has a wrong check sum. */
  | { readonly kind: 'bad-check-sum' }
  /** Serial: the next block of the host is answered with NAK. */
  | { readonly kind: 'nak' }
  /** Serial: the acknowledgement byte of the next block is not sent. */
  | { readonly kind: 'no-ack' }
  /** Serial: bytes that belong to no block come before the next one. */
  | { readonly kind: 'noise' };

/** Where the host broke the protocol. */
export interface Violation {
  readonly at: number;
  readonly what: string;
}
