import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DocumentType } from '../../../../register/contract/contract.ts';
import {
  FORMATS,
  checkDigit,
  normaliseDocumentNumber,
  parseDocumentNumber,
} from '../../../../register/contract/document-number.ts';

const type = fc.constantFrom(...DocumentType.options);
const numberOf = (of: DocumentType) => {
  const { first, rest, length } = FORMATS[of];
  return fc
    .tuple(
      fc.constantFrom(...first),
      fc.array(fc.constantFrom(...rest), { minLength: length - 1, maxLength: length - 1 }),
    )
    .map(([head, tail]) => head + tail.join(''));
};
const typedNumber = type.chain((of) => fc.tuple(fc.constant(of), numberOf(of)));

describe('check digit', () => {
  test.each([
    ['T22000129', 3],
    ['L01X00T47', 1],
    ['LZ6311T47', 5],
    ['C01X00T47', 8],
    ['L8988901C', 4],
    ['CFM7P2KJ9', 3],
    ['', 0],
  ])('for %s is %i', (number, digit) => expect(checkDigit(number)).toBe(digit));

  test('is right for the specimen of ICAO Doc 9303, where fillers count zero', () =>
    expect(checkDigit('D23145890')).toBe(7));

  test('does not exist for text with other characters', () => {
    for (const text of ['Ä', 'a', 'L01X00T4 ', '-']) expect(checkDigit(text)).toBeUndefined();
  });

  test('notices every single wrong character, except where ten values fall together', () => {
    fc.assert(
      fc.property(typedNumber, fc.nat(8), fc.nat(9), ([of, number], at, digit) => {
        const place = at % number.length;
        const wrong = number.slice(0, place) + digit + number.slice(place + 1);
        const difference = Math.abs((checkDigit(wrong) ?? 0) - (checkDigit(number) ?? 0));
        const value = (text: string) => Number.parseInt(text, 36);
        // 7, 3 and 1 have no common factor with 10, so only values that differ by a multiple of ten are mistaken for
        // each other.
        expect(difference === 0).toBe((value(number.charAt(place)) - digit) % 10 === 0);
        void of;
      }),
    );
  });
});

describe('a number', () => {
  test('is accepted with and without its check digit', () => {
    fc.assert(
      fc.property(typedNumber, ([of, number]) => {
        expect(parseDocumentNumber(of, number)).toEqual({ ok: true, value: { number, checked: false } });
        expect(parseDocumentNumber(of, `${number}${checkDigit(number)}`)).toEqual({
          ok: true,
          value: { number, checked: true },
        });
      }),
    );
  });

  test('with a wrong check digit is reported as such', () => {
    fc.assert(
      fc.property(typedNumber, fc.integer({ min: 1, max: 9 }), ([of, number], off) => {
        expect(parseDocumentNumber(of, `${number}${((checkDigit(number) ?? 0) + off) % 10}`)).toEqual({
          ok: false,
          error: 'check-digit',
        });
      }),
    );
    expect(parseDocumentNumber('passport', 'C01X00T47X')).toEqual({ ok: false, error: 'check-digit' });
  });

  test('is incomplete at every shorter length, and too long at every longer one', () => {
    fc.assert(
      fc.property(
        typedNumber,
        fc.nat(8),
        fc.string({ unit: fc.constantFrom('0', '7', 'C', 'X'), minLength: 2, maxLength: 9 }),
        ([of, number], cut, more) => {
          expect(parseDocumentNumber(of, number.slice(0, cut % number.length))).toEqual({
            ok: false,
            error: 'incomplete',
          });
          expect(parseDocumentNumber(of, number + more)).toEqual({ ok: false, error: 'too-long' });
        },
      ),
    );
  });

  test('is read alike with blanks, in lower case, with the letter O', () => {
    fc.assert(
      fc.property(
        typedNumber,
        fc.array(fc.tuple(fc.nat(12), fc.constantFrom(' ', '\u00a0', '\t', '\u202f'))),
        ([of, number], blanks) => {
          let typed = number.replaceAll('0', 'o').toLowerCase();
          for (const [at, blank] of blanks) typed = typed.slice(0, at) + blank + typed.slice(at);
          expect(parseDocumentNumber(of, typed)).toEqual({ ok: true, value: { number, checked: false } });
        },
      ),
    );
  });

  test('of any text never throws, and is read alike when it was normalised before', () => {
    fc.assert(
      fc.property(type, fc.string({ unit: 'binary', maxLength: 14 }), (of, text) => {
        expect(parseDocumentNumber(of, normaliseDocumentNumber(text))).toEqual(parseDocumentNumber(of, text));
      }),
    );
  });

  test.each([
    ['identity-card', 'C01X00T47', 'first-letter'],
    ['identity-card', '0', 'first-letter'],
    ['identity-card', 'B', 'character'],
    ['identity-card', 'LA', 'character'],
    ['identity-card', 'LÄ', 'character'],
    ['passport', 'L', 'first-letter'],
    ['passport', 'C01X00T4S', 'character'],
    ['provisional', 'AC', 'character'],
    ['provisional', '1', 'first-letter'],
    ['residence-permit', '4', 'first-letter'],
    ['residence-permit', 'A', 'character'],
    ['passport', '', 'incomplete'],
  ] as const)('of type %s, %s: %s', (of, text, error) =>
    expect(parseDocumentNumber(of, text)).toEqual({ ok: false, error }),
  );

  test('of the series before 2010, or of a provisional document, is accepted', () => {
    expect(parseDocumentNumber('identity-card', 'T22000129 3')).toEqual({
      ok: true,
      value: { number: 'T22000129', checked: true },
    });
    expect(parseDocumentNumber('provisional', 'b 3071946')).toEqual({
      ok: true,
      value: { number: 'B3071946', checked: false },
    });
  });
});
