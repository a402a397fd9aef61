/** Keeps what was measured last, for the technician's pages; measured again from time to time. */
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import type { Clock } from '../../../base/clock.ts';
import { measure, type Machine } from './measure.ts';
import type { MachinePoint } from './points.ts';

/** Milliseconds: a technician who has mended something sees it while he stands there, and apt is not kept busy. */
const EVERY = 10 * 60_000;
/** Milliseconds for a program; apt on a slow disk reads its lists for some seconds. */
const LIMIT = 60_000;

const attempt = <T>(look: () => T): T | null => {
  try {
    return look();
  } catch {
    return null;
  }
};

/** The one that this program runs on. */
export const thisMachine: Machine = {
  read: (path) => attempt(() => readFileSync(path)),
  list: (path) => attempt(() => readdirSync(path)),
  real: (path) => attempt(() => realpathSync(path)),
  changed: (path) => attempt(() => statSync(path).mtimeMs),
  run: (program, args) =>
    new Promise((resolve) => {
      const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
      execFile(program, args, { env, timeout: LIMIT, maxBuffer: 4_000_000 }, (error, stdout) =>
        resolve(error === null ? stdout : null),
      );
    }),
};

export interface MachineWatch {
  /** Empty until the first measurement is done. */
  points(): readonly MachinePoint[];
  onChange(listener: () => void): void;
  stop(): void;
}

/** `data`: the terminal's folder. `from`: the first measurement waits for it; not given, it is taken at once. */
export function watchMachine({
  data,
  clock,
  from,
  machine = thisMachine,
}: {
  readonly data: string;
  readonly clock: Clock;
  readonly from?: Promise<void>;
  readonly machine?: Machine;
}): MachineWatch {
  let points: readonly MachinePoint[] = [];
  let stopped = false;
  let cancel = (): void => undefined;
  const listeners = new Set<() => void>();
  async function look(): Promise<void> {
    const found = await measure(machine, data, clock.now());
    if (stopped) return;
    points = found;
    for (const listener of listeners) listener();
    cancel = clock.after(EVERY, () => void look());
  }
  if (from === undefined) void look();
  else void from.then(() => (stopped ? undefined : look()));
  return {
    points: () => points,
    onChange: (listener) => void listeners.add(listener),
    stop() {
      stopped = true;
      cancel();
    },
  };
}
