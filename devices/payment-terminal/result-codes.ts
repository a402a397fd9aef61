import type { DeclineReason, PaymentPrompt, PaymentTerminalStatus } from './payment-terminal.ts';

/** Result codes that decide something here. The whole list, with what each means for a visitor, is `RESULT_CODES`. */
export const RESULT = {
  approved: 0x00,
  dataMissing: 0x65,
  wrongCurrency: 0x6f,
  notPossible: 0x83,
  busy: 0x9c,
  alreadyReversed: 0xb4,
  printer: 0xcc,
  endOfDayOpen: 0xf0,
} as const;

interface ResultCode {
  /** As the list names it. */
  readonly name: string;
  /** What the visitor reads when 04 0F or 06 1E of a payment brings it. */
  readonly declines: DeclineReason;
}
const code = (name: string, declines: DeclineReason): ResultCode => ({ name, declines });

/**
 * The list of error messages of PA00P015, chapter 10, from 64 hex on, whole; facts, as public clients of the protocol
 * have it (bezahl-online/zvt, `messages/error.go`). Below 64 stand the codes of the network operator. A code that is
 * in no list is `other`: the visitor is told that it did not work, and neither card nor bank is blamed.
 *
 * The reasons say whose doing it is: `card-…` only where a card was read and is the cause, `not-ready` where the
 * terminal itself is.
 */
export const RESULT_CODES: Readonly<Record<number, ResultCode>> = {
  0x64: code('card not readable', 'card-unreadable'),
  0x65: code('card data not present', 'card-unreadable'),
  0x66: code('processing error', 'other'),
  0x67: code('function not permitted for ec and Maestro cards', 'card-not-accepted'),
  0x68: code('function not permitted for credit and tank cards', 'card-not-accepted'),
  0x6a: code('turnover file full', 'not-ready'),
  0x6b: code('function deactivated, terminal not registered', 'not-ready'),
  0x6c: code('abort by timeout or abort key', 'cancelled'),
  0x6e: code('card in blocked list', 'card-not-accepted'),
  0x6f: code('wrong currency', 'not-ready'),
  0x71: code('credit not sufficient, chip card', 'card-not-accepted'),
  0x72: code('chip error', 'card-unreadable'),
  0x73: code('card data incorrect', 'card-unreadable'),
  0x74: code('DUKPT engine exhausted', 'not-ready'),
  0x75: code('text not authentic', 'not-ready'),
  0x76: code('card number not in white list', 'card-not-accepted'),
  0x77: code('end-of-day batch not possible', 'other'),
  0x78: code('card expired', 'card-expired'),
  0x79: code('card not yet valid', 'card-not-accepted'),
  0x7a: code('card unknown', 'card-not-accepted'),
  0x7b: code('fallback to magnetic stripe not possible for girocard', 'card-unreadable'),
  0x7c: code('fallback to magnetic stripe not possible', 'card-unreadable'),
  0x7d: code('communication error', 'no-connection'),
  0x7e: code('fallback to magnetic stripe not possible, debit advice possible', 'card-unreadable'),
  0x83: code('function not possible', 'other'),
  0x85: code('key missing', 'not-ready'),
  0x89: code('PIN pad defective', 'not-ready'),
  0x9a: code('ZVT protocol error', 'not-ready'),
  0x9b: code('error from dial-up or communication fault', 'no-connection'),
  0x9c: code('please wait', 'not-ready'),
  0xa0: code('receiver not ready', 'no-connection'),
  0xa1: code('remote station does not respond', 'no-connection'),
  0xa3: code('no connection', 'no-connection'),
  0xa4: code('submission of Geldkarte not possible', 'other'),
  0xa5: code('function not allowed due to PCI-DSS or P2PE rules', 'not-ready'),
  0xb1: code('memory full', 'not-ready'),
  0xb2: code('merchant journal full', 'not-ready'),
  0xb4: code('already reversed', 'other'),
  0xb5: code('reversal not possible', 'other'),
  0xb7: code('pre-authorisation incorrect', 'other'),
  0xb8: code('error of pre-authorisation', 'other'),
  0xbf: code('voltage supply too low', 'not-ready'),
  0xc0: code('card locking mechanism defective', 'not-ready'),
  0xc1: code('merchant card locked', 'not-ready'),
  0xc2: code('diagnosis required', 'not-ready'),
  0xc3: code('maximum amount exceeded', 'amount-too-high'),
  0xc4: code('card profile invalid, new profiles must be loaded', 'not-ready'),
  0xc5: code('payment method not supported', 'card-not-accepted'),
  0xc6: code('currency not applicable', 'not-ready'),
  0xc8: code('amount too small', 'other'),
  0xc9: code('maximum transaction amount too small', 'amount-too-high'),
  0xcb: code('function only allowed in euro', 'not-ready'),
  0xcc: code('printer not ready', 'not-ready'),
  0xcd: code('cashback not possible', 'other'),
  0xd2: code('function not permitted for service and bank customer cards', 'card-not-accepted'),
  0xdc: code('card inserted', 'not-ready'),
  0xdd: code('error during card ejection', 'not-ready'),
  0xde: code('error during card insertion', 'card-unreadable'),
  0xdf: code('out of order', 'not-ready'),
  0xe0: code('remote maintenance activated', 'not-ready'),
  0xe1: code('card reader incomplete', 'not-ready'),
  0xe2: code('card reader does not answer or is defective', 'not-ready'),
  0xe3: code('shutter closed', 'not-ready'),
  0xe4: code('terminal activation required', 'not-ready'),
  0xe7: code('at least one goods group not found', 'other'),
  0xe8: code('no goods group table loaded', 'not-ready'),
  0xe9: code('restriction code not permitted', 'card-not-accepted'),
  0xea: code('card code not permitted', 'card-not-accepted'),
  0xeb: code('function not executable, PIN algorithm unknown', 'not-ready'),
  0xec: code('PIN processing not possible', 'not-ready'),
  0xed: code('PIN pad defective', 'not-ready'),
  0xf0: code('open end-of-day batch present', 'end-of-day'),
  0xf1: code('ec-cash or Maestro offline error', 'other'),
  0xf5: code('OPT error', 'not-ready'),
  0xf6: code('OPT data not available, personalisation required', 'not-ready'),
  0xfa: code('error transmitting offline transactions', 'other'),
  0xfb: code('turnover data set defective', 'not-ready'),
  0xfc: code('necessary device not present or defective', 'not-ready'),
  0xfd: code('baud rate not supported', 'not-ready'),
  0xfe: code('register unknown', 'not-ready'),
  0xff: code('system error', 'other'),
};

