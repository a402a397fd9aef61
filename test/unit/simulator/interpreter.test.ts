import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Command, Framed } from '../../../devices/receipt-printer/simulator/commands.ts';
import { Interpreter } from '../../../devices/receipt-printer/simulator/interpreter.ts';

const bytes = (...parts: (number | string)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...Buffer.from(part, 'latin1')])));

const read = (...parts: (number | string)[]): Command[] =>
  new Interpreter().push(bytes(...parts)).map(({ command }) => command);

describe('commands to the simulated receipt printer', () => {
  test.each<[string, (number | string)[], Command]>([
    ['ESC @', [0x1b, '@'], { op: 'initialise' }],
    ['ESC t 19', [0x1b, 't', 19], { op: 'code-page', page: 19 }],
    ['ESC a 1, as a digit', [0x1b, 'a', '1'], { op: 'align', align: 'center' }],
    ['ESC E', [0x1b, 'E', 1], { op: 'bold', on: true }],
    ['ESC \\ to the left', [0x1b, '\\', 0xf6, 0xff], { op: 'move-by', units: -10 }],
    ['ESC 3', [0x1b, '3', 24], { op: 'line-spacing', units: 24 }],
    ['GS !', [0x1d, '!', 0x12], { op: 'size', width: 2, height: 3 }],
    ['GS V 0', [0x1d, 'V', 0], { op: 'cut', partial: false, feedUnits: null }],
    ['GS V 1, as a digit', [0x1d, 'V', '1'], { op: 'cut', partial: true, feedUnits: null }],
    ['GS V 65', [0x1d, 'V', 65, 5], { op: 'cut', partial: false, feedUnits: 5 }],
    ['GS V 66', [0x1d, 'V', 66, 3], { op: 'cut', partial: true, feedUnits: 3 }],
    ['GS V 98', [0x1d, 'V', 98, 3], { op: 'cut', partial: true, feedUnits: 3 }],
    ['GS ( H 48', [0x1d, '(H', 6, 0, 0x30, 0x30, '0042'], { op: 'process-id', id: bytes('0042') }],
    ['GS ( k 80', [0x1d, '(k', 6, 0, '1P0', 'abc'], { op: 'qr-store', data: bytes('abc') }],
    ['GS ( k 81', [0x1d, '(k', 3, 0, '1Q0'], { op: 'qr-print' }],
    ['GS k, function A', [0x1d, 'k', 4, 'AB1', 0], { op: 'barcode', system: 69, data: bytes('AB1') }],
    ['GS k, function B', [0x1d, 'k', 73, 4, '{B12'], { op: 'barcode', system: 73, data: bytes('{B12') }],
    ['FS p', [0x1c, 'p', 1, 0], { op: 'unsupported', name: 'FS p (stored picture)' }],
    ['ESC D', [0x1b, 'D', 8, 16, 0], { op: 'tab-stops', columns: [8, 16] }],
  ])('are framed: %s', (_name, input, expected) => {
    expect(read(...input)).toEqual([expected]);
  });

  test('take width in bytes and height in dots in GS v 0', () => {
    expect(read(0x1d, 'v0', 0, 2, 0, 2, 0, 0xff, 0x00, 0x0f, 0xf0)).toEqual([
      {
        op: 'raster',
        image: { width: 16, height: 2, data: Uint8Array.of(0xff, 0x00, 0x0f, 0xf0) },
        scaleX: 1,
        scaleY: 1,
      },
    ]);
  });

  test('turn columns into rows in ESC *', () => {
    const [image] = read(0x1b, '*', 33, 2, 0, 0x80, 0, 0, 0, 0, 0x01);
    expect(image).toMatchObject({ op: 'column-image', image: { width: 2, height: 24 } });
    const data = image?.op === 'column-image' ? image.image.data : new Uint8Array();
    expect([data[0], data[23]]).toEqual([0x80, 0x40]);
  });

  test('in real time take no part in printing, and split no other command', () => {
    expect(read('A', 0x10, 0x04, 0x01, 'B').map(({ op }) => op)).toEqual(['text', 'nothing', 'text']);
  });

  test('that are unknown are reported and skipped, and the next ones understood', () => {
    expect(read(0x1b, 0x07, 'A', 0x0a)).toEqual([
      { op: 'unknown', bytes: bytes(0x1b, 0x07) },
      { op: 'text', bytes: bytes('A') },
      { op: 'line-feed' },
    ]);
  });

  test('with a picture too large for any printer count as damaged instead of being waited for', () => {
    expect(read(0x1d, 'v0', 0, 0xff, 0xff, 0xff, 0xff)[0]).toMatchObject({ op: 'unknown' });
  });
});

/** Bytes that look like ESC/POS more often than chance would have it. */
const wire = fc
  .array(
    fc.oneof(
      fc.constantFrom(0x1b, 0x1d, 0x1c, 0x10, 0x0a, 0x00).map((byte) => [byte]),
      fc
        .constantFrom('(k', '(L', '8L', '(H', 'v0', 'V', '*', 'D', 'k', 'q', 'g1', '&')
        .chain((head) =>
          fc
            .tuple(fc.constantFrom(0x1b, 0x1d, 0x1c), fc.array(fc.nat(4), { maxLength: 10 }))
            .map(([lead, tail]) => [lead, ...Buffer.from(head), ...tail]),
        ),
      fc.array(fc.nat(255), { maxLength: 12 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => Uint8Array.from(parts.flat()));

/** Runs of text may be cut at any byte; nothing else may differ. */
function joined(framed: readonly Framed[]): Command[] {
  const commands: Command[] = [];
  for (const { command } of framed) {
    const last = commands.at(-1);
    if (command.op === 'text' && last?.op === 'text')
      commands[commands.length - 1] = { op: 'text', bytes: bytes(...last.bytes, ...command.bytes) };
    else commands.push(command);
  }
  return commands;
}

test('any chunking gives the same commands to the simulated printer, and no byte is lost', () => {
  fc.assert(
    fc.property(wire, fc.array(fc.nat(200), { maxLength: 20 }), (input, cuts) => {
      const whole = new Interpreter();
      const once = whole.push(input);
      const pieces = new Interpreter();
      const places = [0, ...cuts.map((cut) => cut % (input.length + 1)).sort((a, b) => a - b), input.length];
      const chunked = places.slice(1).flatMap((end, i) => pieces.push(input.subarray(places[i], end)));
      expect(joined(chunked)).toEqual(joined(once));
      expect(once.reduce((sum, { size }) => sum + size, 0) + whole.pendingBytes).toBe(input.length);
    }),
    { numRuns: 500 },
  );
});

test("enough NULs bring the simulated printer's parser back to the start of a command", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(255), { maxLength: 6 }), (garbage) => {
      const interpreter = new Interpreter();
      interpreter.push(Uint8Array.from(garbage));
      // A damaged length can ask for up to 64 KiB in most commands; longer ones are pictures.
      for (let i = 0; i < 3; i++) interpreter.push(new Uint8Array(65_536));
      fc.pre(interpreter.pendingBytes === 0);
      expect(interpreter.push(bytes(0x1b, '@')).map(({ command }) => command.op)).toEqual(['initialise']);
    }),
    { numRuns: 20 },
  );
});
