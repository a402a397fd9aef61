import type { Clock } from '../../base/clock.ts';
import type { FrameRing } from '../driver/frames.ts';
import type { EndReason } from '../driver/connection.ts';
import type { Result } from '../../base/result.ts';
import { type Apdu, encodeApdu } from './apdu.ts';
import { CODE, codeOf, describe, ends, intermediateStatus, isAnswer, refusalCode } from './messages.ts';
import type { Timing } from './timing.ts';
import type { Transport } from './transport.ts';
import { SerialQueue } from '../driver/serial-queue.ts';

/** How a command ended. */
export type CommandEnd =
  /** 06 0F. */
  | { readonly end: 'completed'; readonly apdu: Apdu }
  /** 06 1E with its result code. */
  | { readonly end: 'aborted'; readonly code: number | null }
  /**
   * 84 xx in place of 80 00: nothing was begun. The code is xx, or what stands behind 84 1E, which is no result code
   * itself.
   */
  | { readonly end: 'refused'; readonly code: number }
  /** Never sent: it was withdrawn before its turn came. */
  | { readonly end: 'withdrawn' }
  /** The connection ended, or the terminal fell silent: what it did is not known. */
  | { readonly end: 'lost' };

/** Takes each message of the terminal; false: it is not acknowledged, and the connection ends. */
export type Listener = (apdu: Apdu) => Promise<boolean> | boolean;

export interface SessionDeps {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly ring: FrameRing;
}

/**
 * What is only asked, with no card and no host, has its answer soon or not at all. Milliseconds from 80 00 to the end.
 */
const QUESTION = 60_000;
const QUESTIONS: readonly number[] = [CODE.statusEnquiry, CODE.repeatReceipt];

const ACKNOWLEDGE = encodeApdu(CODE.acknowledge);

/**
 * One connection to the terminal. We are master until it has answered a command with 80 00; then it is, until 06 0F or
 * 06 1E, and every message of it is answered with 80 00 00 (PA00P015, 1). Used once.
 */
export class Session {
  readonly #deps: SessionDeps;
  #ended: EndReason | null = null;
  #arrived: Apdu[] = [];
  #wake: () => void = () => undefined;
  /** Ends the pause under way. */
  #resting: () => void = () => undefined;
  /** It is to be asked to give up as soon as it listens. */
  #abortWanted = false;
  /** When it was asked to give up and has not answered that yet; milliseconds since the epoch. */
  #asked: number | null = null;
  /**
   * The terminal has accepted the command, every message of it has been answered, and no result has come: it can be
   * asked to abort.
   */
  #abortable = false;
  /** The command under way; one at a time, the next waits. */
  #current: number | null = null;
  readonly #turns = new SerialQueue();

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    deps.transport.onApdu((apdu) => this.#received(apdu));
    deps.transport.onClose((reason) => {
      this.#ended ??= reason;
      this.#wake();
      this.#resting();
    });
  }

  get ended(): EndReason | null {
    return this.#ended;
  }

  open(): Promise<Result<void, EndReason>> {
    return this.#deps.transport.open();
  }

  async close(reason: EndReason): Promise<void> {
    this.#ended ??= reason;
    this.#wake();
    this.#resting();
    await this.#deps.transport.close(reason);
  }

  /** Ends the pause under way. */
  stir(): void {
    this.#resting();
  }

