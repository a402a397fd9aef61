import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bcd, BMP_LENGTH, decodeBitmaps, llvar, toBcd, varLength } from '../../../../devices/payment-terminal/bmp.ts';
import { decodeTlv, encodeTlv, findTlv, type Tlv } from '../../../../devices/payment-terminal/tlv.ts';
import { bytes, hex, numRuns } from './vectors.ts';

const lllvar = (value: ArrayLike<number>): number[] => [
  0xf0 | Math.floor(value.length / 100),
  0xf0 | (Math.floor(value.length / 10) % 10),
  0xf0 | (value.length % 10),
  ...Array.from(value),
];
const text = (value: string): Uint8Array => Buffer.from(value, 'latin1');
const numbers = Object.keys(BMP_LENGTH).map(Number);
/** Card data: masked or dropped, so that they do not come back as they were. */
const CARD = new Set([0x22, 0x23, 0x24, 0x2d, 0x2e, 0xa7, 0xaf, 0x3a, 0xd1, 0x9a]);
const plain = numbers.filter((bitmap) => bitmap !== 0x06 && !CARD.has(bitmap));

const valueOf = (bitmap: number): fc.Arbitrary<Uint8Array> => {
  const length = BMP_LENGTH[bitmap];
  return typeof length === 'number'
    ? fc.uint8Array({ minLength: length, maxLength: length })
    : fc.uint8Array({ maxLength: length === 'llvar' ? 99 : 999 });
};
const written = (bitmap: number, value: Uint8Array): number[] => {
  const length = BMP_LENGTH[bitmap];
  return [bitmap, ...(length === 'llvar' ? llvar(value) : length === 'lllvar' ? lllvar(value) : value)];
};
const field = fc.constantFrom(...plain).chain((bitmap) => valueOf(bitmap).map((value) => ({ bitmap, value })));

describe('bitmaps (BMP)', () => {
  it('come in any order, each with its own length', () => {
    fc.assert(
      fc.property(fc.uniqueArray(field, { maxLength: 8, selector: ({ bitmap }) => bitmap }), (fields) => {
        const { fields: read, unreadable } = decodeBitmaps(
          Uint8Array.from(fields.flatMap(({ bitmap, value }) => written(bitmap, value))),
        );
        expect(unreadable).toBeNull();
        expect([...read].map(([bitmap, value]) => [bitmap, hex(value)])).toEqual(
          fields.map(({ bitmap, value }) => [bitmap, hex(value)]),
        );
      }),
      { numRuns },
    );
  });

  it('of variable length write it in the low halves of two or three bytes', () => {
    expect(varLength(bytes('f1f7'), 0, 2)).toBe(17);
    expect(varLength(bytes('f2f5f6'), 0, 3)).toBe(256);
    expect(varLength(bytes('00f9f9f9'), 1, 3)).toBe(999);
    expect(hex(decodeBitmaps(bytes('8b f0f3 414243 3c f0f0f2 4445')).fields.get(0x3c) ?? [])).toBe('4445');
    expect(decodeBitmaps(bytes('8b f0f0 27 00')).fields.get(0x8b)).toHaveLength(0);
    // A card's number of no digits, as a terminal sends it where none was read: what stands behind it counts.
    expect(
      [...decodeBitmaps(bytes('22 f0f0 27 6c 87 0042')).fields].map(([bitmap, value]) => [bitmap, hex(value)]),
    ).toEqual([
      [0x22, ''],
      [0x27, '6c'],
      [0x87, '0042'],
    ]);
    for (const wrong of ['f1', '1137', 'fa f0', 'f0 0f']) expect(varLength(bytes(wrong), 0, 2)).toBeNull();
  });

  it('that are unknown end the reading: what stands before is kept, what stands behind is not guessed', () => {
    for (const unknown of [0x00, 0x07, 0x20, 0x7f, 0xfe, 0xff]) {
      expect(numbers).not.toContain(unknown);
      const { fields, unreadable } = decodeBitmaps(Uint8Array.from([0x27, 0x00, unknown, 0x87, 0x12, 0x34]));
      expect(unreadable).toBe(unknown);
      expect([...fields.keys()]).toEqual([0x27]);
    }
  });

  it('whose length leads beyond the end are not read', () => {
    for (const short of ['04 0000', '8b f1f7 41', '3c f9f9', '06 05 07 01', '06 82 01', '06']) {
      const { fields, unreadable } = decodeBitmaps(bytes(`27 00 ${short}`));
      expect([...fields.keys()]).toEqual([0x27]);
      expect(unreadable).toBe(bytes(short)[0]);
    }
  });

  it('of any bytes never throw', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constantFrom(...numbers),
            fc.integer({ min: 0xf0, max: 0xf9 }),
            fc.integer({ min: 0, max: 0xff }),
          ),
          { maxLength: 300 },
        ),
        (of) => {
          const data = Uint8Array.from(of);
          const { fields, unreadable } = decodeBitmaps(data);
          const kept = [...fields.values()].reduce((sum, { length }) => sum + length, 0);
          expect(kept).toBeLessThanOrEqual(data.length);
          expect(unreadable === null || data.includes(unreadable)).toBe(true);
        },
      ),
      { numRuns },
    );
  });
});

