import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import type { BadgeReader } from '../../../../devices/badge-reader/badge-reader.ts';
import { BadgeReaderConfig } from '../../../../devices/badge-reader/config.ts';
import { createBadgeReader } from '../../../../devices/badge-reader/create.ts';
import { tagTypes } from '../../../../devices/badge-reader/simulator/reader.ts';
import {
  type BadgeReaderSimulator,
  type BadgeReaderSimulatorOptions,
  startBadgeReaderSimulator,
} from '../../../../devices/badge-reader/simulator/simulator.ts';
import { frameReport } from '../../../../devices/simulation/reports.ts';
import { socatMissing } from '../receipt-printer/pty.ts';
import { expectNothingOf, SmallBench, type SmallSimulator } from '../receipt-printer/small-bench.ts';
import { swipeReport } from './swipe.ts';

const tcp = { tcp: { port: 0 } } as const;
const ID = '04A1B2C3D4E5F6';
const OTHER = 'C0FFEE4711';
const badge = { type: tagTypes.mifare, id: ID };
const other = { type: tagTypes.em4102, id: OTHER };

async function bench(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  options: Partial<BadgeReaderSimulatorOptions> = {},
): Promise<SmallBench<BadgeReader, BadgeReaderSimulator>> {
  const made = new SmallBench(await startBadgeReaderSimulator({ link: tcp, ...options }), (link, around) =>
    createBadgeReader(
      BadgeReaderConfig.parse({ class: 'badge-reader', name: 'ausweis', twn4: link, poll: 100 }),
      around,
    ),
  );
  onTestFinished(() => made.stop());
  await made.linked;
  return made;
}

