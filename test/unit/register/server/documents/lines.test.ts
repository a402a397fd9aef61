import fc from 'fast-check';
import { expect, test } from 'vitest';
import { breakLines } from '../../../../../register/server/documents/lines.ts';

const letters = (text: string): number =>
  [...new Intl.Segmenter('de', { granularity: 'grapheme' }).segment(text)].length;
const lines = (text: string, most: number): string[] =>
  breakLines([{ text }], most, letters).map((line) => line.map((run) => run.text).join(''));

test('a line breaks at blanks and after hyphens', () => {
  expect(lines('Am Alten Stadtgraben', 9)).toEqual(['Am Alten ', 'Stadtgrab', 'en']);
  expect(lines('Müller-Lüdenscheidt von der Tann', 16)).toEqual(['Müller-', 'Lüdenscheidt von ', 'der Tann']);
});

test('a line break keeps an underline', () => {
  const broken = breakLines(
    [{ text: 'Anna ' }, { text: 'Maria-Magdalena', underlined: true }, { text: ' Eva' }],
    11,
    letters,
  );
  expect(broken).toEqual([
    [
      { text: 'Anna ', underlined: false },
      { text: 'Maria-', underlined: true },
    ],
    [
      { text: 'Magdalena', underlined: true },
      { text: ' ', underlined: false },
    ],
    [{ text: 'Eva', underlined: false }],
  ]);
});

const pieces = fc.constantFrom('a', 'm̀', 'c̨̆', 'ß', ' ', '-', 'WW');

test('line breaking loses nothing, exceeds no width, and divides no letter', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ text: fc.string({ unit: pieces, maxLength: 40 }), underlined: fc.boolean() }), {
        maxLength: 5,
      }),
      fc.integer({ min: 2, max: 20 }),
      (runs, most) => {
        const broken = breakLines(runs, most, letters);
        const whole = runs.map((run) => run.text).join('');
        expect(
          broken
            .flat()
            .map((run) => run.text)
            .join(''),
        ).toBe(whole);
        for (const line of broken) {
          const text = line.map((run) => run.text).join('');
          expect(letters(text.trimEnd())).toBeLessThanOrEqual(most);
          expect(text).not.toMatch(/^\p{M}/u);
        }
      },
    ),
  );
});
