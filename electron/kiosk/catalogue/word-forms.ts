/** What makes two German words, as `fold` writes them, the same, near, or each other's opposite. */

/**
 * Endings of inflection and of nouns made from verbs, longest first: "anmelden", "Anmeldung" and "meldet an" share
 * their stem.
 */
const ENDINGS = [
  'ungen',
  'ung',
  'erin',
  'ern',
  'est',
  'end',
  'en',
  'er',
  'es',
  'em',
  'et',
  'st',
  'e',
  'n',
  's',
  't',
] as const;
const SHORTEST_STEM = 4;

export function stem(word: string): string {
  const ending = ENDINGS.find((one) => word.endsWith(one) && word.length - one.length >= SHORTEST_STEM);
  return ending === undefined ? word : word.slice(0, -ending.length);
}

const SHORTEST_WITH_TYPO = 4;
/** Verbal prefixes that turn a matter into another one. */
const PREFIXES = ['an', 'ab', 'um', 'aus', 'ein', 'auf', 'zu', 'ver', 'er', 'ent', 'vor', 'nach', 'un'] as const;

/** "anmelden" and "abmelden": one letter apart, and the contrary. */
export function opposite(one: string, other: string): boolean {
  const found = (word: string): readonly string[] =>
    PREFIXES.filter((prefix) => word.startsWith(prefix) && word.length > prefix.length + 2);
  return found(one).some((prefix) =>
    found(other).some((another) => prefix !== another && one.slice(prefix.length) === other.slice(another.length)),
  );
}

/** One letter more, less or another, or two neighbours swapped; never an opposite. */
export function near(typed: string, known: string): boolean {
  if (typed.length < SHORTEST_WITH_TYPO || Math.abs(typed.length - known.length) > 1 || typed === known) return false;
  let at = 0;
  while (at < typed.length && typed[at] === known[at]) at += 1;
  const [rest, other] = [typed.slice(at), known.slice(at)];
  const one = rest.slice(1) === other.slice(1) || rest.slice(1) === other || rest === other.slice(1);
  const swapped = rest.length > 1 && rest[0] === other[1] && rest[1] === other[0] && rest.slice(2) === other.slice(2);
  return (one || swapped) && !opposite(typed, known);
}

const SHORTEST_PART = 5;

/**
 * A known word that stands at the beginning or the end of a longer one that was typed: "Reisepass" in
 * "Reisepassverlängerung".
 */
export const partOf = (known: string, typed: string): boolean =>
  known.length >= SHORTEST_PART &&
  typed.length >= known.length + 3 &&
  (typed.startsWith(known) || typed.endsWith(known));

const SHORTEST_INFIX = 4;

/** A typed word inside a known compound: "ausweis" in "Personalausweis". */
export const inside = (typed: string, known: string): boolean =>
  typed.length >= SHORTEST_INFIX && known.length > typed.length && known.indexOf(typed) > 0;
