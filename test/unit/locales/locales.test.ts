import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FEE_IDS } from '../../../services/kit/services.ts';
import { describe, expect, it } from 'vitest';
import { createTranslate } from '../../../locales/translate.ts';
import { LANGUAGES, house, sentences } from './sentences.ts';

const PLURAL = /_(zero|one|two|few|many|other)$/;
const base = (key: string): string => key.replace(PLURAL, '');
const german = [...new Set([...sentences.de.keys()].map(base))];
const plurals = new Set([...sentences.de.keys()].filter((key) => PLURAL.test(key)).map(base));
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort();
const visible = (text: string): string => text.replaceAll(/[\u2066-\u2069]/g, '');

describe('the language files', () => {
  it.each(LANGUAGES)('%s has every sentence, and no other', (language) => {
    expect([...new Set([...sentences[language].keys()].map(base))].sort()).toEqual([...german].sort());
  });

  it.each(LANGUAGES)('%s has every plural form that its numbers need', (language) => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories.slice().sort();
    for (const key of plurals) {
      const forms = [...sentences[language].keys()]
        .filter((one) => base(one) === key && PLURAL.test(one))
        .map((one) => PLURAL.exec(one)?.[1]);
      expect(forms.sort(), key).toEqual(needed);
    }
  });

  it.each(LANGUAGES)('%s says all values that German says, and no other', (language) => {
    for (const [key, text] of sentences[language]) {
      // A number can be a word of its own: "نتيجتان" says two.
      const own = placeholders(text);
      const reference = placeholders(sentences.de.get(key) ?? sentences.de.get(`${base(key)}_other`) ?? '');
      if (/_(zero|one|two)$/.test(key)) expect(reference, key).toEqual(expect.arrayContaining(own));
      else expect(own, key).toEqual(reference);
    }
  });

  it.each(LANGUAGES)('%s has no empty sentence and no stray blank', (language) => {
    for (const [key, text] of [...sentences[language], ...house]) {
      expect(text.trim(), key).toBe(text);
      expect(text, key).not.toBe('');
      expect(text, key).not.toMatch(/ {2}/);
    }
  });

  it('count in Arabic by Arabic plural forms', () => {
    const translate = createTranslate();
    const results = [0, 1, 2, 3, 11, 100].map((count) => translate('ar', { key: 'search.count', values: { count } }));
    expect(results).toEqual(['لا توجد نتائج', 'نتيجة واحدة', 'نتيجتان', '3 نتائج', '11 نتيجة', '100 نتيجة']);
  });

  it('throw for an unknown key', () => {
    expect(() => createTranslate()('de', { key: 'attract.no-such' })).toThrow('no sentence for attract.no-such in de');
  });
});

describe('no German is left over', () => {
  /** Names of languages stand in their own language; placeholders and proper names are no words of it. */
  const EXEMPT = new Set(['language.de', 'language.en', 'language.ar']);
  const NAMES = /Bundesdruckerei/g;

  it('in English: no umlaut, and no sentence that is the German one', () => {
    // What is written the same in both languages.
    const same = new Set([
      'display.sample',
      'open.day',
      'open.span',
      'open.spanNote',
      'open.note',
      'help.office',
      'slip.place',
      'status.office',
      'fee.is',
      'data.day',
      'blocks.law',
      'caseStatus.said',
      ...EXEMPT,
    ]);
    for (const [key, text] of sentences.en) {
      if (EXEMPT.has(key)) continue;
      expect(text.replaceAll(NAMES, ''), key).not.toMatch(/[äöüÄÖÜß„]|\b(und|oder|bitte|nicht|Sie|wird|für)\b/);
      if (!same.has(key)) expect(text, key).not.toBe(sentences.de.get(key));
    }
  });

  it('in Arabic: no Latin word but what stands on the thing itself', () => {
    for (const [key, text] of sentences.ar) {
      if (EXEMPT.has(key)) continue;
      const words = text.replaceAll(/\{\{\w+\}\}/g, '').match(/[A-Za-zÄÖÜäöüß]+/g) ?? [];
      expect(
        words.filter(
          (word) =>
            ![
              'O',
              'PIN',
              'QR',
              'eAT',
              'L',
              'X',
              'T',
              'C',
              'eID',
              'CAN',
              'PUK',
              'PDF',
              'BMG',
              'A',
              'Abholschein',
              'JavaScript',
            ].includes(word),
        ),
        key,
      ).toEqual([]);
      expect(text, key).not.toMatch(/[٠-٩۰-۹]/);
    }
  });

  it('in Arabic: what reads from left to right is set apart, and every isolate is closed', () => {
    for (const [key, text] of sentences.ar) {
      const opened = text.match(/[\u2066-\u2068]/g)?.length ?? 0;
      expect(text.match(/\u2069/g)?.length ?? 0, key).toBe(opened);
      for (const name of ['phone', 'time', 'span'])
        if (text.includes(`{{${name}}}`)) expect(text, key).toContain(`\u2066{{${name}}}\u2069`);
      if (/[A-Za-z]{2,}/.test(text.replaceAll(/\{\{\w+\}\}/g, '')) && !EXEMPT.has(key))
        expect(text, key).toMatch(/\u2066[^\u2069]*[A-Za-z]/);
      expect(visible(text), key).not.toBe('');
    }
  });
});

describe('the sources', () => {
  const every = [...german, ...new Set([...house.keys()].map(base))];
  const root = join(import.meta.dirname, '../../..');
  const files = ['electron', 'renderer', 'services', 'state-machines', 'register/server/public'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(root, folder, name)),
  );
  const source = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  /** 'a.b' as it stands, `a.${…}.b` as a pattern. */
  const literals = new Set([...source.matchAll(/'([a-z][A-Za-z-]*(?:\.[A-Za-z-]+)+)'/g)].map(([, key = '']) => key));
  const templates = [
    ...source.matchAll(/`([a-z][A-Za-z-]*\.(?:[A-Za-z-]+\.)*(?:\.?\$\{[^`}]+\}(?:\.[A-Za-z-]+)*)+)`/g),
  ].map(
    ([, template = '']) =>
      new RegExp(
        `^${template
          .split(/\$\{[^}]+\}/)
          .map((part) => part.replaceAll('.', '\\.'))
          .join('[A-Za-z-]+')}$`,
      ),
  );

  it('use every sentence', () => {
    expect(files.length).toBeGreaterThan(30);
    expect(every.filter((key) => !literals.has(key) && !templates.some((template) => template.test(key)))).toEqual([]);
  });

  it('use no sentence that is missing', () => {
    const groups = new Set(every.map((key) => key.split('.')[0] ?? ''));
    // A fee's name is written like a key.
    const known = new Set<string>([...every, ...FEE_IDS]);
    // Only inside say(), t() and w() and in tables of keys: literals whose first word is a group of sentences.
    const events = readFileSync(join(root, 'electron/kiosk/log/catalogue.ts'), 'utf8');
    const missing = [...literals].filter(
      (key) => groups.has(key.split('.')[0] ?? '') && !known.has(key) && !events.includes(`'${key}'`),
    );
    expect(missing).toEqual([]);
    expect(templates.filter((template) => !every.some((key) => template.test(key))).map(String)).toEqual([]);
  });
});
