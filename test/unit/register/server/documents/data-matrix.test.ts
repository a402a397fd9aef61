import bwip from 'bwip-js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataMatrix } from '../../../../../register/server/documents/data-matrix.ts';

/** Bytes above 127 are shorter in base 256 than in anything else, so another writer chooses that as well. */
const bytesOf = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => 0x80 + ((at * 37 + length) % 0x80));

function drawn(bytes: Uint8Array): { size: number; modules: number[] } {
  const { size, runs } = dataMatrix(bytes);
  const modules = Array.from({ length: size * size }, () => 0);
  for (const [column, row, width] of runs) modules.fill(1, row * size + column, row * size + column + width);
  return { size, modules };
}
function drawnByOthers(bytes: Uint8Array): { size: number; modules: number[] } {
  const [symbol] = bwip.raw({
    bcid: 'datamatrix',
    text: Buffer.from(bytes).toString('latin1'),
    binarytext: true,
  }) as unknown as [{ pixs: number[]; pixx: number }];
  return { size: symbol.pixx, modules: symbol.pixs };
}

describe('a DataMatrix is drawn as by others, module by module', () => {
  // For each size of table 7 the most bytes that it takes; both forms of the length; one more and one less.
  test.each([3, 6, 10, 16, 20, 28, 34, 42, 60, 84, 112, 142, 172, 201, 202, 249, 250, 277, 278, 365, 366])(
    'of %i bytes',
    (length) => expect(drawn(bytesOf(length))).toEqual(drawnByOthers(bytesOf(length))),
  );
  test.each([453, 573, 693, 813, 1047, 1301, 1302, 1555, 1556])('of %i bytes', (length) =>
    expect(drawn(bytesOf(length))).toEqual(drawnByOthers(bytesOf(length))),
  );
  test('of any of these', () => {
    fc.assert(
      fc.property(fc.uint8Array({ min: 0xc0, minLength: 20, maxLength: 400 }), (bytes) => {
        expect(drawn(bytes)).toEqual(drawnByOthers(bytes));
      }),
      { numRuns: 40 },
    );
  });
});

test('more bytes than any symbol takes are refused', () => {
  expect(() => dataMatrix(bytesOf(1_557))).toThrow('cannot be drawn');
});
