/**
 * A card reader for a test: the real service for card readers, private to it, with a virtual reader, and cards that are
 * laid on and taken away.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VirtualIdCard } from './card.ts';

const DRIVER = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
/** Of a German ID card: contactless, T=1, its historical bytes. */
const ATR = Buffer.from('3b8a80018031b8738401e08290000606', 'hex').subarray(0, 15);

/** Why there can be no such reader here; null if there can. */
export function missingReader(): string | null {
  if (!existsSync('/usr/sbin/pcscd') || !existsSync(DRIVER)) return 'pcscd and vsmartcard-vpcd are not installed';
  if (process.getuid?.() !== 0) return 'only root may start a service for card readers';
  if (spawnSync('unshare', ['-m', 'true'], { stdio: 'ignore' }).status !== 0)
    return 'the service for card readers cannot be started apart from the machine’s (unshare -m)';
  return null;
}

export interface CardReader {
  /** Where its service listens. */
  readonly socket: string;
  insert(card: VirtualIdCard): Promise<void>;
  remove(): void;
  stop(): Promise<void>;
}

export async function startReader(): Promise<CardReader> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-eid-card-'));
  mkdirSync(join(folder, 'run'));
  const port = await freePort();
  const channel = `0x${port.toString(16).toUpperCase()}`;
  const config = join(folder, 'reader.conf');
  writeFileSync(
    config,
    `FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:${channel}\nLIBPATH ${DRIVER}\nCHANNELID ${channel}\n`,
  );
  // A name space of its own hides the machine's service.
  const script = `mount --bind ${folder}/run /run && mkdir -p /run/pcscd && exec pcscd --foreground --config ${config}`;
  const service = spawn('unshare', ['-m', 'sh', '-c', script], { stdio: 'ignore' });
  const gone = new Promise<void>((resolve) => void service.once('exit', () => resolve()));
  const socket = join(folder, 'run/pcscd/pcscd.comm');
  await listening(socket, service);
  let line: Socket | null = null;
  const remove = (): void => {
    line?.destroy();
    line = null;
  };
  return {
    socket,
    remove,
    async insert(card) {
      remove();
      line = await connect({ port, host: '127.0.0.1' }, service);
      card.reset();
      serve(line, card);
    },
    async stop() {
      remove();
      service.kill('SIGKILL');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * The virtual reader's own protocol: two bytes of length before everything; a single byte is for power and the answer
 * to reset.
 */
function serve(line: Socket, card: VirtualIdCard): void {
  let pending = Buffer.alloc(0);
  line
    .on('error', () => line.destroy())
    .on('data', (bytes) => {
      pending = Buffer.concat([pending, bytes]);
      while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
        const message = pending.subarray(2, 2 + pending.readUInt16BE(0));
        pending = pending.subarray(2 + message.length);
        if (message.length === 1 && message[0] !== 4) card.reset();
        const answer = message.length > 1 ? card.transmit(message) : message[0] === 4 ? ATR : null;
        if (answer !== null) line.write(Buffer.concat([Buffer.of(answer.length >> 8, answer.length & 0xff), answer]));
      }
    });
}

/**
 * Its two slots are on ports that follow each other; both below those that Linux gives to outgoing connections (32768
 * and up).
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 2 * randomInt(10_000, 16_000);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  const free = await new Promise<boolean>(
    (resolve) => void probe.once('error', () => resolve(false)).listen(port, () => resolve(true)),
  );
  if (free) await new Promise((resolve) => void probe.close(resolve));
  return free;
}

/** Tries until it is open; the test's own limit ends it. */
async function connect(
  to: { readonly port: number; readonly host: string } | { readonly path: string },
  service: ChildProcess,
): Promise<Socket> {
  for (;;) {
    const line = new Socket();
    const open = await new Promise<boolean>((resolve) => {
      line.once('error', () => resolve(false)).once('connect', () => resolve(true));
      line.connect(to);
    });
    if (open) return line;
    if (service.exitCode !== null || service.signalCode !== null) throw new Error('pcscd does not run');
  }
}

const listening = async (path: string, service: ChildProcess): Promise<void> =>
  void (await connect({ path }, service)).destroy();
