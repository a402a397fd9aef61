import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { IoBoardConfig } from '../../../../devices/io-board/config.ts';
import { createIoBoard } from '../../../../devices/io-board/create.ts';
import type { IoBoard } from '../../../../devices/io-board/io-board.ts';
import {
  type IoBoardSimulator,
  type IoBoardSimulatorOptions,
  startIoBoardSimulator,
} from '../../../../devices/io-board/simulator/simulator.ts';
import { socatMissing } from '../receipt-printer/pty.ts';
import { SmallBench } from '../receipt-printer/small-bench.ts';

const [DOOR, TAMPER, KEY, PRESENCE, CARD_LIGHT, RECEIPT_LIGHT] = [0, 1, 2, 3, 10, 11];
const WIRING = {
  inputs: {
    door: { pin: DOOR, active: 'high' },
    tamper: { pin: TAMPER, active: 'high' },
    'service-key': { pin: KEY, active: 'high' },
    presence: { pin: PRESENCE },
  },
  lights: { card: CARD_LIGHT, receipt: RECEIPT_LIGHT },
  poll: 50,
};

async function bench(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  options: Partial<IoBoardSimulatorOptions> = {},
): Promise<SmallBench<IoBoard, IoBoardSimulator>> {
  const simulator = await startIoBoardSimulator({
    link: { tcp: { port: 0 } },
    pins: 16,
    identity: { version: '00000010', id: 'FOYER001' },
    ...options,
  });
  // Behind a pull-up, so high means that nobody is there.
  simulator.actions.set(PRESENCE, true);
  const made = new SmallBench(simulator, (link, around) =>
    createIoBoard(IoBoardConfig.parse({ class: 'io-board', name: 'sensoren', link, ...WIRING }), around),
  );
  onTestFinished(() => made.stop());
  await made.linked;
  return made;
}

/** Awaits the change of an input at the board. */
async function moved(at: SmallBench<IoBoard, IoBoardSimulator>, pin: number, high: boolean): Promise<unknown> {
  const next = at.next();
  at.simulator.actions.set(pin, high);
  return next;
}

describe.concurrent('an I/O board', () => {
  it.for(['lf-cr', 'cr-lf'] as const)(
    'reports its identity and each change at its inputs, with lines ended by %s',
    async (lineEnd, test) => {
      const at = await bench(test, { lineEnd });
      expect(at.driver.identity()).toEqual({
        maker: null,
        model: 'USB-GPIO',
        firmware: '00000010',
        serial: 'FOYER001',
      });
      await at.when(() => at.driver.input('door') === false);
      expect(await moved(at, KEY, true)).toEqual({ type: 'input', input: 'service-key', active: true });
      expect(await moved(at, PRESENCE, false)).toEqual({ type: 'input', input: 'presence', active: true });
      expect(await moved(at, KEY, false)).toEqual({ type: 'input', input: 'service-key', active: false });
      expect([at.driver.input('service-key'), at.driver.input('presence')]).toEqual([false, true]);
      expect(at.driver.status()).toEqual({ state: 'ready' });
      expect(at.simulator.violations()).toEqual([]);
    },
  );

  it('is degraded while the housing is open', async (test) => {
    const at = await bench(test);
    await moved(at, DOOR, true);
    await moved(at, TAMPER, true);
    expect(at.driver.status()).toEqual({ state: 'degraded', reasons: ['door-open', 'tampered'] });
    await moved(at, DOOR, false);
    await moved(at, TAMPER, false);
    await at.reached('ready');
  });

  it('lights what was requested, also after it was away', async (test) => {
    const at = await bench(test);
    const lit = (): number[] => [CARD_LIGHT, RECEIPT_LIGHT].filter((pin) => at.simulator.outputs()[pin]);
    at.driver.light('card', 'on');
    // Not wired: no mistake.
    at.driver.light('payment', 'on');
    await at.when(() => lit().includes(CARD_LIGHT));
    await at.unplugged();
    expect(lit()).toEqual([]);
    at.driver.light('receipt', 'on');
    await at.pluggedIn();
    await at.when(() => lit().length === 2);
    at.driver.light('card', 'off');
    at.driver.light('receipt', 'blink');
    for (const on of [false, true, false])
      await at.when(() => !lit().includes(CARD_LIGHT) && lit().includes(RECEIPT_LIGHT) === on);
    expect(at.simulator.violations()).toEqual([]);
    // Blinking would push out everything that a technician wants to see.
    expect(at.driver.frames().length).toBeLessThan(40);
  });

  it.for(['silent', 'garbage'] as const)('goes on after one fault: %s', async (kind, test) => {
    const at = await bench(test);
    at.simulator.faults.failNext({ kind });
    await at.when(() => at.simulator.faults.active().length === 0);
    expect(await moved(at, DOOR, true)).toEqual({ type: 'input', input: 'door', active: true });
    expect(at.statuses.filter(({ state }) => state === 'back-off')).toEqual([]);
  });

  it('is lost when it stays silent, and comes back by itself', async (test) => {
    const at = await bench(test);
    const lost = at.reached('back-off', 'silent');
    at.simulator.faults.failAlways({ kind: 'silent' });
    await lost;
    at.simulator.actions.set(KEY, true);
    at.simulator.faults.clear();
    await at.when(() => at.driver.input('service-key') === true);
    expect(at.driver.status()).toEqual({ state: 'ready' });
  });

  it('works through endless garbage', async (test) => {
    const at = await bench(test);
    at.simulator.faults.failAlways({ kind: 'garbage' });
    expect(await moved(at, KEY, true)).toEqual({ type: 'input', input: 'service-key', active: true });
    expect(at.driver.status()).toEqual({ state: 'ready' });
  });

  it('reports what changed while it was unplugged', async (test) => {
    const at = await bench(test);
    await at.unplugged();
    at.simulator.actions.set(DOOR, true);
    const next = at.next();
    await Promise.all([at.reached('degraded', 'door-open'), at.simulator.actions.plugIn().then(() => at.lookAgain())]);
    expect(await next).toEqual({ type: 'input', input: 'door', active: true });
  });

  it.skipIf(socatMissing)('on a serial port reads, is unplugged and plugged in, and reads again', async (test) => {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-board-'));
    test.onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const at = await bench(test, { link: { pty: { path: join(folder, 'sensoren') } } });
    expect(await moved(at, KEY, true)).toEqual({ type: 'input', input: 'service-key', active: true });
    await at.unplugged();
    await at.pluggedIn();
    expect(await moved(at, KEY, false)).toEqual({ type: 'input', input: 'service-key', active: false });
  });
});
