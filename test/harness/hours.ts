/** Opening hours for tests: evaluated in the test's own thread, with the calendar of a Land. */
import type { HoursEvaluator } from '../../electron/kiosk/catalogue/office-hours.ts';
import { evaluateHours, type OfficeHours, type TownCalendar } from '../../register/opening-hours/evaluate.ts';
import type { Land } from '../../register/opening-hours/holidays.ts';

export const inlineHours: HoursEvaluator = {
  evaluate: async (question) => evaluateHours(question),
  stop: () => undefined,
};

export const calendarOf = (land: Land, more: Partial<TownCalendar> = {}): TownCalendar => ({
  land,
  localHolidays: [],
  position: null,
  ...more,
});

/** Null where the text cannot be computed. */
export function hoursFrom(
  text: string,
  from: string,
  { days = 400, calendar = calendarOf('BE') }: { days?: number; calendar?: TownCalendar } = {},
): OfficeHours | null {
  const evaluated = evaluateHours({ text, calendar, from, days });
  return evaluated.ok ? evaluated.value : null;
}
