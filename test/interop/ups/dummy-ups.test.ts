/** The real daemon of the Network UPS Tools, with the driver that plays a UPS from a file. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../base/clock.ts';
import { UpsConfig } from '../../../devices/ups/config.ts';
import { createUps } from '../../../devices/ups/create.ts';
import type { Ups, UpsStatus } from '../../../devices/ups/ups.ts';

/** Not /usr/sbin/upsd, which on Debian is a script that asks the system's own configuration. */
const place =
  ['/lib/nut', '/usr/lib/nut', '/usr/libexec/nut'].find(
    (folder) => existsSync(join(folder, 'upsd')) && existsSync(join(folder, 'dummy-ups')),
  ) ?? null;
if (place === null)
  console.warn('upsd and dummy-ups (nut-server) are not installed: the UPS is not tried on the real daemon');

const MODEL = 'Back-UPS "ES" \\ 700';
const device = (status: string, charge: number): string =>
  [
    `ups.mfr: Foyer`,
    `ups.model: ${MODEL}`,
    'ups.serial: 4711',
    'ups.firmware: 1.2',
    `ups.status: ${status}`,
    `battery.charge: ${charge}`,
    'battery.runtime: 1200',
    'ups.load: 12',
    '',
  ].join('\n');

interface Nut {
  readonly port: number;
  play(status: string, charge: number): void;
  startDriver(): Promise<void>;
  stopDriver(): Promise<void>;
  startDaemon(): Promise<void>;
  stopDaemon(): Promise<void>;
}

async function nut(): Promise<Nut> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-nut-'));
  const [conf, state] = [join(folder, 'conf'), join(folder, 'state')];
  for (const one of [conf, state]) mkdirSync(one);
  const finder = createServer();
  await new Promise<void>((resolve) => void finder.listen(0, '127.0.0.1', resolve));
  const { port } = finder.address() as AddressInfo;
  await new Promise((resolve) => void finder.close(resolve));
  writeFileSync(
    join(conf, 'ups.conf'),
    '[usv]\ndriver = dummy-ups\nport = usv.dev\nmode = dummy-once\npollinterval = 1\n',
  );
  writeFileSync(join(conf, 'upsd.conf'), `LISTEN 127.0.0.1 ${port}\nMAXAGE 5\n`);
  writeFileSync(join(conf, 'upsd.users'), '');
  writeFileSync(join(conf, 'nut.conf'), 'MODE=netserver\n');
  chmodSync(conf, 0o700);
  const { username } = userInfo();
  const env = { ...process.env, NUT_CONFPATH: conf, NUT_STATEPATH: state, NUT_ALTPIDPATH: state };
  const running = new Map<string, ChildProcess>();
  /** Resolves when the program says this: its pipe is read, so that it never waits for us. */
  const start = (name: string, args: readonly string[], says: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = spawn(join(place ?? '', name), [...args, '-F', '-D', '-u', username], {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      running.set(name, child);
      let said = '';
      const heard = (text: Buffer): void => {
        said = (said + text.toString()).slice(-4_000);
        if (says.test(said)) resolve();
      };
      child.stdout.on('data', heard);
      child.stderr.on('data', heard);
      child.once('exit', () => reject(new Error(`${name} ended: ${said}`)));
    });
  const stop = async (name: string): Promise<void> => {
    const child = running.get(name);
    running.delete(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => void child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  };
  const self: Nut = {
    port,
    play(status, charge) {
      // Whole at once: the driver reads the file whenever it has changed.
      writeFileSync(join(conf, 'next'), device(status, charge));
      renameSync(join(conf, 'next'), join(conf, 'usv.dev'));
    },
    startDriver: () => start('dummy-ups', ['-a', 'usv'], /upsdrv_updateinfo/),
    stopDriver: () => stop('dummy-ups'),
    startDaemon: () => start('upsd', [], /Running as foreground process/),
    stopDaemon: () => stop('upsd'),
  };
  onTestFinished(async () => {
    await self.stopDaemon();
    await self.stopDriver();
    rmSync(folder, { recursive: true, force: true });
  });
  self.play('OL', 100);
  return self;
}

function bench(
  port: number,
  ups = 'usv',
): { readonly ups: Ups; reached(state: UpsStatus['state'], reason?: string): Promise<void> } {
  const config = UpsConfig.parse({ class: 'ups', name: 'usv', ups, link: { tcp: { port } }, timing: { poll: 500 } });
  const driver = createUps(config, { clock: systemClock, random: () => 0 });
  onTestFinished(() => driver.close());
  return {
    ups: driver,
    reached: (state, reason) =>
      new Promise((resolve) => {
        const fits = (status: UpsStatus): boolean =>
          status.state === state &&
          (reason === undefined ||
            ('reason' in status && status.reason === reason) ||
            ('reasons' in status && (status.reasons as readonly string[]).includes(reason)));
        if (fits(driver.status())) return resolve();
        const stop = driver.onStatus((status) => {
          if (fits(status)) {
            stop();
            resolve();
          }
        });
      }),
  };
}

describe.skipIf(place === null)('a UPS at the real daemon', () => {
  it('is followed through a power cut to its end, and is ready when the power is back', async () => {
    const at = await nut();
    await at.startDriver();
    await at.startDaemon();
    const { ups, reached } = bench(at.port);
    await reached('ready');
    expect(ups.identity()).toMatchObject({ maker: 'Foyer', serial: '4711', firmware: '1.2' });
    expect(ups.power()).toEqual({ source: 'mains', charge: 100, runtime: 1_200, load: 12 });
    at.play('OB DISCHRG', 60);
    await reached('degraded', 'on-battery');
    at.play('OB DISCHRG LB CAL', 9);
    await reached('degraded', 'calibration');
    at.play('OB DISCHRG LB', 9);
    await reached('faulted', 'low-battery');
    expect(ups.power()).toMatchObject({ source: 'battery', charge: 9 });
    at.play('OL CHRG LB', 9);
    await reached('degraded', 'low-battery');
    at.play('OL CHRG RB', 50);
    await reached('degraded', 'replace-battery');
    at.play('OL', 100);
    await reached('ready');
  });

  it('is absent while the daemon does not run, and ready when it does again', async () => {
    const at = await nut();
    await at.startDriver();
    await at.startDaemon();
    const { reached } = bench(at.port);
    await reached('ready');
    await at.stopDaemon();
    await reached('absent');
    await at.startDaemon();
    await reached('ready');
  });

  it('says that its driver is gone, and is ready when it is back', async () => {
    const at = await nut();
    await at.startDaemon();
    const { reached } = bench(at.port);
    await reached('faulted', 'driver-not-connected');
    await at.startDriver();
    await reached('ready');
    await at.stopDriver();
    await Promise.race([reached('faulted', 'driver-not-connected'), reached('needs-staff', 'data-stale')]);
    await at.startDriver();
    await reached('ready');
  });

  it('that the daemon does not know is reported by name', async () => {
    const at = await nut();
    await at.startDriver();
    await at.startDaemon();
    await bench(at.port, 'another').reached('faulted', 'unknown-ups');
  });
});
