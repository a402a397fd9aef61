import type { EotKind } from './commands.ts';
import { EOT, isClearResponse, processIdOf } from './commands.ts';
import type { PrinterFrame } from './codec.ts';
import type { Frame } from './receipt-printer.ts';

const CAPACITY = 200;

/** The last 200 frames of the wire, for the technician. What was printed never enters: redacted here, at capture. */
export class FrameRing {
  #frames: Frame[] = [];

  list(): readonly Frame[] {
    return [...this.#frames];
  }

  out(at: number, bytes: Uint8Array, meaning: string): void {
    this.#add({ at, direction: 'out', hex: hex(bytes), length: bytes.length, meaning });
  }

  /** Print data: only that there was something, and how much. */
  outRedacted(at: number, length: number, meaning: string): void {
    this.#add({ at, direction: 'out', hex: '', length, meaning });
  }

  /** A step of the driver's own, among the frames that it causes. */
  note(at: number, meaning: string): void {
    this.#add({ at, direction: 'out', hex: '', length: 0, meaning });
  }

  in(at: number, frame: PrinterFrame, asked: EotKind | null): void {
    this.#add({ at, direction: 'in', ...describe(frame, asked) });
  }

  #add(frame: Frame): void {
    this.#frames.push(frame);
    if (this.#frames.length > CAPACITY) this.#frames.shift();
  }
}

const hex = (bytes: Iterable<number>): string => [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join(' ');

function describe(frame: PrinterFrame, asked: EotKind | null): Pick<Frame, 'hex' | 'length' | 'meaning'> {
  switch (frame.kind) {
    case 'dle-eot':
      return { hex: hex([frame.byte]), length: 1, meaning: asked === null ? 'DLE EOT, not asked for' : `DLE EOT ${EOT[asked]} → ${eotMeaning(asked, frame.byte)}` };
    case 'asb': return { hex: hex(frame.bytes), length: 4, meaning: `ASB → ${asbMeaning(frame.bytes)}` };
    case 'reply': return { hex: hex([frame.byte]), length: 1, meaning: `GS r → ${(frame.byte & 0x0c) !== 0 ? 'paper end' : (frame.byte & 0x03) !== 0 ? 'near end' : 'paper'}` };
    case 'flow': return { hex: frame.state === 'xon' ? '11' : '13', length: 1, meaning: frame.state.toUpperCase() };
    case 'discarded': return { hex: '', length: frame.count, meaning: 'discarded: belongs to no answer' };
    case 'block': {
      const bytes = [frame.header, ...[...frame.text].map(c => c.charCodeAt(0)), 0];
      const id = processIdOf(frame.header, frame.text);
      const meaning = id !== null ? `process id ${id}` : isClearResponse(frame.header, frame.text) ? 'buffers cleared' : frame.header === 0x5f ? `GS I → ${frame.text}` : 'block';
      return { hex: hex(bytes), length: bytes.length, meaning };
    }
  }
}

const BITS: Readonly<Record<EotKind, readonly (readonly [number, string])[]>> = {
  printer: [[0x08, 'offline'], [0x20, 'waiting for recovery'], [0x40, 'feed button']],
  offlineCause: [[0x04, 'cover open'], [0x08, 'feed button'], [0x20, 'stopped: paper end'], [0x40, 'error']],
  errorCause: [[0x04, 'recoverable'], [0x08, 'cutter'], [0x20, 'unrecoverable'], [0x40, 'auto-recoverable']],
  paper: [[0x0c, 'near end'], [0x60, 'paper end']],
};

const named = (byte: number, bits: readonly (readonly [number, string])[]): string[] =>
  bits.filter(([mask]) => (byte & mask) !== 0).map(([, name]) => name);

const eotMeaning = (kind: EotKind, byte: number): string => named(byte, BITS[kind]).join(', ') || 'in order';

const asbMeaning = ([first, second, third]: readonly [number, number, number, number]): string =>
  [
    ...named(first, [[0x08, 'offline'], [0x20, 'cover open'], [0x40, 'feed button']]),
    ...named(second, [[0x08, 'cutter'], [0x20, 'unrecoverable'], [0x40, 'auto-recoverable']]),
    ...named(third, [[0x03, 'near end'], [0x0c, 'paper end']]),
  ].join(', ') || 'in order';
