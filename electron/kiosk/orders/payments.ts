import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../base/clock.ts';
import type { Booking, PaymentOutcome, PaymentProgress } from '../../../devices/payment-terminal/payment-terminal.ts';
import type { PaymentTerminalHandle } from '../../../devices/payment-terminal/handle.ts';
import { works } from '../../../devices/driver/status.ts';
import type { Log } from '../log/log.ts';
import type { AsyncStore } from '../store/client.ts';
import type { OutstandingPayment, PaymentEntry } from '../store/payments.ts';

/** What staff do about a payment: ask the terminal again, or say what they found out. */
export type PaymentDecision = 'ask' | 'paid' | 'not-paid' | 'reverse' | 'handed-over';

export interface PaymentFacts {
  /** What somebody still has to see to; not what is under way. */
  readonly outstanding: readonly OutstandingPayment[];
  /** Being asked after, or reversed, right now. */
  readonly asking: ReadonlySet<string>;
  /** What the visitor is to do at the terminal; null without a payment in progress. */
  readonly progress: PaymentProgress | null;
}

/**
 * A reversal names its booking by receipt number and amount only, and some terminals count anew after an end of day: on
 * another day, or at another terminal, it could take back somebody else's payment. What the terminal did not date, it
 * may be asked to take back.
 */
export function isReversible({ date, terminalId }: Booking, terminal: string | null, now: Date): boolean {
  const today = `${String(now.getMonth() + 1).padStart(2, '0')}${String(now.getDate()).padStart(2, '0')}`;
  return (date === null || date === today) && (terminalId === null || terminal === null || terminalId === terminal);
}

export interface PaymentsDeps {
  readonly terminal: PaymentTerminalHandle | undefined;
  readonly store: Pick<AsyncStore, 'appendToJournal' | 'outstandingPayments'>;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * Whether no payment may begin now, whatever the terminal says: the power is going, or the journal cannot be kept.
   */
  readonly mayNotBegin: () => boolean;
  changed(): void;
}

/** Every payment from its intent to its end, across the end of any process. Asks the terminal; guesses nothing. */
export interface Payments {
  facts(): PaymentFacts;
  /** Reads what is outstanding, and asks after it as soon as the terminal can be asked. */
  start(): Promise<void>;
  /** Nothing is owed from before, and the terminal works. */
  possible(): boolean;
  /** Something is under way. */
  busy(): boolean;
  /** `id`: a UUID that was never paid with before. */
  pay(amountCents: number, id?: string): Promise<PaymentOutcome & { readonly id: string }>;
  abort(): void;
  /** What was paid for is in the visitor's hands. */
  delivered(id: string): Promise<void>;
  /** The visit is over, and what was paid for in it was not delivered: from now on it is for staff. */
  release(): Promise<void>;
  /** Takes a captured payment back, once; false where the terminal did not. */
  reverse(id: string): Promise<boolean>;
  decide(id: string, decision: PaymentDecision): Promise<void>;
  /**
   * Tells that a payment of an earlier visit may have become clear, or that the terminal can be asked again after it
   * could not.
   */
  onNews(listener: () => void): () => void;
}

