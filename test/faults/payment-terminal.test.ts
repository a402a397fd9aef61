/**
 * Every fault of a payment to its right end: taken once or not at all, known or said to be unknown, and the next one
 * works.
 */
import { afterEach, describe, expect, it } from 'vitest';
import type { PaymentTerminalFault } from '../../devices/payment-terminal/simulator/faults.ts';
import { LINES, missing, paymentBench, type PaymentBench } from './support/payment-bench.ts';

const benches: PaymentBench[] = [];
afterEach(async () => {
  await Promise.all(benches.splice(0).map((at) => at.stop()));
});
const bench = async (...args: Parameters<typeof paymentBench>): Promise<PaymentBench> => {
  const at = await paymentBench(...args);
  benches.push(at);
  await at.reached('ready');
  return at;
};
const stored = (at: PaymentBench): number[] =>
  at.simulator
    .sales()
    .filter(({ state }) => state === 'stored')
    .map(({ amountCents }) => amountCents);

interface Case {
  readonly fault: PaymentTerminalFault;
  readonly lostAck?: 'reverse' | 'keep';
  readonly outcome: 'captured' | 'declined' | 'unknown';
  readonly reason?: string;
  readonly only?: 'serial';
}
const CASES: readonly Case[] = [
  { fault: { kind: 'silent' }, outcome: 'declined' },
  { fault: { kind: 'silent-after-accept' }, outcome: 'declined' },
  { fault: { kind: 'cut-before-result' }, outcome: 'declined' },
  { fault: { kind: 'cut-after-result' }, lostAck: 'reverse', outcome: 'declined' },
  { fault: { kind: 'cut-after-result' }, lostAck: 'keep', outcome: 'captured' },
  { fault: { kind: 'cut-after-ack' }, outcome: 'captured' },
  { fault: { kind: 'double-result' }, outcome: 'captured' },
  { fault: { kind: 'decline', code: 0x05 }, outcome: 'declined', reason: 'declined-by-bank' },
  { fault: { kind: 'decline', code: 55 }, outcome: 'declined', reason: 'wrong-pin' },
  { fault: { kind: 'abort', code: 0x64 }, outcome: 'declined', reason: 'card-unreadable' },
  { fault: { kind: 'abort', code: 0x6c }, outcome: 'declined', reason: 'cancelled' },
  { fault: { kind: 'busy' }, outcome: 'declined', reason: 'not-ready' },
  { fault: { kind: 'slow', ms: 1_500 }, outcome: 'captured' },
  { fault: { kind: 'power-loss', booked: true }, outcome: 'captured' },
  { fault: { kind: 'power-loss', booked: false }, outcome: 'declined' },
  { fault: { kind: 'other-amount' }, outcome: 'captured' },
  { fault: { kind: 'bad-check-sum' }, outcome: 'captured', only: 'serial' },
  { fault: { kind: 'nak' }, outcome: 'captured', only: 'serial' },
  { fault: { kind: 'no-ack' }, outcome: 'captured', only: 'serial' },
  { fault: { kind: 'noise' }, outcome: 'captured', only: 'serial' },
];
/**
 * A terminal that says nothing after it accepted is waited for as long as T4, which is no time for a test: the line
 * ends instead.
 */
const NEVER_ENDS = new Set(['silent-after-accept']);

