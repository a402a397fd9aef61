import { describe, expect, it } from 'vitest';
import { ago, at, dayOf, lasted, left, since } from '../../../office/parts/time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('a span in words', () => {
  it.each([
    [0, 'seit 0 Sekunden'],
    [1_999, 'seit 1 Sekunde'],
    [59_999, 'seit 59 Sekunden'],
    [MINUTE, 'seit 1 Minute'],
    [59 * MINUTE, 'seit 59 Minuten'],
    [HOUR, 'seit 1 Stunde'],
    [24 * HOUR, 'seit 1 Tag'],
    [50 * HOUR, 'seit 2 Tagen'],
  ])('%d ms that have passed', (ms, words) => expect(since(ms)).toBe(words));

  it('never counts below nothing, where two clocks differ', () => {
    expect(since(-5_000)).toBe('seit 0 Sekunden');
    expect(ago(-5_000)).toBe('gerade eben');
  });

  it('calls the first minute now', () => {
    expect(ago(59_000)).toBe('gerade eben');
    expect(ago(3 * HOUR)).toBe('vor 3 Stunden');
  });

  it.each([
    [0, 'unter einer Minute'],
    [-5_000, 'unter einer Minute'],
    [MINUTE, '1 Minute'],
    [2 * HOUR, '2 Stunden'],
    [2 * HOUR + 5 * MINUTE, '2 Stunden, 5 Minuten'],
    [49 * HOUR + 5 * MINUTE, '2 Tage, 1 Stunde'],
    [24 * HOUR + 5 * MINUTE, '1 Tag'],
  ])('%d ms that it lasted', (ms, words) => expect(lasted(ms)).toBe(words));

  it('says what is left', () => expect(left(29.5 * MINUTE)).toBe('noch 29 Minuten'));
});

describe('an instant in words', () => {
  const now = Date.parse('2026-03-12T13:00:00Z');
  it.each([
    ['2026-03-12T12:05:00Z', 'heute, 13:05 Uhr'],
    ['2026-03-11T23:30:00Z', 'heute, 00:30 Uhr'],
    ['2026-03-11T21:00:00Z', 'gestern, 22:00 Uhr'],
    ['2026-01-02T07:00:00Z', '02.01.2026, 08:00 Uhr'],
  ])('%s', (instant, words) => expect(at(Date.parse(instant), now)).toBe(words));
});

describe('a day in words', () => {
  const now = Date.parse('2026-03-12T13:00:00Z');
  it.each([
    ['2026-03-12T12:05:00Z', 'Heute, Donnerstag, 12.03.2026'],
    ['2026-03-11T21:00:00Z', 'Gestern, Mittwoch, 11.03.2026'],
    ['2026-01-02T07:00:00Z', 'Freitag, 02.01.2026'],
  ])('%s', (instant, words) => expect(dayOf(Date.parse(instant), now)).toBe(words));
});
