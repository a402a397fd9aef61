import type { SimulationClock } from '../../simulation/clock.ts';
import type { FaultBox } from '../../simulation/faults.ts';
import type { Command, Framed } from './commands.ts';
import type { PrinterFault, Violation } from './faults.ts';
import { Interpreter } from './interpreter.ts';
import type { Line } from './line.ts';
import type { Ejector, EjectorMovement } from './presenter.ts';
import { RealTimeScanner, type RealTimeRequest } from './real-time.ts';
import { Reporter } from './reporter.ts';
import { type Condition, isStopped } from './status.ts';
import type { MemorySwitches } from './memory-switches.ts';
import { Typesetter } from './typesetter.ts';

/** 300 mm/s at 8 dots a millimetre, a TM-T88's ordinary speed. */
export const dotsPerSecond = 2400;
/** How long the blade takes, and how long a hot head needs to cool. Milliseconds. */
export const cutMilliseconds = 150;
export const coolingMilliseconds = 8000;
/** A new roll: 80 m. The sensor reports near end at the last 3 m. In dots. */
export const rollDots = 640_000;
const nearEndDots = 24_000;

export interface Piece {
  readonly lines: readonly Line[];
  /** Milliseconds since the epoch. */
  readonly cutAt: number;
  readonly partial: boolean;
  /** Torn off by a person, not cut by the blade. */
  readonly torn: boolean;
}

export interface MechanismPorts {
  readonly clock: SimulationClock;
  readonly faults: FaultBox<PrinterFault>;
  readonly widthDots: number;
  readonly switches?: MemorySwitches;
  /** A kiosk printer's presenter, into which cut pieces go. */
  readonly presenter?: Ejector;
  send(bytes: Uint8Array): void;
  piece(piece: Piece): void;
  violation(kind: Violation['kind'], detail: string): void;
  /** Status, buffer or paper changed. */
  changed(): void;
}

/**
 * The printer without its plug: receives bytes, prints line by line as time goes by, and stops when it cannot. Data
 * received while it is stopped stay in the buffer and are printed once it can go on, exactly where it stopped.
 */
export class Mechanism {
  readonly #ports: MechanismPorts;
  readonly #interpreter: Interpreter;
  readonly #scanner = new RealTimeScanner();
  readonly #typesetter: Typesetter;
  readonly #reporter: Reporter;
  #queue: Framed[] = [];
  #queued = 0;
  #lines: Line[] = [];
  #piece: Line[] = [];
  #cancelStep: (() => void) | null = null;
  #cancelCooling: (() => void) | null = null;
  #linesLeft: number | null = null;
  #slow = false;
  #powered = true;
  #paperLeft = rollDots;
  #coverOpen = false;
  #nearEnd = false;
  #cutterError = false;
  #headHot = false;

