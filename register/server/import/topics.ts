/**
 * Topics of the feed's own: a file of topics (`relation.services`, `relation.childs`, `relation.rank`, `path`), and the
 * root topic that a service names (`relation.root_topic`). Field names as the exporting library has them
 * (github.com/it-at-m/eappointment, zmsdldb).
 */
import type { Category } from '../../contract/contract.ts';
import { RULES, guess } from './categories.ts';

export interface Topic {
  readonly id: string;
  readonly name: string;
  /** Smaller ones come first. */
  readonly rank: number;
  readonly services: readonly string[];
  readonly children: readonly string[];
}

export interface Topics {
  /** Root topics that have services, in their order. */
  readonly categories: readonly Category[];
  /** Groups of a service: the root topic that it names first. None where no topic has it. */
  of(service: string, rootTopic: string): readonly string[];
}

const LAST = RULES.at(-1)?.category ?? { id: 'weiteres', name: { de: 'Weitere Anliegen' }, icon: 'ellipsis' };
const idOf = (topic: string): string => `topic-${topic}`;

const wordsOf = (name: string): string[] => name.toLocaleLowerCase('de').match(/\p{L}{4,}/gu) ?? [];

/** Of the group whose words are in the topic's name, or that shares one with it. */
function iconOf(name: string): string {
  const guessed = guess(name, []);
  const words = new Set(wordsOf(name));
  const like =
    RULES.find(({ category }) => category.id === guessed) ??
    RULES.find(({ category }) => category !== LAST && wordsOf(category.name.de).some((word) => words.has(word)));
  return like?.category.icon ?? LAST.icon;
}

/** `services`: ids of those that are imported, with the root topic that each names, or ''. */
export function readTopics(topics: ReadonlyMap<string, Topic>, services: ReadonlyMap<string, string>): Topics {
  const parent = new Map(
    [...topics.values()].flatMap(({ id, children }) => children.map((child) => [child, id] as const)),
  );
  const rootOf = (id: string): string => {
    const seen = new Set([id]);
    let at = id;
    // Topics that are each other's parents end where they began.
    for (let up = parent.get(at); up !== undefined && topics.has(up) && !seen.has(up); up = parent.get(at)) {
      seen.add(up);
      at = up;
    }
    return at;
  };
  const listed = new Map<string, Set<string>>();
  for (const { id, services: own } of topics.values()) {
    for (const service of own) listed.set(service, (listed.get(service) ?? new Set()).add(rootOf(id)));
  }
  const rootsOf = (service: string, named: string): string[] => [
    ...new Set([...(topics.has(named) ? [rootOf(named)] : []), ...(listed.get(service) ?? [])]),
  ];
  const used = new Set([...services].flatMap(([service, named]) => rootsOf(service, named)));
  const roots = [...topics.values()].filter(({ id }) => used.has(id)).sort((a, b) => a.rank - b.rank);
  return {
    categories: [
      ...roots.map(({ id, name }) => ({ id: idOf(id), name: { de: name }, icon: iconOf(name) })),
      ...([...services].some(([service, named]) => rootsOf(service, named).length === 0) ? [LAST] : []),
    ],
    of(service, named) {
      const own = rootsOf(service, named).map(idOf);
      return own.length === 0 ? [LAST.id] : own;
    },
  };
}

/**
 * Share of the services of an unnamed topic that must agree, and how many must say anything, for the others to follow.
 */
const AGREE = 2 / 3;
const ENOUGH = 3;

interface Placed {
  readonly rootTopic: string;
  readonly placed: string | undefined;
}

/**
 * Where the feed names root topics by number and their list is not given: services that no word places go where those
 * of the same topic go. `placed`: group by service, undefined where no word decided. Returned are groups by topic.
 */
export function followTopics(services: readonly Placed[]): ReadonlyMap<string, string> {
  const byTopic = Map.groupBy(
    services.filter(({ rootTopic, placed }) => rootTopic !== '' && placed !== undefined),
    ({ rootTopic }) => rootTopic,
  );
  return new Map(
    [...byTopic].flatMap(([topic, all]) => {
      const [first] = [...Map.groupBy(all, ({ placed }) => placed)].sort((a, b) => b[1].length - a[1].length);
      return first?.[0] !== undefined && all.length >= ENOUGH && first[1].length >= all.length * AGREE
        ? [[topic, first[0]] as const]
        : [];
    }),
  );
}
