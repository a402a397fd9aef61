import { randomUUID } from 'node:crypto';
import { encodeApdu } from '../../../../devices/payment-terminal/apdu.ts';
import { PaymentTerminalConfig } from '../../../../devices/payment-terminal/config.ts';
import { ZvtTerminal } from '../../../../devices/payment-terminal/driver.ts';
import type { JournalEntry, PaymentOutcome } from '../../../../devices/payment-terminal/payment-terminal.ts';
import { enquired, registered, statusOfSale } from '../../../../devices/payment-terminal/simulator/messages.ts';
import type { Transport } from '../../../../devices/payment-terminal/transport.ts';
import type { EndReason } from '../../../../devices/driver/connection.ts';
import { ManualClock, settle } from '../../../harness/manual-clock.ts';
import { ok } from '../../../../base/result.ts';

/** One message of the terminal; `hold`: it says nothing more until the test speaks for it. */
export type Step = readonly [code: number, data?: readonly number[]] | 'hold';

export const ACCEPTED: Step = [0x8000];
export const COMPLETED: Step = [0x060f];
export const INSERT_CARD: Step = [0x04ff, [0x0a]];
export const aborted = (code: number): Step => [0x061e, [code]];
export const status = (code: number): readonly Step[] => [ACCEPTED, [0x060f, enquired('TEST', code)]];
export const registration = (wants: number): readonly Step[] => [
  ACCEPTED,
  [0x060f, [0x19, wants, ...registered(52_500_041).slice(2)]],
];
/** 04 0F. */
export const result = (receipt: number, amountCents = 1_250, code = 0): Step => [
  0x040f,
  statusOfSale(
    { receipt, trace: receipt, terminalId: 52_500_041, amountCents, at: 0, state: 'stored' },
    code,
    amountCents,
  ),
];

/** A terminal that says what the test has written down for each command, one message after each acknowledgement. */
export class ScriptedTerminal {
  /** Codes of what it was sent. */
  readonly sent: number[] = [];
  readonly #scripts = new Map<number, readonly Step[]>([
    [0x0600, registration(0)],
    [0x0501, status(0)],
    [0x0620, [ACCEPTED, aborted(0x65)]],
  ]);
  #running: Step[] = [];
  #apdu: Parameters<Transport['onApdu']>[0] = () => undefined;
  #closed: (reason: EndReason) => void = () => undefined;

  on(code: number, ...script: readonly Step[]): this {
    this.#scripts.set(code, script);
    return this;
  }

  say(...[code, data = []]: Exclude<Step, 'hold'>): void {
    const to = this.#apdu;
    queueMicrotask(() => to({ code, data: Uint8Array.from(data) }));
  }

  hangUp(): void {
    this.#closed('link');
  }

  count(code: number): number {
    return this.sent.filter((one) => one === code).length;
  }

  /** For one connection. */
  transport(): Transport {
    let ended = false;
    const end = (reason: EndReason, tell: (reason: EndReason) => void): void => {
      if (ended) return;
      ended = true;
      this.#running = [];
      tell(reason);
    };
    return {
      open: async () => ok(undefined),
      send: async (apdu) => {
        if (ended) return false;
        this.#receive(((apdu[0] ?? 0) << 8) | (apdu[1] ?? 0));
        return true;
      },
      onApdu: (listener) => {
        this.#apdu = (apdu) => {
          if (!ended) listener(apdu);
        };
      },
      onClose: (listener) => {
        this.#closed = (reason) => end(reason, listener);
      },
      close: async (reason) => this.#closed(reason),
    };
  }

  #receive(code: number): void {
    this.sent.push(code);
    const script = this.#scripts.get(code);
    if (code !== 0x8000 && script === undefined) return;
    if (script !== undefined && code !== 0x06b0) this.#running = [...script];
    else if (script !== undefined) this.#running.unshift(...script);
    this.#proceed();
  }

  /** Its answer and its first message come at once; each of the others after the one before was acknowledged. */
  #proceed(): void {
    if (this.#running[0] === 'hold') return;
    const step = this.#running.shift();
    if (step === undefined || step === 'hold') return;
    this.say(...step);
    if (step[0] === 0x8000) this.#proceed();
  }
}

/** A real driver on it, in time that the test turns. */
export class DriverBench {
  readonly clock = new ManualClock(1_000_000);
  readonly terminal: ScriptedTerminal;
  readonly journal: JournalEntry[] = [];
  /** Called before an entry is kept. */
  before: (entry: JournalEntry) => Promise<void> | void = () => undefined;
  readonly driver: ZvtTerminal;

  private constructor(terminal: ScriptedTerminal, timing: object, settings: object) {
    this.terminal = terminal;
    const config = PaymentTerminalConfig.parse({
      class: 'payment-terminal',
      name: 'zvt',
      link: { tcp: { host: '192.0.2.1' } },
      timing,
      ...settings,
    });
    this.driver = new ZvtTerminal({
      clock: this.clock,
      random: () => 0,
      timing: config.timing,
      password: config.password,
      characterSet: config.characterSet,
      transport: () => terminal.transport(),
      appendToJournal: async (entry) => {
        await this.before(entry);
        this.journal.push(entry);
        return true;
      },
    });
  }

  static async start(terminal: ScriptedTerminal, timing: object = {}, settings: object = {}): Promise<DriverBench> {
    const at = new DriverBench(terminal, timing, settings);
    await settle();
    return at;
  }

  get steps(): string[] {
    return this.journal.map(({ step }) => step);
  }

  /** The outcome once there is one. */
  pay(): { readonly outcome: () => PaymentOutcome | null } {
    let outcome: PaymentOutcome | null = null;
    void this.driver.authorize({ id: randomUUID(), amountCents: 1_250 }).then((found) => {
      outcome = found;
    });
    return { outcome: () => outcome };
  }

  async stop(): Promise<void> {
    const closed = this.driver.close();
    await this.clock.advance(1_000);
    await closed;
  }
}

export const apdu = (code: number, data: readonly number[] = []): Uint8Array => encodeApdu(code, data);
