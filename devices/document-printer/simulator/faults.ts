/** What can go wrong in the network and in the printer's own program; paper and toner are among its actions. */
export type DocumentPrinterFault =
  /** The next job is refused with server-error-busy. */
  | { readonly kind: 'busy' }
  /** The printer aborts the job after so many pages. */
  | { readonly kind: 'abort-job'; readonly afterPages: number }
  /** The job is held at the printer (pending-held) until it is released or cancelled. */
  | { readonly kind: 'hold-job' }
  /** The connection ends while the document is on its way; the printer keeps nothing of it. */
  | { readonly kind: 'cut-in-body' }
  /** The job is accepted, and the connection ends before the answer. */
  | { readonly kind: 'cut-before-answer' }
  /** Answers come so many milliseconds late. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Answers are not IPP. */
  | { readonly kind: 'garbage' }
  /** The HTTP server answers 500. */
  | { readonly kind: 'http-error' }
  /** The job is reported as completed, with one page fewer than it has. */
  | { readonly kind: 'short-count' };

/** Where the other side broke the protocol. */
export interface Violation {
  readonly at: number;
  readonly what: string;
}
