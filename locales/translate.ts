import i18next, { type i18n } from 'i18next';
import { SERVICES } from '../services/index.ts';
import type { Words } from '../services/kit/define-service.ts';
import ar from './ar.json' with { type: 'json' };
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import house from './house.json' with { type: 'json' };

/** Two trees in one; a key that both have as a sentence is the second one's. */
const joined = (one: Words, other: Words): Words => ({
  ...one,
  ...Object.fromEntries(
    Object.entries(other).map(([key, value]) => {
      const former = one[key];
      return [key, typeof former === 'object' && typeof value === 'object' ? joined(former, value) : value];
    }),
  ),
});
const withServices = (language: 'de' | 'en' | 'ar', shared: Words): Words =>
  SERVICES.reduce<Words>((all, { words }) => joined(all, words[language]), shared);

/** What visitors see, hear and take along: shared sentences, and those that lie with a service. */
export const RESOURCES = {
  de: withServices('de', de),
  en: withServices('en', en),
  ar: withServices('ar', ar),
} as const;
/** What staff and technicians see; the town hall works in German. */
export const HOUSE = house;
export type Locale = keyof typeof RESOURCES;

/** A value of a sentence: a number, or words that are ready to be shown. */
export interface Sentence {
  readonly key: string;
  readonly values?: Record<string, string | number> | undefined;
}
export type Translate = (language: Locale, sentence: Sentence) => string;

/** The one place where keys become words, for screen, speech and paper alike. A missing key is a bug and throws. */
export function createTranslate(): Translate {
  const instance: i18n = i18next.createInstance();
  void instance.init({
    resources: Object.fromEntries(
      Object.entries(RESOURCES).map(([language, sentences]) => [
        language,
        { translation: language === 'de' ? { ...sentences, ...HOUSE } : sentences },
      ]),
    ),
    lng: 'de',
    fallbackLng: 'de',
    initAsync: false,
    // React and the paper encoder write text, never markup, so nothing is escaped here.
    interpolation: { escapeValue: false },
  });
  const fixed = Object.fromEntries(Object.keys(RESOURCES).map((language) => [language, instance.getFixedT(language)]));
  return (language, { key, values }) => {
    const text = fixed[language]?.(key, values ?? {});
    if (typeof text !== 'string' || text === key) throw new Error(`no sentence for ${key} in ${language}`);
    return text;
  };
}

export const directionOf = (language: Locale): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');
