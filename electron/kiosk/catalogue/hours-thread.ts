/**
 * Asks a thread to evaluate opening hours, one text after the other, and ends it where an answer does not come in time:
 * some texts keep the library busy for minutes, and no list of them can be whole. The next text gets a new thread.
 */
import { Worker } from 'node:worker_threads';
import type { Cancel, Clock } from '../../../base/clock.ts';
import type { HoursQuestion } from '../../../register/opening-hours/evaluate.ts';
import type { HoursAnswer, HoursEvaluator } from './office-hours.ts';

/**
 * Milliseconds for one text; ordinary ones take 5. A new thread reads the library first, which takes a small machine a
 * second.
 */
const LIMIT_MS = 5_000;
/**
 * Milliseconds without a question until the thread is ended. It keeps the library with all its words and holidays, and
 * is asked when a catalogue comes, and once a day.
 */
const IDLE_MS = 20_000;
/** Mebibytes: a text that wants more is as good as one that never ends. */
const MEMORY_MB = 128;

export interface HoursThreadOptions {
  /** Path of the program: `register/opening-hours/worker.ts`, or its bundle. */
  readonly script: string | URL;
  readonly clock: Clock;
  readonly limitMs?: number;
}

export function startHoursThread({ script, clock, limitMs = LIMIT_MS }: HoursThreadOptions): HoursEvaluator {
  let thread: Worker | null = null;
  let line: Promise<unknown> = Promise.resolve();
  let stopped = false;
  let cancelIdle: Cancel = () => undefined;

  const end = (): void => {
    cancelIdle();
    void thread?.terminate();
    thread = null;
  };

  function open(): Worker {
    const opened = new Worker(script, {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
      stdout: true,
      stderr: true,
    });
    // The library complains about each text on its output, which is dropped.
    opened.stdout.resume();
    opened.stderr.resume();
    // The thread does not keep a terminal alive that is ending. Its faults are handled when it exits.
    opened.unref();
    opened.on('error', () => undefined);
    opened.once('exit', () => {
      if (thread === opened) thread = null;
    });
    return opened;
  }

  function ask(question: HoursQuestion): Promise<HoursAnswer> {
    if (stopped) return Promise.resolve({ ok: false, error: 'too-slow' });
    cancelIdle();
    thread ??= open();
    const asked = thread;
    return new Promise((resolve) => {
      const settle = (answer: HoursAnswer): void => {
        cancel();
        asked.off('message', settle).off('exit', lost);
        if (thread === asked) cancelIdle = clock.after(IDLE_MS, end);
        resolve(answer);
      };
      // Out of memory, or a fault of the library that ended the thread.
      const lost = (): void => settle({ ok: false, error: 'too-slow' });
      const cancel = clock.after(limitMs, () => {
        end();
        lost();
      });
      asked.on('message', settle).once('exit', lost);
      asked.postMessage(question);
    });
  }

  return {
    evaluate(question) {
      const answer = line.then(() => ask(question));
      line = answer;
      return answer;
    },
    stop() {
      stopped = true;
      end();
    },
  };
}
