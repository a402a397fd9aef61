/** A program of the drill: started anew whenever it was killed, ended by its process id and never by a name. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import type { Account } from './settings.ts';

export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly log: string;
  readonly account: Account;
  readonly folder: string;
}

export class Peer {
  readonly #program: Program;
  #child: ChildProcess | null = null;

  constructor(program: Program) {
    this.#program = program;
  }

  get pid(): number | undefined {
    return this.#child?.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined;
  }

  get name(): string {
    return this.#program.name;
  }

  start(): void {
    const { command, args, log, account, folder } = this.#program;
    const output = openSync(log, 'a');
    this.#child = spawn(command, args, {
      ...(process.getuid?.() === 0 ? account : {}),
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8' },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
  }

  /** At once, with everything that it started, as a machine ends that loses its power. */
  async kill(): Promise<void> {
    const { pid } = this;
    const child = this.#child;
    if (pid === undefined || child === null) return;
    const gone = new Promise((done) => child.once('exit', done));
    strike([pid, ...descendants(pid)], 'SIGKILL');
    await gone;
  }
}

/** Processes that are gone already are what was wanted. */
export function strike(pids: readonly number[], signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of pids)
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
}

/** Everything below a process, by /proc. */
export function descendants(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      // The name in brackets may hold anything; the parent is the second field after it.
      const parent = Number(
        readFileSync(`/proc/${entry}/stat`, 'latin1')
          .replace(/^.*\) /s, '')
          .split(' ')[1],
      );
      children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
    } catch {
      // It ended meanwhile.
    }
  }
  const below = (pid: number): number[] => (children.get(pid) ?? []).flatMap((one) => [one, ...below(one)]);
  return below(root);
}