describe('packed decimal digits', () => {
  it('are written with zeros from the left and read back', () => {
    expect(toBcd(1_250, 6)).toEqual([0, 0, 0, 0, 0x12, 0x50]);
    expect(bcd(bytes('000000001250'))).toBe(1_250);
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 6 })
          .chain((length) => fc.tuple(fc.constant(length), fc.integer({ min: 0, max: 100 ** length - 1 }))),
        ([length, value]) => {
          expect(bcd(Uint8Array.from(toBcd(value, length)))).toBe(value);
        },
      ),
      { numRuns },
    );
  });

  it('are rejected with a half byte that is no digit', () => {
    for (const none of ['ffff', '1a', 'a1', '00001e']) expect(bcd(bytes(none))).toBeNull();
    expect(bcd(undefined)).toBeNull();
  });

  it('are never cut: a number that does not fit throws', () => {
    for (const wrong of [100, -1, 1.5, Number.NaN]) expect(() => toBcd(wrong, 1)).toThrow();
  });
});

const primitive = fc.constantFrom(0x07, 0x09, 0x12, 0x14, 0x1f07, 0x1f1f, 0x9f1c, 0xdf8101, 0x1f818001);
const constructed = fc.constantFrom(0x24, 0x25, 0x26, 0x60, 0xff40);
interface Written {
  readonly tag: number;
  readonly value: readonly number[];
  readonly inside: readonly Written[];
}
const { object } = fc.letrec<{ object: Written }>((tie) => ({
  object: fc.oneof(
    { maxDepth: 3 },
    fc.record({
      tag: primitive,
      value: fc.array(fc.integer({ min: 0, max: 0xff }), { maxLength: 300 }),
      inside: fc.constant([]),
    }),
    fc
      .tuple(constructed, fc.array(tie('object'), { minLength: 1, maxLength: 3 }))
      .map(([tag, inside]) => ({ tag, inside, value: inside.flatMap((one) => encodeTlv(one.tag, one.value)) })),
  ),
}));
const plainly = ({ tag, value, inside }: Tlv | Written): unknown => ({
  tag,
  value: hex(value),
  inside: inside.map(plainly),
});

