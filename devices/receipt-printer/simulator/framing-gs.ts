import type { Bitmap, Command, Framing, QrLevel } from './commands.ts';
import { setting } from './framing-esc.ts';
import { unknown, whole } from './framed.ts';

/** A command longer than this is taken for damaged: a printer has no memory for it. In bytes. */
export const longestCommand = 4 * 1024 * 1024;

const word = (bytes: Uint8Array, at: number): number => bytes[at]! + bytes[at + 1]! * 256;

const fixed: Record<number, readonly [parameters: number, (p: Uint8Array) => Command | null]> = {
  0x21: [1, (p) => ({ op: 'size', width: ((p[0]! >> 4) & 7) + 1, height: (p[0]! & 7) + 1 })],
  0x24: [2, () => setting('GS $')],
  0x2f: [1, () => ({ op: 'unsupported', name: 'GS / (downloaded picture)' })],
  0x3a: [0, () => ({ op: 'unsupported', name: 'GS : (macro)' })],
  0x42: [1, (p) => ({ op: 'invert', on: (p[0]! & 1) === 1 })],
  0x45: [1, () => setting('GS E')],
  0x48: [1, (p) => ({ op: 'barcode-text', position: p[0]! % 48 })],
  0x49: [1, (p) => ({ op: 'transmit-identity', n: p[0]! })],
  0x4c: [2, (p) => ({ op: 'left-margin', units: word(p, 0) })],
  0x50: [2, (p) => ({ op: 'motion-units', x: p[0]!, y: p[1]! })],
  0x54: [1, () => setting('GS T')],
  0x57: [2, (p) => ({ op: 'area-width', units: word(p, 0) })],
  0x5c: [2, () => setting('GS \\')],
  0x5e: [3, () => ({ op: 'unsupported', name: 'GS ^ (macro)' })],
  0x61: [1, (p) => ({ op: 'automatic-status', mask: p[0]! })],
  0x62: [1, () => setting('GS b')],
  0x63: [0, () => ({ op: 'unsupported', name: 'GS c (counter)' })],
  0x66: [1, () => setting('GS f')],
  0x68: [1, (p) => (p[0] === 0 ? null : { op: 'barcode-height', dots: p[0]! })],
  0x6a: [1, () => ({ op: 'unsupported', name: 'GS j (ink status)' })],
  0x72: [1, (p) => ({ op: 'transmit-status', n: p[0]! })],
  0x77: [1, (p) => (p[0]! >= 2 && p[0]! <= 6 ? { op: 'barcode-module', dots: p[0]! } : null)],
};

export function frameGs(bytes: Uint8Array): Framing {
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
  switch (code) {
    case 0x28:
      return extended(bytes);
    case 0x2a: {
      if (bytes.length < 4) return null;
      const size = 4 + bytes[2]! * bytes[3]! * 8;
      return bytes.length < size ? null : whole(size, { op: 'unsupported', name: 'GS * (downloaded picture)' });
    }
    case 0x38:
      return longGraphics(bytes);
    case 0x56:
      return cut(bytes);
    case 0x6b:
      return barcode(bytes);
    case 0x76:
      return raster(bytes);
    default:
      return unknown(bytes, 2);
  }
}

/**
 * GS V m [n]: 0/1 cut where it is; 65/66 feed to the blade and n units more; 97/98, 103/104 the same for our purpose.
 */
function cut(bytes: Uint8Array): Framing {
  if (bytes.length < 3) return null;
  const mode = bytes[2]!;
  if ([0, 1, 48, 49].includes(mode)) return whole(3, { op: 'cut', partial: mode % 2 === 1, feedUnits: null });
  if (![65, 66, 97, 98, 103, 104].includes(mode)) return unknown(bytes, 3);
  if (bytes.length < 4) return null;
  return whole(4, { op: 'cut', partial: [66, 98, 104].includes(mode), feedUnits: bytes[3]! });
}

/** GS k: function A ends with NUL (m 0..6), function B gives its length (m 65..79). */
function barcode(bytes: Uint8Array): Framing {
  if (bytes.length < 3) return null;
  const system = bytes[2]!;
  if (system <= 6) {
    const end = bytes.subarray(3, 3 + 256).indexOf(0);
    if (end < 0) return bytes.length < 3 + 256 ? null : unknown(bytes, 3);
    return whole(4 + end, { op: 'barcode', system: system + 65, data: bytes.slice(3, 3 + end) });
  }
  if (system < 65 || system > 79) return unknown(bytes, 3);
  if (bytes.length < 4) return null;
  const size = 4 + bytes[3]!;
  return bytes.length < size ? null : whole(size, { op: 'barcode', system, data: bytes.slice(4, size) });
}

