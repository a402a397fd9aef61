/** The payment terminal's driver on a USB serial port whose cable is pulled at every stage of a payment. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { systemClock } from '../../base/clock.ts';
import type { HotPlug } from '../../devices/driver/driver.ts';
import { PaymentTerminalConfig } from '../../devices/payment-terminal/config.ts';
import { createPaymentTerminal } from '../../devices/payment-terminal/create.ts';
import type {
  JournalEntry,
  OpenPayment,
  PaymentOutcome,
  PaymentTerminal,
} from '../../devices/payment-terminal/payment-terminal.ts';
import {
  type PaymentTerminalSimulator,
  startPaymentTerminalSimulator,
} from '../../devices/payment-terminal/simulator/simulator.ts';
import { Bridge, Gadget } from './gadget.ts';
import { check, eventually } from './report.ts';

const NODE = '/dev/ttyACM0';
const DEVICE_SIDE = '/dev/ttyGS0';
const LINE = '/run/tmp/terminal';
/** Milliseconds; long enough that the cable can be pulled while the acquirer decides. */
const HOST_MS = 1_500;

/** The simulated terminal with a USB cable. It has its own power, and notices that its cable is out. */
class Terminal {
  readonly simulator: PaymentTerminalSimulator;
  readonly #gadget = new Gadget({ name: 'terminal', vendor: '079b', product: '0028', serial: 'T1', function: 'acm.0' });
  readonly #bridge = new Bridge(DEVICE_SIDE, LINE);

  private constructor(simulator: PaymentTerminalSimulator) {
    this.simulator = simulator;
  }

  static async start(): Promise<Terminal> {
    return new Terminal(await startPaymentTerminalSimulator({ link: { pty: { path: LINE } }, hostMs: HOST_MS }));
  }

  async plugIn(): Promise<void> {
    await this.simulator.actions.plugIn();
    this.#bridge.start();
    this.#gadget.plugIn();
  }

  async pull(): Promise<void> {
    this.#gadget.unplug();
    await this.simulator.actions.unplug();
    await this.#bridge.stop();
  }

  async stop(): Promise<void> {
    await this.pull();
    await this.simulator.stop();
  }
}

/**
 * One driver's life. Losses are counted over its life, and what comes and goes too often is left alone: so each check
 * has its own.
 */
class Host {
  readonly journal: JournalEntry[] = [];
  readonly terminal: PaymentTerminal;
  /** Is called with each entry; the driver goes on when it resolves. */
  wrote: (entry: JournalEntry) => Promise<void> = () => Promise.resolve();

  constructor(hotPlug: HotPlug, resolve = 30_000) {
    const config = PaymentTerminalConfig.parse({
      class: 'payment-terminal',
      name: 'terminal',
      link: { serial: { path: NODE } },
      timing: { resolve },
    });
    this.terminal = createPaymentTerminal(config, {
      clock: systemClock,
      random: Math.random,
      hotPlug,
      appendToJournal: async (entry) => {
        this.journal.push(entry);
        await this.wrote(entry);
        return true;
      },
    });
  }

  reached(...states: readonly string[]): Promise<void> {
    return eventually(
      `the terminal is ${states.join(' or ')}`,
      () => states.includes(this.terminal.status().state),
      () => [
        this.terminal.status(),
        existsSync(NODE),
        this.terminal
          .frames()
          .slice(-6)
          .map(({ meaning }) => meaning),
      ],
    );
  }

  pay(amountCents: number): Promise<PaymentOutcome> {
    return this.terminal.authorize({ id: randomUUID(), amountCents });
  }

  authorizations(): number {
    return this.terminal.frames().filter(({ direction, meaning }) => direction === 'out' && meaning === 'authorization')
      .length;
  }

  intent(): OpenPayment {
    const [entry] = this.journal;
    assert.equal(entry?.step, 'intent');
    return entry.payment;
  }
}

/** A moment of a payment, and what the terminal has booked when its cable is pulled there. */
interface Moment {
  readonly when: string;
  readonly booked: boolean;
  /** Resolves at that moment. */
  readonly come: (terminal: Terminal, host: Host) => Promise<void>;
}

