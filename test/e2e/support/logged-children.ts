import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { Children } from '../../../tools/run/children.ts';

/** Children whose standard error is kept, and that can be killed. */
export class LoggedChildren extends Children {
  readonly #started: ChildProcess[] = [];
  #log = '';

  override start(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    const child = super.start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#log += text;
    });
    this.#started.push(child);
    return child;
  }

  log(): string {
    return this.#log;
  }

  /** SIGKILL to all of them; resolves when they are gone. */
  async kill(): Promise<void> {
    await Promise.all(
      this.#started
        .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
        .map(
          (child) =>
            new Promise((resolve) => {
              child.once('exit', resolve);
              child.kill('SIGKILL');
            }),
        ),
    );
  }
}
