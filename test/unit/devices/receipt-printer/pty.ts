import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const socatMissing = spawnSync('socat', ['-V'], { stdio: 'ignore' }).error !== undefined;

/** Two ends of a line, each a serial port to the program that opens it. Stopping socat is pulling the plug. */
export class PtyPair {
  readonly folder: string;
  readonly near: string;
  readonly far: string;
  readonly #socat: ChildProcess;

  private constructor(folder: string, socat: ChildProcess) {
    this.folder = folder;
    this.near = join(folder, 'near');
    this.far = join(folder, 'far');
    this.#socat = socat;
  }

  static async start(folder = mkdtempSync(join(tmpdir(), 'foyer-pty-'))): Promise<PtyPair> {
    const ends = ['near', 'far'].map((name) => `pty,raw,echo=0,link=${join(folder, name)}`);
    const socat = spawn('socat', ends, { stdio: 'ignore' });
    const pair = new PtyPair(folder, socat);
    while (!existsSync(pair.near) || !existsSync(pair.far)) {
      if (socat.exitCode !== null) throw new Error('socat ended early');
      await new Promise((resolve) => setImmediate(resolve));
    }
    return pair;
  }

  freeze(): void {
    this.#socat.kill('SIGSTOP');
  }

  thaw(): void {
    this.#socat.kill('SIGCONT');
  }

  /** Pulls the plug; the folder stays, so that `start` with it plugs in again. */
  async unplug(): Promise<void> {
    const gone = new Promise((resolve) => this.#socat.once('exit', resolve));
    this.#socat.kill('SIGTERM');
    await gone;
  }

  stop(): void {
    this.#socat.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
