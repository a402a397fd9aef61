import { describe, expect, it } from 'vitest';
import { closuresOf, maintenanceNow, maintenanceSoon } from '../../../../../electron/kiosk/catalogue/notices.ts';
import { isoDay, time, weekday } from '../../../../../electron/kiosk/content/wording.ts';
import { demoCatalogue } from '../../../../harness/catalogue.ts';

const at = (text: string): Date =>
  new Date(`${text}:00+0${/-(0[4-9]|10-(0|1|2[0-4]))/.test(text.slice(4)) ? 2 : 1}:00`);

describe('closures', () => {
  const catalogue = demoCatalogue({
    closures: [
      {
        id: 'c',
        office: 'o',
        from: '2026-12-10',
        to: '2026-12-20',
        reason: { de: 'Umbau' },
        restrictedFrom: '2026-12-03',
        cutOff: '2026-12-01',
      },
    ],
  });
  it.each([
    ['2026-11-16', undefined],
    ['2026-11-17', 'soon'],
    ['2026-12-02', 'soon'],
    ['2026-12-03', 'restricted'],
    ['2026-12-09', 'restricted'],
    ['2026-12-10', 'now'],
    ['2026-12-20', 'now'],
    ['2026-12-21', undefined],
  ])('on %s: %s', (day, phase) => {
    expect(closuresOf(catalogue, 'o', day)[0]?.phase).toBe(phase);
    expect(closuresOf(catalogue, 'other', day)).toEqual([]);
  });
});

describe('maintenance', () => {
  const catalogue = demoCatalogue({
    maintenance: [
      {
        id: 'm',
        service: 's',
        from: '2026-11-23T09:00:00+01:00',
        to: '2026-11-23T10:00:00+01:00',
        reason: { de: 'Wartung' },
      },
    ],
  });
  it('is now from its first instant until before its last, and soon in the week before', () => {
    const is = (text: string): [boolean, number] => [
      maintenanceNow(catalogue, 's', at(text)) !== undefined,
      maintenanceSoon(catalogue, 's', at(text)).length,
    ];
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
