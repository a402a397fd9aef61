/** Milliseconds; names as in PA00P015 and PA00P016. */
export interface Timing {
  /** Between two bytes of a block on the serial line. */
  readonly t1: number;
  /** From a block to its acknowledgement byte. */
  readonly t2: number;
  /** From a command to 80 00 or 84 xx. */
  readonly t3: number;
  /** From 80 00, or the terminal's last message, to its next; the terminal may ask for more. */
  readonly t4: number;
  /** From a command to its end, however often the terminal asks for more. */
  readonly total: number;
  /** Between two status enquiries of an idle terminal; at most a minute (PA00P015, 2.38). */
  readonly poll: number;
  /** The same while it is not ready. */
  readonly pollHindered: number;
  /** How long a payment whose answer was lost is asked after before it counts as unknown. */
  readonly resolve: number;
}
