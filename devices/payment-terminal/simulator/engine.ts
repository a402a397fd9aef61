import type { SimulationClock } from '../../simulation/clock.ts';
import { FaultBox } from '../../simulation/faults.ts';
import type { Apdu } from './apdu.ts';
import { Book, type Sale } from './book.ts';
import type { PaymentTerminalFault, Violation } from './faults.ts';
import * as say from './messages.ts';

export interface EngineOptions {
  readonly clock: SimulationClock;
  readonly terminalId: number;
  readonly password: string;
  /** What becomes of a sale whose result is not acknowledged. */
  readonly lostAck: 'reverse' | 'keep';
  /** Somebody stands there who always presents a valid card. */
  readonly patron: 'automatic' | 'hands';
  /** Milliseconds the acquirer takes. */
  readonly hostMs: number;
  readonly book: Book;
}

/** The line as the engine sees it. */
export interface Wire {
  send(apdu: Apdu): void;
  /** Ends the connection, or pulls the plug of a serial line, for a moment. */
  cut(): void;
}

/** Milliseconds: an answer of the host (T3), and a card or key of the visitor. */
const T3 = 5_000;
const PATIENCE = 30_000;
const VERSION = 'FOYER 1.0';

type VisitorAction = 'card' | 'pin' | 'wrong-pin' | 'cancel' | 'host-abort' | 'nobody' | 'gone';
class Gone extends Error {}

/** The terminal behind its line: one command after the other, as PA00P015 tells it. */
export class Engine {
  readonly faults: FaultBox<PaymentTerminalFault>;
  readonly violations: Violation[] = [];
  display = 'Bereit';
  registered = false;
  powered = true;
  readonly #options: EngineOptions;
  readonly #wire: Wire;
  readonly #changed: () => void;
  #config = 0;
  #blocks = false;
  #running: string | null = null;
  /** Grows with each line that ended: what was begun on one is not answered on the next. */
  #line = 0;
  /** The line of the command under way. */
  #runningOn = 0;
  #answer: ((answer: 'ack' | 'refused' | 'lost') => void) | null = null;
  #action: ((action: VisitorAction) => void) | null = null;

  constructor(options: EngineOptions, wire: Wire, changed: () => void) {
    this.#options = options;
    this.#wire = wire;
    this.#changed = changed;
    this.faults = new FaultBox<PaymentTerminalFault>(changed, changed);
  }

  get running(): string | null {
    return this.#running;
  }

  get book(): Book {
    return this.#options.book;
  }

  /** The host's side of the line ended, or the power did. */
  hungUp(): void {
    this.#line += 1;
    const answer = this.#answer;
    // No answer is expected on the next line.
    this.#answer = null;
    answer?.('lost');
    this.#action?.('gone');
  }

  hand(action: Exclude<VisitorAction, 'host-abort' | 'nobody' | 'gone'>): void {
    this.#action?.(action);
  }

  receive(apdu: Apdu): void {
    if (!this.powered) return;
    if (apdu.code === 0x8000 || apdu.code >> 8 === 0x84) {
      const answer = this.#answer;
      this.#answer = null;
      if (answer === null) this.#violate('an answer to nothing');
      else answer(apdu.code === 0x8000 ? 'ack' : 'refused');
      return;
    }
    if (apdu.code === 0x06b0) return this.#hostAbort();
    // What ends with the answer just taken ends in this turn; a command behind it on the line is not too early.
    const line = this.#line;
    setImmediate(() => this.#command(apdu, line));
  }

  #command(apdu: Apdu, line: number): void {
    // What it was told on a line that is gone died with that.
    if (!this.powered || line !== this.#line || this.faults.take('silent') !== null) return;
    if (this.#running !== null) {
      if (this.#answer !== null) this.#violate('a command while a message waits for its answer');
      return this.#refuse(0x9c);
    }
    if (this.faults.take('busy') !== null) return this.#refuse(0x9c);
    void this.#run(apdu);
  }

  async #run({ code, data }: Apdu): Promise<void> {
    const flow = this.#flowOf(code, data);
    if (typeof flow === 'number') return this.#refuse(flow);
    this.#running = code.toString(16).padStart(4, '0');
    this.#runningOn = this.#line;
    this.#changed();
    this.#send(0x8000);
    try {
      await flow();
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
    } finally {
      this.#running = null;
      this.display = 'Bereit';
      this.#changed();
    }
  }

  /** What a command does, or why it is refused. */
  #flowOf(code: number, data: Uint8Array): (() => Promise<void>) | number {
    const condition = this.#condition();
    if (code === 0x0600) return this.#register(data);
    if (code === 0x0501)
      return this.#rightPassword(data)
        ? async () => this.#complete(say.enquired(VERSION, condition))
        : this.#violated(0x83, 'wrong password');
    if (!this.registered) return this.#violated(0x83, 'a command before the registration');
    switch (code) {
      case 0x0601:
        return this.#authorize(data, condition);
      case 0x0602:
        return async () => {
          this.registered = false;
        };
      case 0x0620:
        return this.#rightPassword(data)
          ? () => this.#repeat(data[4] === 0x03)
          : this.#violated(0x83, 'wrong password');
      case 0x0630:
        return this.#rightPassword(data) ? () => this.#reverse(data) : this.#violated(0x83, 'wrong password');
      case 0x0650:
        return this.#rightPassword(data) ? () => this.#endOfDay() : this.#violated(0x83, 'wrong password');
      case 0x0670:
      case 0x0693:
        return async () => {
          await this.#intermediate(0x04, 'Verbindung zum Host');
          await this.#host();
          await this.#complete([]);
        };
      default:
        return 0x83;
    }
  }

