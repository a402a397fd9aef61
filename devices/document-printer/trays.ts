/**
 * Which paper is loaded, as far as the printer reports it (PWG 5100.7, PWG 5100.13). About what it does not report
 * nothing is claimed, neither that it is there nor that it is missing.
 */
import { type Attribute, TAG, textsOf, type Value } from './ipp.ts';
import { A4 } from './operations.ts';

export const isA4 = (name: string): boolean =>
  name === A4 || name.startsWith('iso_a4_') || name === 'iso-a4' || name === 'A4';

/** In hundredths of a millimetre: the unit of media-size (PWG 5100.7). */
const WIDTH = 21_000;
const HEIGHT = 29_700;
/** Half a millimetre, for what was rounded from inches. */
const NEAR = 50;
const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) <= NEAR;
const areA4 = (one: number, other: number): boolean =>
  (near(one, WIDTH) && near(other, HEIGHT)) || (near(one, HEIGHT) && near(other, WIDTH));

/** `Tray 1`, `TRAY_1` and `tray-1` are one tray: names are for people, `media-source` is a keyword. */
const asKeyword = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');

/** Whether A4 lies ready, in `tray` if there is one: null where the printer does not tell. */
export function paperReady(has: ReadonlyMap<string, readonly Value[]>, tray: string | undefined): boolean | null {
  const ready = has.get('media-ready');
  const trays = has.get('media-col-ready');
  const inside = (trays ?? []).flatMap(({ value }) => (Array.isArray(value) ? [value as readonly Attribute[]] : []));
  if (tray !== undefined && inside.some((members) => sourceOf(members) !== null)) {
    return someA4(inside.filter((members) => sourceOf(members) === tray));
  }
  const names = textsOf(ready);
  if (names.length > 0) return names.some(isA4);
  if (inside.length > 0) return someA4(inside);
  // no-value: nothing lies there. unknown, or not there: it does not say.
  return isNothing(ready) || isNothing(trays) ? false : null;
}

const isNothing = (values: readonly Value[] | undefined): boolean => values?.[0]?.tag === TAG.noValue;

function someA4(trays: readonly (readonly Attribute[])[]): boolean | null {
  const sizes = trays.map(holdsA4);
  return sizes.includes(true) ? true : sizes.includes(null) ? null : false;
}

const member = (members: readonly Attribute[], wanted: string): readonly Value[] | undefined =>
  members.find(({ name }) => name === wanted)?.values;

function sourceOf(members: readonly Attribute[]): string | null {
  const [source] = textsOf(member(members, 'media-source'));
  return source === undefined ? null : asKeyword(source);
}

/** By its size; by its name where it has none; null where it tells neither. */
function holdsA4(members: readonly Attribute[]): boolean | null {
  const size = member(members, 'media-size')?.[0]?.value;
  const side = (name: string) => (Array.isArray(size) ? member(size as readonly Attribute[], name)?.[0]?.value : null);
  const [x, y] = [side('x-dimension'), side('y-dimension')];
  if (typeof x === 'number' && typeof y === 'number') return areA4(x, y);
  const [name] = [...textsOf(member(members, 'media-size-name')), ...textsOf(member(members, 'media-key'))];
  return name === undefined ? null : isA4(name);
}

/**
 * How much of a millimetre's hundredth one unit is: `dimunit` by the words and numbers of PrtMediaUnitTC (RFC 3805).
 * Without it, printers take one of three; A4 is recognisable in each of them.
 */
const LENGTHS: Readonly<Record<string, number>> = { tenthousandthsofinches: 0.254, 3: 0.254, micrometers: 0.1, 4: 0.1 };
const GUESSES = [1, 0.1, 0.254] as const;

/**
 * `unit` in which `level` counts single sheets (PrtCapacityUnitTC, RFC 3805); in any other, only an empty tray has a
 * number of sheets.
 */
const SHEETS: ReadonlySet<string> = new Set(['', 'sheets', '8', 'items', '18']);

/**
 * Sheets of A4, by printer-input-tray (PWG 5100.13): `type=…;dimunit=micrometers;mediafeed=297000;mediaxfeed=210000;`
 * `maxcapacity=250;level=0;unit=sheets;status=0;name=Tray 1;`. Null where a tray that may hold A4 does not count its
 * sheets, or no tray is reported.
 */
export function sheetsIn(values: readonly Value[] | undefined, tray: string | undefined): number | null {
  let sheets: number | null = null;
  for (const { value } of values ?? []) {
    const text = value instanceof Uint8Array ? new TextDecoder().decode(value) : typeof value === 'string' ? value : '';
    if (text === '') continue;
    const said = fieldsOf(text);
    if (tray !== undefined && asKeyword(said.get('name') ?? '') !== tray) continue;
    const a4 = trayIsA4(said);
    const level = levelOf(said);
    // One without a size counts for nothing, unless something lies in it: printers have trays such as `auto` and
    // `manual` by name only.
    if (a4 === false || (a4 === null && (level ?? 0) === 0)) continue;
    if (a4 === null || level === null) return null;
    sheets = (sheets ?? 0) + level;
  }
  return sheets;
}

const fieldsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(';').map((part) => {
      const at = part.indexOf('=');
      return at < 0
        ? [part.trim().toLowerCase(), '']
        : [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()];
    }),
  );

/** Null where the printer does not say which paper lies there: 0, −1 other, −2 unknown. */
function trayIsA4(said: ReadonlyMap<string, string>): boolean | null {
  const [feed, across] = ['mediafeed', 'mediaxfeed'].map((name) => Number(said.get(name) ?? Number.NaN));
  if (feed === undefined || across === undefined || !(feed > 0 && across > 0)) return null;
  const unit = LENGTHS[(said.get('dimunit') ?? '').toLowerCase()];
  return (unit === undefined ? GUESSES : [unit]).some((factor) => areA4(feed * factor, across * factor));
}

/** Null where it is not counted in sheets; −1 no limit, −2 unknown, −3 at least one. */
function levelOf(said: ReadonlyMap<string, string>): number | null {
  const text = said.get('level') ?? '';
  if (!/^\d+$/.test(text)) return null;
  const level = Number(text);
  return level === 0 || SHEETS.has((said.get('unit') ?? '').toLowerCase()) ? level : null;
}
