import MiniSearch, { type Query } from 'minisearch';
import type { RichBlock, ServiceInfo } from '../../../register/contract.ts';
import { fold, words } from './fold.ts';

export interface ServiceSearch {
  /** Ids of services, best first; every word counts, and where none has all of them, any. Empty for a query without a word. */
  find(query: string): string[];
}

interface Entry { readonly id: string; readonly name: string; readonly keywords: string; readonly summary: string; readonly text: string }

const SHORTEST_WITH_TYPO = 4;
const SHORTEST_INFIX = 4;

/** Full text over the catalogue, in memory: made anew with each catalogue, asked with each key. */
export function indexServices(services: readonly ServiceInfo[]): ServiceSearch {
  const index = new MiniSearch<Entry>({
    fields: ['name', 'keywords', 'summary', 'text'],
    tokenize: (text) => text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [],
    processTerm: (term) => fold(term) || null,
  });
  const entries = services.map(entryOf);
  index.addAll(entries);
  // German writes compounds as one word: "ausweis" must find "Personalausweis". Only words of names and keywords, not of prose.
  const vocabulary = [...new Set(entries.flatMap((entry) => words(`${entry.name} ${entry.keywords}`)))];

  const named = new Map<string, string[]>();
  for (const { id, name } of services) {
    for (const one of [name.de, name.en, name.ar]) {
      const key = words(one ?? '').join(' ');
      if (key !== '') named.set(key, [...(named.get(key) ?? []), id]);
    }
  }

  const oneWord = (word: string): Query => ({
    combineWith: 'OR',
    queries: [
      { queries: [word], prefix: true, fuzzy: word.length >= SHORTEST_WITH_TYPO ? 1 : false, boost: BOOST, maxFuzzy: 1 },
      // Two neighbouring letters in the wrong order are one typing mistake, but two edits.
      ...(word.length >= SHORTEST_WITH_TYPO ? [{ queries: swaps(word), combineWith: 'OR' as const, boost: BOOST }] : []),
      ...(word.length >= SHORTEST_INFIX ? [{ queries: vocabulary.filter((known) => known.indexOf(word) > 0), combineWith: 'OR' as const, fields: ['name', 'keywords'], boost: BOOST }] : []),
    ],
  });

  return {
    find(query) {
      const typed = words(query);
      if (typed.length === 0) return [];
      const queries = typed.map(oneWord);
      const all = index.search({ combineWith: 'AND', queries });
      const found = (all.length > 0 || typed.length === 1 ? all : index.search({ combineWith: 'OR', queries })).map((hit) => String(hit.id));
      // Whoever types a service's whole name wants that one, however often others say the word.
      const exact = new Set(named.get(typed.join(' ')));
      return exact.size === 0 ? found : [...exact, ...found.filter((id) => !exact.has(id))];
    },
  };
}

const BOOST = { name: 8, keywords: 5, summary: 2 };

const swaps = (word: string): string[] =>
  Array.from({ length: word.length - 1 }, (_, at) => word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2)).filter((other) => other !== word);

function entryOf(service: ServiceInfo): Entry {
  const all = <T>(value: { de: T; en?: T | undefined; ar?: T | undefined } | undefined, read: (one: T) => string): string =>
    value === undefined ? '' : [value.de, value.en, value.ar].flatMap((one) => (one === undefined ? [] : [read(one)])).join(' ');
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
  return blocks.map((block) => (block.kind === 'list' ? block.items.map((item) => `– ${plainText(item)}`).join('\n') : block.runs.map((run) => run.text).join(''))).join('\n');
}
