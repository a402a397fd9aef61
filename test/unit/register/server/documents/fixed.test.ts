import PDFDocument from 'pdfkit';
import { expect, test } from 'vitest';
import { createDocuments } from '../../../../../register/server/documents/document-signer.ts';
import { fixed, fixedWords } from '../../../../../register/server/documents/fixed.ts';
import { fontFile, giveFaces } from '../../../../../register/server/documents/fonts.ts';
import { CLOCK, CONTENT, demoAuthority } from './sample.ts';

test('a sentence’s own words are known, and what is put into it is not', () => {
  expect(fixed`Ausgestellt für Zacharias-${'Quitzow'} in ${'Xanten'} am Tag.`).toBe(
    'Ausgestellt für Zacharias-Quitzow in Xanten am Tag.',
  );
  for (const word of ['Ausgestellt ', 'Ausgestellt', 'für ', 'am ', 'Tag.']) expect(fixedWords).toContain(word);
  for (const word of ['Quitzow', 'Quitzow ', 'Xanten', 'Xanten ']) expect(fixedWords).not.toContain(word);
});

test('no word of a certificate’s person is kept for the next one', async () => {
  await createDocuments({ authority: (await demoAuthority()).authority, clock: CLOCK }).certificate(CONTENT);
  expect(fixedWords).toContain('Familienname');
  const { person, addresses, reference } = CONTENT;
  const own = [person.familyName, ...person.givenNames, reference, ...addresses.map(({ street }) => street)];
  const words = own.flatMap((text) => text.split(/(?<=[ \-–/])/)).flatMap((word) => [word, word.trim()]);
  // The foot says "Seite 1 von 1".
  expect(words.filter((word) => fixedWords.has(word) && word.trim() !== 'von')).toEqual([]);
});

test('a word that is placed once for all is placed as in a document of its own', () => {
  interface Fonts {
    _font: { encode(text: string): [glyphs: string[], positions: object[]] };
  }
  const words = [...fixedWords].filter((word) => word.trim() !== '');
  expect(words.length).toBeGreaterThan(20);
  const [shared, alone] = [new PDFDocument({ font: '' }), new PDFDocument().font(fontFile('regular'))];
  giveFaces(shared);
  shared.font('regular');
  const encoded = (pdf: unknown, word: string) => (pdf as Fonts)._font.encode(word);
  for (const word of words) expect(encoded(shared, word), word).toEqual(encoded(alone, word));
});
