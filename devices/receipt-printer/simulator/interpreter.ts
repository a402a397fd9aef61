import type { Dialect, Framed } from './commands.ts';
import { frame } from './framing.ts';

/**
 * Bytes in, print commands out. Incremental: any cut of the same bytes into chunks gives the same commands (runs of
 * text may be cut differently). It never throws; what is no command comes out as `unknown` and reading goes on behind
 * it. It holds at most one unfinished command, whose length is bounded by {@link frame}.
 */
export class Interpreter {
  readonly #dialect: Dialect;
  #buffer = new Uint8Array(1024);
  #used = 0;

  constructor(dialect: Dialect = 'epson') {
    this.#dialect = dialect;
  }

  /** Bytes of a command whose end has not come yet. */
  get pendingBytes(): number {
    return this.#used;
  }

  push(chunk: Uint8Array): Framed[] {
    this.#append(chunk);
    const framed: Framed[] = [];
    let at = 0;
    while (at < this.#used) {
      const next = frame(this.#buffer.subarray(at, this.#used), this.#dialect);
      if (next === null) break;
      framed.push(next);
      at += next.size;
    }
    this.#buffer.copyWithin(0, at, this.#used);
    this.#used -= at;
    return framed;
  }

  /** What a cleared receive buffer loses: the unfinished command. */
  clear(): void {
    this.#buffer = new Uint8Array(1024);
    this.#used = 0;
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#used + chunk.length;
    if (needed > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
      grown.set(this.#buffer.subarray(0, this.#used));
      this.#buffer = grown;
    }
    this.#buffer.set(chunk, this.#used);
    this.#used = needed;
  }
}
