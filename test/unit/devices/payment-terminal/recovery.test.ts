import { describe, expect, it } from 'vitest';
import type { StatusInformation } from '../../../../devices/payment-terminal/messages.ts';
import type { Booking, OpenPayment } from '../../../../devices/payment-terminal/payment-terminal.ts';
import { outcomeOf, type Newest } from '../../../../devices/payment-terminal/recovery.ts';

const AMOUNT = 1_250;
const TERMINAL = '12345678';
const open = (before: OpenPayment['before'], terminalId: string | null = TERMINAL): OpenPayment => ({
  id: 'p',
  amountCents: AMOUNT,
  before,
  terminalId,
});
const BEFORE = { receipt: 41, trace: 122 };
const booking = (other: Partial<Booking> = {}): Booking => ({
  receipt: 42,
  trace: 123,
  terminalId: TERMINAL,
  date: '1121',
  time: '142301',
  amountCents: AMOUNT,
  ...other,
});
const newest = (of: Booking | null, code: number | null = 0): StatusInformation => ({
  code,
  booking: of,
  cardName: 'girocard',
  maskedPan: '672672••••••••••1234',
  totals: null,
  unreadable: null,
});
const outcome = (payment: OpenPayment, of: Newest): string => {
  const found = outcomeOf(payment, of);
  return found.outcome === 'declined'
    ? `declined: ${found.reason}${found.code === null ? '' : ` ${found.code.toString(16)}`}`
    : found.outcome;
};

describe('a payment whose answer was lost', () => {
  it.each<[string, string, OpenPayment, Newest]>([
    ['the terminal is silent', 'unknown', open(BEFORE), 'silent'],
    ['the terminal is silent, and never booked anything', 'unknown', open(null), 'silent'],
    ['it has no booking, and had none', 'declined: other', open(null), 'none'],
    ['it has no booking, and had one', 'unknown', open(BEFORE), 'none'],
    ['a new booking of our amount', 'captured', open(BEFORE), newest(booking())],
    ['its first booking ever, of our amount', 'captured', open(null), newest(booking())],
    ['the booking from before', 'declined: other', open(BEFORE), newest(booking(BEFORE))],
    [
      'the booking from before, which had no trace',
      'declined: other',
      open({ receipt: 41, trace: null }),
      newest(booking(BEFORE)),
    ],
    [
      'the booking from before, now told without a trace',
      'declined: other',
      open(BEFORE),
      newest(booking({ receipt: 41, trace: null })),
    ],
    [
      'the receipt number from before with another trace: the count began anew',
      'captured',
      open({ receipt: 42, trace: 7 }),
      newest(booking()),
    ],
    ['a new booking of another amount', 'unknown', open(BEFORE), newest(booking({ amountCents: AMOUNT + 1 }))],
    ['a new booking of another terminal', 'unknown', open(BEFORE), newest(booking({ terminalId: '87654321' }))],
    [
      'the booking from before, told by another terminal',
      'unknown',
      open(BEFORE),
      newest(booking({ ...BEFORE, terminalId: '87654321' })),
    ],
    [
      'a new booking of a terminal that does not say which',
      'captured',
      open(BEFORE),
      newest(booking({ terminalId: null })),
    ],
    ['a new booking, of a terminal that we did not know', 'captured', open(BEFORE, null), newest(booking())],
    ['a new receipt, declined', 'declined: declined-by-bank 5', open(BEFORE), newest(booking(), 5)],
    ['a new receipt, aborted', 'declined: cancelled 6c', open(BEFORE), newest(booking(), 0x6c)],
    ['a new receipt of another amount, declined', 'unknown', open(BEFORE), newest(booking({ amountCents: 1 }), 5)],
    ['a new receipt without a result', 'unknown', open(BEFORE), newest(booking(), null)],
    ['a result without a receipt, and it had none', 'declined: other', open(null), newest(null, 0x6c)],
    ['no result and no receipt, and it had none', 'declined: other', open(null), newest(null, null)],
    ['approved without a receipt', 'unknown', open(null), newest(null, 0)],
    ['a result without a receipt, and it had one', 'unknown', open(BEFORE), newest(null, 0x6c)],
  ])('%s: %s', (_, expected, payment, of) => {
    expect(outcome(payment, of)).toBe(expected);
  });

  it('yields the booking that was found, unchanged', () => {
    expect(outcomeOf(open(BEFORE), newest(booking()))).toEqual({
      outcome: 'captured',
      ...booking(),
      cardName: 'girocard',
      maskedPan: '672672••••••••••1234',
      customerReceipt: [],
      merchantReceipt: [],
    });
  });

  const befores = [
    null,
    BEFORE,
    { receipt: 41, trace: null },
    { receipt: 42, trace: 123 },
    { receipt: 42, trace: null },
    { receipt: 42, trace: 7 },
  ];
  const terminals = [null, TERMINAL, '87654321'];
  const bookings = [
    null,
    ...[41, 42].flatMap((receipt) =>
      [null, 122, 123].flatMap((trace) =>
        terminals.flatMap((terminalId) =>
          [AMOUNT, 1].map((amountCents) => booking({ receipt, trace, terminalId, amountCents })),
        ),
      ),
    ),
  ];
  const all = befores.flatMap((before) =>
    [null, TERMINAL].flatMap((terminalId) => [
      ...(['none', 'silent'] as const).map((of) => ({ payment: open(before, terminalId), of })),
      ...bookings.flatMap((of) =>
        [null, 0, 5, 0x6c, 0xff].map((code) => ({ payment: open(before, terminalId), of: newest(of, code) })),
      ),
    ]),
  );

  it('counts as paid only with an approved new booking of our amount that no other terminal made', () => {
    for (const { payment, of } of all) {
      if (outcomeOf(payment, of).outcome !== 'captured') continue;
      expect(of).toMatchObject({ code: 0, booking: { amountCents: AMOUNT } });
      const { booking: made } = of as { booking: Booking };
      expect([payment.terminalId, made.terminalId]).not.toEqual([TERMINAL, '87654321']);
      const { before } = payment;
      expect(
        before !== null &&
          before.receipt === made.receipt &&
          (before.trace === made.trace || before.trace === null || made.trace === null),
      ).toBe(false);
    }
  });

  it('counts as not paid only where the terminal says so: its newest is the old one, or none, or refused', () => {
    for (const { payment, of } of all) {
      const found = outcomeOf(payment, of);
      if (found.outcome !== 'declined') continue;
      expect(of).not.toBe('silent');
      const { before } = payment;
      if (of === 'none' || of === 'silent' || of.booking === null) expect(before).toBeNull();
      else if (found.code === null) expect(of.booking.receipt).toBe(before?.receipt);
      else expect([of.code, of.booking.amountCents]).toEqual([found.code, AMOUNT]);
    }
  });

  it('is unknown only where somebody else may have booked, or the result is missing', () => {
    for (const { payment, of } of all) {
      if (outcomeOf(payment, of).outcome !== 'unknown' || of === 'silent') continue;
      const foreign =
        of !== 'none' &&
        of.booking !== null &&
        (of.booking.amountCents !== AMOUNT ||
          (payment.terminalId !== null &&
            of.booking.terminalId !== null &&
            of.booking.terminalId !== payment.terminalId));
      const lost = (of === 'none' || of.booking === null) && payment.before !== null;
      const unsaid = of !== 'none' && (of.code === null || (of.code === 0 && of.booking === null));
      expect(foreign || lost || unsaid).toBe(true);
    }
  });
});
