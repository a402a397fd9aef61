import { describe, expect, it } from 'vitest';
import { dayOf } from '../../../../base/calendar-day.ts';
import { type DayPart, needsMore, openNow, week } from '../../../../register/opening-hours/opening.ts';
import { endTime, time } from '../../../../electron/kiosk/content/wording.ts';
import { evaluateHours } from '../../../../register/opening-hours/evaluate.ts';
import type { Land } from '../../../../register/opening-hours/holidays.ts';
import { calendarOf, hoursFrom } from '../../../harness/hours.ts';

/** Local time of the town. */
const at = (text: string): Date => {
  const [day = '', clock = '00:00'] = text.split('T');
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return new Date(year, month - 1, date, hour, minute);
};
const HOURS = 'Mo 08:00-16:00; Tu,Th 08:00-18:00; We,Fr 08:00-12:00; PH off';
const from = (text: string): string => dayOf(at(text).getTime() - 86_400_000);
const open = (text: string, land: Land = 'BE', hours = HOURS, localHolidays: Parameters<typeof calendarOf>[1] = {}) =>
  openNow(hoursFrom(hours, from(text), { calendar: calendarOf(land, localHolidays) }), at(text));

const written = (part: DayPart, day: Date): string => {
  const note = 'note' in part && part.note !== null ? ` ${part.note}` : '';
  switch (part.kind) {
    case 'open':
      return `${time(part.from, 'de')}–${endTime(part.to, dayOf(day.getTime()), 'de')}${note}`;
    case 'unsaid':
      return `?${time(part.from, 'de')}–${endTime(part.to, dayOf(day.getTime()), 'de')}${note}`;
    case 'open-end':
      return `${time(part.from, 'de')}+`;
    default:
      return `${part.kind}${note}`;
  }
};
/** The days from Monday 16 November 2026 on. */
const days = (hours: string, count = 7): string[] => {
  const found = hoursFrom(hours, '2026-11-15');
  return found === null
    ? ['not told']
    : week(found, at('2026-11-16T10:00'))
        .slice(0, count)
        .map(({ day, parts }) => parts.map((part) => written(part, day)).join(', '));
};

