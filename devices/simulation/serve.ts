import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readlink, rm } from 'node:fs/promises';
import net from 'node:net';
import { dirname } from 'node:path';
import type { SimulationClock } from './clock.ts';
import { listen as listenOn } from './listen.ts';

/** The printer's plug. One host at a time. */
export interface SimulatorLink {
  /** `tcp://HOST:PORT` or the path of the serial device. */
  readonly address: string;
  send(bytes: Uint8Array): void;
  /** Hardware handshake: while held, nothing more is taken from the line. */
  hold(held: boolean): void;
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
  stop(): Promise<void>;
}

export interface LinkEvents {
  bytes(bytes: Uint8Array): void;
  secondClient(): void;
  /** The line ended from outside: somebody ended socat. */
  unplugged(): void;
  /** A host on the network has connected: what is sent after this call reaches it. */
  connected?(): void;
  /** A host on the network hung up. */
  hungUp?(): void;
}

/** A host that hangs up and calls again is not a second one. Milliseconds. */
const secondClientPatience = 1000;

/** Raw TCP as on port 9100. Port 0 takes any free one, which stays the same after unplugging. */
export async function serveTcp(
  port: number,
  host: string,
  clock: SimulationClock,
  events: LinkEvents,
): Promise<SimulatorLink> {
  let client: net.Socket | null = null;
  let waiting: net.Socket[] = [];
  let held = false;
  let listening: net.Server | null = null;
  let chosen = port;

  const admit = (socket: net.Socket): void => {
    client = socket;
    socket.on('data', (bytes) => events.bytes(bytes));
    if (held) socket.pause();
    events.connected?.();
  };
  const listen = async (): Promise<void> => {
    const server = net.createServer((socket) => {
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('end', () => socket.end());
      socket.on('close', () => {
        waiting = waiting.filter((other) => other !== socket);
        if (client !== socket) return;
        client = null;
        events.hungUp?.();
        const next = waiting.shift();
        if (next !== undefined) admit(next);
      });
      if (client === null) {
        admit(socket);
        return;
      }
      // As with a real printer, a second host's connection is made and gets no answer until the first one leaves.
      waiting.push(socket);
      clock.after(secondClientPatience, () => {
        if (waiting.includes(socket)) events.secondClient();
      });
    });
    chosen = await listenOn(server, chosen, host);
    listening = server;
  };
  const close = async (): Promise<void> => {
    const server = listening;
    listening = null;
    for (const socket of waiting) socket.destroy();
    waiting = [];
    client?.destroy();
    client = null;
    if (server !== null) await new Promise<void>((resolve) => server.close(() => resolve()));
  };

  await listen();
  return {
    address: `tcp://${host}:${chosen}`,
    send: (bytes) => void client?.write(bytes),
    hold: (next) => {
      held = next;
      if (held) client?.pause();
      else client?.resume();
    },
    unplug: close,
    plugIn: async () => {
      if (listening === null) await listen();
    },
    stop: close,
  };
}

/** How long socat may take to make the device. Milliseconds. */
const ptyDeadline = 3000;

/**
 * A serial line: socat makes a pseudo terminal with a link at `path`, the printer speaks at its other end. Ending socat
 * is what pulling a USB-serial cable is for the host. `owner`: the account that may open it, where that is another one
 * than ours.
 */
export async function servePty(path: string, events: LinkEvents, owner?: string): Promise<SimulatorLink> {
  let socat: ChildProcess | null = null;
  let held = false;

  /** A killed socat leaves its link behind. Anything else at this path is not ours to remove. */
  const removeLink = async (): Promise<void> => {
    if ((await readlink(path).catch(() => null))?.startsWith('/dev/pts/') === true) await rm(path, { force: true });
  };
  const plugIn = async (): Promise<void> => {
    if (socat !== null) return;
    await mkdir(dirname(path), { recursive: true });
    await removeLink();
    const child = spawn(
      'socat',
      [
        '-d',
        '-d',
        `pty,raw,echo=0,link=${path},mode=660${owner === undefined ? '' : `,user=${owner}`},ignoreeof`,
        'stdio',
      ],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    socat = child;
    child.stdout.on('data', (bytes: Buffer) => events.bytes(bytes));
    child.stdin.on('error', () => undefined);
    if (held) child.stdout.pause();
    await started(child).catch((error: unknown) => {
      socat = null;
      throw error;
    });
    child.once('exit', () => {
      if (socat !== child) return;
      socat = null;
      events.unplugged();
    });
  };
  const unplug = async (): Promise<void> => {
    const child = socat;
    socat = null;
    if (child !== null) {
      await new Promise<void>((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      });
    }
    await removeLink();
  };

  await plugIn();
  return {
    address: path,
    send: (bytes) => void socat?.stdin?.write(bytes),
    hold: (next) => {
      held = next;
      if (held) socat?.stdout?.pause();
      else socat?.stdout?.resume();
    },
    unplug,
    plugIn,
    stop: unplug,
  };
}

/** Resolves once socat says that it transfers data; rejects with what it said instead. */
function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => fail(`socat made no device within ${ptyDeadline} ms`), ptyDeadline);
    const settle = (): void => {
      clearTimeout(timer);
      child.off('error', onError).off('exit', onExit);
    };
    const fail = (reason: string): void => {
      settle();
      child.kill('SIGKILL');
      reject(new Error(reason));
    };
    const onError = (error: Error): void => fail(`socat cannot be started: ${error.message}`);
    const onExit = (): void => fail(`socat ended: ${said.trim()}`);
    child.once('error', onError).once('exit', onExit);
    child.stderr?.on('data', (text: Buffer) => {
      said = (said + text.toString()).slice(-2000);
      if (!said.includes('starting data transfer loop')) return;
      settle();
      resolve();
    });
  });
}
