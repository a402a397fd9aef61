/** How sentences are set on the glass. What is printed is set by the printer's own rules. */
import type { Language } from '../electron/ipc/view.ts';

/** Letters from which on a German word is given places to part it: shorter ones fit any column. */
const LONG = 12;
const known = new Map<string, string>();
/** Sentences with a clock or a countdown in them would fill it for ever. */
const MOST = 2_000;

type Hyphenate = (text: string, options: { readonly minWordLength: number }) => string;
let hyphenate: Hyphenate | null = null;
let loading: Promise<void> | null = null;

/**
 * Loads the patterns, once: a third of the page's program, and the screen that waits for visitors needs none. Where
 * that fails, words stay whole.
 */
export const loadHyphenation = (): Promise<void> =>
  (loading ??= import('hyphen/de').then(
    ({ hyphenateSync }) => {
      hyphenate = hyphenateSync;
    },
    () => undefined,
  ));

/**
 * Soft hyphens where a long word may be parted, by the patterns of hyph-de-1996: the browser of the terminal brings no
 * dictionary, and would part it anywhere. Other languages here have no such words. Before the patterns are loaded the
 * text stays as it is.
 */
export function typeset(text: string, language: Language): string {
  if (language !== 'de' || hyphenate === null) return text;
  const before = known.get(text);
  if (before !== undefined) return before;
  const set = hyphenate(text, { minWordLength: LONG });
  if (known.size >= MOST) known.clear();
  known.set(text, set);
  return set;
}