  /** Resolves when it ends, is stirred, or after `ms`. */
  async pause(ms: number): Promise<void> {
    if (this.#ended !== null) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#deps.clock.after(ms, resolve);
      this.#resting = () => {
        cancel();
        resolve();
      };
    });
    this.#resting = () => undefined;
  }

  /**
   * One command, to its end, at most for T3, `total`, and T3 again to give up. Never sent twice; not at all where
   * `wanted` denies it when its turn has come.
   */
  async command(
    code: number,
    data: ArrayLike<number>,
    listener: Listener = () => true,
    wanted: () => boolean = () => true,
  ): Promise<CommandEnd> {
    return this.#turns.take(async () => {
      this.#current = code;
      try {
        return await this.#command(code, data, listener, wanted);
      } finally {
        this.#current = null;
        this.#abortable = false;
        this.#abortWanted = false;
      }
    });
  }

  /**
   * 06 B0 during an authorization, as soon as the terminal listens; nothing once its result has come. It may refuse,
   * and may be asked again then. The command ends as it ends.
   */
  abort(): void {
    if (this.#current !== CODE.authorization || this.#ended !== null) return;
    this.#abortWanted = true;
    this.#sendAbort();
  }

  #sendAbort(): void {
    const { clock, timing, transport } = this.#deps;
    if (!this.#abortWanted || !this.#abortable || this.#arrived.length > 0) return;
    this.#abortWanted = false;
    const now = clock.now();
    if (this.#asked !== null && now < this.#asked + timing.t3) return;
    this.#asked = now;
    this.#out({ code: CODE.abortByUs, data: new Uint8Array(0) });
    void transport.send(encodeApdu(CODE.abortByUs));
  }

  async #command(
    code: number,
    data: ArrayLike<number>,
    listener: Listener,
    wanted: () => boolean,
  ): Promise<CommandEnd> {
    const { clock, timing } = this.#deps;
    await this.#abortAnswered();
    if (this.#ended !== null) return { end: 'lost' };
    if (!wanted()) return { end: 'withdrawn' };
    this.#arrived = [];
    const apdu = encodeApdu(code, data);
    this.#out({ code, data: Uint8Array.from(Array.from(data)) });
    if (!(await this.#deps.transport.send(apdu))) return this.#lost('silent');
    const answer = await this.#next(timing.t3);
    if (answer === null) return this.#lost('silent');
    if (!isAnswer(answer.code)) return this.#lost('protocol');
    if (answer.code !== CODE.acknowledge) return { end: 'refused', code: refusalCode(answer) };
    let limit = clock.now() + (QUESTIONS.includes(code) ? Math.min(QUESTION, timing.total) : timing.total);
    let givenUp = false;
    let told = false;
    for (let patience = timing.t4; ;) {
      this.#abortable = !told;
      this.#sendAbort();
      const message = await this.#next(Math.min(patience, limit - clock.now()));
      this.#abortable = false;
      if (message === null) {
        if (givenUp || this.#ended !== null || clock.now() < limit) return this.#lost('silent');
        // Its last chance to say how it ended.
        givenUp = true;
        limit = clock.now() + timing.t3;
        this.abort();
        continue;
      }
      if (isAnswer(message.code)) {
        this.#asked = null;
        continue;
      }
      if (message.code === CODE.intermediateStatus) {
        const { minutes } = intermediateStatus(message);
        if (minutes !== null) patience = minutes * 60_000;
      }
      if (message.code === CODE.statusInformation) told = true;
      if (!(await listener(message))) return this.#lost('protocol');
      if (!(await this.#deps.transport.send(ACKNOWLEDGE)) && !ends(message.code)) return this.#lost('silent');
      this.#deps.ring.out(clock.now(), ACKNOWLEDGE, 'acknowledge');
      if (message.code === CODE.completion) return { end: 'completed', apdu: message };
      if (message.code === CODE.abort) return { end: 'aborted', code: codeOf(message) };
    }
  }

  /** The answer to a 06 B0 that crossed the command's end would be taken for the next command's. */
  async #abortAnswered(): Promise<void> {
    while (this.#asked !== null) {
      const late = await this.#next(this.#asked + this.#deps.timing.t3 - this.#deps.clock.now());
      if (late === null || isAnswer(late.code)) this.#asked = null;
    }
  }

  async #lost(reason: EndReason): Promise<CommandEnd> {
    await this.close(this.#ended ?? reason);
    return { end: 'lost' };
  }

  /** The next message, or null after `ms` or at the end of the connection. */
  async #next(ms: number): Promise<Apdu | null> {
    const { clock } = this.#deps;
    const until = clock.now() + ms;
    for (;;) {
      const apdu = this.#arrived.shift();
      if (apdu !== undefined) return apdu;
      const left = until - clock.now();
      if (this.#ended !== null || left <= 0) return null;
      let cancel = (): void => undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        cancel = clock.after(left, resolve);
      });
      cancel();
    }
  }

  #received(apdu: Apdu): void {
    const { meaning, secret } = describe(apdu);
    const bytes = encodeApdu(apdu.code, apdu.data);
    if (secret) this.#deps.ring.redacted(this.#deps.clock.now(), 'in', bytes.length, meaning);
    else this.#deps.ring.in(this.#deps.clock.now(), bytes, meaning);
    // The terminal does not speak unasked; what comes all the same belongs to a command that is over.
    if (this.#current === null) {
      if (isAnswer(apdu.code)) this.#asked = null;
      return;
    }
    this.#arrived.push(apdu);
    this.#wake();
  }

  #out(apdu: Apdu): void {
    const { meaning, secret } = describe(apdu);
    const bytes = encodeApdu(apdu.code, apdu.data);
    if (secret) this.#deps.ring.redacted(this.#deps.clock.now(), 'out', bytes.length, meaning);
    else this.#deps.ring.out(this.#deps.clock.now(), bytes, meaning);
  }
}
