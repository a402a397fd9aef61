import { describe, expect, it } from 'vitest';
import {
  declineReason,
  promptOf,
  refusalReason,
  RESULT_CODES,
  statusOf,
} from '../../../../devices/payment-terminal/result-codes.ts';

const BYTES = Array.from({ length: 0x100 }, (_, code) => code);
const codes = (fits: (code: number) => boolean): string =>
  BYTES.filter(fits)
    .map((code) => code.toString(16).padStart(2, '0'))
    .join(' ');

describe('why a payment was declined', () => {
  it.each([
    ['card-unreadable', '64 65 72 73 7b 7c 7e de'],
    ['card-expired', '36 78'],
    ['card-not-accepted', '67 68 6e 71 76 79 7a c5 d2 e9 ea'],
    ['cancelled', '6c'],
    ['wrong-pin', '37 4b'],
    ['amount-too-high', 'c3 c9'],
    ['no-connection', '7d 9b a0 a1 a3'],
    ['end-of-day', 'f0'],
    [
      'not-ready',
      '62 6a 6b 6f 74 75 85 89 9a 9c a5 b1 b2 bf c0 c1 c2 c4 c6 cb cc dc dd df e0 e1 e2 e3 e4 e8 eb ec ed ' +
        'f5 f6 fb fc fd fe',
    ],
  ])('%s: %s', (reason, expected) => {
    expect(codes((code) => declineReason(code) === reason)).toBe(expected);
  });

  it('is attributed to the bank from 1 to 99, decimal, and never above', () => {
    const named = new Set([54, 55, 75]);
    expect(codes((code) => declineReason(code) === 'declined-by-bank')).toBe(
      codes((code) => code >= 1 && code <= 99 && !named.has(code) && code !== 0x62),
    );
  });

  it('blames neither card nor bank where the code is in no list', () => {
    const listed = new Set(Object.keys(RESULT_CODES).map(Number));
    for (const code of BYTES.filter((one) => one > 99 && !listed.has(one))) expect(declineReason(code)).toBe('other');
    expect(['other', 'other', 'other', 'other']).toEqual([0x66, 0x77, 0x83, 0xff].map(declineReason));
  });

  it('is attributed to the terminal where it refused to begin', () => {
    expect(BYTES.filter((code) => refusalReason(code) !== 'not-ready')).toEqual([0xf0]);
    expect(refusalReason(0xf0)).toBe('end-of-day');
  });
});

describe('the status byte of an enquiry', () => {
  it.each([
    [0x00, null],
    [0x51, { state: 'needs-staff', reason: 'initialisation' }],
    [0x62, { state: 'faulted', reason: 'clock' }],
    [0x9c, { state: 'busy', reason: 'self' }],
    [0xe0, { state: 'busy', reason: 'self' }],
    [0xb1, { state: 'faulted', reason: 'memory' }],
    [0xb2, { state: 'faulted', reason: 'memory' }],
    [0xc2, { state: 'needs-staff', reason: 'diagnosis' }],
    [0xcc, { state: 'needs-staff', reason: 'printer' }],
    [0xdc, { state: 'needs-staff', reason: 'card-inserted' }],
    [0xdf, { state: 'faulted', reason: 'out-of-order' }],
    [0xe1, { state: 'faulted', reason: 'reader' }],
    [0xe2, { state: 'faulted', reason: 'reader' }],
    [0xf0, { state: 'needs-staff', reason: 'end-of-day' }],
  ])('gives its device status: %i', (code, expected) => {
    expect(statusOf(code)).toEqual(expected);
  });

  it('is ready only when it is 00', () => {
    expect(BYTES.filter((code) => statusOf(code) === null)).toEqual([0]);
  });
});

describe('an intermediate status', () => {
  it.each([
    ['insert-card', '0a 2a'],
    ['enter-pin', '01 02 6a 6b 6c 6d'],
    ['wrong-pin', '15'],
    ['connecting', '04 d2 d3'],
    ['reversing', '05'],
    ['approved', '1c'],
    ['card-unreadable', '0c 19'],
    ['confirm-amount', '00'],
  ])('%s: %s', (prompt, expected) => {
    expect(codes((code) => promptOf(code) === prompt)).toBe(expected);
  });

  it('asks for the card to be removed wherever bit 40 says so', () => {
    const asked = BYTES.filter((code) => code >= 0x41 && code <= 0x5d);
    expect([...new Set([0x0b, ...asked, 0x66, 0x67].map(promptOf))]).toEqual(['remove-card']);
  });

  it('of a contactless card that was read is not shown as an approval', () => {
    expect(promptOf(0x5e)).toBe('wait');
  });
});
