import { describe, expect, it, type TestContext } from 'vitest';
import { KeypadConfig } from '../../../../devices/keypad/config.ts';
import { createKeypad } from '../../../../devices/keypad/create.ts';
import { type Keypad, KEYPAD_KEYS, type KeypadKey } from '../../../../devices/keypad/keypad.ts';
import { type KeypadSimulator, startKeypadSimulator } from '../../../../devices/keypad/simulator/simulator.ts';
import { SmallBench } from '../receipt-printer/small-bench.ts';

/** The table that the configuration expects by default. */
const KEYS: Readonly<Record<KeypadKey, { readonly usage: number }>> = {
  up: { usage: 0x52 },
  down: { usage: 0x51 },
  left: { usage: 0x50 },
  right: { usage: 0x4f },
  select: { usage: 0x28 },
  back: { usage: 0x29 },
  'volume-up': { usage: 0x80 },
  'volume-down': { usage: 0x81 },
};
const JACK = { in: { usage: 0x68 }, out: { usage: 0x69 } };

async function bench(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  keys = KEYS,
  settings: object = {},
): Promise<SmallBench<Keypad, KeypadSimulator<KeypadKey>>> {
  const simulator = await startKeypadSimulator({ link: { tcp: { port: 0 } }, keys, jack: JACK });
  const made = new SmallBench(simulator, (link, around) =>
    createKeypad(KeypadConfig.parse({ class: 'keypad', name: 'tasten', link, ...settings }), around),
  );
  onTestFinished(() => made.stop());
  await made.linked;
  return made;
}

const keysOf = (at: SmallBench<Keypad, KeypadSimulator<KeypadKey>>): string[] =>
  at.events.map((event) => (event.type === 'key' ? event.key : `headset ${event.plugged ? 'in' : 'out'}`));
const tap = (at: SmallBench<Keypad, KeypadSimulator<KeypadKey>>, ...keys: KeypadKey[]): void => {
  for (const key of keys) {
    at.simulator.actions.press(key);
    at.simulator.actions.release(key);
  }
};

describe.concurrent('a keypad', () => {
  it('reports each of its keys once, and the plug in its jack', async (test) => {
    const at = await bench(test);
    expect(at.driver.identity()).toBeNull();
    tap(at, ...KEYPAD_KEYS);
    at.simulator.actions.jackIn();
    tap(at, 'up', 'up');
    at.simulator.actions.jackOut();
    await at.when(() => at.events.length === KEYPAD_KEYS.length + 4);
    expect(keysOf(at)).toEqual([...KEYPAD_KEYS, 'headset in', 'up', 'up', 'headset out']);
    // Numbers are chosen with it, step by step: which keys, is in no frame.
    expect(at.driver.frames().map((frame) => frame.meaning)).toEqual([
      ...KEYPAD_KEYS.map(() => 'key'),
      'headset in',
      'key',
      'key',
      'headset out',
    ]);
    expect(
      at.driver
        .frames()
        .filter((frame) => frame.meaning === 'key')
        .every((frame) => frame.hex === ''),
    ).toBe(true);
    expect(at.simulator.violations()).toEqual([]);
  });

  it('reports keys held together once each, also after a roll-over', async (test) => {
    const at = await bench(test);
    for (const key of KEYPAD_KEYS) at.simulator.actions.press(key);
    for (const key of [...KEYPAD_KEYS].reverse()) at.simulator.actions.release(key);
    tap(at, 'volume-down');
    await at.when(() => keysOf(at).at(-1) === 'volume-down');
    // A boot report has room for six keys.
    expect(keysOf(at)).toEqual([...KEYPAD_KEYS.slice(0, 6), 'volume-down']);
  });

  it('reports no keys that are in no table', async (test) => {
    const at = await bench(test, { ...KEYS, select: { usage: 0x3a } }, { keys: { back: 0x2a } });
    tap(at, 'select', 'back', 'down');
    await at.when(() => at.events.length > 0);
    expect(keysOf(at)).toEqual(['down']);
    expect(at.driver.frames().map((frame) => frame.meaning)).toEqual([
      'usage 0x3a: not in the table',
      'usage 0x29: not in the table',
      'key',
    ]);
  });

  it('goes on after noise', async (test) => {
    const at = await bench(test);
    at.simulator.faults.failNext({ kind: 'noise' });
    tap(at, 'up', 'down');
    await at.when(() => at.events.length === 2);
    expect(keysOf(at)).toEqual(['up', 'down']);
    expect(at.driver.frames().filter((frame) => frame.meaning === 'no keyboard report')).toHaveLength(2);
  });

  it('misses a lost press, and takes a lost release for a key that is still held', async (test) => {
    const at = await bench(test);
    at.simulator.faults.failNext({ kind: 'lost-report' });
    tap(at, 'up');
    at.simulator.actions.press('left');
    at.simulator.faults.failNext({ kind: 'lost-report' });
    at.simulator.actions.release('left');
    tap(at, 'left', 'left', 'right');
    await at.when(() => keysOf(at).at(-1) === 'right');
    expect(keysOf(at)).toEqual(['left', 'left', 'right']);
  });

  it('is absent while it is unplugged, and forgets the keys that were down', async (test) => {
    const at = await bench(test);
    at.simulator.actions.press('up');
    await at.when(() => at.events.length === 1);
    await at.unplugged();
    at.simulator.actions.release();
    await at.pluggedIn();
    at.simulator.actions.press('up');
    await at.when(() => at.events.length === 2);
    expect(keysOf(at)).toEqual(['up', 'up']);
  });
});
