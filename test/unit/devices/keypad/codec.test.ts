import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyboardReport, PressedKeys } from '../../../../devices/link/boot-keyboard.ts';
import { numRuns } from '../receipt-printer/pieces.ts';

const usage = fc.integer({ min: 0x04, max: 0xdf });
const keys = fc.uniqueArray(usage, { maxLength: 6 });
const report = (down: readonly number[], modifiers = 0): Uint8Array =>
  Uint8Array.from({ length: 8 }, (_, at) => (at === 0 ? modifiers : at === 1 ? 0 : (down[at - 2] ?? 0)));
const pushed = (pressed: PressedKeys, one: Uint8Array): number[] => {
  const read = keyboardReport(one);
  return read === null ? [] : pressed.push(read);
};

describe('a boot keyboard report', () => {
  it('holds the pressed keys and modifiers, with or without a report number in front', () => {
    fc.assert(
      fc.property(keys, fc.integer({ min: 0, max: 255 }), (down, modifiers) => {
        const expected = {
          shift: (modifiers & 0x22) !== 0,
          alt: (modifiers & 0x04) !== 0,
          altGr: (modifiers & 0x40) !== 0,
          keys: down,
        };
        expect(keyboardReport(report(down, modifiers))).toEqual(expected);
        expect(keyboardReport(Uint8Array.of(1, ...report(down, modifiers)))).toEqual(expected);
      }),
      { numRuns: numRuns() },
    );
  });

  it('is rejected at another length', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 70 }).filter(({ length }) => length !== 8 && length !== 9),
        (bytes) => {
          expect(keyboardReport(bytes)).toBeNull();
        },
      ),
      { numRuns: numRuns() },
    );
  });

  it('yields nothing on roll-over', () => {
    for (const error of [1, 2, 3])
      expect(keyboardReport(report([error, error, error, error, error, error]))).toBeNull();
  });
});

describe('pressed keys', () => {
  it('are reported once for each press, in any order of release', () => {
    fc.assert(
      fc.property(fc.array(keys), (reports) => {
        const pressed = new PressedKeys();
        let before: readonly number[] = [];
        for (const down of reports) {
          expect(pushed(pressed, report(down))).toEqual(down.filter((key) => !before.includes(key)));
          before = down;
        }
      }),
      { numRuns: numRuns() },
    );
  });

  it('are not reported again after a roll-over', () => {
    const pressed = new PressedKeys();
    expect(pushed(pressed, report([4, 5]))).toEqual([4, 5]);
    expect(pushed(pressed, report([1, 1, 1, 1, 1, 1]))).toEqual([]);
    expect(pushed(pressed, report([4, 5]))).toEqual([]);
    expect(pushed(pressed, report([4]))).toEqual([]);
    expect(pushed(pressed, report([]))).toEqual([]);
    expect(pushed(pressed, report([4]))).toEqual([4]);
  });

  it('are forgotten with the device', () => {
    const pressed = new PressedKeys();
    pushed(pressed, report([4]));
    pressed.forget();
    expect(pushed(pressed, report([4]))).toEqual([4]);
  });

  it('never throw on any reports', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 7, maxLength: 10 })), (reports) => {
        const pressed = new PressedKeys();
        for (const one of reports) for (const key of pushed(pressed, one)) expect(key).toBeGreaterThanOrEqual(0x04);
      }),
      { numRuns: numRuns() },
    );
  });
});
