/** Where keys become words. The people of the office work in German. A missing key is a bug and throws. */
import i18next from 'i18next';
import type { Leaves, WithoutPlural } from '../locales/keys.ts';
import de from './words.de.json' with { type: 'json' };

export type Key = WithoutPlural<Leaves<typeof de>>;

const instance = i18next.createInstance();
void instance.init({
  resources: { de: { translation: de } },
  lng: 'de',
  initAsync: false,
  // React writes text, never markup, so nothing is escaped here.
  interpolation: { escapeValue: false },
});

export function w(key: Key, values: Readonly<Record<string, string | number>> = {}): string {
  const text = instance.t(key as string, values);
  if (typeof text !== 'string' || text === key) throw new Error(`no words for ${key}`);
  return text;
}
