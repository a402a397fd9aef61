/** What the page behind a code to take along says itself, in each of the visitors' languages. */
import ar from '../../../locales/ar.json' with { type: 'json' };
import de from '../../../locales/de.json' with { type: 'json' };
import en from '../../../locales/en.json' with { type: 'json' };
import type { Language } from '../../contract/language.ts';

const KEYS = ['takeAway.kind', 'takeAway.print', 'takeAway.note', 'takeAway.broken', 'takeAway.script'] as const;
type Word = (typeof KEYS)[number] extends `takeAway.${infer W}` ? W : never;

const wordsOf = ({ takeAway }: { readonly takeAway: Record<Word, string> }): Record<Word, string> => takeAway;

export const PAGE_WORDS: Readonly<Record<Language, Record<Word, string>>> = {
  de: wordsOf(de),
  en: wordsOf(en),
  ar: wordsOf(ar),
};