describe('whether an office is open', () => {
  it("is evaluated in the town's time zone", () => expect(new Date('2026-11-23T08:00:00+01:00').getHours()).toBe(8));

  it('is given for now, with the next change', () => {
    expect(open('2026-11-23T09:30')).toEqual({
      state: 'open',
      atLeast: false,
      note: null,
      until: at('2026-11-23T16:00'),
    });
    expect(open('2026-11-23T16:00')).toEqual({ state: 'closed', opens: at('2026-11-24T08:00') });
    expect(open('2026-11-21T12:00')).toEqual({ state: 'closed', opens: at('2026-11-23T08:00') });
    expect(open('2026-11-23T03:00', 'BE', '24/7')).toEqual({ state: 'open', atLeast: false, note: null });
    expect(open('2026-11-23T03:00', 'BE', '2020 Mo-Fr 08:00-12:00')).toEqual({ state: 'closed' });
  });

  it('is looked up far enough ahead for the next season, holiday and the end of a long closure', () => {
    expect(open('2026-11-18T10:00', 'BE', 'Apr-Oct Mo-Fr 08:00-12:00')).toEqual({
      state: 'closed',
      opens: at('2027-04-01T08:00'),
    });
    expect(open('2026-11-30T10:00', 'BE', '24/7; PH off')).toEqual({
      state: 'open',
      atLeast: false,
      note: null,
      until: at('2026-12-25'),
    });
    const closed = (day: string) => day >= '2026-11-24' && day <= '2027-02-28';
    expect(openNow(hoursFrom(HOURS, '2026-11-22'), at('2026-11-23T18:00'), closed)).toEqual({
      state: 'closed',
      opens: at('2027-03-01T08:00'),
    });
    expect(openNow(hoursFrom('24/7', '2026-11-22'), at('2026-11-23T18:00'), closed)).toMatchObject({
      state: 'open',
      until: at('2026-11-24'),
    });
  });

  it('distinguishes by appointment, open ends and unknown times from closed', () => {
    expect(open('2026-11-18T10:00', 'BE', 'Mo-Fr 08:00-12:00; We "nach Vereinbarung"')).toEqual({
      state: 'unsaid',
      note: 'nach Vereinbarung',
    });
    expect(open('2026-11-18T10:00', 'BE', 'Tu,Th 09:00-11:00 || "nach Vereinbarung"')).toEqual({
      state: 'unsaid',
      note: 'nach Vereinbarung',
    });
    expect(open('2026-11-18T10:00', 'BE', 'Mo-Fr 08:00-12:00 unknown')).toEqual({ state: 'unsaid', note: null });
    expect(open('2026-11-18T10:00', 'BE', 'Mo-Fr 08:00+')).toEqual({
      state: 'open-end',
      since: at('2026-11-18T08:00'),
    });
    expect(open('2026-11-18T09:00', 'BE', 'Mo-Fr 08:00-10:00+')).toMatchObject({
      state: 'open',
      atLeast: true,
      until: at('2026-11-18T10:00'),
    });
    expect(open('2026-11-18T11:00', 'BE', 'Mo-Fr 08:00-10:00+')).toEqual({
      state: 'open-end',
      since: at('2026-11-18T08:00'),
    });
    expect(open('2026-11-19T15:00', 'BE', 'Mo-Fr 08:00-12:00; Th 14:00-18:00 open "nur mit Termin"')).toMatchObject({
      state: 'open',
      note: 'nur mit Termin',
    });
    // An uncertain opening is not given as the next one.
    expect(open('2026-11-18T13:00', 'BE', 'Mo-Fr 08:00-12:00; Th 14:00-18:00 "nur mit Termin"')).toEqual({
      state: 'closed',
      opens: at('2026-11-20T08:00'),
    });
  });

  it('is unknown where hours cannot be read or computed, and never throws', () => {
    for (const [hours, position, error] of [
      ['nonsense', null, 'unreadable'],
      ['', null, 'unreadable'],
      ['sunrise-sunset', null, 'no-position'],
    ] as const) {
      expect(
        evaluateHours({ text: hours, calendar: calendarOf('BE', { position }), from: '2026-11-23', days: 7 }),
      ).toEqual({ ok: false, error });
    }
    expect(openNow(null, new Date())).toEqual({ state: 'unknown' });
    const school = hoursFrom('SH off; Mo-Fr 08:00-12:00', '2099-03-02', { days: 7 });
    expect(openNow(school, at('2099-03-02T09:00'))).toEqual({ state: 'unknown' });
    expect(school === null ? null : week(school, at('2099-03-02T09:00'))).toEqual([]);
  });

  it('is known up to the year from which the library has no school holidays', () => {
    const school = hoursFrom('SH off; Mo-Fr 08:00-12:00', '2030-03-01', { days: 400 });
    expect(openNow(school, at('2030-03-04T09:00'))).toMatchObject({ state: 'open' });
    expect(school?.knownUntil).toBeLessThan(at('2031-01-01').getTime());
  });

  it("follows the sun of the town's own place", () => {
    const sunrise = (latitude: number, longitude: number): string => {
      const hours = hoursFrom('sunrise-sunset', '2026-06-21', {
        days: 1,
        calendar: calendarOf('BE', { position: { latitude, longitude } }),
      });
      return time(new Date(hours?.spans[0]?.from ?? 0), 'de');
    };
    // Görlitz lies 15 degrees east: there the sun stands highest at 13:00 of summer time, in Aachen half an hour later.
    expect(sunrise(51.15, 15)).toMatch(/^04:4\d$/);
    expect(sunrise(50.78, 6.08)).toMatch(/^05:2\d$/);
  });
});

describe('holidays', () => {
  it('are those of the Land, and only its own', () => {
    for (const [day, closed, openThere] of [
      ['2026-01-06', 'BY', 'BE'],
      ['2026-06-04', 'NW', 'BE'],
      ['2027-03-08', 'BE', 'NW'],
      ['2025-10-31', 'NI', 'NW'],
      ['2027-11-01', 'NW', 'BE'],
    ] as const) {
      expect(open(`${day}T09:00`, closed).state, `${day} ${closed}`).toBe('closed');
      expect(open(`${day}T09:00`, openThere).state, `${day} ${openThere}`).toBe('open');
    }
  });

  it('of single municipalities are those of the town', () => {
    const peace = (localHolidays: readonly ('peace-festival' | 'assumption-day')[]) =>
      open('2028-08-08T09:00', 'BY', 'Tu 08:00-12:00; PH off', { localHolidays }).state;
    expect([peace([]), peace(['assumption-day']), peace(['peace-festival'])]).toEqual(['open', 'open', 'closed']);
    const assumption = (localHolidays: readonly 'assumption-day'[]) =>
      open('2026-08-15T10:00', 'BY', 'Sa 09:00-12:00; PH off', { localHolidays }).state;
    expect([assumption([]), assumption(['assumption-day'])]).toEqual(['open', 'closed']);
    const corpusChristi = (localHolidays: readonly 'corpus-christi'[]) =>
      open('2027-05-27T09:00', 'TH', 'Mo-Fr 08:00-12:00; PH off', { localHolidays }).state;
    expect([corpusChristi([]), corpusChristi(['corpus-christi'])]).toEqual(['open', 'closed']);
    // What goes over the borrowed day stays one span.
    expect(hoursFrom('24/7', '2026-08-01', { days: 31, calendar: calendarOf('BY') })?.spans).toHaveLength(1);
  });
});

