/** The real driver on the simulated payment terminal, over a real line: TCP, or a pty as serial port. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../base/clock.ts';
import { PaymentTerminalConfig } from '../../../devices/payment-terminal/config.ts';
import { createPaymentTerminal } from '../../../devices/payment-terminal/create.ts';
import type {
  JournalEntry,
  PaymentOutcome,
  PaymentProgress,
  PaymentTerminal,
  PaymentTerminalStatus,
} from '../../../devices/payment-terminal/payment-terminal.ts';
import {
  type PaymentTerminalSimulator,
  type PaymentTerminalSimulatorOptions,
  startPaymentTerminalSimulator,
} from '../../../devices/payment-terminal/simulator/simulator.ts';
import { socatMissing } from '../../unit/devices/receipt-printer/pty.ts';

export const LINES = ['tcp', 'serial'] as const;
export type Line = (typeof LINES)[number];
export const missing = (line: Line): boolean => line === 'serial' && socatMissing;
if (socatMissing) console.warn('socat is not installed: faults of payments are played over TCP only');

/** Real orders of magnitude, shortened. */
const TIMING = { t2: 500, t3: 1_000, poll: 1_000, pollHindered: 500, resolve: 8_000 };

export interface PaymentBench {
  readonly terminal: PaymentTerminal;
  readonly simulator: PaymentTerminalSimulator;
  readonly journal: JournalEntry[];
  readonly prompts: PaymentProgress[];
  /** Steps of the journal that cannot be written. */
  readonly broken: Set<JournalEntry['step']>;
  /** Every entry is held back until the test lets it go. */
  hold: ((entry: JournalEntry) => Promise<void>) | null;
  pay(amountCents?: number): Promise<PaymentOutcome>;
  reached(state: PaymentTerminalStatus['state'], reason?: string): Promise<void>;
  /** How often 06 01 left. */
  authorizations(): number;
  stop(): Promise<void>;
}

export async function paymentBench(
  line: Line,
  options: Partial<PaymentTerminalSimulatorOptions> = {},
): Promise<PaymentBench> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-payment-'));
  const path = join(folder, 'zvt');
  const simulator = await startPaymentTerminalSimulator({
    patron: 'automatic',
    hostMs: 5,
    ...options,
    link: line === 'tcp' ? { tcp: { port: 0 } } : { pty: { path } },
  });
  const config = PaymentTerminalConfig.parse({
    class: 'payment-terminal',
    name: 'zvt',
    timing: TIMING,
    ...(options.password === undefined ? {} : { password: '000000' }),
    link:
      line === 'serial'
        ? { serial: { path } }
        : { tcp: { host: '127.0.0.1', port: Number(simulator.address.split(':').at(-1)) } },
  });
  const journal: JournalEntry[] = [];
  const broken = new Set<JournalEntry['step']>();
  const prompts: PaymentProgress[] = [];
  const at: PaymentBench = {
    simulator,
    journal,
    broken,
    prompts,
    hold: null,
    terminal: createPaymentTerminal(config, {
      clock: systemClock,
      random: () => 0,
      appendToJournal: async (entry) => {
        await at.hold?.(entry);
        if (broken.has(entry.step)) return false;
        journal.push(entry);
        return true;
      },
    }),
    pay: (amountCents = 1_250) => at.terminal.authorize({ id: randomUUID(), amountCents }),
    reached: (state, reason) =>
      new Promise((resolve) => {
        const fits = (status: PaymentTerminalStatus): boolean =>
          status.state === state && (reason === undefined || ('reason' in status && status.reason === reason));
        if (fits(at.terminal.status())) return resolve();
        const stop = at.terminal.onStatus((status) => {
          if (fits(status)) {
            stop();
            resolve();
          }
        });
      }),
    authorizations: () =>
      at.terminal.frames().filter(({ direction, meaning }) => direction === 'out' && meaning === 'authorization')
        .length,
    async stop() {
      await at.terminal.close();
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  at.terminal.onProgress((progress) => prompts.push(progress));
  return at;
}
