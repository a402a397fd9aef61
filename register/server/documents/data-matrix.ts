/**
 * A seal as modules to draw: DataMatrix ECC 200 (ISO/IEC 16022), any bytes, up to 1,556 of them, in base 256, square.
 * Of its own, because a general writer of bar codes takes longer for it than the rest of a document's page.
 */
import { protectedCodewords } from './reed-solomon.ts';

export interface DataMatrix {
  /** Modules a side, the finder pattern included, the quiet zone of one module not. */
  readonly size: number;
  /** Dark runs of modules: column, row, and how many beside each other. */
  readonly runs: readonly (readonly [column: number, row: number, width: number])[];
}

/** ISO/IEC 16022, table 7: modules a side, regions a side, codewords of data and of correction, blocks of these. */
const SYMBOLS: readonly (readonly [size: number, regions: number, data: number, check: number, blocks: number])[] = [
  [10, 1, 3, 5, 1],
  [12, 1, 5, 7, 1],
  [14, 1, 8, 10, 1],
  [16, 1, 12, 12, 1],
  [18, 1, 18, 14, 1],
  [20, 1, 22, 18, 1],
  [22, 1, 30, 20, 1],
  [24, 1, 36, 24, 1],
  [26, 1, 44, 28, 1],
  [32, 2, 62, 36, 1],
  [36, 2, 86, 42, 1],
  [40, 2, 114, 48, 1],
  [44, 2, 144, 56, 1],
  [48, 2, 174, 68, 1],
  [52, 2, 204, 84, 2],
  [64, 4, 280, 112, 2],
  [72, 4, 368, 144, 4],
  [80, 4, 456, 192, 4],
  [88, 4, 576, 224, 4],
  [96, 4, 696, 272, 4],
  [104, 4, 816, 336, 6],
  [120, 6, 1050, 408, 6],
  [132, 6, 1304, 496, 8],
  [144, 6, 1558, 620, 10],
];
const LATCH_TO_BASE_256 = 231;
const PAD = 129;

/** Throws for more bytes than a symbol takes. */
export function dataMatrix(bytes: Uint8Array): DataMatrix {
  const needed = bytes.length + (bytes.length < 250 ? 2 : 3);
  const symbol = SYMBOLS.find(([, , data]) => data >= needed || data === bytes.length + 2);
  if (symbol === undefined) throw new Error('The seal cannot be drawn.');
  const [size, regions, data, check, blocks] = symbol;
  const codewords = protectedCodewords(dataCodewords(bytes, data), check, blocks);
  return { size, runs: runsOf(withFinders(place(codewords, size - 2 * regions), size, regions), size) };
}

/** ISO/IEC 16022, 5.2.9 and 5.2.3: the length, the bytes, and padding; all of it made to look like chance. */
function dataCodewords(bytes: Uint8Array, most: number): Uint8Array {
  const { length } = bytes;
  const words = new Uint8Array(most).fill(PAD);
  words[0] = LATCH_TO_BASE_256;
  // 0: to the symbol's end.
  const known = length < 250 ? [length] : [Math.floor(length / 250) + 249, length % 250];
  const head = length + 2 === most ? [0] : known;
  words.set(head, 1);
  words.set(bytes, 1 + head.length);
  const end = 1 + head.length + length;
  // Positions count from 1. Annex B.2 for what is in base 256, B.1 for the padding after its first codeword.
  for (let at = 1; at < end; at += 1) words[at] = ((words[at] ?? 0) + ((149 * (at + 1)) % 255) + 1) % 256;
  for (let at = end + 1; at < most; at += 1) {
    const padded = PAD + ((149 * (at + 1)) % 253) + 1;
    words[at] = padded > 254 ? padded - 254 : padded;
  }
  return words;
}

