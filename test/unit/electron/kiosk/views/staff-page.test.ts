import { describe, expect, it } from 'vitest';
import type { AppState } from '../../../../../electron/kiosk/app-state.ts';
import type { OutstandingPayment } from '../../../../../electron/kiosk/store/payments.ts';
import { age } from '../../../../../electron/kiosk/views/staff/age.ts';
import { headOf } from '../../../../../electron/kiosk/views/staff/head.ts';
import { unfinishedLines } from '../../../../../electron/kiosk/views/staff/unfinished.ts';
import { MONDAY_MORNING } from '../../../../harness/kiosk-harness.ts';
import { demoWorld } from '../../../../harness/paths.ts';

const MINUTE = 60_000;
const ago = (minutes: number): number => MONDAY_MORNING - minutes * MINUTE;
const id = (last: number): string => `8f6f0f6e-6a3f-4a39-9a86-0e9b0f2c7a0${last}`;

const slip = (last: number, minutes: number): AppState['unfinished'][number] => ({
  id: id(last),
  kind: 'service',
  since: ago(minutes),
  state: 'unfinished',
  cause: 'printer',
});
const order = (last: number, minutes: number): AppState['undelivered'][number] => ({
  id: id(last),
  product: 'certificate',
  cents: 900,
  since: ago(minutes),
  state: 'issued',
  reference: 'MB-2026-1',
});
const payment = (last: number, minutes: number, state: OutstandingPayment['state']): OutstandingPayment => ({
  id: id(last),
  payment: { id: id(last), amountCents: 900, terminalId: '12345678', before: null },
  since: ago(minutes),
  state,
  booking: null,
});
const calm = demoWorld({
  help: [],
  registerLink: { ...demoWorld().registerLink, outbox: { waiting: 0, quarantined: 0, oldestAt: null } },
});
const withPayments = (...outstanding: OutstandingPayment[]): AppState['payments'] => ({
  ...calm.payments,
  outstanding,
});

describe('the list of unfinished matters', () => {
  it('puts unclear money before what is owed and that before slips, and of each the oldest first', () => {
    const lines = unfinishedLines({
      ...calm,
      unfinished: [slip(1, 500), slip(2, 3)],
      undelivered: [order(3, 90)],
      payments: withPayments(payment(4, 12, 'sent'), payment(5, 2_000, 'captured')),
    });
    expect(lines.map(({ id: one, urgency }) => [one, urgency])).toEqual([
      [id(4), 'money'],
      [id(5), 'owed'],
      [id(3), 'owed'],
      [id(1), 'slip'],
      [id(2), 'slip'],
    ]);
    expect(lines.map((line) => line.age)).toEqual([
      { key: 'staff.age.minutes', values: { count: 12 } },
      { key: 'staff.age.days', values: { count: 1 } },
      { key: 'staff.age.hours', values: { count: 1 } },
      { key: 'staff.age.hours', values: { count: 8 } },
      { key: 'staff.age.minutes', values: { count: 3 } },
    ]);
  });

  it('says of an order and its payment once, by what is worse', () => {
    const lines = unfinishedLines({
      ...calm,
      undelivered: [order(1, 5)],
      payments: withPayments(payment(1, 5, 'sent')),
    });
    expect(lines.map(({ urgency }) => urgency)).toEqual(['money']);
  });
});

describe('an age', () => {
  it.each([
    [0, 'now', undefined],
    [59_999, 'now', undefined],
    [MINUTE, 'minutes', 1],
    [60 * MINUTE - 1, 'minutes', 59],
    [60 * MINUTE, 'hours', 1],
    [24 * 60 * MINUTE, 'days', 1],
    // The clock was set back.
    [-MINUTE, 'now', undefined],
  ] as const)('of %d ms is told in %s', (passed, unit, count) => {
    expect(age(MONDAY_MORNING - passed, new Date(MONDAY_MORNING))).toEqual({
      key: `staff.age.${unit}`,
      ...(count === undefined ? {} : { values: { count } }),
    });
  });
});

describe('the head', () => {
  const call = { id: id(9), at: ago(2), screen: 'home', coming: false, waits: true };
  const told = (appState: AppState): unknown => {
    const { tone, parts } = headOf(appState);
    return [tone, ...parts.map(({ text, tab }) => `${text.key.replace('staff.', '')} → ${tab}`)];
  };

  it.each<[string, Partial<AppState>, string, string[]]>([
    ['all is well', {}, 'good', ['head.ready → overview', 'head.nothingOpen → unfinished', 'head.noHelp → overview']],
    [
      'a slip is unclear',
      { unfinished: [slip(1, 5)] },
      'warning',
      ['head.ready → overview', 'head.open → unfinished', 'head.noHelp → overview'],
    ],
    [
      'money is unclear',
      { payments: withPayments(payment(1, 5, 'sent')) },
      'bad',
      ['head.ready → overview', 'head.open → unfinished', 'head.noHelp → overview'],
    ],
    [
      'somebody calls',
      { help: [call] },
      'bad',
      ['head.ready → overview', 'head.nothingOpen → unfinished', 'head.help → overview'],
    ],
    [
      'somebody is on the way to who called',
      { help: [{ ...call, coming: true }] },
      'warning',
      ['head.ready → overview', 'head.nothingOpen → unfinished', 'head.help → overview'],
    ],
    [
      'the terminal is locked and the register away',
      { block: { locked: true, outOfOrder: false, text: '' }, register: 'failed' },
      'warning',
      ['mode.locked → mode', 'head.register → overview', 'head.nothingOpen → unfinished', 'head.noHelp → overview'],
    ],
    [
      'a printer is out of paper',
      {
        devices: [
          {
            class: 'receipt-printer',
            name: 'receipt',
            status: { state: 'needs-staff', reason: 'paper-out' },
            identity: null,
            serial: false,
          },
        ],
      },
      'bad',
      ['head.broken → overview', 'head.nothingOpen → unfinished', 'head.noHelp → overview'],
    ],
    [
      'the disk is full',
      { journal: 'full' },
      'bad',
      ['head.disk → overview', 'head.nothingOpen → unfinished', 'head.noHelp → overview'],
    ],
    [
      'the register will not have a request',
      { registerLink: { ...calm.registerLink, outbox: { waiting: 0, quarantined: 1, oldestAt: 0 } } },
      'warning',
      ['head.quarantined → unfinished', 'head.nothingOpen → unfinished', 'head.noHelp → overview'],
    ],
  ])('where %s', (_, more, tone, parts) => {
    expect(told({ ...calm, ...more })).toEqual([tone, ...parts]);
  });
});
