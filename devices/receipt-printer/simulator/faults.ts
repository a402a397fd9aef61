/** What can go wrong with the printer. */
export type PrinterFault =
  /** The roll ends after that many more lines (1..); on `failAlways` after every new roll. */
  | { readonly kind: 'paper-out-mid-job'; readonly lines: number }
  | { readonly kind: 'paper-out' }
  | { readonly kind: 'near-end' }
  | { readonly kind: 'cover-open' }
  /** The blade jams at the next cut: a recoverable error that waits for DLE ENQ. */
  | { readonly kind: 'cutter' }
  /** The head is too hot at the next line; it cools by itself unless always. */
  | { readonly kind: 'head-hot' }
  /** Noise on the line before the next answer. */
  | { readonly kind: 'garbage' }
  /** The next answer is lost; always: all are. */
  | { readonly kind: 'silence' }
  /** The cable is pulled; it stays so until `clear` or `plugIn`. */
  | { readonly kind: 'unplug' }
  /** The next piece of paper takes twenty times as long. */
  | { readonly kind: 'slow' }
  /** The ticket folds up at the exit the next time the presenter moves it; it stays so until staff clear it. */
  | { readonly kind: 'exit-jam' }
  /** The next retraction leaves the ticket where it is. */
  | { readonly kind: 'retract-fails' }
  /** The sensor at the exit always reports a ticket, whether there is one or not. */
  | { readonly kind: 'exit-sensor-stuck' };

/** Those that only a printer with a presenter can have; in another they wait for ever. */
export const presenterFaultKinds = [
  'exit-jam',
  'retract-fails',
  'exit-sensor-stuck',
] as const satisfies readonly PrinterFault['kind'][];

export const printerFaultKinds = [
  'paper-out-mid-job',
  'paper-out',
  'near-end',
  'cover-open',
  'cutter',
  'head-hot',
  'garbage',
  'silence',
  'unplug',
  'slow',
  ...presenterFaultKinds,
] as const satisfies readonly PrinterFault['kind'][];

/** What a host did that a real printer does not understand or cannot take. Holds no print data. */
export interface Violation {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind:
    | 'unknown-command'
    | 'unsupported-command'
    | 'code-page'
    | 'character'
    | 'qr'
    | 'width'
    | 'receive-buffer-overflow'
    | 'second-client';
  readonly detail: string;
  /** How often it happened one after the other. */
  readonly count: number;
}
