/** One month of days, of which a visitor chooses one that lies near. A date of birth is typed. */
import { plusDays } from '../../../base/calendar-day.ts';
import type { Language, Page, Text } from '../../ipc/view.ts';
import { monthAndYear, weekdayAndDate, weekdayNames } from './wording.ts';

type Calendar = NonNullable<Page['calendar']>;

export interface MonthOfDays {
  /** The month that is shown, ISO 8601 without a day: 2026-11. */
  readonly month: string;
  /** Calendar days, ISO 8601. */
  readonly chosen: string;
  readonly today: string;
  /** The first and the last day that can be chosen; null: none is too early. */
  readonly earliest: string | null;
  readonly latest: string;
  /** Why what lies outside of them cannot be. */
  readonly tooEarly: Text;
  readonly tooLate: Text;
}

/** With which day a week begins (CLDR `weekData`), 0 is Sunday: Monday in Germany and the UK, Saturday in Egypt. */
const FIRST_OF_WEEK: Record<Language, number> = { de: 1, en: 1, ar: 6 };

export function monthOfDays(given: MonthOfDays, language: Language): Calendar {
  const { month, earliest, latest } = given;
  const first = `${month}-01`;
  const blank = (weekdayOf(first) - FIRST_OF_WEEK[language] + 7) % 7;
  const days = Array.from({ length: 31 }, (_, at) => plusDays(first, at)).filter((day) => day.startsWith(month));
  const places = [...Array.from({ length: blank }, () => null), ...days.map((day) => dayOf(day, given, language))];
  return {
    month: monthAndYear(first, language),
    weekdays: weekdayNames(FIRST_OF_WEEK[language], language),
    weeks: Array.from({ length: Math.ceil(places.length / 7) }, (_, week) =>
      Array.from({ length: 7 }, (__, at) => places[week * 7 + at] ?? null),
    ),
    earlier: earliest === null || earliest < first,
    later: latest.slice(0, 7) > month,
  };
}

function dayOf(
  day: string,
  { chosen, today, earliest, latest, tooEarly, tooLate }: MonthOfDays,
  language: Language,
): NonNullable<Calendar['weeks'][number][number]> {
  const why = earliest !== null && day < earliest ? tooEarly : day > latest ? tooLate : undefined;
  return {
    id: day,
    number: Number(day.slice(8)),
    name: weekdayAndDate(day, language),
    state: why !== undefined ? 'off' : day === chosen ? 'chosen' : 'plain',
    today: day === today,
    ...(why === undefined ? {} : { why }),
  };
}

const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();
