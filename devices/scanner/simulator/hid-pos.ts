import { bytesOf, type Code } from './code.ts';

/**
 * Scanned-data report of the HID point-of-sale usage tables (usage page 8C), with its id in byte 0 as hidraw hands it
 * over.
 */
export const reportLength = 64;
export const reportId = 0x02;
/** Bytes of a code in one report. */
export const room = 56;

/**
 * `usual`: length in byte 1, AIM in 2–4, data from 5, symbology in 61, 1 in byte 63 where another report of the same
 * code follows. `shifted`: some vendors put AIM and all behind it one byte later; the length and the last byte stay.
 */
export type Layout = 'usual' | 'shifted';

/** Honeywell's own letter for the symbology, by the letter of the AIM identifier; 0 where there is none here. */
const letters: Record<string, number> = { Q: 0x73, C: 0x6a, E: 0x64, d: 0x77, z: 0x7a, L: 0x72 };

/** The reports of one code, in order. A code without data is one report as well. */
export function reportsOf(code: Code, layout: Layout): Uint8Array[] {
  const data = bytesOf(code);
  const count = Math.max(1, Math.ceil(data.length / room));
  return Array.from({ length: count }, (_, index) =>
    report(code.aim, data.subarray(index * room, (index + 1) * room), layout, index < count - 1),
  );
}

function report(aim: string, piece: Uint8Array, layout: Layout, continued: boolean): Uint8Array {
  const shift = layout === 'shifted' ? 1 : 0;
  const bytes = new Uint8Array(reportLength);
  bytes[0] = reportId;
  bytes[1] = piece.length;
  bytes.set(Buffer.from(aim, 'latin1').subarray(0, 3), 2 + shift);
  bytes.set(piece, 5 + shift);
  bytes[61 + shift] = letters[aim.charAt(1)] ?? 0;
  bytes[63] = continued ? 1 : 0;
  return bytes;
}

/** Reports that are no code: another report's id, one that ends too early, one without `]`. */
export const noiseReports: readonly Uint8Array[] = [
  Uint8Array.from({ length: reportLength }, (_, index) => (index === 0 ? 0x05 : 0xff)),
  Uint8Array.of(reportId, 0x04, 0x5d),
  Uint8Array.from({ length: reportLength }, (_, index) =>
    index === 0 ? reportId : index === 1 ? 3 : index === 63 ? 0 : 0x41,
  ),
];
