import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';
import { describe, expect, test } from 'vitest';
import { fontFile } from '../../../../register/server/documents/fonts.ts';

const FILE = fileURLToPath(new URL('../../../../../shared/data/din91379/latin_list_1.3.txt', import.meta.url));
if (!existsSync(FILE)) process.stdout.write('skipped: the letters of DIN 91379 in ../shared/data/din91379 are not there\n');

/** As the document's writer puts a text: numbers of glyphs, four hexadecimal digits each, and where they go. */
interface Encoder { _font: { encode(text: string): [glyphs: string[], positions: { xOffset: number }[]] } }

describe.each(['regular', 'bold'] as const)('the %s face', (face) => {
  const pdf = new PDFDocument().font(fontFile(face)) as unknown as Encoder;

  test.skipIf(!existsSync(FILE))('has every letter of DIN 91379', () => {
    const rows = readFileSync(FILE, 'utf8').split('\n').map((line) => line.split(';').map((part) => part.trim()));
    const group = (name: RegExp) => rows.filter(([first]) => name.test(first ?? '')).map(([, , codes = '']) => String.fromCodePoint(...codes.split(/\s+/).map((code) => Number.parseInt(code, 16))));
    expect(group(/^bll$/)).toHaveLength(649);
    // Letters, and the other characters of names but controls.
    const characters = group(/^(bll|bnl)/).filter((letter) => letter >= ' ');
    const missing = characters.flatMap((letter) => [letter, letter.normalize('NFC'), letter.normalize('NFD')]).filter((letter) => pdf._font.encode(letter)[0].includes('0000'));
    expect(missing).toEqual([]);
  });

  test('puts a sign on its letter, not beside it', () => {
    const [glyphs, positions] = pdf._font.encode('m̀');
    expect(glyphs).toHaveLength(2);
    expect(positions[1]?.xOffset).toBeLessThan(0);
  });

  test('shows that a letter is missing', () => {
    expect(pdf._font.encode('漢')[0]).toEqual(['0000']);
  });
});
