import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../devices/simulation/clock.ts';
import { FaultBox } from '../../../devices/simulation/faults.ts';
import type { PrinterFault } from '../../../devices/receipt-printer/simulator/faults.ts';
import { Mechanism } from '../../../devices/receipt-printer/simulator/mechanism.ts';
import { startReceiptPrinterSimulator } from '../../../devices/receipt-printer/simulator/simulator.ts';
import { connect } from './host.ts';

const text = (value: string): Buffer => Buffer.from(value, 'latin1');
const processId = (id: string): Buffer => Buffer.concat([text('\x1d(H\x06\x00\x30\x30'), text(id)]);
const printed = (id: string): string => Buffer.concat([Buffer.of(0x37, 0x22), text(id), Buffer.of(0)]).toString('hex');
const cut = text('\x1dVB\x00');
const eot = (n: number): Buffer => Buffer.of(0x10, 0x04, n);

async function setUp() {
  const clock = new ManualClock(1_000_000);
  const printer = await startReceiptPrinterSimulator({ link: { tcp: { port: 0 } }, clock });
  const host = await connect(printer.address);
  const [one, two, three, four] = [1, 2, 3, 4];
  return {
    clock,
    printer,
    host,
    /** DLE EOT 1 to 4, as hexadecimal. */
    status: async () => host.ask(Buffer.concat([eot(one), eot(two), eot(three), eot(four)]), 4),
    /**
     * Everything sent so far has reached the printer: the answer to a real-time request proves it, whatever its state.
     */
    [Symbol.asyncDispose]: async () => {
      host.end();
      await printer.stop();
    },
  };
}

describe('a status byte follows the bit tables', () => {
  test.each([
    ['ready', 'none', '12121212'],
    ['cover open', 'cover-open', '1a161212'],
    ['no paper', 'paper-out', '1a32127e'],
    ['near end', 'near-end', '1212121e'],
  ] as const)('for %s', async (_name, fault, expected) => {
    await using t = await setUp();
    if (fault !== 'none') t.printer.faults.failNext({ kind: fault });
    expect(await t.status()).toBe(expected);
    t.printer.faults.clear();
    expect(await t.status()).toBe('12121212');
  });
});

describe("the simulated printer's proof of printing", () => {
  test('by process id comes only after the paper has moved', async () => {
    await using t = await setUp();
    t.host.send(Buffer.concat([text('Guten Tag\n'), cut, processId('0001')]));
    expect(await t.host.ask(eot(1), 1)).toBe('12');
    expect(t.host.unread()).toBe('');
    t.clock.advance(1000);
    expect(await t.host.read(7)).toBe(printed('0001'));
    expect(t.printer.papers().map((paper) => paper.text)).toEqual(['Guten Tag\n']);
  });

  test('by GS r is queued behind the data as well', async () => {
    await using t = await setUp();
    t.host.send(text('A\n\x1dr1'));
    await t.host.ask(eot(1), 1);
    t.clock.advance(12);
    expect(t.host.unread()).toBe('');
    t.clock.advance(1);
    expect(await t.host.read(1)).toBe('00');
  });

  test('is not needed for GS I, which names maker and model', async () => {
    await using t = await setUp();
    expect(Buffer.from(await t.host.ask(text('\x1dIB\x1dIC'), 17), 'hex').toString('latin1')).toBe(
      '_EPSON\0_TM-T88VI\0',
    );
  });
});

