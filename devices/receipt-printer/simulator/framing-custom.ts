import type { Framing } from './commands.ts';
import { setting } from './framing-esc.ts';
import { unknown, whole } from './framed.ts';

/**
 * The GS commands that only Custom's kiosk printers have (KPM210/216 command list): GS e n \[m\] moves the ejector, GS
 * E0 n pushes the full status. Undefined: not one of these. Null: `bytes` do not tell yet.
 */
export function frameCustom(bytes: Uint8Array): Framing | undefined {
  if (bytes.length < 2) return null;
  const code = bytes[1]!;
  if (code !== 0x65 && code !== 0xe0) return undefined;
  if (bytes.length < 3) return null;
  const n = bytes[2]!;
  if (code === 0xe0) return whole(3, { op: 'automatic-full-status', mask: n });
  switch (n) {
    case 1:
    case 4:
      return whole(3, setting(`GS e ${n} (reserved)`));
    case 2:
      return whole(3, { op: 'ejector', movement: { kind: 'retract' } });
    case 3:
      return bytes.length < 4 ? null : whole(4, { op: 'ejector', movement: { kind: 'present', steps: bytes[3]! } });
    case 5:
      return whole(3, { op: 'ejector', movement: { kind: 'eject' } });
    case 6:
      return whole(3, { op: 'ejector-status' });
    default:
      return unknown(bytes, 3);
  }
}
