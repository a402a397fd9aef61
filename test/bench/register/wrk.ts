/** Load by `wrk`, a process that knows nothing of the register. */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Load {
  readonly perSecond: number;
  /** Milliseconds of a request. */
  readonly p50: number;
  readonly p99: number;
}

export const wrkMissing = (): string | undefined =>
  spawnSync('wrk', ['-v']).error === undefined ? undefined : 'wrk is not installed (Debian: wrk)';

/**
 * `script`: Lua file that makes the requests, with `args`. Throws where one answer is no 2xx: what is refused is
 * quicker.
 */
export async function wrk(
  url: string,
  script: string,
  { connections, seconds, args = [] }: { connections: number; seconds: number; args?: readonly string[] },
): Promise<Load> {
  const load = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '30s', '--latency', '-s', script];
  const { stdout } = await run('wrk', [...load, url, ...args]);
  const failed = /Non-2xx or 3xx responses: (\d+)|Socket errors: (.+)/.exec(stdout);
  if (failed !== null) throw new Error(`wrk at ${url}: ${failed[0]}`);
  const figure = (pattern: RegExp): string => pattern.exec(stdout)?.[1] ?? '';
  return {
    perSecond: Number(figure(/Requests\/sec:\s+([\d.]+)/)),
    p50: milliseconds(figure(/50%\s+(\S+)/)),
    p99: milliseconds(figure(/99%\s+(\S+)/)),
  };
}

/** As wrk writes times: `812.00us`, `4.31ms`, `1.02s`. */
function milliseconds(text: string): number {
  const [, value, unit] = /^([\d.]+)(us|ms|s)$/.exec(text) ?? [];
  return Number(value) * (unit === 'us' ? 1e-3 : unit === 's' ? 1e3 : 1);
}
