/**
 * What can be checked of plain language (BITV 2.0, annex 2) and of setting, for every sentence that visitors read.
 * Which word stands for what: terms.test.ts.
 */
import { expect, it } from 'vitest';
import type { Locale } from '../../../locales/translate.ts';
import { LANGUAGES, house, sentences } from './sentences.ts';

const QUOTES: Readonly<Record<Locale, RegExp>> = { de: /„([^“]*)“/g, en: /“([^”]*)”/g, ar: /«([^»]*)»/g };
/** Without what is not seen, and with one hyphen for all. */
const bare = (text: string): string => text.replaceAll(/[\u00ad\u2066-\u2069]/g, '').replaceAll('\u2011', '-');

const MOST_WORDS = 15;

it(`a German sentence has at most ${MOST_WORDS} words`, () => {
  const long = [...sentences.de].flatMap(([key, text]) =>
    text
      .split(/[.!?:;–](?:\s|$)/)
      .filter((one) => one.trim().split(/\s+/).length > MOST_WORDS)
      .map((one) => `${key}: ${one}`),
  );
  expect(long).toEqual([]);
});

it('a part of a word that is short stays on its line: "E‑Mail", "6‑stellig"', () => {
  const parted = [...sentences.de].filter(([, text]) =>
    /(?<![\p{L}\d\u2011-])[\p{L}\d]{1,3}-[\p{L}\d]|[\p{L}\d]-[\p{L}\d]{1,3}(?![\p{L}\d\u2011-])/u.test(
      text.replaceAll(/\{\{\w+\}\}/g, ''),
    ),
  );
  expect(parted).toEqual([]);
});

it.each(LANGUAGES)('%s puts in quotation marks of its own what can be touched under that name', (language) => {
  const names = new Set([...sentences[language].values()].map(bare));
  const wrong = [...sentences[language]].flatMap(([key, text]) => [
    ...(/["']|\.\.\./.test(text) ? [`${key}: typewriter’s marks: ${text}`] : []),
    ...[...text.matchAll(QUOTES[language])]
      .map(([, name = '']) => bare(name))
      .filter((name) => name !== '{{query}}' && !names.has(name))
      .map((name) => `${key}: nothing is called ${name}`),
  ]);
  expect(wrong).toEqual([]);
});

it('staff’s sentences have German quotation marks', () => {
  expect([...house].filter(([, text]) => /["']|\.\.\./.test(text))).toEqual([]);
});

it.each(LANGUAGES)('%s ends what is a sentence with its stop, and a title without', (language) => {
  const wrong = [...sentences[language]].filter(([key, text]) => {
    const name = key.split('.').at(-1)?.replace(/_\w+$/, '') ?? '';
    if (/^title$|Title$/.test(name)) return /[.!:]$/.test(text);
    return /^(body|what|how)$|(Body|Lead)$/.test(name) && !/[.?!؟]$/.test(text) && !NO_SENTENCE.has(key);
  });
  expect(wrong).toEqual([]);
});
/** Rows of a page: a label and a phrase. */
const NO_SENTENCE = new Set(['aboutPin.what', 'consent.what', 'consent.takesBody']);

it('Arabic has its own comma, semicolon and question mark', () => {
  expect([...sentences.ar].filter(([, text]) => /[,;?]/.test(text))).toEqual([]);
});

it('Arabic has one spelling of what is said with an -an: مجانًا', () => {
  expect([...sentences.ar].filter(([, text]) => text.includes('\u0627\u064b'))).toEqual([]);
});

it.each(LANGUAGES)('%s counts by plural forms, and never by a value of another name', (language) => {
  const counted = /\{\{(minutes|seconds|hours|days|pages|tries|number|amountOf)\}\}/;
  expect([...sentences[language]].filter(([, text]) => counted.test(text))).toEqual([]);
});

it.each(LANGUAGES)('%s says a fee beside its label, so that nothing can "cost free of charge"', (language) => {
  const verb = { de: /kost(et|en)\b.*\{\{/, en: /\bcosts?\b.*\{\{/, ar: /كل(ّ)?ف.*\{\{/ }[language];
  expect([...sentences[language]].filter(([, text]) => verb.test(text))).toEqual([]);
});
