/**
 * What an ESC/POS printer sends, taken apart. Answers carry no length and little framing: the class of a byte decides
 * what it begins (Epson, TM technical reference, "Identifying transmitted status"):
 *
 *   0xx1xx10  real-time status, answer to DLE EOT n                       1 byte
 *   0xx1xx00  automatic status back (ASB), three bytes 0xx0xxxx follow     4 bytes
 *   0xx0xxxx  answer to a queued command such as GS r n                    1 byte
 *   11 / 13   XON / XOFF, may stand anywhere
 *   35 37 3B 3D 5F  block, printable characters, ended by 00
 *   10 0F           full status of a printer with a presenter, four bytes of any value follow
 */
export type PrinterFrame =
  | { readonly kind: 'dle-eot'; readonly byte: number }
  | { readonly kind: 'asb'; readonly bytes: readonly [number, number, number, number] }
  | { readonly kind: 'reply'; readonly byte: number }
  /** `text` without header and the closing 00. */
  | { readonly kind: 'block'; readonly header: number; readonly text: string }
  /** Full status of a kiosk printer, answer to DLE EOT 20: paper, user, recoverable and unrecoverable errors. */
  | { readonly kind: 'full-status'; readonly bytes: readonly [number, number, number, number] }
  | { readonly kind: 'flow'; readonly state: 'xon' | 'xoff' }
  /** Bytes that belong to nothing: a wrong baud rate, a bad line, an unknown model. */
  | { readonly kind: 'discarded'; readonly count: number };

/** GS I answers hold up to 80 characters; more than this is no block but noise. */
const BLOCK_MAX = 96;
/** A run of discarded bytes is reported at the latest after this many, so that a wrong baud rate shows. */
const DISCARD_REPORT = 64;
const BLOCK_HEADERS: ReadonlySet<number> = new Set([0x35, 0x37, 0x3b, 0x3d, 0x5f]);

const isFollowing = (byte: number): boolean => (byte & 0x90) === 0x00;
const isPrintable = (byte: number): boolean => byte >= 0x20 && byte <= 0x7e;

/**
 * Incremental: bytes in any pieces, frames out; the same bytes give the same frames however they are cut. Holds at most
 * `BLOCK_MAX` bytes, and never throws.
 */
export class PrinterDemux {
  #held: number[] = [];
  #discarded = 0;
  readonly #emit: (frame: PrinterFrame) => void;
  readonly #presenter: boolean;

  /** `presenter`: 10 0F begins a full status; elsewhere it would be an automatic one. */
  constructor(emit: (frame: PrinterFrame) => void, presenter = false) {
    this.#emit = emit;
    this.#presenter = presenter;
  }

  /** Bytes of a frame that is not complete yet. */
  get held(): number {
    return this.#held.length;
  }

  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if ((byte === 0x11 || byte === 0x13) && !this.#inFullStatus()) {
        this.#frame({ kind: 'flow', state: byte === 0x11 ? 'xon' : 'xoff' });
        continue;
      }
      this.#held.push(byte);
      this.#drain();
    }
  }

  /** The link ended: what is held belongs to no frame. */
  end(): void {
    this.#discarded += this.#held.length;
    this.#held = [];
    this.#report();
  }

  #drain(): void {
    while (this.#held.length > 0) {
      const taken = this.#inFullStatus()
        ? takeFullStatus(this.#held)
        : this.#presenter && this.#held.length === 1 && this.#held[0] === 0x10
          ? 'more'
          : take(this.#held);
      if (taken === 'more') return;
      if (taken === 'noise') {
        this.#held.shift();
        if (++this.#discarded >= DISCARD_REPORT) this.#report();
        continue;
      }
      this.#held.splice(0, taken.length);
      this.#frame(taken.frame);
    }
  }

  #inFullStatus(): boolean {
    return this.#presenter && this.#held[0] === 0x10 && this.#held[1] === 0x0f;
  }

  #frame(frame: PrinterFrame): void {
    this.#report();
    this.#emit(frame);
  }

  #report(): void {
    if (this.#discarded === 0) return;
    const count = this.#discarded;
    this.#discarded = 0;
    this.#emit({ kind: 'discarded', count });
  }
}

function takeFullStatus([, , paper = 0, user = 0, recoverable = 0, unrecoverable]: readonly number[]):
  | { readonly frame: PrinterFrame; readonly length: number }
  | 'more' {
  return unrecoverable === undefined
    ? 'more'
    : { frame: { kind: 'full-status', bytes: [paper, user, recoverable, unrecoverable] }, length: 6 };
}

/** The frame at the head of `held`; `noise` when its first byte cannot begin one. */
function take(held: readonly number[]): { readonly frame: PrinterFrame; readonly length: number } | 'more' | 'noise' {
  const [first = 0, second = 0, third = 0, fourth = 0] = held;
  if (first & 0x80) return 'noise';
  if ((first & 0x10) === 0) return { frame: { kind: 'reply', byte: first }, length: 1 };
  if ((first & 0x03) === 0x02) return { frame: { kind: 'dle-eot', byte: first }, length: 1 };
  if ((first & 0x03) === 0x00) {
    if (!held.slice(1, 4).every(isFollowing)) return 'noise';
    return held.length < 4 ? 'more' : { frame: { kind: 'asb', bytes: [first, second, third, fourth] }, length: 4 };
  }
  if (!BLOCK_HEADERS.has(first)) return 'noise';
  const end = held.indexOf(0x00);
  if (end > 0)
    return {
      frame: { kind: 'block', header: first, text: String.fromCharCode(...held.slice(1, end)) },
      length: end + 1,
    };
  const last = held[held.length - 1] ?? 0;
  return held.length > 1 && (!isPrintable(last) || held.length >= BLOCK_MAX) ? 'noise' : 'more';
}
