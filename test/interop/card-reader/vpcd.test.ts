/**
 * The real service for card readers with its virtual reader (vpcd), over the real library: cards, numbers, and a
 * service that ends.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, Socket, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { CardEvent, CardReader, CardReaderStatus } from '../../../devices/card-reader/card-reader.ts';
import { CardReaderConfig } from '../../../devices/card-reader/config.ts';
import { createCardReader } from '../../../devices/card-reader/create.ts';
import { systemClock } from '../../../base/clock.ts';

const DRIVER = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
const SYSTEM_SOCKET = '/run/pcscd/pcscd.comm';
const root = process.getuid?.() === 0;
/** A name space of its own hides the system's service, so that both run side by side. */
const apart = root && spawnSync('unshare', ['-m', 'true'], { stdio: 'ignore' }).status === 0;

function missing(): string | null {
  if (!existsSync('/usr/sbin/pcscd') || !existsSync(DRIVER)) return 'pcscd and vsmartcard-vpcd are not installed';
  if (!root) return 'only root may start a service for card readers';
  if (!apart && existsSync(SYSTEM_SOCKET))
    return 'a service for card readers runs already, and no other can be started beside it (unshare -m)';
  return null;
}
const reason = missing();
if (reason !== null) console.warn(`${reason}: card readers are not tried on the real service`);

const folder = mkdtempSync(join(tmpdir(), 'foyer-pcsc-'));
const socket = apart ? join(folder, 'run/pcscd/pcscd.comm') : SYSTEM_SOCKET;
let port = 0;
let service: ChildProcess | null = null;

async function startService(): Promise<void> {
  const config = join(folder, 'reader.conf');
  const script = `mount --bind ${folder}/run /run && mkdir -p /run/pcscd && exec pcscd --foreground --config ${config}`;
  const child = apart
    ? spawn('unshare', ['-m', 'sh', '-c', script], { stdio: 'ignore' })
    : spawn('pcscd', ['--foreground', '--config', config], { stdio: 'ignore' });
  service = child;
  await listening();
}

/** Tries until the service listens; the test's own limit ends it. */
async function listening(): Promise<void> {
  for (;;) {
    const answered = await new Promise<boolean>((resolve) => {
      const probe = new Socket();
      probe
        .on('error', () => resolve(false))
        .on('connect', () => {
          probe.destroy();
          resolve(true);
        });
      probe.connect({ path: socket });
    });
    if (answered) return;
    if (service === null || service.exitCode !== null || service.signalCode !== null)
      throw new Error('pcscd does not run');
  }
}

