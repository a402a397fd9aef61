import type { DeclineReason, PaymentPrompt, PaymentTerminalStatus } from './payment-terminal.ts';

/** Result codes of the terminal (PA00P015, 10) that mean something of their own; 1 to 99 are the host's, in decimal digits. */
export const RESULT = {
  approved: 0x00, unreadable: 0x64, dataMissing: 0x65, processing: 0x66, aborted: 0x6c, wrongCurrency: 0x6f, blocked: 0x71, endOfDayImpossible: 0x77, expired: 0x78, notPossible: 0x83, protocol: 0x9a,
  communication: 0x9b, busy: 0x9c, noConnection: 0xa1, noConnectionPstn: 0xa3, alreadyReversed: 0xb4, notReversible: 0xb5, tooHigh: 0xc3, diagnosis: 0xc2, printer: 0xcc, cardInserted: 0xdc, outOfOrder: 0xdf, maintenance: 0xe0,
  reader: 0xe1, readerIncomplete: 0xe2, endOfDayOpen: 0xf0, notInitialised: 0x51, clock: 0x62, memory: 0xb1, memoryFull: 0xb2, system: 0xff,
} as const;

/** Why a payment was declined, from the result code of 04 0F or 06 1E. */
export function declineReason(code: number): DeclineReason {
  switch (code) {
    case RESULT.unreadable: case RESULT.dataMissing: case RESULT.processing: case RESULT.reader: case RESULT.readerIncomplete: return 'card-unreadable';
    case RESULT.expired: return 'card-expired';
    case RESULT.notPossible: return 'card-not-accepted';
    case RESULT.aborted: return 'cancelled';
    case RESULT.tooHigh: return 'amount-too-high';
    case RESULT.noConnection: case RESULT.noConnectionPstn: case RESULT.communication: return 'no-connection';
    case RESULT.endOfDayOpen: return 'end-of-day';
    case RESULT.busy: case RESULT.printer: case RESULT.cardInserted: case RESULT.diagnosis: case RESULT.outOfOrder: case RESULT.maintenance: case RESULT.clock: case RESULT.memory: case RESULT.memoryFull: return 'not-ready';
    // The host's codes: 55 and 75 are about the PIN (ISO 8583, field 39), the others a bank's refusal.
    case 55: case 75: return 'wrong-pin';
    case 54: return 'card-expired';
    default: return code >= 1 && code <= 99 ? 'declined-by-bank' : 'other';
  }
}

/** The status byte that a status enquiry (05 01) ends with; null: ready. */
export function statusOf(code: number): Extract<PaymentTerminalStatus, { state: 'needs-staff' | 'faulted' | 'busy' }> | null {
  switch (code) {
    case 0x00: return null;
    case RESULT.notInitialised: return { state: 'needs-staff', reason: 'initialisation' };
    case RESULT.clock: return { state: 'faulted', reason: 'clock' };
    case RESULT.busy: case RESULT.maintenance: return { state: 'busy', reason: 'self' };
    case RESULT.memory: case RESULT.memoryFull: return { state: 'faulted', reason: 'memory' };
    case RESULT.diagnosis: return { state: 'needs-staff', reason: 'diagnosis' };
    case RESULT.printer: return { state: 'needs-staff', reason: 'printer' };
    case RESULT.cardInserted: return { state: 'needs-staff', reason: 'card-inserted' };
    case RESULT.reader: case RESULT.readerIncomplete: return { state: 'faulted', reason: 'reader' };
    case RESULT.endOfDayOpen: return { state: 'needs-staff', reason: 'end-of-day' };
    default: return { state: 'faulted', reason: 'out-of-order' };
  }
}

/** What an intermediate status (04 FF) asks for or says (PA00P015, 3.7). From 41 to 5D and 66, 67: the same as without bit 40, and the card is to be removed. */
export function promptOf(code: number): PaymentPrompt {
  switch (code) {
    case 0x0a: case 0x2a: return 'insert-card';
    case 0x0b: case 0x66: case 0x67: return 'remove-card';
    case 0x00: return 'confirm-amount';
    case 0x01: case 0x02: case 0x6a: case 0x6b: case 0x6c: case 0x6d: return 'enter-pin';
    case 0x15: return 'wrong-pin';
    case 0x04: case 0xd2: case 0xd3: return 'connecting';
    case 0x05: return 'reversing';
    case 0x1c: return 'approved';
    case 0x0c: case 0x19: return 'card-unreadable';
    case 0x5f: case 0x60: return 'present-again';
    // 5E: a contactless card was read; nobody has approved anything yet.
    case 0x06: case 0x0e: case 0x0f: case 0x17: case 0x28: case 0x29: case 0x2b: case 0x2c: case 0x5e: case 0x68: case 0xc9: case 0xca: return 'wait';
    default: return code > 0x40 && code < 0x5e ? 'remove-card' : 'other';
  }
}
