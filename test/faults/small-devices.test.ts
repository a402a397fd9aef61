/**
 * Every fault of the small devices, at rest and in the middle of a frame: no event is wrong, and after the fault the
 * device works again without anybody at the terminal.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock, within } from '../../base/clock.ts';
import { BadgeReaderConfig } from '../../devices/badge-reader/config.ts';
import { createBadgeReader } from '../../devices/badge-reader/create.ts';
import { badgeReaderFaultKinds } from '../../devices/badge-reader/simulator/faults.ts';
import { startBadgeReaderSimulator } from '../../devices/badge-reader/simulator/simulator.ts';
import { DocumentReaderConfig } from '../../devices/document-reader/config.ts';
import { createDocumentReader } from '../../devices/document-reader/create.ts';
import { documentReaderFaultKinds } from '../../devices/document-reader/simulator/faults.ts';
import { startDocumentReaderSimulator } from '../../devices/document-reader/simulator/simulator.ts';
import { IoBoardConfig } from '../../devices/io-board/config.ts';
import { createIoBoard } from '../../devices/io-board/create.ts';
import { ioBoardFaultKinds, startIoBoardSimulator } from '../../devices/io-board/simulator/simulator.ts';
import { KeypadConfig } from '../../devices/keypad/config.ts';
import { createKeypad } from '../../devices/keypad/create.ts';
import { keypadFaultKinds, startKeypadSimulator } from '../../devices/keypad/simulator/simulator.ts';
import { ScannerConfig } from '../../devices/scanner/config.ts';
import { createScanner } from '../../devices/scanner/create.ts';
import { hidScannerFaultKinds, serialScannerFaultKinds } from '../../devices/scanner/simulator/faults.ts';
import { startHidScannerSimulator, startSerialScannerSimulator } from '../../devices/scanner/simulator/simulator.ts';
import type { DeviceStatus } from '../../devices/driver/status.ts';
import type { EventDriver } from '../../devices/driver/event-device.ts';
import {
  type Around,
  expectNothingOf,
  SmallBench,
  type SmallSimulator,
} from '../unit/devices/receipt-printer/small-bench.ts';
import { withCheckDigits } from '../unit/devices/document-reader/specimens.ts';
import { Relay } from './support/relay.ts';

type Driver = EventDriver<DeviceStatus, unknown>;
type Link = ConstructorParameters<typeof SmallBench>[1] extends (link: infer L, around: Around) => unknown ? L : never;

/** What somebody does at a device: something else each time (`n`), so that its events can be distinguished. */
interface Stand {
  readonly simulator: SmallSimulator;
  readonly fail: (kind: string) => void;
  readonly failAlways: (kind: string) => void;
  readonly act: (n: number) => void;
}

interface Device {
  readonly name: string;
  readonly faults: readonly string[];
  readonly start: () => Promise<Stand>;
  readonly drive: (link: Link, around: Around) => Driver;
  /** The events that the `n`th act leads to, in their order. */
  readonly told: (n: number) => readonly unknown[];
  /** What else may be reported under a fault: that something could not be read. */
  readonly besides: readonly unknown[];
  readonly secrets: (n: number) => readonly string[];
}

const tcp = { tcp: { port: 0 } } as const;
const number = (n: number): string => String(471_100_000 + n);
/** Long enough for several reports. */
const code = (n: number): string => `Antrag ${number(n)} ${'x'.repeat(80)}`;
const badgeId = (n: number): string => (0x04a1b2c3 + n).toString(16).padStart(8, '0').toUpperCase();
const ARROWS = ['up', 'down', 'left', 'right'] as const;
const arrow = (n: number): (typeof ARROWS)[number] => ARROWS[n % ARROWS.length] ?? 'up';
const card = (n: number): readonly string[] =>
  withCheckDigits({ number: number(n), surname: 'MUSTERMANN', given: 'ERIKA' });

