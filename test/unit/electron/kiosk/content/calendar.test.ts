/** A month of days to choose from. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plusDays } from '../../../../../base/calendar-day.ts';
import { monthOfDays } from '../../../../../electron/kiosk/content/calendar.ts';
import { say } from '../../../../../electron/kiosk/content/wording.ts';
import { Language } from '../../../../../register/contract/language.ts';

const given = {
  month: '2026-11',
  chosen: '2026-11-23',
  today: '2026-11-23',
  earliest: '2026-11-05',
  latest: '2026-11-30',
  tooEarly: say('secondary.before', { day: '' }),
  tooLate: say('secondary.dayLead'),
};
const daysOf = ({ weeks }: ReturnType<typeof monthOfDays>) => weeks.flat().filter((day) => day !== null);

describe('a month of days', () => {
  it('has each day of its month once and in order, in weeks of seven', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_400 }), fc.constantFrom(...Language.options), (months, language) => {
        const month = new Date(Date.UTC(1900, months)).toISOString().slice(0, 7);
        const { weeks } = monthOfDays({ ...given, month }, language);
        const days = weeks.flat();
        expect(weeks.every((week) => week.length === 7)).toBe(true);
        const shown = days.filter((day) => day !== null).map(({ id }) => id);
        expect(shown[0]).toBe(`${month}-01`);
        expect(shown.every((day, at) => day === plusDays(`${month}-01`, at))).toBe(true);
        expect(plusDays(shown.at(-1) ?? '', 1).slice(0, 7)).not.toBe(month);
      }),
    );
  });

  it.each([
    ['de', 'November 2026', 'Mo', 'Sonntag, 1. November 2026', 6],
    ['en', 'November 2026', 'Mon', 'Sunday, 1 November 2026', 6],
    ['ar', 'نوفمبر 2026', 'س', 'الأحد، 1 نوفمبر 2026', 1],
  ] as const)('in %s is called %s, begins its weeks with %s, and has the first day at its weekday', (...row) => {
    const [language, month, first, name, place] = row;
    const shown = monthOfDays(given, language);
    expect([shown.month, shown.weekdays[0]?.short]).toEqual([month, first]);
    expect(shown.weeks[0]?.[place]?.name.replaceAll('\u200f', '')).toBe(name);
    expect(shown.weeks[0]?.slice(0, place).every((day) => day === null)).toBe(true);
  });

  it('says of each day that cannot be chosen why, and of no other', () => {
    const days = daysOf(monthOfDays(given, 'de'));
    expect(days.filter(({ state }) => state === 'off').map(({ id, why }) => [id, why?.key])).toEqual(
      ['01', '02', '03', '04'].map((day) => [`2026-11-${day}`, 'secondary.before']),
    );
    expect(days.filter(({ why }) => why === undefined)).toHaveLength(26);
    expect(daysOf(monthOfDays({ ...given, month: '2026-12' }, 'de')).every(({ why }) => why === given.tooLate)).toBe(
      true,
    );
  });

  it('can be turned only to a month with a day that can be chosen', () => {
    const turns = (month: string, more = {}) => {
      const { earlier, later } = monthOfDays({ ...given, month, ...more }, 'de');
      return [earlier, later];
    };
    expect(turns('2026-11')).toEqual([false, false]);
    expect(turns('2026-11', { earliest: '2026-10-31', latest: '2026-12-01' })).toEqual([true, true]);
    expect(turns('1999-12', { earliest: null })).toEqual([true, true]);
  });
});