describe('the week', () => {
  it('has seven days, also over the change to summer time', () => {
    const hours = hoursFrom(HOURS, '2026-03-26');
    if (hours === null) throw new Error('not read');
    const found = week(hours, at('2026-03-27T10:00'));
    expect(found.map(({ day }) => dayOf(day.getTime()))).toEqual([
      '2026-03-27',
      '2026-03-28',
      '2026-03-29',
      '2026-03-30',
      '2026-03-31',
      '2026-04-01',
      '2026-04-02',
    ]);
    expect(found.map(({ day, parts }) => parts.map((part) => written(part, day)).join())).toEqual([
      '08:00–12:00',
      '',
      '',
      '08:00–16:00',
      '08:00–18:00',
      '08:00–12:00',
      '08:00–18:00',
    ]);
  });

  it.each([
    [
      'Mo-Fr 08:00-12:00; We "nach Vereinbarung"',
      ['08:00–12:00', '08:00–12:00', 'unsaid-day nach Vereinbarung', '08:00–12:00'],
    ],
    [
      'Tu,Th 09:00-11:00,14:00-16:00 || "nach Vereinbarung"',
      [
        'unsaid-day nach Vereinbarung',
        '09:00–11:00, 14:00–16:00, otherwise nach Vereinbarung',
        'unsaid-day nach Vereinbarung',
      ],
    ],
    ['"nach Vereinbarung"', ['unsaid-day nach Vereinbarung']],
    [
      'Mo-Fr 08:00-12:00; Th 14:00-18:00 "nur mit Termin"',
      ['08:00–12:00', '08:00–12:00', '08:00–12:00', '?14:00–18:00 nur mit Termin'],
    ],
    [
      'Mo-Fr 08:00-12:00, Th 14:00-18:00 open "nur mit Termin"',
      ['08:00–12:00', '08:00–12:00', '08:00–12:00', '08:00–12:00, 14:00–18:00 nur mit Termin'],
    ],
    ['Mo-Fr 08:00+', ['08:00+']],
    ['Mo-Fr 08:00-10:00+', ['08:00–10:00, 10:00+']],
    ['Mo-Sa 08:00-24:00', ['08:00–24:00']],
    ['24/7', ['all-day']],
    ['24/7 open "Notdienst"', ['all-day Notdienst']],
    ['Mo-Fr 08:00-12:00 unknown', ['?08:00–12:00']],
  ])('is shown for %s', (hours, expected) => expect(days(hours, expected.length)).toEqual(expected));

  it('gives a night to the evening on which it began', () => {
    expect(days('Fr 18:00-02:00')).toEqual(['', '', '', '', '18:00–02:00', '', '']);
    expect(days('Mo-Su 20:00-04:00')).toEqual(Array.from({ length: 7 }, () => '20:00–04:00'));
  });

  it('leaves out the days on which the office is closed', () => {
    const closed = (day: string) => day >= '2026-11-24' && day <= '2026-11-25';
    const hours = hoursFrom(HOURS, '2026-11-22');
    expect(openNow(hours, at('2026-11-23T18:00'), closed)).toEqual({ state: 'closed', opens: at('2026-11-26T08:00') });
    expect(openNow(hours, at('2026-11-24T09:00'), closed)).toEqual({ state: 'closed', opens: at('2026-11-26T08:00') });
    expect(openNow(hours, at('2026-11-24T09:00'), () => true)).toEqual({ state: 'closed' });
    expect(
      week(hours ?? { from: 0, knownUntil: 0, spans: [] }, at('2026-11-23T09:00'), closed).map(
        ({ parts }) => parts.length,
      ),
    ).toEqual([1, 0, 0, 1, 1, 0, 0]);
  });
});

describe('how far ahead is looked', () => {
  it('is two months where that is enough, and more than a year otherwise', () => {
    const more = (text: string): boolean | undefined => {
      const hours = hoursFrom(text, '2026-11-15', { days: 62 });
      return hours === null ? undefined : needsMore(hours, at('2026-11-16T10:00').getTime());
    };
    expect([more(HOURS), more('24/7; PH off')]).toEqual([false, true]);
    expect([more('Apr-Oct Mo-Fr 08:00-12:00'), more('24/7'), more('"nach Vereinbarung"')]).toEqual([true, true, true]);
  });
});
