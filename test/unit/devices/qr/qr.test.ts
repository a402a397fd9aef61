import fc from 'fast-check';
import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import { qrCode } from '../../../../devices/qr/qr.ts';
import { readWithJsQr } from './readers.ts';

describe('a QR code', () => {
  const umlauts = [
    'Straßenverkehrsbehörde',
    'Müller',
    'Größe: ÄÖÜ äöü ß',
    'Łódź, Čapek, Đặng',
    'مرحبا',
    'Σ 5 € – „ja“',
    'Weiß\nJäger',
  ];

  it.each(umlauts)('declares UTF-8, and is read so: %s', (text) => {
    expect(readWithJsQr(qrCode(text))).toBe(text);
  });

  it('of ASCII equals that of another encoder, but for the mask', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz/:.?=&-_~'), maxLength: 300 }),
        (ending) => {
          // Of capitals, digits and a few signs alone the other makes no bytes.
          const text = `x${ending}`;
          const rows = qrCode(text);
          const masks = Array.from(
            { length: 8 },
            (_, maskPattern) => encode(text, { ecc: 'M', border: 0, maskPattern }).data,
          );
          expect(masks.map((one) => JSON.stringify(one))).toContain(JSON.stringify(rows));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('of every version equals that of another encoder', () => {
    let length = 1;
    const versions = new Set<number>();
    while (length <= 2_331) {
      const text = 'x'.repeat(length);
      const rows = qrCode(text);
      const version = (rows.length - 17) / 4;
      if (!versions.has(version)) {
        versions.add(version);
        const masks = Array.from(
          { length: 8 },
          (_, maskPattern) => encode(text, { ecc: 'M', border: 0, maskPattern }).data,
        );
        expect(
          masks.some((one) => JSON.stringify(one) === JSON.stringify(rows)),
          `version ${version}`,
        ).toBe(true);
      }
      length += 14;
    }
    expect(versions.size).toBe(40);
  });

  it('holds 2,331 bytes, and is refused where a text does not fit', () => {
    expect(readWithJsQr(qrCode('x'.repeat(2_331)))).toBe('x'.repeat(2_331));
    expect(() => qrCode('x'.repeat(2_332))).toThrow(RangeError);
    // The word that it is UTF-8 takes twelve bits.
    expect(() => qrCode(`${'x'.repeat(2_329)}ß`)).toThrow(RangeError);
  });

  it('of any text is read as it was given', () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 120 })
      .filter((one) => /[^\u0000-\u007f]/u.test(one) && one.isWellFormed());
    fc.assert(
      fc.property(text, (given) => {
        expect(readWithJsQr(qrCode(given))).toBe(given);
      }),
      { numRuns: 60 },
    );
  });
});
