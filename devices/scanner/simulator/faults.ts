/** What can go wrong at a scanner on a serial line. */
export type SerialScannerFault =
  /** The second half of the next code and its suffix are lost. */
  | { readonly kind: 'cut-off' }
  /** Bytes that belong to no code come before the next one. */
  | { readonly kind: 'noise' }
  /** The cable is pulled; it stays so until `clear` or `plugIn`. */
  | { readonly kind: 'unplug' };

export const serialScannerFaultKinds = [
  'cut-off',
  'noise',
  'unplug',
] as const satisfies readonly SerialScannerFault['kind'][];

/** What can go wrong at a HID-POS scanner. */
export type HidScannerFault =
  /** Of the next code that needs several reports, everything after the first is lost. */
  | { readonly kind: 'lost-continuation' }
  /** The next report says that it holds more data than a report can. */
  | { readonly kind: 'length-too-large' }
  /** Before the next code come a report with another id, one that is too short, and one with no AIM identifier. */
  | { readonly kind: 'noise' }
  /** The cable is pulled; it stays so until `clear` or `plugIn`. */
  | { readonly kind: 'unplug' };

export const hidScannerFaultKinds = [
  'lost-continuation',
  'length-too-large',
  'noise',
  'unplug',
] as const satisfies readonly HidScannerFault['kind'][];