const stand = <F extends { readonly kind: string }>(
  simulator: SmallSimulator & { readonly faults: { failNext(fault: F): void; failAlways(fault: F): void } },
  act: (n: number) => void,
): Stand => {
  const fault = (kind: string): F => ({ kind, ...(kind === 'oversized' && { characters: 5_000 }) }) as unknown as F;
  return {
    simulator,
    act,
    fail: (kind) => simulator.faults.failNext(fault(kind)),
    failAlways: (kind) => simulator.faults.failAlways(fault(kind)),
  };
};

const DEVICES: readonly Device[] = [
  {
    name: 'scanner, HID POS',
    faults: hidScannerFaultKinds,
    besides: [],
    secrets: (n) => [number(n)],
    start: async () => {
      const simulator = await startHidScannerSimulator({ link: tcp });
      return stand(simulator, (n) => simulator.actions.scan({ aim: ']Q1', data: code(n) }));
    },
    drive: (link, around) =>
      createScanner(ScannerConfig.parse({ class: 'scanner', name: 'scanner', pos: link }), around),
    told: (n) => [{ text: code(n), symbology: 'qr' }],
  },
  {
    name: 'scanner on a line',
    faults: serialScannerFaultKinds,
    besides: [],
    secrets: (n) => [number(n)],
    start: async () => {
      const simulator = await startSerialScannerSimulator({ link: tcp });
      return stand(simulator, (n) => simulator.actions.scan({ aim: ']Q1', data: code(n) }));
    },
    drive: (link, around) =>
      createScanner(ScannerConfig.parse({ class: 'scanner', name: 'scanner', stream: link }), around),
    told: (n) => [{ text: code(n), symbology: null }],
  },
  {
    name: 'badge reader',
    faults: badgeReaderFaultKinds,
    besides: [],
    secrets: (n) => [badgeId(n)],
    start: async () => {
      const simulator = await startBadgeReaderSimulator({ link: tcp });
      return stand(simulator, (n) => simulator.actions.present({ type: 0x80, id: badgeId(n) }));
    },
    drive: (link, around) =>
      createBadgeReader(
        BadgeReaderConfig.parse({ class: 'badge-reader', name: 'ausweis', twn4: link, poll: 100 }),
        around,
      ),
    told: (n) => [{ type: 'badge', id: badgeId(n) }],
  },
  ...(['desko', 'access-is', 'elyctis'] as const).map((kind): Device => ({
    name: `document reader, ${kind}`,
    faults: documentReaderFaultKinds,
    besides: [{ type: 'unreadable' }],
    secrets: (n) => [number(n), 'MUSTERMANN', 'ERIKA', '640812'],
    start: async () => {
      const simulator = await startDocumentReaderSimulator({ link: tcp, framing: { kind } });
      return stand(simulator, (n) => simulator.actions.swipe(card(n)));
    },
    drive: (link, around) =>
      createDocumentReader(
        DocumentReaderConfig.parse({ class: 'document-reader', name: 'mrz', link, framing: kind }),
        around,
      ),
    told: (n) => [{ type: 'document', kind: 'identity-card', number: card(n)[0]?.slice(5, 15) }],
  })),
  {
    name: 'keypad',
    faults: keypadFaultKinds,
    besides: [],
    secrets: () => [],
    start: async () => {
      const keys = { up: { usage: 0x52 }, down: { usage: 0x51 }, left: { usage: 0x50 }, right: { usage: 0x4f } };
      const simulator = await startKeypadSimulator({
        link: tcp,
        keys,
        jack: { in: { usage: 0x68 }, out: { usage: 0x69 } },
      });
      return stand(simulator, (n) => {
        simulator.actions.press(arrow(n));
        simulator.actions.release();
      });
    },
    drive: (link, around) => createKeypad(KeypadConfig.parse({ class: 'keypad', name: 'tasten', link }), around),
    told: (n) => [{ type: 'key', key: arrow(n) }],
  },
  {
    name: 'I/O board',
    faults: ioBoardFaultKinds,
    besides: [],
    secrets: () => [],
    start: async () => {
      const simulator = await startIoBoardSimulator({ link: tcp });
      return stand(simulator, (n) => simulator.actions.set(0, n % 2 === 1));
    },
    drive: (link, around) =>
      createIoBoard(
        IoBoardConfig.parse({
          class: 'io-board',
          name: 'sensoren',
          link,
          inputs: { 'service-key': { pin: 0, active: 'high' } },
          poll: 50,
        }),
        around,
      ),
    told: (n) => [{ type: 'input', input: 'service-key', active: n % 2 === 1 }],
  },
];

