/** Every fault between the terminal and the UPS, to ready again; the real driver over a real line. */
import { describe, expect, it, type TestContext } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { UpsConfig } from '../../devices/ups/config.ts';
import { createUps } from '../../devices/ups/create.ts';
import type { UpsFault } from '../../devices/ups/simulator/faults.ts';
import {
  startUpsSimulator,
  type UpsSimulator,
  type UpsSimulatorOptions,
} from '../../devices/ups/simulator/simulator.ts';
import type { Ups, UpsStatus } from '../../devices/ups/ups.ts';

interface Bench {
  readonly simulator: UpsSimulator;
  readonly ups: Ups;
  reached(state: UpsStatus['state'], reason?: string): Promise<void>;
}

/** Tests that run side by side each clear away their own. */
async function bench(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  options: UpsSimulatorOptions = {},
  settings: object = {},
): Promise<Bench> {
  const simulator = await startUpsSimulator(options);
  const config = UpsConfig.parse({
    class: 'ups',
    name: 'usv',
    link: { tcp: { port: simulator.port } },
    timing: { poll: 500, answer: 500 },
    ...settings,
  });
  const ups = createUps(config, { clock: systemClock, random: () => 0 });
  onTestFinished(async () => {
    await ups.close();
    await simulator.stop();
  });
  return {
    simulator,
    ups,
    reached: (state, reason) =>
      new Promise((resolve) => {
        const fits = (status: UpsStatus): boolean =>
          status.state === state &&
          (reason === undefined ||
            ('reason' in status && status.reason === reason) ||
            ('reasons' in status && (status.reasons as readonly string[]).includes(reason)));
        if (fits(ups.status())) return resolve();
        const stop = ups.onStatus((status) => {
          if (fits(status)) {
            stop();
            resolve();
          }
        });
      }),
  };
}

const CASES: readonly { readonly fault: UpsFault; readonly state: UpsStatus['state']; readonly reason: string }[] = [
  { fault: { kind: 'silent' }, state: 'back-off', reason: 'silent' },
  { fault: { kind: 'cut' }, state: 'back-off', reason: 'link' },
  { fault: { kind: 'other-list' }, state: 'back-off', reason: 'protocol' },
  { fault: { kind: 'endless' }, state: 'back-off', reason: 'protocol' },
  { fault: { kind: 'refused', code: 'DATA-STALE' }, state: 'needs-staff', reason: 'data-stale' },
  { fault: { kind: 'refused', code: 'DRIVER-NOT-CONNECTED' }, state: 'faulted', reason: 'driver-not-connected' },
  { fault: { kind: 'refused', code: 'UNKNOWN-UPS' }, state: 'faulted', reason: 'unknown-ups' },
  { fault: { kind: 'refused', code: 'ACCESS-DENIED' }, state: 'faulted', reason: 'access-denied' },
  { fault: { kind: 'refused', code: 'SOMETHING-NEW' }, state: 'back-off', reason: 'protocol' },
  { fault: { kind: 'no-status' }, state: 'faulted', reason: 'no-status' },
];

describe('a UPS', () => {
  it.concurrent.for(CASES)('$fault', async ({ fault, state, reason }, test) => {
    const at = await bench(test);
    await at.reached('ready');
    const seen = at.reached(state, reason);
    at.simulator.faults.failNext(fault);
    await seen;
    await at.reached('ready');
    expect(at.ups.identity()).toEqual({
      maker: 'American Power Conversion',
      model: 'Back-UPS "ES" 700',
      firmware: '871.O4 .I',
      serial: '5B1840T12345',
    });
    expect(at.simulator.violations()).toEqual([]);
  });

  it.concurrent.for<UpsFault>([{ kind: 'garbage' }, { kind: 'long-line', bytes: 50_000 }, { kind: 'bytewise' }])(
    '$kind does no harm',
    async (fault, test) => {
      const at = await bench(test);
      await at.reached('ready');
      const told: UpsStatus[] = [];
      at.ups.onStatus((status) => told.push(status));
      at.simulator.faults.failAlways(fault);
      const { polls } = at.simulator.snapshot();
      await new Promise<void>((resolve) => {
        const stop = at.simulator.onChange(() => {
          if (at.simulator.snapshot().polls >= polls + 3) {
            stop();
            resolve();
          }
        });
      });
      expect(told).toEqual([]);
      expect(at.ups.frames().some(({ meaning }) => meaning.startsWith('discarded'))).toBe(fault.kind !== 'bytewise');
    },
  );

  it('reports a power cut, and the end of its battery', async (test) => {
    const at = await bench(test);
    await at.reached('ready');
    at.simulator.actions.mainsFail();
    await at.reached('degraded', 'on-battery');
    expect(at.ups.power()).toMatchObject({ source: 'battery', charge: 100, runtime: 2_610 });
    at.simulator.actions.batteryLow();
    await at.reached('faulted', 'low-battery');
    expect(at.ups.power()).toMatchObject({ source: 'battery', charge: 8, runtime: 95 });
    at.simulator.actions.mainsReturn();
    await at.reached('degraded', 'low-battery');
    at.simulator.actions.charged();
    await at.reached('ready');
    at.simulator.actions.flag('RB', true);
    at.simulator.actions.flag('OVER', true);
    await at.reached('degraded', 'overload');
    expect(at.ups.status()).toEqual({ state: 'degraded', reasons: ['replace-battery', 'overload'] });
  });

  it('is absent while its daemon is not running, and ready when it is back', async (test) => {
    const at = await bench(test);
    await at.reached('ready');
    await at.simulator.actions.stopDaemon();
    await at.reached('absent');
    expect(at.ups.power()).toBeNull();
    await at.simulator.actions.startDaemon();
    await at.reached('ready');
  });

  it('is asked with name and password where it requires them', async (test) => {
    const account = { username: 'foyer', password: 'pass "word" \\' };
    const right = await bench(test, { account }, account);
    await right.reached('ready');
    const wrong = await bench(test, { account });
    await wrong.reached('faulted', 'access-denied');
    expect(JSON.stringify(right.ups.frames())).not.toContain('word');
  });
});
