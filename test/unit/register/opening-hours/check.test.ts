import { describe, expect, it } from 'vitest';
import { checkHours } from '../../../../register/opening-hours/check.ts';
import { checkOfficeHours } from '../../../../register/server/commands/check-hours.ts';

const NOW = Date.parse('2026-11-29T10:00:00+01:00');
const check = (text: string) => checkHours(text, NOW);

describe('opening hours that a clerk typed', () => {
  it('are shown back, one line a day from the next Monday on', () => {
    expect(check('Mo,Tu,Th,Fr 09:00-12:00, Th 14:00-17:00, We 08:00-24:00; PH off')).toEqual({
      faults: [],
      notes: [],
      week: [
        'Montag: 09:00–12:00',
        'Dienstag: 09:00–12:00',
        'Mittwoch: 08:00–24:00',
        'Donnerstag: 09:00–12:00, 14:00–17:00',
        'Freitag: 09:00–12:00',
        'Samstag: geschlossen',
        'Sonntag: geschlossen',
      ],
    });
    expect(check('Tu 09:00-11:00 || "nach Vereinbarung"').week.slice(0, 2)).toEqual([
      'Montag: nach Vereinbarung',
      'Dienstag: 09:00–11:00, sonst nach Vereinbarung',
    ]);
    expect(check('Mo 08:00+; Tu 08:00-12:00 unknown; We 00:00-24:00').week.slice(0, 3)).toEqual([
      'Montag: ab 08:00, Ende offen',
      'Dienstag: 08:00–12:00 (bitte erfragen)',
      'Mittwoch: rund um die Uhr',
    ]);
  });

  it.each([
    [
      'Mo,Tu,Th,Fr 09:00-12:00; Th 14:00-17:00; PH off',
      ['Donnerstag 09:00–12:00 gilt durch die spätere Regel „Th 14:00-17:00“ nicht mehr'],
    ],
    [
      'Mo-Fr 07:30-12:00; Tu 14:00-17:30',
      ['Dienstag 07:30–12:00 gilt durch die spätere Regel „Tu 14:00-17:30“ nicht mehr'],
    ],
    ['Mo-Fr 08:00-12:00; Mo,Th 14:00-18:00', ['Montag 08:00–12:00', 'Donnerstag 08:00–12:00']],
    // What replaces on purpose is not reported: holidays, shorter days, days off.
    ['Mo-Fr 08:00-16:00; Dec 24 08:00-12:00', []],
    ['Mo-Fr 08:00-12:00; PH 14:00-16:00', []],
    ['Mo-Fr 08:00-12:00; We off', []],
    ['Mo-Fr 08:00-12:00, Th 14:00-18:00', []],
    ['Mo-Fr 08:00-12:00 "a; b"', []],
  ])('with a rule that a later one overrides are reported: %s', (text, expected) => {
    const { notes } = check(text);
    expect(notes).toHaveLength(expected.length);
    for (const [index, words] of expected.entries()) expect(notes[index]).toContain(words);
  });

  it("that are invalid are refused, and the library's warnings are passed on", () => {
    for (const text of ['nonsense', '', 'Mo-Fr 8 bis 12 Uhr und dann'])
      expect(check(text).faults, text).toHaveLength(1);
    expect(check('Mo-Fr 08:00-12:00 Do 14:00-18:00').notes.length).toBeGreaterThan(0);
  });

  it('report what they need: the position for the sun, and until when school holidays are known', () => {
    expect(check('sunrise-sunset').notes).toEqual([expect.stringContaining('town.position')]);
    expect(check('SH off; Mo-Fr 08:00-12:00').notes).toEqual([]);
    expect(checkHours('SH off; Mo-Fr 08:00-12:00', Date.parse('2029-12-01T10:00:00+01:00')).notes).toEqual([
      expect.stringMatching(/^Schulferien sind nur bis \d+\. \S+ 2030 bekannt/),
    ]);
  });
});

describe("a catalogue's file", () => {
  it("is refused with the office whose hours are invalid, and reported with each office's week", () => {
    const { faults, lines } = checkOfficeHours(
      {
        offices: [
          { id: 'a', openingHours: 'Mo-Fr 08:00-12:00; Th 14:00-18:00' },
          { id: 'b' },
          { id: 'c', openingHours: 'rund um die Uhr' },
          null,
          7,
        ],
      },
      NOW,
    );
    expect(faults).toEqual([expect.stringMatching(/^offices\.2\.openingHours \(c\): /)]);
    expect(lines).toEqual([
      expect.stringMatching(/^a: Montag: 08:00–12:00; .*Sonntag: geschlossen$/),
      expect.stringMatching(/^offices\.0\.openingHours \(a\): Donnerstag 08:00–12:00 gilt/),
    ]);
  });

  it('of another shape gives no report', () => {
    for (const file of [null, 7, 'text', [], {}, { offices: {} }])
      expect(checkOfficeHours(file, NOW)).toEqual({ faults: [], lines: [] });
  });
});
