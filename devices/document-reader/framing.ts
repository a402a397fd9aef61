/**
 * What readers put around the lines of a machine-readable zone, as data: one framer serves Desko, Access-IS and
 * Elyctis.
 */

export interface DelimitedFraming {
  readonly kind: 'delimited';
  /** Bytes before the first line, as the reader is set. */
  readonly prefix: readonly number[];
  /** Between lines. */
  readonly separator: number;
  /** Bytes after the last line. */
  readonly suffix: readonly number[];
}
/** Tag, length in two bytes (the higher first), data. */
export interface TaggedFraming {
  readonly kind: 'tagged';
  /** Tag of an answer with the zone. */
  readonly tag: number;
}
export type Framing = DelimitedFraming | TaggedFraming;

/** Bytes; three lines of 44 characters and what is around them. */
const LONGEST = 512;

/** Cuts the stream into zones, each as its lines. What is too long, or no zone, is skipped. */
export class ZoneFramer {
  readonly #framing: Framing;
  #bytes: number[] = [];

  constructor(framing: Framing) {
    this.#framing = framing;
  }

  /** Zones that these bytes complete. */
  push(bytes: Uint8Array): string[][] {
    const zones: string[][] = [];
    for (const byte of bytes) {
      this.#bytes.push(byte);
      const text = this.#framing.kind === 'delimited' ? this.#delimited(this.#framing) : this.#tagged(this.#framing);
      if (text !== null) zones.push(linesOf(text, this.#framing));
      if (this.#bytes.length > LONGEST) this.forget();
    }
    return zones;
  }

  /** How many bytes of a zone without its end are forgotten. */
  forget(): number {
    const lost = this.#bytes.length;
    this.#bytes.fill(0);
    this.#bytes = [];
    return lost;
  }

  #delimited({ prefix, suffix }: DelimitedFraming): number[] | null {
    // Up to the prefix everything is noise; a new prefix begins anew, since the end of the one before was lost.
    const at = this.#bytes.length - prefix.length;
    if (prefix.length > 0 && at >= 0 && prefix.every((byte, offset) => this.#bytes[at + offset] === byte)) {
      this.#bytes = [...prefix];
      return null;
    }
    if (prefix.some((byte, offset) => this.#bytes[offset] !== undefined && this.#bytes[offset] !== byte)) {
      this.#bytes.shift();
      return null;
    }
    const end = this.#bytes.length - suffix.length;
    if (end < prefix.length || !suffix.every((byte, offset) => this.#bytes[end + offset] === byte)) return null;
    const zone = this.#bytes.slice(prefix.length, end);
    this.forget();
    return zone.length === 0 ? null : zone;
  }

  #tagged({ tag }: TaggedFraming): number[] | null {
    while (this.#bytes.length > 0 && this.#bytes[0] !== tag) this.#bytes.shift();
    if (this.#bytes.length < 3) return null;
    const length = ((this.#bytes[1] ?? 0) << 8) | (this.#bytes[2] ?? 0);
    if (length > LONGEST - 3) {
      this.#bytes.shift();
      return null;
    }
    if (this.#bytes.length < 3 + length) return null;
    const zone = this.#bytes.slice(3, 3 + length);
    this.forget();
    return zone.length === 0 ? null : zone;
  }
}

function linesOf(bytes: readonly number[], framing: Framing): string[] {
  const separator = framing.kind === 'delimited' ? framing.separator : 0x0d;
  return String.fromCharCode(...bytes)
    .split(String.fromCharCode(separator))
    .map((line) => line.replace(/[\n\r]/g, ''))
    .filter((line) => line !== '');
}
