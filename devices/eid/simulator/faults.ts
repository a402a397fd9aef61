/**
 * What can go wrong with the AusweisApp, at its reader and on the way to the provider. Laying cards on and pressing
 * keys are no faults but actions.
 */
export type EidFault =
  /** It ends: the connection is lost, and its port is closed until `clear` or `startApp`. */
  | { readonly kind: 'gone' }
  /** The next command ends the connection instead of being answered; a new one is taken at once. */
  | { readonly kind: 'cut' }
  /** The next command is lost. */
  | { readonly kind: 'silent' }
  /** The next message is no JSON. */
  | { readonly kind: 'garbage' }
  /** A message of an unknown kind comes before the next one. */
  | { readonly kind: 'unknown-message' }
  /** The next command is answered with INTERNAL_ERROR. */
  | { readonly kind: 'internal-error' }
  /** The next connection is refused with 409: somebody works with its own window. */
  | { readonly kind: 'occupied' }
  /** The provider cannot be reached. */
  | { readonly kind: 'no-network' }
  /** The provider's certificate is not accepted before anything is shown. */
  | { readonly kind: 'bad-certificate' }
  /** The talk with the card breaks off: when it is connected, or when it is read after the PIN. */
  | { readonly kind: 'card-error'; readonly at: 'connect' | 'read' }
  /** The card lies badly at the next secret: PAUSE from level 3 on, the end before. */
  | { readonly kind: 'bad-position' }
  /** The next step of the card takes so many milliseconds longer. */
  | { readonly kind: 'slow'; readonly ms: number };
