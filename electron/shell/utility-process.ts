/** Starts the utility processes: one program each, started by its bundle's path, spoken to over its message port. */
import { utilityProcess } from 'electron/main';
import { spawn } from 'node:child_process';

/** Asks systemd to power the machine off; a polkit rule of the package allows it to the terminal's account. */
export const powerOff = (): void =>
  void spawn('systemctl', ['poweroff'], { stdio: 'ignore' }).on('error', () => undefined);

/** A process as store and device clients want it: Electron's flavour. */
export interface SpawnedProcess {
  post(message: unknown, ports?: Electron.MessagePortMain[]): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
}

export function spawnUtility(
  script: string,
  args: string[],
  serviceName: string,
  env: Record<string, string> = {},
): SpawnedProcess {
  const child = utilityProcess.fork(script, args, {
    serviceName,
    stdio: 'inherit',
    env: { ...process.env, ...env } as NodeJS.ProcessEnv,
  });
  return {
    post: (message, ports) => child.postMessage(message, ports),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', (code) => listener(code)),
    kill: () => void child.kill(),
  };
}
