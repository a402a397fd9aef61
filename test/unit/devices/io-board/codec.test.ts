import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clearPin, levels, PromptedAnswers, readAll, setPin } from '../../../../devices/io-board/protocol.ts';
import { cut, numRuns } from '../receipt-printer/pieces.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const lineEnd = fc.constantFrom('\n\r', '\r\n');
const word = fc
  .string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789 '), minLength: 1, maxLength: 40 })
  .map((text) => text.trim())
  .filter((text) => text !== '');

describe('answers before a prompt', () => {
  it('are read as lines, however the bytes are cut and whatever ends a line', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(word, { maxLength: 3 }), { maxLength: 6 }),
        lineEnd,
        fc.array(fc.nat(40)),
        (wanted, end, cuts) => {
          const answers = new PromptedAnswers();
          const stream = ascii(wanted.map((lines) => `${lines.map((line) => `${line}${end}`).join('')}>`).join(''));
          expect(cut(stream, cuts).flatMap((piece) => answers.push(piece))).toEqual(wanted);
        },
      ),
      { numRuns: numRuns() },
    );
  });

  it('are cleared of bytes that are no text', () => {
    const noise = fc.uint8Array({ maxLength: 30 }).map((bytes) => bytes.map((byte) => byte | 0x80));
    fc.assert(
      fc.property(noise, noise, (before, between) => {
        expect(
          new PromptedAnswers().push(
            Uint8Array.of(...before, ...ascii(`${readAll}\n\r`), ...between, ...ascii('0f\n\r>')),
          ),
        ).toEqual([[readAll, '0f']]);
      }),
      { numRuns: numRuns() },
    );
  });

  it('that are far too long are dropped, and the next one is whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 513, max: 100_000 }), fc.array(fc.nat(5_000)), (length, cuts) => {
        const answers = new PromptedAnswers();
        expect(
          cut(ascii(`${'x'.repeat(length)}>ver\n\r00000009\n\r>`), cuts).flatMap((piece) => answers.push(piece)),
        ).toEqual([['ver', '00000009']]);
      }),
      { numRuns: Math.min(numRuns(), 100) },
    );
  });

  it('never throw on any bytes, and are bounded', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 900 })), (pieces) => {
        const answers = new PromptedAnswers();
        for (const piece of pieces)
          for (const lines of answers.push(piece)) expect(lines.join('').length).toBeLessThanOrEqual(512);
      }),
      { numRuns: numRuns() },
    );
  });
});

describe('levels of the pins', () => {
  it("are read from the board's mask, for 8 to 128 pins", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), fc.boolean(), (mask, large) => {
        const digits = mask.toString(16);
        expect(levels([readAll, large ? digits.toUpperCase() : digits])).toBe(mask);
      }),
      { numRuns: numRuns() },
    );
  });

  it('are not known from any other answer', () => {
    for (const lines of [
      [],
      [readAll],
      ['0f'],
      [readAll, ''],
      [readAll, '0g'],
      [readAll, '-1'],
      [readAll, '0x1'],
      [readAll, '0f', '0f'],
      ['gpio readal', '0f'],
      [readAll, '0'.repeat(33)],
    ])
      expect(levels(lines), lines.join()).toBeNull();
    fc.assert(
      fc.property(fc.array(fc.string()), (lines) => {
        expect(levels(lines)).toBeNull();
      }),
      { numRuns: numRuns() },
    );
  });
});

it('a pin is named by one character: a digit, or from ten on a capital letter', () => {
  expect([0, 9, 10, 31].map(setPin)).toEqual(['gpio set 0', 'gpio set 9', 'gpio set A', 'gpio set V']);
  expect([0, 9, 10, 31].map(clearPin)).toEqual(['gpio clear 0', 'gpio clear 9', 'gpio clear A', 'gpio clear V']);
});
