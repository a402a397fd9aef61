/** The pins of the board, and what its firmware does with one command. Levels are masks, bit n for pin n. */
export type Pins = 8 | 16 | 32;

export interface BoardIdentity {
  /** Eight characters each. */
  readonly version: string;
  readonly id: string;
}

/**
 * In the manner of Numato's USB GPIO modules. Reading a pin by its number makes it an input, setting or clearing it an
 * output; `readall` changes no direction. After power-on every pin is an input and the mask lets everything through.
 */
export class Board {
  readonly #pins: Pins;
  readonly #all: number;
  readonly #version: string;
  #id: string;
  #outside = 0;
  #latch = 0;
  /** 1 is an input, as `gpio iodir` has it. */
  #direction: number;
  #mask: number;

  constructor(pins: Pins, { version, id }: BoardIdentity) {
    this.#pins = pins;
    this.#all = pins === 32 ? 0xffff_ffff : 2 ** pins - 1;
    this.#version = version;
    this.#id = id;
    this.#direction = this.#all;
    this.#mask = this.#all;
  }

  /** Pins that drive a high level. */
  get driven(): number {
    return (this.#latch & ~this.#direction) >>> 0;
  }

  get direction(): number {
    return this.#direction;
  }

  /** What is wired to the pin pulls it high or low. */
  pull(pin: number, high: boolean): void {
    this.#outside = write(this.#outside, 1 << pin, high ? this.#all : 0);
  }

  powerLost(): void {
    this.#latch = 0;
    this.#direction = this.#all;
    this.#mask = this.#all;
  }

  /** The value that is printed, an empty string where there is none, null for what is no command. */
  run(line: string): string | null {
    const [head = '', argument, ...more] = split(line);
    if (more.length > 0) return null;
    const pin = argument === undefined ? null : this.#pin(argument);
    const mask = argument === undefined ? null : this.#hex(argument);
    if (argument === undefined) {
      switch (head) {
        case 'ver':
          return this.#version;
        case 'id get':
          return this.#id;
        case 'gpio readall':
          return this.#levels()
            .toString(16)
            .padStart(this.#pins / 4, '0');
        default:
          return null;
      }
    }
    if (head === 'id set' && /^[\x21-\x7e]{8}$/.test(argument)) return this.#done(() => (this.#id = argument));
    if (pin !== null) {
      const bit = (1 << pin) >>> 0;
      switch (head) {
        case 'gpio read':
          this.#direction = write(this.#direction, bit, this.#all);
          return ((this.#levels() >>> pin) & 1).toString();
        case 'gpio set':
        case 'gpio clear':
          return this.#done(() => {
            this.#latch = write(this.#latch, bit, head === 'gpio set' ? this.#all : 0);
            this.#direction = write(this.#direction, bit, 0);
          });
      }
    }
    if (mask !== null) {
      switch (head) {
        case 'gpio iomask':
          return this.#done(() => (this.#mask = mask));
        case 'gpio iodir':
          return this.#done(() => (this.#direction = write(this.#direction, this.#mask, mask)));
        case 'gpio writeall':
          return this.#done(() => (this.#latch = write(this.#latch, this.#mask, mask)));
      }
    }
    return null;
  }

  #done(change: () => void): string {
    change();
    return '';
  }

  #levels(): number {
    return write(this.#latch, this.#direction, this.#outside);
  }

  /** 0–9, then A–V: one character for every pin. */
  #pin(argument: string): number | null {
    if (!/^[0-9A-V]$/.test(argument)) return null;
    const pin = Number.parseInt(argument, 36);
    return pin < this.#pins ? pin : null;
  }

  /** As many digits as the board has groups of four pins. */
  #hex(argument: string): number | null {
    return argument.length === this.#pins / 4 && /^[0-9a-f]+$/i.test(argument) ? Number.parseInt(argument, 16) : null;
  }
}

/** `old` with the bits of `mask` taken from `next`. */
const write = (old: number, mask: number, next: number): number => ((old & ~mask) | (next & mask)) >>> 0;

/** `gpio set 3` → `gpio set`, `3`: commands are one word or two. */
function split(line: string): string[] {
  const [first = '', second, ...rest] = line.split(' ');
  return second === undefined ? [first] : [`${first} ${second}`, ...rest];
}
