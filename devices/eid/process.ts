import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, delay } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';

/** An AusweisApp that was started, and says where it listens. */
export interface RunningApp {
  readonly port: number;
  readonly pid: number;
  /** When it has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends it; resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * `not-installed`: there is no such program. `denied`: its folder cannot be made. `silent`: it does not say where it
 * listens. `ended`: it ended at once.
 */
export type StartFailure = 'not-installed' | 'denied' | 'silent' | 'ended';

export interface AppOptions {
  readonly command: string;
  /** Absolute; its settings. */
  readonly home: string;
  readonly clock: Clock;
  /** Milliseconds until it says where it listens. */
  readonly limit: number;
  /** Resolves when the AusweisApp is not needed: a start in progress is then ended. */
  readonly unwanted: Promise<void>;
}

/** Milliseconds between two looks at its port file. */
const LOOK = 100;
/** Milliseconds from the request to end until it is made to. */
const MERCY = 3_000;

/**
 * No core dump, because it would contain the PIN. The AusweisApp ends with us, also when we are killed; otherwise it
 * would keep the reader occupied. Each of these programs executes the next in its place, so that the process that was
 * started becomes the AusweisApp.
 */
const START =
  'ulimit -c 0; if command -v setpriv >/dev/null; then exec setpriv --pdeathsig KILL -- "$0" "$@"; fi; exec "$0" "$@"';

/** What the shell and setpriv say where there is no such program, or it is none. */
const NO_PROGRAM: readonly (number | null)[] = [126, 127];

/** Environment variables that the process inherits: its path and the ways to the network and to pcscd only. */
const PASSED = [
  'PATH',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'PCSCLITE_CSOCK_NAME',
] as const;

export async function startApp({
  command,
  home,
  clock,
  limit,
  unwanted,
}: AppOptions): Promise<Result<RunningApp, StartFailure>> {
  const [runtime, temporary] = [join(home, 'run'), join(home, 'tmp')];
  try {
    for (const folder of [home, runtime, temporary]) await mkdir(folder, { recursive: true, mode: 0o700 });
    // A file that an earlier process with the same number left would lead to nowhere.
    for (const name of await readdir(temporary))
      if (name.endsWith('.port')) await rm(join(temporary, name), { force: true });
  } catch {
    return err('denied');
  }
  const child = spawn('/bin/sh', ['-c', START, command, '--ui', 'websocket', '--no-logfile', '--port', '0'], {
    cwd: home,
    stdio: 'ignore',
    env: {
      ...Object.fromEntries(
        PASSED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
      ),
      HOME: home,
      XDG_RUNTIME_DIR: runtime,
      TMPDIR: temporary,
      QT_QPA_PLATFORM: 'offscreen',
      LANG: 'C.UTF-8',
    },
  });
  let code: number | null | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (exit) => {
      code = exit;
      resolve();
    });
    child.once('error', () => {
      code = null;
      resolve();
    });
  });
  const stop = async (): Promise<void> => {
    if (code !== undefined) return;
    child.kill('SIGTERM');
    const cancel = clock.after(MERCY, () => void child.kill('SIGKILL'));
    await ended;
    cancel();
  };
  const { pid } = child;
  if (pid === undefined) return err('ended');
  let wanted = true;
  void unwanted.then(() => void (wanted = false));
  const until = clock.now() + limit;
  while (clock.now() < until && code === undefined && wanted) {
    const port = await portOf(temporary, pid);
    if (port !== null) return ok({ port, pid, ended, stop });
    await Promise.race([delay(clock, LOOK), ended, unwanted]);
  }
  if (code !== undefined) return err(NO_PROGRAM.includes(code) ? 'not-installed' : 'ended');
  await stop();
  return err(wanted ? 'silent' : 'ended');
}

/** Until version 1.26 the file is named after `AusweisApp2`, later after `AusweisApp`. */
async function portOf(folder: string, pid: number): Promise<number | null> {
  for (const name of [`AusweisApp2.${pid}.port`, `AusweisApp.${pid}.port`]) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    if (/^\d{1,5}\s*$/.test(text) && Number(text) > 0) return Number(text);
  }
  return null;
}
