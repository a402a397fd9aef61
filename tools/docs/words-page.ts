/** The page of the words that visitors read, made from the list that every sentence is held to. */
import { join } from 'node:path';
import type { Term } from '../../locales/term.ts';
import { TERMS } from '../../locales/terms.ts';
import { ROOT } from '../setup/paths.mjs';

export const WORDS_PAGE = join(ROOT, 'docs/WORDS.md');

const HEAD = `# Words that visitors read

One word for each thing, on every screen, on paper and on the phone. Made by \`npm run docs\` from
[locales/terms.ts](../locales/terms.ts); \`test/unit/locales/terms.test.ts\` holds every sentence of the three languages to
it, and staff's sentences as well where nothing else is said here. A new sentence that needs another word changes the
list first. What code and documents call things is in the [glossary](GLOSSARY.md). \`*\`: any letters at that end.

Sentences are short, active and say "Sie"; what the rules of plain language can check is checked by
\`test/unit/locales/plain.test.ts\`. Arabic is plain Modern Standard Arabic, and was not read by a native speaker.
`;

const cell = (text: string): string => text.replaceAll('|', '\\|');
const left = (words: readonly string[]): string =>
  words.length === 0 ? '–' : words.map((one) => cell(one)).join(', ');

const row = ({ de, en, ar, means }: Term): string =>
  `| **${cell(de.word)}** | **${cell(en.word)}** | **${cell(ar.word)}** | ${cell(means)} |`;
const notRow = ({ de, en, ar, staff }: Term): string =>
  `| ${cell(de.word)} | ${left(de.not)} | ${left(en.not)} | ${left(ar.not)} | ${staff === undefined ? 'the same' : cell(staff)} |`;

const exceptions = Object.values(TERMS)
  .flat()
  .flatMap(({ de, except = {} }) =>
    Object.entries(except).map(([key, why]) => `| \`${key}\` | ${cell(de.word)} | ${cell(why)} |`),
  );

export const wordsPage = (): string =>
  [
    HEAD,
    ...Object.entries(TERMS).flatMap(([title, terms]) => [
      `## ${title}\n`,
      '| German | English | Arabic | what it is |',
      '|---|---|---|---|',
      ...terms.map(row),
      '',
      '| for | not in German | not in English | not in Arabic | staff |',
      '|---|---|---|---|---|',
      ...terms.map(notRow),
      '',
    ]),
    '## Exceptions\n',
    'Sentences that need a word all the same, by their key.\n',
    '| sentence | word for it | why |',
    '|---|---|---|',
    ...exceptions,
    '',
  ].join('\n');
