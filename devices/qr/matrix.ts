/** Where the modules of a QR code stand (ISO/IEC 18004, 6.3 and 7.7 to 7.10), error correction M. */

/**
 * Generators of the error correction of the format and version information, and the format's mask (annexes C and D).
 */
const FORMAT = { generator: 0x537, mask: 0x5412, level: 0b00 } as const;
const VERSION_GENERATOR = 0x1f25;
/** Versions from here on have their number in them. */
const FIRST_WITH_NUMBER = 7;

/** Dark where the condition of its mask holds, by row and column (table 10). */
const MASKS: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
];

export class Matrix {
  readonly size: number;
  readonly #version: number;
  readonly #dark: Uint8Array;
  /** Modules that are no data. */
  readonly #fixed: Uint8Array;

  constructor(version: number) {
    this.#version = version;
    this.size = version * 4 + 17;
    this.#dark = new Uint8Array(this.size * this.size);
    this.#fixed = new Uint8Array(this.size * this.size);
    this.#drawTiming();
    const far = this.size - 4;
    for (const [row, column] of [
      [3, 3],
      [3, far],
      [far, 3],
    ] as const)
      this.#drawFinder(row, column);
    this.#drawAlignment();
    this.#drawFormat(0);
    this.#drawVersion();
  }

  /** Codewords that there is room for. */
  get codewords(): number {
    return Math.floor(this.#fixed.reduce((free, fixed) => free + 1 - fixed, 0) / 8);
  }

  rows(): boolean[][] {
    const along = [...Array(this.size).keys()];
    return along.map((row) => along.map((column) => this.#is(row, column)));
  }

  /** Up and down in columns of two, from the right; the column of the timing pattern is left out. */
  fill(codewords: Uint8Array): void {
    let bit = 0;
    let upwards = true;
    for (let right = this.size - 1; right > 0; right -= 2) {
      if (right === 6) right = 5;
      for (let step = 0; step < this.size; step++) {
        const row = upwards ? this.size - 1 - step : step;
        for (const column of [right, right - 1]) {
          if (this.#fixed[row * this.size + column] === 1) continue;
          const byte = codewords[bit >> 3] ?? 0;
          this.#dark[row * this.size + column] = (byte >> (7 - (bit & 7))) & 1;
          bit++;
        }
      }
      upwards = !upwards;
    }
  }

  /** Puts that mask over the data which leaves the least that could be taken for something else. */
  mask(): void {
    const scores = MASKS.map((_, mask) => {
      this.#toggle(mask);
      const score = penalty(this.#dark, this.size);
      this.#toggle(mask);
      return score;
    });
    this.#toggle(scores.indexOf(Math.min(...scores)));
  }

  #toggle(mask: number): void {
    const condition = MASKS[mask];
    this.#drawFormat(mask);
    for (let at = 0; at < this.#dark.length; at++) {
      if (this.#fixed[at] === 1) continue;
      if (condition?.(Math.floor(at / this.size), at % this.size) === true) this.#dark[at] = 1 - (this.#dark[at] ?? 0);
    }
  }

  #is(row: number, column: number): boolean {
    return this.#dark[row * this.size + column] === 1;
  }

  #fix(row: number, column: number, dark: boolean): void {
    if (row < 0 || column < 0 || row >= this.size || column >= this.size) return;
    this.#dark[row * this.size + column] = dark ? 1 : 0;
    this.#fixed[row * this.size + column] = 1;
  }

  #drawTiming(): void {
    for (let at = 0; at < this.size; at++) {
      this.#fix(6, at, at % 2 === 0);
      this.#fix(at, 6, at % 2 === 0);
    }
  }

  /** With its separator, around its middle. */
  #drawFinder(row: number, column: number): void {
    for (let down = -4; down <= 4; down++) {
      for (let along = -4; along <= 4; along++) {
        const ring = Math.max(Math.abs(down), Math.abs(along));
        this.#fix(row + down, column + along, ring !== 2 && ring !== 4);
      }
    }
  }

  #drawAlignment(): void {
    const places = alignment(this.#version, this.size);
    const last = places.at(-1) ?? 0;
    for (const row of places) {
      for (const column of places) {
        // Three corners are the finders'.
        if ((row === 6 && (column === 6 || column === last)) || (row === last && column === 6)) continue;
        for (let down = -2; down <= 2; down++) {
          for (let along = -2; along <= 2; along++) {
            this.#fix(row + down, column + along, Math.max(Math.abs(down), Math.abs(along)) !== 1);
          }
        }
      }
    }
  }

  #drawFormat(mask: number): void {
    const data = (FORMAT.level << 3) | mask;
    const word = ((data << 10) | checkBits(data, FORMAT.generator, 10)) ^ FORMAT.mask;
    const bit = (at: number): boolean => ((word >> at) & 1) === 1;
    const { size } = this;
    for (let at = 0; at < 15; at++) {
      // Around the upper left finder, past the timing patterns; and again beside the two others.
      this.#fix(at < 6 ? at : at < 8 ? at + 1 : 8, at < 8 ? 8 : at === 8 ? 7 : 14 - at, bit(at));
      this.#fix(at < 8 ? 8 : size - 15 + at, at < 8 ? size - 1 - at : 8, bit(at));
    }
    this.#fix(size - 8, 8, true);
  }

