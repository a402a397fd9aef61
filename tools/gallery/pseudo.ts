/**
 * German, longer by two fifths and with accents: a stand-in for the languages whose words are longest, made from the
 * German sentences when the page is built. What fits here fits in a language that is added later.
 */
import type { Plugin } from 'vite';

/** Letters added to a sentence, as a share of its own. */
const MORE = 0.4;
/** A word grows no further: the longest words of labels in other languages have as many letters. */
const LONGEST_WORD = 14;
/** A word of padding, soft hyphens where it may be divided. */
const PADDING = 'ëñtrá\u00adñgö';
const GROWTH = 'éñüőàřç';
const PLACEHOLDER = /(\{\{[^}]*\}\}|\$t\([^)]*\))/;

/** A sentence of a locale; its placeholders stay as they are. */
export function stretched(sentence: string): string {
  let missing = Math.ceil([...sentence.replaceAll(new RegExp(PLACEHOLDER, 'g'), '')].length * MORE);
  if (!/\p{L}{2}/u.test(sentence)) return sentence;
  const grown = sentence
    .split(PLACEHOLDER)
    .map((part, at) =>
      at % 2 === 1
        ? part
        : part.replaceAll(/\p{L}{3,}/gu, (word) => {
            const by = Math.max(0, Math.min(missing, Math.ceil(word.length * MORE), LONGEST_WORD - word.length));
            missing -= by;
            return word + GROWTH.slice(0, by);
          }),
    )
    .join('');
  const words = Math.floor(missing / PADDING.length);
  const [, body = grown, end = ''] = /^(.*?)([.!?:…]*)$/s.exec(grown) ?? [];
  return `${body}${` ${PADDING}`.repeat(words)}${end}`;
}

const deep = (value: unknown): unknown =>
  typeof value === 'string'
    ? stretched(value)
    : Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, deep(inner)]));

/** In place of the German sentences of the terminal and of its services. */
export const pseudoGerman = (): Plugin => ({
  name: 'foyer-pseudo-german',
  enforce: 'pre',
  transform: {
    filter: { id: /\/(locales\/de|services\/[^/]+\/words\.de)\.json$/ },
    handler: (code) => ({ code: JSON.stringify(deep(JSON.parse(code))), map: null }),
  },
});