  #register(data: Uint8Array): (() => Promise<void>) | number {
    if (!this.#rightPassword(data)) return this.#violated(0x83, 'wrong password');
    this.#config = data[3] ?? 0;
    if (data.length > 5 && (data[4] !== 0x09 || data[5] !== 0x78)) return 0x6f;
    this.#blocks = Buffer.from(data).includes(Buffer.from([0x0a, 0x02, 0x06, 0xd3]));
    return async () => {
      this.registered = true;
      await this.#complete(say.registered(this.#options.terminalId));
    };
  }

  #authorize(data: Uint8Array, condition: number): (() => Promise<void>) | number {
    if (data[0] !== 0x04) return this.#violated(0x9a, 'an authorization without an amount first');
    const amount = say.fromBcd(data.subarray(1, 7));
    if (amount === 0) return 0x9a;
    const currency = data.indexOf(0x49, 7);
    if (currency >= 0 && (data[currency + 1] !== 0x09 || data[currency + 2] !== 0x78)) return 0x6f;
    return () => this.#pay(amount, condition);
  }

  async #pay(amount: number, condition: number): Promise<void> {
    const { terminalId, clock, lostAck } = this.#options;
    if (this.faults.take('silent-after-accept') !== null) throw new Gone();
    if (condition !== 0) {
      if (condition === 0xf0) await this.#tell(0x040f, say.statusOfResult(condition, terminalId));
      return this.#abort(condition);
    }
    const early = this.faults.take('abort');
    if (early !== null) return this.#abort(early.code);
    const read = await this.#card();
    if (read !== 'approved') return this.#abort(read);
    const sale = this.book.draft(terminalId, amount, clock.now());
    await this.#intermediate(0x04, 'Verbindung zum Host');
    await this.#host();
    if (this.faults.take('cut-before-result') !== null) this.#cut();
    const declined = this.faults.take('decline');
    if (declined !== null) {
      await this.#tell(0x040f, say.statusOfSale(sale, declined.code, amount));
      return this.#abort(declined.code);
    }
    const loss = this.faults.take('power-loss');
    if (loss !== null) {
      if (loss.booked) this.book.store(sale);
      return this.#cut();
    }
    const status = say.statusOfSale(sale, 0x00, this.faults.take('other-amount') === null ? amount : amount + 1);
    if (this.faults.take('cut-after-result') !== null) {
      this.#send(0x040f, status);
      if (lostAck === 'keep') this.book.store(sale);
      return this.#cut();
    }
    const answer = await this.#ask(0x040f, status);
    if (answer === 'ack' || (answer === 'lost' && lostAck === 'keep')) this.book.store(sale);
    if (answer === 'lost') throw new Gone();
    if (answer === 'refused') return this.#abort(0x6c);
    this.#changed();
    if (this.faults.take('double-result') !== null) await this.#tell(0x040f, status);
    if (this.faults.take('cut-after-ack') !== null) this.#cut();
    this.display = 'Zahlung erfolgt';
    await this.#receipts(sale);
    await this.#complete([]);
  }

  /** A card and, where it wants one, a PIN. The result code where nothing comes of it. */
  async #card(): Promise<'approved' | number> {
    await this.#intermediate(0x0a, 'Bitte Karte vorhalten oder einstecken');
    for (let attempts = 0; attempts < 3;) {
      const action = await this.#awaitAction(attempts === 0 ? 'Karte, bitte' : 'PIN, bitte');
      if (action === 'cancel' || action === 'host-abort' || action === 'nobody') return 0x6c;
      if (action === 'gone') throw new Gone();
      if (action === 'wrong-pin') {
        attempts += 1;
        await this.#intermediate(0x15, 'PIN falsch');
        continue;
      }
      return 'approved';
    }
    return 0x37;
  }

  async #awaitAction(shown: string): Promise<VisitorAction> {
    this.display = shown;
    this.#changed();
    if (this.#options.patron === 'automatic') return 'card';
    const action = await new Promise<VisitorAction>((resolve) => {
      const cancel = this.#options.clock.after(PATIENCE, () => resolve('nobody'));
      this.#action = (what) => {
        cancel();
        resolve(what);
      };
    });
    this.#action = null;
    return action;
  }

  async #repeat(quiet: boolean): Promise<void> {
    const sale = this.book.newest();
    if (sale === undefined) return this.#abort(0x65);
    await this.#tell(0x040f, say.statusOfSale(sale, 0x00, sale.amountCents));
    if (!quiet) await this.#receipts(sale);
    await this.#complete([]);
  }

  async #reverse(data: Uint8Array): Promise<void> {
    const at = data.indexOf(0x87, 3);
    const sale = at < 0 ? undefined : this.book.find(say.fromBcd(data.subarray(at + 1, at + 3)));
    if (sale === undefined) return this.#abort(0xb5);
    if (sale.state === 'reversed') {
      await this.#tell(0x040f, say.statusOfSale(sale, 0xb4, sale.amountCents));
      return this.#abort(0xb4);
    }
    await this.#host();
    sale.state = 'reversed';
    this.#changed();
    await this.#tell(0x040f, say.statusOfSale(sale, 0x00, sale.amountCents));
    await this.#complete([]);
  }

  async #endOfDay(): Promise<void> {
    await this.#intermediate(0x04, 'Kassenschnitt');
    await this.#host();
    if (this.faults.take('end-of-day-fails') !== null) {
      this.book.endOfDayOpen = true;
      await this.#tell(0x040f, say.statusOfResult(0x77, this.#options.terminalId));
      return this.#abort(0x77);
    }
    this.book.endOfDayOpen = false;
    const stored = this.book.sales.filter(({ state }) => state === 'stored');
    await this.#tell(0x040f, say.totals(stored));
    if ((this.#config & 0x04) !== 0) await this.#print(3, ['Kassenschnitt', `Anzahl ${stored.length}`]);
    await this.#complete([]);
  }

  async #receipts(sale: Sale): Promise<void> {
    if ((this.#config & 0x02) === 0) return;
    const lines = [
      `Terminal-ID ${sale.terminalId}`,
      `Beleg-Nr. ${String(sale.receipt).padStart(4, '0')}`,
      'girocard',
      `Betrag EUR ${(sale.amountCents / 100).toFixed(2).replace('.', ',')}`,
      'Zahlung erfolgt',
    ];
    await this.#print(1, ['Händlerbeleg', ...lines]);
    await this.#print(2, ['Kundenbeleg', ...lines]);
  }

  async #print(type: 1 | 2 | 3, lines: readonly string[]): Promise<void> {
    if (this.#blocks) return this.#tell(0x06d3, say.printBlock(type, lines));
    for (const [at, line] of lines.entries()) await this.#tell(0x06d1, say.printLine(line, at === lines.length - 1));
  }

  #condition(): number {
    return this.faults.peek('condition')?.code ?? (this.book.endOfDayOpen ? 0xf0 : 0x00);
  }

  #rightPassword(data: Uint8Array): boolean {
    return Buffer.from(data.subarray(0, 3)).toString('hex') === this.#options.password;
  }

  #hostAbort(): void {
    // Only while a card is waited for; afterwards the acquirer has the word.
    if (this.#action === null) return this.#refuse(0x83);
    this.#send(0x8000);
    this.#action('host-abort');
  }

  async #intermediate(code: number, text: string): Promise<void> {
    this.display = text;
    this.#changed();
    if ((this.#config & 0x08) !== 0) await this.#tell(0x04ff, say.intermediate(code, 0, text));
  }

  #host(): Promise<void> {
    const slow = this.faults.take('slow');
    return new Promise((resolve) => void this.#options.clock.after(this.#options.hostMs + (slow?.ms ?? 0), resolve));
  }

  /** Sends a message that must be acknowledged; without an acknowledgement the client is gone. */
  async #tell(code: number, data: readonly number[]): Promise<void> {
    if ((await this.#ask(code, data)) === 'lost') throw new Gone();
  }

  async #ask(code: number, data: readonly number[]): Promise<'ack' | 'refused' | 'lost'> {
    if (this.#runningOn !== this.#line) return 'lost';
    const answer = new Promise<'ack' | 'refused' | 'lost'>((resolve) => {
      const cancel = this.#options.clock.after(T3, () => {
        this.#violate(`no answer to ${code.toString(16).padStart(4, '0')}`);
        this.#answer = null;
        resolve('lost');
      });
      this.#answer = (what) => {
        cancel();
        resolve(what);
      };
    });
    this.#send(code, data);
    return answer;
  }

  async #complete(data: readonly number[]): Promise<void> {
    await this.#ask(0x060f, data);
  }

  async #abort(code: number): Promise<void> {
    await this.#ask(0x061e, [code]);
  }

  #refuse(code: number): void {
    this.#send(0x8400 | code);
  }

  #cut(): never {
    this.#wire.cut();
    throw new Gone();
  }

  #send(code: number, data: readonly number[] = []): void {
    this.#wire.send({ code, data: Uint8Array.from(data) });
  }

  #violated(code: number, what: string): number {
    this.#violate(what);
    return code;
  }

  #violate(what: string): void {
    this.violations.push({ at: this.#options.clock.now(), what });
    this.#changed();
  }
}
