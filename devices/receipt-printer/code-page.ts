import CodepageEncoder from '@point-of-sale/codepage-encoder';
import type { CodePage } from './config.ts';

const sayable = new Map<CodePage, ReadonlySet<number>>();

/**
 * The code points a page has above its control characters. Pages of the DOS family put § at 15 hex and arrows below 20
 * hex; printers take these bytes for commands.
 */
function pointsOf(page: CodePage): ReadonlySet<number> {
  let points = sayable.get(page);
  if (points === undefined) {
    const all = CodepageEncoder.getEncoding(page).codepoints;
    points = new Set(
      all.filter((point, at) => at >= 0x20 && at !== 0x7f && all.indexOf(point) === at && point !== 0xfffd),
    );
    sayable.set(page, points);
  }
  return points;
}

/** The first of `pages` that has every character of `text`; null when none has, and the text must be drawn. */
export function pageFor(text: string, pages: readonly CodePage[]): CodePage | null {
  const points = [...new Set(text)].filter((char) => char !== '\n').map((char) => char.codePointAt(0) ?? 0);
  return pages.find((page) => points.every((point) => pointsOf(page).has(point))) ?? null;
}
