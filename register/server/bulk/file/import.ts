/**
 * Files that are imported, on this side of their thread: its bytes go in as they come, and when all of them are checked
 * the records come out in batches, of which the next one is made while one is written.
 */
import { Worker } from 'node:worker_threads';
import type { Begin, Checked, FromThread, ToThread } from './thread.ts';

/** Chunks that wait in the thread: enough that it never waits, and no more. */
const WAITING = 16;

interface Waiting<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}
/** Looked at when it is asked for, if ever: that it fails is no news until then. */
function waiting<T>(): Waiting<T> {
  const one = Promise.withResolvers<T>();
  one.promise.catch(() => undefined);
  return one;
}

/** Whoever opened it closes it. */
export class FileImport<Batch> {
  readonly #worker: Worker;
  readonly #checked = waiting<Checked>();
  #isChecked = false;
  #waiting = 0;
  #room = waiting<void>();
  #batch = waiting<Batch | null>();

  /** `script`: path of `thread.ts`, or of its bundle. */
  constructor(script: string, begin: Omit<Begin, 'what'>) {
    this.#worker = new Worker(script);
    this.#worker.on('message', (message: FromThread) => this.#hear(message));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('The thread of an import has ended.')));
    this.#tell({ what: 'begin', ...begin });
  }

  /** Sends all of the file. Throws what `chunks` throws. */
  async check(chunks: AsyncIterable<Uint8Array>): Promise<Checked> {
    for await (const chunk of chunks) {
      // The rest of what was refused is read and let go, so that whoever sends it gets the answer.
      if (this.#isChecked) continue;
      const bytes = new Uint8Array(chunk);
      this.#tell({ what: 'chunk', bytes }, [bytes.buffer]);
      this.#waiting += 1;
      while (this.#waiting >= WAITING && !this.#isChecked) await this.#room.promise;
    }
    this.#tell({ what: 'end' });
    return this.#checked.promise;
  }

  /**
   * Of at most `most` records each, one after the other: what fails ends it, and nothing is written behind it. `write`
   * answers whether to go on.
   */
  async writeAll(most: number, write: (batch: Batch) => Promise<boolean>): Promise<void> {
    let next = this.#next(most);
    for (let batch = await next; batch !== null; batch = await next) {
      next = this.#next(most);
      if (!(await write(batch))) return;
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #next(most: number): Promise<Batch | null> {
    this.#tell({ what: 'next', most });
    return this.#batch.promise;
  }

  #tell(message: ToThread, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #hear(message: FromThread): void {
    switch (message.what) {
      case 'taken':
        this.#waiting -= 1;
        this.#room.resolve();
        this.#room = waiting();
        break;
      case 'checked':
        this.#isChecked = true;
        this.#checked.resolve(message.checked);
        this.#room.resolve();
        break;
      case 'batch':
        this.#batch.resolve(message.batch as Batch | null);
        this.#batch = waiting();
        break;
    }
  }

  #fail(error: Error): void {
    this.#isChecked = true;
    for (const one of [this.#checked, this.#room, this.#batch]) one.reject(error);
  }
}
