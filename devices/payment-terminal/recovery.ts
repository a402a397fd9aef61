import type { StatusInformation } from './messages.ts';
import type { OpenPayment, PaymentOutcome } from './payment-terminal.ts';
import { declineReason } from './result-codes.ts';

/** What the terminal said when it was asked for its newest receipt: one, that it has none, or nothing that says so. */
export type Newest = StatusInformation | 'none' | 'silent';

const NOT_CAPTURED: PaymentOutcome = { outcome: 'declined', reason: 'other', code: null };

/**
 * What became of a payment, from the newest booking that the terminal has. Pure. The terminal is asked when it is ready
 * again, so what it has not booked by then it will not book.
 *
 * The receipt number decides: the same as before the payment means that nothing was booked since. A new one counts only
 * with our amount and from the same terminal; anything else was booked by somebody else, and the outcome stays unknown.
 */
export function outcomeOf(open: OpenPayment, newest: Newest): PaymentOutcome {
  if (newest === 'silent') return { outcome: 'unknown' };
  // No booking at all, and none before: none was made. Had it one before, that one is lost, and the outcome is unknown.
  if (newest === 'none') return open.before === null ? NOT_CAPTURED : { outcome: 'unknown' };
  const { booking, code } = newest;
  if (booking === null) return open.before === null && code !== 0 ? NOT_CAPTURED : { outcome: 'unknown' };
  if (open.terminalId !== null && booking.terminalId !== null && booking.terminalId !== open.terminalId)
    return { outcome: 'unknown' };
  if (
    open.before !== null &&
    booking.receipt === open.before.receipt &&
    (booking.trace === open.before.trace || booking.trace === null || open.before.trace === null)
  )
    return NOT_CAPTURED;
  if (booking.amountCents !== open.amountCents) return { outcome: 'unknown' };
  // A booking without a result code is no proof of an approval.
  if (code === null) return { outcome: 'unknown' };
  if (code !== 0) return { outcome: 'declined', reason: declineReason(code), code };
  return {
    outcome: 'captured',
    ...booking,
    cardName: newest.cardName,
    maskedPan: newest.maskedPan,
    customerReceipt: [],
    merchantReceipt: [],
  };
}
