/** What a View is drawn in: words, names, size of the display, and what a visitor may set of it. */
import { z } from 'zod';
import { Settings } from '../../electron/ipc/settings.ts';
import { INITIAL_SETTINGS } from '../../state-machines/visit.ts';
import type { Language } from '../../electron/ipc/view.ts';
import type { Factors } from './covering.ts';

/** Pixels, and the picture's height and lower edge in millimetres, as a terminal's configuration has them. */
export const SIZES = {
  portrait: { width: 1080, height: 1920, heightMm: 532, lowerEdgeMm: 800 },
  landscape: { width: 1920, height: 1080, heightMm: 299, lowerEdgeMm: 900 },
  small: { width: 1024, height: 768, heightMm: 228, lowerEdgeMm: 950 },
  /** A page for paper: A4 at 96 dpi. */
  a4: { width: 794, height: 1123, heightMm: 297, lowerEdgeMm: 800 },
} as const;
export type Size = keyof typeof SIZES;

/** Highest operable part above the floor, millimetres (EN 301 549, 8.3). */
export const REACH_MM = 1220;

export type Combination = Settings & {
  /** `pseudo`: German, longer by two fifths, in place of the languages whose words are longest. */
  readonly words: Language | 'pseudo';
  /** `long`: the town, services and people have names of 120 characters. */
  readonly names: 'usual' | 'long';
  readonly size: Size;
};

/** What the contract lets a visitor set, each with all its values. */
const SETTINGS = Object.fromEntries(
  Object.entries(Settings.shape).map(([name, schema]) => [name, valuesOf(name, schema)]),
) as unknown as Factors<Settings>;

function valuesOf(name: string, schema: z.ZodType): readonly unknown[] {
  if (schema instanceof z.ZodEnum) return schema.options;
  if (schema instanceof z.ZodBoolean) return [false, true];
  throw new Error(`the gallery does not know the values of the setting "${name}"`);
}

export const FACTORS: Factors<Combination> = {
  words: ['de', 'ar', 'en', 'pseudo'],
  size: ['portrait', 'landscape', 'small'],
  ...SETTINGS,
  names: ['usual', 'long'],
};

export const USUAL: Combination = { ...INITIAL_SETTINGS, words: 'de', names: 'usual', size: 'portrait' };

/** Each setting by itself: what a person sees when they choose it. */
export const ALONE: readonly Partial<Combination>[] = [
  {},
  ...(Object.keys(SETTINGS) as (keyof Settings)[]).flatMap((name) =>
    SETTINGS[name].filter((value) => value !== USUAL[name]).map((value) => ({ [name]: value })),
  ),
];

/** `textSize-large`, `lowReach`: what of it is not as usual. */
export const unusual = (combination: Combination): string[] =>
  ([...Object.keys(SETTINGS), 'names'] as (keyof Combination)[])
    .filter((name) => combination[name] !== USUAL[name])
    .map((name) => (combination[name] === true ? name : `${name}-${String(combination[name])}`));

/** `de-textSize-large-lowReach-portrait`; what is as usual is not said. */
export const nameOf = (combination: Combination): string =>
  [combination.words, ...unusual(combination), combination.size].join('-');

export const settingsOf = (combination: Combination): Settings => Settings.parse(combination);
