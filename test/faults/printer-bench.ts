/** The real driver with its real encoder on the simulated printer, over a real line: TCP, or a pty as serial port. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../base/clock.ts';
import { ReceiptPrinterConfig } from '../../devices/receipt-printer/config.ts';
import { createReceiptPrinter } from '../../devices/receipt-printer/create.ts';
import type { Paper } from '../../devices/receipt-printer/paper.ts';
import type { ReceiptPrinter, ReceiptPrinterStatus } from '../../devices/receipt-printer/receipt-printer.ts';
import {
  type ReceiptPrinterSimulator,
  startReceiptPrinterSimulator,
} from '../../devices/receipt-printer/simulator/simulator.ts';
import { FONTS } from '../unit/devices/receipt-printer/papers.ts';
import { socatMissing } from '../unit/devices/receipt-printer/pty.ts';

export const LINES = ['tcp', 'serial'] as const;
export type Line = (typeof LINES)[number];
export const missing = (line: Line): boolean => line === 'serial' && socatMissing;
if (socatMissing) console.warn('socat is not installed: printer faults are played over TCP only');

/** Real orders of magnitude, shortened: what staff or a cable do comes within these times in the tests. */
const TIMING = {
  poll: 1_000,
  pollHindered: 200,
  realTime: 200,
  queued: 300,
  stall: 1_000,
  proof: 1_500,
  staff: 4_000,
  reopen: 5_000,
};

export interface Bench {
  readonly printer: ReceiptPrinter;
  readonly simulator: ReceiptPrinterSimulator;
  reached(state: ReceiptPrinterStatus['state'], reason?: string): Promise<void>;
  /** What lies in the tray: the texts of the cut slips. */
  tray(): string[];
  stop(): Promise<void>;
}

export async function bench(
  line: Line,
  more: { readonly confirm?: 'gs-r'; readonly staff?: number; readonly receiveBuffer?: number } = {},
): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-printer-'));
  const path = join(folder, 'beleg');
  const simulator = await startReceiptPrinterSimulator({
    widthDots: 512,
    ...(more.receiveBuffer === undefined ? {} : { receiveBuffer: more.receiveBuffer }),
    link: line === 'tcp' ? { tcp: { port: 0 } } : { pty: { path } },
  });
  const config = ReceiptPrinterConfig.parse({
    class: 'receipt-printer',
    name: 'beleg',
    confirm: more.confirm ?? 'auto',
    timing: { ...TIMING, staff: more.staff ?? TIMING.staff },
    link:
      line === 'serial'
        ? { serial: { path } }
        : { tcp: { host: '127.0.0.1', port: Number(simulator.address.split(':').at(-1)) } },
  });
  const printer = createReceiptPrinter(config, {
    clock: systemClock,
    fonts: FONTS,
    random: () => 0,
    interrupted: false,
  });
  const fits = (status: ReceiptPrinterStatus, state: string, reason?: string): boolean =>
    status.state === state && (reason === undefined || ('reason' in status && status.reason === reason));
  return {
    printer,
    simulator,
    reached: (state, reason) =>
      new Promise((resolve) => {
        if (fits(printer.status(), state, reason)) return resolve();
        const stop = printer.onStatus((status) => {
          if (fits(status, state, reason)) {
            stop();
            resolve();
          }
        });
      }),
    tray: () => simulator.papers().map((paper) => paper.text),
    async stop() {
      await printer.close();
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A slip of a visit: characters, a drawn name, a code. `BEGIN` and `END` tell whether a slip is whole. */
export const SLIP: Paper = {
  language: 'de',
  direction: 'ltr',
  repeatMark: 'WIEDERHOLUNG',
  blocks: [
    { kind: 'text', text: 'BEGIN', style: 'title', align: 'center', bold: true },
    { kind: 'rule' },
    ...Array.from({ length: 12 }, (_, index) => ({
      kind: 'pair' as const,
      label: `Zeile ${index + 1}`,
      value: 'Größe §',
      bold: false,
    })),
    { kind: 'text', text: 'Nguyễn Thị', style: 'text', align: 'start', bold: false },
    { kind: 'qr', data: 'https://rathaus.example/beleg', size: 5 },
    { kind: 'text', text: 'END', style: 'text', align: 'start', bold: false },
  ],
};

/** Some 40 kB, many times what a printer's small receive buffer holds. */
export const LONG: Paper = {
  ...SLIP,
  blocks: [...SLIP.blocks.slice(0, -1), ...Array.from({ length: 18 }, () => SLIP.blocks.at(-3)!), SLIP.blocks.at(-1)!],
};

export const whole = (slip: string): boolean => slip.includes('BEGIN') && slip.includes('END');
export const marked = (slip: string): boolean => slip.includes('WIEDERHOLUNG');
/** Slips that say everything and carry no mark: of one job there may be one at most. */
export const originals = (tray: readonly string[]): string[] => tray.filter((slip) => whole(slip) && !marked(slip));

/** Turns of the event loop until it is so; the test's own time limit ends it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
