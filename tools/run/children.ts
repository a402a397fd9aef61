import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Everything that was started here, so that all of it ends with the one that started it, and nothing else. */
export class Children {
  readonly #running = new Set<ChildProcess>();
  #ending = false;

  get ending(): boolean {
    return this.#ending;
  }

  start(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    // A group of its own: Ctrl-C in the terminal must not reach the children before they are ended in order.
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true, ...options });
    this.#running.add(child);
    child.once('exit', () => this.#running.delete(child));
    return child;
  }

  /** Last started, first ended; what does not go within 5 s is killed. */
  async end(): Promise<void> {
    this.#ending = true;
    for (const child of [...this.#running].reverse()) await endChild(child);
  }
}

export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  signal(child, 'SIGTERM');
  const timer = setTimeout(() => signal(child, 'SIGKILL'), 5_000);
  await gone;
  clearTimeout(timer);
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    process.kill(-(child.pid ?? 0), name);
  } catch {
    child.kill(name);
  }
}

/**
 * Resolves with the first line of output that `read` makes something of; rejects when the process ends or the time is
 * over.
 */
export function firstLine<T>(
  child: ChildProcess,
  what: string,
  read: (line: string) => T | undefined,
  milliseconds: number,
  echo?: (line: string) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error(`${what} has no output to read`);
    const timer = setTimeout(
      () => reject(new Error(`${what} was not ready within ${milliseconds / 1_000} s`)),
      milliseconds,
    );
    child.once('exit', (code) => reject(new Error(`${what} ended with code ${code}`)));
    child.once('error', reject);
    createInterface({ input: child.stdout }).on('line', (line) => {
      echo?.(line);
      const found = read(line);
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
  });
}

/** A line that is a JSON object, or nothing. */
export function json(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
