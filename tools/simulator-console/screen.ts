import { open } from 'node:fs/promises';
import { createCanvas } from '@napi-rs/canvas';
import { readXwdHeader, toRgba } from './xwd.ts';

/** At most this often a picture is taken: 5 a second. */
const interval = 200;

export interface Picture {
  readonly revision: number;
  readonly jpeg: Buffer;
}

/** The virtual display's picture, taken only while somebody looks, and encoded only when it changed. */
export class ScreenWatch {
  readonly #fbFile: string;
  readonly #taken: (picture: Picture) => void;
  readonly #troubled: () => void;
  #timer: NodeJS.Timeout | null = null;
  #busy: Promise<void> | null = null;
  #last: Buffer | null = null;
  #spare: Buffer | null = null;
  #picture: Picture | null = null;
  #problem: string | null = null;

  /** `taken` is called with each new picture, `troubled` when the reason for having none changed. */
  constructor(fbFile: string, taken: (picture: Picture) => void, troubled: () => void) {
    this.#fbFile = fbFile;
    this.#taken = taken;
    this.#troubled = troubled;
  }

  get picture(): Picture | null {
    return this.#picture;
  }

  /** Why there is no picture; null when there is one. */
  get problem(): string | null {
    return this.#problem;
  }

  look(): void {
    if (this.#timer !== null) return;
    this.#timer = setInterval(() => this.#tick(), interval);
    this.#tick();
  }

  lookAway(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  async stop(): Promise<void> {
    this.lookAway();
    await this.#busy;
  }

  #tick(): void {
    if (this.#busy !== null) return;
    this.#busy = this.#take()
      .catch((error: unknown) => this.#say(error instanceof Error ? error.message : String(error)))
      .finally(() => void (this.#busy = null));
  }

  #say(problem: string | null): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.#troubled();
  }

  async #take(): Promise<void> {
    const bytes = await this.#read();
    if (this.#last !== null && bytes.equals(this.#last)) {
      this.#spare = bytes;
      return;
    }
    const layout = readXwdHeader(bytes);
    if (!layout.ok) {
      this.#say(layout.error);
      return;
    }
    const { width, height } = layout.value;
    const canvas = createCanvas(width, height);
    const context = canvas.getContext('2d');
    const image = context.createImageData(width, height);
    image.data.set(toRgba(bytes, layout.value));
    context.putImageData(image, 0, 0);
    const jpeg = await canvas.encode('jpeg', 85);
    this.#spare = this.#last;
    this.#last = bytes;
    this.#say(null);
    this.#picture = { revision: (this.#picture?.revision ?? 0) + 1, jpeg };
    this.#taken(this.#picture);
  }

  /** The file's time does not tell whether a mapped picture changed, so it is read; two buffers take turns. */
  async #read(): Promise<Buffer> {
    const file = await open(this.#fbFile);
    try {
      const { size } = await file.stat();
      const buffer = this.#spare?.length === size ? this.#spare : Buffer.allocUnsafe(size);
      this.#spare = null;
      const { bytesRead } = await file.read(buffer, 0, size, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }
}
