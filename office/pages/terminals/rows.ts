/** Which terminals the list shows, and in which order. */
import { TERMINAL_CONDITIONS, type OfficeTerminal } from '../../../register/contract/office.ts';
import type { Condition } from './states.ts';

export const SORTS = ['condition', 'name', 'place', 'lastSeen'] as const;
export type Sort = (typeof SORTS)[number];
export interface Order {
  readonly by: Sort;
  readonly descending: boolean;
}

/** The worst first. */
export const WORST: readonly Condition[] = ['silent', 'attention', 'not-enrolled', 'well', 'revoked'];
const text = new Intl.Collator('de', { numeric: true, sensitivity: 'base' });

const COMPARE: Readonly<Record<Sort, (a: OfficeTerminal, b: OfficeTerminal) => number>> = {
  condition: (a, b) => WORST.indexOf(a.condition) - WORST.indexOf(b.condition),
  name: (a, b) => text.compare(a.name, b.name),
  place: (a, b) => text.compare(a.place ?? '', b.place ?? ''),
  // The longest ago first; never comes before that.
  lastSeen: (a, b) => (a.lastSeenAt ?? '').localeCompare(b.lastSeenAt ?? ''),
};

export function sorted(terminals: Iterable<OfficeTerminal>, { by, descending }: Order): readonly OfficeTerminal[] {
  const compare = COMPARE[by];
  const turn = descending ? -1 : 1;
  return [...terminals].sort((a, b) => turn * compare(a, b) || text.compare(a.name, b.name));
}

/** `words`: each of them is in the name or the place, in small or capital letters. */
export function chosen(
  terminals: Iterable<OfficeTerminal>,
  { condition, words }: { readonly condition: Condition | null; readonly words: string },
): readonly OfficeTerminal[] {
  const wanted = words
    .toLocaleLowerCase('de')
    .split(/\s+/)
    .filter((word) => word !== '');
  return [...terminals].filter((terminal) => {
    if (condition !== null && terminal.condition !== condition) return false;
    const own = `${terminal.name} ${terminal.place ?? ''}`.toLocaleLowerCase('de');
    return wanted.every((word) => own.includes(word));
  });
}

export function counts(terminals: Iterable<OfficeTerminal>): Readonly<Record<Condition, number>> {
  const found = Object.fromEntries(TERMINAL_CONDITIONS.map((one) => [one, 0])) as Record<Condition, number>;
  for (const { condition } of terminals) found[condition] += 1;
  return found;
}
