import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type HidScannerOptions,
  type HidScannerSimulator,
  type SerialScannerOptions,
  type SerialScannerSimulator,
  startHidScannerSimulator,
  startSerialScannerSimulator,
} from '../../../../devices/scanner/simulator/simulator.ts';
import { frameReport, ReportReader } from '../../../../devices/simulation/reports.ts';
import { ascii, greet, type RawHost, readText, unpluggedAndBack, until } from './raw-host.ts';

const numRuns = process.env['CI'] === undefined ? 500 : 10_000;
const slip = { aim: ']Q1', data: 'FOYER-4711-0815' };

describe('a simulated scanner on a serial line', () => {
  let scanner: SerialScannerSimulator;
  let host: RawHost;
  /** It takes no commands, so the greeting counts as a violation. */
  const start = async (options: Omit<SerialScannerOptions, 'link'> = {}): Promise<void> => {
    scanner = await startSerialScannerSimulator({ link: { tcp: { port: 0 } }, ...options });
    host = await greet(scanner, ascii('?'));
  };
  beforeEach(() => start());
  afterEach(async () => {
    host.end();
    await scanner.stop();
  });

  it('sends each code with CR behind it', async () => {
    scanner.actions.scan(slip);
    scanner.actions.scan({ aim: ']E0', data: '4006381333931' });
    expect(await readText(host, 30)).toBe('FOYER-4711-0815\r4006381333931\r');
    expect(scanner.snapshot()).toEqual({ plugged: true, scans: 2 });
  });

  it('sends text as UTF-8 and bytes as they are', async () => {
    scanner.actions.scan({ aim: ']Q2', data: 'ß€' });
    scanner.actions.scan({ aim: ']d2', data: Uint8Array.of(0x00, 0x0d, 0xff) });
    expect(await host.read(6 + 4)).toBe('c39fe282ac0d' + '000dff0d');
  });

  it('sends another suffix, and the AIM identifier, where it is programmed to', async () => {
    host.end();
    await scanner.stop();
    await start({ suffix: ascii('\r\n'), aim: true });
    scanner.actions.scan(slip);
    expect(await readText(host, 20)).toBe(']Q1FOYER-4711-0815\r\n');
  });

  it('takes no commands', () => {
    expect(scanner.violations()).toMatchObject([{ what: '1 bytes to a scanner that takes no commands' }]);
  });

  it('sends noise before a code', async () => {
    scanner.faults.failNext({ kind: 'noise' });
    scanner.actions.scan(slip);
    scanner.actions.scan(slip);
    expect(await host.read(5)).toBe('ff009c1bfe');
    expect(await readText(host, 32)).toBe('FOYER-4711-0815\rFOYER-4711-0815\r');
  });

  it('cuts a code off, so that the next one follows without CR', async () => {
    scanner.faults.failNext({ kind: 'cut-off' });
    scanner.actions.scan(slip);
    scanner.actions.scan({ aim: ']Q1', data: 'B' });
    expect(await readText(host, 9)).toBe('FOYER-4B\r');
  });

  it('is unplugged, scans into the void, and is back', async () => {
    const again = unpluggedAndBack(scanner, host);
    scanner.actions.scan(slip);
    host = await again;
    const heard = until(scanner, () => scanner.violations().length === 2);
    host.send(ascii('?'));
    await heard;
    scanner.actions.scan({ aim: ']Q1', data: 'B' });
    expect(await readText(host, 2)).toBe('B\r');
  });
});

