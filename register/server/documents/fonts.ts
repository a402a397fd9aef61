/**
 * The two faces of a document: Noto Sans, which has every letter of DIN 91379 and places combining signs by its own
 * tables.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';

export type Face = 'regular' | 'bold';

const FILES: Record<Face, string> = {
  regular: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
};

/** TrueType. */
export const fontFile = (face: Face): Buffer => readFileSync(createRequire(import.meta.url).resolve(FILES[face]));

/** What pdfkit holds of a font: fontkit's reading of the file, and what one document uses of it. */
interface EmbeddedFont {
  readonly font: { _glyphs: object };
}
interface Fonts {
  _font: EmbeddedFont;
  _fontFamilies: Record<string, EmbeddedFont>;
  _fontCount: number;
}

const opened = new Map<Face, EmbeddedFont>();

/**
 * Gives a document the faces by their names. The tables of a font are read once and not for each document, which would
 * take most of its time; pdfkit has no way to be handed an open font, so this knows its inside. Nothing that a document
 * wrote stays.
 */
export function giveFaces(pdf: PDFKit.PDFDocument): void {
  const fonts = pdf as unknown as Fonts;
  for (const face of ['regular', 'bold'] as const) {
    const { constructor, font } = openedFace(face) as EmbeddedFont & {
      constructor: new (pdf: PDFKit.PDFDocument, font: object, id: string) => EmbeddedFont;
    };
    // Glyphs remember which character they first stood for, and the next document may mean another one.
    font._glyphs = {};
    fonts._fontCount += 1;
    fonts._fontFamilies[face] = new constructor(pdf, font, `F${fonts._fontCount}`);
  }
}

function openedFace(face: Face): EmbeddedFont {
  const known = opened.get(face);
  if (known !== undefined) return known;
  // In an empty document of its own, so that no document with somebody's name is held.
  const { _font: font } = new PDFDocument({ autoFirstPage: false }).font(fontFile(face)) as unknown as Fonts;
  opened.set(face, font);
  return font;
}