for (const line of LINES) {
  describe.skipIf(missing(line))(`a payment over ${line}`, () => {
    it.concurrent.each(
      CASES.filter(({ fault, only }) => (only === undefined || only === line) && !NEVER_ENDS.has(fault.kind)),
    )('$fault $lostAck', async ({ fault, lostAck, outcome, reason }) => {
      const at = await paymentBench(line, lostAck === undefined ? {} : { lostAck });
      try {
        await at.reached('ready');
        at.simulator.faults.failNext(fault);
        const taken = await at.pay();
        expect(taken).toMatchObject({ outcome, ...(reason === undefined ? {} : { reason }) });
        expect(stored(at)).toEqual(outcome === 'captured' ? [1_250] : []);
        if (taken.outcome === 'captured')
          expect(taken).toMatchObject({
            receipt: at.simulator.sales()[0]?.receipt,
            amountCents: 1_250,
            terminalId: '52500041',
          });
        expect(at.authorizations()).toBe(1);
        await at.reached('ready');
        expect(await at.pay(300)).toMatchObject({ outcome: 'captured', amountCents: 300 });
        expect(stored(at)).toEqual(outcome === 'captured' ? [1_250, 300] : [300]);
      } finally {
        await at.stop();
      }
    });

    it('writes the result to disk before it acknowledges it', { timeout: 15_000 }, async () => {
      const at = await bench(line);
      let letGo = (): void => undefined;
      const reached = new Promise<void>((resolve) => {
        at.hold = (entry) =>
          entry.step === 'result'
            ? new Promise<void>((go) => {
                letGo = go;
                resolve();
              })
            : Promise.resolve();
      });
      const paying = at.pay();
      await reached;
      // The terminal has shown its result, and has no acknowledgement: nothing is booked.
      expect(stored(at)).toEqual([]);
      const acknowledged = at.terminal
        .frames()
        .filter(({ meaning, direction }) => direction === 'out' && meaning === 'acknowledge').length;
      letGo();
      expect(await paying).toMatchObject({ outcome: 'captured' });
      expect(stored(at)).toEqual([1_250]);
      expect(
        at.terminal.frames().filter(({ meaning, direction }) => direction === 'out' && meaning === 'acknowledge')
          .length,
      ).toBeGreaterThan(acknowledged);
      expect(at.journal.map(({ step }) => step)).toEqual(['intent', 'sent', 'result', 'acknowledged']);
    });

    it('is aborted on request while it waits for a card', async () => {
      const at = await bench(line, { patron: 'hands' });
      const paying = at.pay();
      await new Promise<void>((resolve) => {
        const stop = at.simulator.onChange(() => {
          if (at.simulator.snapshot().display === 'Karte, bitte') {
            stop();
            resolve();
          }
        });
      });
      at.terminal.abort();
      expect(await paying).toMatchObject({ outcome: 'declined', reason: 'cancelled' });
      expect(at.simulator.sales()).toEqual([]);
    });
  });
}

describe('a payment', () => {
  it('yields both receipts and the masked number, and nothing else of the card', async () => {
    const at = await bench('tcp');
    const taken = await at.pay();
    expect(taken).toMatchObject({
      outcome: 'captured',
      cardName: 'girocard',
      maskedPan: expect.stringMatching(/^672672•+/) as string,
      trace: 1,
      receipt: 1,
    });
    if (taken.outcome !== 'captured') throw new Error('unreachable');
    expect(taken.customerReceipt[0]).toBe('Kundenbeleg');
    expect(taken.customerReceipt).toContain('Betrag EUR 12,50');
    expect(taken.merchantReceipt[0]).toBe('Händlerbeleg');
    expect(JSON.stringify(at.terminal.frames())).not.toContain('67 26 72');
    expect(at.prompts.map(({ prompt }) => prompt)).toEqual(['insert-card', 'connecting']);
    expect(at.prompts[0]?.text).toBe('Bitte Karte vorhalten oder einstecken');
    expect(at.simulator.violations()).toEqual([]);
  });

  it('is neither begun nor acknowledged when the journal cannot be written', async () => {
    const at = await bench('tcp');
    at.broken.add('intent');
    expect(await at.pay()).toEqual({ outcome: 'declined', reason: 'not-ready', code: null });
    expect(at.authorizations()).toBe(0);
    at.broken.clear();
    at.broken.add('result');
    expect(await at.pay()).toMatchObject({ outcome: 'declined' });
    expect(stored(at)).toEqual([]);
    at.broken.clear();
    await at.reached('ready');
    expect(await at.pay()).toMatchObject({ outcome: 'captured' });
  });

  it('goes on after a wrong PIN, and can then be cancelled by the visitor', async () => {
    const at = await bench('tcp', { patron: 'hands' });
    const actions = [() => at.simulator.actions.enterWrongPin(), () => at.simulator.actions.pressCancel()];
    let shown = '';
    at.simulator.onChange(() => {
      const { display } = at.simulator.snapshot();
      if (display === shown) return;
      shown = display;
      if (display.endsWith('bitte')) setImmediate(() => actions.shift()?.());
    });
    expect(await at.pay()).toMatchObject({ outcome: 'declined', reason: 'cancelled' });
    expect(at.prompts.map(({ prompt }) => prompt)).toContain('wrong-pin');
  });

  it('is unknown while the terminal is away, and is found later by its receipt number', async () => {
    const at = await bench('tcp', { lostAck: 'keep' });
    let gone: Promise<void> = Promise.resolve();
    at.simulator.faults.failNext({ kind: 'cut-after-result' });
    const stop = at.simulator.onChange(() => {
      if (at.simulator.sales().length === 1) {
        stop();
        gone = at.simulator.actions.powerOff();
      }
    });
    expect(await at.pay()).toEqual({ outcome: 'unknown' });
    await gone;
    const intent = at.journal.find(({ step }) => step === 'intent');
    if (intent?.step !== 'intent') throw new Error('no intent was written');
    await at.simulator.actions.powerOn();
    await at.reached('ready');
    expect(await at.terminal.resolve(intent.payment)).toMatchObject({ outcome: 'captured', amountCents: 1_250 });
    expect(at.authorizations()).toBe(1);
  }, 40_000);
});

