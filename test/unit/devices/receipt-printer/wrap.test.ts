import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graphemesOf, wrap } from '../../../../devices/receipt-printer/wrap.ts';

const length = (line: string): number => graphemesOf(line).length;

describe('line breaking', () => {
  it('breaks at spaces and after hyphens inside words, and keeps line feeds', () => {
    expect(wrap('Ab cd-ef gh', 6, length)).toEqual(['Ab cd-', 'ef gh']);
    expect(wrap('a\n\nb', 6, length)).toEqual(['a', '', 'b']);
    expect(wrap('', 6, length)).toEqual(['']);
  });

  it('holds together what a no-break space joins', () => {
    expect(wrap('nur 5\u00a0€ hier', 7, length)).toEqual(['nur 5\u00a0€', 'hier']);
    expect(wrap('es sind 5\u00a0€', 8, length)).toEqual(['es sind', '5\u00a0€']);
  });

  it('breaks a word that is too long between graphemes, never within one', () => {
    expect(wrap('C̨̆C̨̆C̨̆', 2, length)).toEqual(['C̨̆C̨̆', 'C̨̆']);
  });

  it('keeps to the width and loses nothing but spaces', () => {
    const letter = fc.constantFrom('a', 'é', 'C̨̆', 'ي', '-', ' ', ' ', '\n', '👩‍👧');
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 80 }), fc.integer({ min: 1, max: 20 }), (letters, width) => {
        const text = letters.join('');
        const lines = wrap(text, width, length);
        for (const line of lines) expect(length(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replace(/ /g, '')).toBe(text.replace(/[ \n]/g, ''));
        expect(lines.length).toBeGreaterThanOrEqual(text.split('\n').length);
      }),
    );
  });
});
