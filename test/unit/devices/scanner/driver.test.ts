import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { startKeypadSimulator } from '../../../../devices/keypad/simulator/simulator.ts';
import { ScannerConfig } from '../../../../devices/scanner/config.ts';
import { createScanner } from '../../../../devices/scanner/create.ts';
import type { Scanner } from '../../../../devices/scanner/scanner.ts';
import {
  type HidScannerOptions,
  type HidScannerSimulator,
  type SerialScannerSimulator,
  startHidScannerSimulator,
  startSerialScannerSimulator,
} from '../../../../devices/scanner/simulator/simulator.ts';
import { socatMissing } from '../receipt-printer/pty.ts';
import { expectNothingOf, SmallBench } from '../receipt-printer/small-bench.ts';

const tcp = { tcp: { port: 0 } } as const;
const CODE = 'LZ-4711-geheim';
const LONG = `Antrag ${'0123456789'.repeat(12)} Ende`;
type Finished = Pick<TestContext, 'onTestFinished'>;

async function hidBench(
  { onTestFinished }: Finished,
  options: Partial<HidScannerOptions> = {},
  settings: object = {},
): Promise<SmallBench<Scanner, HidScannerSimulator>> {
  const bench = new SmallBench(await startHidScannerSimulator({ link: tcp, ...options }), (link, around) =>
    createScanner(ScannerConfig.parse({ class: 'scanner', name: 'scanner', pos: link, ...settings }), around),
  );
  onTestFinished(() => bench.stop());
  await bench.linked;
  return bench;
}

async function serialBench(
  { onTestFinished }: Finished,
  options: Partial<Parameters<typeof startSerialScannerSimulator>[0]> = {},
): Promise<SmallBench<Scanner, SerialScannerSimulator>> {
  const bench = new SmallBench(await startSerialScannerSimulator({ link: tcp, ...options }), (link, around) =>
    createScanner(ScannerConfig.parse({ class: 'scanner', name: 'scanner', stream: link }), around),
  );
  onTestFinished(() => bench.stop());
  await bench.linked;
  return bench;
}

describe.concurrent('a HID POS scanner', () => {
  it('reports text and symbology of short and long codes, and keeps them out of its frames', async (test) => {
    const at = await hidBench(test);
    expect(at.driver.identity()).toBeNull();
    for (const [aim, data, symbology] of [
      [']Q1', CODE, 'qr'],
      [']C0', LONG, 'code128'],
      [']d2', 'Grüße', 'data-matrix'],
      [']X0', CODE, 'other'],
    ] as const) {
      const next = at.next();
      at.simulator.actions.scan({ aim, data });
      expect(await next).toEqual({ text: data, symbology });
    }
    expectNothingOf([CODE, 'Antrag', '0123456789', 'Grüße'], at.driver.frames());
    expect(at.simulator.violations()).toEqual([]);
  });

  it('is set to HID POS where it needs it, after each plugging in', async (test) => {
    const at = await hidBench(test, { needsPosMode: true, layout: 'shifted' }, { enterPosMode: true });
    for (let round = 0; round < 2; round += 1) {
      await at.when(() => at.simulator.snapshot().posMode);
      const next = at.next();
      at.simulator.actions.scan({ aim: ']Q1', data: CODE });
      expect(await next).toEqual({ text: CODE, symbology: 'qr' });
      if (round > 0) break;
      await at.unplugged();
      expect(at.simulator.snapshot().posMode).toBe(false);
      await at.pluggedIn();
    }
    expect(
      at.driver
        .frames()
        .filter((frame) => frame.meaning.startsWith('feature report'))
        .map((frame) => frame.hex),
    ).toEqual(['fe 01', 'fe 01']);
    expect(at.simulator.violations()).toEqual([]);
  });

  it.for(['length-too-large', 'noise'] as const)(
    'goes on after %s, and reports the next code whole',
    async (kind, test) => {
      const at = await hidBench(test);
      at.simulator.faults.failNext({ kind });
      at.simulator.actions.scan({ aim: ']Q1', data: LONG });
      at.simulator.actions.scan({ aim: ']Q1', data: CODE });
      await at.when(() => at.events.at(-1)?.text === CODE);
      expect(at.events.map((event) => event.text)).toEqual(kind === 'noise' ? [LONG, CODE] : [CODE]);
      await at.shown('does not fit');
    },
  );

  it('drops the beginning of a code whose rest does not come', async (test) => {
    const at = await hidBench(test);
    at.simulator.faults.failNext({ kind: 'lost-continuation' });
    at.simulator.actions.scan({ aim: ']Q1', data: LONG });
    await at.shown('code without its end: dropped');
    at.simulator.actions.scan({ aim: ']Q1', data: CODE });
    await at.when(() => at.events.length > 0);
    expect(at.events).toEqual([{ text: CODE, symbology: 'qr' }]);
    expectNothingOf([CODE, 'Antrag'], at.driver.frames());
  });

  it('is unplugged in the middle of a code, and whole with the next one', async (test) => {
    const at = await hidBench(test);
    at.simulator.faults.failNext({ kind: 'lost-continuation' });
    at.simulator.actions.scan({ aim: ']Q1', data: LONG });
    await at.shown('report');
    await at.unplugged();
    await at.pluggedIn();
    const next = at.next();
    at.simulator.actions.scan({ aim: ']Q1', data: CODE });
    expect(await next).toEqual({ text: CODE, symbology: 'qr' });
    expect(at.events).toHaveLength(1);
  });
});

