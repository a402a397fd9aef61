import { describe, expect, it } from 'vitest';
import { declineReason, promptOf, statusOf } from '../../../../devices/payment-terminal/result-codes.ts';

const BYTES = Array.from({ length: 0x100 }, (_, code) => code);
const codes = (fits: (code: number) => boolean): string => BYTES.filter(fits).map(code => code.toString(16).padStart(2, '0')).join(' ');

describe('why a payment was declined', () => {
  it.each([
    ['card-unreadable', '64 65 66 e1 e2'], ['card-expired', '36 78'], ['card-not-accepted', '83'], ['cancelled', '6c'], ['wrong-pin', '37 4b'], ['amount-too-high', 'c3'],
    ['no-connection', '9b a1 a3'], ['end-of-day', 'f0'], ['not-ready', '62 9c b1 b2 c2 cc dc df e0'],
  ])('%s: %s', (reason, expected) => {
    expect(codes(code => declineReason(code) === reason)).toBe(expected);
  });

  it('is the bank\'s word from 1 to 99, decimal, and otherwise another\'s', () => {
    const named = new Set([54, 55, 75]);
    expect(codes(code => declineReason(code) === 'declined-by-bank')).toBe(codes(code => code >= 1 && code <= 99 && !named.has(code) && code !== 0x62));
    expect(['other', 'other', 'other']).toEqual([0x6f, 0x77, 0xff].map(declineReason));
  });
});

describe('the status byte of an enquiry', () => {
  it.each([
    [0x00, null], [0x51, { state: 'needs-staff', reason: 'initialisation' }], [0x62, { state: 'faulted', reason: 'clock' }], [0x9c, { state: 'busy', reason: 'self' }], [0xe0, { state: 'busy', reason: 'self' }],
    [0xb1, { state: 'faulted', reason: 'memory' }], [0xb2, { state: 'faulted', reason: 'memory' }], [0xc2, { state: 'needs-staff', reason: 'diagnosis' }], [0xcc, { state: 'needs-staff', reason: 'printer' }],
    [0xdc, { state: 'needs-staff', reason: 'card-inserted' }], [0xdf, { state: 'faulted', reason: 'out-of-order' }], [0xe1, { state: 'faulted', reason: 'reader' }], [0xe2, { state: 'faulted', reason: 'reader' }],
    [0xf0, { state: 'needs-staff', reason: 'end-of-day' }],
  ])('%i', (code, expected) => {
    expect(statusOf(code)).toEqual(expected);
  });

  it('is ready only when it is 00', () => {
    expect(BYTES.filter(code => statusOf(code) === null)).toEqual([0]);
  });
});

describe('what an intermediate status says', () => {
  it.each([
    ['insert-card', '0a 2a'], ['enter-pin', '01 02 6a 6b 6c 6d'], ['wrong-pin', '15'], ['connecting', '04 d2 d3'], ['reversing', '05'], ['approved', '1c'], ['card-unreadable', '0c 19'], ['confirm-amount', '00'],
  ])('%s: %s', (prompt, expected) => {
    expect(codes(code => promptOf(code) === prompt)).toBe(expected);
  });

  it('asks for the card to be removed wherever bit 40 says so', () => {
    const asked = BYTES.filter(code => code >= 0x41 && code <= 0x5d);
    expect([...new Set([0x0b, ...asked, 0x66, 0x67].map(promptOf))]).toEqual(['remove-card']);
  });

  it('of a contactless card that was read is no approval', () => {
    expect(promptOf(0x5e)).toBe('wait');
  });
});
