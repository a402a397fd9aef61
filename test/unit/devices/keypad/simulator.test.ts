import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type KeyCode,
  type KeypadSimulator,
  startKeypadSimulator,
} from '../../../../devices/keypad/simulator/simulator.ts';
import { greet, type RawHost, unpluggedAndBack, until } from '../scanner/raw-host.ts';

const numRuns = process.env['CI'] === undefined ? 500 : 10_000;
/** Invented: F13–F20, and one key that comes with left shift. */
const keys = {
  a: { usage: 0x68 },
  b: { usage: 0x69 },
  c: { usage: 0x6a },
  d: { usage: 0x6b },
  e: { usage: 0x6c },
  f: { usage: 0x6d },
  g: { usage: 0x04, modifiers: 0x02 },
} as const satisfies Record<string, KeyCode>;
type Key = keyof typeof keys;
/** A host that switches the lamps off: what it may say to a keyboard. */
const lamps = Uint8Array.of(0x00, 0x01, 0x00);

describe('a simulated keypad', () => {
  let keypad: KeypadSimulator<Key>;
  let host: RawHost;
  const report = async (): Promise<string> => {
    const length = Number.parseInt(await host.read(2), 16);
    return host.read(length);
  };
  beforeEach(async () => {
    keypad = await startKeypadSimulator({
      link: { tcp: { port: 0 } },
      keys,
      jack: { in: { usage: 0x72 }, out: { usage: 0x73 } },
    });
    host = await greet(keypad, lamps);
  });
  afterEach(async () => {
    host.end();
    await keypad.stop();
  });

  it('reports a press and a release of a key once each', async () => {
    keypad.actions.press('a');
    keypad.actions.press('a');
    keypad.actions.release();
    keypad.actions.release();
    keypad.actions.press('b');
    expect([await report(), await report(), await report()]).toEqual([
      '0000680000000000',
      '0000000000000000',
      '0000690000000000',
    ]);
    expect(keypad.snapshot()).toEqual({ plugged: true, pressed: ['b'], jack: false });
  });

  it('sends the modifiers of its code table with a key', async () => {
    keypad.actions.press('g');
    expect(await report()).toBe('0200040000000000');
  });

  it('reports keys together, in the order of pressing, and which of them is let go', async () => {
    keypad.actions.press('b');
    keypad.actions.press('a');
    keypad.actions.release('b');
    expect([await report(), await report(), await report()]).toEqual([
      '0000690000000000',
      '0000696800000000',
      '0000680000000000',
    ]);
  });

  it('reports roll-over with more than six keys', async () => {
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g'] as const) keypad.actions.press(key);
    const reports = [];
    for (let count = 0; count < 7; count++) reports.push(await report());
    expect(reports.at(-2)).toBe('000068696a6b6c6d');
    expect(reports.at(-1)).toBe('0200010101010101');
  });

  it('reports the headset by a key stroke, once for each change, beside the keys that are held', async () => {
    keypad.actions.jackOut();
    keypad.actions.jackIn();
    keypad.actions.jackIn();
    keypad.actions.press('a');
    keypad.actions.jackOut();
    const reports = [await report(), await report(), await report(), await report(), await report()];
    expect(reports).toEqual([
      '0000720000000000',
      '0000000000000000',
      '0000680000000000',
      '0000687300000000',
      '0000680000000000',
    ]);
    expect(keypad.snapshot().jack).toBe(false);
  });

  it('always reports the keys that are held', async () => {
    const step = fc.record({ key: fc.constantFrom(...(Object.keys(keys) as Key[])), down: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const held = new Set<Key>();
        for (const { key, down } of steps) {
          if (held.has(key) === down) continue;
          if (down) held.add(key);
          else held.delete(key);
          if (down) keypad.actions.press(key);
          else keypad.actions.release(key);
          const bytes = Buffer.from(await report(), 'hex');
          if (held.size > 6) continue;
          expect(new Set([...bytes.subarray(2)].filter((usage) => usage !== 0))).toEqual(
            new Set([...held].map((each) => keys[each].usage)),
          );
          expect(bytes[0]).toBe(held.has('g') ? 0x02 : 0);
        }
        if (held.size > 0) {
          keypad.actions.release();
          expect(await report()).toBe('0000000000000000');
        }
      }),
      { numRuns },
    );
  });

  it('loses one report: the key seems to be held', async () => {
    keypad.actions.press('a');
    keypad.faults.failNext({ kind: 'lost-report' });
    keypad.actions.release();
    keypad.actions.press('b');
    expect([await report(), await report()]).toEqual(['0000680000000000', '0000690000000000']);
  });

  it('reports too little and too much before a report', async () => {
    keypad.faults.failNext({ kind: 'noise' });
    keypad.actions.press('a');
    expect([(await report()).length, (await report()).length, await report()]).toEqual([6, 40, '0000680000000000']);
  });

  it('is unplugged and back, with no report of what happened meanwhile', async () => {
    const again = unpluggedAndBack(keypad, host);
    keypad.actions.press('c');
    keypad.actions.release();
    keypad.actions.jackIn();
    host = await again;
    const heard = until(keypad, () => keypad.violations().length === 1);
    host.send(Uint8Array.of(0x00, 0x03, 0x01, 0x02, 0x03));
    await heard;
    keypad.actions.press('a');
    expect(await report()).toBe('0000680000000000');
  });
});
