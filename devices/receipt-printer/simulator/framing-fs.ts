import type { Framing } from './commands.ts';
import { parenthesised, setting } from './framing-esc.ts';
import { unknown, whole } from './framed.ts';

/** Kanji and logo commands. A European model frames them and does nothing, except where it says so. */
const parameters: Record<number, number> = { 0x21: 1, 0x2d: 1, 0x43: 1, 0x53: 2, 0x57: 1, 0x3f: 2 };

export function frameFs(bytes: Uint8Array): Framing {
  if (bytes.length < 2) return null;
  const code = bytes[1]!;
  const name = `FS ${String.fromCharCode(code)}`;
  const fixed = parameters[code];
  if (fixed !== undefined) return bytes.length < 2 + fixed ? null : whole(2 + fixed, setting(name));
  switch (code) {
    case 0x26:
      return whole(2, { op: 'unsupported', name: 'FS & (Kanji mode)' });
    case 0x2e:
      return whole(2, { op: 'kanji-end' });
    case 0x28:
      return parenthesised(bytes, 'FS (');
    case 0x32: // FS 2 c1 c2 and a 24×24 character
      return bytes.length < 4 + 72 ? null : whole(4 + 72, { op: 'unsupported', name });
    case 0x70:
      return bytes.length < 4 ? null : whole(4, { op: 'unsupported', name: 'FS p (stored picture)' });
    case 0x67: {
      if (bytes.length < 10) return null;
      const data = bytes[2] === 0x31 ? bytes[8]! + bytes[9]! * 256 : 0;
      return bytes.length < 10 + data ? null : whole(10 + data, { op: 'unsupported', name: 'FS g (user memory)' });
    }
    case 0x71:
      return storedPictures(bytes);
    default:
      return unknown(bytes, 2);
  }
}

/** FS q n, then n times xL xH yL yH and x·y·8 bytes. */
function storedPictures(bytes: Uint8Array): Framing {
  if (bytes.length < 3) return null;
  let at = 3;
  for (let picture = 0; picture < bytes[2]!; picture++) {
    if (bytes.length < at + 4) return null;
    const size = (bytes[at]! + bytes[at + 1]! * 256) * (bytes[at + 2]! + bytes[at + 3]! * 256) * 8;
    if (size > 393_216) return unknown(bytes, at + 4); // the whole memory for pictures is 384 KB
    at += 4 + size;
    if (bytes.length < at) return null;
  }
  return whole(at, { op: 'unsupported', name: 'FS q (store pictures)' });
}
