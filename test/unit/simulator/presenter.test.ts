import { describe, expect, test } from 'vitest';
import {
  type PrinterSimulatorOptions,
  startReceiptPrinterSimulator,
} from '../../../devices/receipt-printer/simulator/simulator.ts';
import { ManualClock } from '../../../devices/simulation/clock.ts';
import { connect } from './host.ts';

const text = (value: string): Buffer => Buffer.from(value, 'latin1');
const cut = text('\x1dVB\x00');
const fullStatus = Buffer.of(0x10, 0x04, 20);
const printStatus = Buffer.of(0x10, 0x04, 17);
const present = (steps: number): Buffer => Buffer.of(0x1d, 0x65, 3, steps);
const retract = Buffer.of(0x1d, 0x65, 2);
const eject = Buffer.of(0x1d, 0x65, 5);
const ejectorStatus = Buffer.of(0x1d, 0x65, 6);
const slip = (words: string): Buffer => Buffer.concat([text(words), Buffer.of(0x0a), cut]);

const none = '100f00000000';
const atExit = '100f20000000';
const jammed = '100f20004000';

async function setUp(options: Pick<PrinterSimulatorOptions, 'presenter'> = { presenter: true }) {
  const clock = new ManualClock(1_000_000);
  const printer = await startReceiptPrinterSimulator({ link: { tcp: { port: 0 } }, clock, ...options });
  const host = await connect(printer.address);
  const status = (): Promise<string> => host.ask(fullStatus, 6);
  return {
    clock,
    printer,
    host,
    status,
    ejector: async () => host.ask(ejectorStatus, 1),
    /** Sends, and lets the printer do it; the answer to a real-time request proves that it has all of it. */
    perform: async (...commands: Uint8Array[]) => {
      host.send(Buffer.concat(commands));
      await status();
      clock.advance(10_000);
    },
    presenter: () => printer.snapshot().presenter!,
    texts: () => printer.papers().map((paper) => paper.text.trimEnd()),
    [Symbol.asyncDispose]: async () => {
      host.end();
      await printer.stop();
    },
  };
}

describe('a ticket in the simulated presenter', () => {
  test('cut off lies inside, where it cannot be taken', async () => {
    await using t = await setUp();
    await t.perform(slip('Müller'));
    expect(await t.status()).toBe(none);
    expect(await t.ejector()).toBe('04');
    expect(t.presenter().held).toMatchObject({ place: 'inside', protruding: 0, length: 70 });
    t.printer.actions.takeTicket();
    expect(t.texts()).toEqual([]);
  });

  test('presented sticks out by the requested steps, and is reported until it is taken', async () => {
    await using t = await setUp();
    await t.perform(slip('Beleg'), present(4));
    expect(await t.status()).toBe(atExit);
    expect(await t.ejector()).toBe('0c');
    expect(t.presenter().held).toMatchObject({ place: 'exit', protruding: 26 });
    expect(t.texts()).toEqual([]);
    t.printer.actions.takeTicket();
    expect(await t.status()).toBe(none);
    expect(await t.ejector()).toBe('00');
    expect(t.texts()).toEqual(['Beleg']);
    expect(t.presenter().taken.map(({ number }) => number)).toEqual([1]);
  });

  test('retracted is in the bin as a whole, and not among the papers', async () => {
    await using t = await setUp();
    await t.perform(slip('Vergessen'), present(4), retract);
    expect(await t.status()).toBe(none);
    expect(t.presenter().retracted.map((paper) => paper.text.trimEnd())).toEqual(['Vergessen']);
    expect(t.presenter().held).toBeNull();
    t.printer.actions.takeTicket();
    expect(t.texts()).toEqual([]);
  });

  test('ejected is out', async () => {
    await using t = await setUp();
    await t.perform(slip('Beleg'), eject);
    expect(await t.status()).toBe(none);
    expect(t.texts()).toEqual(['Beleg']);
    expect(t.presenter().ejected).toHaveLength(1);
  });

  test('presented further than it is long falls out', async () => {
    await using t = await setUp();
    await t.perform(slip('Beleg'), present(10));
    expect(await t.status()).toBe(atExit);
    await t.perform(present(1));
    expect(await t.status()).toBe(none);
    expect(t.presenter().ejected).toHaveLength(1);
  });

  test('pulled at and let go is still there, and can be taken or retracted', async () => {
    await using t = await setUp();
    await t.perform(slip('Beleg'), present(2));
    t.printer.actions.pullHalf();
    expect(await t.status()).toBe(atExit);
    expect(t.presenter().held).toMatchObject({ place: 'exit', protruding: 35 });
    await t.perform(retract);
    expect(t.presenter().retracted).toHaveLength(1);
  });

  test('left behind is pushed out before the next one is printed', async () => {
    await using t = await setUp();
    await t.perform(slip('erster'), present(4), slip('zweiter'));
    expect(t.texts()).toEqual(['erster']);
    expect(t.presenter().ejected.map(({ number }) => number)).toEqual([1]);
    expect(t.presenter().held).toMatchObject({ place: 'inside', ticket: { number: 2 } });
  });

  test("not cut off yet is out of the ejector's reach, and can be torn off by staff", async () => {
    await using t = await setUp();
    await t.perform(text('halb\n'), retract, eject, present(4));
    expect(t.presenter().held).toBeNull();
    expect(t.printer.uncutText()).toBe('halb');
    t.printer.actions.tearOff();
    expect(t.presenter().removed).toHaveLength(1);
    expect(t.texts()).toEqual([]);
  });

  test('stays where it was over power off and on', async () => {
    await using t = await setUp();
    await t.perform(slip('Beleg'), present(4));
    t.printer.actions.powerOff();
    t.printer.actions.powerOn();
    expect(await t.status()).toBe(atExit);
    expect(t.presenter().held).toMatchObject({ place: 'exit' });
  });
});

