/** Fifty terminals in some programs, and what each of them was told. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RegisterDatabase } from '../../register/server/database/database.ts';
import { Terminals } from '../../register/server/terminals/terminals.ts';
import type { TerminalGroup, Word } from './terminals.ts';

export type Acknowledged = Extract<Word, { readonly said: 'acknowledged' }>;

export class Load {
  readonly acknowledged: Acknowledged[] = [];
  /** How often each answer came. */
  readonly lookUps = new Map<string, number>();
  kept = 0;
  readonly #programs: ChildProcess[] = [];
  readonly #ended: Promise<void>[] = [];
  readonly failed = Promise.withResolvers<never>();

  constructor(groups: readonly TerminalGroup[]) {
    for (const group of groups) {
      const program = spawn(process.execPath, [join(import.meta.dirname, 'terminals.ts'), JSON.stringify(group)], {
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      this.#programs.push(program);
      let complaint = '';
      program.stderr.on('data', (chunk: Buffer) => {
        complaint = (complaint + chunk.toString()).slice(-600);
      });
      createInterface(program.stdout).on('line', (line) => this.#hear(JSON.parse(line) as Word));
      this.#ended.push(
        new Promise((ended) => {
          program.once('exit', (code) => {
            if (code === 0) ended();
            else if (code !== null) this.failed.reject(new Error(`terminals ended with ${code}: ${complaint}`));
          });
        }),
      );
    }
    this.failed.promise.catch(() => undefined);
    // Without a register they would wait for ever.
    process.once('exit', () => this.kill());
  }

  #hear(word: Word): void {
    if (word.said === 'acknowledged') this.acknowledged.push(word);
    else if (word.said === 'look-up') this.lookUps.set(word.result, (this.lookUps.get(word.result) ?? 0) + 1);
    else this.kept += word.kept;
  }

  /**
   * Milliseconds of the longest time since `from` in which nobody was told of success. What was told just then may have
   * been on its way.
   */
  outage(from: number): number {
    const times = [from, ...this.acknowledged.map(({ at }) => at).filter((at) => at > from), Date.now()];
    return Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at)));
  }

  /** When something that was handed in after `from` is acknowledged. Rejects after so many milliseconds. */
  async back(from: number, withinMs: number): Promise<void> {
    while (!this.acknowledged.some(({ keptAt }) => keptAt > from)) {
      if (Date.now() - from > withinMs) throw new Error(`nothing was acknowledged for ${withinMs / 1_000} s`);
      await Promise.race([new Promise((next) => setTimeout(next, 50)), this.failed.promise]);
    }
  }

  /** Nothing new is handed in; resolves when everything that was is acknowledged. */
  async finish(): Promise<void> {
    for (const program of this.#programs) program.stdin?.end();
    await Promise.race([Promise.all(this.#ended), this.failed.promise]);
  }

  kill(): void {
    for (const program of this.#programs) program.kill('SIGKILL');
  }
}

/** So many terminals, known to the register, in so many groups. */
export async function groupsOf(
  database: RegisterDatabase,
  { count, groups, ...rest }: { count: number; groups: number } & Pick<TerminalGroup, 'folder' | 'url' | 'pace'>,
): Promise<TerminalGroup[]> {
  const known = new Terminals(database, { now: Date.now });
  const terminals = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const name = `terminal-${index + 1}`;
      const added = await known.add(name);
      if (!added.ok) throw new Error(added.error);
      return { name, key: added.value.key, mark: index.toString(16).padStart(2, '0') };
    }),
  );
  return Array.from({ length: groups }, (_, group) => ({
    ...rest,
    terminals: terminals.filter((_terminal, at) => at % groups === group),
  }));
}
