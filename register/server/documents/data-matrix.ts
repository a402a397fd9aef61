/** A seal as modules to draw: DataMatrix ECC 200 (ISO/IEC 16022), any bytes, up to 1,555 of them. */
import bwip from 'bwip-js';

export interface DataMatrix {
  /** Modules a side, the finder pattern included, the quiet zone of one module not. */
  readonly size: number;
  /** Dark runs of modules: column, row, and how many beside each other. */
  readonly runs: readonly (readonly [column: number, row: number, width: number])[];
}

export function dataMatrix(bytes: Uint8Array): DataMatrix {
  const [symbol] = bwip.raw({ bcid: 'datamatrix', text: Buffer.from(bytes).toString('latin1'), binarytext: true });
  if (symbol === undefined || !('pixs' in symbol)) throw new Error('The seal cannot be drawn.');
  const { pixs, pixx: size } = symbol as { pixs: number[]; pixx: number };
  const runs: (readonly [number, number, number])[] = [];
  for (let at = 0; at < pixs.length; at += 1) {
    if (pixs[at] !== 1) continue;
    const begin = at;
    while (pixs[at + 1] === 1 && (at + 1) % size !== 0) at += 1;
    runs.push([begin % size, Math.floor(begin / size), at - begin + 1]);
  }
  return { size, runs };
}
