import type { ReceiptPrinterStatus } from './receipt-printer.ts';

/** Status is told and logged on change only; this is what counts as none. */
export function sameStatus(a: ReceiptPrinterStatus, b: ReceiptPrinterStatus): boolean {
  return a.state === b.state
    && ('reason' in a ? a.reason : null) === ('reason' in b ? b.reason : null)
    && ('nearEnd' in a ? a.nearEnd : null) === ('nearEnd' in b ? b.nearEnd : null);
}
