import { type Cancel, type Clock, delay, within } from '../../base/clock.ts';
import type { DeviceIdentity } from '../driver/driver.ts';
import type { FrameRing } from '../driver/frames.ts';
import type { EndReason } from '../driver/connection.ts';
import { endReason } from '../link/end-reason.ts';
import type { Link } from '../link/link.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { RequestQueue } from '../driver/request-queue.ts';
import { PrinterDemux, type PrinterFrame } from './codec.ts';
import {
  BLOCK,
  dleDc4Clear,
  dleEnqClear,
  dleEot,
  dleEotFull,
  enableAsb,
  EOT,
  type EotKind,
  feedAndCut,
  flushParser,
  forbidRealTimePulse,
  gsI,
  gsParenH,
  gsR,
  isClearResponse,
  processIdOf,
} from './commands.ts';
import { frameIn } from './frames.ts';
import type { PrintProof } from './receipt-printer.ts';
import { ALL_WELL, hindrance, type Sensors, withAsb, withEot } from './status.ts';
import type { Timing } from './timing.ts';

export type ProofBy = PrintProof['by'];
export type Ended = { readonly ended: EndReason };

export interface SessionDeps {
  readonly link: Link;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly ring: FrameRing;
  /** Bytes per second the link carries at best. */
  readonly speed: number;
  readonly cut: 'partial' | 'full' | 'none';
  readonly presenter: boolean;
  /** It has a Kanji character mode, that has to be ended. */
  readonly kanji: boolean;
  /**
   * The next process id; rolling, shared by all sessions of a printer, so that a late answer is never the right one.
   */
  readonly nextId: () => string;
  readonly onSensors: (sensors: Sensors) => void;
}

const EOT_KINDS = Object.keys(EOT) as EotKind[];

/**
 * One connection to the printer, from `open` to its end: asks, listens, and knows what the printer last said. It is
 * used once. It decides nothing about jobs: that is the driver's.
 */
export class Session {
  readonly #deps: SessionDeps;
  readonly #demux: PrinterDemux;
  /** DLE EOT answers belong to the question in flight; queued answers have a lane of their own, so both may be open. */
  readonly #realTime: RequestQueue<PrinterFrame>;
  readonly #queued: RequestQueue<PrinterFrame>;
  #asked: EotKind | null = null;
  #sensors: Sensors = ALL_WELL;
  #watchers = new Set<() => void>();
  #end: EndReason | null = null;
  /** Frames that the printer can have meant, and bytes that it cannot; they tell silence from a wrong baud rate. */
  #understood = 0;
  #discarded = 0;
  #replies = 0;
  /** Automatic status messages that have come. */
  #told = 0;
  #glancing = false;
  /** The question in flight is a background poll's; nothing may be concluded from a missing answer. */
  #glanceAsked = false;
  #forgiven = false;
  /** Counts proofs asked for and given up, so that one given up does not ask again. */
  #proof = 0;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    this.#demux = new PrinterDemux((frame) => this.#received(frame), deps.presenter);
    this.#realTime = new RequestQueue(deps.clock);
    this.#queued = new RequestQueue(deps.clock);
    deps.link.onData((bytes) => this.#demux.push(bytes));
    deps.link.onClose((failure) => {
      this.#demux.end();
      this.#finish(endReason(failure));
    });
  }

  get sensors(): Sensors {
    return this.#sensors;
  }

  get ended(): EndReason | null {
    return this.#end;
  }

  /** Calls back on every change of the sensors, and when the session ends. */
  watch(fn: () => void): () => void {
    this.#watchers.add(fn);
    return () => void this.#watchers.delete(fn);
  }