  #drawVersion(): void {
    if (this.#version < FIRST_WITH_NUMBER) return;
    const word = (this.#version << 12) | checkBits(this.#version, VERSION_GENERATOR, 12);
    for (let at = 0; at < 18; at++) {
      const [near, far] = [Math.floor(at / 3), this.size - 11 + (at % 3)];
      this.#fix(near, far, ((word >> at) & 1) === 1);
      this.#fix(far, near, ((word >> at) & 1) === 1);
    }
  }
}

/**
 * Rows and columns of the alignment patterns' middles (annex E): evenly from the far end on, the rest before the
 * first gap.
 */
function alignment(version: number, size: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  // Version 32 is spaced otherwise than all others.
  const step = version === 32 ? 26 : Math.ceil((size - 13) / (2 * (count - 1))) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => size - 7 - (count - 2 - at) * step)];
}

/** The remainder of `data` times x^`degree` by a generator polynomial over two elements. */
function checkBits(data: number, generator: number, degree: number): number {
  let rest = data;
  for (let step = 0; step < degree; step++) rest = (rest << 1) ^ ((rest >> (degree - 1)) & 1 ? generator : 0);
  return rest & ((1 << degree) - 1);
}

/**
 * How much of it could be taken for something else (7.8.3): long runs, blocks, what looks like a finder, too much of
 * one colour.
 */
function penalty(dark: Uint8Array, size: number): number {
  let score = 0;
  for (let at = 0; at < size; at++) score += line(dark, at * size, 1, size) + line(dark, at, size, size);
  for (let row = 1; row < size; row++) {
    for (let at = row * size + 1; at < (row + 1) * size; at++) {
      const sum = (dark[at] ?? 0) + (dark[at - 1] ?? 0) + (dark[at - size] ?? 0) + (dark[at - size - 1] ?? 0);
      if (sum === 0 || sum === 4) score += 3;
    }
  }
  const count = dark.reduce((sum, one) => sum + one, 0);
  return score + Math.floor(Math.abs(count * 20 - size * size * 10) / (size * size)) * 10;
}

/** A finder's line, with four light modules before and behind it, as bits. */
const [FINDER_BEFORE, FINDER_BEHIND] = [0b0000_1011101, 0b1011101_0000];

/** One row or column: `size` modules from `from`, `step` apart. Outside of the code there is nothing but light. */
function line(dark: Uint8Array, from: number, step: number, size: number): number {
  let score = 0;
  let run = 0;
  let before = -1;
  let window = 0;
  for (let at = 0; at < size + 4; at++) {
    const module = at < size ? (dark[from + at * step] ?? 0) : 0;
    window = ((window << 1) | module) & 0x7ff;
    if (window === FINDER_BEFORE || window === FINDER_BEHIND) score += 40;
    if (at >= size) continue;
    run = module === before ? run + 1 : 1;
    before = module;
    // Five in a row count 3, each one more counts 1.
    if (run === 5) score += 3;
    else if (run > 5) score += 1;
  }
  return score;
}