const MOMENTS = ['at rest', 'in the middle of a frame', 'for a while'] as const;
interface Cell {
  readonly device: Device;
  readonly fault: string;
  readonly moment: (typeof MOMENTS)[number];
}
const CELLS: readonly Cell[] = DEVICES.flatMap((device) =>
  device.faults.flatMap((fault) => MOMENTS.map((moment) => ({ device, fault, moment }))),
);

/**
 * Milliseconds that somebody waits for the terminal before trying once more. The longest: a reader that needs a command
 * to read again.
 */
const PATIENCE = 4_000;
/** Milliseconds that a fault lasts `for a while`, unless it did no harm. */
const WHILE = 1_500;

async function run({ device, fault, moment }: Cell): Promise<void> {
  const at = await device.start();
  const relay = await Relay.start(at.simulator.address);
  const bench = new SmallBench(at.simulator, device.drive, { address: relay.address });
  let acts = 0;
  /** Does the next thing; true when its event came within a person's patience. */
  const act = async (): Promise<boolean> => {
    acts += 1;
    const from = bench.events.length;
    const wanted = device.told(acts).map((event) => JSON.stringify(event));
    const told = bench
      .when(() => wanted.every((event) => bench.events.slice(from).some((one) => JSON.stringify(one) === event)))
      .then(() => true);
    at.act(acts);
    return within(systemClock, PATIENCE, told);
  };
  try {
    await bench.linked;
    expect(await act(), 'works before the fault').toBe(true);
    if (moment === 'in the middle of a frame') {
      const halfway = relay.stopInTheMiddle();
      const first = act();
      await halfway;
      at.fail(fault);
      relay.goOn();
      await first;
    } else if (moment === 'at rest') {
      at.fail(fault);
    } else {
      at.failAlways(fault);
      const under = act();
      await within(systemClock, WHILE, under);
      at.simulator.faults.clear();
      bench.lookAgain();
      await under;
    }
    // Meanwhile one more may be lost to the fault.
    if (fault !== 'unplug') await act();
    at.simulator.faults.clear();
    await at.simulator.actions.plugIn();
    bench.lookAgain();
    await bench.reached('ready');
    const again = (await act()) || (await act());
    expect(again, 'works after the fault').toBe(true);
    const right = Array.from({ length: acts }, (_, n) => device.told(n + 1)).flat();
    for (const event of bench.events) expect([...right, ...device.besides]).toContainEqual(event);
    expectNothingOf(Array.from({ length: acts }, (_, n) => device.secrets(n + 1)).flat(), bench.driver.frames());
    expect(at.simulator.violations()).toEqual([]);
  } finally {
    await bench.stop();
    await relay.close();
  }
}

describe('small devices under faults', { timeout: 60_000 }, () => {
  // All at once: nearly all of their time is waiting.
  let results: readonly Promise<unknown>[] = [];
  beforeAll(() => {
    results = CELLS.map((cell) =>
      run(cell).then(
        () => null,
        (error: unknown) => error,
      ),
    );
  });

  it.each(CELLS.map((cell, at) => [`${cell.device.name}: ${cell.fault} ${cell.moment}`, at] as const))(
    '%s',
    async (_name, at) => {
      const error = await results[at];
      if (error !== null) throw error;
    },
  );
});