describe('TLV objects', () => {
  it.each([
    [0x7f, '07 7f'],
    [0x80, '07 81 80'],
    [0xff, '07 81 ff'],
    [0x100, '07 82 01 00'],
    [0x1234, '07 82 12 34'],
  ])('of %i bytes have the length form of that size, the high byte first', (length, header) => {
    const encoded = Uint8Array.from(encodeTlv(0x07, new Uint8Array(length)));
    expect(hex(encoded.subarray(0, encoded.length - length))).toBe(hex(bytes(header)));
    expect(decodeTlv(encoded)?.[0]?.value).toHaveLength(length);
  });

  it('take a length in a longer form than it needs', () => {
    expect(decodeTlv(bytes('07 81 01 41'))?.map(({ value }) => hex(value))).toEqual(['41']);
    expect(decodeTlv(bytes('07 82 00 01 41'))?.map(({ value }) => hex(value))).toEqual(['41']);
  });

  it('have tags of as many bytes as the tags say', () => {
    expect(decodeTlv(bytes('1f1f 02 0012 ff40 00 df8101 01 07'))?.map(({ tag }) => tag)).toEqual([
      0x1f1f, 0xff40, 0xdf8101,
    ]);
    expect(encodeTlv(0xff40, [])).toEqual([0xff, 0x40, 0]);
    expect(encodeTlv(0xdf8101, [7])).toEqual([0xdf, 0x81, 0x01, 1, 7]);
  });

  it('are decoded as they were encoded, nested', () => {
    fc.assert(
      fc.property(fc.array(object, { maxLength: 4 }), (objects) => {
        const encoded = Uint8Array.from(objects.flatMap(({ tag, value }) => encodeTlv(tag, value)));
        expect(decodeTlv(encoded)?.map(plainly)).toEqual(objects.map(plainly));
      }),
      { numRuns },
    );
  });

  it('are rejected where a length leads beyond the end, is reserved, or a tag does not end', () => {
    for (const wrong of [
      '07',
      '07 02 41',
      '07 81',
      '07 82 00',
      '07 80 41',
      '07 83 00 00 01 41',
      '1f',
      '1f 81',
      '1f ff ff ff 01',
    ])
      expect(decodeTlv(bytes(wrong)), wrong).toBeNull();
  });

  it('are found at any depth, and padding is skipped', () => {
    const objects = decodeTlv(bytes('00 24 05 25 03 07 01 41 00')) ?? [];
    expect(hex(findTlv(objects, 0x07)?.value ?? [])).toBe('41');
    expect(findTlv(objects, 0x09)).toBeNull();
  });

  it('of any bytes never throw, however deep', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.constantFrom(0x24, 0x60, 0xff, 0x1f, 0x81, 0x82, 2, 4), fc.integer({ min: 0, max: 0xff })),
          { maxLength: 400 },
        ),
        (of) => {
          decodeTlv(Uint8Array.from(of));
        },
      ),
      { numRuns },
    );
    let deep: number[] = [0x07, 0x00];
    while (deep.length < 60_000) deep = encodeTlv(0x60, deep.concat(Array.from({ length: 600 }, () => 0)));
    expect(decodeTlv(Uint8Array.from(deep))).toHaveLength(1);
  });
});

/** Every value that a decoded data block gives out. */
function* values(of: ReturnType<typeof decodeBitmaps>): Generator<Uint8Array> {
  yield* of.fields.values();
  const queue = [...of.tlv];
  for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
    yield one.value;
    queue.push(...one.inside);
  }
}
/** The digits in halves of bytes, an odd one filled with F. */
const packed = (digits: string): Uint8Array => bytes(digits.length % 2 === 0 ? digits : `${digits}f`);
const pan = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 19 }).map((digits) => digits.join(''));

