/**
 * The driver with the real AusweisApp2: started, spoken to, killed and started anew; a PIN changed with the card that
 * it simulates.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../base/clock.ts';
import { DeviceConfig } from '../../../devices/config.ts';
import { EidConfig } from '../../../devices/eid/config.ts';
import { AusweisApp } from '../../../devices/eid/driver.ts';
import type { EidEvent, EidStep } from '../../../devices/eid/eid.ts';
import { startApp } from '../../../devices/eid/process.ts';
import { forkHost } from '../../../devices/terminal/spawn-node.ts';
import { type HostProcess, superviseHost } from '../../../devices/terminal/supervisor.ts';
import { missingAusweisApp } from '../../harness/ausweisapp.ts';

const ENTRY = fileURLToPath(new URL('../../../devices/host/host.ts', import.meta.url));

const reason = missingAusweisApp();
if (reason !== null) process.stdout.write(`skipped: ${reason}; the eID driver is not tried with it\n`);

interface Bench {
  readonly driver: AusweisApp;
  readonly home: string;
  readonly events: EidEvent[];
  readonly until: (is: () => boolean) => Promise<void>;
  readonly step: () => EidStep | null;
}

function bench(simulatorCard: boolean): Bench {
  const home = mkdtempSync(join(tmpdir(), 'foyer-eid-'));
  // A service for card readers that the machine may run is none of this test's business.
  process.env['PCSCLITE_CSOCK_NAME'] = join(home, 'none');
  const driver = new AusweisApp({
    clock: systemClock,
    random: () => 0,
    config: EidConfig.parse({ class: 'eid', name: 'ausweis', app: { home }, simulatorCard }),
  });
  onTestFinished(async () => {
    await driver.close();
    rmSync(home, { recursive: true, force: true });
  });
  const events: EidEvent[] = [];
  let look = (): void => undefined;
  driver.onEvent((event) => {
    events.push(event);
    look();
  });
  driver.onStatus(() => look());
  return {
    driver,
    home,
    events,
    step: () => events.flatMap((event) => (event.event === 'step' ? [event.step] : [])).at(-1) ?? null,
    async until(is) {
      while (!is())
        await new Promise<void>((resolve) => {
          look = resolve;
        });
    },
  };
}

/**
 * To the question for the PIN. When its simulated card is put in for the first time, AusweisApp2 1.26.2 now and then
 * loses it at once, and says that the PIN was changed; the driver does not believe it, and the test begins anew.
 */
async function toPin({ driver, until, step }: Bench): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    await until(() => driver.status().state === 'ready' && driver.cardPresent() === false);
    await driver.begin({ kind: 'change-pin', transport: false });
    await until(() => step()?.step === 'secret' || step()?.step === 'ended');
    if (step()?.step === 'secret') return;
    expect(step()).toMatchObject({
      outcome: { ok: false, failure: { kind: expect.stringMatching(/^card-(error|removed)$/) } },
    });
  }
  throw new Error('its simulated card was lost twenty times');
}

const pidIn = (home: string): number =>
  Number(/\.(\d+)\.port$/.exec(readdirSync(join(home, 'tmp')).find((name) => name.endsWith('.port')) ?? '')?.[1]);
