import type { Dialect, Framed, Framing } from './commands.ts';
import { unknown, whole } from './framed.ts';
import { frameEsc } from './framing-esc.ts';
import { frameCustom } from './framing-custom.ts';
import { frameFs } from './framing-fs.ts';
import { frameGs } from './framing-gs.ts';

export const DLE = 0x10;
export const ESC = 0x1b;
export const FS = 0x1c;
export const GS = 0x1d;

/** How long the real-time command at the start of `bytes` is; 0 if it is none, null while undecided. */
export function realTimeLength(bytes: Uint8Array): number | null {
  if (bytes[0] !== DLE) return 0;
  if (bytes.length < 3) return bytes.length < 2 || [0x04, 0x05, 0x14].includes(bytes[1] ?? 0) ? null : 0;
  const [, kind, n = 0] = bytes;
  if (kind === 0x04) return n === 7 || n === 8 || n === 18 ? 4 : 3;
  if (kind === 0x05) return 3;
  if (kind !== 0x14) return 0;
  // DLE DC4: fn 1 pulse m t, fn 2 power-off a b, fn 3 buzzer (5 bytes), fn 7 status m, fn 8 clear buffers d1..d7
  return ({ 1: 5, 2: 5, 3: 8, 7: 4, 8: 10 } as Record<number, number>)[n] ?? 3;
}

/** Frames the one command at the start of `bytes`, which is not empty. */
export function frame(bytes: Uint8Array, dialect: Dialect = 'epson'): Framing {
  const first = bytes[0] ?? 0;
  if (first >= 0x20) return text(bytes);
  switch (first) {
    case 0x00:
      return whole(1, { op: 'nothing' });
    case 0x09:
      return whole(1, { op: 'tab' });
    case 0x0a:
      return whole(1, { op: 'line-feed' });
    case 0x0d:
      return whole(1, { op: 'carriage-return' });
    case 0x0c: // FF and CAN act in page mode only
    case 0x18:
      return whole(1, { op: 'setting', name: first === 0x0c ? 'FF' : 'CAN' });
    case DLE: {
      const length = realTimeLength(bytes);
      if (length === null) return null;
      if (length === 0) return unknown(bytes, 1);
      return bytes.length < length ? null : whole(length, { op: 'nothing' });
    }
    case ESC:
      return frameEsc(bytes);
    case FS:
      return frameFs(bytes);
    case GS: {
      const custom = dialect === 'custom' ? frameCustom(bytes) : undefined;
      return custom === undefined ? frameGs(bytes) : custom;
    }
    default:
      return unknown(bytes, 1);
  }
}

function text(bytes: Uint8Array): Framed {
  let end = 1;
  while (end < bytes.length && (bytes[end] ?? 0) >= 0x20) end++;
  return whole(end, { op: 'text', bytes: bytes.slice(0, end) });
}
