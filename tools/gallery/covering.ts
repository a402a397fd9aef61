/**
 * A covering array: few rows in which every two values of two factors occur together. Greedy, one row at a time, as in
 * AETG (Cohen, Dalal, Fredman, Patton 1997). Written here because items differ in the values that they allow: a staff
 * page speaks one language, and a page for paper has one size.
 */

export type Factors<T> = { readonly [K in keyof T]: readonly T[K][] };
export interface Item<T> {
  /** Items of one group share their pairs: each pair occurs with one of them. */
  readonly group: string;
  readonly factors: Factors<T>;
}

const word = <T>(name: keyof T, value: unknown): string => `${String(name)}=${String(value)}`;
const pair = (one: string, other: string): string => (one < other ? `${one}&${other}` : `${other}&${one}`);

/** Every pair of values of two different factors. */
export function pairsOf<T extends object>(factors: Factors<T>): Set<string> {
  const names = Object.keys(factors) as (keyof T)[];
  return new Set(
    names.flatMap((a, at) =>
      names
        .slice(at + 1)
        .flatMap((b) => factors[a].flatMap((x) => factors[b].map((y) => pair(word(a, x), word(b, y))))),
    ),
  );
}

/**
 * Rows for each item, in its order: each item meets every value that it allows, and each group every pair that one of
 * its items allows. The same items give the same rows.
 */
export function cover<T extends object>(items: readonly Item<T>[]): T[][] {
  const rows = items.map((): T[] => []);
  const groups = Map.groupBy(
    items.map((item, at) => ({ item, at })),
    ({ item }) => item.group,
  );
  for (const members of groups.values()) {
    const open = new Set(members.flatMap(({ item }) => [...pairsOf(item.factors)]));
    const met = new Map<string, number>();
    const take = (at: number, row: T): void => {
      for (const one of pairsOf(single(row))) {
        open.delete(one);
        met.set(one, (met.get(one) ?? 0) + 1);
      }
      rows[at]?.push(row);
    };
    for (const { item, at } of members) {
      const unseen = new Set(Object.entries(item.factors).flatMap(([name, values]) => valuesOf(name, values)));
      while (unseen.size > 0) {
        const row = best(item.factors, {}, unseen, met);
        for (const [name, value] of Object.entries(row)) unseen.delete(word<T>(name as keyof T, value));
        take(at, row);
      }
    }
    for (let turn = 0; open.size > 0; turn += 1) {
      const [next = ''] = open;
      const able = members.filter(({ item }) => pairsOf(item.factors).has(next));
      const member = able[turn % able.length];
      if (member === undefined) throw new Error(`no item allows ${next}`);
      take(member.at, best(member.item.factors, fixed(member.item.factors, next), new Set(), met));
    }
  }
  return rows;
}

const valuesOf = (name: string, values: unknown): string[] =>
  (values as readonly unknown[]).map((value) => `${name}=${String(value)}`);

const single = <T extends object>(row: T): Factors<T> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, [value]])) as unknown as Factors<T>;

/** The two values of a pair. */
const fixed = <T extends object>(factors: Factors<T>, both: string): Partial<T> =>
  Object.fromEntries(
    (Object.keys(factors) as (keyof T)[]).flatMap((name) =>
      factors[name].filter((value) => both.split('&').includes(word(name, value))).map((value) => [name, value]),
    ),
  ) as Partial<T>;

/** Value by value: first what the item has not met, then what met the values taken so far least often. */
function best<T extends object>(
  factors: Factors<T>,
  given: Partial<T>,
  unseen: ReadonlySet<string>,
  met: ReadonlyMap<string, number>,
): T {
  const taken = new Map<keyof T, T[keyof T]>(Object.entries(given) as [keyof T, T[keyof T]][]);
  const gain = (name: keyof T, value: unknown): number => {
    const own = word(name, value);
    const fresh = [...taken].reduce(
      (sum, [other, chosen]) => sum + 1 / (1 + (met.get(pair(own, word(other, chosen))) ?? 0)),
      0,
    );
    return (unseen.has(own) ? 1_000 : 0) + fresh;
  };
  for (const name of Object.keys(factors) as (keyof T)[]) {
    if (taken.has(name)) continue;
    const value = factors[name].reduce((a, b) => (gain(name, b) > gain(name, a) ? b : a));
    taken.set(name, value);
  }
  return Object.fromEntries(taken) as T;
}