  constructor(ports: MechanismPorts) {
    this.#ports = ports;
    this.#interpreter = new Interpreter(ports.presenter === undefined ? 'epson' : 'custom');
    this.#reporter = new Reporter({
      ejector: ports.presenter ?? null,
      condition: () => this.condition(),
      send: ports.send,
      violation: ports.violation,
    });
    this.#typesetter = new Typesetter(
      ports.widthDots,
      (problem, detail) => ports.violation(problem, detail),
      ports.switches,
    );
  }

  condition(): Condition {
    return {
      coverOpen: this.#coverOpen,
      nearEnd: this.#nearEnd || this.#paperLeft < nearEndDots,
      paperEnd: this.#paperLeft <= 0,
      cutterError: this.#cutterError,
      headHot: this.#headHot,
      exitJam: this.#ports.presenter?.condition().jam ?? false,
    };
  }

  get powered(): boolean {
    return this.#powered;
  }

  /** Bytes received and not yet executed. */
  get buffered(): number {
    return this.#queued + this.#interpreter.pendingBytes;
  }

  /** Lines printed and not yet cut off: they hang out of the slot. */
  get uncut(): readonly Line[] {
    return this.#piece;
  }

  receive(bytes: Uint8Array): void {
    if (!this.#powered) return;
    let at = 0;
    for (const { request, end } of this.#scanner.push(bytes)) {
      this.#enqueue(bytes.subarray(at, end));
      at = end;
      this.#realTime(request);
    }
    this.#enqueue(bytes.subarray(at));
    this.#run();
  }

  /** For bytes that found no room in the buffer: only what the interrupt routine sees of them is executed. */
  receiveRealTimeOnly(bytes: Uint8Array): void {
    if (!this.#powered) return;
    for (const { request } of this.#scanner.push(bytes)) this.#realTime(request);
  }

  // What a person does to the printer.

  openCover(): void {
    this.#change(() => {
      this.#coverOpen = true;
    });
  }

  closeCover(): void {
    this.#change(() => {
      this.#coverOpen = false;
    });
  }

  /** A new roll; `dots` of paper are on it. */
  loadRoll(dots: number = rollDots): void {
    this.#change(() => {
      this.#paperLeft = dots;
      this.#nearEnd = false;
      this.#linesLeft = this.#ports.faults.peek('paper-out-mid-job')?.lines ?? null;
    });
  }

  removeRoll(): void {
    this.#change(() => {
      this.#paperLeft = 0;
    });
  }

  setNearEnd(near: boolean): void {
    this.#change(() => {
      this.#nearEnd = near;
    });
  }

  /** The roll will end after that many more lines. */
  endPaperAfter(lines: number | null): void {
    this.#linesLeft = lines;
  }

  setSlow(slow: boolean): void {
    this.#slow = slow;
  }

  /** Someone pulls off what hangs out of the slot; behind a presenter only staff with the cover open can. */
  tearOff(): void {
    this.#cutOff(false, true);
  }

  /** What a person does at the presenter; the host is sent what that changes. */
  atPresenter(action: () => void): void {
    this.#change(action);
  }

  /** Everything mended: cover closed, blade free, head cool, a new roll if there was none. */
  mend(): void {
    this.#cancelCooling?.();
    this.#cancelCooling = null;
    this.#linesLeft = null;
    this.#slow = false;
    this.#change(() => {
      this.#coverOpen = false;
      this.#cutterError = false;
      this.#headHot = false;
      this.#nearEnd = false;
      if (this.#paperLeft < nearEndDots) this.#paperLeft = rollDots;
    });
  }

  /** Everything in memory is lost: data, settings, automatic status. What is printed hangs out of the slot. */
  powerOff(): void {
    this.#powered = false;
    this.#cancelStep?.();
    this.#cancelStep = null;
    this.#cancelCooling?.();
    this.#cancelCooling = null;
    this.#ports.presenter?.halt();
    this.#reporter.reset();
    this.#clearBuffers();
    this.#typesetter.powerOn();
    this.#cutterError = false;
    this.#headHot = false;
    this.#ports.changed();
  }

  powerOn(): void {
    this.#powered = true;
    this.#ports.changed();
  }

  /** Ends all timers; the mechanism is not used again. */
  stop(): void {
    this.powerOff();
  }

  #enqueue(bytes: Uint8Array): void {
    for (const framed of this.#interpreter.push(bytes)) {
      this.#queue.push(framed);
      this.#queued += framed.size;
    }
  }

  #realTime(request: RealTimeRequest): void {
    if (request.kind === 'status') {
      this.#reporter.realTime(request.n);
    } else if (request.kind === 'clear-buffers') {
      this.#clearBuffers();
      this.#ports.send(Uint8Array.of(0x37, 0x25, 0x00));
    } else if (this.#cutterError) {
      // DLE ENQ acts only on an error that can be recovered from; otherwise a printer ignores it.
      if (request.clear) this.#clearBuffers();
      this.#change(() => {
        this.#cutterError = false;
      });
    }
  }

  #clearBuffers(): void {
    this.#queue = [];
    this.#queued = 0;
    this.#lines = [];
    // The ejector's rollers go on to where they were sent.
    if (this.#ports.presenter?.condition().motor !== true) {
      this.#cancelStep?.();
      this.#cancelStep = null;
      this.#reporter.setDragMotor(false);
    }
    this.#interpreter.clear();
    this.#typesetter.clearLine();
    this.#changed();
  }

  #changed(): void {
    if (this.#powered) this.#reporter.fullStatusChanged();
    this.#ports.changed();
  }

  /** Applies a change of condition, tells a host that asked for it, and goes on printing if that is possible now. */
  #change(apply: () => void): void {
    const before = this.condition();
    apply();
    const after = this.condition();
    if (this.#powered) this.#reporter.changed(before, after);
    this.#changed();
    this.#run();
  }

  /** Executes what can be executed at once. Printing takes time; its next step then comes by the clock. */
  #run(): void {
    while (this.#powered && this.#cancelStep === null && !isStopped(this.condition())) {
      const line = this.#lines[0];
      const next = this.#queue[0];
      if (line === undefined && next === undefined) break;
      if (this.condition().exitJam && (line !== undefined || next?.command.op === 'cut')) break;
      if (line !== undefined) {
        // The way out must be free before a new piece is printed: what still lies in it is pushed out.
        if (this.#piece.length === 0 && this.#ports.presenter?.condition().inPresenter === true)
          this.#move({ kind: 'eject' });
        else if (!this.#startLine(line)) break;
        continue;
      }
      if (next === undefined || (next.command.op === 'cut' && this.#blocked(next.command))) continue;
      this.#queue.shift();
      this.#queued -= next.size;
      this.#execute(next.command);
    }
    if (this.#cancelStep === null) this.#setDragMotor(false);
  }

  #setDragMotor(on: boolean): void {
    if (this.#reporter.setDragMotor(on)) this.#changed();
  }

  #move(movement: EjectorMovement): void {
    const { presenter } = this.#ports;
    const ms = presenter?.begin(movement) ?? null;
    if (ms === null) return;
    this.#setDragMotor(false);
    this.#step(ms, () => this.#change(() => presenter?.finish()));
  }

  /** Begins to print a line; false when the head stops before it. */
  #startLine(line: Line): boolean {
    if (line.items.length > 0 && this.#ports.faults.take('head-hot') !== null) {
      this.#overheat();
      return false;
    }
    const speed = this.#slow ? dotsPerSecond / 20 : dotsPerSecond;
    this.#setDragMotor(true);
    this.#step(Math.max(1, Math.round((line.advance * 1000) / speed)), () => {
      this.#lines.shift();
      this.#piece.push(line);
      const ended = this.#linesLeft !== null && --this.#linesLeft <= 0;
      if (ended) {
        this.#linesLeft = null;
        this.#ports.faults.take('paper-out-mid-job');
      }
      this.#change(() => {
        this.#paperLeft = ended ? 0 : this.#paperLeft - line.advance;
      });
    });
    return true;
  }

  #step(ms: number, task: () => void): void {
    this.#cancelStep = this.#ports.clock.after(ms, () => {
      this.#cancelStep = null;
      task();
      this.#run();
    });
  }

  #overheat(): void {
    const stays = this.#ports.faults.peek('head-hot') !== null;
    this.#change(() => {
      this.#headHot = true;
    });
    if (stays) return;
    this.#cancelCooling = this.#ports.clock.after(coolingMilliseconds, () => {
      this.#cancelCooling = null;
      this.#change(() => {
        this.#headHot = false;
      });
    });
  }

  /** A cut whose lines are not printed yet waits for them; one at which the blade jams waits for the host. */
  #blocked(command: Extract<Command, { op: 'cut' }>): boolean {
    const lines = this.#typesetter.apply(command);
    if (lines.length > 0) {
      // Print and feed first; the cut itself stays in the queue, with nothing left to feed.
      this.#lines.push(...lines);
      this.#queue[0] = { size: this.#queue[0]!.size, command: { ...command, feedUnits: null } };
      return true;
    }
    if (this.#ports.faults.take('cutter') === null) return false;
    this.#change(() => {
      this.#cutterError = true;
    });
    return true;
  }

  #execute(command: Command): void {
    if (this.#reporter.execute(command)) return;
    switch (command.op) {
      case 'cut':
        this.#setDragMotor(false);
        this.#step(cutMilliseconds, () => this.#cutOff(command.partial, false));
        return;
      case 'ejector':
        this.#move(command.movement);
        return;
      case 'unknown':
        this.#ports.violation('unknown-command', Buffer.from(command.bytes.subarray(0, 8)).toString('hex'));
        return;
      case 'unsupported':
        this.#ports.violation('unsupported-command', command.name);
        return;
      default:
        this.#lines.push(...this.#typesetter.apply(command));
    }
  }

  #cutOff(partial: boolean, torn: boolean): void {
    const lines = this.#piece;
    this.#piece = [];
    if (this.#ports.faults.peek('slow') === null) this.#slow = false;
    if (lines.length > 0) this.#ports.piece({ lines, cutAt: this.#ports.clock.now(), partial, torn });
    this.#changed();
  }
}
