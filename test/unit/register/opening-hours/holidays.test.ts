import OpeningHours from 'opening_hours';
import { describe, expect, it } from 'vitest';
import {
  HOLIDAYS,
  holidaysOf,
  LAENDER,
  type Land,
  localHolidaysOf,
} from '../../../../register/opening-hours/holidays.ts';

const NAMES: Record<Land, string> = {
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
const YEARS = [2024, 2025, 2026, 2027, 2028, 2029, 2030, 2031, 2032];

/** Days that the library takes for public holidays. */
function libraryHolidays(land: Land, year: number): string[] {
  const hours = new OpeningHours('PH', {
    lat: '51',
    lon: '10',
    address: { country_code: 'de', state: NAMES[land] },
  } as never);
  return hours.getOpenIntervals(new Date(year, 0, 1), new Date(year + 1, 0, 1)).flatMap(([from, to]) => {
    const days: string[] = [];
    for (const day = new Date(from); day < to; day.setDate(day.getDate() + 1))
      days.push(`${year}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`);
    return days;
  });
}

describe('public holidays', () => {
  it.each(LAENDER)(
    'of %s are those that the library knows, but for the ones of single municipalities and one anniversary',
    (land) => {
      for (const year of YEARS) {
        const ours = [...holidaysOf(land, [], year)].sort();
        const missing = ours.filter((day) => !libraryHolidays(land, year).includes(day));
        const more = libraryHolidays(land, year).filter((day) => !ours.includes(day));
        expect(missing, `${year}`).toEqual(land === 'BE' && year === 2025 ? ['2025-05-08'] : []);
        expect(more, `${year}`).toEqual(land === 'BY' ? [`${year}-08-08`, `${year}-08-15`] : []);
      }
    },
  );

  it("know every year's Easter and the Wednesday of Repentance as the calendars of the churches print them", () => {
    const of = (name: string, land: Land, year: number): string[] => {
      const without = holidaysOf(land, [], year);
      expect(HOLIDAYS.some((one) => one.name === name)).toBe(true);
      return [...without];
    };
    for (const [year, easterSunday, repentance] of [
      [2024, '2024-03-31', '2024-11-20'],
      [2026, '2026-04-05', '2026-11-18'],
      [2028, '2028-04-16', '2028-11-22'],
      [2038, '2038-04-25', '2038-11-17'],
    ] as const) {
      expect(of('Ostersonntag', 'BB', year)).toContain(easterSunday);
      expect(of('Buß- und Bettag', 'SN', year)).toContain(repentance);
    }
  });

  it("are nine where no Land is named, and a municipality's own where it says so", () => {
    expect(holidaysOf(null, [], 2027).size).toBe(9);
    expect(localHolidaysOf('BY')).toEqual(['assumption-day', 'peace-festival']);
    expect(localHolidaysOf('NW')).toEqual([]);
    expect(holidaysOf('BY', ['assumption-day'], 2026)).toContain('2026-08-15');
    expect(holidaysOf('BY', ['assumption-day'], 2026)).not.toContain('2026-08-08');
    expect(holidaysOf('TH', ['corpus-christi'], 2027)).toContain('2027-05-27');
  });
});
