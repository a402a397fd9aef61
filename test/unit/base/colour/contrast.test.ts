import { expect, test } from 'vitest';
import { contrastOf, isReadableAccent } from '../../../../base/colour/contrast.ts';

test('contrast is that of WCAG 2.2, whichever colour comes first', () => {
  expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrastOf('#ffffff', '#000000')).toBeCloseTo(21, 5);
  expect(contrastOf('#1d4f91', '#1D4F91')).toBe(1);
  // The two greys between which 4.5:1 on white lies.
  expect(contrastOf('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  expect([isReadableAccent('#767676'), isReadableAccent('#777777')]).toEqual([true, false]);
});