/** GS v 0 m xL xH yL yH: width in bytes, height in dots. */
function raster(bytes: Uint8Array): Framing {
  if (bytes.length < 3) return null;
  if (bytes[2] !== 0x30) return unknown(bytes, 3);
  if (bytes.length < 8) return null;
  const mode = bytes[3]! % 48;
  const stride = word(bytes, 4);
  const height = word(bytes, 6);
  if (mode > 3 || stride * height > longestCommand) return unknown(bytes, 8);
  const size = 8 + stride * height;
  if (bytes.length < size) return null;
  const image = { width: stride * 8, height, data: bytes.slice(8, size) };
  return whole(size, { op: 'raster', image, scaleX: (mode & 1) + 1, scaleY: (mode >> 1) + 1 });
}

/** GS ( letter pL pH …  */
function extended(bytes: Uint8Array): Framing {
  if (bytes.length < 5) return null;
  const letter = String.fromCharCode(bytes[2]!);
  if (!/[A-Za-z]/.test(letter)) return unknown(bytes, 3);
  const size = 5 + word(bytes, 3);
  if (bytes.length < size) return null;
  const parameters = bytes.subarray(5, size);
  const command =
    letter === 'k'
      ? symbol(parameters)
      : letter === 'L'
        ? graphics(parameters)
        : letter === 'H'
          ? response(parameters)
          : null;
  if (command !== null) return whole(size, command);
  return ['C', 'D', 'E', 'K', 'M', 'N', 'P', 'Q', 'V', 'Y', 'Z'].includes(letter)
    ? whole(size, setting(`GS ( ${letter}`))
    : unsupportedOrUnknown(bytes, size, letter);
}

function unsupportedOrUnknown(bytes: Uint8Array, size: number, letter: string): Framing {
  return ['A', 'k', 'L', 'H', 'B', 'z'].includes(letter)
    ? whole(size, { op: 'unsupported', name: `GS ( ${letter}` })
    : unknown(bytes, size);
}

/** GS ( H: function 48 asks for the process id to be sent back once everything before it is done. */
function response(p: Uint8Array): Command | null {
  if (p[0] === 0x30 && p[1] === 0x30 && p.length === 6) return { op: 'process-id', id: p.slice(2, 6) };
  return p[0] === 0x31 ? setting('GS ( H 49') : null;
}

function symbol(p: Uint8Array): Command | null {
  const [kind, code, n = 0] = p;
  if (kind !== 0x31) return null; // 48 PDF417, 50 MaxiCode, … are framed and reported
  switch (code) {
    case 0x41:
      return { op: 'qr-model', model: n % 48 };
    case 0x43:
      return n >= 1 && n <= 16 ? { op: 'qr-module', dots: n } : null;
    case 0x45: {
      const level = (['L', 'M', 'Q', 'H'] as const satisfies readonly QrLevel[])[n - 48];
      return level === undefined ? null : { op: 'qr-level', level };
    }
    case 0x50:
      return n === 0x30 ? { op: 'qr-store', data: p.slice(3) } : null;
    case 0x51:
      return n === 0x30 ? { op: 'qr-print' } : null;
    default:
      return null;
  }
}

/** GS ( L and GS 8 L: m = 48, fn 112 stores raster graphics in the print buffer, fn 50 (or 2) prints them. */
function graphics(p: Uint8Array): Command | null {
  const fn = p[1];
  if (p[0] !== 0x30) return null;
  if (fn === 0x02 || fn === 0x32) return { op: 'graphics-print' };
  if (fn === 0x01 || fn === 0x31) return setting('GS ( L 49');
  if (fn !== 0x70 || p.length < 10) return null;
  const image: Bitmap = { width: word(p, 6), height: word(p, 8), data: p.slice(10) };
  if (image.data.length !== Math.ceil(image.width / 8) * image.height) return null;
  return p[2] === 0x30
    ? { op: 'graphics-store', image, scaleX: Math.min(2, p[3]! || 1), scaleY: Math.min(2, p[4]! || 1) }
    : null;
}

function longGraphics(bytes: Uint8Array): Framing {
  if (bytes.length < 3) return null;
  if (bytes[2] !== 0x4c) return unknown(bytes, 3);
  if (bytes.length < 7) return null;
  const length = word(bytes, 3) + word(bytes, 5) * 65536;
  if (length > longestCommand) return unknown(bytes, 7);
  const size = 7 + length;
  if (bytes.length < size) return null;
  return whole(size, graphics(bytes.subarray(7, size)) ?? { op: 'unsupported', name: 'GS 8 L' });
}