export function createPayments({ terminal, store, clock, log, mayNotBegin, changed }: PaymentsDeps): Payments {
  let outstanding: readonly OutstandingPayment[] = [];
  let known = false;
  let progress: PaymentProgress | null = null;
  const asking = new Set<string>();
  /**
   * Payments in progress at the terminal, also after their visit: the terminal's answer is on its way, and it alone
   * decides.
   */
  const atTerminal = new Set<string>();
  const newsListeners = new Set<() => void>();
  const news = (): void => {
    for (const listener of [...newsListeners]) listener();
  };
  /** Payments of visits that still go on; not for staff. */
  const current = new Set<string>();
  let asked: Promise<void> = Promise.resolve();

  async function appendToJournal(entry: PaymentEntry): Promise<boolean> {
    try {
      await store.appendToJournal(entry, clock.now());
      return true;
    } catch {
      log.write('store.failed', { operation: 'appendToJournal' });
      return false;
    }
  }

  /** Without knowing what is outstanding, nothing is begun. */
  async function read(): Promise<boolean> {
    try {
      outstanding = (await store.outstandingPayments()).filter(({ id }) => !current.has(id));
      known = true;
    } catch {
      known = false;
      log.write('store.failed', { operation: 'outstandingPayments' });
    }
    changed();
    return known;
  }

  /**
   * The terminal's word on the disk. What cannot be written stays outstanding, and is asked again at the next start.
   */
  async function keepOutcome(id: string, outcome: PaymentOutcome): Promise<void> {
    if (outcome.outcome === 'declined') await appendToJournal({ step: 'declined', id, reason: outcome.reason });
    else if (outcome.outcome === 'unknown') await appendToJournal({ step: 'unknown', id });
    else {
      const { receipt, trace, terminalId, date, time, amountCents } = outcome;
      await appendToJournal({ step: 'captured', id, booking: { receipt, trace, terminalId, date, time, amountCents } });
    }
    log.write('payment.outcome', {
      payment: id,
      outcome: outcome.outcome,
      ...(outcome.outcome === 'declined' ? { reason: outcome.reason } : {}),
    });
  }

  async function during(id: string, work: () => Promise<void>): Promise<void> {
    if (asking.has(id) || atTerminal.has(id)) return;
    asking.add(id);
    changed();
    try {
      await work();
    } finally {
      asking.delete(id);
      await read();
      news();
    }
  }

  async function ask(one: OutstandingPayment): Promise<void> {
    if (one.state === 'captured') return;
    if (one.state === 'not-sent') return keepOutcome(one.id, { outcome: 'declined', reason: 'not-ready', code: null });
    if (terminal === undefined) return;
    const outcome = await terminal.resolve(one.payment);
    // Still unknown is no news.
    if (outcome.outcome !== 'unknown') await keepOutcome(one.id, outcome);
  }

  /** What the journal has as not sent never reached the terminal, whatever became of the program in between. */
  async function asSent(id: string, outcome: PaymentOutcome): Promise<PaymentOutcome> {
    if (outcome.outcome !== 'unknown') return outcome;
    const rows = await store.outstandingPayments().catch(() => null);
    const row = rows?.find((one) => one.id === id);
    return rows !== null && (row === undefined || row.state === 'not-sent')
      ? { outcome: 'declined', reason: 'not-ready', code: null }
      : outcome;
  }

  /** One after the other: each answer is about the terminal's newest booking. */
  function askAll(): Promise<void> {
    asked = asked.then(async () => {
      for (const one of outstanding) if (one.state !== 'captured') await during(one.id, () => ask(one));
    });
    return asked;
  }

  async function reverse(id: string): Promise<boolean> {
    const one = (await store.outstandingPayments().catch(() => [])).find((found) => found.id === id);
    if (
      terminal === undefined ||
      one?.state !== 'captured' ||
      one.booking === null ||
      !isReversible(one.booking, terminal.identity()?.serial ?? null, new Date(clock.now()))
    )
      return false;
    const done = await terminal.reverse(one.booking);
    log.write('payment.reversed', { payment: id, done: done.ok });
    if (done.ok) await appendToJournal({ step: 'reversed', id });
    return done.ok;
  }

  terminal?.onAppendToJournal(appendToJournal);
  terminal?.onProgress((next) => {
    progress = next;
    changed();
  });

  return {
    facts: () => ({
      outstanding,
      asking: atTerminal.size === 0 ? asking : new Set([...asking, ...atTerminal]),
      progress,
    }),
    async start() {
      if (!(await read())) throw new Error('what is outstanding cannot be read');
      let could = terminal !== undefined && works(terminal.status());
      terminal?.onStatus((status) => {
        // What the terminal refuses while it works is not asked again for that.
        const can = works(status);
        if (can && !could) news();
        could = can;
        if (can && outstanding.some(({ state, id }) => state !== 'captured' && !asking.has(id))) void askAll();
      });
      if (outstanding.some(({ state }) => state === 'not-sent') || (terminal !== undefined && works(terminal.status())))
        void askAll();
    },
    possible: () =>
      known &&
      terminal !== undefined &&
      works(terminal.status()) &&
      !mayNotBegin() &&
      outstanding.every(({ state }) => state === 'captured'),
    busy: () => progress !== null || asking.size > 0,
    async pay(amountCents, id = randomUUID()) {
      // An unclear payment is settled before the next: two in a row could not be distinguished.
      if (!known || terminal === undefined || mayNotBegin() || outstanding.some(({ state }) => state !== 'captured'))
        return { id, outcome: 'declined', reason: 'not-ready', code: null };
      current.add(id);
      atTerminal.add(id);
      progress = { prompt: 'wait', text: null };
      changed();
      let outcome: PaymentOutcome = { outcome: 'unknown' };
      try {
        outcome = await asSent(id, await terminal.authorize({ id, amountCents }));
        await keepOutcome(id, outcome);
      } finally {
        atTerminal.delete(id);
        progress = null;
        if (outcome.outcome !== 'captured') current.delete(id);
        await read();
      }
      return { ...outcome, id };
    },
    abort: () => void terminal?.abort(),
    async delivered(id) {
      await appendToJournal({ step: 'delivered', id });
      current.delete(id);
      await read();
    },
    async release() {
      if (current.size === 0) return;
      current.clear();
      await read();
    },
    async reverse(id) {
      const done = await reverse(id);
      current.delete(id);
      await read();
      return done;
    },
    onNews(listener) {
      newsListeners.add(listener);
      return () => void newsListeners.delete(listener);
    },
    async decide(id, decision) {
      const one = outstanding.find((found) => found.id === id);
      if (one === undefined) return;
      await during(id, async () => {
        if (decision === 'ask') await ask(one);
        else if (decision === 'reverse') await reverse(id);
        else {
          await appendToJournal({ step: 'settled', id, outcome: decision });
          log.write('payment.settled', { payment: id, outcome: decision });
        }
      });
    },
  };
}