describe("the simulated printer's stop", () => {
  test('for paper out ends with a new roll, and the rest is printed by itself', async () => {
    await using t = await setUp();
    t.printer.faults.failNext({ kind: 'paper-out-mid-job', lines: 2 });
    t.host.send(Buffer.concat([text('eins\nzwei\ndrei\n'), cut, processId('0002')]));
    await t.status();
    t.clock.advance(5000);
    expect(await t.status()).toBe('1a32127e');
    expect(t.printer.uncutText()).toBe('eins\nzwei');
    t.printer.actions.openCover();
    t.printer.actions.loadRoll();
    t.clock.advance(5000);
    expect(t.printer.papers()).toHaveLength(0);
    t.printer.actions.closeCover();
    t.clock.advance(5000);
    expect(await t.host.read(7)).toBe(printed('0002'));
    expect(t.printer.papers()[0]?.text).toBe('eins\nzwei\ndrei\n');
  });

  test('for the cutter ends with DLE ENQ 1, going on where it stopped', async () => {
    await using t = await setUp();
    t.printer.faults.failNext({ kind: 'cutter' });
    t.host.send(Buffer.concat([text('A\n'), cut, processId('0003')]));
    await t.status();
    t.clock.advance(5000);
    expect(await t.status()).toBe('1a521a12');
    t.host.send(Buffer.of(0x10, 0x05, 1));
    expect(await t.status()).toBe('12121212');
    t.clock.advance(5000);
    expect(await t.host.read(7)).toBe(printed('0003'));
    expect(t.printer.papers()).toHaveLength(1);
  });

  test('for the cutter ends with DLE ENQ 2, which drops the data and the pending process id, and spares what follows', async () => {
    await using t = await setUp();
    t.printer.faults.failNext({ kind: 'cutter' });
    t.host.send(Buffer.concat([text('A\n'), cut, text('verloren\n'), processId('0004')]));
    await t.status();
    t.clock.advance(5000);
    t.host.send(Buffer.concat([Buffer.of(0x10, 0x05, 2), text('neu\n'), cut, processId('0005')]));
    expect(await t.status()).toBe('12121212');
    t.clock.advance(5000);
    expect(await t.host.read(7)).toBe(printed('0005'));
    expect(t.host.unread()).toBe('');
    expect(t.printer.papers()[0]?.text).toBe('A\n\nneu\n');
  });

  test('is needed for DLE ENQ 2, which otherwise changes nothing', async () => {
    await using t = await setUp();
    t.host.send(Buffer.concat([text('A\n'), processId('0006'), Buffer.of(0x10, 0x05, 2)]));
    await t.status();
    t.clock.advance(1000);
    expect(await t.host.read(7)).toBe(printed('0006'));
  });

  test('for a hot head ends by itself', async () => {
    await using t = await setUp();
    t.printer.faults.failNext({ kind: 'head-hot' });
    t.host.send(Buffer.concat([text('A\n'), processId('0007')]));
    await t.status();
    expect(await t.status()).toBe('1a525212');
    t.clock.advance(8000);
    t.clock.advance(100);
    expect(await t.host.read(7)).toBe(printed('0007'));
  });

  test('by power off loses data, settings and automatic status', async () => {
    await using t = await setUp();
    t.host.send(Buffer.concat([Buffer.of(0x1d, 0x61, 0xff), text('A\n'), processId('0008')]));
    expect(await t.host.read(4)).toBe('1000000f');
    t.printer.actions.powerOff();
    t.printer.actions.powerOn();
    t.clock.advance(5000);
    t.printer.actions.openCover();
    expect(await t.status()).toBe('1a161212');
    expect(t.host.unread()).toBe('');
  });
});

test('the simulated printer pushes automatic status on each change that the mask names', async () => {
  await using t = await setUp();
  expect(await t.host.ask(Buffer.of(0x1d, 0x61, 0x0e), 4)).toBe('1000000f');
  t.printer.actions.openCover();
  expect(await t.host.read(4)).toBe('3800000f');
  t.printer.actions.closeCover();
  expect(await t.host.read(4)).toBe('1000000f');
  t.printer.faults.failNext({ kind: 'paper-out' });
  expect(await t.host.read(4)).toBe('18000f0f');
});

test('the simulated printer executes real-time requests inside a picture, and prints them as data too', async () => {
  await using t = await setUp();
  t.printer.actions.openCover();
  expect(await t.host.ask(Buffer.concat([text('\x1dv0\0\x01\0\x04\0'), Buffer.of(0x10, 0x04, 0x02, 0xff)]), 1)).toBe(
    '16',
  );
  t.printer.actions.closeCover();
  t.host.send(cut);
  await t.status();
  t.clock.advance(5000);
  expect(t.printer.papers()[0]?.text).toContain('[Bild 8×4]');
});

test("the simulated printer's silence and garbage faults lose an answer, or put noise before it", async () => {
  await using t = await setUp();
  t.printer.faults.failNext({ kind: 'silence' });
  t.host.send(eot(1));
  expect(await t.host.ask(eot(2), 1)).toBe('12');
  t.printer.faults.failNext({ kind: 'garbage' });
  expect(await t.host.ask(eot(1), 6)).toBe('ff9c80e3fe12');
});

