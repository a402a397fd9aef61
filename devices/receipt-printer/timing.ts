/** The driver's waits, in milliseconds; ranges and defaults stand in `config.ts`. */
export interface Timing {
  /** Between two polls when all is well; the poll is heartbeat and reconnection as well. */
  readonly poll: number;
  /** Between two polls while something hinders the printer, so that its end is seen soon. */
  readonly pollHindered: number;
  /** For one real-time answer (DLE EOT). */
  readonly realTime: number;
  /** For the answer to a queued command when nothing else is queued (GS I, GS ( H while identifying). */
  readonly queued: number;
  /** How long a piece of print data may stay in the port before the printer counts as silent. */
  readonly stall: number;
  /** From the last byte of a job to the printer's proof, while nothing hinders it. */
  readonly proof: number;
  /** How long a job waits for staff to reload paper, close the cover, free the cutter. */
  readonly staff: number;
  /** How long a broken job waits for the link to come back. */
  readonly reopen: number;
}