const MOMENTS: readonly Moment[] = [
  { when: 'while it waits for a card', booked: false, come: (terminal) => shown(terminal, 'Karte, bitte') },
  {
    when: 'while the acquirer decides',
    booked: false,
    async come(terminal) {
      await presentCard(terminal);
      await shown(terminal, 'Verbindung zum Host');
    },
  },
  {
    when: 'after its result, before that is acknowledged',
    booked: false,
    async come(terminal, host) {
      // The journal is still writing the result: its acknowledgement never leaves.
      const result = new Promise<void>((resolve) => {
        host.wrote = async ({ step }) => {
          if (step !== 'result') return;
          resolve();
          await eventually('the cable is out', () => !existsSync(NODE));
        };
      });
      await presentCard(terminal);
      await result;
    },
  },
  {
    when: 'when it has just booked',
    booked: true,
    async come(terminal) {
      const before = terminal.simulator.sales().length;
      const booked = new Promise<void>((resolve) => {
        const stop = terminal.simulator.onChange(() => {
          if (terminal.simulator.sales().length === before) return;
          stop();
          resolve();
        });
      });
      await presentCard(terminal);
      await booked;
    },
  },
];

const shown = (terminal: Terminal, text: string): Promise<void> =>
  eventually(
    `the terminal shows ${text}`,
    () => terminal.simulator.snapshot().display === text,
    () => terminal.simulator.snapshot(),
  );

async function presentCard(terminal: Terminal): Promise<void> {
  await shown(terminal, 'Karte, bitte');
  terminal.simulator.actions.presentCard();
}

export async function checkPaymentTerminal(hotPlug: HotPlug): Promise<void> {
  const terminal = await Terminal.start();
  const booked = (amountCents: number): number =>
    terminal.simulator.sales().filter((sale) => sale.amountCents === amountCents && sale.state === 'stored').length;
  // Every payment has an amount of its own, so that the book says which of them was booked, and how often.
  let amount = 1_000;
  const withHost = (
    name: string,
    work: (host: Host, amountCents: number) => Promise<void>,
    resolve?: number,
  ): Promise<void> =>
    check(`payment terminal: ${name}`, async () => {
      const host = new Host(hotPlug, resolve);
      amount += 1;
      try {
        await work(host, amount);
      } finally {
        await host.terminal.close();
      }
    });

  await withHost('absent without its cable, ready with it', async (host) => {
    await host.reached('absent');
    await terminal.plugIn();
    await host.reached('ready');
    assert.equal(host.terminal.identity()?.serial, '52500041');
  });
  await withHost('a payment is captured, its journal in the right order', async (host, amountCents) => {
    await host.reached('ready');
    const paid = host.pay(amountCents);
    await presentCard(terminal);
    const outcome = await paid;
    assert.equal(outcome.outcome, 'captured');
    assert.equal(outcome.outcome === 'captured' && outcome.amountCents, amountCents);
    assert.deepEqual(
      host.journal.map(({ step }) => step),
      ['intent', 'sent', 'result', 'acknowledged'],
    );
    assert.equal(booked(amountCents), 1);
  });
  for (const moment of MOMENTS) {
    await withHost(
      `pulled ${moment.when} and plugged in again: ${moment.booked ? 'captured' : 'not captured'}, and asked for once`,
      async (host, amountCents) => {
        await host.reached('ready');
        const paid = host.pay(amountCents);
        await moment.come(terminal, host);
        await terminal.pull();
        await host.reached('absent', 'back-off');
        await terminal.plugIn();
        const outcome = await paid;
        assert.equal(outcome.outcome, moment.booked ? 'captured' : 'declined');
        assert.equal(booked(amountCents), moment.booked ? 1 : 0);
        assert.equal(host.authorizations(), 1);
        await host.reached('ready');
      },
    );
  }
  await withHost(
    'pulled when it has just booked and not plugged in for long: unknown, and captured when asked later',
    async (host, amountCents) => {
      await host.reached('ready');
      const paid = host.pay(amountCents);
      await MOMENTS.at(-1)?.come(terminal, host);
      await terminal.pull();
      assert.deepEqual(await paid, { outcome: 'unknown' });
      await terminal.plugIn();
      await host.reached('ready');
      assert.equal((await host.terminal.resolve(host.intent())).outcome, 'captured');
      assert.equal(booked(amountCents), 1);
      assert.equal(host.authorizations(), 1);
    },
    3_000,
  );
  await withHost(
    'after all that a payment is captured; nothing was booked twice, and the terminal has nothing to complain of',
    async (host, amountCents) => {
      await host.reached('ready');
      const paid = host.pay(amountCents);
      await presentCard(terminal);
      assert.equal((await paid).outcome, 'captured');
      const amounts = terminal.simulator.sales().map((sale) => sale.amountCents);
      assert.equal(new Set(amounts).size, amounts.length);
      // Its cable was pulled in the middle: that what it said then had no answer is no fault of the host.
      assert.deepEqual(
        terminal.simulator
          .violations()
          .map(({ what }) => what)
          .filter((what) => !what.startsWith('no answer to ')),
        [],
      );
    },
  );
  await terminal.stop();
}
