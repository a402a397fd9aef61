/** Which Views are drawn in which combinations. */
import type { Language, View } from '../../electron/ipc/view.ts';
import { ALONE, FACTORS, SIZES, USUAL, nameOf, settingsOf, type Combination } from './combinations.ts';
import { cover, type Factors } from './covering.ts';
import { withLongNames } from './long-names.ts';
import type { RecordedView } from './record.ts';

export interface Picture {
  /** Name of the file, without its ending. */
  readonly name: string;
  readonly recorded: RecordedView;
  readonly combination: Combination;
}

export const kindOf = (recorded: RecordedView): string => {
  const { screen, overlay } = viewOf(recorded);
  return overlay === undefined ? screen.kind : `overlay.${overlay.kind}`;
};

/** What a View can be drawn in: some speak one language, on some nothing can be set, and paper has one size. */
export function allowed(recorded: RecordedView): Factors<Combination> {
  const { screen, bar } = viewOf(recorded);
  const paper = 'paper' in screen && screen.paper;
  const languages = Object.keys(recorded.spoken);
  const one = (value: Combination): Factors<Combination> =>
    Object.fromEntries(Object.entries(value).map(([name, own]) => [name, [own]])) as unknown as Factors<Combination>;
  return {
    ...(bar.settings && !paper ? FACTORS : one(USUAL)),
    // Only what visitors read is translated.
    words: FACTORS.words.filter((words) => languages.includes(words === 'pseudo' ? 'en' : words)),
    size: paper ? ['a4'] : FACTORS.size,
    names: FACTORS.names,
  };
}

/** Every View in each value, and each kind of screen in each pair of values. */
export function pairwisePlan(views: readonly RecordedView[]): Picture[] {
  const rows = cover(views.map((recorded) => ({ group: kindOf(recorded), factors: allowed(recorded) })));
  return distinct(views.flatMap((recorded, at) => (rows[at] ?? []).map((row) => picture(recorded, row))));
}

/** Each View upright in each language and each setting by itself; and what the pairs ask for beside that. */
export function wholePlan(views: readonly RecordedView[]): Picture[] {
  const upright = views.flatMap((recorded) => {
    const can = allowed(recorded);
    return can.words
      .filter((words) => words !== 'pseudo')
      .flatMap((words) => ALONE.map((setting) => ({ ...USUAL, size: can.size[0] ?? USUAL.size, words, ...setting })))
      .filter((row) => (Object.keys(row) as (keyof Combination)[]).every((name) => has(can[name], row[name])))
      .map((row) => picture(recorded, row));
  });
  return distinct([...upright, ...pairwisePlan(views)]);
}

/** German, upright, nothing set. */
export const usualPicture = (recorded: RecordedView): Picture =>
  picture(recorded, { ...USUAL, size: allowed(recorded).size[0] ?? USUAL.size });

const has = (list: readonly unknown[], value: unknown): boolean => list.includes(value);
const distinct = (pictures: readonly Picture[]): Picture[] => [
  ...new Map(pictures.map((one) => [one.name, one])).values(),
];
const picture = (recorded: RecordedView, combination: Combination): Picture => ({
  name: `${recorded.name}__${nameOf(combination)}`,
  recorded,
  combination,
});

export function viewOf({ spoken }: RecordedView, language: Language = 'de'): View {
  const view = spoken[language] ?? spoken.de;
  if (view === undefined) throw new Error('a recorded View speaks no German');
  return view;
}

/** The View as the terminal would send it after the visitor had chosen all this. */
export function shownAs({ recorded, combination }: Picture, revision: number, arms: string | null): View {
  const view = viewOf(recorded, combination.words === 'pseudo' ? 'de' : combination.words);
  const { heightMm, lowerEdgeMm } = SIZES[combination.size];
  const named = combination.names === 'long' ? withLongNames(view) : view;
  return {
    ...named,
    revision,
    settings: settingsOf(combination),
    glass: { ...view.glass, heightMm, lowerEdgeMm, pointer: false },
    town: { ...named.town, arms, accent: '#1d4f91' },
  };
}
