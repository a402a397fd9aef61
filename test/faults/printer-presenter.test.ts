/** A ticket in the slot is for the one who asked for it: taken, or taken back; never there for the next visitor. */
import { describe, expect, it, type TestContext } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { ReceiptPrinterConfig } from '../../devices/receipt-printer/config.ts';
import { createReceiptPrinter } from '../../devices/receipt-printer/create.ts';
import type { Paper } from '../../devices/receipt-printer/paper.ts';
import type { ReceiptPrinterStatus, TicketEvent } from '../../devices/receipt-printer/receipt-printer.ts';
import {
  startReceiptPrinterSimulator,
  type ReceiptPrinterSimulator,
} from '../../devices/receipt-printer/simulator/simulator.ts';
import { FONTS, PAPER } from '../unit/devices/receipt-printer/papers.ts';

/** A slip with these words at its head. */
const simple = (words: string): Paper => ({
  ...PAPER,
  blocks: [{ kind: 'text', text: words, style: 'text', align: 'start', bold: false }],
});

interface Bench {
  readonly simulator: ReceiptPrinterSimulator;
  readonly printer: ReturnType<typeof createReceiptPrinter>;
  readonly fates: TicketEvent['fate'][];
  fate(wanted: TicketEvent['fate'], count?: number): Promise<void>;
  reached(state: ReceiptPrinterStatus['state'], reason?: string): Promise<void>;
  shown(): Promise<void>;
}

/** Tests run beside each other, so each one's own context stops what it started. */
async function bench(
  { onTestFinished }: TestContext,
  settings: object = { presenter: { retractAfter: 5_000 } },
): Promise<Bench> {
  const simulator = await startReceiptPrinterSimulator({ widthDots: 640, presenter: true, link: { tcp: { port: 0 } } });
  const config = ReceiptPrinterConfig.parse({
    class: 'receipt-printer',
    name: 'kiosk',
    profile: 'custom-vkp80',
    link: { tcp: { host: '127.0.0.1', port: Number(simulator.address.split(':').at(-1)) } },
    ...settings,
    timing: { poll: 1_000, pollHindered: 300, realTime: 300, queued: 500 },
  });
  const printer = createReceiptPrinter(config, {
    clock: systemClock,
    fonts: FONTS,
    random: () => 0,
    interrupted: false,
  });
  const fates: TicketEvent['fate'][] = [];
  const listeners = new Set<() => void>();
  printer.onTicket(({ fate }) => {
    fates.push(fate);
    for (const listener of [...listeners]) listener();
  });
  onTestFinished(async () => {
    await printer.close();
    await simulator.stop();
  });
  const at: Bench = {
    simulator,
    printer,
    fates,
    fate: (wanted, count = 1) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (fates.filter((fate) => fate === wanted).length < count) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
    reached: (state, reason) =>
      new Promise((resolve) => {
        const fits = (status: ReceiptPrinterStatus): boolean =>
          status.state === state && (reason === undefined || ('reason' in status && status.reason === reason));
        if (fits(printer.status())) return resolve();
        const stop = printer.onStatus((status) => {
          if (fits(status)) {
            stop();
            resolve();
          }
        });
      }),
    shown: () =>
      new Promise((resolve) => {
        const is = (): boolean => (simulator.snapshot().presenter?.held?.protruding ?? 0) > 0;
        if (is()) return resolve();
        const stop = simulator.onChange(() => {
          if (is()) {
            stop();
            resolve();
          }
        });
      }),
  };
  await at.reached('ready');
  return at;
}

describe('a ticket in the presenter', { timeout: 40_000, concurrent: true }, () => {
  it('is taken, and the next one is printed', async (context) => {
    const at = await bench(context);
    expect((await at.printer.print(simple('Zettel eins'))).ok).toBe(true);
    await at.shown();
    at.simulator.actions.takeTicket();
    await at.fate('taken');
    expect((await at.printer.print(simple('Zettel zwei'))).ok).toBe(true);
    await at.fate('presented', 2);
    expect(at.simulator.papers().map(({ text }) => text.includes('Zettel eins'))).toEqual([true]);
  });

  it('comes out of a printer configured by model alone: each visitor gets their own', async (context) => {
    const at = await bench(context, {});
    for (const [nth, words] of ['Zettel eins', 'Zettel zwei'].entries()) {
      expect((await at.printer.print(simple(words))).ok).toBe(true);
      await at.shown();
      at.simulator.actions.takeTicket();
      await at.fate('taken', nth + 1);
      expect(at.simulator.papers().map(({ text }) => text.trim())).toEqual(
        ['Zettel eins', 'Zettel zwei'].slice(0, nth + 1),
      );
    }
  });

  it('that is not taken is retracted, and the next visitor gets their own', async (context) => {
    const at = await bench(context);
    expect((await at.printer.print(simple('Zettel eins'))).ok).toBe(true);
    // The second visitor asks while the first one's ticket is still there.
    const next = at.printer.print(simple('Zettel zwei'));
    await at.fate('retracted');
    expect((await next).ok).toBe(true);
    await at.shown();
    at.simulator.actions.takeTicket();
    await at.fate('taken');
    expect(at.simulator.papers().map(({ text }) => text.includes('Zettel zwei'))).toEqual([true]);
    expect(at.simulator.snapshot().presenter?.retracted.map(({ text }) => text.includes('Zettel eins'))).toEqual([
      true,
    ]);
  });

  it('that is pulled at and let go stays until it is retracted', async (context) => {
    const at = await bench(context);
    await at.printer.print(simple('Zettel'));
    await at.shown();
    at.simulator.actions.pullHalf();
    await at.fate('retracted');
    expect(at.simulator.papers()).toEqual([]);
  });

  it('that jams at the exit: needs staff, nothing is printed behind it, and printing goes on when it is cleared', async (context) => {
    const at = await bench(context);
    at.simulator.faults.failNext({ kind: 'exit-jam' });
    await at.printer.print(simple('Zettel eins'));
    await at.fate('left');
    await at.reached('needs-staff', 'exit-jam');
    expect(await at.printer.print(simple('Zettel zwei'))).toEqual({
      ok: false,
      error: { status: { state: 'needs-staff', reason: 'exit-jam' }, paper: 'none' },
    });
    at.simulator.actions.clearJam();
    await at.reached('ready');
    expect((await at.printer.print(simple('Zettel zwei'))).ok).toBe(true);
    await at.shown();
    at.simulator.actions.takeTicket();
    await at.fate('taken');
  });

  it('that cannot be retracted blocks the next one until it is taken', async (context) => {
    const at = await bench(context);
    at.simulator.faults.failAlways({ kind: 'retract-fails' });
    await at.printer.print(simple('Zettel'));
    await at.fate('left');
    await at.reached('needs-staff', 'exit-jam');
    at.simulator.faults.clear();
    at.simulator.actions.takeTicket();
    await at.reached('ready');
  });

  it('from an earlier run is retracted at the next start', async (context) => {
    const at = await bench(context, { presenter: { retractAfter: 60_000 } });
    await at.printer.print(simple('Zettel'));
    await at.shown();
    // As after a power cut: it is not known whose ticket it is.
    await at.simulator.actions.unplug();
    await at.reached('absent');
    await at.simulator.actions.plugIn();
    await at.reached('ready');
    expect(at.simulator.snapshot().presenter?.retracted).toHaveLength(1);
    expect(at.simulator.papers()).toEqual([]);
  });
});
