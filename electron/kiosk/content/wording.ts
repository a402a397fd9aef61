import { midnight } from '../../../base/calendar-day.ts';
import type { Key } from '../../../locales/keys.ts';
import type { Language, RichWords, Text, Words } from '../../ipc/view.ts';
import { localDay } from '../catalogue/notices.ts';

/** A sentence by its key; the compiler knows every key. */
export const say = (key: Key, values?: Record<string, string | number>): Text =>
  values === undefined ? { key } : { key, values };

interface Localized<T> {
  de: T;
  en?: T | undefined;
  ar?: T | undefined;
}

/** The town's words in the visitor's language where somebody translated them, in German otherwise. */
export function pick<T>(value: Localized<T>, language: Language): { value: T; language: Language } {
  const own = value[language];
  return own === undefined ? { value: value.de, language: 'de' } : { value: own, language };
}

export function wordsOf(value: Localized<string>, language: Language): Words {
  const picked = pick(value, language);
  return { text: picked.value, language: picked.language };
}

export function richWordsOf(value: Localized<RichWords['blocks']>, language: Language): RichWords {
  const picked = pick(value, language);
  return { blocks: picked.value, language: picked.language };
}

/** Latin digits also in Arabic, so that they can be compared with what stands on letters and signs. */
const LOCALE: Record<Language, string> = { de: 'de-DE', en: 'en-GB', ar: 'ar-EG-u-nu-latn' };

export const time = (at: Date, language: Language): string =>
  new Intl.DateTimeFormat(LOCALE[language], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
/** When something ends on a calendar day (ISO 8601): the day's own end is 24:00. */
export const endTime = (at: Date, day: string, language: Language): string =>
  localDay(at) !== day && at.getHours() === 0 && at.getMinutes() === 0 ? '24:00' : time(at, language);
/** The calendar day that an end belongs to: midnight is the end of a day, not the beginning of one. */
export const dayThatEnds = (end: Date): string => localDay(new Date(end.getTime() - 1));
export const weekday = (at: Date, language: Language): string =>
  new Intl.DateTimeFormat(LOCALE[language], { weekday: 'long' }).format(at);
/** "Donnerstag, 1. April 2027" */
export const weekdayAndDate = (day: string, language: Language): string =>
  new Intl.DateTimeFormat(LOCALE[language], { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(
    dateOf(day),
  );
/** "November 2026" */
export const monthAndYear = (day: string, language: Language): string =>
  new Intl.DateTimeFormat(LOCALE[language], { month: 'long', year: 'numeric' }).format(dateOf(day));
/** The seven days of a week from one on, 0 is Sunday. Arabic has no short ones: calendars show the letter. */
export function weekdayNames(first: number, language: Language): { short: string; long: string }[] {
  const short = language === 'ar' ? 'narrow' : 'short';
  return Array.from({ length: 7 }, (_, at) => {
    // 1 February 2026 was a Sunday.
    const day = dateOf(`2026-02-0${((first + at) % 7) + 1}`);
    return {
      short: new Intl.DateTimeFormat(LOCALE[language], { weekday: short }).format(day),
      long: weekday(day, language),
    };
  });
}
export const longDay = (at: Date, language: Language): string =>
  new Intl.DateTimeFormat(LOCALE[language], { day: 'numeric', month: 'long', year: 'numeric' }).format(at);
/** Day and time of an instant, short: "23. Nov., 18:00". */
export const moment = (at: Date, language: Language): string =>
  new Intl.DateTimeFormat(LOCALE[language], {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
/** A calendar day as the register writes it, ISO 8601. */
export const isoDay = (day: string, language: Language): string => longDay(dateOf(day), language);

const dateOf = (day: string): Date => new Date(midnight(day));

/** Words of the register or of a card: they stay as they are, in the town hall's language. */
export const german = (text: string): Words => ({ text, language: 'de' });
