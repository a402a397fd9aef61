import { readFileSync, readdirSync } from 'node:fs';

export interface ProcessMemory {
  readonly pid: number;
  /** What it was started for: `main`, else Chromium's `--type`, or the service's name of a utility process. */
  readonly kind: string;
  /** Proportional set size: of a page that several processes map, its share (Linux, proc(5), smaps_rollup). */
  readonly megabytes: number;
}

/** Of a process and all its descendants, in the order of their start. */
export function memoryOf(root: number): ProcessMemory[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = /^\d+ \(.*\) \S (\d+)/s.exec(read(`/proc/${pid}/stat`))?.[1];
    if (parent !== undefined) parents.set(pid, Number(parent));
  }
  const belongs = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === root || belongs(parents.get(pid)));
  return [...parents.keys()]
    .filter(belongs)
    .sort((a, b) => a - b)
    .map((pid) => ({
      pid,
      kind: kindOf(read(`/proc/${pid}/cmdline`)),
      megabytes: Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024,
    }));
}

/** The first part of the service's name tells the service: `network.mojom.NetworkService`, `node.mojom.NodeService`. */
const kindOf = (command: string): string =>
  /--utility-sub-type=(\w+)/.exec(command)?.[1] ?? /--type=([\w-]+)/.exec(command)?.[1] ?? 'main';

/** All of them together: shared pages count once. */
export const residentMegabytes = (root: number): number =>
  Math.round(memoryOf(root).reduce((sum, { megabytes }) => sum + megabytes, 0));

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The process ended while it was looked at.
    return '';
  }
}
