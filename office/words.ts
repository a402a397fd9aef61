/** Where keys become words. The people of the office work in German. A missing key is a bug and throws. */
import i18next from 'i18next';
import type { Leaves, WithoutPlural } from '../locales/keys.ts';
import house from '../locales/house.json' with { type: 'json' };
import de from './words.de.json' with { type: 'json' };

export type Key = WithoutPlural<Leaves<typeof de>>;

const instance = i18next.createInstance();
void instance.init({
  // What staff read at the terminal itself, so that both say the same of a device.
  resources: { de: { translation: de, house } },
  lng: 'de',
  initAsync: false,
  // React writes text, never markup, so nothing is escaped here.
  interpolation: { escapeValue: false },
});

/** A sentence by the key that a terminal told; null where this page does not know it. */
export function staffSentence(key: string, values: Readonly<Record<string, string>> = {}): string | null {
  const text = instance.t(key, { ns: 'house', ...values });
  return typeof text !== 'string' || text === key || text.includes('{{') ? null : text;
}

export function w(key: Key, values: Readonly<Record<string, string | number>> = {}): string {
  const text = instance.t(key as string, values);
  if (typeof text !== 'string' || text === key) throw new Error(`no words for ${key}`);
  return text;
}
