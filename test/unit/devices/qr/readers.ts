import { createRequire } from 'node:module';

type Read = (pixels: Uint8ClampedArray, width: number, height: number) => { readonly data: string } | null;
const jsQR = createRequire(import.meta.url)('jsqr') as Read;
const SCALE = 4;
const QUIET = 4;

/** The modules in grey, one byte a pixel, each module `SCALE` pixels wide, with the quiet zone around them. */
export function pixelsOf(rows: readonly (readonly boolean[])[]): { readonly grey: Uint8Array; readonly side: number } {
  const side = (rows.length + 2 * QUIET) * SCALE;
  const grey = new Uint8Array(side * side).fill(255);
  for (let at = 0; at < grey.length; at++) {
    const [row, column] = [Math.floor(at / side / SCALE) - QUIET, Math.floor((at % side) / SCALE) - QUIET];
    if (rows[row]?.[column] === true) grey[at] = 0;
  }
  return { grey, side };
}

/** What jsQR reads in it; null where nothing. */
export function readWithJsQr(rows: readonly (readonly boolean[])[]): string | null {
  const { grey, side } = pixelsOf(rows);
  const pixels = new Uint8ClampedArray(grey.length * 4);
  for (const [at, value] of grey.entries()) pixels.set([value, value, value, 255], at * 4);
  return jsQR(pixels, side, side)?.data ?? null;
}
