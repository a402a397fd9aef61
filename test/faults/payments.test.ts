/**
 * Every fault of the terminal, and the end of every process at every step of the journal. Whatever happens, in the end
 * the kiosk says of a payment what the terminal's own book says, or it is on the staff's list; no visitor pays twice,
 * and 06 01 is sent once.
 */
import { describe, expect, it } from 'vitest';
import type { PaymentTerminalFault } from '../../devices/payment-terminal/simulator/faults.ts';
import type { PaymentEntry } from '../../electron/kiosk/store/payments.ts';
import { PayingTerminal, type Part } from './support/paying-terminal.ts';
import { sample } from '../harness/chance.ts';

const FAULTS: readonly PaymentTerminalFault[] = [
  { kind: 'silent' },
  { kind: 'silent-after-accept' },
  { kind: 'cut-before-result' },
  { kind: 'cut-after-result' },
  { kind: 'cut-after-ack' },
  { kind: 'double-result' },
  { kind: 'decline', code: 5 },
  { kind: 'abort', code: 0x6c },
  { kind: 'busy' },
  { kind: 'slow', ms: 600 },
  { kind: 'power-loss', booked: true },
  { kind: 'power-loss', booked: false },
  { kind: 'other-amount' },
];
const MOMENTS: readonly PaymentEntry['step'][] = ['intent', 'sent', 'result', 'acknowledged'];
const PARTS: readonly Part[] = ['host', 'store', 'everything'];
const LOST: readonly ('reverse' | 'keep')[] = ['reverse', 'keep'];

interface Cell {
  readonly name: string;
  readonly lostAck: 'reverse' | 'keep';
  readonly fault?: PaymentTerminalFault;
  readonly kill?: { readonly part: Part; readonly moment: PaymentEntry['step'] };
}
const CELLS: readonly Cell[] = LOST.flatMap((lostAck): Cell[] => [
  ...FAULTS.map((fault): Cell => ({
    name: `${fault.kind}${'booked' in fault ? `, booked ${fault.booked}` : ''} · lost acknowledgement: ${lostAck}`,
    lostAck,
    fault,
  })),
  ...PARTS.flatMap((part) =>
    MOMENTS.map((moment): Cell => ({
      name: `${part} killed after ${moment} · lost acknowledgement: ${lostAck}`,
      lostAck,
      kill: { part, moment },
    })),
  ),
]);

const SAMPLE = 8;
const all = process.env.FOYER_FAULTS === 'all' || process.env.CI === 'true';
const seed = Number(process.env.FOYER_SEED ?? 40_711);
const cells = all ? CELLS : sample(CELLS, SAMPLE, seed);
console.info(
  `faults while paying: ${cells.length} of ${CELLS.length} cells${all ? '' : `, FOYER_SEED=${seed}; all of them with FOYER_FAULTS=all or CI=true`}`,
);

describe('a payment under faults', { timeout: 90_000, concurrent: true }, () => {
  it.each(cells.map((cell) => [cell.name, cell] as const))('%s', async (_name, { lostAck, fault, kill }) => {
    const at = await PayingTerminal.start({ lostAck });
    try {
      if (fault !== undefined) at.simulator.faults.failNext(fault);
      let killed: Promise<void> = Promise.resolve();
      if (kill !== undefined) {
        at.kept = ({ step }) => {
          if (step !== kill.moment) return;
          at.kept = () => undefined;
          killed = at.kill(kill.part);
        };
      }
      const first = at.payments;
      const paying = first.pay(1_250);
      // A kiosk that has ended gives no answer; the one after it does.
      const outcome = kill?.part === 'everything' ? null : await paying;
      if (kill?.part === 'everything') await at.when(() => at.payments !== first);
      await killed;
      at.simulator.faults.clear();
      await at.simulator.actions.powerOn();
      await at.ready();
      // What was unclear is asked after by itself, as soon as the terminal is back.
      await at.when(
        () =>
          at.payments.facts().asking.size === 0 &&
          at.payments.facts().outstanding.every(({ state }) => state === 'captured'),
      );

      expect(at.stored(), 'sales of the terminal').toBeLessThanOrEqual(1);
      const listed = at.payments.facts().outstanding;
      if (outcome?.outcome === 'captured') {
        expect(at.stored()).toBe(1);
        expect(listed).toEqual([]);
        await at.payments.delivered(outcome.id);
      } else if (outcome?.outcome === 'declined') {
        expect(at.stored()).toBe(0);
        expect(listed).toEqual([]);
      } else {
        // The visitor was never told: staff see what the terminal has booked, and give it back.
        expect(listed.length).toBe(at.stored());
        for (const { id } of listed) expect(await at.payments.reverse(id)).toBe(true);
        expect(at.stored()).toBe(0);
      }
      expect(at.simulator.sales().length, 'bookings, also reversed ones').toBeLessThanOrEqual(1);
      expect(at.simulator.violations()).toEqual([]);

      const next = await at.payments.pay(700);
      expect(next.outcome).toBe('captured');
      expect(await at.payments.reverse(next.id)).toBe(true);
      expect(at.payments.facts().outstanding).toEqual([]);
    } finally {
      await at.stop();
    }
  });
});

describe('an unclear payment', { timeout: 60_000 }, () => {
  it('prevents further payments, and is decided by staff while the terminal is away', async () => {
    const at = await PayingTerminal.start({ lostAck: 'keep' });
    try {
      at.simulator.faults.failNext({ kind: 'cut-after-result' });
      const stop = at.simulator.onChange(() => {
        if (at.simulator.sales().length === 1) {
          stop();
          void at.simulator.actions.powerOff();
        }
      });
      const { id, outcome } = await at.payments.pay(1_250);
      expect(outcome).toBe('unknown');
      await at.payments.decide(id, 'ask');
      // Of the running visit: staff see it when the visit is over, or the kiosk was started anew.
      expect(at.payments.facts().outstanding.map((one) => [one.id, one.state])).toEqual([[id, 'sent']]);
      expect(await at.payments.pay(500)).toMatchObject({ outcome: 'declined', reason: 'not-ready' });
      expect(at.payments.possible()).toBe(false);
      await at.payments.decide(id, 'paid');
      expect(at.payments.facts().outstanding).toEqual([]);
      await at.simulator.actions.powerOn();
      await at.ready();
      expect(at.payments.possible()).toBe(true);
    } finally {
      await at.stop();
    }
  });
});
