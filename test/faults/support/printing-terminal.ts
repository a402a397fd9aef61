/**
 * The kiosk's core with the real device host as a process of its own and the simulated printer behind a real line:
 * everything between the touch on "print" and the paper, without a screen.
 */
import { resolve } from 'node:path';
import { systemClock } from '../../../base/clock.ts';
import { settle } from '../../harness/manual-clock.ts';
import { DeviceConfig } from '../../../devices/config.ts';
import { ok } from '../../../base/result.ts';
import { type ReceiptPrinterHandle, receiptPrinterHandle } from '../../../devices/receipt-printer/handle.ts';
import {
  startReceiptPrinterSimulator,
  type ReceiptPrinterSimulator,
} from '../../../devices/receipt-printer/simulator/simulator.ts';
import { forkHost } from '../../../devices/terminal/spawn-node.ts';
import { superviseHost, type HostProcess, type SupervisedHost } from '../../../devices/terminal/supervisor.ts';
import { openStore, type Obligation, type Store } from '../../../electron/kiosk/store/store.ts';
import { createTranslate } from '../../../locales/translate.ts';
import { FONTS } from '../../unit/devices/receipt-printer/papers.ts';
import { KioskHarness, MONDAY_MORNING } from '../../harness/kiosk-harness.ts';
import { inProcess } from '../../harness/scripted.ts';

const HOST = resolve(import.meta.dirname, '../../../devices/host/host.ts');
/** Real orders of magnitude, shortened; a late answer comes after these times. */
const TIMING = {
  poll: 1_000,
  pollHindered: 200,
  realTime: 1_000,
  queued: 1_500,
  stall: 3_000,
  proof: 8_000,
  staff: 4_000,
  reopen: 4_000,
};
/** Ready for collection; any number of the right format does, since the register's answer is written here. */
const NUMBER = 'L7MX1P6W8';
const MARK = createTranslate()('de', { key: 'slip.repeat' }).slice(0, 12);

export type Outcome = 'printed' | 'nothing' | 'unclear';
const OUTCOME: Record<string, Outcome> = {
  'printed.title': 'printed',
  'notPrinted.title': 'nothing',
  'unclear.title': 'unclear',
};

export class PrintingTerminal {
  readonly harness: KioskHarness;
  readonly simulator: ReceiptPrinterSimulator;
  readonly printer: ReceiptPrinterHandle;
  readonly #store: Store;
  readonly #host: SupervisedHost;
  readonly #process: () => HostProcess;

  private constructor(
    harness: KioskHarness,
    simulator: ReceiptPrinterSimulator,
    printer: ReceiptPrinterHandle,
    store: Store,
    host: SupervisedHost,
    process: () => HostProcess,
  ) {
    this.harness = harness;
    this.simulator = simulator;
    this.printer = printer;
    this.#store = store;
    this.#host = host;
    this.#process = process;
  }

  static async start(): Promise<PrintingTerminal> {
    const simulator = await startReceiptPrinterSimulator({ widthDots: 512, link: { tcp: { port: 0 } } });
    const device = DeviceConfig.parse({
      class: 'receipt-printer',
      name: 'receipt',
      link: { tcp: { host: '127.0.0.1', port: Number(simulator.address.split(':').at(-1)) } },
      timing: TIMING,
    });
    let latest: HostProcess | null = null;
    const host = superviseHost({
      // A budget that no table uses up, and always the shortest wait: how often it may end is tested elsewhere.
      spawn: () => (latest = forkHost(HOST)),
      clock: systemClock,
      random: () => 0,
      budget: { ends: 2, within: 0 },
      config: { devices: [device], fonts: [...FONTS] },
      interrupted: [],
    });
    const printer = receiptPrinterHandle(host.device('receipt'));
    const store = openStore(':memory:');
    const harness = new KioskHarness({ devices: [printer], store: inProcess(store), now: MONDAY_MORNING });
    harness.register.status = () =>
      ok({ stage: 'ready', since: '2026-11-20', office: 'buergerbuero', pinLetter: true, bringOldDocument: true });
    harness.kiosk.start();
    await settle();
    const terminal = new PrintingTerminal(harness, simulator, printer, store, host, () => {
      if (latest === null) throw new Error('no device host was started');
      return latest;
    });
    await terminal.ready();
    return terminal;
  }

  /** From the attract screen to the answer with its slip. */
  async ask(): Promise<void> {
    await this.harness.enter('de');
    await this.harness.ask('identity-card', NUMBER);
    await this.harness.when(({ screen }) => screen.kind === 'document-status');
  }

  get offered(): boolean {
    return this.harness.screen('document-status').handOver.print === 'offered';
  }

  /** Touches "print"; what the screen says in the end. */
  async print(): Promise<Outcome> {
    await this.harness.touch('print');
    const { screen } = await this.harness.when((view) => view.screen.kind === 'notice');
    const key = screen.kind === 'notice' ? screen.title.key : '';
    const outcome = OUTCOME[key];
    if (outcome === undefined) throw new Error(`no outcome of a print: ${key}`);
    return outcome;
  }

  async leave(): Promise<void> {
    await this.harness.touch('done', 'done');
    await this.harness.when(({ screen }) => screen.kind === 'attract');
  }

  /** SIGKILL. */
  killHost(): void {
    this.#process().kill();
  }

  ready(): Promise<void> {
    return this.reached((state) => state === 'ready');
  }

  reached(is: (state: string) => boolean): Promise<void> {
    return new Promise((resolve) => {
      if (is(this.printer.status().state)) return resolve();
      const stop = this.printer.onStatus(({ state }) => {
        if (!is(state)) return;
        stop();
        resolve();
      });
    });
  }

  /** Once the simulated printer is so. */
  simulated(is: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      if (is()) return resolve();
      const stop = this.simulator.onChange(() => {
        if (!is()) return;
        stop();
        resolve();
      });
    });
  }

  papers(): number {
    return this.simulator.papers().at(-1)?.number ?? 0;
  }

  /** Slips cut off since then. */
  tray(after: number): string[] {
    return this.simulator
      .papers()
      .filter(({ number }) => number > after)
      .map(({ text }) => text);
  }

  unfinished(): Obligation[] {
    return this.#store.unfinished();
  }

  open(): number {
    return this.#store.openJobs();
  }

  async stop(): Promise<void> {
    await this.harness.stop();
    await this.#host.stop();
    await this.simulator.stop();
  }
}

/** From the town's name to the terminal's. */
export const whole = (slip: string): boolean => slip.includes('Musterstadt') && slip.includes(LAST_WORDS);
export const LAST_WORDS = 'Terminal demo';
export const repeated = (slip: string): boolean => slip.includes(MARK);
