import { writeSync } from 'node:fs';
import { systemClock, within } from '../../base/clock.ts';
import { writeGuestLine } from '../../tools/hardware/guest-line.ts';

/** Milliseconds that one check may take, under emulation. */
const LIMIT = 120_000;
/** Milliseconds between two looks whether something has come about. */
const LOOK = 20;

/** One check, one line, whatever happens in it; the next one runs all the same. */
export async function check(name: string, work: () => Promise<void>): Promise<void> {
  const began = systemClock.now();
  let problem: string | null = null;
  const done = work().then(
    () => true,
    (error: unknown) => {
      problem = error instanceof Error ? error.message : String(error);
      return true;
    },
  );
  if (!(await within(systemClock, LIMIT, done))) problem = `not over after ${LIMIT / 1_000} s`;
  writeSync(1, writeGuestLine({ check: name, ms: systemClock.now() - began, problem }));
}

/** Waits until it is so, at most `ms`; what the device is like then stands in the error. */
export async function eventually(
  what: string,
  so: () => boolean,
  like: () => unknown = () => null,
  ms = 20_000,
): Promise<void> {
  const until = systemClock.now() + ms;
  while (!so()) {
    if (systemClock.now() > until)
      throw new Error(`not within ${ms / 1_000} s: ${what}; instead ${JSON.stringify(like())}`);
    await new Promise<void>((resolve) => void systemClock.after(LOOK, resolve));
  }
}
