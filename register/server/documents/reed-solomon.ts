/** Error correction of a DataMatrix: Reed-Solomon over GF(256) with x⁸ + x⁵ + x³ + x² + 1 (ISO/IEC 16022, annex E). */

const FIELD = 0x12d;
const ORDER = 255;

const exponents = new Uint8Array(2 * ORDER);
const logarithms = new Uint8Array(ORDER + 1);
for (let power = 0, value = 1; power < ORDER; power += 1) {
  exponents[power] = value;
  exponents[power + ORDER] = value;
  logarithms[value] = power;
  value <<= 1;
  if (value > ORDER) value ^= FIELD;
}

/** (x + 2)(x + 4)…(x + 2ⁿ): logarithms of its coefficients, that of the highest power (1) left out. */
const generators = new Map<number, Uint8Array>();
function generator(degree: number): Uint8Array {
  const known = generators.get(degree);
  if (known !== undefined) return known;
  const product = new Uint8Array(degree + 1);
  product[0] = 1;
  for (let root = 1; root <= degree; root += 1)
    for (let at = root; at > 0; at -= 1) {
      const before = product[at - 1] ?? 0;
      if (before !== 0) product[at] = (product[at] ?? 0) ^ (exponents[(logarithms[before] ?? 0) + root] ?? 0);
    }
  const found = product.subarray(1).map((coefficient) => logarithms[coefficient] ?? 0);
  generators.set(degree, found);
  return found;
}

/** The remainder of one block. */
function checkOf(block: readonly number[], degree: number): Uint8Array {
  const factors = generator(degree);
  const remainder = new Uint8Array(degree + 1);
  for (const word of block) {
    const lead = word ^ (remainder[0] ?? 0);
    remainder.copyWithin(0, 1);
    if (lead === 0) continue;
    const shift = logarithms[lead] ?? 0;
    for (let at = 0; at < degree; at += 1)
      remainder[at] = (remainder[at] ?? 0) ^ (exponents[(factors[at] ?? 0) + shift] ?? 0);
  }
  return remainder.subarray(0, degree);
}

/** `check`: codewords that are added, shared by so many interleaved blocks. */
export function protectedCodewords(data: Uint8Array, check: number, blocks: number): Uint8Array {
  const all = new Uint8Array(data.length + check);
  all.set(data);
  for (let block = 0; block < blocks; block += 1) {
    const words: number[] = [];
    for (let at = block; at < data.length; at += blocks) words.push(data[at] ?? 0);
    // The ten blocks of the largest symbol are not of one length, and its check words begin with the shorter ones.
    const first = data.length + ((block + blocks - (data.length % blocks)) % blocks);
    checkOf(words, check / blocks).forEach((word, at) => {
      all[first + at * blocks] = word;
    });
  }
  return all;
}
