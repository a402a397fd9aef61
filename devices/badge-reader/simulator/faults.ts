/** What can go wrong at the badge reader. Laying badges on it is no fault but an action. */
export type BadgeReaderFault =
  /** The next answer is lost; always: all are. */
  | { readonly kind: 'silent' }
  /** Bytes that are no hexadecimal digits come before the next answer, without a CR between. */
  | { readonly kind: 'garbage' }
  /** The second half of the next answer and its CR are lost. */
  | { readonly kind: 'cut-off' }
  /** The next command is answered with 01: a firmware without that function. */
  | { readonly kind: 'unknown-function' }
  /** The cable is pulled; it stays so until `clear` or `plugIn`. */
  | { readonly kind: 'unplug' };

export const badgeReaderFaultKinds = [
  'silent',
  'garbage',
  'cut-off',
  'unknown-function',
  'unplug',
] as const satisfies readonly BadgeReaderFault['kind'][];
