import type { Clock } from '../clock.ts';
import type { FrameRing } from '../frames.ts';
import type { EndReason } from '../life-cycle.ts';
import type { Result } from '../result.ts';
import { type Apdu, encodeApdu } from './apdu.ts';
import { CODE, codeOf, describe, ends, intermediateStatus, isAnswer } from './messages.ts';
import type { Timing } from './timing.ts';
import type { Transport } from './transport.ts';

/** How a command ended. */
export type CommandEnd =
  /** 06 0F. */
  | { readonly end: 'completed'; readonly apdu: Apdu }
  /** 06 1E with its result code. */
  | { readonly end: 'aborted'; readonly code: number | null }
  /** 84 xx in place of 80 00: nothing was begun. */
  | { readonly end: 'refused'; readonly code: number }
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

const ACKNOWLEDGE = encodeApdu(CODE.acknowledge);

/**
 * One connection to the terminal. We are master until it has answered a command with 80 00; then it is, until 06 0F or 06 1E, and
 * every message of it is answered with 80 00 00 (PA00P015, 1). Used once.
 */
export class Session {
  readonly #deps: SessionDeps;
  #ended: EndReason | null = null;
  #arrived: Apdu[] = [];
  #wake: () => void = () => undefined;
  /** Ends the pause under way. */
  #resting: () => void = () => undefined;
  /** We have asked it to give up, and it has not said whether it does. */
  #aborting = false;
  /** The command under way; one at a time, the next waits. */
  #current: number | null = null;
  #turns: Promise<unknown> = Promise.resolve();

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    deps.transport.onApdu(apdu => this.#received(apdu));
    deps.transport.onClose(reason => {
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

  /** Resolves when it ends, or after `ms`. */
  async pause(ms: number): Promise<void> {
    if (this.#ended !== null) return;
    await new Promise<void>(resolve => {
      const cancel = this.#deps.clock.after(ms, resolve);
      this.#resting = () => {
        cancel();
        resolve();
      };
    });
    this.#resting = () => undefined;
  }

  /** One command, to its end. Never sent twice. */
  async command(code: number, data: ArrayLike<number>, listener: Listener = () => true): Promise<CommandEnd> {
    const turn = this.#turns.then(async () => {
      this.#current = code;
      try {
        return await this.#command(code, data, listener);
      } finally {
        this.#current = null;
        this.#aborting = false;
      }
    });
    this.#turns = turn.catch(() => undefined);
    return turn;
  }

  /** 06 B0 during an authorization. The terminal may refuse it; the command ends as it ends. */
  abort(): void {
    if (this.#current !== CODE.authorization || this.#aborting || this.#ended !== null) return;
    this.#aborting = true;
    this.#out({ code: CODE.abortByUs, data: new Uint8Array(0) });
    void this.#deps.transport.send(encodeApdu(CODE.abortByUs));
  }

  async #command(code: number, data: ArrayLike<number>, listener: Listener): Promise<CommandEnd> {
    const { timing } = this.#deps;
    if (this.#ended !== null) return { end: 'lost' };
    this.#arrived = [];
    const apdu = encodeApdu(code, data);
    this.#out({ code, data: Uint8Array.from(Array.from(data)) });
    if (!(await this.#deps.transport.send(apdu))) return this.#lost('silent');
    const answer = await this.#next(timing.t3);
    if (answer === null) return this.#lost('silent');
    if (!isAnswer(answer.code)) return this.#lost('protocol');
    if (answer.code !== CODE.acknowledge) return { end: 'refused', code: answer.code & 0xff };
    for (let patience = timing.t4;;) {
      const message = await this.#next(patience);
      if (message === null) return this.#lost('silent');
      // The answer to our 06 B0.
      if (isAnswer(message.code)) continue;
      if (message.code === CODE.intermediateStatus) {
        const { minutes } = intermediateStatus(message);
        if (minutes !== null) patience = minutes * 60_000;
      }
      if (!(await listener(message))) return this.#lost('protocol');
      if (!(await this.#deps.transport.send(ACKNOWLEDGE)) && !ends(message.code)) return this.#lost('silent');
      this.#deps.ring.out(this.#deps.clock.now(), ACKNOWLEDGE, 'acknowledge');
      if (message.code === CODE.completion) return { end: 'completed', apdu: message };
      if (message.code === CODE.abort) return { end: 'aborted', code: codeOf(message) };
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
      await new Promise<void>(resolve => {
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
    if (this.#current === null) return;
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
