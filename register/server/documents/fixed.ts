/**
 * Words that stand in every document: of its own sentences, and of the town's letterhead. Placing a word's glyphs takes
 * most of a document's time, and for these it is done once. A word of anybody's never comes in here: what was written
 * for one person is not kept for the next.
 */

const words = new Set<string>();
const noted = new WeakSet<object>();
/** More than all documents have; letterheads change. */
const MOST = 5_000;

/** The words that are known, as pdfkit (up to a blank) and {@link breakLines} (up to a hyphen as well) ask for them. */
export const fixedWords: ReadonlySet<string> = words;

/** A sentence of the program's own, as a template: its words are fixed, its values are not. */
export function fixed(sentence: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  noteFixed(sentence);
  return String.raw({ raw: sentence }, ...values);
}

/** Texts that are the same in all documents of a town. Noted once: the same array costs nothing the next time. */
export function noteFixed(texts: readonly string[]): void {
  if (noted.has(texts)) return;
  noted.add(texts);
  for (const text of texts)
    for (const parting of [/(?<=[ \t])/, /(?<=[ \-–/])/])
      // At a line's end it is measured without its blank.
      for (const word of text.split(parting).flatMap((piece) => [piece, piece.trimEnd()]))
        if (word !== '' && words.size < MOST) words.add(word);
}
