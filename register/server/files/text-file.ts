/**
 * Text files that an operator gives. UTF-8, with a byte order mark or without (RFC 3629, 6; RFC 8259, 8.1 lets a reader
 * pass over it), or UTF-16 with one, as Excel's "Unicode text" is. Anything else is refused by its place: read as
 * something that it is not, it would be a register full of wrong names.
 */
import { createReadStream } from 'node:fs';
import { lostLetter, textFault } from '../../din91379/text.ts';

/**
 * Lines and characters count from 1. `before`: what stands in that line before it, so that a caller can name the place
 * better.
 */
export class TextFileError extends Error {
  readonly line: number;
  readonly before: string;
  readonly reason: string;

  constructor(file: string, { line, before }: { readonly line: number; readonly before: string }, reason: string) {
    super(`${file}: line ${line}, character ${[...before].length + 1}: ${reason}`);
    this.line = line;
    this.before = before;
    this.reason = reason;
  }
}

const NOT_UTF8 =
  'is not UTF-8, perhaps Windows-1252; save the file as UTF-8 (in Excel: "CSV UTF-8") and give it again.';
const NO_MARK = 'is a zero byte: UTF-16 needs its byte order mark; save the file as UTF-8 and give it again.';

/** The byte order mark in UTF-8. */
const MARK = Buffer.of(0xef, 0xbb, 0xbf);

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';
const encodingOf = (head: Buffer): Encoding =>
  head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8';

/** Where reading is: the number of the line, and what of it was read. */
class Place {
  line = 1;
  before = '';
  #endedInReturn = false;

  pass(piece: string): void {
    if (piece === '') return;
    // A return and a line feed are one line's end, also where a piece ends between them.
    for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', at + 1))
      if (at === 0 ? !this.#endedInReturn : piece[at - 1] !== '\r') this.line += 1;
    for (let at = piece.indexOf('\r'); at >= 0; at = piece.indexOf('\r', at + 1)) this.line += 1;
    const last = Math.max(piece.lastIndexOf('\n'), piece.lastIndexOf('\r'));
    this.before = last < 0 ? this.before + piece : piece.slice(last + 1);
    this.#endedInReturn = piece.endsWith('\r');
  }
}

/**
 * The text of a file of any size, piece by piece, without its byte order mark. `chunks`: its bytes, where it is not
 * read here. Throws {@link TextFileError}, and Node's own error where it cannot be read.
 */
export async function* textPieces(
  file: string,
  chunks: AsyncIterable<Uint8Array> = createReadStream(file),
): AsyncGenerator<string> {
  const place = new Place();
  let encoding: Encoding | undefined;
  let held: Buffer = Buffer.alloc(0);
  const read = function* (bytes: Buffer, kind: Encoding): Generator<string> {
    let piece: string;
    let whole = true;
    try {
      piece = new TextDecoder(kind, { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      piece = goodPart(bytes, kind);
      whole = false;
    }
    const zero = piece.indexOf('\0');
    const good = zero < 0 ? piece : piece.slice(0, zero);
    place.pass(good);
    if (good !== '') yield good;
    if (zero >= 0) throw new TextFileError(file, place, NO_MARK);
    if (!whole) throw new TextFileError(file, place, NOT_UTF8);
  };
  for await (const chunk of chunks) {
    let bytes: Buffer = Buffer.concat([held, chunk]);
    if (encoding === undefined) {
      if (bytes.length < MARK.length) {
        held = bytes;
        continue;
      }
      encoding = encodingOf(bytes);
      bytes = withoutMark(bytes, encoding);
    }
    const whole = bytes.length - unfinished(bytes, encoding);
    held = bytes.subarray(whole);
    yield* read(bytes.subarray(0, whole), encoding);
  }
  if (encoding === undefined) {
    encoding = encodingOf(held);
    held = withoutMark(held, encoding);
  }
  if (held.length > 0) yield* read(held, encoding);
}

const withoutMark = (bytes: Buffer, encoding: Encoding): Buffer =>
  bytes.subarray(encoding !== 'utf-8' ? 2 : bytes.subarray(0, MARK.length).equals(MARK) ? MARK.length : 0);

/** Bytes at the end that may begin a character of which the rest is still to come. */
function unfinished(bytes: Buffer, encoding: Encoding): number {
  if (encoding !== 'utf-8') {
    const odd = bytes.length % 2;
    const last = bytes.length - odd - (encoding === 'utf-16le' ? 1 : 2);
    return odd + (((bytes[last] ?? 0) & 0xfc) === 0xd8 ? 2 : 0);
  }
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** As much as can be read before the first byte that cannot. */
function goodPart(bytes: Buffer, encoding: Encoding): string {
  let [low, high] = [0, bytes.length];
  const reads = (length: number): boolean => {
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (reads(middle)) low = middle;
    else high = middle - 1;
  }
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes.subarray(0, low), { stream: true });
}

/**
 * What is looked for in a file beside its encoding: every character that was not typed on purpose, or only letters that
 * were lost.
 */
export type Check = 'unwanted-characters' | 'lost-letters';

/**
 * A whole file as continuous text, NFC. Throws {@link TextFileError} also where a character stands in it that should
 * not (`din91379/text.ts`).
 */
export async function readTextFile(file: string, check: Check = 'unwanted-characters'): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of textPieces(file)) pieces.push(piece);
  const text = pieces.join('').normalize('NFC');
  const fault = check === 'lost-letters' ? lostLetter(text) : textFault(text, 'text');
  if (fault === null) return text;
  const lines = text.slice(0, fault.at).split(/\r\n?|\n/);
  throw new TextFileError(file, { line: lines.length, before: lines.at(-1) ?? '' }, `${fault.reason}.`);
}
