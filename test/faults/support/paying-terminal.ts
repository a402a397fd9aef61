/**
 * The kiosk's payments with everything real behind them: the store as a process with its file, the payment host as a
 * process, ZVT over TCP to the simulated terminal. Each part can be ended at any moment, and the whole begun anew on
 * the same file.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from '../../../base/clock.ts';
import { DeviceConfig } from '../../../devices/config.ts';
import { type Fleet, startFleet } from '../../../devices/terminal/fleet.ts';
import type { PaymentTerminalHandle } from '../../../devices/payment-terminal/handle.ts';
import {
  type PaymentTerminalSimulator,
  type PaymentTerminalSimulatorOptions,
  startPaymentTerminalSimulator,
} from '../../../devices/payment-terminal/simulator/simulator.ts';
import { forkHost } from '../../../devices/terminal/spawn-node.ts';
import type { HostProcess } from '../../../devices/terminal/supervisor.ts';
import { createLog } from '../../../electron/kiosk/log/log.ts';
import { createPayments, type Payments } from '../../../electron/kiosk/orders/payments.ts';
import { createStoreClient, type AsyncStore, type StoreProcess } from '../../../electron/kiosk/store/client.ts';
import type { PaymentEntry } from '../../../electron/kiosk/store/payments.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Real orders of magnitude, shortened. */
const TIMING = { t2: 500, t3: 1_000, t4: 30_000, poll: 1_000, pollHindered: 500, resolve: 3_000 };

export type Part = 'host' | 'store' | 'everything';

/** A kiosk's run: from its start to its end, on the file of the one before. */
interface Run {
  readonly payments: Payments;
  readonly terminal: PaymentTerminalHandle;
  readonly fleet: Fleet;
  readonly store: AsyncStore;
  host: HostProcess | null;
  keeper: StoreProcess | null;
  stop(): Promise<void>;
}

export class PayingTerminal {
  readonly simulator: PaymentTerminalSimulator;
  readonly #folder: string;
  #run!: Run;
  #listeners = new Set<() => void>();
  /** Called when the entry is on disk and the payment host has no answer yet. */
  kept: (entry: PaymentEntry) => void = () => undefined;

  private constructor(simulator: PaymentTerminalSimulator) {
    this.simulator = simulator;
    this.#folder = mkdtempSync(join(tmpdir(), 'foyer-paying-'));
  }

  static async start(options: Partial<PaymentTerminalSimulatorOptions> = {}): Promise<PayingTerminal> {
    const simulator = await startPaymentTerminalSimulator({
      patron: 'automatic',
      hostMs: 20,
      ...options,
      link: { tcp: { port: 0 } },
    });
    const terminal = new PayingTerminal(simulator);
    await terminal.begin();
    await terminal.ready();
    return terminal;
  }

  async begin(): Promise<void> {
    const device = DeviceConfig.parse({
      class: 'payment-terminal',
      name: 'zvt',
      timing: TIMING,
      link: { tcp: { host: '127.0.0.1', port: Number(this.simulator.address.split(':').at(-1)) } },
    });
    const run: Partial<Run> & { host: HostProcess | null; keeper: StoreProcess | null } = { host: null, keeper: null };
    const fleet = startFleet({
      configs: [device],
      fonts: [],
      interrupted: false,
      clock: systemClock,
      random: () => 0,
      spawn: () => (run.host = forkHost(join(ROOT, 'devices/host/host.ts'))),
    });
    const store = createStoreClient({
      clock: systemClock,
      onGone: () => undefined,
      spawn: () => (run.keeper = storeProcess(join(this.#folder, 'journal.sqlite'))),
    });
    const terminal = fleet.devices[0];
    if (terminal?.class !== 'payment-terminal') throw new Error('the fleet has no payment terminal');
    const appendToJournal: AsyncStore['appendToJournal'] = async (entry, at) => {
      await store.appendToJournal(entry, at);
      this.kept(entry);
    };
    const payments = createPayments({
      terminal,
      clock: systemClock,
      log: createLog(() => undefined, Date.now),
      mayNotBegin: () => false,
      store: { appendToJournal, outstandingPayments: () => store.outstandingPayments() },
      changed: () => {
        for (const listener of [...this.#listeners]) listener();
      },
    });
    terminal.onStatus(() => {
      for (const listener of [...this.#listeners]) listener();
    });
    this.#run = Object.assign(run, {
      payments,
      terminal,
      fleet,
      store,
      async stop() {
        await fleet.stop();
        await store.close();
      },
    }) as Run;
    await payments.start();
  }

  get payments(): Payments {
    return this.#run.payments;
  }

  /** SIGKILL. Of everything, the kiosk itself begins anew. */
  async kill(part: Part): Promise<void> {
    const run = this.#run;
    if (part !== 'store') run.host?.kill();
    if (part !== 'host') run.keeper?.kill();
    if (part !== 'everything') return;
    await run.stop();
    await this.begin();
  }

  ready(): Promise<void> {
    return this.when(() => this.#run.terminal.status().state === 'ready');
  }

  when(is: () => boolean): Promise<void> {
    return new Promise((done) => {
      const look = (): void => {
        if (!is()) return;
        this.#listeners.delete(look);
        done();
      };
      this.#listeners.add(look);
      look();
    });
  }

  /** Sales that the terminal will be paid for. */
  stored(): number {
    return this.simulator.sales().filter(({ state }) => state === 'stored').length;
  }

  async stop(): Promise<void> {
    await this.#run.stop();
    await this.simulator.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function storeProcess(file: string): StoreProcess {
  const child = fork(join(ROOT, 'electron/kiosk/store/process.ts'), [file], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    post: (message) => void child.send(message as object, () => undefined),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', (code) => listener(code)),
    kill: () => void child.kill('SIGKILL'),
  };
}
