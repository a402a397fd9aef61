import type { Clock } from '../../base/clock.ts';
import type { FrameRing } from '../driver/frames.ts';
import type { EndReason } from '../driver/connection.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { type AskFailure, RequestQueue } from '../driver/request-queue.ts';
import type { EidConfig } from './config.ts';
import { frameIn, frameOut, frameSecret } from './frames.ts';
import { type RunningApp, startApp } from './process.ts';
import { parseMessage, type SdkCommand, type SdkMessage, type SdkMessageOf, type SecretCommand } from './sdk.ts';
import { type SdkSocket, sdkSocket, type SocketFailure } from './web-socket.ts';

/** Why there is no conversation although nothing is lost: somebody has to put it right. */
export type Obstacle = 'not-installed' | 'unsupported' | 'occupied';

export type NoConnection = { readonly obstacle: Obstacle } | { readonly ended: EndReason };

export interface ConnectionDeps {
  readonly config: Pick<EidConfig, 'app' | 'connect' | 'apiLevel' | 'timing'>;
  readonly clock: Clock;
  readonly ring: FrameRing;
  readonly onMessage: (message: SdkMessage) => void;
}

/** Milliseconds for the local machine to take or refuse a connection. */
const CONNECT = 5_000;

/** One conversation with one AusweisApp, from its start to its end. */
export class SdkConnection {
  readonly #deps: ConnectionDeps;
  readonly #lane: RequestQueue<SdkMessage>;
  #app: RunningApp | null = null;
  #socket: SdkSocket | null = null;
  #opening: Promise<unknown> = Promise.resolve();
  /** Messages that were not understood; they are shown to technicians and change nothing. */
  #strange = 0;
  /** When it is over: program or socket are gone, or it was closed. */
  readonly ended: Promise<EndReason>;
  #ends: (reason: EndReason) => void = () => undefined;

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
    this.#lane = new RequestQueue(deps.clock);
    this.ended = new Promise((resolve) => {
      this.#ends = resolve;
    });
  }

  get strange(): number {
    return this.#strange;
  }

  /** Starts the program where that is ours to do, connects, and agrees on a level. */
  open(): Promise<Result<SdkMessageOf<'INFO'>, NoConnection>> {
    const opening = this.#open();
    this.#opening = opening;
    return opening;
  }

  async #open(): Promise<Result<SdkMessageOf<'INFO'>, NoConnection>> {
    const place = await this.#place();
    if (!place.ok) return place;
    const socket = sdkSocket(place.value, this.#deps.clock);
    this.#socket = socket;
    socket.onMessage((text) => this.#hear(text));
    socket.onClose(() => {
      this.#lane.end();
      this.#ends('link');
    });
    const opened = await socket.open(CONNECT);
    if (!opened.ok) return err(noConnection(opened.error, this.#app !== null));
    return this.#introduce();
  }

  async #place(): Promise<Result<{ readonly host: string; readonly port: number }, NoConnection>> {
    const { config, clock } = this.#deps;
    if (config.connect !== undefined) return ok(config.connect);
    if (config.app === undefined) return err({ ended: 'absent' });
    const started = await startApp({
      ...config.app,
      clock,
      limit: config.timing.start,
      unwanted: this.ended.then(() => undefined),
    });
    if (!started.ok) {
      this.#note(`AusweisApp: ${started.error}`);
      return err(
        started.error === 'not-installed'
          ? { obstacle: 'not-installed' }
          : { ended: started.error === 'ended' ? 'link' : started.error },
      );
    }
    this.#app = started.value;
    this.#note('AusweisApp started');
    void started.value.ended.then(() => {
      this.#note('AusweisApp ended');
      this.#ends('link');
    });
    return ok({ host: '127.0.0.1', port: started.value.port });
  }

  /** Level 3 tells more about the card; 2 is the least with which a workflow says how far it is. */
  async #introduce(): Promise<Result<SdkMessageOf<'INFO'>, NoConnection>> {
    for (let level = this.#deps.config.apiLevel; ; level -= 1) {
      const set = await this.ask({ cmd: 'SET_API_LEVEL', level }, 'API_LEVEL');
      if (!set.ok) return err(noAnswer(set.error));
      if (set.value.error === undefined && set.value.current === level) break;
      if (level <= 2) return err({ obstacle: 'unsupported' });
    }
    const info = await this.ask({ cmd: 'GET_INFO' }, 'INFO');
    return info.ok ? info : err(noAnswer(info.error));
  }

  /** The answer is also heard by `onMessage`. `shown` false keeps what is asked again and again out of the frames. */
  ask<M extends SdkMessage['msg']>(
    command: SdkCommand,
    answer: M,
    shown = true,
  ): Promise<Result<SdkMessageOf<M>, AskFailure | 'closed'>> {
    return this.#lane.ask({
      match: (message) => (message.msg === answer ? (message as SdkMessageOf<M>) : undefined),
      send: () => this.send(command, shown),
      timeout: this.#deps.config.timing.answer,
    });
  }

  async send(command: SdkCommand, shown = true): Promise<Result<void, 'closed'>> {
    if (shown) frameOut(this.#deps.ring, this.#deps.clock.now(), command);
    return (await this.#socket?.send(new TextEncoder().encode(JSON.stringify(command)))) ?? err('closed');
  }

  /** Sends a secret's frame and overwrites it, whatever became of it. */
  async sendSecret(command: SecretCommand, frame: Uint8Array): Promise<Result<void, 'closed'>> {
    frameSecret(this.#deps.ring, this.#deps.clock.now(), command);
    try {
      return (await this.#socket?.send(frame)) ?? err('closed');
    } finally {
      frame.fill(0);
    }
  }

  /** Ends the program, too, where it is ours. Also while it is being opened. */
  async close(): Promise<void> {
    this.#ends('link');
    this.#lane.end();
    this.#socket?.close();
    // What is being started ends by itself, and is waited for.
    await this.#opening;
    this.#socket?.close();
    await this.#app?.stop();
  }

  #hear(text: string): void {
    const { ring, clock, onMessage } = this.#deps;
    const parsed = parseMessage(text);
    if (!parsed.ok) {
      this.#strange += 1;
      ring.redacted(clock.now(), 'in', text.length, `not understood (${parsed.error}), ${this.#strange} so far`);
      return;
    }
    const message = parsed.value;
    // The list is asked for again and again, and would push out all others.
    if (message.msg !== 'READER_LIST') frameIn(ring, clock.now(), message);
    this.#lane.offer(message);
    onMessage(message);
  }

  #note(meaning: string): void {
    this.#deps.ring.note(this.#deps.clock.now(), meaning);
  }
}

const noAnswer = (failure: AskFailure | 'closed'): NoConnection => ({
  ended: failure === 'timeout' ? 'silent' : 'link',
});

function noConnection(failure: SocketFailure, ours: boolean): NoConnection {
  switch (failure) {
    case 'occupied':
    case 'unsupported':
      return { obstacle: failure };
    // One that has just said where it listens, and does not, is lost, not absent.
    case 'absent':
      return { ended: ours ? 'link' : 'absent' };
    case 'silent':
      return { ended: 'silent' };
    case 'closed':
      return { ended: 'link' };
  }
}
