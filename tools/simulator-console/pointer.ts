import { execFile } from 'node:child_process';

/** How long one xdotool call may take. Milliseconds. */
const deadline = 5000;
/** Moves that wait; older ones are of no interest to anybody. */
const longestQueue = 64;

export type PointerKind = 'down' | 'move' | 'up';

/** Passes touches on to an X display, in the order in which they come. */
export class Pointer {
  readonly #display: string;
  readonly #queue: (readonly string[])[] = [];
  #working: Promise<void> | null = null;
  #pressed = false;
  #problem: string | null = null;

  /** `display` as in `DISPLAY`, for example `:97`. */
  constructor(display: string) {
    this.#display = display;
  }

  get problem(): string | null {
    return this.#problem;
  }

  act(kind: PointerKind, x: number, y: number): void {
    const move = ['mousemove', String(x), String(y)];
    if (kind === 'move') {
      if (this.#queue.length < longestQueue) this.#push(move);
      return;
    }
    // A finger that is down goes up once: X would count a second press of the same button.
    if (this.#pressed === (kind === 'down')) return;
    this.#pressed = kind === 'down';
    this.#push([...move, kind === 'down' ? 'mousedown' : 'mouseup', '1']);
  }

  /** Releases the button of a client that is gone. */
  release(): void {
    if (!this.#pressed) return;
    this.#pressed = false;
    this.#push(['mouseup', '1']);
  }

  /** Resolves when everything was passed on. */
  async idle(): Promise<void> {
    while (this.#working !== null) await this.#working;
  }

  #push(command: readonly string[]): void {
    this.#queue.push(command);
    this.#working ??= this.#work().finally(() => void (this.#working = null));
  }

  async #work(): Promise<void> {
    for (;;) {
      const command = this.#queue.shift();
      if (command === undefined) return;
      await new Promise<void>((resolve) => {
        execFile(
          'xdotool',
          [...command],
          { env: { ...process.env, DISPLAY: this.#display }, timeout: deadline },
          (error) => {
            this.#problem = error === null ? null : error.message;
            resolve();
          },
        );
      });
    }
  }
}
