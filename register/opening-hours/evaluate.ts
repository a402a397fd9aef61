/**
 * What an office's opening hours mean for a town: text of OpenStreetMap's `opening_hours` in, spans of time out. The
 * library that reads the text is asked for a bounded number of days and never for "the next change", which it may look
 * for without an end.
 */
import OpeningHours from 'opening_hours';
import { dayOf, midnight } from '../../base/calendar-day.ts';
import { type Land, LAENDER, type LocalHoliday, holidaysOf } from './holidays.ts';

/** Where a town lies and which days are its holidays. */
export interface TownCalendar {
  /** Null: only the holidays that every Land has. */
  readonly land: Land | null;
  readonly localHolidays: readonly LocalHoliday[];
  /** WGS 84, degrees; null where it is not known: then hours that follow the sun cannot be computed. */
  readonly position: { readonly latitude: number; readonly longitude: number } | null;
}

/** `unknown`: the hours do not say whether it is open. `open-end`: open from its beginning, with an unknown end. */
export interface Span {
  /** Milliseconds since the epoch; `to` is the first instant after it. */
  readonly from: number;
  readonly to: number;
  readonly kind: 'open' | 'unknown' | 'open-end';
  /** The town's own words for this span. */
  readonly comment: string | null;
}

/** Instants of the process's own time zone. Outside of `from` … `knownUntil` nothing is said. */
export interface OfficeHours {
  readonly from: number;
  readonly knownUntil: number;
  /** In order, none overlapping another, those that touch and say the same made one. */
  readonly spans: readonly Span[];
}

export interface HoursQuestion {
  readonly text: string;
  readonly calendar: TownCalendar;
  /** The first calendar day, ISO 8601. */
  readonly from: string;
  /** How many days. */
  readonly days: number;
}

/**
 * `unreadable`: the library does not understand the text. `no-position`: it follows the sun, and the town's place is
 * not known.
 */
export type HoursFault = 'unreadable' | 'no-position';
export type Evaluated =
  | { readonly ok: true; readonly value: OfficeHours }
  | { readonly ok: false; readonly error: HoursFault };

/**
 * Days that are evaluated in one piece: beyond the school holidays that the library knows, only the last piece is lost.
 */
const PIECE_DAYS = 28;

const STATE: Record<Land, string> = {
  BB: 'Brandenburg',
  BE: 'Berlin',
  BW: 'Baden-Württemberg',
  BY: 'Bayern',
  HB: 'Bremen',
  HE: 'Hessen',
  HH: 'Hamburg',
  MV: 'Mecklenburg-Vorpommern',
  NI: 'Niedersachsen',
  NW: 'Nordrhein-Westfalen',
  RP: 'Rheinland-Pfalz',
  SH: 'Schleswig-Holstein',
  SL: 'Saarland',
  SN: 'Sachsen',
  ST: 'Sachsen-Anhalt',
  TH: 'Thüringen',
};

export const FOLLOWS_THE_SUN = /\b(dawn|sunrise|sunset|dusk)\b/i;

export function evaluateHours({ text, calendar, from, days }: HoursQuestion): Evaluated {
  const read = readerOf(text, calendar);
  if (read(calendar.land) === null) return { ok: false, error: 'unreadable' };
  if (calendar.position === null && FOLLOWS_THE_SUN.test(withoutComments(text)))
    return { ok: false, error: 'no-position' };
  const spans: Span[] = [];
  const first = midnight(from, 0);
  let knownUntil = first;
  for (let at = 0; at < days; at += PIECE_DAYS) {
    try {
      for (const stretch of stretches(calendar, from, at, Math.min(days, at + PIECE_DAYS))) {
        const hours = read(stretch.land);
        if (hours === null) return { ok: false, error: 'unreadable' };
        for (const span of hours.getOpenIntervals(new Date(stretch.from), new Date(stretch.to)))
          add(spans, spanOf(span));
        knownUntil = stretch.to;
      }
    } catch {
      // The library throws where it knows no school holidays for a year.
      break;
    }
  }
  return { ok: true, value: { from: first, knownUntil, spans } };
}

/** The same text for several Länder is read once for each. */
function readerOf(text: string, { position }: TownCalendar): (land: Land | null) => OpeningHours | null {
  const known = new Map<Land | null, OpeningHours | null>();
  return (land) => {
    if (!known.has(land)) known.set(land, parse(text, land, position));
    return known.get(land) ?? null;
  };
}

type Given = ConstructorParameters<typeof OpeningHours>;

/** The library with a place as it reads one, which is not as its types say. */
export const openingHours = (text: string, place: object): OpeningHours =>
  new OpeningHours(text, place as Given[1], { locale: 'de' } as Given[2]);

/** Null where the text is not understood. */
function parse(text: string, land: Land | null, position: TownCalendar['position']): OpeningHours | null {
  try {
    // As the address search Nominatim answers it: `lat` and `lon` are strings there, and numbers are not read, whatever
    // the types say.
    const place = {
      lat: String(position?.latitude ?? 51),
      lon: String(position?.longitude ?? 10),
      address: { country_code: 'de', ...(land === null ? {} : { state: STATE[land] }) },
    };
    return openingHours(text, place);
  } catch {
    // The town's text; a mistake in it must not take the office's page away.
    return null;
  }
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly land: Land | null;
}

/**
 * Days in a row for which one Land's holidays are the town's. The library knows Länder, not municipalities: a day on
 * which the town's calendar is another one is asked for in a Land where it is the same as in the town.
 */
function stretches(calendar: TownCalendar, from: string, first: number, end: number): Stretch[] {
  const made: Stretch[] = [];
  for (let at = first; at < end; at += 1) {
    const land = landFor(calendar, dayOf(midnight(from, at)));
    const last = made.at(-1);
    const to = midnight(from, at + 1);
    if (last?.land === land) made[made.length - 1] = { ...last, to };
    else made.push({ from: midnight(from, at), to, land });
  }
  return made;
}

function landFor({ land, localHolidays }: TownCalendar, day: string): Land | null {
  if (land === null) return null;
  const year = Number(day.slice(0, 4));
  const wanted = holidaysOf(land, localHolidays, year).has(day);
  if (taken(land, year).has(day) === wanted) return land;
  return LAENDER.find((other) => taken(other, year).has(day) === wanted) ?? land;
}

/** The library gives every Bavarian town the holidays that some municipalities have. */
const taken = (land: Land, year: number): Set<string> =>
  holidaysOf(land, land === 'BY' ? ['assumption-day', 'peace-festival'] : [], year);

type Interval = ReturnType<OpeningHours['getOpenIntervals']>[number];

function spanOf([from, to, unknown, comment]: Interval): Span {
  const kind = !unknown ? 'open' : comment === openEndWords() ? 'open-end' : 'unknown';
  return { from: from.getTime(), to: to.getTime(), kind, comment: kind === 'open-end' ? null : (comment ?? null) };
}

function add(spans: Span[], span: Span): void {
  const last = spans.at(-1);
  if (last !== undefined && last.to === span.from && last.kind === span.kind && last.comment === span.comment)
    spans[spans.length - 1] = { ...last, to: span.to };
  else spans.push(span);
}

let openEnd: string | undefined;

/**
 * What the library puts as a comment where hours have an open end: asked of the library, so that it may be worded anew.
 */
function openEndWords(): string {
  openEnd ??= parse('08:00+', null, null)?.getOpenIntervals(new Date(2026, 0, 5), new Date(2026, 0, 6))[0]?.[3] ?? '';
  return openEnd;
}

export const withoutComments = (text: string): string => text.replace(/"[^"]*"/g, '');