const runs = (pid: number): boolean => {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

/** Until it is gone; the test's own limit ends it. */
async function gone(pid: number): Promise<void> {
  while (runs(pid)) await new Promise((resolve) => setImmediate(resolve));
}

describe.skipIf(reason !== null)('the AusweisApp2', () => {
  test('is started without a window and without core dumps, names itself, has no reader, and ends with the driver', async () => {
    const { driver, home, until } = bench(false);
    await until(() => driver.status().state === 'needs-staff');
    expect(driver.status()).toEqual({ state: 'needs-staff', reason: 'no-reader' });
    expect(driver.identity()).toMatchObject({ model: 'AusweisApp2' });
    const pid = pidIn(home);
    expect(readFileSync(`/proc/${pid}/limits`, 'utf8')).toMatch(/^Max core file size\s+0\s+0/m);
    expect(await driver.begin({ kind: 'change-pin', transport: false })).toMatchObject({ ok: false });
    await driver.close();
    expect(runs(pid)).toBe(false);
  });

  test('changes a PIN with the card that it simulates', async () => {
    const made = bench(true);
    const { driver, until, step, events } = made;
    await toPin(made);
    expect(step()).toEqual({ step: 'secret', secret: 'pin', keypad: true, tries: 3, wrong: null, lastTry: false });
    expect(driver.cardPresent()).toBe(true);
    await driver.enter();
    await until(() => (step() as { secret?: string }).secret === 'new-pin');
    await driver.enter();
    await until(() => step()?.step === 'ended');
    expect(step()).toEqual({ step: 'ended', outcome: { ok: true, refreshUrl: null } });
    expect(events.filter((event) => event.event === 'typed')).toEqual([]);
    expect(driver.status()).toEqual({ state: 'ready' });
  });

  test('gives up on request', async () => {
    const made = bench(true);
    const { driver, until, step } = made;
    await toPin(made);
    await driver.cancel();
    await until(() => step()?.step === 'ended');
    expect(step()).toEqual({ step: 'ended', outcome: { ok: false, failure: { kind: 'cancelled', code: null } } });
  });

  test('reports that the provider does not answer', async () => {
    const { driver, until, step } = bench(true);
    await until(() => driver.status().state === 'ready');
    await driver.begin({ kind: 'auth', tcTokenUrl: 'https://127.0.0.1:9/none' });
    await until(() => step()?.step === 'ended');
    expect(step()).toMatchObject({ outcome: { ok: false, failure: { kind: 'network' } } });
  });

  test('killed during a workflow ends it, and is started again', async () => {
    const made = bench(true);
    const { driver, home, until, step } = made;
    await toPin(made);
    const pid = pidIn(home);
    process.kill(pid, 'SIGKILL');
    await until(() => step()?.step === 'ended');
    expect(step()).toEqual({ step: 'ended', outcome: { ok: false, failure: { kind: 'client-gone', code: null } } });
    await until(() => driver.status().state === 'ready');
    expect(pidIn(home)).not.toBe(pid);
    expect(await driver.begin({ kind: 'change-pin', transport: false })).toMatchObject({ ok: true });
  });

  test('ends with the program that started it, however that ends', async () => {
    const home = mkdtempSync(join(tmpdir(), 'foyer-eid-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    process.env['PCSCLITE_CSOCK_NAME'] = join(home, 'none');
    let host: HostProcess | undefined;
    const supervised = superviseHost({
      spawn: () => (host = forkHost(ENTRY)),
      clock: systemClock,
      random: () => 0,
      budget: { ends: 1, within: 60_000 },
      config: {
        devices: [DeviceConfig.parse({ class: 'eid', name: 'ausweis', app: { home } })],
        fonts: [],
      },
      interrupted: [],
    });
    onTestFinished(() => supervised.stop());
    const eid = supervised.device('ausweis');
    await new Promise<void>(
      (resolve) =>
        void eid.onStatus(({ state }) => {
          if (state === 'needs-staff') resolve();
        }),
    );
    const pid = pidIn(home);
    expect(runs(pid)).toBe(true);
    host?.kill();
    await gone(pid);
  });
});

const options = {
  home: join(tmpdir(), 'foyer-eid-none'),
  clock: systemClock,
  limit: 10_000,
  unwanted: new Promise<void>(() => undefined),
};

test('a start fails with the right reason for a missing program, one that ends at once, and a folder that cannot be made', async () => {
  onTestFinished(() => rmSync(options.home, { recursive: true, force: true }));
  expect(await startApp({ ...options, command: 'no-such-ausweisapp' })).toEqual({ ok: false, error: 'not-installed' });
  expect(await startApp({ ...options, command: 'true' })).toEqual({ ok: false, error: 'ended' });
  expect(await startApp({ ...options, command: 'true', home: '/dev/null/foyer' })).toEqual({
    ok: false,
    error: 'denied',
  });
});