describe("a card's number", () => {
  it.each([
    ['4012888888881881', '401288eeeeee1881'],
    ['6726720000000001234', '672672eeeeeeeee1234f'],
    ['672672eeeeeee1234f', '672672eeeeeee1234f'],
    ['eeeeeeeeeeee4771', 'eeeeeeeeeeee4771'],
    ['123456789012', 'eeeeeeee9012'],
    ['12345678', 'eeee5678'],
    ['1234567', 'eeeeeeef'],
  ])('%s is stored as %s', (number, masked) => {
    const value = packed(number);
    expect(hex(decodeBitmaps(Uint8Array.from([0x22, ...llvar(value)])).fields.get(0x22) ?? [])).toBe(masked);
  });

  it('never shows more than its first six and last four digits, and always hides some', () => {
    fc.assert(
      fc.property(pan, (digits) => {
        const masked = hex(
          decodeBitmaps(Uint8Array.from([0x22, ...llvar(packed(digits))])).fields.get(0x22) ?? [],
        ).slice(0, digits.length);
        expect(masked).toHaveLength(digits.length);
        [...masked].forEach((half, at) => {
          if (half !== 'e') expect(at < 6 || at >= digits.length - 4).toBe(true);
        });
        expect(masked.replaceAll('e', '').length).toBeLessThanOrEqual(Math.min(10, digits.length - 3));
      }),
      { numRuns },
    );
  });

  it('is removed from tracks, chip data, and TLV objects at any depth', () => {
    const numberIn = (digits: string): fc.Arbitrary<number[]> => {
      const ascii = text(`${digits}=2512101`);
      const half = packed(digits);
      const object = (inside: number[], depth: number): number[] =>
        depth === 0 ? inside : encodeTlv(depth % 2 === 0 ? 0x60 : 0xff40, object(inside, depth - 1));
      return fc.oneof(
        fc
          .constantFrom(0x22, 0x23, 0x2d, 0xa7, 0xd1)
          .map((bitmap) => [bitmap, ...llvar(bitmap === 0x2d ? ascii : half)]),
        fc.constantFrom(0x24, 0x2e, 0xaf, 0x9a).map((bitmap) => [bitmap, ...lllvar(half)]),
        fc
          .tuple(
            fc.constantFrom(0x22, 0x23, 0x2d, 0x56, 0x57, 0x5a, 0x9f6b, 0x9f1f, 0x9f20),
            fc.integer({ min: 0, max: 12 }),
            fc.boolean(),
          )
          .map(([tag, depth, broken]) =>
            encodeTlv(
              0x06,
              object(
                [
                  ...encodeTlv(tag, tag === 0x56 || tag === 0x2d ? ascii : half),
                  ...(broken && depth > 0 ? [0x07, 0x7f] : []),
                ],
                depth,
              ),
            ),
          ),
      );
    };
    fc.assert(
      fc.property(
        fc
          .array(fc.integer({ min: 0, max: 9 }), { minLength: 13, maxLength: 19 })
          .map((digits) => digits.join(''))
          .chain((digits) => fc.tuple(fc.constant(digits), numberIn(digits))),
        ([digits, block]) => {
          const decoded = decodeBitmaps(Uint8Array.from([0x27, 0x00, ...block, 0x87, 0x00, 0x01]));
          expect(decoded.fields.get(0x87) ?? decoded.unreadable).not.toBeNull();
          for (const value of values(decoded)) {
            expect(hex(value)).not.toContain(digits);
            expect(Buffer.from(value).toString('latin1')).not.toContain(digits);
          }
        },
      ),
      { numRuns },
    );
  });

  it("and its holder's name are removed, their neighbours in the same container stay", () => {
    const { tlv } = decodeBitmaps(
      Uint8Array.from(
        encodeTlv(
          0x06,
          encodeTlv(0x60, [
            ...encodeTlv(0x5a, packed('4012888888881881')),
            ...encodeTlv(0x5f20, text('MUSTER/ERIKA')),
            ...encodeTlv(0x44, text('girocard')),
          ]),
        ),
      ),
    );
    expect(tlv.map(plainly)).toEqual([
      { tag: 0x60, value: '', inside: [{ tag: 0x44, value: hex(text('girocard')), inside: [] }] },
    ]);
  });

  it("'s check value is removed as well", () => {
    expect(decodeBitmaps(bytes('27 00 3a 123f')).fields.has(0x3a)).toBe(false);
  });
});