describe('a payment terminal', () => {
  it.each([
    [0xcc, 'needs-staff', 'printer'],
    [0xf0, 'needs-staff', 'end-of-day'],
    [0xdf, 'faulted', 'out-of-order'],
    [0x9c, 'busy', 'self'],
    [0x51, 'needs-staff', 'initialisation'],
  ] as const)('status byte %i: %s, %s; and back', async (code, state, reason) => {
    const at = await bench('tcp');
    at.simulator.faults.failAlways({ kind: 'condition', code });
    await at.reached(state, reason);
    expect(await at.pay()).toMatchObject({ outcome: 'declined', reason: 'not-ready' });
    at.simulator.faults.clear();
    await at.reached('ready');
    expect(await at.pay()).toMatchObject({ outcome: 'captured' });
  });

  it('refuses payments after an end of day that failed, until one succeeds', async () => {
    const at = await bench('tcp');
    await at.pay();
    at.simulator.faults.failNext({ kind: 'end-of-day-fails' });
    expect(await at.terminal.endOfDay()).toMatchObject({
      ok: false,
      error: { code: 0x77, status: { state: 'needs-staff', reason: 'end-of-day' } },
    });
    expect(await at.pay()).toMatchObject({ outcome: 'declined' });
    expect(await at.terminal.endOfDay()).toMatchObject({
      ok: true,
      value: { totals: { count: 1, amountCents: 1_250 }, receipt: ['Kassenschnitt', 'Anzahl 1'] },
    });
    await at.reached('ready');
    expect(await at.pay()).toMatchObject({ outcome: 'captured' });
  });

  it('reverses a booking once, and knows later that it was reversed', async () => {
    const at = await bench('tcp');
    const taken = await at.pay();
    if (taken.outcome !== 'captured') throw new Error('not captured');
    expect(await at.terminal.reverse(taken)).toEqual({ ok: true, value: 'reversed' });
    expect(await at.terminal.reverse(taken)).toEqual({ ok: true, value: 'already' });
    expect(stored(at)).toEqual([]);
    expect(await at.terminal.reverse({ receipt: 77, amountCents: 1 })).toMatchObject({
      ok: false,
      error: { code: 0xb5 },
    });
  });

  it('reports its identity, and a refused registration, as with a wrong password', async () => {
    const at = await bench('tcp');
    expect(at.terminal.identity()).toEqual({ maker: null, model: null, firmware: 'FOYER 1.0', serial: '52500041' });
    const other = await paymentBench('tcp', { password: '123456' });
    benches.push(other);
    await other.reached('faulted', 'registration');
  });

  it('is ready again after it was unplugged and plugged in', async () => {
    const at = await bench('tcp');
    await at.simulator.actions.unplug();
    await at.reached('absent');
    await at.simulator.actions.plugIn();
    await at.reached('ready');
    expect((await at.terminal.diagnose()).ok).toBe(true);
  });
});
