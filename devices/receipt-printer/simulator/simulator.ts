import { type SimulationClock, systemClock } from '../../simulation/clock.ts';
import { FaultBox, type ActiveFault, type Faults } from '../../simulation/faults.ts';
import type { PrinterFault, Violation } from './faults.ts';
import { Mechanism } from './mechanism.ts';
import type { MemorySwitches } from './memory-switches.ts';
import { Outputs, type PresenterSnapshot, type PrintedPaper } from './outputs.ts';
import { paperToText } from './paper.ts';
import { type EjectorBit2, Presenter } from './presenter.ts';
import { type SimulatorLink, servePty, serveTcp } from '../../simulation/serve.ts';
import type { Condition } from './status.ts';

export type { PresenterSnapshot, PrintedPaper } from './outputs.ts';

export interface PrinterSimulatorOptions {
  /**
   * `port` 0 takes any free one; `host` is a loopback address, 127.0.0.1 by default; `path` is where the serial
   * device's link is made (needs socat).
   */
  readonly link:
    | { readonly tcp: { readonly port: number; readonly host?: string } }
    | { readonly pty: { readonly path: string; readonly owner?: string } };
  /** Printable width: 576 dots for 80 mm paper (default), 512 for a TM-T88's 72 mm. */
  readonly widthDots?: number;
  readonly clock?: SimulationClock;
  /** Receive buffer in bytes, default 65536. */
  readonly receiveBuffer?: number;
  /**
   * What happens when the buffer is full: `hold` (default) stops taking data, as with a hardware handshake or TCP;
   * `drop` loses what comes too much, as on a serial line without handshake, and records it. Real-time commands are
   * still executed then.
   */
  readonly overrun?: 'hold' | 'drop';
  /**
   * A kiosk printer, of the kind that Custom makes: what is cut stays in a presenter until the host has it presented,
   * ejected or retracted (GS e), and the full status tells whether a ticket is at the exit (DLE EOT 17 and 20, GS E0).
   * `bit2`: what 0x04 in the ejector's status means, by default `presenter`.
   */
  readonly presenter?: boolean | { readonly bit2: EjectorBit2 };
  /** As a European model's by default. */
  readonly switches?: MemorySwitches;
}

export interface PrinterSnapshot {
  readonly powered: boolean;
  readonly plugged: boolean;
  readonly condition: Condition;
  /** Bytes received and not yet executed. */
  readonly buffered: number;
  /** Lines that hang out of the slot, not cut off. */
  readonly uncutLines: number;
  /** Null: this printer has none. */
  readonly presenter: PresenterSnapshot | null;
}

export interface ReceiptPrinterSimulator {
  readonly address: string;
  readonly faults: Faults<PrinterFault>;
  /** What a person does at the printer. */
  readonly actions: {
    openCover(): void;
    closeCover(): void;
    loadRoll(): void;
    powerOff(): void;
    powerOn(): void;
    unplug(): Promise<void>;
    plugIn(): Promise<void>;
    tearOff(): void;
    /** Takes the ticket that sticks out of the presenter, if there is one and it is not stuck. */
    takeTicket(): void;
    /** Pulls at it and lets go: it stays there. */
    pullHalf(): void;
    /** Stuffs the exit, or folds up the ticket in it. */
    jamExit(): void;
    /** What staff do: pulls out what is stuck. The visitor does not get it. */
    clearJam(): void;
  };
  snapshot(): PrinterSnapshot;
  /**
   * What a person can have: the last hundred pieces, oldest first. With a presenter, those taken from it or ejected.
   */
  papers(): readonly PrintedPaper[];
  /** What hangs out of the slot, as text. */
  uncutText(): string;
  onPaper(listener: (paper: PrintedPaper) => void): () => void;
  onChange(listener: () => void): () => void;
  violations(): readonly Violation[];
  stop(): Promise<void>;
}

const keptViolations = 200;
/**
 * Bit 7 is set in an answer of this printer only while its presenter is jammed: a host that frames by bit patterns can
 * tell these from data.
 */
const noise = Uint8Array.of(0xff, 0x9c, 0x80, 0xe3, 0xfe);

