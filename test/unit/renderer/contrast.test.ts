/** The four palettes of the display, read from their style sheet: all can be read, whatever the town's accent is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contrastOf, isReadableAccent } from '../../../base/colour/contrast.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SHEET = readFileSync(join(ROOT, 'renderer/theme/contrast.css'), 'utf8');
const KERN = readFileSync(join(ROOT, 'node_modules/@kern-ux/native/dist/kern.css'), 'utf8');
const PALETTES = ['normal', 'dark', 'high', 'yellow'] as const;
type Palette = (typeof PALETTES)[number];

/** Accents that a configuration may name, the lightest of each hue among them. */
const ACCENTS = ['#000000', '#171a2b', '#1d4f91', '#d2322d', '#757575', '#007f5f', '#8a5a00', '#0071c5', '#b000b0'];

const declared = (palette: Palette): Map<string, string> => {
  const block = new RegExp(`\\[data-contrast='${palette}'\\] \\{([^}]*)\\}`).exec(SHEET)?.[1] ?? '';
  return new Map(
    [...block.replaceAll(/\/\*.*?\*\//gs, '').matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [
      name,
      value.trim(),
    ]),
  );
};

/** KERN's own token for text, in its light and its dark theme. */
function kernInk(palette: Palette): string {
  const theme = palette === 'dark' || palette === 'yellow' ? 'dark' : 'light';
  const from = KERN.indexOf(`[data-kern-theme=${theme}],`, KERN.indexOf('prefers-color-scheme'));
  const token = /--kern-color-layout-text-default: var\((--[\w-]+)\)/.exec(KERN.slice(from))?.[1] ?? '';
  return new RegExp(`${token}:\\s*([^;]+);`).exec(KERN)?.[1]?.trim() ?? '';
}

const mixed = (one: string, share: number, other: string): string =>
  `#${[1, 3, 5]
    .map((at) => {
      const part = (colour: string): number => Number.parseInt(colour.slice(at, at + 2), 16);
      return Math.round(part(one) * share + part(other) * (1 - share))
        .toString(16)
        .padStart(2, '0');
    })
    .join('')}`;

/** CSS Color 4, oklch to sRGB: KERN names its greys so. */
function fromOklch(lightness: number, chroma: number, hue: number): string {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return linear
    .map((part) => (part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055))
    .map((part) => Math.round(255 * Math.min(1, Math.max(0, part))))
    .reduce((all, part) => all + part.toString(16).padStart(2, '0'), '#');
}

/** A declared colour as `#rrggbb`, as a browser would work it out. */
function colour(palette: Palette, accent: string, value: string): string {
  const own = (name: string): string => {
    if (name === '--town-accent') return accent;
    if (name === '--kern-color-layout-text-default') return colour(palette, accent, kernInk(palette));
    const found = declared(palette).get(name);
    if (found === undefined) throw new Error(`${palette} has no ${name}`);
    return colour(palette, accent, found);
  };
  const mix = /^color-mix\(in srgb, (.+) (\d+)%, (.+)\)$/.exec(value);
  if (mix !== null)
    return mixed(colour(palette, accent, mix[1] ?? ''), Number(mix[2]) / 100, colour(palette, accent, mix[3] ?? ''));
  const variable = /^var\((--[\w-]+)(?:, .+)?\)$/.exec(value);
  if (variable !== null) return own(variable[1] ?? '');
  const oklch = /^oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)$/.exec(value);
  if (oklch !== null) return fromOklch(Number(oklch[1]) / 100, Number(oklch[2]), Number(oklch[3]));
  const short = /^#(\w)(\w)(\w)$/.exec(value);
  if (short !== null)
    return short
      .slice(1)
      .reduce((all, part) => all + part + part, '#')
      .toLowerCase();
  if (!/^#[0-9a-f]{6}$/i.test(value)) throw new Error(`${palette}: ${value} is no colour that this test can read`);
  return value;
}

/** What is written on what. */
const TEXT: readonly (readonly [string, readonly string[]])[] = [
  ['--ink', ['--ground', '--surface', '--soft', '--hero-ground', '--good-soft', '--warn-soft', '--bad-soft']],
  ['--muted', ['--ground', '--surface', '--hero-ground']],
  ['--accent', ['--surface']],
  ['--on-accent', ['--accent']],
  ['--good', ['--surface', '--good-soft']],
  ['--warn', ['--surface', '--warn-soft']],
  ['--bad', ['--surface', '--bad-soft', '--ground']],
  ['--on-mark', ['--good', '--warn', '--bad']],
  ['--on-warm', ['--warm']],
  ['--off-ink', ['--off', '--surface']],
];
/** What shows where something can be pressed, and what is a mark without words. */
const MARKS: readonly (readonly [string, readonly string[]])[] = [
  ['--edge', ['--surface', '--ground']],
  ['--accent', ['--ground', '--soft', '--hero-ground']],
  ['--focus', ['--focus-halo']],
];

const least = (pairs: typeof TEXT, palette: Palette, accent: string) =>
  pairs.flatMap(([above, grounds]) =>
    grounds.map((below) => ({
      what: `${above} on ${below} with ${accent}`,
      ratio: contrastOf(colour(palette, accent, `var(${above})`), colour(palette, accent, `var(${below})`)),
    })),
  );

describe.each(PALETTES)('the palette %s', (palette) => {
  const needed = palette === 'high' || palette === 'yellow' ? 7 : 4.5;

  it(`has text of at least ${needed}:1, whatever the town's accent is`, () => {
    for (const accent of ACCENTS) {
      expect(isReadableAccent(accent)).toBe(true);
      expect(least(TEXT, palette, accent).filter(({ ratio }) => ratio < needed)).toEqual([]);
    }
  });

  it("has edges and marks of at least 3:1, whatever the town's accent is", () => {
    for (const accent of ACCENTS) expect(least(MARKS, palette, accent).filter(({ ratio }) => ratio < 3)).toEqual([]);
  });

  it('names every colour that the others name', () => {
    expect([...declared(palette).keys()].sort()).toEqual([...declared('normal').keys()].sort());
  });
});
