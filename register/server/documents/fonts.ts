/**
 * The two faces of a document: Noto Sans, which has every letter of DIN 91379 and places combining signs by its own
 * tables.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import { fixedWords } from './fixed.ts';

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
  layoutRun(word: string): object;
  /** The same, from what the document has of it. */
  layoutCached(word: string): object;
}
interface OpenedFace extends EmbeddedFont {
  readonly constructor: new (pdf: PDFKit.PDFDocument, font: object, id: string) => EmbeddedFont;
  /** Of the words that every document has. */
  readonly placed: Map<string, object>;
}
interface Fonts {
  _font: EmbeddedFont;
  _fontFamilies: Record<string, EmbeddedFont>;
  _fontCount: number;
}

const opened = new Map<Face, OpenedFace>();

/**
 * Gives a document the faces by their names. The tables of a font are read once and not for each document, which would
 * take most of its time, and so are the words placed that every document has; pdfkit has no way to be handed an open
 * font, so this knows its inside. Nothing that a document wrote of somebody stays.
 */
export function giveFaces(pdf: PDFKit.PDFDocument): void {
  const fonts = pdf as unknown as Fonts;
  for (const name of ['regular', 'bold'] as const) {
    const face = openedFace(name);
    // Glyphs remember which character they first stood for, and the next document may mean another one.
    face.font._glyphs = {};
    fonts._fontCount += 1;
    const embedded = new face.constructor(pdf, face.font, `F${fonts._fontCount}`);
    const own = embedded.layoutCached.bind(embedded);
    embedded.layoutCached = (word) => (fixedWords.has(word) ? placeFixed(face, word) : own(word));
    fonts._fontFamilies[name] = embedded;
  }
}

/** Once for all documents, and apart from the glyphs that the open document has read. */
function placeFixed(face: OpenedFace, word: string): object {
  const known = face.placed.get(word);
  if (known !== undefined) return known;
  const { _glyphs: glyphs } = face.font;
  face.font._glyphs = {};
  const placed = face.layoutRun(word);
  face.font._glyphs = glyphs;
  face.placed.set(word, placed);
  return placed;
}

function openedFace(name: Face): OpenedFace {
  const known = opened.get(name);
  if (known !== undefined) return known;
  // In an empty document of its own, so that no document with somebody's name is held.
  const { _font: font } = new PDFDocument({ autoFirstPage: false }).font(fontFile(name)) as unknown as Fonts;
  const face = Object.assign(font as OpenedFace, { placed: new Map<string, object>() });
  opened.set(name, face);
  return face;
}