async function stopService(signal: NodeJS.Signals): Promise<void> {
  const child = service;
  service = null;
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => void child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

/**
 * A card in the virtual reader: a length of two bytes before everything; one byte is for the power and the answer to
 * reset.
 */
class VirtualCard {
  readonly asked: string[] = [];
  /** It is taken away while it is being asked. */
  shy = false;
  readonly #atr: Buffer;
  readonly #uid: string | null;
  #socket: Socket | null = null;

  constructor(atr: string, uid: string | null) {
    this.#atr = Buffer.from(atr, 'hex');
    this.#uid = uid;
  }

  async insert(slot = 0): Promise<void> {
    while (this.#socket === null) {
      const line = new Socket();
      const open = await new Promise<boolean>((resolve) => {
        line.on('error', () => resolve(false)).on('connect', () => resolve(true));
        line.connect(port + slot, '127.0.0.1');
      });
      if (open) this.#socket = line;
    }
    const line = this.#socket;
    let pending = Buffer.alloc(0);
    line.on('data', (bytes) => {
      pending = Buffer.concat([pending, bytes]);
      while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
        const message = pending.subarray(2, 2 + pending.readUInt16BE(0));
        pending = pending.subarray(2 + message.length);
        const answer =
          message.length > 1 ? this.#command(message.toString('hex')) : message[0] === 4 ? this.#atr : null;
        if (message.length > 1 && this.shy) return this.remove();
        if (answer !== null) line.write(Buffer.concat([Buffer.of(answer.length >> 8, answer.length & 0xff), answer]));
      }
    });
  }

  remove(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  #command(apdu: string): Buffer {
    this.asked.push(apdu);
    return Buffer.from(apdu === 'ffca000000' && this.#uid !== null ? `${this.#uid}9000` : '6d00', 'hex');
  }
}

const MIFARE = '3b8f8001804f0ca000000306030001000000006a';
const EGK = '3bd396ff81b1fe451f078081052d';

interface Bench {
  readonly reader: CardReader;
  readonly events: CardEvent[];
  reached(state: CardReaderStatus['state'], why?: string): Promise<void>;
  next(type: CardEvent['type']): Promise<CardEvent>;
}

function bench(role: 'staff-badge' | 'visitor', slot = 0): Bench {
  const config = CardReaderConfig.parse({
    class: 'card-reader',
    name: 'karte',
    role,
    reader: { name: 'Virtual PCD*', slot },
  });
  const reader = createCardReader(config, { clock: systemClock, random: () => 0 });
  onTestFinished(() => reader.close());
  const events: CardEvent[] = [];
  let seen = 0;
  let look = (): void => undefined;
  reader.onCard((event) => {
    events.push(event);
    look();
  });
  return {
    reader,
    events,
    reached: (state, why) =>
      new Promise((resolve) => {
        const fits = (status: CardReaderStatus): boolean =>
          status.state === state && (why === undefined || ('reason' in status && status.reason === why));
        if (fits(reader.status())) return resolve();
        const stop = reader.onStatus((status) => {
          if (fits(status)) {
            stop();
            resolve();
          }
        });
      }),
    next: (type) =>
      new Promise((resolve) => {
        look = () => {
          while (seen < events.length) {
            const event = events[seen++];
            if (event?.type !== type) continue;
            look = () => undefined;
            return resolve(event);
          }
        };
        look();
      }),
  };
}

describe.skipIf(reason !== null)('a card reader at the real service', () => {
  beforeAll(async () => {
    mkdirSync(join(folder, 'run'));
    // Two slots, on two ports that follow each other.
    const finder = createServer();
    await new Promise<void>((resolve) => void finder.listen(0, '127.0.0.1', resolve));
    port = (finder.address() as AddressInfo).port & ~1;
    await new Promise((resolve) => void finder.close(resolve));
    const channel = `0x${port.toString(16).toUpperCase()}`;
    writeFileSync(
      join(folder, 'reader.conf'),
      `FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:${channel}\nLIBPATH ${DRIVER}\nCHANNELID ${channel}\n`,
    );
    // Read by the library at its first use; every test file has a process of its own.
    if (apart) process.env['PCSCLITE_CSOCK_NAME'] = socket;
    return async () => {
      await stopService('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    };
  });
  afterEach(() => stopService('SIGTERM'));

  it('reports which card comes and goes, and reads the number of a badge', async () => {
    await startService();
    const at = bench('staff-badge');
    await at.reached('ready');
    expect(at.reader.identity()).toMatchObject({ model: 'Virtual PCD' });
    const card = new VirtualCard(MIFARE, '04a1b2c3d4e5f6');
    onTestFinished(() => card.remove());
    for (let time = 0; time < 3; time++) {
      await card.insert();
      expect(await at.next('card-inserted')).toEqual({ type: 'card-inserted', kind: 'badge', badge: '04A1B2C3D4E5F6' });
      card.remove();
      await at.next('card-removed');
    }
    expect(card.asked).toEqual(['ffca000000', 'ffca000000', 'ffca000000']);
    const frames = JSON.stringify(at.reader.frames()).toLowerCase();
    expect(frames).toContain('uid, 9000');
    expect(frames).not.toMatch(/04 ?a1 ?b2/);
  });

  it('reads nothing of a visitor’s card but its answer to reset', async () => {
    await startService();
    const at = bench('visitor', 1);
    await at.reached('ready');
    const card = new VirtualCard(EGK, '04a1b2c3');
    onTestFinished(() => card.remove());
    await card.insert(1);
    expect(await at.next('card-inserted')).toEqual({ type: 'card-inserted', kind: 'health-card', badge: null });
    expect(card.asked).toEqual([]);
  });

  it('goes on when cards are taken away while they are read', async () => {
    await startService();
    const at = bench('staff-badge');
    await at.reached('ready');
    const told: CardReaderStatus[] = [];
    at.reader.onStatus((status) => told.push(status));
    const card = new VirtualCard(MIFARE, '04a1b2c3');
    onTestFinished(() => card.remove());
    card.shy = true;
    for (let time = 1; time <= 6; time++) {
      await card.insert();
      // Not when it is gone, but when the reader has seen it: the virtual one gets stuck over a card that comes in the
      // same moment.
      await at.next('card-removed');
    }
    card.shy = false;
    await card.insert();
    expect(await at.next('card-inserted')).toEqual({ type: 'card-inserted', kind: 'badge', badge: '04A1B2C3' });
    expect(told).toEqual([]);
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'is ready again after the service was ended by %s and started anew',
    async (signal) => {
      await startService();
      const at = bench('staff-badge');
      await at.reached('ready');
      const card = new VirtualCard(MIFARE, '04a1b2c3');
      onTestFinished(() => card.remove());
      await card.insert();
      await at.next('card-inserted');
      for (let time = 0; time < 2; time++) {
        const lost = at.reached('back-off', 'link');
        await stopService(signal);
        await lost;
        await at.next('card-removed');
        card.remove();
        await startService();
        await at.reached('ready');
        await card.insert();
        expect(await at.next('card-inserted')).toEqual({ type: 'card-inserted', kind: 'badge', badge: '04A1B2C3' });
      }
      expect(at.events.map(({ type }) => type)).toEqual([
        'card-inserted',
        'card-removed',
        'card-inserted',
        'card-removed',
        'card-inserted',
      ]);
    },
  );

  it('becomes ready once the service is started', async () => {
    const at = bench('visitor');
    await at.reached('back-off', 'link');
    await startService();
    await at.reached('ready');
  });
});
