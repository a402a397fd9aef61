import { type SimulationClock, systemClock } from '../../simulation/clock.ts';
import { FaultBox, type ActiveFault, type Faults } from '../../simulation/faults.ts';
import type { PrinterFault, Violation } from './faults.ts';
import { Mechanism, type Piece } from './mechanism.ts';
import { paperToPng, paperToText } from './paper.ts';
import { type SimulatorLink, servePty, serveTcp } from '../../simulation/serve.ts';
import type { Condition } from './status.ts';

export interface PrinterSimulatorOptions {
  /** `port` 0 takes any free one; `host` is a loopback address, 127.0.0.1 unless told; `path` is where the serial device's link is made (needs socat). */
  readonly link: { readonly tcp: { readonly port: number; readonly host?: string } } | { readonly pty: { readonly path: string; readonly owner?: string } };
  /** Printable width: 576 dots for 80 mm paper (default), 512 for a TM-T88's 72 mm. */
  readonly widthDots?: number;
  readonly clock?: SimulationClock;
  /** Receive buffer in bytes, default 65536. */
  readonly receiveBuffer?: number;
  /**
   * What happens when the buffer is full: `hold` (default) stops taking data, as with a hardware handshake or TCP; `drop` loses
   * what comes too much, as on a serial line without handshake, and records it. Real-time commands are still executed then.
   */
  readonly overrun?: 'hold' | 'drop';
}

/** A piece of paper that was cut off. */
export interface PrintedPaper {
  /** Counts from 1. */
  readonly number: number;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly cutAt: number;
  png(): Buffer;
}

export interface PrinterSnapshot {
  readonly powered: boolean;
  readonly plugged: boolean;
  readonly condition: Condition;
  /** Bytes received and not yet executed. */
  readonly buffered: number;
  /** Lines that hang out of the slot, not cut off. */
  readonly uncutLines: number;
}

export interface ReceiptPrinterSimulator {
  readonly address: string;
  readonly faults: Faults<PrinterFault>;
  /** What a person does at the printer. */
  readonly hands: {
    openCover(): void;
    closeCover(): void;
    loadRoll(): void;
    powerOff(): void;
    powerOn(): void;
    unplug(): Promise<void>;
    plugIn(): Promise<void>;
    tearOff(): void;
  };
  snapshot(): PrinterSnapshot;
  /** The last hundred pieces, oldest first. */
  papers(): readonly PrintedPaper[];
  /** What hangs out of the slot, as text. */
  uncutText(): string;
  onPaper(listener: (paper: PrintedPaper) => void): () => void;
  onChange(listener: () => void): () => void;
  violations(): readonly Violation[];
  stop(): Promise<void>;
}

const keptPapers = 100;
const keptViolations = 200;
/** Bit 7 is never set in an answer of this printer: a host that frames by bit patterns can tell these from data. */
const noise = Uint8Array.of(0xff, 0x9c, 0x80, 0xe3, 0xfe);

export async function startReceiptPrinterSimulator(options: PrinterSimulatorOptions): Promise<ReceiptPrinterSimulator> {
  const clock = options.clock ?? systemClock;
  const widthDots = options.widthDots ?? 576;
  const limit = options.receiveBuffer ?? 65_536;
  const papers: PrintedPaper[] = [];
  const violations: Violation[] = [];
  const paperListeners = new Set<(paper: PrintedPaper) => void>();
  const changeListeners = new Set<() => void>();
  let link: SimulatorLink | null = null;
  let plugged = true;
  let printed = 0;
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
    violations.push({ at: clock.now(), kind, detail, count: last?.kind === kind && last.detail === detail ? last.count + 1 : 1 });
    if (violations.length > keptViolations) violations.shift();
  };
  const send = (bytes: Uint8Array): void => {
    if (faults.take('silence') !== null) return;
    if (faults.take('garbage') !== null) link?.send(noise);
    link?.send(bytes);
  };
  const piece = ({ lines, cutAt }: Piece): void => {
    let picture: Buffer | null = null;
    const paper: PrintedPaper = {
      number: ++printed, cutAt, text: paperToText(lines),
      png: () => (picture ??= paperToPng(lines, widthDots)),
    };
    papers.push(paper);
    if (papers.length > keptPapers) papers.shift();
    for (const listener of paperListeners) listener(paper);
  };
  const faults = new FaultBox<PrinterFault>(
    (active) => begin(active),
    () => {
      mechanism.mend();
      void plugIn();
    },
  );
  const mechanism = new Mechanism({ clock, faults, widthDots, send, piece, violation, changed });

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
      case 'cutter':
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
  const events = { bytes: receive, unplugged, secondClient: () => violation('second-client', 'a second host waits for the first to leave') };
  link = 'tcp' in options.link ? await serveTcp(options.link.tcp.port, options.link.tcp.host ?? '127.0.0.1', clock, events) : await servePty(options.link.pty.path, events, options.link.pty.owner);

  return {
    address: link.address,
    faults,
    hands: {
      openCover: () => mechanism.openCover(),
      closeCover: () => mechanism.closeCover(),
      loadRoll: () => mechanism.loadRoll(),
      powerOff: () => mechanism.powerOff(),
      powerOn: () => mechanism.powerOn(),
      tearOff: () => mechanism.tearOff(),
      unplug,
      plugIn,
    },
    snapshot: () => ({
      powered: mechanism.powered, plugged, condition: mechanism.condition(), buffered: mechanism.buffered, uncutLines: mechanism.uncut.length,
    }),
    papers: () => papers,
    uncutText: () => paperToText(mechanism.uncut),
    onPaper: (listener) => subscribe(paperListeners, listener),
    onChange: (listener) => subscribe(changeListeners, listener),
    violations: () => violations,
    stop: async () => {
      mechanism.stop();
      await plug;
      await link?.stop();
    },
  };
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