export async function startReceiptPrinterSimulator(options: PrinterSimulatorOptions): Promise<ReceiptPrinterSimulator> {
  const clock = options.clock ?? systemClock;
  const widthDots = options.widthDots ?? 576;
  const limit = options.receiveBuffer ?? 65_536;
  const outputs = new Outputs(widthDots);
  const violations: Violation[] = [];
  const changeListeners = new Set<() => void>();
  let link: SimulatorLink | null = null;
  let plugged = true;
  let held = false;

  const changed = (): void => {
    const full = options.overrun !== 'drop' && mechanism.buffered >= limit;
    if (full !== held) {
      held = full;
      link?.hold(held);
    }
    for (const listener of changeListeners) listener();
  };
  const violation = (kind: Violation['kind'], detail: string): void => {
    const last = violations.at(-1);
    if (last?.kind === kind && last.detail === detail) violations.pop();
    violations.push({
      at: clock.now(),
      kind,
      detail,
      count: last?.kind === kind && last.detail === detail ? last.count + 1 : 1,
    });
    if (violations.length > keptViolations) violations.shift();
  };
  const send = (bytes: Uint8Array): void => {
    if (faults.take('silence') !== null) return;
    if (faults.take('garbage') !== null) link?.send(noise);
    link?.send(bytes);
  };
  const faults = new FaultBox<PrinterFault>(
    (active) => begin(active),
    () => {
      mechanism.mend();
      atPresenter((held) => {
        held.clearJam();
        held.setSensorStuck(false);
      });
      void plugIn();
    },
  );
  const bit2 = typeof options.presenter === 'object' ? options.presenter.bit2 : 'presenter';
  const presenter = options.presenter
    ? new Presenter<PrintedPaper>(faults, bit2, (paper, way) => outputs.left(paper, way))
    : null;
  const mechanism = new Mechanism({
    clock,
    faults,
    widthDots,
    send,
    violation,
    changed,
    piece: (piece) => outputs.piece(piece, presenter),
    ...(presenter === null ? {} : { presenter }),
    ...(options.switches === undefined ? {} : { switches: options.switches }),
  });
  const atPresenter = (action: (held: Presenter<PrintedPaper>) => void): void => {
    if (presenter !== null) mechanism.atPresenter(() => action(presenter));
  };

  /** Faults that are a state of the machine begin at once; the others wait in the box for their occasion. */
  const begin = ({ fault, always }: ActiveFault<PrinterFault>): void => {
    const now = (): void => void (always || faults.take(fault.kind));
    switch (fault.kind) {
      case 'paper-out':
        now();
        mechanism.removeRoll();
        break;
      case 'near-end':
        now();
        mechanism.setNearEnd(true);
        break;
      case 'cover-open':
        now();
        mechanism.openCover();
        break;
      case 'unplug':
        now();
        void unplug();
        break;
      case 'slow':
        now();
        mechanism.setSlow(true);
        break;
      case 'paper-out-mid-job':
        mechanism.endPaperAfter(fault.lines);
        break;
      case 'exit-sensor-stuck':
        now();
        atPresenter((held) => held.setSensorStuck(true));
        break;
      case 'cutter':
      case 'exit-jam':
      case 'retract-fails':
      case 'head-hot':
      case 'garbage':
      case 'silence':
        break;
    }
    changed();
  };
  // One after the other: the plug is either in or out.
  let plug: Promise<void> = Promise.resolve();
  const replug = (inside: boolean): Promise<void> => {
    plugged = inside;
    changed();
    plug = plug.then(() => (inside ? link?.plugIn() : link?.unplug()));
    return plug;
  };
  const unplug = (): Promise<void> => (plugged ? replug(false) : plug);
  const plugIn = (): Promise<void> => (plugged ? plug : replug(true));

  const receive = (bytes: Uint8Array): void => {
    const room = limit - mechanism.buffered;
    if (options.overrun === 'drop' && bytes.length > room) {
      violation('receive-buffer-overflow', `${bytes.length - Math.max(0, room)} bytes lost`);
      mechanism.receive(bytes.subarray(0, Math.max(0, room)));
      mechanism.receiveRealTimeOnly(bytes.subarray(Math.max(0, room)));
    } else {
      mechanism.receive(bytes);
    }
    changed();
  };
  const unplugged = (): void => {
    plugged = false;
    changed();
  };
  const events = {
    bytes: receive,
    unplugged,
    secondClient: () => violation('second-client', 'a second host waits for the first to leave'),
  };
  link =
    'tcp' in options.link
      ? await serveTcp(options.link.tcp.port, options.link.tcp.host ?? '127.0.0.1', clock, events)
      : await servePty(options.link.pty.path, events, options.link.pty.owner);

  return {
    address: link.address,
    faults,
    actions: {
      openCover: () => mechanism.openCover(),
      closeCover: () => mechanism.closeCover(),
      loadRoll: () => mechanism.loadRoll(),
      powerOff: () => mechanism.powerOff(),
      powerOn: () => mechanism.powerOn(),
      tearOff: () => mechanism.tearOff(),
      takeTicket: () => atPresenter((held) => held.take()),
      pullHalf: () => atPresenter((held) => held.pullHalf()),
      jamExit: () => atPresenter((held) => held.jamExit()),
      clearJam: () => atPresenter((held) => held.clearJam()),
      unplug,
      plugIn,
    },
    snapshot: () => ({
      powered: mechanism.powered,
      plugged,
      condition: mechanism.condition(),
      buffered: mechanism.buffered,
      uncutLines: mechanism.uncut.length,
      presenter: presenter === null ? null : outputs.snapshot(presenter),
    }),
    papers: () => outputs.papers(),
    uncutText: () => paperToText(mechanism.uncut),
    onPaper: (listener) => outputs.onPaper(listener),
    onChange: (listener) => {
      changeListeners.add(listener);
      return () => void changeListeners.delete(listener);
    },
    violations: () => violations,
    stop: async () => {
      mechanism.stop();
      await plug;
      await link?.stop();
    },
  };
}
