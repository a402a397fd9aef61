/**
 * The real AusweisApp2, started for a test: home, run folder and port of its own, no window, no check of the provider's
 * certificate chain (the test authority's key is not public). Its SDK is spoken over a plain WebSocket.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';

const COMMAND = 'AusweisApp2';
export const missingAusweisApp = (): string | null =>
  spawnSync('sh', ['-c', `command -v ${COMMAND}`]).status === 0 ? null : `${COMMAND} is not installed`;

export type SdkMessage = Readonly<Record<string, unknown>> & { readonly msg: string };

export interface AusweisApp {
  /** Everything it said, in order. */
  readonly said: readonly SdkMessage[];
  send(command: Readonly<Record<string, unknown>>): void;
  /** The next message, not yet waited for, that fits; those before it are passed over. */
  next(type: string, fits?: (message: SdkMessage) => boolean): Promise<SdkMessage>;
  /** The first of these messages. */
  either(...types: readonly string[]): Promise<SdkMessage>;
  stop(): Promise<void>;
}

export interface AusweisAppOptions {
  /** Socket of a service for card readers of the test's own. */
  readonly pcsc?: string;
}

export async function startAusweisApp({ pcsc }: AusweisAppOptions = {}): Promise<AusweisApp> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-ausweisapp-'));
  const settings = join(folder, '.config/Unknown Organization');
  mkdirSync(settings, { recursive: true });
  writeFileSync(join(settings, 'AusweisApp2.conf'), '[preverification]\nenabled=false\n');
  // A socket without a listener keeps it away from a service of the machine.
  const environment = {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    TMPDIR: folder,
    QT_QPA_PLATFORM: 'offscreen',
    PCSCLITE_CSOCK_NAME: pcsc ?? join(folder, 'none'),
  };
  const child = spawn(COMMAND, ['--ui', 'websocket', '--no-logfile', '--port', '0'], {
    env: environment,
    stdio: 'ignore',
  });
  const gone = new Promise<void>((resolve) => void child.once('exit', () => resolve()).once('error', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  const port = await portOf(join(folder, `${COMMAND}.${child.pid}.port`), folder, gone);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/eID-Kernel`);
  const said: SdkMessage[] = [];
  let read = 0;
  let look = (): void => undefined;
  socket.on('message', (data) => {
    said.push(JSON.parse(String(data)) as SdkMessage);
    look();
  });
  await new Promise<void>((resolve, reject) => void socket.once('open', resolve).once('error', reject));
  const wait = (fits: (message: SdkMessage) => boolean): Promise<SdkMessage> =>
    new Promise((resolve) => {
      look = () => {
        while (read < said.length) {
          const message = said[read++];
          if (message === undefined || !fits(message)) continue;
          look = () => undefined;
          return resolve(message);
        }
      };
      look();
    });
  return {
    said,
    send: (command) => socket.send(JSON.stringify(command)),
    next: (type, fits = () => true) => wait((message) => message.msg === type && fits(message)),
    either: (...types) => wait(({ msg }) => types.includes(msg)),
    async stop() {
      socket.terminate();
      await stop();
    },
  };
}

/** Waits for the file with the port: it is written some time after the start. */
async function portOf(file: string, folder: string, gone: Promise<void>): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const port = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
      if (port === '') return;
      watcher.close();
      resolve(port);
    };
    const watcher = watch(folder, look);
    void gone.then(() => {
      watcher.close();
      reject(new Error(`${COMMAND} ended before it listened`));
    });
    look();
  });
}
