import { describe, expect, test } from 'vitest';
import { lostLetter, textFault } from '../../../../../register/din91379/text.ts';
import { LETTERS, OTHERS } from '../../../../data/din91379/read.ts';

describe('names of people (DIN 91379, data type A)', () => {
  test('may have every letter of the standard', () => {
    expect(LETTERS.filter((letter) => textFault(`X${letter}x`, 'A') !== null)).toEqual([]);
  });

  test('may have hyphens, apostrophes, full stops and blanks', () => {
    for (const name of ["O’Brien-D'Angelo", 'Graf v. Beispiel', "N'ʹGoʺ", 'Ķaʿb'])
      expect(textFault(name, 'A'), name).toBeNull();
  });

  test.each([
    ['Ka7mann', 'U+0037'],
    ['Weiß–Rot', 'U+2013'],
    ['Мюллер', 'U+041C'],
    ['Μύλλερ', 'U+039C'],
    ['Mx\u0302\u0303', 'U+0302'],
    ['Anna\u200dMaria', 'U+200D'],
    ['a\nb', 'U+000A'],
    ['漢', 'U+6F22'],
  ])('are refused with the character, not the name: %j', (name, code) => {
    const fault = textFault(name.normalize('NFC'), 'A');
    expect(fault?.reason).toContain(code);
    expect(fault?.reason).not.toContain(name);
  });
});

test('streets and places may have digits, slashes and fractions as well', () => {
  for (const text of ['Straße des 17. Juni', 'Hof (links) 4/5', '12 ½', 'Am Ring § 3'])
    expect(textFault(text, 'C'), text).toBeNull();
  expect(OTHERS.filter((character) => textFault(character, 'C') !== null)).toEqual([]);
  expect(textFault('Москва', 'C')?.reason).toContain('data type C');
});

describe('a text', () => {
  test.each([
    ['K\ufffdln', 'U+FFFD'],
    ['a\u00adb', 'soft hyphen'],
    ['a\u202eb', 'direction of writing (U+202E)'],
    ['a\u2066b', 'U+2066'],
    ['a\u200bb', 'no width (U+200B)'],
    ['a\ufeffb', 'U+FEFF'],
    ['a\u0007b', 'control character (U+0007)'],
    ['a\u0085b', 'U+0085'],
    ['a\ud800b', 'that is none'],
    ['a\ue000b', 'U+E000'],
    ['MÃ¼hlbÃ¤cker', 'encoded twice'],
    ['StraÃŸe', 'encoded twice'],
    ['5 â‚¬', 'encoded twice'],
  ])('is refused: %j', (text, reason) => {
    for (const type of ['A', 'C', 'text'] as const) expect(textFault(text, type)?.reason).toContain(reason);
  });

  test('may have letters that only look as if encoded twice, other scripts, and the marks of Arabic', () => {
    for (const text of ['São Tomé', 'Ångström', 'ÄÖÜ äöü ßÄ', 'Voß’ Weg', 'L’Haÿ-les-Roses', 'İĞŞ', 'Ærøskøbing'])
      expect(textFault(text, 'text'), text).toBeNull();
    for (const text of ['مكتب\u200f (2)', 'Ελλάδα', '日本', '👩\u200d🔧', 'Zeile 1\r\n\tZeile 2'])
      expect(textFault(text, 'text'), text).toBeNull();
    // Of all pairs of letters these alone are taken for others; none begins a name.
    const pairs = LETTERS.filter((first) => first >= ' ')
      .flatMap((first) => LETTERS.map((second) => (first + second).normalize('NFC')))
      .filter((pair) => lostLetter(pair) !== null);
    expect(new Set(pairs)).toEqual(
      new Set(['Ã', 'Ä', 'Å'].flatMap((first) => ['Œ', 'œ', 'Š', 'š', 'Ÿ', 'Ž', 'ž'].map((second) => first + second))),
    );
  });

  test('has a lost letter reported at the first place of either kind', () => {
    expect(lostLetter('a Ã¼ \ufffd')).toMatchObject({ at: 2 });
    expect(lostLetter('a \ufffd Ã¼')).toMatchObject({ at: 2, reason: expect.stringContaining('U+FFFD') });
  });
});
