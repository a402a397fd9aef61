/** How sentences are set on the glass. What is printed is set by the printer's own rules. */
import { hyphenateSync } from 'hyphen/de';
import type { Language } from '../electron/ipc/view.ts';

/** Letters from which on a German word is given places to part it: shorter ones fit any column. */
const LONG = 12;
const known = new Map<string, string>();
/** Sentences with a clock or a countdown in them would fill it for ever. */
const MOST = 2_000;

/**
 * Soft hyphens where a long word may be parted, by the patterns of hyph-de-1996: the browser of the terminal brings no
 * dictionary, and would part it anywhere. Other languages here have no such words.
 */
export function typeset(text: string, language: Language): string {
  if (language !== 'de') return text;
  const before = known.get(text);
  if (before !== undefined) return before;
  const set = hyphenateSync(text, { minWordLength: LONG });
  if (known.size >= MOST) known.clear();
  known.set(text, set);
  return set;
}
