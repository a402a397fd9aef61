import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../../harness/manual-clock.ts';
import type { PaymentOutcome } from '../../../../../devices/payment-terminal/payment-terminal.ts';
import type { PaymentTerminalHandle } from '../../../../../devices/payment-terminal/handle.ts';
import { createLog } from '../../../../../electron/kiosk/log/log.ts';
import { createPayments, isReversible } from '../../../../../electron/kiosk/orders/payments.ts';
import { openStore, type Store } from '../../../../../electron/kiosk/store/store.ts';
import type { PaymentEntry } from '../../../../../electron/kiosk/store/payments.ts';
import { inProcess } from '../../../../harness/scripted.ts';

const booking = { receipt: 42, trace: 8, terminalId: '52500041', date: '1121', time: '093000', amountCents: 1_250 };
const NOON = new Date('2026-11-21T12:00:00+01:00');

describe('a reversal', () => {
  it.each([
    ['of today at this terminal', booking, '52500041', true],
    ['of another day', { ...booking, date: '1120' }, '52500041', false],
    ['of another terminal', booking, '52500042', false],
    ['that the terminal did not date', { ...booking, date: null }, '52500041', true],
    ['while nobody knows which terminal it is', booking, null, true],
  ] as const)('is allowed or refused by its booking: %s', (_what, one, terminal, possible) =>
    expect(isReversible(one, terminal, NOON)).toBe(possible),
  );
});

function kiosk(outcome: (keep: (entry: PaymentEntry) => Promise<boolean>, id: string) => Promise<PaymentOutcome>) {
  const clock = new ManualClock(NOON.getTime());
  const store = openStore(':memory:');
  const broken = new Set<keyof Store>();
  let journal: (entry: never) => Promise<boolean> = async () => false;
  const terminal = {
    class: 'payment-terminal',
    name: 'zvt',
    status: () => ({ state: 'ready' }),
    identity: () => null,
    onStatus: () => () => undefined,
    onProgress: () => () => undefined,
    onAppendToJournal: (keep: typeof journal) => void (journal = keep),
    authorize: ({ id }: { id: string }) => outcome(journal as never, id),
  } as unknown as PaymentTerminalHandle;
  const payments = createPayments({
    terminal,
    store: inProcess(store, broken),
    clock,
    log: createLog(
      () => undefined,
      () => clock.now(),
    ),
    mayNotBegin: () => false,
    changed: () => undefined,
  });
  return { payments, store, broken };
}
const intent = (id: string): PaymentEntry => ({
  step: 'intent',
  payment: { id, amountCents: 700, before: null, terminalId: null },
});

describe('payments', () => {
  it('are not begun before the open ones are known', async () => {
    const { payments, broken } = kiosk(async () => ({ outcome: 'unknown' }));
    expect(payments.possible()).toBe(false);
    broken.add('outstandingPayments');
    await expect(payments.start()).rejects.toThrow('outstanding');
    expect(payments.possible()).toBe(false);
    expect(await payments.pay(700)).toMatchObject({ outcome: 'declined', reason: 'not-ready' });
    broken.clear();
    await payments.start();
    expect(payments.possible()).toBe(true);
  });

  it.each([
    ['before anything was written', []],
    ['before the command was sent', [intent]],
  ] as const)('whose program died %s count as not made', async (_when, entries) => {
    const { payments } = kiosk(async (keep, id) => {
      for (const entry of entries) await keep(entry(id));
      return { outcome: 'unknown' };
    });
    await payments.start();
    expect(await payments.pay(700)).toMatchObject({ outcome: 'declined', reason: 'not-ready' });
    expect(payments.facts().outstanding).toEqual([]);
  });

  it('whose program died after it are unknown, and stay on the list until staff settle them', async () => {
    const { payments } = kiosk(async (keep, id) => {
      await keep(intent(id));
      await keep({ step: 'sent', id });
      return { outcome: 'unknown' };
    });
    await payments.start();
    const { id, outcome } = await payments.pay(700);
    expect(outcome).toBe('unknown');
    expect(payments.facts().outstanding.map((one) => [one.id, one.state])).toEqual([[id, 'sent']]);
    await payments.decide(id, 'not-paid');
    expect(payments.facts().outstanding).toEqual([]);
  });

  it('that cannot be journaled leave nothing open: the next one is asked as usual', async () => {
    const { payments, broken } = kiosk(async () => ({ outcome: 'declined', reason: 'cancelled', code: 0x6c }));
    await payments.start();
    broken.add('appendToJournal');
    expect(await payments.pay(700)).toMatchObject({ outcome: 'declined', reason: 'cancelled' });
    expect(payments.facts().progress).toBeNull();
    expect(payments.busy()).toBe(false);
  });
});
