/** Line breaking for paper: at spaces and after hyphens, and inside a word only between graphemes, never within one. */

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

export const graphemesOf = (text: string): string[] => [...graphemes.segment(text)].map((part) => part.segment);

/** Breakable space: not the no-break ones (00A0, 202F, 2060), which hold "12,50 €" together. */
const UNITS =
  /[ \t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]+|[^ \t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]+/gu;
/** After a hyphen, dash or slash that stands inside a word. */
const INNER = /(?<=[\p{L}\p{N}][-‐–—/])(?=[\p{L}\p{N}])/u;

/**
 * The lines of `text`, each at most `width` by `measure` unless a single grapheme is wider. Line feeds in the text are
 * kept; spaces at a break are dropped. Always at least one line.
 */
export function wrap(text: string, width: number, measure: (line: string) => number): string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, width, measure));
}

function wrapParagraph(paragraph: string, width: number, measure: (line: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  let gap = '';
  const push = (): void => {
    lines.push(line);
    line = '';
  };
  for (const unit of paragraph.match(UNITS) ?? []) {
    if (/^\s/u.test(unit) && !/[\u00a0\u202f]/u.test(unit)) {
      gap = line === '' ? '' : ' ';
      continue;
    }
    for (const part of unit.split(INNER)) {
      if (line !== '' && measure(line + gap + part) > width) push();
      else line += gap;
      gap = '';
      if (measure(line + part) <= width) {
        line += part;
        continue;
      }
      for (const grapheme of graphemesOf(part)) {
        if (line !== '' && measure(line + grapheme) > width) push();
        line += grapheme;
      }
    }
  }
  push();
  return lines;
}