describe.concurrent('a scanner on a line', () => {
  it.for([
    ['CR', '\r'],
    ['LF', '\n'],
    ['CR LF', '\r\n'],
    ['ETX', '\u0003'],
  ] as const)('that ends its codes with %s reports them', async ([, suffix], test) => {
    const at = await serialBench(test, { suffix: Buffer.from(suffix), aim: true });
    for (const data of [CODE, 'Grüße']) {
      const next = at.next();
      at.simulator.actions.scan({ aim: ']Q1', data });
      expect(await next).toEqual({ text: data, symbology: 'qr' });
    }
    expectNothingOf([CODE, 'Grüße'], at.driver.frames());
    expect(at.simulator.violations()).toEqual([]);
  });

  it('reports no symbology where it is not set up to', async (test) => {
    const at = await serialBench(test);
    const next = at.next();
    at.simulator.actions.scan({ aim: ']Q1', data: CODE });
    expect(await next).toEqual({ text: CODE, symbology: null });
  });

  it('drops a line with noise in it, and the beginning of one whose end does not come', async (test) => {
    const at = await serialBench(test);
    at.simulator.faults.failNext({ kind: 'noise' });
    at.simulator.actions.scan({ aim: ']Q1', data: CODE });
    at.simulator.faults.failNext({ kind: 'cut-off' });
    at.simulator.actions.scan({ aim: ']Q1', data: LONG });
    await at.shown('code without its end: dropped');
    await at.shown('line that is no text: dropped');
    const next = at.next();
    at.simulator.actions.scan({ aim: ']Q1', data: CODE });
    expect(await next).toEqual({ text: CODE, symbology: null });
    expect(at.events).toHaveLength(1);
    expectNothingOf([CODE, 'Antrag'], at.driver.frames());
  });

  it('is absent while it is unplugged, and scans again', async (test) => {
    const at = await serialBench(test);
    await at.unplugged();
    await at.pluggedIn();
    const next = at.next();
    at.simulator.actions.scan({ aim: ']Q1', data: CODE });
    expect((await next).text).toBe(CODE);
  });

  it.skipIf(socatMissing)('that is a serial port reads, is unplugged and plugged in, and reads again', async (test) => {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-scanner-'));
    test.onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const at = await serialBench(test, { link: { pty: { path: join(folder, 'scanner') } } });
    for (let round = 0; round < 2; round += 1) {
      const next = at.next();
      at.simulator.actions.scan({ aim: ']Q1', data: CODE });
      expect((await next).text).toBe(CODE);
      if (round > 0) break;
      await at.unplugged();
      await at.pluggedIn();
    }
  });
});

describe.concurrent('a scanner that types', () => {
  it('reports its codes, and drops one whose end does not come', async (test) => {
    const keys = {
      l: { usage: 0x0f, modifiers: 0x02 },
      z: { usage: 0x1c, modifiers: 0x20 },
      minus: { usage: 0x38 },
      four: { usage: 0x21 },
      enter: { usage: 0x28 },
    };
    const simulator = await startKeypadSimulator({
      link: tcp,
      keys,
      jack: { in: { usage: 0x68 }, out: { usage: 0x69 } },
    });
    const at = new SmallBench(simulator, (link, around) =>
      createScanner(ScannerConfig.parse({ class: 'scanner', name: 'scanner', wedge: link }), around),
    );
    test.onTestFinished(() => at.stop());
    await at.linked;
    const type = (...names: (keyof typeof keys)[]): void => {
      for (const name of names) {
        simulator.actions.press(name);
        simulator.actions.release();
      }
    };
    type('four', 'four');
    await at.shown('code without its end: dropped');
    const next = at.next();
    simulator.faults.failNext({ kind: 'noise' });
    type('l', 'z', 'minus', 'four', 'enter');
    expect(await next).toEqual({ text: 'LZ-4', symbology: null });
    expectNothingOf(['LZ-4'], at.driver.frames());
  });
});
