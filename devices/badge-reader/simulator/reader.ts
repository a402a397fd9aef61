/** Tag types as SearchTag names them. From 40 hex low frequency (125 kHz), from 80 hex high frequency (13.56 MHz). */
export const tagTypes = {
  em4102: 0x40,
  hidProx: 0x49,
  mifare: 0x80,
  iso15693: 0x82,
  legic: 0x83,
  hidIclass: 0x84,
} as const;

export interface Badge {
  /** 0x40–0x5F or 0x80–0x9F, see `tagTypes`. */
  readonly type: number;
  /** Hexadecimal, 1–255 bytes. */
  readonly id: string;
  /** Bits of the id that count; all of them by default. An EM4102 has 40, a HID Prox card 26–37. */
  readonly bits?: number;
}

export interface Beep {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Percent, 0–100. */
  readonly volume: number;
  /** Hertz. */
  readonly frequency: number;
  readonly onMs: number;
  readonly offMs: number;
}

/** Which tags SearchTag looks for; bit n stands for type 40 hex + n (low) or 80 hex + n (high). */
export interface TagMask {
  readonly low: number;
  readonly high: number;
}

/** First byte of every answer. */
const status = {
  ok: 0x00,
  unknownFunction: 0x01,
  missingParameter: 0x02,
  unusedParameter: 0x03,
  invalidParameter: 0x04,
  parser: 0x05,
} as const;

const everyTag: TagMask = { low: 0xffff_ffff, high: 0xffff_ffff };

interface ReaderDeps {
  readonly now: () => number;
  /** As `Get version string` answers it, ASCII. */
  readonly version: string;
  /** As `Get device type` answers it. */
  readonly deviceType: number;
  readonly violate: (what: string) => void;
}

/** What the reader's firmware does with one command of the simple protocol, and what lies on the reader. */
export class Reader {
  readonly #deps: ReaderDeps;
  #badge: Badge | null = null;
  #mask: TagMask = everyTag;
  #field = false;
  #beeps: Beep[] = [];

  constructor(deps: ReaderDeps) {
    this.#deps = deps;
  }

  get badge(): Badge | null {
    return this.#badge;
  }

  get mask(): TagMask {
    return this.#mask;
  }

  /** Whether the antenna's field is on: from a search until `SetRFOff`. */
  get field(): boolean {
    return this.#field;
  }

  get beeps(): readonly Beep[] {
    return this.#beeps;
  }

  present(badge: Badge): void {
    this.#badge = badge;
  }

  remove(): void {
    this.#badge = null;
  }

  powerLost(): void {
    this.#mask = everyTag;
    this.#field = false;
  }

  /** The answer's bytes to one line without its CR, still in hexadecimal. */
  answer(line: string): Uint8Array {
    if (!/^([0-9A-F]{2})+$/i.test(line))
      return this.#refuse(status.parser, 'a line that is no sequence of hexadecimal bytes');
    const command = Buffer.from(line, 'hex');
    const code = line.slice(0, 4).toUpperCase();
    const parameters = command.subarray(2);
    switch (code) {
      case '0004':
        return this.#checked(code, parameters, 1) ?? text(this.#deps.version.slice(0, parameters[0]));
      case '0006':
        return this.#checked(code, parameters, 0) ?? Uint8Array.of(status.ok, this.#deps.deviceType);
      case '0407':
        return this.#checked(code, parameters, 7) ?? this.#beep(parameters);
      case '0500':
        return this.#checked(code, parameters, 1) ?? this.#search(parameters[0] ?? 0);
      case '0501':
        return this.#checked(code, parameters, 0) ?? this.#fieldOff();
      case '0502':
        return this.#checked(code, parameters, 8) ?? this.#setMask(parameters);
      default:
        return this.#refuse(status.unknownFunction, `function ${code}`);
    }
  }

  #checked(code: string, parameters: Uint8Array, wanted: number): Uint8Array | null {
    if (parameters.length < wanted)
      return this.#refuse(
        status.missingParameter,
        `function ${code} with ${parameters.length} of ${wanted} parameter bytes`,
      );
    if (parameters.length > wanted)
      return this.#refuse(
        status.unusedParameter,
        `function ${code} with ${parameters.length} instead of ${wanted} parameter bytes`,
      );
    return null;
  }

  #refuse(code: number, what: string): Uint8Array {
    this.#deps.violate(what);
    return Uint8Array.of(code);
  }

  #search(most: number): Uint8Array {
    this.#field = true;
    const badge = this.#badge;
    if (badge === null || !inMask(this.#mask, badge.type)) return Uint8Array.of(status.ok, 0x00);
    const id = Buffer.from(badge.id, 'hex');
    const told = id.subarray(0, most);
    const bits = Math.min(badge.bits ?? id.length * 8, told.length * 8, 255);
    return Uint8Array.of(status.ok, 0x01, badge.type, bits, told.length, ...told);
  }

  #fieldOff(): Uint8Array {
    this.#field = false;
    return Uint8Array.of(status.ok);
  }

  #setMask(parameters: Buffer): Uint8Array {
    this.#mask = { low: parameters.readUInt32LE(0), high: parameters.readUInt32LE(4) };
    return Uint8Array.of(status.ok);
  }

  #beep(parameters: Buffer): Uint8Array {
    const volume = parameters[0] ?? 0;
    if (volume > 100) return this.#refuse(status.invalidParameter, `a beep of ${volume} percent`);
    this.#beeps.push({
      at: this.#deps.now(),
      volume,
      frequency: parameters.readUInt16LE(1),
      onMs: parameters.readUInt16LE(3),
      offMs: parameters.readUInt16LE(5),
    });
    if (this.#beeps.length > 100) this.#beeps.shift();
    return Uint8Array.of(status.ok);
  }
}

/** A string in an answer: its length in one byte, then its characters. */
const text = (string: string): Uint8Array => Uint8Array.of(status.ok, string.length, ...Buffer.from(string, 'latin1'));

function inMask({ low, high }: TagMask, type: number): boolean {
  const bit = type & 0x1f;
  return (((type < 0x80 ? low : high) >>> bit) & 1) === 1;
}
