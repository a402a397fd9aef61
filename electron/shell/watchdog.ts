/**
 * A main process that is held by a computation shows a screen that answers nothing, and no handler of its own can
 * notice it. A thread beside it can: it ends the process, and the service manager (systemd, `Restart=always`) starts it
 * anew.
 */
import { Worker } from 'node:worker_threads';

/** What the thread is started with. `beats[0]` grows while the main thread runs its turns. */
export interface WatchdogData {
  readonly beats: SharedArrayBuffer;
  readonly limitMs: number;
  readonly everyMs: number;
  /** The terminal's data folder, with its log. */
  readonly data: string;
}

export interface WatchdogOptions {
  /** Path of `watchdog-thread.ts`, or its bundle. */
  readonly script: string | URL;
  readonly data: string;
  /** Milliseconds without a turn of the main thread until the process is ended. */
  readonly limitMs?: number;
  /** The thread ended by itself. The terminal runs on unwatched; that is no reason to end a visit. */
  onLost(): void;
}

const LIMIT_MS = 10_000;
/** Beats and looks in one limit: few enough to cost nothing. */
const BEATS = 10;

/** Returns how to stop it. */
export function startWatchdog({ script, data, limitMs = LIMIT_MS, onLost }: WatchdogOptions): () => Promise<unknown> {
  const beats = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const count = new Int32Array(beats);
  const everyMs = limitMs / BEATS;
  const timer = setInterval(() => Atomics.add(count, 0, 1), everyMs);
  const watching = new Worker(script, { workerData: { beats, limitMs, everyMs, data } satisfies WatchdogData });
  watching.unref();
  // What went wrong in the thread shows in its exit.
  watching.on('error', () => undefined);
  watching.once('exit', onLost);
  return () => {
    clearInterval(timer);
    watching.off('exit', onLost);
    return watching.terminate();
  };
}
