/**
 * The least that can stand at the other end of a link in these tests: takes ESC/POS commands apart by their lengths,
 * answers the ones that ask, and keeps the slips. Paper only leaves with a cut.
 */
export interface Slip {
  readonly raw: Buffer;
  readonly text: string;
}

export class Peer {
  send: (bytes: Uint8Array) => void = () => undefined;
  slips: Slip[] = [];
  processIds = true;
  clears = true;
  mute = false;
  sensors = { offline: 0, cover: 0, cutter: 0, paper: 0 };
  /** Called before each print command; false stops the printer until `resume`. */
  onPrint: () => boolean = () => true;
  /** Real-time commands, as hexadecimal. */
  received: string[] = [];
  #awaited: { readonly hex: string; readonly done: () => void }[] = [];
  #buffer: number[] = [];
  #current: number[] = [];
  #asb = false;
  #stopped = false;

  push(bytes: Uint8Array): void {
    for (const byte of bytes) this.#buffer.push(byte);
    this.#realTime();
    this.#work();
  }

  /** Resolves when the real-time command has arrived (again). */
  when(hex: string): Promise<void> {
    return new Promise((done) => void this.#awaited.push({ hex, done }));
  }

  resume(): void {
    this.#stopped = false;
    this.#work();
  }

  change(sensors: Partial<Peer['sensors']>): void {
    this.sensors = { ...this.sensors, ...sensors };
    if (this.#asb) this.#sendAsb();
  }

  /** Power off and on. */
  reset(): void {
    this.#buffer = [];
    this.#current = [];
    this.#asb = false;
    this.#stopped = false;
  }

  #answer(...bytes: number[]): void {
    if (!this.mute) this.send(Uint8Array.from(bytes));
  }

  #sendAsb(): void {
    const { offline, cover, cutter, paper } = this.sensors;
    this.#answer(0x10 | (offline ? 8 : 0) | (cover ? 0x20 : 0), cutter ? 8 : 0, paper ? 0x0c : 0, 0);
  }

  /** While stopped, only real-time commands are carried out; they may stand anywhere in the buffer. */
  #realTime(): void {
    if (!this.#stopped) return;
    for (let at = 0; at < this.#buffer.length - 1; at++) {
      if (this.#buffer[at] !== 0x10) continue;
      const length = lengthOf(this.#buffer.slice(at));
      if (
        length === null ||
        length > this.#buffer.length - at ||
        ![0x04, 0x05, 0x14].includes(this.#buffer[at + 1] ?? 0)
      )
        continue;
      const command = this.#buffer.splice(at, length);
      at = -1;
      this.#run(command);
    }
  }

  #work(): void {
    while (!this.#stopped && this.#buffer.length > 0) {
      const length = lengthOf(this.#buffer);
      if (length === null || length > this.#buffer.length) return;
      this.#run(this.#buffer.splice(0, length));
    }
  }

  #run(c: number[]): void {
    const [a = 0, b = 0, n = 0] = c;
    const { offline, cover, cutter, paper } = this.sensors;
    if (a >= 0x20 || a === 0x0a || (a === 0x1d && b === 0x76)) {
      if (!this.onPrint()) {
        this.#stopped = true;
        this.#buffer.unshift(...c);
        this.#realTime();
        return;
      }
      this.#current.push(...c);
      return;
    }
    if (a === 0x10) {
      const hex = Buffer.from(c).toString('hex');
      this.received.push(hex);
      for (const waiting of this.#awaited.filter((other) => other.hex === hex)) waiting.done();
      this.#awaited = this.#awaited.filter((other) => other.hex !== hex);
    }
    if (a === 0x10 && b === 0x04)
      this.#answer(0x12 | ({ 1: offline ? 8 : 0, 2: cover ? 4 : 0, 3: cutter ? 8 : 0, 4: paper ? 0x60 : 0 }[n] ?? 0));
    else if (a === 0x10 && b === 0x05) {
      if (cutter) {
        this.#buffer = [];
        this.#stopped = false;
        this.change({ cutter: 0, offline: 0 });
      }
    } else if (a === 0x10 && b === 0x14) {
      if (this.clears) {
        this.#buffer = [];
        this.#stopped = false;
        this.#answer(0x37, 0x25, 0);
      }
    } else if (a === 0x1b && b === 0x40) this.#asb = false;
    else if (a === 0x1d && b === 0x61) {
      this.#asb = n !== 0;
      this.#sendAsb();
    } else if (a === 0x1d && b === 0x49) this.#answer(0x5f, ...Buffer.from(`I${n}`, 'latin1'), 0);
    else if (a === 0x1d && b === 0x72) this.#answer(paper ? 0x0c : 0);
    else if (a === 0x1d && b === 0x28 && n === 0x48 && this.processIds) this.#answer(0x37, 0x22, ...c.slice(7), 0);
    else if (a === 0x1d && b === 0x56) {
      const raw = Buffer.from(this.#current);
      if (raw.length > 0) this.slips.push({ raw, text: raw.toString('latin1') });
      this.#current = [];
    }
  }
}

function lengthOf(c: readonly number[]): number | null {
  const [a = 0, b, n] = c;
  if (a === 0x10) return b === undefined ? null : b === 0x14 ? (n === undefined ? null : n === 8 ? 10 : 5) : 3;
  if (a === 0x1b) return b === undefined ? null : b === 0x40 ? 2 : 3;
  if (a === 0x1c) return 2;
  if (a !== 0x1d) return 1;
  if (b === undefined) return null;
  if (b === 0x28) return c.length < 5 ? null : 5 + (c[3] ?? 0) + 256 * (c[4] ?? 0);
  if (b === 0x76)
    return c.length < 8 ? null : 8 + ((c[4] ?? 0) + 256 * (c[5] ?? 0)) * ((c[6] ?? 0) + 256 * (c[7] ?? 0));
  if (b === 0x56) return n === undefined ? null : n >= 65 ? 4 : 3;
  return 3;
}
