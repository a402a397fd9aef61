/**
 * What can go wrong between the terminal and the NUT daemon, and behind it. What happens to the power is set by the
 * test.
 */
export type UpsFault =
  /** A command gets no answer at all. */
  | { readonly kind: 'silent' }
  /** The connection ends in the middle of a list. */
  | { readonly kind: 'cut' }
  /** A line that belongs to nothing stands in the middle of a list. */
  | { readonly kind: 'garbage' }
  /** A line of so many bytes stands before the answer. */
  | { readonly kind: 'long-line'; readonly bytes: number }
  /** The list of another UPS comes in place of the one that was asked for. */
  | { readonly kind: 'other-list' }
  /** The list begins, and goes on without an end. */
  | { readonly kind: 'endless' }
  /** The answer comes in pieces of one byte. */
  | { readonly kind: 'bytewise' }
  /** Refused with this code: DATA-STALE, DRIVER-NOT-CONNECTED, UNKNOWN-UPS, ACCESS-DENIED … */
  | { readonly kind: 'refused'; readonly code: string }
  /** The list has no `ups.status`. */
  | { readonly kind: 'no-status' };

export interface Violation {
  readonly at: number;
  readonly what: string;
}