  async open(): Promise<Result<void, Ended>> {
    const opened = await this.#deps.link.open();
    if (opened.ok) return ok(undefined);
    this.#finish(endReason(opened.error));
    return err({ ended: this.#end ?? 'link' });
  }

  async close(reason: EndReason): Promise<void> {
    this.#finish(reason);
    await this.#deps.link.close();
  }

  /**
   * Asks DLE EOT 1..4. The sensors change once, when all four are known, so that no half of a state is ever shown. An
   * answer that does not come ends the session. `patience` ms instead of asking twice: amid a job the question can
   * stand behind print data in a buffer of the line, and the answers do not say which question they belong to.
   */
  async poll(patience: number | null = null): Promise<Result<Sensors, Ended>> {
    let sensors = this.#sensors;
    const told = this.#told;
    for (const kind of EOT_KINDS) {
      const answer = patience === null ? await this.#eotTwice(kind) : await this.#eot(kind, patience);
      if (answer === null) {
        if (patience !== null && this.#forgiven && this.#end === null) return ok(this.#sensors);
        await this.close(this.#understood === 0 && this.#discarded > 0 ? 'protocol' : 'silent');
        return err({ ended: this.#end ?? 'silent' });
      }
      sensors = withEot(sensors, kind, answer);
    }
    this.#understood = 0;
    this.#discarded = 0;
    // What the printer sent by itself meanwhile is complete, and newer than the first of these answers.
    if (this.#told === told) this.#sense(sensors);
    return ok(this.#sensors);
  }

  /** DLE EOT 20; null where no answer came. */
  async fullStatus(): Promise<readonly [number, number, number, number] | null> {
    const { realTime } = this.#deps.timing;
    const answer = await this.#realTime.ask({
      match: (frame) => (frame.kind === 'full-status' ? frame.bytes : undefined),
      send: () => this.send(dleEotFull(), 'DLE EOT 20'),
      timeout: realTime,
    });
    return answer.ok ? answer.value : null;
  }

  async #eotTwice(kind: EotKind): Promise<number | null> {
    const first = await this.#eot(kind);
    if (first !== null) return first;
    const second = await this.#eot(kind);
    // The first answer may have been late, not lost: then another is on its way, and must not pass for the next
    // question's.
    if (second !== null) await delay(this.#deps.clock, this.#deps.timing.realTime);
    return second;
  }

  async #eot(kind: EotKind, timeout = this.#deps.timing.realTime): Promise<number | null> {
    if (this.#end !== null) return null;
    const answer = await this.#realTime.ask({
      match: (frame) => (frame.kind === 'dle-eot' ? frame.byte : undefined),
      send: () => {
        this.#asked = kind;
        this.#glanceAsked = this.#glancing && timeout !== this.#deps.timing.realTime;
        return this.send(dleEot(kind), `DLE EOT ${EOT[kind]}`);
      },
      timeout,
    });
    this.#asked = null;
    this.#glanceAsked = false;
    return answer.ok ? answer.value : null;
  }

  /**
   * One look at the printer. A cutter error stays until the printer is told to recover, even when the blade is free.
   */
  async look(patience: number | null = null): Promise<Result<Sensors, Ended>> {
    if (this.#sensors.cutterError) await this.send(dleEnqClear(), 'DLE ENQ 2');
    return this.poll(patience);
  }

  /** A background poll, one at a time, for which no caller waits; what it finds comes with the sensors. */
  backgroundPoll(patience: number): void {
    if (this.#glancing || this.#end !== null) return;
    this.#glancing = true;
    this.#forgiven = false;
    void this.look(patience).finally(() => {
      this.#glancing = false;
    });
  }

  /**
   * The printer has proved the job: a look whose answer is still missing one round trip later has lost it, which is no
   * silence. Its patience was that of a job; the next one need not wait for its end.
   */
  forgiveGlance(): void {
    if (!this.#glancing) return;
    this.#forgiven = true;
    this.#deps.clock.after(this.#deps.timing.realTime, () => {
      if (this.#glanceAsked && this.#forgiven) this.#realTime.cancel();
    });
  }

  /** Waits for the hindrance to go, for at most `within` ms, or without end; false when it stayed or the link ended. */
  async untilUnhindered(within: number | null, abandoned: () => boolean = () => false): Promise<boolean> {
    const until = within === null ? Infinity : this.#deps.clock.now() + within;
    while (hindrance(this.#sensors) !== null) {
      const left = until - this.#deps.clock.now();
      if (left <= 0 || this.#end !== null || abandoned()) return false;
      await this.pause(Math.min(left, this.#deps.timing.pollHindered));
      if (within === null) await this.look();
      else this.backgroundPoll(Math.max(left, this.#deps.timing.realTime));
    }
    return this.#end === null;
  }

  /** A pause that a change of the sensors, or the end, cuts short. */
  pause(ms: number): Promise<void> {
    if (this.#end !== null) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        this.#watchers.delete(wake);
        resolve();
      };
      const cancel = this.#deps.clock.after(ms, wake);
      this.#watchers.add(wake);
    });
  }

  /** DLE DC4 8: empties the buffers at once, also offline. False where the model does not answer it. */
  async clearBuffers(): Promise<boolean> {
    const cleared = this.#queued
      .ask({
        match: (frame) => (frame.kind === 'block' && isClearResponse(frame.header, frame.text) ? true : undefined),
        send: () => this.send(dleDc4Clear(), 'DLE DC4 8, clear buffers'),
        timeout: this.#deps.timing.realTime,
      })
      .then((answer) => answer.ok);
    // Where the line stands, as the printer's buffer is full, the command leaves when it moves again; that is not
    // waited for.
    return within(this.#deps.clock, 2 * this.#deps.timing.realTime, cleared);
  }

  /**
   * Brings the parser to a known state; `partialJob`: part of a slip may stand on the paper, so it is cut off and
   * cannot hang on the next one's head. False when the link ended.
   */
  async unblockParser(partialJob: boolean): Promise<boolean> {
    const flushed = await this.send(flushParser(this.#deps.kanji), '8192 × 00, ESC @ and what follows it');
    if (!flushed.ok) return false;
    if (partialJob) await this.send(feedAndCut(this.#deps.cut), 'cut');
    await this.setUp();
    return this.#end === null;
  }

  /**
   * Whether the printer knows process ids: GS ( H, and GS r 1 behind it. When only the second is answered, it does not.
   * GS r may overtake, as GS ( H waits for the paper. Null when neither is answered.
   */
  async detectProof(): Promise<ProofBy | null> {
    const { timing, clock } = this.#deps;
    const id = this.#deps.nextId();
    const isId = (frame: PrinterFrame): true | undefined =>
      frame.kind === 'block' && processIdOf(frame.header, frame.text) === id ? true : undefined;
    const first = await this.#queued.ask<ProofBy, Ended>({
      match: (frame) => (isId(frame) ? 'process-id' : frame.kind === 'reply' ? 'gs-r' : undefined),
      send: async () => {
        const sent = await this.send(gsParenH(id), `GS ( H 48, process id ${id}`);
        return sent.ok ? this.send(gsR(), 'GS r 1') : sent;
      },
      timeout: timing.proof,
    });
    if (!first.ok || first.value === 'process-id') return first.ok ? first.value : null;
    const late = await this.#queued.ask<true, Ended>({
      match: isId,
      send: () => Promise.resolve(ok(undefined)),
      timeout: timing.queued,
    });
    if (late.ok) return 'process-id';
    await delay(clock, timing.realTime);
    return this.#end === null ? 'gs-r' : null;
  }

  /** True when the printer has worked off all that was sent, and no answer to an earlier question is still to come. */
  async barrier(by: ProofBy): Promise<boolean> {
    const proved = await this.prove(by, this.#deps.timing.proof);
    // GS r answers carry no name: let an answer to an earlier question arrive before the next one is asked.
    if (proved && by === 'gs-r') await delay(this.#deps.clock, this.#deps.timing.realTime);
    return proved && this.#end === null;
  }

  /** What ESC @ undoes and every job needs: ASB, and no pulses out of image data. */
  async setUp(): Promise<void> {
    await this.send(enableAsb(), 'GS a 255');
    await this.send(forbidRealTimePulse(), 'GS ( D');
  }

  async identify(): Promise<DeviceIdentity> {
    const ask = async (n: 65 | 66 | 67 | 68): Promise<string | null> => {
      const answer = await this.#queued.ask({
        match: (frame) => (frame.kind === 'block' && frame.header === BLOCK.information ? frame.text : undefined),
        send: () => this.send(gsI(n), `GS I ${n}`),
        timeout: this.#deps.timing.queued,
      });
      return answer.ok ? answer.value : null;
    };
    const firmware = await ask(65);
    // A model that does not know the first does not know the others; asking cost the wait of each.
    if (firmware === null) return { firmware, maker: null, model: null, serial: null };
    return { firmware, maker: await ask(66), model: await ask(67), serial: await ask(68) };
  }

  /** Asks for the proof that everything sent before has been processed; false when none came within `timeout` ms. */
  prove(by: ProofBy, timeout: number): Promise<boolean> {
    return by === 'process-id' ? this.#proveById(timeout) : this.#proveByReply(timeout);
  }

  /** Stops waiting for a proof that cannot come; pending calls resolve to false. */
  giveUpProof(): void {
    this.#proof++;
    this.#queued.cancel();
  }

  async #proveById(timeout: number): Promise<boolean> {
    const id = this.#deps.nextId();
    const answer = await this.#queued.ask({
      match: (frame) => (frame.kind === 'block' && processIdOf(frame.header, frame.text) === id ? true : undefined),
      send: () => this.send(gsParenH(id), `GS ( H 48, process id ${id}`),
      timeout,
    });
    return answer.ok;
  }

  /**
   * GS r 1. The answer is a bare byte of the class that also makes up the rest of an ASB; one whose first byte was lost
   * would look like three answers. So an answer counts only when it stays alone over one more round trip; else ask
   * again.
   */
  async #proveByReply(timeout: number): Promise<boolean> {
    const proof = ++this.#proof;
    for (let attempt = 0; attempt < 3 && proof === this.#proof; attempt++) {
      this.#replies = 0;
      const discarded = this.#discarded;
      const answer = await this.#queued.ask({
        match: (frame) => (frame.kind === 'reply' ? true : undefined),
        send: () => this.send(gsR(), 'GS r 1'),
        timeout,
      });
      if (!answer.ok || (await this.#eot('printer')) === null) return false;
      if (this.#replies === 1 && this.#discarded === discarded) return true;
    }
    return false;
  }

  /** Short commands. The deadline is that of a piece of a job: the line may be slow. */
  async send(bytes: Uint8Array, meaning: string): Promise<Result<void, Ended>> {
    if (bytes.length > 64) this.#deps.ring.redacted(this.#deps.clock.now(), 'out', bytes.length, meaning);
    else this.#deps.ring.out(this.#deps.clock.now(), bytes, meaning);
    return this.#write(bytes, this.#deps.timing.stall + this.#time(bytes.length));
  }

  /**
   * One piece of print data. While the printer is blocked its buffer fills and the line stalls: the driver waits, up to
   * the time that staff get. A stall without a reason counts as silence.
   */
  async sendPrintData(piece: Uint8Array): Promise<Result<void, Ended>> {
    const { clock, timing, ring } = this.#deps;
    ring.redacted(clock.now(), 'out', piece.length, 'print data');
    const writing = this.#write(piece, timing.staff + timing.stall + this.#time(piece.length));
    let cancel: Cancel = () => undefined;
    const watchdog = (): void => {
      if (hindrance(this.#sensors) === null) void this.close('silent');
      else cancel = clock.after(timing.stall, watchdog);
    };
    cancel = clock.after(timing.stall + this.#time(piece.length), watchdog);
    try {
      return await writing;
    } finally {
      cancel();
    }
  }

  async #write(bytes: Uint8Array, deadline: number): Promise<Result<void, Ended>> {
    const written = await this.#deps.link.write(bytes, deadline);
    if (written.ok) return ok(undefined);
    this.#finish(endReason(written.error));
    return err({ ended: this.#end ?? 'link' });
  }

  /** Milliseconds the line needs for so many bytes. */
  #time(length: number): number {
    return Math.ceil((length / this.#deps.speed) * 1000);
  }

  #received(frame: PrinterFrame): void {
    frameIn(this.#deps.ring, this.#deps.clock.now(), frame, frame.kind === 'dle-eot' ? this.#asked : null);
    if (frame.kind === 'discarded') {
      this.#discarded += frame.count;
      return;
    }
    this.#understood++;
    if (frame.kind === 'reply') this.#replies++;
    if (frame.kind === 'asb') {
      this.#told++;
      this.#sense(withAsb(frame.bytes));
    } else if (frame.kind === 'dle-eot' || frame.kind === 'full-status') {
      // An answer without a question (image data can contain DLE EOT by chance) goes into the ring and means nothing
      // more.
      this.#realTime.offer(frame);
    } else {
      this.#queued.offer(frame);
    }
  }

  #sense(sensors: Sensors): void {
    this.#sensors = sensors;
    this.#deps.onSensors(sensors);
    for (const watcher of [...this.#watchers]) watcher();
  }

  #finish(reason: EndReason): void {
    if (this.#end !== null) return;
    this.#end = reason;
    this.#realTime.end();
    this.#queued.end();
    for (const watcher of [...this.#watchers]) watcher();
    this.#watchers.clear();
  }
}
