import PDFDocument from 'pdfkit';
import { describe, expect, test } from 'vitest';
import { fontFile } from '../../../../../register/server/documents/fonts.ts';
import { LETTERS, OTHERS } from '../../../../data/din91379/read.ts';

/** As the document's writer puts a text: numbers of glyphs, four hexadecimal digits each, and where they go. */
interface Encoder {
  _font: { encode(text: string): [glyphs: string[], positions: { xOffset: number }[]] };
}

describe.each(['regular', 'bold'] as const)('the %s face', (face) => {
  const pdf = new PDFDocument().font(fontFile(face)) as unknown as Encoder;

  test('has every letter and every other character of names of DIN 91379', () => {
    expect(LETTERS).toHaveLength(649);
    const missing = [...LETTERS, ...OTHERS]
      .flatMap((letter) => [letter, letter.normalize('NFD')])
      .filter((letter) => pdf._font.encode(letter)[0].includes('0000'));
    expect(missing).toEqual([]);
  });

  test('places a combining mark on its letter, not beside it', () => {
    const [glyphs, positions] = pdf._font.encode('m̀');
    expect(glyphs).toHaveLength(2);
    expect(positions[1]?.xOffset).toBeLessThan(0);
  });

  test('shows where a letter is missing', () => {
    expect(pdf._font.encode('漢')[0]).toEqual(['0000']);
  });
});
