import type { SimulationClock } from '../../simulation/clock.ts';
import { FaultBox, type Faults } from '../../simulation/faults.ts';
import { Plug, pullOnFault, type SimulatorPort, type Violation } from '../../simulation/plug.ts';
import type { DocumentReaderFault } from './faults.ts';
import { CONTINUOUS, frameDocument, type Framing, INQUIRE, message, type Message, MessageReader } from './framing.ts';

export interface DocumentReaderSimulatorOptions {
  readonly link: SimulatorPort;
  readonly clock?: SimulationClock;
  readonly framing: Framing;
  /** One character in place of each that could not be read; `?` by default. */
  readonly unreadable?: string;
}

export interface DocumentReaderSnapshot {
  readonly plugged: boolean;
  /** Elyctis: a document lies in the slot. */
  readonly document: boolean;
  /** Elyctis: waits for a document to send by itself. */
  readonly continuous: boolean;
}

/** A reader of machine-readable zones: one for swiping that sends by itself, or Elyctis' with a slot, that is asked. */
export interface DocumentReaderSimulator {
  /** `tcp://HOST:PORT` or the path of the serial device. */
  readonly address: string;
  readonly faults: Faults<DocumentReaderFault>;
  /** What a person does at the reader. */
  readonly actions: {
    /**
     * The machine-readable zone line by line, ASCII. In Elyctis' slot the document stays until `remove` or the next
     * one.
     */
    swipe(lines: readonly string[]): void;
    remove(): void;
    unplug(): Promise<void>;
    plugIn(): Promise<void>;
  };
  snapshot(): DocumentReaderSnapshot;
  violations(): readonly Violation[];
  onChange(listener: () => void): () => void;
  stop(): Promise<void>;
}

/** No byte of it begins or ends a frame, unless the options say so. */
const noise = Uint8Array.of(0xff, 0x9c, 0x00, 0xe3, 0x7e);

export async function startDocumentReaderSimulator(
  options: DocumentReaderSimulatorOptions,
): Promise<DocumentReaderSimulator> {
  const { framing } = options;
  /** `sent`: not sent by itself again while it stays in the slot and the mode is not reset. */
  let slot: { readonly lines: readonly string[]; sent: boolean } | null = null;
  let continuous = false;

  const send = (frame: Uint8Array): void => {
    if (faults.take('silent') !== null) return;
    if (faults.take('noise') !== null) plug.send(noise);
    plug.send(faults.take('cut-off') === null ? frame : frame.subarray(0, Math.floor(frame.length / 2)));
  };
  /** The lines as the optics saw them. */
  const seen = (lines: readonly string[]): readonly string[] => {
    const oversized = faults.take('oversized');
    if (oversized !== null) return ['<'.repeat(oversized.characters)];
    const read = faults.take('half-document') === null ? lines : half(lines);
    if (faults.take('unreadable') === null) return read;
    return read.map((line) => line.replace(/(.{6})./g, (_, before: string) => before + (options.unreadable ?? '?')));
  };
  const sendByItself = (): void => {
    if (!continuous || slot === null || slot.sent) return;
    slot.sent = true;
    continuous = false;
    send(frameDocument(framing, seen(slot.lines)));
  };
  const swipe = (lines: readonly string[]): void => {
    if (framing.kind === 'elyctis') {
      slot = { lines, sent: false };
      sendByItself();
    } else {
      send(frameDocument(framing, seen(lines)));
    }
    plug.changed();
  };
  const obey = ({ command, data }: Message): void => {
    if (command === INQUIRE && data.length === 0) {
      send(slot === null ? message(INQUIRE, []) : frameDocument(framing, seen(slot.lines)));
    } else if (command === CONTINUOUS && data.length === 1 && (data[0] === 0 || data[0] === 1)) {
      continuous = data[0] === 1;
      if (!continuous && slot !== null) slot.sent = false;
      send(message(CONTINUOUS, [...data]));
      sendByItself();
    } else {
      plug.violate(`command ${command.toString(16).padStart(2, '0')} with ${data.length} bytes`);
    }
  };
  const commands = new MessageReader();
  const receive = (bytes: Uint8Array): void => {
    if (framing.kind !== 'elyctis') return plug.violate(`${bytes.length} bytes to a reader that takes no commands`);
    for (const command of commands.push(bytes)) {
      if (command === null) plug.violate('a byte that begins no command');
      else obey(command);
    }
    plug.changed();
  };
  const powerLost = (): void => {
    continuous = false;
    if (slot !== null) slot.sent = false;
    commands.reset();
  };

  const plug = await Plug.start(options.link, options.clock, { bytes: receive, powerLost });
  const faults = new FaultBox<DocumentReaderFault>(
    (armed) => pullOnFault(plug, faults, armed),
    () => void plug.plugIn(),
  );

  return {
    address: plug.address,
    faults,
    actions: {
      swipe,
      remove: () => {
        slot = null;
        plug.changed();
      },
      unplug: plug.unplug,
      plugIn: plug.plugIn,
    },
    snapshot: () => ({ plugged: plug.inside, document: slot !== null, continuous }),
    violations: () => plug.violations(),
    onChange: (listener) => plug.onChange(listener),
    stop: () => plug.stop(),
  };
}

/** The first half of all characters: whole lines, then a part of one. */
function half(lines: readonly string[]): string[] {
  let left = Math.floor(lines.reduce((sum, line) => sum + line.length, 0) / 2);
  const kept: string[] = [];
  for (const line of lines) {
    if (left <= 0) break;
    kept.push(line.slice(0, left));
    left -= line.length;
  }
  return kept;
}
