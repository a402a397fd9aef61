/** Which Views are drawn in which language, setting and size of the display. */
import type { Language, Settings, View } from '../../electron/ipc/view.ts';
import type { RecordedView } from './record.ts';

/** Pixels, and the picture's height and lower edge in millimetres, as a terminal's configuration has them. */
export const SIZES = {
  portrait: { width: 1080, height: 1920, heightMm: 532, lowerEdgeMm: 800 },
  landscape: { width: 1920, height: 1080, heightMm: 299, lowerEdgeMm: 900 },
  small: { width: 1024, height: 768, heightMm: 228, lowerEdgeMm: 950 },
  /** A page for paper: A4 at 96 dpi. */
  a4: { width: 794, height: 1123, heightMm: 297, lowerEdgeMm: 800 },
} as const;
export type Size = keyof typeof SIZES;

export interface Combination {
  readonly language: Language;
  readonly text: Settings['textSize'];
  readonly contrast: Settings['contrast'];
  readonly reach: 'normal' | 'low';
  readonly size: Size;
}

/** `de-large-low-portrait`; what is as usual is not said. */
export const nameOf = ({ language, text, contrast, reach, size }: Combination): string =>
  [
    language,
    ...(text === 'large' ? ['large'] : []),
    ...(contrast === 'high' ? ['contrast'] : []),
    ...(reach === 'low' ? ['low'] : []),
    size,
  ].join('-');

export type Factors<T> = { readonly [K in keyof T]: readonly T[K][] };

/** Rows in which each value of each factor meets each value of each other one: greedy, the row with most new pairs. */
export function pairwise<T extends object>(factors: Factors<T>): T[] {
  const names = Object.keys(factors) as (keyof T)[];
  const every = names.reduce<T[]>(
    (rows, name) => rows.flatMap((row) => factors[name].map((value) => ({ ...row, [name]: value }))),
    [{} as T],
  );
  const pairsOf = (row: T): string[] =>
    names.flatMap((a, at) => names.slice(at + 1).map((b) => JSON.stringify([a, row[a], b, row[b]])));
  const open = new Set(every.flatMap(pairsOf));
  const rows: T[] = [];
  while (open.size > 0) {
    const gain = (row: T): number => pairsOf(row).filter((pair) => open.has(pair)).length;
    const best = every.reduce((a, b) => (gain(b) > gain(a) ? b : a));
    for (const pair of pairsOf(best)) open.delete(pair);
    rows.push(best);
  }
  return rows;
}

const FACTORS: Factors<Combination> = {
  language: ['de', 'ar', 'en'],
  text: ['normal', 'large'],
  contrast: ['normal', 'high'],
  reach: ['normal', 'low'],
  size: ['portrait', 'landscape', 'small'],
};
export const PAIRS = pairwise(FACTORS);
const USUAL: Omit<Combination, 'language'> = { text: 'normal', contrast: 'normal', reach: 'normal', size: 'portrait' };
/** Each setting by itself: what a person sees when they choose it. */
const SETTINGS: readonly Partial<Combination>[] = [{}, { text: 'large' }, { contrast: 'high' }, { reach: 'low' }];

export interface Picture {
  /** Name of the file, without its ending. */
  readonly name: string;
  readonly recorded: RecordedView;
  readonly combination: Combination;
}

/**
 * Everything: each View in each language and setting, upright, and once on each other size, which takes turns through
 * the pairs. Quick: each kind of screen meets every pair once, its Views taking turns, and each View is there at least
 * once.
 */
export function plan(views: readonly RecordedView[], quick: boolean): Picture[] {
  const kinds = Map.groupBy(views, kindOf);
  return [...kinds.values()].flatMap((alike) => (quick ? inTurns(alike) : alike.flatMap(everyOne)));
}

const kindOf = (recorded: RecordedView): string => {
  const { screen, overlay } = viewOf(recorded);
  return overlay === undefined ? screen.kind : `overlay.${overlay.kind}`;
};

function inTurns(alike: readonly RecordedView[]): Picture[] {
  const taken = alike.map((recorded) => ({ recorded, row: turnOf(recorded) }));
  const left = PAIRS.map((_, row) => row).filter((row) => !taken.some((one) => one.row === row));
  const rest = left.flatMap((row, at) =>
    alike
      .slice(at % alike.length)
      .slice(0, 1)
      .map((recorded) => ({ recorded, row })),
  );
  const pictures = [...taken, ...rest].flatMap(({ recorded, row }) =>
    PAIRS.slice(row, row + 1).map((pair) => picture(recorded, pair)),
  );
  return [...new Map(pictures.map((one) => [one.name, one])).values()];
}

/** By its name, so that a View is drawn alike when others come and go beside it. */
function turnOf({ name }: RecordedView): number {
  const sum = [...name].reduce((total, sign) => (total * 31 + (sign.codePointAt(0) ?? 0)) % 65_521, 0);
  return sum % PAIRS.length;
}

function everyOne(recorded: RecordedView, at: number): Picture[] {
  const languages = Object.keys(recorded.spoken) as Language[];
  const upright = languages.flatMap((language) =>
    SETTINGS.map((setting) => picture(recorded, { ...USUAL, language, ...setting })),
  );
  const others = (['landscape', 'small'] as const).flatMap((size) => {
    const rows = PAIRS.filter((row) => row.size === size);
    const row = rows[at % rows.length];
    return row === undefined ? [] : [picture(recorded, row)];
  });
  return [...new Map([...upright, ...others].map((one) => [one.name, one])).values()];
}

/** Where a View does not speak a language, or a setting cannot be changed, the picture is the usual one. */
function picture(recorded: RecordedView, wanted: Combination): Picture {
  const view = viewOf(recorded, wanted.language);
  const paper = 'paper' in view.screen && view.screen.paper;
  const size = paper ? 'a4' : wanted.size;
  const settings = view.bar.settings && !paper ? wanted : USUAL;
  const combination: Combination = { ...settings, size, language: view.language };
  return { name: `${recorded.name}__${nameOf(combination)}`, recorded, combination };
}

export function viewOf({ spoken }: RecordedView, language: Language = 'de'): View {
  const view = spoken[language] ?? spoken.de;
  if (view === undefined) throw new Error('a recorded View speaks no German');
  return view;
}

/** The View as the terminal would send it after the visitor had chosen all this. */
export function shownAs({ recorded, combination }: Picture, revision: number, arms: string | null): View {
  const view = viewOf(recorded, combination.language);
  const { heightMm, lowerEdgeMm } = SIZES[combination.size];
  return {
    ...view,
    revision,
    settings: {
      textSize: combination.text,
      contrast: combination.contrast,
      lowReach: combination.reach === 'low',
    },
    glass: { ...view.glass, heightMm, lowerEdgeMm, pointer: false },
    town: { ...view.town, arms, accent: '#1d4f91' },
  };
}
