import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BASE_32, BASE_32_CLASS, codePattern, inGroups, newCode, typedCode } from '../../../base/typed-code.ts';

const letters = fc.string({ unit: fc.constantFrom(...BASE_32), minLength: 1, maxLength: 24 });

test("a typed code uses the 32 characters of Crockford's base 32", () => {
  const all = Array.from({ length: 0x7f }, (_, code) => String.fromCharCode(code));
  expect(all.filter((letter) => new RegExp(`^${BASE_32_CLASS}$`).test(letter)).join('')).toBe(BASE_32);
  expect(BASE_32).toHaveLength(32);
  for (const missing of 'ILOU') expect(BASE_32).not.toContain(missing);
});

test('a typed code is read in any case, with any separators', () => {
  fc.assert(
    fc.property(letters, fc.constantFrom('', ' ', '-', '.'), (code, between) => {
      expect(typedCode(code.toLowerCase().split('').join(between), code.length)).toBe(code);
    }),
  );
  expect(typedCode('oOiIlL-u', 8)).toBe('001111');
  expect(typedCode('ABCDEFGH', 4)).toBe('ABCD');
});

test('a typed code is written in groups of four', () => {
  fc.assert(
    fc.property(letters, (code) => {
      expect(inGroups(code).replaceAll('-', '')).toBe(code);
    }),
  );
  const made = newCode(3, (below) => below - 1);
  expect(made).toBe('ZZZZ-ZZZZ-ZZZZ');
  expect(codePattern(3).test(made)).toBe(true);
  expect(codePattern(2).test(made)).toBe(false);
});
