/** Visitors meet one word for each thing, in every language and on every screen: the words of `locales/terms.ts`. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Term } from '../../../locales/term.ts';
import { TERMS } from '../../../locales/terms.ts';
import type { Locale } from '../../../locales/translate.ts';
import { WORDS_PAGE, wordsPage } from '../../../tools/docs/words-page.ts';
import { LANGUAGES, house, sentences } from './sentences.ts';

const terms: readonly Term[] = Object.values(TERMS).flat();

/** What is written in Arabic before a word and with it: and, so, in, as, for, the. */
const ARABIC_BEFORE = '(?:[وف]?(?:[بك]?ال|لل|[بكل])?)';

/** As it is read: no hyphenation, no direction marks, every hyphen the same, vowel signs of Arabic left out. */
const read = (text: string): string =>
  text
    .replaceAll(/\{\{\w+\}\}/g, ' ')
    .replaceAll(/[\u00ad\u2066-\u2069]|\p{Mn}/gu, '')
    .replaceAll('\u2011', '-')
    .replaceAll('\u00a0', ' ');

function pattern(forbidden: string, language: Locale): RegExp {
  const [, before = '', core = '', after = ''] = /^(\*?)(.*?)(\*?)$/.exec(read(forbidden)) ?? [];
  const escaped = core.replaceAll(/[.+?^$()[\]{}|\\]/g, '\\$&');
  const open = before === '' ? `(?<![\\p{L}\\d-])${language === 'ar' ? ARABIC_BEFORE : ''}` : '';
  return new RegExp(`${open}${escaped}${after === '' ? '(?![\\p{L}\\d])' : ''}`, 'iu');
}

/** What is forbidden in a sentence, and the word to use; an abbreviation in capitals is not the word in small ones. */
function found(text: string, language: Locale, { [language]: { word, not } }: Term): string[] {
  const allowed = read(text).replaceAll(word, ' ');
  return not.filter((one) => pattern(one, language).test(allowed)).map((one) => `not "${one}" but "${word}"`);
}

const isExcepted = (key: string, { except = {} }: Term): boolean => Object.hasOwn(except, key);

it.each(LANGUAGES)('%s uses for each thing the one word that visitors know', (language) => {
  const wrong = [...sentences[language]].flatMap(([key, text]) =>
    terms
      .filter((term) => !isExcepted(key, term))
      .flatMap((term) => found(text, language, term).map((what) => `${key}: ${what}, in: ${text}`)),
  );
  expect(wrong).toEqual([]);
});

it('staff read the same word as visitors, but where the trade has its own', () => {
  const wrong = [...house].flatMap(([key, text]) =>
    terms
      .filter((term) => term.staff === undefined && !isExcepted(key, term))
      .flatMap((term) => found(text, 'de', term).map((what) => `${key}: ${what}, in: ${text}`)),
  );
  expect(wrong).toEqual([]);
});

describe('the list of words', () => {
  it('names no word that no sentence uses', () => {
    const unused = terms.flatMap((term) =>
      LANGUAGES.filter(
        (language) =>
          ![...sentences[language].values()].some((text) =>
            read(text).toLowerCase().includes(read(term[language].word).toLowerCase()),
          ),
      ).map((language) => `${language} ${term[language].word}`),
    );
    expect(unused).toEqual([]);
  });

  it('excepts no sentence that needs no exception', () => {
    const needless = terms.flatMap((term) =>
      Object.keys(term.except ?? {}).filter((key) => {
        const visitors = LANGUAGES.some(
          (language) => found(sentences[language].get(key) ?? '', language, term).length > 0,
        );
        return !visitors && found(house.get(key) ?? '', 'de', term).length === 0;
      }),
    );
    expect(needless).toEqual([]);
  });

  it('forbids no word that it names itself', () => {
    for (const language of LANGUAGES)
      for (const { [language]: wording } of terms)
        for (const other of terms)
          expect(
            other[language].not.filter((one) => read(one) === read(wording.word)),
            wording.word,
          ).toEqual([]);
  });

  it('is the page docs/WORDS.md (if not: npm run docs)', () => {
    expect(readFileSync(WORDS_PAGE, 'utf8')).toBe(wordsPage());
  });
});

describe('a forbidden word is found', () => {
  const term: Term = {
    means: 'a slip',
    de: { word: 'Zettel', not: ['Bon', 'Beleg*', '*klick*', 'PIN-Code'] },
    en: { word: 'slip', not: ['ticket'] },
    ar: { word: 'قسيمة', not: ['تذكرة'] },
  };

  it.each([
    ['de', 'Ihr Bon wird gedruckt.'],
    ['de', 'Die Belegnummer steht oben.'],
    ['de', 'Bitte anklicken.'],
    ['de', 'Ihr Be\u00adleg'],
    ['de', 'Der PIN\u2011Code'],
    ['en', 'Take your ticket.'],
    ['ar', 'خذ التذكرة من فضلك.'],
    ['ar', 'بتذكرةٍ واحدة'],
  ] as const)('in %s: %s', (language, text) => {
    expect(found(text, language, term)).toHaveLength(1);
  });

  it.each([
    ['de', 'Ihr Bonus, Ihr Bonbon und Ihr Zettel'],
    ['en', 'Tickets are something else.'],
    ['ar', 'قسيمة'],
  ] as const)('and no other, in %s: %s', (language, text) => {
    expect(found(text, language, term)).toEqual([]);
  });
});
