/** What a word of visitors is made of; the list of them is `terms.ts`. */
import type { Locale } from './translate.ts';

export interface Wording {
  /** As it stands in a sentence. */
  readonly word: string;
  /** What must not stand for it. `*`: any letters at that end, so that `Beleg*` is "Belege" and "Belegnummer" too. */
  readonly not: readonly string[];
}

export interface Term extends Readonly<Record<Locale, Wording>> {
  /** What it is on this terminal. */
  readonly means: string;
  /** What staff and technicians call it where it is another word; their sentences are not held to this term then. */
  readonly staff?: string;
  /** Sentences that need a forbidden word all the same: by key, with the reason. */
  readonly except?: Readonly<Record<string, string>>;
}

export const word = (said: string, ...not: string[]): Wording => ({ word: said, not });