/** The status byte of a clock that is wrong; as the operator's code 98 it comes as well. */
const CLOCK = 0x62;

/** Why a payment was declined, from the result code of 04 0F or 06 1E: after it was begun. */
export function declineReason(result: number): DeclineReason {
  const known = RESULT_CODES[result];
  if (known !== undefined) return known.declines;
  // The network operator's codes, in decimal digits: 55 and 75 are about the PIN, 54 the date (ISO 8583, field 39),
  // the others a bank's refusal.
  if (result === 55 || result === 75) return 'wrong-pin';
  if (result === 54) return 'card-expired';
  if (result === CLOCK) return 'not-ready';
  return result >= 1 && result <= 99 ? 'declined-by-bank' : 'other';
}

/**
 * Why a payment was refused with 84 xx in place of 80 00, before it was begun: no card was read and no bank was
 * asked, so it is the terminal's doing whatever the code, and only its end of day is a reason of its own.
 */
export const refusalReason = (result: number): DeclineReason =>
  result === RESULT.endOfDayOpen ? 'end-of-day' : 'not-ready';

/** A state in which it takes no payments. */
export type Hindrance = Extract<PaymentTerminalStatus, { state: 'needs-staff' | 'faulted' | 'busy' }>;

/**
 * The status byte that a status enquiry (05 01) ends with; null: ready. Anything but 00 prevents the terminal from
 * taking payments; a byte that we do not know says that something is wrong, and not what.
 */
export function statusOf(status: number): Hindrance | null {
  switch (status) {
    case RESULT.approved:
      return null;
    case 0x51:
    case 0x6b:
    case 0x85:
    case 0xe4:
    case 0xf6:
      return { state: 'needs-staff', reason: 'initialisation' };
    case CLOCK:
      return { state: 'faulted', reason: 'clock' };
    case RESULT.wrongCurrency:
      return { state: 'faulted', reason: 'currency' };
    case RESULT.busy:
    case 0xe0:
      return { state: 'busy', reason: 'self' };
    case 0x6a:
    case 0xb1:
    case 0xb2:
    case 0xfb:
      return { state: 'faulted', reason: 'memory' };
    case 0xc2:
      return { state: 'needs-staff', reason: 'diagnosis' };
    case RESULT.printer:
      return { state: 'needs-staff', reason: 'printer' };
    case 0xdc:
      return { state: 'needs-staff', reason: 'card-inserted' };
    case 0xc0:
    case 0xdd:
    case 0xde:
    case 0xe1:
    case 0xe2:
    case 0xe3:
      return { state: 'faulted', reason: 'reader' };
    case RESULT.endOfDayOpen:
      return { state: 'needs-staff', reason: 'end-of-day' };
    default:
      return { state: 'faulted', reason: 'out-of-order' };
  }
}

/**
 * What an intermediate status (04 FF) asks for or says (PA00P015, 3.7). From 41 to 5D and 66, 67: the same as without
 * bit 40, and the card is to be removed.
 */
export function promptOf(code: number): PaymentPrompt {
  switch (code) {
    case 0x0a:
    case 0x2a:
      return 'insert-card';
    case 0x0b:
    case 0x66:
    case 0x67:
      return 'remove-card';
    case 0x00:
      return 'confirm-amount';
    case 0x01:
    case 0x02:
    case 0x6a:
    case 0x6b:
    case 0x6c:
    case 0x6d:
      return 'enter-pin';
    case 0x15:
      return 'wrong-pin';
    case 0x04:
    case 0xd2:
    case 0xd3:
      return 'connecting';
    case 0x05:
      return 'reversing';
    case 0x1c:
      return 'approved';
    case 0x0c:
    case 0x19:
      return 'card-unreadable';
    case 0x5f:
    case 0x60:
      return 'present-again';
    // 5E: a contactless card was read; the payment is not approved yet.
    case 0x06:
    case 0x0e:
    case 0x0f:
    case 0x17:
    case 0x28:
    case 0x29:
    case 0x2b:
    case 0x2c:
    case 0x5e:
    case 0x68:
    case 0xc9:
    case 0xca:
      return 'wait';
    default:
      return code > 0x40 && code < 0x5e ? 'remove-card' : 'other';
  }
}
