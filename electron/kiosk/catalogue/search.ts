import MiniSearch, { type Query } from 'minisearch';
import type { Office, RichBlock, ServiceInfo } from '../../../register/contract/contract.ts';
import { meaningOf, telling } from './everyday-words.ts';
import { fold, words } from './fold.ts';
import { inside, near, opposite, partOf, stem } from './word-forms.ts';

export interface Search {
  /**
   * Ids, best first; every telling word counts, and where none has all of them, any. Empty for a query without a word.
   */
  find(query: string): string[];
  /** Everything is indexed; before that `find` knows a part. */
  readonly ready: Promise<void>;
}

/** What can be found by words. The town's words for it go before its prose. */
export interface Entry {
  readonly id: string;
  readonly name: string;
  readonly keywords: string;
  readonly summary: string;
  readonly text: string;
}

/** A stem that other words begin with: "Handwerker" and "Handwerksbetrieb". */
const SHORTEST_PREFIX = 6;
/** Marks a stem among the words of an index, so that it meets stems only. */
const STEM = '~';
const BOOST = { name: 8, keywords: 5, summary: 2 };
/** What is exact goes before what is derived, and that before what is only near. */
const WEIGHT = {
  exact: 6,
  stem: 3,
  prefix: 2,
  stemPrefix: 1,
  inside: 1.5,
  means: 4,
  beginning: 1.6,
  end: 0.6,
  near: 0.7,
} as const;
const scaled = (weight: number): { name: number; keywords: number; summary: number; text: number } => ({
  name: BOOST.name * weight,
  keywords: BOOST.keywords * weight,
  summary: BOOST.summary * weight,
  text: weight,
});

/** Entries with a page of text each take half a millisecond. */
const AT_ONCE = 60;
const SLICE = 20;

/** Full text in memory: made anew with each catalogue, asked with each key. */
export function indexEntries(entries: readonly Entry[]): Search {
  const index = new MiniSearch<Entry>({
    fields: ['name', 'keywords', 'summary', 'text'],
    tokenize: (text) => text.match(/[\p{L}\p{M}\p{N}~]+/gu) ?? [],
    processTerm: (term) => {
      if (term.startsWith(STEM)) return term;
      const folded = fold(term);
      return folded === '' ? null : [folded, STEM + stem(folded)];
    },
  });
  // What takes longer than a frame is indexed a frame's worth at a time: the screen answers meanwhile.
  const ready =
    entries.length <= AT_ONCE
      ? Promise.resolve(index.addAll(entries))
      : index.addAllAsync(entries, { chunkSize: SLICE });
  // Compounds and typing mistakes are looked for in what things are called, not in prose.
  const vocabulary = [...new Set(entries.flatMap((entry) => words(`${entry.name} ${entry.keywords}`)))];

  const one = (queries: readonly string[], weight: number, prefix = false): Query[] =>
    queries.length === 0
      ? []
      : [
          {
            combineWith: 'OR',
            queries: [...queries],
            boost: scaled(weight),
            prefix,
            processTerm: (term: string) => term,
          },
        ];

  const oneWord = (word: string): Query => {
    // Prefixes bring words in that mean the contrary as little as a typing mistake does.
    const known = vocabulary.filter((other) => !opposite(word, other));
    return {
      combineWith: 'OR',
      queries: [
        ...one([word], WEIGHT.exact),
        ...one([STEM + stem(word)], WEIGHT.stem),
        ...one([word], WEIGHT.prefix, true),
        ...(stem(word).length >= SHORTEST_PREFIX ? one([stem(word)], WEIGHT.stemPrefix, true) : []),
        ...one(
          meaningOf(word).flatMap((other) => [other, STEM + stem(other)]),
          WEIGHT.means,
        ),
        ...one(
          known.filter((other) => inside(word, other) || inside(stem(word), other)),
          WEIGHT.inside,
        ),
        // The first part of a compound says what it is about, the last one what is to be done with it.
        ...one(
          known.filter((other) => partOf(other, word) && word.startsWith(other)),
          WEIGHT.beginning,
        ),
        ...one(
          known.filter((other) => partOf(other, word) && word.endsWith(other)),
          WEIGHT.end,
        ),
        ...one(
          known.filter((other) => near(word, other)),
          WEIGHT.near,
        ),
      ],
    };
  };

  return {
    ready,
    find(query) {
      const typed = telling(words(query));
      if (typed.length === 0) return [];
      const queries = typed.map(oneWord);
      const all = index.search({ combineWith: 'AND', queries });
      return (all.length > 0 || typed.length === 1 ? all : index.search({ combineWith: 'OR', queries })).map((hit) =>
        String(hit.id),
      );
    },
  };
}

/**
 * Finds services by name, keywords and texts. A service whose whole name was typed comes first, however often others
 * contain the word.
 */
export function indexServices(services: readonly ServiceInfo[]): Search {
  const index = indexEntries(services.map(entryOf));
  const named = new Map<string, string[]>();
  for (const { id, name } of services) {
    for (const own of [name.de, name.en, name.ar]) {
      const key = words(own ?? '').join(' ');
      if (key !== '') named.set(key, [...(named.get(key) ?? []), id]);
    }
  }
  return {
    ready: index.ready,
    find(query) {
      const exact = new Set(named.get(words(query).join(' ')));
      const found = index.find(query);
      return exact.size === 0 ? found : [...exact, ...found.filter((id) => !exact.has(id))];
    },
  };
}

/** Offices by what they are called, where they are, and by their hours. */
export const indexOffices = (offices: readonly Office[]): Search =>
  indexEntries(
    offices.map((office) => ({
      id: office.id,
      name: [office.name.de, office.name.en ?? '', office.name.ar ?? ''].join(' '),
      keywords: `${office.unit ?? ''} Öffnungszeiten geöffnet opening hours`,
      summary: office.address === undefined ? '' : `${office.address.street} ${office.address.note ?? ''}`,
      text: '',
    })),
  );

function entryOf(service: ServiceInfo): Entry {
  const all = <T>(
    value: { de: T; en?: T | undefined; ar?: T | undefined } | undefined,
    read: (own: T) => string,
  ): string =>
    value === undefined
      ? ''
      : [value.de, value.en, value.ar].flatMap((own) => (own === undefined ? [] : [read(own)])).join(' ');
  return {
    id: service.id,
    name: all(service.name, (name) => name),
    keywords: service.keywords.join(' '),
    summary: all(service.summary, (text) => text),
    text: all(service.description, plainText),
  };
}

/** The words of formatted text, for the index and for a QR code. */
export function plainText(blocks: readonly RichBlock[]): string {
  return blocks
    .map((block) =>
      block.kind === 'list'
        ? block.items.map((item) => `– ${plainText(item)}`).join('\n')
        : block.runs.map((run) => run.text).join(''),
    )
    .join('\n');
}
