/**
 * The ESC/POS commands that the driver itself sends, named as Epson's command reference names them. What makes up a
 * slip comes from the encoder (`encode.ts`).
 */
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** What DLE EOT n asks for. */
export const EOT = { printer: 1, offlineCause: 2, errorCause: 3, paper: 4 } as const;
export type EotKind = keyof typeof EOT;

/** DLE EOT n (10 04 n): real-time status; answered at once, also offline. */
export const dleEot = (kind: EotKind): Uint8Array => bytes(0x10, 0x04, EOT[kind]);

/** DLE EOT 20 (10 04 14): full status of Custom's kiosk printers, six bytes that begin with 10 0F. */
export const dleEotFull = (): Uint8Array => bytes(0x10, 0x04, 0x14);

/** GS e 3 n (1D 65 03 n): shows the ticket, n steps of about 7 mm out of the slot, and holds it. */
export const presentTicket = (steps: number): Uint8Array => bytes(0x1d, 0x65, 0x03, steps);

/** GS e 2 (1D 65 02): takes the ticket back, into the bin behind the slot. */
export const retractTicket = (): Uint8Array => bytes(0x1d, 0x65, 0x02);

/**
 * DLE ENQ 2 (10 05 02): recover from a recoverable error and clear the buffers. Without such an error it does nothing.
 */
export const dleEnqClear = (): Uint8Array => bytes(0x10, 0x05, 0x02);

/**
 * DLE DC4 8 (10 14 08 01 03 14 01 06 02 08): clear the receive and print buffers in real time, also offline. Answered
 * by the block 37 25 00. Older models do not know it and stay silent.
 */
export const dleDc4Clear = (): Uint8Array => bytes(0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08);

/**
 * ESC @ (1B 40): initialise; clears the line being built and all settings, not the receive buffer. It also puts back
 * what is set at the printer, so what our text relies on always follows it:
 * - FS . (1C 2E) ends the Kanji character mode, in which models for Asia and many cheap ones begin: they would take
 *   each umlaut and the letter behind it for one Chinese character. Only for models that have it (`kanji`); others
 *   might print the full stop.
 * - ESC R 0 (1B 52 00): the international characters of the USA, or `@ [ \ ] { | } ~ $` would be what a memory switch
 *   makes of them.
 */
export const initialise = (kanji: boolean): Uint8Array =>
  bytes(0x1b, 0x40, ...(kanji ? [0x1c, 0x2e] : []), 0x1b, 0x52, 0x00);

/**
 * Ends whatever command the printer's parser is in: an interrupted raster or QR command swallows what follows as its
 * data. 8192 zero bytes, which outside a command print nothing, then what initialises it.
 */
export function flushParser(kanji: boolean): Uint8Array {
  const begin = initialise(kanji);
  const all = new Uint8Array(8192 + begin.length);
  all.set(begin, 8192);
  return all;
}

/**
 * GS V 66 0 (1D 56 42 00): feed to the cutter and cut partially; GS V 65 0 (1D 56 41 00): cut through. Without a
 * cutter, as far as the tear bar: ESC d 5 (1B 64 05).
 */
export function feedAndCut(cut: 'partial' | 'full' | 'none'): Uint8Array {
  return cut === 'none' ? bytes(0x1b, 0x64, 0x05) : bytes(0x1d, 0x56, cut === 'full' ? 0x41 : 0x42, 0x00);
}

/** GS a n (1D 61 n): automatic status back. FF = drawer, online/offline, error, roll sensor, panel. */
export const enableAsb = (): Uint8Array => bytes(0x1d, 0x61, 0xff);

/** GS r 1 (1D 72 01): roll sensor status; queued, so the answer proves that everything before it was processed. */
export const gsR = (): Uint8Array => bytes(0x1d, 0x72, 0x01);

/** GS I n (1D 49 n): firmware 65, maker 66, model 67, serial number 68. Answered by the block 5F … 00. */
export const gsI = (n: 65 | 66 | 67 | 68): Uint8Array => bytes(0x1d, 0x49, n);

/**
 * GS ( H function 48 (1D 28 48 06 00 30 30 d1 d2 d3 d4): process id. Answered by 37 22 d1 d2 d3 d4 00 when the print
 * data before it have been processed.
 */
export function gsParenH(id: string): Uint8Array {
  if (!/^[\x20-\x7e]{4}$/.test(id)) throw new Error('a process id is four printable ASCII characters');
  return bytes(0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30, ...[...id].map((c) => c.charCodeAt(0)));
}

/**
 * GS ( D (1D 28 44 …): switches off the real-time pulse and power-off (DLE DC4 1 and 2), should they occur in image
 * data.
 */
export const forbidRealTimePulse = (): Uint8Array =>
  bytes(0x1d, 0x28, 0x44, 0x03, 0x00, 0x14, 0x01, 0x00, 0x1d, 0x28, 0x44, 0x03, 0x00, 0x14, 0x02, 0x00);

/** A block's meaning: `5F` information, `37 22` process id, `37 25` buffers cleared. */
export const BLOCK = { information: 0x5f, event: 0x37 } as const;
export const processIdOf = (header: number, text: string): string | null =>
  header === BLOCK.event && text.length === 5 && text.startsWith('\x22') ? text.slice(1) : null;
export const isClearResponse = (header: number, text: string): boolean => header === BLOCK.event && text === '\x25';