describe('a simulated HID-POS scanner', () => {
  let scanner: HidScannerSimulator;
  let host: RawHost;
  const posMode = Uint8Array.of(0x00, 0x02, 0xfe, 0x01);
  const start = async (options: Omit<HidScannerOptions, 'link'> = {}): Promise<void> => {
    scanner = await startHidScannerSimulator({ link: { tcp: { port: 0 } }, ...options });
    host = await greet(scanner, posMode);
  };
  const restart = async (options: Omit<HidScannerOptions, 'link'>): Promise<void> => {
    await stop();
    await start(options);
  };
  const stop = async (): Promise<void> => {
    host.end();
    await scanner.stop();
  };
  const report = async (): Promise<Buffer> => {
    const length = Number.parseInt(await host.read(2), 16);
    return Buffer.from(await host.read(length), 'hex');
  };
  beforeEach(() => start());
  afterEach(stop);

  it('reports a short code as one report of 64 bytes', async () => {
    scanner.actions.scan(slip);
    expect((await report()).toString('hex')).toBe(
      '020f' + '5d5131' + ascii(slip.data).toString('hex') + '00'.repeat(41) + '73' + '00' + '00',
    );
  });

  it.each([
    [0, [0]],
    [1, [1]],
    [56, [56]],
    [57, [56, 1]],
    [112, [56, 56]],
    [300, [56, 56, 56, 56, 56, 20]],
  ])('divides %i bytes into reports of %j', async (length, pieces) => {
    scanner.actions.scan({ aim: ']d2', data: new Uint8Array(length).fill(0x41) });
    for (const [index, piece] of pieces.entries()) {
      const got = await report();
      expect([got.length, got[0], got[1], got[63]]).toEqual([64, 0x02, piece, index < pieces.length - 1 ? 1 : 0]);
    }
  });

  it('loses no byte of any code', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (data) => {
        scanner.actions.scan({ aim: ']Q1', data });
        let all = Buffer.alloc(0);
        for (let continued = true; continued;) {
          const got = await report();
          all = Buffer.concat([all, got.subarray(5, 5 + (got[1] ?? 0))]);
          continued = got[63] === 1;
        }
        expect(Buffer.compare(all, data)).toBe(0);
      }),
      { numRuns },
    );
  });

  it('puts AIM and data one byte later in the shifted layout, length and continuation not', async () => {
    await restart({ layout: 'shifted' });
    scanner.actions.scan({ aim: ']C0', data: 'A'.repeat(57) });
    const [first, second] = [await report(), await report()];
    expect(first.subarray(0, 7).toString('hex')).toBe('0238005d4330' + '41');
    expect([first[61], first[62], first[63]]).toEqual([0x41, 0x6a, 1]);
    expect(second.subarray(0, 8).toString('hex')).toBe('0201005d4330' + '4100');
    expect(second[63]).toBe(0);
  });

  it('reports nothing before the feature report FE 01 where it needs one, and again after unplugging', async () => {
    await stop();
    scanner = await startHidScannerSimulator({ link: { tcp: { port: 0 } }, needsPosMode: true });
    host = await greet(scanner, Uint8Array.of(0x00, 0x02, 0xfe, 0x02));
    scanner.actions.scan({ aim: ']Q1', data: 'lost' });
    let ready = until(scanner, () => scanner.snapshot().posMode);
    host.send(posMode);
    await ready;
    scanner.actions.scan({ aim: ']Q1', data: 'A' });
    expect((await report())[1]).toBe(1);

    host = await unpluggedAndBack(scanner, host);
    expect(scanner.snapshot().posMode).toBe(false);
    ready = until(scanner, () => scanner.snapshot().posMode);
    host.send(posMode);
    await ready;
    scanner.actions.scan({ aim: ']Q1', data: 'AB' });
    expect((await report())[1]).toBe(2);
    expect(scanner.violations()).toMatchObject([{ what: 'a report of 2 bytes with id 254' }]);
  });

  it('loses what continues a code, and reports the next one whole', async () => {
    scanner.faults.failNext({ kind: 'lost-continuation' });
    scanner.actions.scan({ aim: ']Q1', data: 'short' });
    scanner.actions.scan({ aim: ']Q1', data: 'A'.repeat(130) });
    scanner.actions.scan({ aim: ']E0', data: 'B' });
    expect((await report())[63]).toBe(0);
    expect((await report())[63]).toBe(1);
    expect((await report()).subarray(0, 6).toString('latin1')).toBe('\u0002\u0001]E0B');
  });

  it('claims more data than a report holds', async () => {
    scanner.faults.failNext({ kind: 'length-too-large' });
    scanner.actions.scan(slip);
    scanner.actions.scan(slip);
    expect([(await report())[1], (await report())[1]]).toEqual([0xff, 15]);
  });

  it('reports what is no code before one', async () => {
    scanner.faults.failNext({ kind: 'noise' });
    scanner.actions.scan(slip);
    const [other, short, bare, code] = [await report(), await report(), await report(), await report()];
    expect(other[0]).not.toBe(0x02);
    expect(short.length).toBeLessThan(64);
    expect(bare.includes(0x5d)).toBe(false);
    expect(code.subarray(2, 5).toString('latin1')).toBe(']Q1');
  });
});

describe('reports over a byte stream', () => {
  it('come out as they went in, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
        (reports, cuts) => {
          const bytes = Buffer.concat(reports.map(frameReport));
          const reader = new ReportReader();
          const got: Uint8Array[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const end = at + (cuts[turn % cuts.length] ?? 1);
            got.push(...reader.push(bytes.subarray(at, end)));
            at = end;
          }
          expect(got).toEqual(reports);
        },
      ),
      { numRuns },
    );
  });

  it('begin anew after a reset', () => {
    const reader = new ReportReader();
    expect(reader.push(Uint8Array.of(0x00, 0x05, 0x01))).toEqual([]);
    reader.reset();
    expect(reader.push(Uint8Array.of(0x00, 0x01, 0x07))).toEqual([Uint8Array.of(0x07)]);
  });
});
