/** A register server as a process, for tests that kill it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../../..');

/** A register server that is started anew, on its own port, whenever it was killed. */
export class RegisterProcess {
  readonly folder: string;
  readonly #settings: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;
  port = 0;
  /** Rejected when it ends after it was ready, without having been killed. */
  readonly endedByItself = Promise.withResolvers<never>();

  /** `settings`: of its environment, beside its folder and port. */
  constructor(folder: string, settings: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.#settings = settings;
    this.endedByItself.promise.catch(() => undefined);
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [join(ROOT, 'register/server/cli.ts')], {
      env: {
        ...process.env,
        FOYER_OFFICE_PORT: 'off',
        ...this.#settings,
        FOYER_DATA: this.folder,
        FOYER_REGISTER_PORT: String(this.port),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let said = '';
    let isReady = false;
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    this.port = await new Promise<number>((ready, failed) => {
      let out = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        isReady = out.includes('\n');
        if (isReady) ready(Number(new URL((JSON.parse(out.split('\n')[0] ?? '') as { url: string }).url).port));
      });
      child.once('exit', (code) => {
        const error = new Error(`the register ended with ${code}: ${said.slice(-1500)}`);
        failed(error);
        if (this.#child === child && isReady) this.endedByItself.reject(error);
      });
    });
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  }
}
