/** Held against the library's own iterator, which is asked instant by instant and never for more than a day. */
import fc from 'fast-check';
import OpeningHours from 'opening_hours';
import { describe, expect, it } from 'vitest';
import { openNow, week } from '../../../../register/opening-hours/opening.ts';
import { hoursFrom } from '../../../harness/hours.ts';

const DAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
const clock = fc
  .integer({ min: 0, max: 96 })
  .map(
    (quarter) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`,
  );
const span = fc
  .tuple(clock, clock)
  .filter(([from, to]) => from !== to && from !== '24:00')
  .map(([from, to]) => `${from}-${to}`);
const weekdays = fc.oneof(
  fc.constantFrom(...DAYS),
  fc.subarray(DAYS, { minLength: 1 }).map((some) => some.join()),
  fc.tuple(fc.constantFrom('Mo', 'Tu'), fc.constantFrom('Th', 'Fr', 'Sa')).map(([from, to]) => `${from}-${to}`),
);
const season = fc.constantFrom('', '', '', 'Apr-Oct ', 'Nov-Mar ', 'Dec 24-Jan 02 ');
const modifier = fc.constantFrom('', '', '', ' "nach Vereinbarung"', ' open "nur mit Termin"', ' unknown', ' off');
const rule = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(season, weekdays, fc.array(span, { minLength: 1, maxLength: 2 }), modifier)
      .map(([when, on, spans, how]) => `${when}${on} ${spans.join()}${how}`),
  },
  { weight: 1, arbitrary: weekdays.map((on) => `${on} "nach Vereinbarung"`) },
  { weight: 1, arbitrary: fc.constantFrom('PH off', '24/7', 'PH 10:00-12:00', 'Mo-Fr 08:00+') },
);
const hours = fc
  .tuple(
    fc.array(rule, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('; ', ', '),
    fc.constantFrom('', '', ' || "nach Vereinbarung"'),
  )
  .map(([rules, separator, fallback]) => `${rules.join(separator)}${fallback}`);
/** Within two weeks from 14 December 2026: Christmas, the turn of a season and a year that ends. */
const instant = fc.integer({ min: 0, max: 14 * 24 * 60 }).map((minutes) => new Date(2026, 11, 14, 0, minutes));

describe('hours of every shape', () => {
  it('are open, unknown or closed at the same instants as in the library', () => {
    fc.assert(
      fc.property(hours, fc.array(instant, { minLength: 5, maxLength: 5 }), (text, instants) => {
        const known = hoursFrom(text, '2026-12-13', { days: 62 });
        let library: OpeningHours;
        try {
          library = new OpeningHours(text, {
            lat: '51',
            lon: '10',
            address: { country_code: 'de', state: 'Berlin' },
          } as never);
        } catch {
          expect(known).toBeNull();
          return;
        }
        if (known === null) throw new Error('not told, although the library reads it');
        for (const at of instants) {
          const expected = library.getState(at)
            ? ['open']
            : library.getUnknown(at)
              ? ['unsaid', 'open-end']
              : ['closed'];
          expect(expected, `${text} at ${at.toString()}`).toContain(openNow(known, at).state);
        }
        expect(week(known, instants[0] as Date)).toHaveLength(7);
      }),
      { numRuns: 300 },
    );
  });
});
