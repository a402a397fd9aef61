/** What can go wrong at the document reader. */
export type DocumentReaderFault =
  /** The next document is taken out too early: the first half of its characters arrive, in a complete frame. */
  | { readonly kind: 'half-document' }
  /** The second half of the next frame is lost on the line. */
  | { readonly kind: 'cut-off' }
  /** Bytes that belong to no frame come before the next one. */
  | { readonly kind: 'noise' }
  /** The next document arrives as one line of that many characters, 1–65535. */
  | { readonly kind: 'oversized'; readonly characters: number }
  /** Every seventh character of the next document could not be read. */
  | { readonly kind: 'unreadable' }
  /** The next frame is lost. */
  | { readonly kind: 'silent' }
  /** The cable is pulled; it stays so until `clear` or `plugIn`. */
  | { readonly kind: 'unplug' };

export const documentReaderFaultKinds = [
  'half-document',
  'cut-off',
  'noise',
  'oversized',
  'unreadable',
  'silent',
  'unplug',
] as const satisfies readonly DocumentReaderFault['kind'][];
