/**
 * What is to be said of opening hours that somebody typed: whether they are understood, what is probably meant
 * otherwise, and how they read.
 */
import { dayOf, midnight, plusDays } from '../../base/calendar-day.ts';
import {
  evaluateHours,
  FOLLOWS_THE_SUN,
  type OfficeHours,
  type Span,
  type TownCalendar,
  withoutComments,
  openingHours,
} from './evaluate.ts';
import { type DayPart, week } from './opening.ts';

/** Sentences in German, for who typed the hours. */
export interface CheckedHours {
  /** Why the hours cannot be used; empty where they can. */
  readonly faults: readonly string[];
  /** What is understood and probably not meant. */
  readonly notes: readonly string[];
  /** A week read back, a line a day. */
  readonly week: readonly string[];
}

/** More than a year, so that every season, and a year's notice before school holidays end, is seen. */
const DAYS = 400;
/**
 * A text of an ordinary office takes 5 milliseconds for so many days; one that takes a hundred times that is reported.
 */
const SLOW_MS = 500;

/**
 * The register does not know in which Land a terminal stands. Without one there are no school holidays, so any Land
 * will do.
 */
const calendarFor = (text: string): TownCalendar => ({
  land: SCHOOL_HOLIDAYS.test(withoutComments(text)) ? 'NW' : null,
  localHolidays: [],
  position: { latitude: 51, longitude: 10 },
});
const SCHOOL_HOLIDAYS = /\bSH\b/;

export function checkHours(text: string, now: number): CheckedHours {
  const from = nextMonday(now);
  const began = performance.now();
  const evaluated = evaluateHours({ text, calendar: calendarFor(text), from, days: DAYS });
  const took = performance.now() - began;
  if (!evaluated.ok)
    return {
      faults: [
        'Diese Öffnungszeiten sind nicht zu verstehen. Die Schreibweise steht unter https://wiki.openstreetmap.org/wiki/DE:Key:opening_hours.',
      ],
      notes: [],
      week: [],
    };
  const { value: hours } = evaluated;
  const notes = [
    ...warnings(text),
    ...overruled(text, from),
    ...(FOLLOWS_THE_SUN.test(withoutComments(text))
      ? [
          'Die Zeiten richten sich nach der Sonne. Jedes Terminal braucht dafür „town.position“ in seiner Konfiguration.',
        ]
      : []),
    ...(SCHOOL_HOLIDAYS.test(withoutComments(text)) && dayOf(hours.knownUntil) < plusDays(from, DAYS)
      ? [
          `Schulferien sind nur bis ${germanDay(plusDays(dayOf(hours.knownUntil), -1))} bekannt. Ab dann steht am Terminal „bitte erfragen“, solange Foyer nicht aktualisiert ist.`,
        ]
      : []),
    ...(took > SLOW_MS
      ? [`Die Auswertung dauert ungewöhnlich lange (${Math.round(took)} ms). Bitte einfacher schreiben.`]
      : []),
  ];
  return { faults: [], notes, week: readBack(hours, from) };
}

/** The library's own, in its words. */
function warnings(text: string): string[] {
  const address = { country_code: 'de', state: 'Nordrhein-Westfalen' };
  const hours = openingHours(text, { lat: '51', lon: '10', address });
  return hours.getWarnings().map((warning) => warning.replace(/^.*<--- \(([^]*)\)$/, '$1').trim());
}

/**
 * In OpenStreetMap's syntax a rule behind a semicolon replaces what earlier ones said of its days; the library does not
 * warn of it. Where the later rule's times touch none of the earlier ones, both were probably meant.
 */
function overruled(text: string, from: string): string[] {
  const rules =
    text
      .match(/(?:"[^"]*"|[^;"])+/g)
      ?.map((rule) => rule.trim())
      .filter((rule) => rule !== '') ?? [];
  const found: string[] = [];
  for (let last = 1; last < rules.length; last += 1) {
    const later = rules[last] ?? '';
    // Public and school holidays replace the hours of an ordinary day on purpose.
    if (/^(PH|SH)\b/.test(later)) continue;
    const before = spansOf(rules.slice(0, last).join('; '), from);
    const after = spansOf(rules.slice(0, last + 1).join('; '), from);
    const told = new Set<string>();
    for (const lost of before) {
      const day = dayOf(lost.from);
      const sameDay = after.filter((span) => dayOf(span.from) === day);
      const replaced = sameDay.length > 0 && sameDay.every((span) => span.to <= lost.from || span.from >= lost.to);
      if (replaced) told.add(`${weekdayOf(lost.from)} ${clock(lost.from)}–${clock(lost.to)}`);
    }
    for (const one of told)
      found.push(
        `${one} gilt durch die spätere Regel „${later}“ nicht mehr. Sollen beide Zeiten gelten, gehört ein Komma statt des Semikolons vor die spätere.`,
      );
  }
  return found;
}

function spansOf(text: string, from: string): readonly Span[] {
  const evaluated = evaluateHours({ text, calendar: calendarFor(text), from, days: DAYS });
  return evaluated.ok ? evaluated.value.spans : [];
}

function readBack(hours: OfficeHours, from: string): string[] {
  return week(hours, new Date(midnight(from))).map(
    ({ day, parts }) =>
      `${weekdayOf(day.getTime())}: ${parts.length === 0 ? 'geschlossen' : parts.map((part) => partWords(part, day)).join(', ')}`,
  );
}

function partWords(part: DayPart, day: Date): string {
  switch (part.kind) {
    case 'open-end':
      return `ab ${clock(part.from)}, Ende offen`;
    case 'all-day':
      return `rund um die Uhr${part.note === null ? '' : ` (${part.note})`}`;
    case 'unsaid-day':
      return part.note ?? 'bitte erfragen';
    case 'otherwise':
      return `sonst ${part.note ?? 'bitte erfragen'}`;
    case 'open':
    case 'unsaid': {
      const endOfDay = part.to.getTime() === midnight(dayOf(day.getTime()), 1);
      return `${clock(part.from)}–${endOfDay ? '24:00' : clock(part.to)}${part.note === null ? (part.kind === 'unsaid' ? ' (bitte erfragen)' : '') : ` ${part.note}`}`;
    }
  }
}

function nextMonday(now: number): string {
  const today = dayOf(now);
  return plusDays(today, (8 - new Date(`${today}T12:00:00Z`).getUTCDay()) % 7 || 7);
}

const weekdayOf = (at: number): string => new Intl.DateTimeFormat('de-DE', { weekday: 'long' }).format(at);
const germanDay = (day: string): string =>
  new Intl.DateTimeFormat('de-DE', { day: 'numeric', month: 'long', year: 'numeric' }).format(
    new Date(`${day}T12:00:00`),
  );
const clock = (at: number | Date): string =>
  new Intl.DateTimeFormat('de-DE', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
