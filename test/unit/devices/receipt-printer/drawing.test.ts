import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Pen } from '../../../../devices/receipt-printer/pen.ts';

const fonts = ['400Regular/NotoSans_400Regular.ttf', '700Bold/NotoSans_700Bold.ttf'].map((file) =>
  join(import.meta.dirname, '../../../../node_modules/@expo-google-fonts/noto-sans', file),
);
const black = (data: Uint8Array): number =>
  data.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
const square = (colour: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="80" viewBox="0 0 40 80"><rect width="40" height="80" fill="${colour}"/></svg>`;

describe('a drawing on paper', () => {
  const pen = new Pen(512, 'ltr', fonts);

  it('keeps its proportions, in the middle', () => {
    const bits = pen.drawing(square('#000'), 100);
    expect([bits.width, bits.height]).toEqual([512, 100]);
    expect(black(bits.data)).toBe(50 * 100);
    const row = bits.data.subarray(50 * 64, 51 * 64);
    expect(row.findIndex((byte) => byte !== 0)).toBe(Math.floor((512 - 50) / 2 / 8));
  });

  it('turns dark colours to dots and light ones to paper', () => {
    expect(black(pen.drawing(square('#1d4f91'), 100).data)).toBe(50 * 100);
    expect(black(pen.drawing(square('#f2c14e'), 100).data)).toBe(0);
  });

  it('leaves out what is no drawing', () => {
    expect(pen.drawing('no svg at all', 100).height).toBe(0);
    expect(pen.drawing('', 100).height).toBe(0);
  });
});
