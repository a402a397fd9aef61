import type { Align, Bitmap, Command, Framing } from './commands.ts';
import { unknown, whole } from './framed.ts';

/** ESC commands whose parameters have a fixed number of bytes. */
const fixed: Record<number, readonly [parameters: number, (p: Uint8Array) => Command | null]> = {
  0x20: [1, (p) => ({ op: 'character-spacing', units: p[0]! })],
  0x21: [1, (p) => ({ op: 'print-mode', bits: p[0]! })],
  0x24: [2, (p) => ({ op: 'move-to', units: p[0]! + p[1]! * 256 })],
  0x25: [1, () => setting('ESC %')],
  0x2d: [1, (p) => underline(p[0]!)],
  0x32: [0, () => ({ op: 'line-spacing', units: null })],
  0x33: [1, (p) => ({ op: 'line-spacing', units: p[0]! })],
  0x3d: [1, () => setting('ESC =')],
  0x3f: [1, () => setting('ESC ?')],
  0x40: [0, () => ({ op: 'initialise' })],
  0x45: [1, (p) => ({ op: 'bold', on: (p[0]! & 1) === 1 })],
  0x47: [1, (p) => ({ op: 'bold', on: (p[0]! & 1) === 1 })],
  0x4a: [1, (p) => ({ op: 'feed-units', units: p[0]! })],
  0x4b: [1, () => ({ op: 'unsupported', name: 'ESC K' })],
  0x4c: [0, () => ({ op: 'unsupported', name: 'ESC L (page mode)' })],
  0x4d: [1, (p) => font(p[0]!)],
  0x52: [
    1,
    (p) =>
      p[0] === 0 ? { op: 'international', set: 0 } : { op: 'unsupported', name: 'ESC R (international characters)' },
  ],
  0x53: [0, () => setting('ESC S')],
  0x54: [1, () => setting('ESC T')],
  0x55: [1, () => setting('ESC U')],
  0x56: [1, (p) => (p[0]! % 48 === 0 ? setting('ESC V') : { op: 'unsupported', name: 'ESC V (rotation)' })],
  0x57: [8, () => setting('ESC W')],
  0x5c: [2, (p) => ({ op: 'move-by', units: ((p[0]! + p[1]! * 256) << 16) >> 16 })],
  0x61: [1, (p) => align(p[0]!)],
  0x64: [1, (p) => ({ op: 'feed-lines', lines: p[0]! })],
  0x65: [1, () => ({ op: 'unsupported', name: 'ESC e' })],
  0x69: [0, () => ({ op: 'cut', partial: true, feedUnits: null })],
  0x6d: [0, () => ({ op: 'cut', partial: true, feedUnits: null })],
  0x70: [3, () => ({ op: 'pulse' })],
  0x72: [1, () => setting('ESC r')],
  0x74: [1, (p) => ({ op: 'code-page', page: p[0]! })],
  0x75: [1, () => ({ op: 'unsupported', name: 'ESC u' })],
  0x76: [0, () => ({ op: 'unsupported', name: 'ESC v' })],
  0x7b: [1, (p) => ((p[0]! & 1) === 0 ? setting('ESC {') : { op: 'unsupported', name: 'ESC { (upside down)' })],
};

export function frameEsc(bytes: Uint8Array): Framing {
  if (bytes.length < 2) return null;
  const code = bytes[1]!;
  const known = fixed[code];
  if (known !== undefined) {
    const [parameters, build] = known;
    const size = 2 + parameters;
    if (bytes.length < size) return null;
    const command = build(bytes.subarray(2, size));
    return command === null ? unknown(bytes, size) : whole(size, command);
  }
  if (code === 0x2a) return columnImage(bytes);
  if (code === 0x44) return tabStops(bytes);
  if (code === 0x26) return userCharacters(bytes);
  if (code === 0x28) return parenthesised(bytes, 'ESC (');
  if (code === 0x63) {
    if (bytes.length < 4)
      return bytes.length === 3 && ![0x33, 0x34, 0x35].includes(bytes[2]!) ? unknown(bytes, 3) : null;
    return [0x33, 0x34, 0x35].includes(bytes[2]!) ? whole(4, setting(`ESC c ${bytes[2]! - 0x30}`)) : unknown(bytes, 3);
  }
  return unknown(bytes, 2);
}

