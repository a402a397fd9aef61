import type { Clock } from '../../base/clock.ts';
import type { DeviceIdentity } from '../driver/driver.ts';
import type { EndReason } from '../driver/connection.ts';
import type { ProtocolHandler, DeviceContext } from '../driver/event-device.ts';
import { RequestQueue } from '../driver/request-queue.ts';
import type { IoBoardConfig } from './config.ts';
import { type Input, type InputEvent, INPUTS, type Light, LIGHTS, type LightState } from './io-board.ts';
import { boardId, clearPin, levels, PromptedAnswers, readAll, setPin, version } from './protocol.ts';

/** What is known of the inputs, and what the lights should show; outlives a connection. */
export interface BoardState {
  readonly inputs: Map<Input, boolean>;
  readonly wished: Map<Light, LightState>;
}

/** Milliseconds from a question to its prompt. */
const ANSWER = 1_000;
/** Answers in a row that may be missing or senseless. */
const MISSES = 3;
/**
 * Milliseconds that a blinking light stays on, and off. At most three flashes a second are safe for everybody (WCAG
 * 2.2, 2.3.1).
 */
const BLINK = 500;

/** One connection to the board: reads the inputs again and again, and sets the lights that have to change. */
export class BoardConversation implements ProtocolHandler {
  readonly #config: IoBoardConfig;
  readonly #state: BoardState;
  readonly #clock: Clock;
  readonly #context: DeviceContext<InputEvent>;
  readonly #answers = new PromptedAnswers();
  readonly #lane: RequestQueue<readonly string[]>;
  /** The last state sent to the board; unknown at first. */
  readonly #lit = new Map<Light, boolean>();
  #identity: DeviceIdentity | null = null;
  #ended = false;
  #wake = (): void => undefined;

  constructor(config: IoBoardConfig, state: BoardState, clock: Clock, context: DeviceContext<InputEvent>) {
    this.#config = config;
    this.#state = state;
    this.#clock = clock;
    this.#context = context;
    this.#lane = new RequestQueue(clock);
  }

  receive(bytes: Uint8Array): void {
    for (const answer of this.#answers.push(bytes)) this.#lane.offer(answer);
  }

  identity(): DeviceIdentity | null {
    return this.#identity;
  }

  async begin(): Promise<EndReason | null> {
    // Whatever a person or a modem manager left half typed ends here.
    await this.#ask('', false);
    for (let miss = 0; miss < MISSES && !this.#ended; miss += 1) {
      const [said, id] = [await this.#ask(version, true), await this.#ask(boardId, true)];
      if (said === null) continue;
      this.#identity = { maker: null, model: 'USB-GPIO', firmware: said.at(-1) ?? null, serial: id?.at(-1) ?? null };
      return null;
    }
    return 'silent';
  }

  async run(): Promise<EndReason> {
    let misses = 0;
    while (!this.#ended) {
      const answer = await this.#ask(readAll, false);
      const mask = answer === null ? null : levels(answer);
      misses = mask === null ? misses + 1 : 0;
      if (misses >= MISSES) return answer === null ? 'silent' : 'protocol';
      if (mask !== null) this.#look(mask);
      await this.#light();
      await this.#pause(this.#config.poll);
    }
    return 'link';
  }

  end(): void {
    this.#ended = true;
    this.#lane.end();
    this.#wake();
  }

  #look(mask: bigint): void {
    for (const input of INPUTS) {
      const wired = this.#config.inputs[input];
      if (wired === undefined) continue;
      const active = (((mask >> BigInt(wired.pin)) & 1n) === 1n) === (wired.active === 'high');
      const before = this.#state.inputs.get(input);
      this.#state.inputs.set(input, active);
      if (before === active || (before === undefined && !active)) continue;
      this.#context.ring.note(this.#clock.now(), `${input}: ${active ? 'active' : 'at rest'}`);
      this.#context.changed();
      this.#context.tell({ type: 'input', input, active });
    }
  }

  async #light(): Promise<void> {
    for (const light of LIGHTS) {
      const pin = this.#config.lights[light];
      const wished = this.#state.wished.get(light) ?? 'off';
      const on = wished === 'on' || (wished === 'blink' && Math.floor(this.#clock.now() / BLINK) % 2 === 0);
      if (pin === undefined || this.#ended || this.#lit.get(light) === on) continue;
      if ((await this.#ask(on ? setPin(pin) : clearPin(pin), wished !== 'blink')) !== null) this.#lit.set(light, on);
    }
  }

  /**
   * The lines of the answer; null where none came. The poll itself is not shown among the frames: it would push out all
   * others.
   */
  async #ask(question: string, shown: boolean): Promise<readonly string[] | null> {
    const { ring, link } = this.#context;
    const bytes = new TextEncoder().encode(`${question}\r`);
    if (shown) ring.out(this.#clock.now(), bytes, question);
    // The answer begins with the echo of its question: what is left of an earlier one is not taken for it.
    const answered = await this.#lane.ask({
      match: (answer) => (question === '' || answer[0] === question ? { answer } : undefined),
      send: () => link.write(bytes, ANSWER),
      timeout: ANSWER,
    });
    if (!answered.ok) ring.note(this.#clock.now(), `${question}: no answer`);
    else if (shown)
      ring.in(
        this.#clock.now(),
        new TextEncoder().encode(answered.value.answer.join('\n')),
        answered.value.answer.slice(1).join(' '),
      );
    return answered.ok ? answered.value.answer : null;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
      if (this.#ended) this.#wake();
    });
  }
}
