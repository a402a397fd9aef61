import { describe, expect, it } from 'vitest';
import { closuresOf, localDay, maintenanceNow, maintenanceSoon } from '../../../electron/kiosk/catalogue/notices.ts';
import { openNow, parseOpening, week } from '../../../electron/kiosk/catalogue/opening.ts';
import { isoDay, time, weekday } from '../../../electron/kiosk/present/speak.ts';
import { demoCatalogue } from '../../support/catalogue.ts';

const at = (text: string): Date => new Date(`${text}:00+0${/-(0[4-9]|10-(0|1|2[0-4]))/.test(text.slice(4)) ? 2 : 1}:00`);
const HOURS = 'Mo 08:00-16:00; Tu,Th 08:00-18:00; We,Fr 08:00-12:00; PH off';
const open = (text: string, land = 'BE', hours: string | undefined = HOURS) => openNow(parseOpening(hours, land), at(text));

describe('opening hours', () => {
  it('stand in the town\'s time zone', () => expect(new Date('2026-11-23T08:00:00+01:00').getHours()).toBe(8));

  it('say what is now and what comes next', () => {
    expect(open('2026-11-23T09:30')).toEqual({ state: 'open', until: at('2026-11-23T16:00') });
    expect(open('2026-11-23T16:00')).toEqual({ state: 'closed', opens: at('2026-11-24T08:00') });
    expect(open('2026-11-21T12:00')).toEqual({ state: 'closed', opens: at('2026-11-23T08:00') });
    expect(open('2026-11-23T03:00', 'BE', '24/7')).toEqual({ state: 'open' });
    expect(open('2026-11-23T03:00', 'BE', '2020 Mo-Fr 08:00-12:00')).toEqual({ state: 'closed' });
  });

  it('know the holidays of the Land, and only its own', () => {
    // Epiphany, Corpus Christi, International Women's Day, Reformation Day, All Saints.
    for (const [day, closed, openThere] of [['2026-01-06', 'BY', 'BE'], ['2026-06-04', 'NW', 'BE'], ['2027-03-08', 'BE', 'NW'], ['2025-10-31', 'NI', 'NW'], ['2027-11-01', 'NW', 'BE']] as const) {
      expect(open(`${day}T09:00`, closed).state, `${day} ${closed}`).toBe('closed');
      expect(open(`${day}T09:00`, openThere).state, `${day} ${openThere}`).toBe('open');
    }
  });

  it('know German Unity Day in all sixteen', () => {
    for (const land of ['BB', 'BE', 'BW', 'BY', 'HB', 'HE', 'HH', 'MV', 'NI', 'NW', 'RP', 'SH', 'SL', 'SN', 'ST', 'TH']) expect(open('2025-10-03T09:00', land).state, land).toBe('closed');
  });

  it('that cannot be read, or evaluated, are unknown and throw nothing', () => {
    expect(open('2026-11-23T09:00', 'BE', 'nonsense')).toEqual({ state: 'unknown' });
    expect(openNow(parseOpening(undefined, 'BE'), new Date())).toEqual({ state: 'unknown' });
    const school = parseOpening('SH off; Mo-Fr 08:00-12:00', 'BE');
    expect(openNow(school, new Date('2099-03-02T09:00:00Z'))).toEqual({ state: 'unknown' });
    expect(school === null ? null : week(school, new Date('2099-03-02T09:00:00Z'))).toEqual([]);
  });

  it('make seven days, also over the change to summer time', () => {
    const hours = parseOpening(HOURS, 'BE');
    if (hours === null) throw new Error('not read');
    const days = week(hours, new Date('2026-03-27T10:00:00+01:00'));
    expect(days.map(({ day }) => localDay(day))).toEqual(['2026-03-27', '2026-03-28', '2026-03-29', '2026-03-30', '2026-03-31', '2026-04-01', '2026-04-02']);
    expect(days.map(({ spans }) => spans.map(({ from, to }) => `${time(from, 'de')}–${time(to, 'de')}`).join())).toEqual(['08:00–12:00', '', '', '08:00–16:00', '08:00–18:00', '08:00–12:00', '08:00–18:00']);
  });

  it('leave out the days on which the office is closed', () => {
    const hours = parseOpening(HOURS, 'BE');
    const closed = (day: string) => day >= '2026-11-24' && day <= '2026-11-25';
    expect(openNow(hours, at('2026-11-23T18:00'), closed)).toEqual({ state: 'closed', opens: at('2026-11-26T08:00') });
    expect(openNow(hours, at('2026-11-24T09:00'), closed)).toEqual({ state: 'closed', opens: at('2026-11-26T08:00') });
    expect(openNow(hours, at('2026-11-24T09:00'), () => true)).toEqual({ state: 'closed' });
  });
});

describe('closures', () => {
  const catalogue = demoCatalogue({ closures: [{ id: 'c', office: 'o', from: '2026-12-10', to: '2026-12-20', reason: { de: 'Umbau' }, restrictedFrom: '2026-12-03', cutOff: '2026-12-01' }] });
  it.each([
    ['2026-11-16', undefined], ['2026-11-17', 'soon'], ['2026-12-02', 'soon'], ['2026-12-03', 'restricted'], ['2026-12-09', 'restricted'], ['2026-12-10', 'now'], ['2026-12-20', 'now'], ['2026-12-21', undefined],
  ])('on %s: %s', (day, phase) => {
    expect(closuresOf(catalogue, 'o', day)[0]?.phase).toBe(phase);
    expect(closuresOf(catalogue, 'other', day)).toEqual([]);
  });
});

describe('maintenance', () => {
  const catalogue = demoCatalogue({ maintenance: [{ id: 'm', service: 's', from: '2026-11-23T09:00:00+01:00', to: '2026-11-23T10:00:00+01:00', reason: { de: 'Wartung' } }] });
  it('is now from its first to before its last instant, and soon for a week before', () => {
    const is = (text: string): [boolean, number] => [maintenanceNow(catalogue, 's', at(text)) !== undefined, maintenanceSoon(catalogue, 's', at(text)).length];
    expect(is('2026-11-16T08:59')).toEqual([false, 0]);
    expect(is('2026-11-16T09:00')).toEqual([false, 1]);
    expect(is('2026-11-23T08:59')).toEqual([false, 1]);
    expect(is('2026-11-23T09:00')).toEqual([true, 0]);
    expect(is('2026-11-23T10:00')).toEqual([false, 0]);
  });
});

describe('days and times in words', () => {
  const midnight = new Date('2026-11-23T00:05:00+01:00');
  it.each(['de', 'en', 'ar'] as const)('in %s, with Latin digits and no hour 24', (language) => {
    expect(time(midnight, language)).toBe('00:05');
    expect(isoDay('2026-11-23', language)).toMatch(/23.*2026/);
    expect(weekday(midnight, language)).toBe({ de: 'Montag', en: 'Monday', ar: 'الاثنين' }[language]);
  });
});
