import { noteBug } from '../log/bug.ts';
import type { Cancel, Clock } from '../../../base/clock.ts';
import type { Log } from '../log/log.ts';

/** What the terminal does again and again beside its visitors. Times are milliseconds since the epoch. */
export interface JobFacts {
  readonly name: string;
  readonly running: boolean;
  /** When the last run began. */
  readonly lastAt: number | null;
  /** Whether the last run that ended did what it should. */
  readonly ok: boolean | null;
  /** When the next run begins; null while it runs, and before it was woken for the first time. */
  readonly nextAt: number | null;
}

export interface JobSpec {
  readonly name: string;
  /** From the end of a run to the beginning of the next, seconds, at least 1. */
  readonly everySeconds: number;
  /** False where it did not work out; what throws is a bug, is logged, and is tried again like any other. */
  run(): Promise<boolean>;
}

export interface Job {
  /**
   * Runs in `inMs` milliseconds instead of at the planned time; a job that runs now, that long after its end. The first
   * call begins it.
   */
  wake(inMs?: number): void;
}

export interface Jobs {
  add(spec: JobSpec): Job;
  facts(): readonly JobFacts[];
  /** Starts no further job; one that runs is not waited for. */
  stop(): void;
}

/** Runs each job for ever, one run at a time. `from`: none begins before; not given, at once. */
export function createJobs({
  clock,
  log,
  from,
  changed = () => undefined,
}: {
  readonly clock: Clock;
  readonly log: Log;
  readonly from?: Promise<void> | undefined;
  changed?(): void;
}): Jobs {
  const all: { readonly facts: () => JobFacts; readonly cancel: () => void }[] = [];
  let stopped = false;
  let waits = from;
  void from?.then(() => {
    waits = undefined;
  });

  function add({ name, everySeconds, run }: JobSpec): Job {
    let cancel: Cancel = () => undefined;
    let running = false;
    let lastAt: number | null = null;
    let ok: boolean | null = null;
    let nextAt: number | null = null;
    /** Asked for while it ran. */
    let woken: number | null = null;

    function plan(ms: number): void {
      cancel();
      if (stopped) return;
      nextAt = clock.now() + ms;
      cancel = clock.after(ms, () => void begin());
    }

    async function begin(): Promise<void> {
      running = true;
      lastAt = clock.now();
      nextAt = null;
      let worked = false;
      try {
        worked = await run();
      } catch (error) {
        noteBug(log, `job ${name}`, error);
      }
      // The first time that it works is no news.
      if (worked !== (ok ?? true)) log.write('job.outcome', { job: name, ok: worked });
      ok = worked;
      running = false;
      const ms = woken ?? everySeconds * 1_000;
      woken = null;
      plan(ms);
      changed();
    }

    all.push({ facts: () => ({ name, running, lastAt, ok, nextAt }), cancel: () => cancel() });
    const wake = (inMs = 0): void => {
      if (waits !== undefined) void waits.then(() => wake(inMs));
      else if (running) woken = Math.min(inMs, woken ?? inMs);
      else if (inMs > 0) plan(inMs);
      else if (!stopped) {
        cancel();
        void begin();
      }
    };
    return { wake };
  }

  return {
    add,
    facts: () => all.map(({ facts }) => facts()),
    stop() {
      stopped = true;
      for (const { cancel } of all) cancel();
    },
  };
}
