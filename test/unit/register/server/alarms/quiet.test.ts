/** Quiet hours: by the town's clocks, over midnight, over weekends and over the changes of the clocks. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createQuiet, readQuietHours } from '../../../../../register/server/alarms/quiet.ts';
import { HOUR, MINUTE, PAPER_OUT, SECOND, alarmBench, device } from './bench.ts';

const quiet = (text: string, timeZone = 'Europe/Berlin') => createQuiet(readQuietHours(text), timeZone);
const at = (text: string): number => Date.parse(text);
const iso = (instant: number | null): string | null => (instant === null ? null : new Date(instant).toISOString());

test.each([
  '',
  '18-7',
  '18:00',
  '18:00-18:00',
  '24:00-07:00',
  '18:60-07:00',
  '18:00–07:00',
  '18:00-07:00 weekends',
  '18:00-07:00weekend',
  '8:00-17:00',
])('"%s" is no quiet time', (text) => {
  expect(readQuietHours(text)).toBeNull();
});

test.each([
  ['18:00-07:00', '2026-11-24T17:59:59+01:00', false],
  ['18:00-07:00', '2026-11-24T18:00:00+01:00', true],
  ['18:00-07:00', '2026-11-25T00:00:00+01:00', true],
  ['18:00-07:00', '2026-11-25T06:59:59+01:00', true],
  ['18:00-07:00', '2026-11-25T07:00:00+01:00', false],
  ['12:00-14:00', '2026-11-25T11:59:00+01:00', false],
  ['12:00-14:00', '2026-11-25T13:00:00+01:00', true],
  ['12:00-14:00', '2026-11-25T14:00:00+01:00', false],
  // A Saturday at noon.
  ['18:00-07:00', '2026-11-28T12:00:00+01:00', false],
  ['18:00-07:00 weekend', '2026-11-28T12:00:00+01:00', true],
  ['18:00-07:00 weekend', '2026-11-30T06:59:00+01:00', true],
  ['18:00-07:00 weekend', '2026-11-30T07:00:00+01:00', false],
  // In summer the clocks are two hours ahead of UTC.
  ['18:00-07:00', '2026-07-01T04:59:00Z', true],
  ['18:00-07:00', '2026-07-01T05:00:00Z', false],
])('%s at %s: %s', (text, instant, expected) => {
  expect(quiet(text).isQuiet(at(instant))).toBe(expected);
});

test.each([
  // 29 March 2026, 02:00 becomes 03:00; 25 October 2026, 03:00 becomes 02:00.
  ['the night of 12 hours in spring', '18:00-07:00', '2026-03-28T17:00:00Z', '2026-03-29T05:00:00Z'],
  ['the night of 14 hours in autumn', '18:00-07:00', '2026-10-24T16:00:00Z', '2026-10-25T06:00:00Z'],
  ['an end in the hour that is leapt over', '22:00-02:30', '2026-03-28T21:00:00Z', '2026-03-29T01:30:00Z'],
  ['an end in the hour that comes twice', '22:00-02:30', '2026-10-24T20:00:00Z', '2026-10-25T00:30:00Z'],
  ['a beginning in the hour that comes twice', '02:30-05:00', '2026-10-25T00:30:00Z', '2026-10-25T04:00:00Z'],
])('%s is quiet in one piece', (_, text, from, to) => {
  const hours = quiet(text);
  const seen: string[] = [];
  const STEP = 10 * MINUTE;
  let was = hours.isQuiet(at(from) - STEP);
  expect([was, hours.isQuiet(at(from) - MINUTE)]).toEqual([false, false]);
  for (let instant = at(from) - STEP; instant <= at(to) + 4 * HOUR; instant += STEP) {
    const is = hours.isQuiet(instant);
    if (is !== was) seen.push(new Date(instant).toISOString());
    was = is;
  }
  expect(seen).toEqual([from, to].map((instant) => new Date(instant).toISOString()));
});

test('the end of the last quiet hours is known, also after a weekend and within quiet hours', () => {
  const hours = quiet('18:00-07:00 weekend');
  expect(iso(hours.lastEnd(at('2026-11-30T07:00:00+01:00')))).toBe('2026-11-30T06:00:00.000Z');
  expect(iso(hours.lastEnd(at('2026-11-30T06:59:00+01:00')))).toBe('2026-11-27T06:00:00.000Z');
  expect(createQuiet(null, 'Europe/Berlin').lastEnd(0)).toBeNull();
});

// The bench begins on Saturday 21 November 2026 at noon.
const SIESTA = '13:00-15:00';

test('in quiet hours nothing is sent, and at their end one digest of what began, ended, passed and goes on', async () => {
  const bench = await alarmBench({ quiet: SIESTA });
  const names = ['a-lang', 'b-vorbei', 'c-neu', 'd-kurz'];
  const [long, over, fresh, short] = await Promise.all(names.map((name) => bench.terminal(name)));
  if (long === undefined || over === undefined || fresh === undefined || short === undefined) throw new Error('four');
  const all = [long, over, fresh, short];
  const say = (out: readonly unknown[]) => async () => {
    for (const one of all) await one.says(out.includes(one) ? PAPER_OUT : {});
  };
  await bench.pass(4 * MINUTE, { says: say([long, over]), every: MINUTE });
  expect(bench.subjects()).toEqual(['2 neu: a-lang, b-vorbei']);
  await bench.pass(HOUR, { says: say([long, over]), every: 10 * MINUTE });
  await bench.pass(10 * MINUTE, { says: say([long, short]), every: MINUTE });
  await bench.pass(100 * MINUTE, { says: say([long, fresh]), every: 10 * MINUTE });
  expect(bench.subjects()).toHaveLength(1);
  await bench.pass(20 * MINUTE, { says: say([long, fresh]), every: 10 * MINUTE });
  expect(bench.subjects().slice(1)).toEqual(['Ruhezeit: 1 neu, 1 weiter offen, 1 erledigt, 1 vorübergehend']);
  const [, digest] = bench.mails();
  expect(digest?.head.date).toMatch(/Sat, 21 Nov 2026 14:0/);
  expect(digest?.text.match(/^(?:[A-ZÄÖÜ ]+|[a-d]-\w+)$/gm)).toEqual([
    'ZU ERLEDIGEN',
    'c-neu',
    'BESTEHT WEITER',
    'a-lang',
    'ERLEDIGT',
    'b-vorbei',
    'KAM UND GING',
    'd-kurz',
  ]);
  // What was said once is not said again.
  await bench.pass(HOUR, { says: say([long, fresh]), every: 10 * MINUTE });
  expect(bench.subjects()).toHaveLength(2);
});

test('where nothing happened in quiet hours there is no mail, whatever goes on', async () => {
  const bench = await alarmBench({ quiet: SIESTA });
  const { says } = await bench.terminal('eingang');
  await bench.pass(4 * HOUR, { says: () => says(PAPER_OUT), every: 10 * MINUTE });
  expect(bench.subjects()).toEqual(['Papier leer: eingang']);
});

test('what comes and goes by day stands in the digest', async () => {
  const bench = await alarmBench({ quiet: SIESTA });
  const { says } = await bench.terminal('eingang');
  for (let round = 0; round < 3; round++) {
    await bench.pass(3 * MINUTE, { says: () => says(PAPER_OUT) });
    await bench.pass(3 * MINUTE, { says: () => says() });
  }
  expect(bench.subjects()).toHaveLength(2);
  await bench.pass(3 * HOUR, { says: () => says(), every: 10 * MINUTE });
  expect(bench.subjects().slice(2)).toEqual(['Ruhezeit: 2 vorübergehend']);
});

test.each([
  [true, ['Hilferuf ohne Antwort: eingang']],
  [false, []],
])('a call in quiet hours is told at once where an office is open (%s)', async (isOpen, subjects) => {
  const bench = await alarmBench({ quiet: '11:00-14:00', isOpen: async () => isOpen });
  const { says, helpCall } = await bench.terminal('eingang');
  // What is no call waits all the same.
  await bench.pass(3 * MINUTE, { says: () => says(device('scanner', 'absent')) });
  await helpCall({ key: randomUUID(), screen: 'home' });
  await bench.pass(90 * SECOND, { says: () => says(device('scanner', 'absent')) });
  expect(bench.subjects()).toEqual(subjects);
});

test('opening hours are read only where somebody has called in quiet hours', async () => {
  let asked = 0;
  const isOpen = async (): Promise<boolean> => (asked += 1) > 0;
  const bench = await alarmBench({ quiet: '13:00-14:00', isOpen });
  const { says, helpCall } = await bench.terminal('eingang');
  await helpCall({ key: randomUUID(), screen: 'home' });
  await bench.pass(50 * MINUTE, { says: () => says(), every: MINUTE });
  await bench.pass(30 * MINUTE, { says: () => says(), every: MINUTE });
  expect(asked).toBe(0);
  await helpCall({ key: randomUUID(), screen: 'home' });
  await bench.pass(2 * MINUTE, { says: () => says(), every: MINUTE });
  expect(asked).toBe(2);
});
