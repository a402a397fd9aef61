import type { Cancel, Clock } from '../../base/clock.ts';
import type { FrameRing } from '../driver/frames.ts';
import type { EndReason } from '../driver/connection.ts';
import { endReason } from '../link/end-reason.ts';
import type { Link } from '../link/link.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { type Apdu, ApduStream, decodeApdu } from './apdu.ts';
import { ACK, Deframer, frame, NAK } from './framing.ts';
import type { Timing } from './timing.ts';
import { SerialQueue } from '../driver/serial-queue.ts';

/** Carries whole messages, once; after its end a new one is made. */
export interface Transport {
  open(): Promise<Result<void, EndReason>>;
  /** True when the terminal has it: on the serial line, when it said so; on the network, when it has left. */
  send(apdu: Uint8Array): Promise<boolean>;
  onApdu(listener: (apdu: Apdu) => void): void;
  onClose(listener: (reason: EndReason) => void): void;
  close(reason: EndReason): Promise<void>;
}

export interface TransportDeps {
  readonly link: Link;
  readonly clock: Clock;
  readonly timing: Pick<Timing, 't1' | 't2'>;
  readonly ring: FrameRing;
}

/** How often an unacknowledged block is sent in all (PA00P016: two repeats). */
const SENDINGS = 3;

abstract class LinkTransport implements Transport {
  protected readonly deps: TransportDeps;
  #apdu: (apdu: Apdu) => void = () => undefined;
  #close: (reason: EndReason) => void = () => undefined;
  #ended = false;

  constructor(deps: TransportDeps) {
    this.deps = deps;
    deps.link.onData((bytes) => this.received(bytes));
    deps.link.onClose((failure) => this.#end(endReason(failure)));
  }

  async open(): Promise<Result<void, EndReason>> {
    const opened = await this.deps.link.open();
    return opened.ok ? ok(undefined) : err(endReason(opened.error));
  }

  abstract send(apdu: Uint8Array): Promise<boolean>;
  protected abstract received(bytes: Uint8Array): void;
  protected abstract stopped(): void;

  onApdu(listener: (apdu: Apdu) => void): void {
    this.#apdu = listener;
  }

  onClose(listener: (reason: EndReason) => void): void {
    this.#close = listener;
  }

  async close(reason: EndReason): Promise<void> {
    this.#end(reason);
    await this.deps.link.close();
  }

  protected get ended(): boolean {
    return this.#ended;
  }

  protected deliver(apdu: Apdu): void {
    if (!this.#ended) this.#apdu(apdu);
  }

  protected note(meaning: string): void {
    this.deps.ring.note(this.deps.clock.now(), meaning);
  }

  #end(reason: EndReason): void {
    if (this.#ended) return;
    this.#ended = true;
    this.stopped();
    this.#close(reason);
  }
}

/** The network: messages one after the other, in pieces as they come. */
export class NetworkTransport extends LinkTransport {
  readonly #stream = new ApduStream();

  async send(apdu: Uint8Array): Promise<boolean> {
    return (await this.deps.link.write(apdu, this.deps.timing.t2)).ok;
  }

  protected received(bytes: Uint8Array): void {
    for (const apdu of this.#stream.push(bytes)) this.deliver(apdu);
  }

  protected stopped(): void {}
}

/** The serial line: blocks, each acknowledged with one byte, repeated when it is not. */
export class SerialTransport extends LinkTransport {
  readonly #deframer = new Deframer();
  /** Blocks on their way, one after the other. */
  readonly #line = new SerialQueue();
  #cancelT1: Cancel = () => undefined;
  #acknowledged: ((answer: 'ack' | 'nak' | 'none') => void) | null = null;
  /** The last block, as long as we have not answered it: the same again is its repetition, since our ACK was lost. */
  #unanswered: string | null = null;

  /** One block at a time, since an acknowledgement does not say which one it is for. */
  send(apdu: Uint8Array): Promise<boolean> {
    return this.#line.take(() => this.#sendNow(apdu));
  }

  async #sendNow(apdu: Uint8Array): Promise<boolean> {
    const { link, clock, timing } = this.deps;
    this.#unanswered = null;
    const block = frame(apdu);
    for (let sending = 1; sending <= SENDINGS && !this.ended; sending++) {
      if (sending > 1) this.note(`block repeated, ${sending - 1} of ${SENDINGS - 1}`);
      const answer = new Promise<'ack' | 'nak' | 'none'>((resolve) => {
        this.#acknowledged = resolve;
      });
      if (!(await link.write(block, timing.t2)).ok) return false;
      const cancel = clock.after(timing.t2, () => this.#settle('none'));
      const got = await answer;
      cancel();
      if (got === 'ack') return true;
    }
    return false;
  }

  protected received(bytes: Uint8Array): void {
    this.#cancelT1();
    for (const found of this.#deframer.push(bytes)) {
      switch (found.kind) {
        case 'ack':
        case 'nak':
          this.#settle(found.kind);
          break;
        case 'broken':
          this.#reply(NAK);
          break;
        case 'discarded':
          this.note(`${found.count} bytes belong to no block`);
          break;
        case 'block':
          this.#block(found.apdu);
          break;
      }
    }
    if (!this.#deframer.inBlock) return;
    this.#cancelT1 = this.deps.clock.after(this.deps.timing.t1, () => {
      this.#deframer.reset();
      this.#reply(NAK);
    });
  }

  protected stopped(): void {
    this.#cancelT1();
    this.#settle('none');
  }

  #block(bytes: Uint8Array): void {
    const apdu = decodeApdu(bytes);
    if (apdu === null) return this.#reply(NAK);
    this.#reply(ACK);
    // A peer that sends a block has received ours: an ACK that was lost on the way counts as received.
    this.#settle('ack');
    const content = Buffer.from(bytes).toString('hex');
    if (this.#unanswered === content) return this.note('a block came twice');
    this.#unanswered = content;
    this.deliver(apdu);
  }

  #settle(answer: 'ack' | 'nak' | 'none'): void {
    this.#acknowledged?.(answer);
    this.#acknowledged = null;
  }

  #reply(byte: number): void {
    void this.deps.link.write(Uint8Array.of(byte), this.deps.timing.t2);
  }
}