describe("the simulated presenter's timing", () => {
  test('makes a movement take as long as its way, and what follows wait', async () => {
    await using t = await setUp();
    await t.perform(slip('Beleg'));
    // 4 steps of 6.5 mm at 150 mm a second
    t.host.send(Buffer.concat([present(4), ejectorStatus]));
    expect(await t.status()).toBe(none);
    t.clock.advance(172);
    expect(await t.status()).toBe(none);
    expect(t.host.unread()).toBe('');
    t.clock.advance(1);
    expect(await t.host.read(1)).toBe('0c');
    expect(await t.status()).toBe(atExit);
  });

  test('gives a ticket that is taken while being drawn in to the visitor', async () => {
    await using t = await setUp();
    await t.perform(slip('Beleg'), present(4));
    t.host.send(retract);
    await t.status();
    t.clock.advance(100);
    t.printer.actions.takeTicket();
    t.clock.advance(1000);
    expect(t.texts()).toEqual(['Beleg']);
    expect(t.presenter().retracted).toHaveLength(0);
    expect(await t.ejector()).toBe('00');
  });

  test('does not stop the rollers on cleared buffers', async () => {
    await using t = await setUp();
    await t.perform(slip('Beleg'), present(4));
    t.host.send(retract);
    await t.status();
    expect(await t.host.ask(Buffer.of(0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08), 3)).toBe('372500');
    t.clock.advance(1000);
    expect(t.presenter().retracted).toHaveLength(1);
  });
});

describe("the simulated presenter's status", () => {
  test.each([
    ['no paper', 'paper-out', '100f05000000', '32'],
    ['near end', 'near-end', '100f04000000', '12'],
    ['cover open', 'cover-open', '100f00020000', '12'],
  ] as const)('for %s', async (_name, kind, full, print) => {
    await using t = await setUp();
    t.printer.faults.failNext({ kind });
    expect(await t.status()).toBe(full);
    expect(await t.host.ask(printStatus, 1)).toBe(print);
    t.printer.faults.clear();
    expect(await t.status()).toBe(none);
  });

  test('has a hot head as recoverable, a jammed blade as not', async () => {
    await using t = await setUp();
    t.printer.faults.failNext({ kind: 'head-hot' });
    t.host.send(slip('Beleg'));
    await t.status();
    expect(await t.status()).toBe('100f00000100');
    t.printer.faults.failNext({ kind: 'cutter' });
    t.clock.advance(20_000);
    expect(await t.status()).toBe('100f00000001');
  });

  test('has the paper motor on while lines are printed, not while the blade moves', async () => {
    await using t = await setUp();
    t.host.send(slip('Beleg'));
    await t.status();
    expect(await t.status()).toBe('100f00080000');
    expect(await t.host.ask(printStatus, 1)).toBe('16');
    t.clock.advance(13 + 40);
    expect(await t.host.ask(printStatus, 1)).toBe('12');
    expect(t.presenter().held).toBeNull();
  });

  test("can have the roll in bit 2 of the ejector's status, as in other manuals", async () => {
    await using t = await setUp({ presenter: { bit2: 'roll' } });
    expect(await t.ejector()).toBe('04');
    await t.perform(slip('Beleg'), present(4));
    expect(await t.ejector()).toBe('0c');
  });

  test('is pushed by GS E0 on each change of the named bytes, and not at once', async () => {
    await using t = await setUp();
    t.host.send(Buffer.of(0x1d, 0xe0, 0x0f));
    await t.perform(slip('Beleg'));
    // The drag motor starts and stops.
    expect(await t.host.read(6)).toBe('100f00080000');
    expect(await t.host.read(6)).toBe('100f00000000');
    await t.perform(present(4));
    expect(await t.host.read(6)).toBe(atExit);
    t.host.send(Buffer.of(0x1d, 0xe0, 0x01));
    await t.status();
    t.printer.actions.openCover();
    t.printer.actions.closeCover();
    t.printer.actions.takeTicket();
    expect(await t.host.read(3)).toBe('100100');
    t.host.send(Buffer.of(0x1d, 0xe0, 0x00));
    await t.status();
    t.printer.faults.failNext({ kind: 'paper-out' });
    expect(await t.status()).toBe('100f05000000');
    expect(t.host.unread()).toBe('');
  });

  test('is not pushed after power off and on', async () => {
    await using t = await setUp();
    t.host.send(Buffer.of(0x1d, 0xe0, 0x0f));
    await t.status();
    t.printer.actions.powerOff();
    t.printer.actions.openCover();
    t.printer.actions.powerOn();
    t.printer.actions.closeCover();
    expect(await t.status()).toBe(none);
    expect(t.host.unread()).toBe('');
  });
});

