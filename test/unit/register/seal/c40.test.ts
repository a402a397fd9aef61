import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeC40, encodeC40 } from '../../../../register/seal/c40.ts';

const c40 = fc.string({ unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ') });

test('C40 text is decoded as it was encoded, three characters in two bytes', () => {
  fc.assert(
    fc.property(c40, (text) => {
      const encoded = encodeC40(text);
      if (!encoded.ok) throw new Error('not encoded');
      expect(encoded.value.length).toBe(Math.ceil(text.length / 3) * 2);
      expect(decodeC40(encoded.value)).toEqual({ ok: true, value: text });
    }),
  );
});

test('C40 bytes have one reading only, or are refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
      const decoded = decodeC40(bytes);
      if (decoded.ok) expect(encodeC40(decoded.value)).toEqual({ ok: true, value: bytes });
    }),
    { numRuns: 2_000 },
  );
});

// As in headers of published seals; the last one by the rule for a character left alone.
test.each([
  ['D<<', '6abc'],
  ['DEZV20', '6d38dbb5'],
  ['UTO', 'd9c5'],
  ['A', 'fe42'],
])('C40 encodes %s as %s', (text, hex) => {
  expect(encodeC40(text)).toEqual({ ok: true, value: Uint8Array.from(Buffer.from(hex, 'hex')) });
});

test('C40 makes small letters capital, and refuses other characters', () => {
  expect(encodeC40('dezv')).toEqual(encodeC40('DEZV'));
  expect(encodeC40('Ä')).toEqual({ ok: false, error: 'not-c40' });
  expect(encodeC40('A-1')).toEqual({ ok: false, error: 'not-c40' });
});
