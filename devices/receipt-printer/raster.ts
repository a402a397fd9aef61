import type { Bits } from './pen.ts';

/**
 * Firmware exists that reads only the low byte of the height; more rows go into several commands, which join
 * seamlessly.
 */
const ROWS = 255;
const DLE = 0x10;

/** GS v 0 (1D 76 30 00 xL xH yL yH d…): raster bit image, normal size; width in bytes, height in dots. */
export function rasterCommands(bits: Bits): Uint8Array {
  const stride = Math.ceil(bits.width / 8);
  const parts: Uint8Array[] = [];
  for (let row = 0; row < bits.height; row += ROWS) {
    const rows = Math.min(ROWS, bits.height - row);
    parts.push(Uint8Array.of(0x1d, 0x76, 0x30, 0x00, stride & 0xff, stride >> 8, rows, 0x00));
    parts.push(withoutRealTimeCommands(bits.data.subarray(row * stride, (row + rows) * stride)));
  }
  return concat(parts);
}

/**
 * Printers execute DLE EOT, DLE ENQ and DLE DC4 the moment they arrive, also amid image data: 10 05 02 would clear the
 * buffers, 10 14 … switch the printer off. Where the picture holds DLE before one of these, one dot more is black (30
 * for 10), which cannot be seen.
 */
export function withoutRealTimeCommands(data: Uint8Array): Uint8Array {
  const safe = Uint8Array.from(data);
  for (let at = 0; at < safe.length; at++) {
    if (safe[at] !== DLE) continue;
    const next = safe[at + 1];
    // At the end the next byte is another command's, or another row block's header: 1D, 1B or text.
    if (next === 0x04 || next === 0x05 || next === 0x14) safe[at] = 0x30;
  }
  return safe;
}

/** `inner` moved to `offset` dots from the left on a picture `width` dots wide; what does not fit is cut off. */
export function placed(inner: Bits, width: number, offset: number): Bits {
  const from = Math.ceil(inner.width / 8);
  const stride = Math.ceil(width / 8);
  const data = new Uint8Array(stride * inner.height);
  for (let y = 0; y < inner.height; y++) {
    for (let x = 0; x < inner.width; x++) {
      const black = ((inner.data[y * from + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
      const to = x + offset;
      if (black && to >= 0 && to < width) data[y * stride + (to >> 3)]! |= 0x80 >> (to & 7);
    }
  }
  return { width, height: inner.height, data };
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