/** `ESC ( A`, `FS ( A` and the like: a letter, a 16-bit length, that many bytes. */
export function parenthesised(bytes: Uint8Array, prefix: string): Framing {
  if (bytes.length < 5) return null;
  const letter = bytes[2]!;
  if (letter < 0x41 || letter > 0x7a) return unknown(bytes, 3);
  const size = 5 + bytes[3]! + bytes[4]! * 256;
  return bytes.length < size ? null : whole(size, setting(`${prefix} ${String.fromCharCode(letter)}`));
}

export function setting(name: string): Command {
  return { op: 'setting', name };
}

function underline(n: number): Command | null {
  const dots = n % 48;
  return dots === 0 || dots === 1 || dots === 2 ? { op: 'underline', dots } : null;
}

function font(n: number): Command | null {
  if (n === 0 || n === 48) return { op: 'font', font: 'A' };
  if (n === 1 || n === 49) return { op: 'font', font: 'B' };
  return null;
}

function align(n: number): Command | null {
  const aligns: readonly Align[] = ['left', 'center', 'right'];
  const found = n < 48 ? aligns[n] : aligns[n - 48];
  return found === undefined ? null : { op: 'align', align: found };
}

/** ESC D n1..nk NUL: at most 32 columns, in rising order. */
function tabStops(bytes: Uint8Array): Framing {
  const columns: number[] = [];
  for (let at = 2; at < bytes.length; at++) {
    const n = bytes[at]!;
    if (n === 0) return whole(at + 1, { op: 'tab-stops', columns });
    if (n <= (columns.at(-1) ?? 0)) return whole(at, { op: 'tab-stops', columns });
    if (columns.length === 32) return unknown(bytes, at);
    columns.push(n);
  }
  return null;
}

/** ESC * m nL nH: columns of 8 or 24 dots, the topmost dot in the most significant bit. */
function columnImage(bytes: Uint8Array): Framing {
  if (bytes.length < 5) return null;
  const mode = bytes[2]!;
  if (![0, 1, 32, 33].includes(mode)) return unknown(bytes, 5);
  const columns = bytes[3]! + bytes[4]! * 256;
  const bytesPerColumn = mode >= 32 ? 3 : 1;
  const size = 5 + columns * bytesPerColumn;
  if (bytes.length < size) return null;
  const image = fromColumns(bytes.subarray(5, size), columns, bytesPerColumn);
  // Single density is half the head's resolution; 8-dot modes are a third of it downwards.
  return whole(size, { op: 'column-image', image, scaleX: mode % 2 === 0 ? 2 : 1, scaleY: mode >= 32 ? 1 : 3 });
}

export function fromColumns(data: Uint8Array, columns: number, bytesPerColumn: number): Bitmap {
  const stride = Math.ceil(columns / 8);
  const height = bytesPerColumn * 8;
  const rows = new Uint8Array(stride * height);
  for (let x = 0; x < columns; x++) {
    for (let y = 0; y < height; y++) {
      const bit = (data[x * bytesPerColumn + (y >> 3)]! >> (7 - (y & 7))) & 1;
      if (bit === 1) rows[y * stride + (x >> 3)]! |= 0x80 >> (x & 7);
    }
  }
  return { width: columns, height, data: rows };
}

/** ESC & y c1 c2 then for each character x and x·y bytes. */
function userCharacters(bytes: Uint8Array): Framing {
  if (bytes.length < 5) return null;
  const [, , rows = 0, from = 0, to = 0] = bytes;
  let at = 5;
  for (let code = from; code <= to; code++) {
    const columns = bytes[at];
    if (columns === undefined) return null;
    at += 1 + columns * rows;
  }
  return bytes.length < at ? null : whole(at, { op: 'unsupported', name: 'ESC & (user-defined characters)' });
}