/** Where the eight bits of a codeword go: row and column beside its last one (annex F, figure F.1). */
const UTAH = [
  [-2, -2],
  [-2, -1],
  [-1, -2],
  [-1, -1],
  [-1, 0],
  [0, -2],
  [0, -1],
  [0, 0],
] as const;
/** The four codewords that lie in corners (figures F.3 to F.6); from the lower or right edge where negative. */
const CORNERS = [
  [
    [-1, 0],
    [-1, 1],
    [-1, 2],
    [0, -2],
    [0, -1],
    [1, -1],
    [2, -1],
    [3, -1],
  ],
  [
    [-3, 0],
    [-2, 0],
    [-1, 0],
    [0, -4],
    [0, -3],
    [0, -2],
    [0, -1],
    [1, -1],
  ],
  [
    [-3, 0],
    [-2, 0],
    [-1, 0],
    [0, -2],
    [0, -1],
    [1, -1],
    [2, -1],
    [3, -1],
  ],
  [
    [-1, 0],
    [-1, -1],
    [0, -3],
    [0, -2],
    [0, -1],
    [1, -3],
    [1, -2],
    [1, -1],
  ],
] as const;

/** Annex F: the codewords' bits on a square of so many modules, without finders. 1 is dark. */
function place(codewords: Uint8Array, side: number): Uint8Array {
  const OPEN = 2;
  const modules = new Uint8Array(side * side).fill(OPEN);
  let next = 0;
  const put = (row: number, column: number, bit: number): void => {
    modules[row * side + column] = ((codewords[next] ?? 0) >> (7 - bit)) & 1;
  };
  const corner = (which: 0 | 1 | 2 | 3): void => {
    CORNERS[which].forEach(([row, column], bit) =>
      put(row < 0 ? row + side : row, column < 0 ? column + side : column, bit),
    );
    next += 1;
  };
  const shape = (row: number, column: number): void => {
    UTAH.forEach(([down, right], bit) => {
      let [y, x] = [row + down, column + right];
      // Over the upper or left edge it goes on at the other side.
      if (y < 0) [y, x] = [y + side, x + 4 - ((side + 4) % 8)];
      if (x < 0) [y, x] = [y + 4 - ((side + 4) % 8), x + side];
      put(y, x, bit);
    });
    next += 1;
  };
  const isOpen = (row: number, column: number): boolean =>
    row >= 0 && row < side && column >= 0 && column < side && modules[row * side + column] === OPEN;
  let [row, column] = [4, 0];
  do {
    if (row === side && column === 0) corner(0);
    if (row === side - 2 && column === 0 && side % 4 !== 0) corner(1);
    if (row === side - 2 && column === 0 && side % 8 === 4) corner(2);
    if (row === side + 4 && column === 2 && side % 8 === 0) corner(3);
    do {
      if (row < side && column >= 0 && isOpen(row, column)) shape(row, column);
      [row, column] = [row - 2, column + 2];
    } while (row >= 0 && column < side);
    [row, column] = [row + 1, column + 3];
    do {
      if (row >= 0 && column < side && isOpen(row, column)) shape(row, column);
      [row, column] = [row + 2, column - 2];
    } while (row < side && column >= 0);
    [row, column] = [row + 3, column + 1];
  } while (row < side || column < side);
  // Where nothing came into the last corner, it has a pattern of its own.
  if (isOpen(side - 1, side - 1)) {
    modules[side * side - 1] = 1;
    modules[(side - 1) * side - 2] = 1;
  }
  return modules.map((module) => module & 1);
}

/** Each region has a solid line at its left and bottom, and a dotted one at its top and right (5.1). */
function withFinders(modules: Uint8Array, size: number, regions: number): Uint8Array {
  const side = size - 2 * regions;
  const region = size / regions;
  const symbol = new Uint8Array(size * size);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      const [y, x] = [row % region, column % region];
      let dark: number;
      if (x === 0 || y === region - 1) dark = 1;
      else if (y === 0) dark = 1 - (x % 2);
      else if (x === region - 1) dark = y % 2;
      else
        dark =
          modules[(row - 2 * Math.floor(row / region) - 1) * side + column - 2 * Math.floor(column / region) - 1] ?? 0;
      symbol[row * size + column] = dark;
    }
  return symbol;
}

function runsOf(symbol: Uint8Array, size: number): DataMatrix['runs'] {
  const runs: (readonly [number, number, number])[] = [];
  for (let at = 0; at < symbol.length; at += 1) {
    if (symbol[at] !== 1) continue;
    const begin = at;
    while (symbol[at + 1] === 1 && (at + 1) % size !== 0) at += 1;
    runs.push([begin % size, Math.floor(begin / size), at - begin + 1]);
  }
  return runs;
}