test('the simulated printer ends the connection when unplugged, and answers at the same address when plugged in', async () => {
  await using t = await setUp();
  t.printer.faults.failNext({ kind: 'unplug' });
  await t.host.ended();
  t.printer.faults.clear();
  await t.printer.actions.plugIn();
  const again = await connect(t.printer.address);
  expect(await again.ask(eot(1), 1)).toBe('12');
  again.end();
});

test("the simulated printer's slow fault makes one piece of paper take twenty times as long", async () => {
  await using t = await setUp();
  t.printer.faults.failNext({ kind: 'slow' });
  t.host.send(Buffer.concat([text('A\n'), processId('0009')]));
  await t.status();
  t.clock.advance(249);
  expect(t.host.unread()).toBe('');
  t.clock.advance(1);
  expect(await t.host.read(7)).toBe(printed('0009'));
});

test('without a handshake the simulated printer loses and records what its buffer cannot take, and still hears real-time requests', async () => {
  const clock = new ManualClock();
  const printer = await startReceiptPrinterSimulator({
    link: { tcp: { port: 0 } },
    clock,
    receiveBuffer: 100,
    overrun: 'drop',
  });
  const host = await connect(printer.address);
  printer.actions.openCover();
  expect(await host.ask(Buffer.concat([text('x'.repeat(150)), eot(2)]), 1)).toBe('16');
  expect(printer.violations().map(({ kind }) => kind)).toEqual(['receive-buffer-overflow']);
  expect(printer.snapshot().buffered).toBe(100);
  host.end();
  await printer.stop();
});

test('the simulated printer records an unknown command', async () => {
  await using t = await setUp();
  t.host.send(Buffer.of(0x1b, 0x07));
  await t.status();
  expect(t.printer.violations().map(({ kind, detail }) => `${kind} ${detail}`)).toEqual(['unknown-command 1b07']);
});

test('the simulated printer serves one host at a time, and records a second one that waits long', async () => {
  await using t = await setUp();
  await t.status();
  const second = await connect(t.printer.address);
  second.send(eot(1));
  await t.status();
  expect(second.unread()).toBe('');
  t.clock.advance(1000);
  expect(t.printer.violations().map(({ kind }) => kind)).toEqual(['second-client']);
  t.host.end();
  expect(await second.read(1)).toBe('12');
  second.end();
});

test('the simulated printer never throws on any input and fault, holds no more than it got, and works again when repaired', () => {
  const lead = fc.constantFrom(
    ...[
      '\x1b',
      '\x1d',
      '\x1c',
      '\x10',
      '\x10\x04',
      '\x10\x05\x02',
      '\x1dV',
      '\x1dv0',
      '\x1d(k',
      '\x1b*',
      '\x1d!',
      '\n',
      'Text',
    ].map((s) => [...text(s)]),
  );
  const data = fc
    .array(fc.oneof(lead, fc.array(fc.nat(255), { maxLength: 6 })), { maxLength: 12 })
    .map((parts) => Uint8Array.from(parts.flat()));
  const happening = fc.constantFrom(
    'openCover',
    'closeCover',
    'loadRoll',
    'removeRoll',
    'powerOff',
    'powerOn',
    'tearOff',
    'wait',
    'cutter',
    'head-hot',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(data, happening), { maxLength: 20 }), (story) => {
      const clock = new ManualClock();
      const sent: string[] = [];
      const faults = new FaultBox<PrinterFault>(
        () => undefined,
        () => undefined,
      );
      const mechanism = new Mechanism({
        clock,
        faults,
        widthDots: 576,
        send: (bytes) => void sent.push(Buffer.from(bytes).toString('hex')),
        piece: () => undefined,
        violation: () => undefined,
        changed: () => undefined,
      });
      let received = 0;
      for (const step of story) {
        if (typeof step !== 'string') {
          mechanism.receive(step);
          received += step.length;
        } else if (step === 'wait') clock.advance(500);
        else if (step === 'cutter' || step === 'head-hot') faults.failNext({ kind: step });
        else mechanism[step]();
        expect(mechanism.buffered).toBeLessThanOrEqual(received);
      }
      // Power off and on: nothing of what came before is left in memory, and it prints.
      faults.clear();
      mechanism.powerOff();
      mechanism.mend();
      mechanism.powerOn();
      sent.length = 0;
      mechanism.receive(Buffer.concat([text('A\n'), cut, processId('0001')]));
      clock.advance(60_000);
      expect(sent).toEqual([printed('0001')]);
    }),
    { numRuns: 200 },
  );
});