describe.concurrent('a TWN4', () => {
  it('reports its identity and each badge once, beeps, and keeps ids out of its frames', async (test) => {
    const at = await bench(test, { version: 'TWN4/B1.64' });
    expect(at.driver.identity()).toEqual({ maker: 'ELATEC', model: 'TWN4', firmware: 'TWN4/B1.64', serial: null });
    const first = at.next();
    at.simulator.actions.present(badge);
    expect(await first).toEqual({ type: 'badge', id: ID });
    await at.when(() => at.simulator.beeps().length === 1);
    const second = at.next();
    at.simulator.actions.present(other);
    expect(await second).toEqual({ type: 'badge', id: OTHER });
    at.simulator.actions.remove();
    await at.when(() => at.simulator.beeps().length === 2);
    const again = at.next();
    at.simulator.actions.present(other);
    // Only when a search has found nothing in between is it the same badge again.
    at.simulator.actions.remove();
    at.simulator.actions.present(badge);
    expect(await again).toEqual({ type: 'badge', id: ID });
    expect(at.events).toHaveLength(3);
    expect(at.simulator.beeps()[0]).toMatchObject({ volume: 50, frequency: 2_400, onMs: 60, offMs: 60 });
    expectNothingOf([ID, OTHER], at.driver.frames());
    expect(at.simulator.violations()).toEqual([]);
  });

  it.for(['silent', 'garbage', 'cut-off', 'unknown-function'] as const)(
    'goes on after one fault, before a badge and with one: %s',
    async (kind, test) => {
      const at = await bench(test);
      for (const one of [badge, other]) {
        at.simulator.faults.failNext({ kind });
        await at.when(() => at.simulator.faults.active().length === 0);
        const next = at.next();
        at.simulator.actions.present(one);
        expect(await next).toEqual({ type: 'badge', id: one.id });
        at.simulator.faults.failNext({ kind });
        await at.when(() => at.simulator.faults.active().length === 0);
      }
      expect(at.events).toHaveLength(2);
      expect(at.statuses.at(-1)).toEqual({ state: 'ready' });
      expectNothingOf([ID, OTHER], at.driver.frames());
    },
  );

  it('drops the rest of a late answer before the next one', async (test) => {
    const at = await bench(test);
    const first = at.next();
    at.simulator.actions.present(badge);
    await first;
    await at.when(() => at.simulator.beeps().length === 1);
    // Three answers in a row without sense would be a loss.
    at.simulator.faults.failNext({ kind: 'cut-off' });
    at.simulator.faults.failNext({ kind: 'cut-off' });
    await at.when(() => at.simulator.faults.active().length === 0);
    const next = at.next();
    at.simulator.actions.present(other);
    expect(await next).toEqual({ type: 'badge', id: OTHER });
    expect(at.statuses.filter(({ state }) => state === 'back-off')).toEqual([]);
  });

  it.for([
    ['silent', 'silent'],
    ['garbage', 'protocol'],
    ['cut-off', 'silent'],
    ['unknown-function', 'protocol'],
  ] as const)('with a lasting fault is lost and ready again by itself: %s (%s)', async ([kind, reason], test) => {
    const at = await bench(test);
    const lost = at.reached('back-off', reason);
    at.simulator.faults.failAlways({ kind });
    await lost;
    at.simulator.faults.clear();
    await at.reached('ready');
    const next = at.next();
    at.simulator.actions.present(badge);
    expect(await next).toEqual({ type: 'badge', id: ID });
  });

  it('is absent while it is unplugged', async (test) => {
    const at = await bench(test);
    await at.unplugged();
    await at.pluggedIn();
    const next = at.next();
    at.simulator.actions.present(badge);
    expect(await next).toEqual({ type: 'badge', id: ID });
  });

  it.skipIf(socatMissing)('on a serial port reads, is unplugged and plugged in, and reads again', async (test) => {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-badge-'));
    test.onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const at = await bench(test, { link: { pty: { path: join(folder, 'ausweis') } } });
    for (const one of [badge, other]) {
      const next = at.next();
      at.simulator.actions.present(one);
      expect(await next).toEqual({ type: 'badge', id: one.id });
      if (one === other) break;
      await at.unplugged();
      at.simulator.actions.remove();
      await at.pluggedIn();
    }
    expectNothingOf([ID, OTHER], at.driver.frames());
  });

  it('does not show an earlier answer with a badge as its version', async (test) => {
    // A line that stayed open: the answer to a search still comes after a new beginning.
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      let asked = 0;
      socket.on('data', () => {
        asked += 1;
        socket.write(asked === 1 ? `0001803807${ID}\r` : asked === 2 ? '000454574E34\r' : '0000\r');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const at = new SmallBench(inert(`tcp://127.0.0.1:${(server.address() as { port: number }).port}`), (link, around) =>
      createBadgeReader(BadgeReaderConfig.parse({ class: 'badge-reader', name: 'ausweis', twn4: link }), around),
    );
    test.onTestFinished(async () => {
      await at.stop();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    await at.reached('ready');
    expect(at.driver.identity()?.firmware).toBe('TWN4');
    expectNothingOf([ID], at.driver.frames());
  });
});

/** A device that is only an address. */
const inert = (address: string): SmallSimulator => ({
  address,
  faults: { clear: () => undefined, active: () => [] },
  actions: { unplug: async () => undefined, plugIn: async () => undefined },
  violations: () => [],
  onChange: () => () => undefined,
  stop: async () => undefined,
});

describe.concurrent('a magnetic stripe reader', () => {
  const PAN = '4111111111111111';

  it('reports badges, refuses bank cards, and stores neither', async (test) => {
    const sockets: Socket[] = [];
    let connected: () => void = () => undefined;
    const server = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      connected();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const come = (): Promise<void> =>
      new Promise((resolve) => {
        connected = resolve;
      });
    const first = come();
    const at = new SmallBench(inert(`tcp://127.0.0.1:${(server.address() as { port: number }).port}`), (link, around) =>
      createBadgeReader(BadgeReaderConfig.parse({ class: 'badge-reader', name: 'ausweis', magstripe: link }), around),
    );
    test.onTestFinished(async () => {
      await at.stop();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    await Promise.all([first, at.reached('ready')]);
    const swipe = async (report: Uint8Array, cutAt = report.length): Promise<unknown> => {
      const next = at.next();
      const framed = frameReport(report);
      sockets.at(-1)?.write(framed.subarray(0, cutAt));
      sockets.at(-1)?.write(framed.subarray(cutAt));
      return next;
    };
    expect(await swipe(swipeReport(['', ';00471100?', '']), 100)).toEqual({ type: 'badge', id: '00471100' });
    expect(
      await swipe(swipeReport([`%B${PAN}^MUSTERMANN/ERIKA^2812101?`, `;${PAN}=2812101?`, ''], { numbered: true })),
    ).toEqual({ type: 'bank-card' });
    expect(await swipe(swipeReport(['', '', ''], { bad: [0, 1, 2] }))).toEqual({ type: 'unreadable' });
    sockets.at(-1)?.write(frameReport(Uint8Array.of(1, 2, 3)));

    // Pulled in the middle of a swipe: the rest of it belongs to nothing.
    const lost = at.reached('back-off', 'link');
    sockets.at(-1)?.write(frameReport(swipeReport(['', ';00471100?', ''])).subarray(0, 50));
    sockets.at(-1)?.end();
    await lost;
    const again = come();
    at.lookAgain();
    await Promise.all([again, at.reached('ready')]);
    expect(await swipe(swipeReport(['', '', '+0815?']))).toEqual({ type: 'badge', id: '0815' });
    expect(at.events).toHaveLength(4);
    expectNothingOf([PAN, 'MUSTERMANN', '00471100', '0815'], at.driver.frames());
    expect(at.driver.frames().map((frame) => frame.meaning)).toEqual([
      'swipe: badge',
      'swipe: bank-card',
      'swipe: unreadable',
      'report that is no swipe',
      'swipe: badge',
    ]);
  });
});
