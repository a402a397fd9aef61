/**
 * One frame on the wire, kept in a ring for the technician. What is personal or secret was never in it: redacted at
 * capture.
 */
export interface Frame {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly direction: 'out' | 'in';
  /** Hexadecimal; empty where the content is redacted, and for a step of the driver's own. */
  readonly hex: string;
  /** Bytes on the wire; 0 for a step of the driver's own. */
  readonly length: number;
  /** What it means, in the protocol's own terms: `DLE EOT 4 → paper end`. */
  readonly meaning: string;
}

/** Bytes of one frame that are kept; a picture's data are not what a technician reads. */
const LONGEST = 256;

/** The last 200 frames of a device. */
export class FrameRing {
  static readonly capacity = 200;
  #frames: Frame[] = [];

  list(): readonly Frame[] {
    return [...this.#frames];
  }

  out(at: number, bytes: Uint8Array, meaning: string): void {
    this.#add({ at, direction: 'out', hex: hex(bytes), length: bytes.length, meaning });
  }

  in(at: number, bytes: Uint8Array, meaning: string): void {
    this.#add({ at, direction: 'in', hex: hex(bytes), length: bytes.length, meaning });
  }

  /** Only that there was something, and how much. */
  redacted(at: number, direction: 'out' | 'in', length: number, meaning: string): void {
    this.#add({ at, direction, hex: '', length, meaning });
  }

  /** A step of the driver's own, among the frames that it causes. */
  note(at: number, meaning: string): void {
    this.#add({ at, direction: 'out', hex: '', length: 0, meaning });
  }

  #add(frame: Frame): void {
    this.#frames.push(frame);
    if (this.#frames.length > FrameRing.capacity) this.#frames.shift();
  }
}

export const hex = (bytes: Iterable<number>): string => {
  const shown = [...bytes];
  const text = shown
    .slice(0, LONGEST)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join(' ');
  return shown.length > LONGEST ? `${text} …` : text;
};
