/**
 * Text broken into lines: at blanks and after hyphens, and inside a word too long for a line only between whole
 * letters.
 */

export interface Run {
  readonly text: string;
  readonly underlined?: boolean;
}

export type Line = readonly Run[];

/**
 * `width`: of a text, in the same unit as `most`. A run that is underlined stays so on each of its lines. The blank at
 * which a line was broken stays at its end, outside `most`, so that the lines put together are the text.
 */
export function breakLines(runs: readonly Run[], most: number, width: (text: string) => number): Line[] {
  const lines: Run[][] = [[]];
  let used = 0;
  const put = (text: string, underlined: boolean, wide: number): void => {
    const line = lines.at(-1) as Run[];
    const last = line.at(-1);
    if (last !== undefined && (last.underlined ?? false) === underlined)
      line[line.length - 1] = { ...last, text: last.text + text };
    else line.push({ text, underlined });
    used += wide;
  };
  const next = (): void => {
    lines.push([]);
    used = 0;
  };
  for (const { text, underlined = false } of runs) {
    for (const piece of text.split(/(?<=[ \-–/])/)) {
      const wide = width(piece);
      // What fits with its blank fits without.
      const needed = used + wide <= most ? wide : width(piece.trimEnd());
      if (used > 0 && used + needed > most) next();
      if (needed <= most) put(piece, underlined, wide);
      else {
        for (const { segment } of new Intl.Segmenter('de', { granularity: 'grapheme' }).segment(piece)) {
          const narrow = width(segment);
          if (used > 0 && used + narrow > most) next();
          put(segment, underlined, narrow);
        }
      }
    }
  }
  return lines;
}
