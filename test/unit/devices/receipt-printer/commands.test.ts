import { expect, it } from 'vitest';
import { flushParser, initialise } from '../../../../devices/receipt-printer/commands.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

it('settings at the printer are undone after every ESC @, and a model without a Kanji mode gets no command to end one', () => {
  expect(hex(initialise(true))).toBe('1b40' + '1c2e' + '1b5200');
  expect(hex(initialise(false))).toBe('1b40' + '1b5200');
  for (const kanji of [true, false]) {
    const flush = flushParser(kanji);
    expect(hex(flush.subarray(8192))).toBe(hex(initialise(kanji)));
    expect(flush.subarray(0, 8192).every((byte) => byte === 0)).toBe(true);
  }
});