describe("the simulated presenter's faults", () => {
  test('a jam at the exit is reported everywhere, stops all, and is cleared by staff, not given to the visitor', async () => {
    await using t = await setUp();
    await t.perform(slip('Beleg'));
    t.printer.faults.failNext({ kind: 'exit-jam' });
    await t.perform(present(4));
    expect(await t.status()).toBe(jammed);
    expect(await t.ejector()).toBe('cc');
    expect(await t.host.ask(Buffer.from('100401100402100403', 'hex'), 3)).toBe('1a5212');
    t.printer.actions.takeTicket();
    t.printer.actions.pullHalf();
    await t.perform(retract, eject, slip('zweiter'));
    expect(await t.status()).toBe(jammed);
    expect(t.printer.uncutText()).toBe('');
    t.printer.actions.clearJam();
    expect(await t.host.ask(Buffer.of(0x10, 0x04, 1), 1)).toBe('12');
    t.clock.advance(10_000);
    expect(t.presenter()).toMatchObject({ jam: false, held: { ticket: { number: 2 } } });
    expect(t.presenter().removed.map(({ number }) => number)).toEqual([1]);
    expect(t.texts()).toEqual([]);
  });

  test('a jam at the exit can be caused without a ticket', async () => {
    await using t = await setUp();
    t.host.send(Buffer.of(0x1d, 0x61, 0x02));
    expect(await t.host.read(4)).toBe('1000000f');
    t.printer.actions.jamExit();
    expect(await t.host.read(4)).toBe('1800000f');
    expect(await t.ejector()).toBe('c8');
    t.printer.actions.clearJam();
    expect(await t.host.read(4)).toBe('1000000f');
    expect(t.presenter().removed).toHaveLength(0);
  });

  test('a failed retraction leaves the ticket at the exit with the error bit, and the next one succeeds', async () => {
    await using t = await setUp();
    t.printer.faults.failNext({ kind: 'retract-fails' });
    await t.perform(slip('Beleg'), present(4), retract);
    expect(await t.status()).toBe(atExit);
    expect(await t.ejector()).toBe('4c');
    await t.perform(retract);
    expect(await t.ejector()).toBe('00');
    expect(t.presenter().retracted).toHaveLength(1);
  });

  test('a lasting failure of retraction leaves the ticket to be taken', async () => {
    await using t = await setUp();
    t.printer.faults.failAlways({ kind: 'retract-fails' });
    await t.perform(slip('Beleg'), present(4), retract, retract, retract);
    expect(await t.ejector()).toBe('4c');
    t.printer.actions.takeTicket();
    expect(await t.ejector()).toBe('00');
    expect(t.texts()).toEqual(['Beleg']);
  });

  test('a stuck sensor reports a ticket until it is repaired, and retracting it is an error', async () => {
    await using t = await setUp();
    t.printer.faults.failNext({ kind: 'exit-sensor-stuck' });
    expect(await t.status()).toBe(atExit);
    expect(await t.ejector()).toBe('08');
    await t.perform(slip('Beleg'), present(4));
    t.printer.actions.takeTicket();
    expect(t.texts()).toEqual(['Beleg']);
    expect(await t.status()).toBe(atExit);
    await t.perform(retract);
    expect(await t.ejector()).toBe('48');
    t.printer.faults.clear();
    expect(await t.status()).toBe(none);
    expect(await t.ejector()).toBe('00');
  });
});

describe('a simulated printer without a presenter', () => {
  test("does not know Custom's commands, and drops what is cut into the tray", async () => {
    await using t = await setUp({});
    t.host.send(
      Buffer.concat([
        fullStatus,
        printStatus,
        Buffer.of(0x1d, 0x65),
        Buffer.of(0x1d, 0xe0),
        slip('Beleg'),
        Buffer.of(0x10, 0x04, 1),
      ]),
    );
    expect(await t.host.read(1)).toMatch(/^1/);
    t.clock.advance(10_000);
    t.printer.actions.jamExit();
    t.printer.actions.takeTicket();
    expect(t.printer.violations().map(({ kind, detail }) => `${kind} ${detail}`)).toEqual([
      'unsupported-command DLE EOT 20',
      'unsupported-command DLE EOT 17',
      'unknown-command 1d65',
      'unknown-command 1de0',
    ]);
    expect(t.texts()).toEqual(['Beleg']);
    expect(t.printer.snapshot()).toMatchObject({ presenter: null, condition: { exitJam: false } });
  });
});
