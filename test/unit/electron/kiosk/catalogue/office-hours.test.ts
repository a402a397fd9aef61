import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../../base/clock.ts';
import { ManualClock, settle } from '../../../../harness/manual-clock.ts';
import { startHoursThread } from '../../../../../electron/kiosk/catalogue/hours-thread.ts';
import {
  createOfficeHours,
  type HoursAnswer,
  type HoursEvaluator,
} from '../../../../../electron/kiosk/catalogue/office-hours.ts';
import { createLog } from '../../../../../electron/kiosk/log/log.ts';
import type { HoursQuestion } from '../../../../../register/opening-hours/evaluate.ts';
import type { Catalogue } from '../../../../../register/contract/contract.ts';
import { demoCatalogue } from '../../../../harness/catalogue.ts';
import { calendarOf } from '../../../../harness/hours.ts';

const SLOW = new URL('../../../../harness/threads/slow-hours.mjs', import.meta.url);
const REAL = new URL('../../../../../register/opening-hours/worker.ts', import.meta.url);
const question = (text: string): HoursQuestion => ({ text, calendar: calendarOf('BE'), from: '2026-11-23', days: 62 });

let open: HoursEvaluator | undefined;
afterEach(() => open?.stop());

describe('the thread for opening hours', () => {
  it('answers like the library', async () => {
    open = startHoursThread({ script: REAL, clock: systemClock, limitMs: 60_000 });
    const answer = await open.evaluate(question('Mo-Fr 08:00-12:00'));
    expect(answer).toMatchObject({ ok: true, value: { from: Date.parse('2026-11-23T00:00:00+01:00') } });
    expect(answer.ok && answer.value.spans[0]).toEqual({
      from: Date.parse('2026-11-23T08:00:00+01:00'),
      to: Date.parse('2026-11-23T12:00:00+01:00'),
      kind: 'open',
      comment: null,
    });
    expect(await open.evaluate(question('no hours'))).toEqual({ ok: false, error: 'unreadable' });
  });

  it.each(['ever', 'memory', 'fault'])('that answers %s is ended, and the next text gets an answer', async (text) => {
    open = startHoursThread({ script: SLOW, clock: systemClock, limitMs: text === 'ever' ? 300 : 60_000 });
    const answers = [open.evaluate(question('first')), open.evaluate(question(text)), open.evaluate(question('next'))];
    expect((await Promise.all(answers)).map(({ ok }) => ok)).toEqual([true, false, true]);
  });

  it('ends where nobody asks it, and the next text gets another', async () => {
    const clock = new ManualClock();
    open = startHoursThread({ script: SLOW, clock, limitMs: 5_000 });
    const first = await open.evaluate(question('thread'));
    await clock.advance(10_000);
    expect(await open.evaluate(question('thread'))).toEqual(first);
    await clock.advance(10_000);
    expect(await open.evaluate(question('thread'))).toEqual(first);
    await clock.advance(60_000);
    expect(clock.pending).toBe(0);
    expect(await open.evaluate(question('thread'))).not.toEqual(first);
  });

  it('does not block its caller', async () => {
    open = startHoursThread({ script: SLOW, clock: systemClock, limitMs: 300 });
    let answered = false;
    void open.evaluate(question('ever')).then(() => {
      answered = true;
    });
    let turns = 0;
    while (!answered) {
      turns += 1;
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    expect(turns).toBeGreaterThan(10);
  });
});

class Evaluator implements HoursEvaluator {
  readonly asked: HoursQuestion[] = [];
  readonly #answers: ((answer: HoursAnswer) => void)[] = [];
  evaluate(asked: HoursQuestion): Promise<HoursAnswer> {
    this.asked.push(asked);
    return new Promise((resolve) => {
      this.#answers.push(resolve);
    });
  }
  async answer(answer: HoursAnswer): Promise<void> {
    this.#answers.shift()?.(answer);
    await settle();
  }
  stop(): void {}
}

/** Open on Mondays from 8 to 12, known for so many days from 22 November on. */
const known = (knownDays: number): HoursAnswer => ({
  ok: true,
  value: {
    from: Date.parse('2026-11-22T00:00:00+01:00'),
    knownUntil: Date.parse('2026-11-22T00:00:00+01:00') + knownDays * 86_400_000,
    spans: [
      {
        from: Date.parse('2026-11-30T08:00:00+01:00'),
        to: Date.parse('2026-11-30T12:00:00+01:00'),
        kind: 'open',
        comment: null,
      },
    ],
  },
});

describe('the hours of all offices', () => {
  const bench = (catalogue: Partial<Catalogue> = {}) => {
    const clock = new ManualClock(Date.parse('2026-11-23T09:30:00+01:00'));
    const evaluator = new Evaluator();
    const lines: Record<string, unknown>[] = [];
    let changes = 0;
    const [first, second] = demoCatalogue().offices;
    if (first === undefined || second === undefined) throw new Error('the demonstration has two offices');
    const edition = (texts: readonly string[]): Catalogue =>
      demoCatalogue({
        offices: texts.map((openingHours, index) => ({
          ...(index % 2 === 0 ? first : second),
          id: `office-${index}`,
          openingHours,
        })),
        ...catalogue,
      });
    const hours = createOfficeHours({
      evaluator,
      calendar: calendarOf('BE'),
      clock,
      log: createLog(
        (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
        () => clock.now(),
      ),
      changed: () => {
        changes += 1;
      },
    });
    return { clock, evaluator, hours, edition, lines, changes: () => changes };
  };

  it('are evaluated once for each text and day, and known once answered', async () => {
    const { clock, evaluator, hours, edition, changes } = bench({ closures: [] });
    hours.know(edition(['Mo 08:00-12:00', 'Mo 08:00-12:00', 'Tu 08:00-12:00']));
    expect(evaluator.asked.map(({ text, from, days }) => [text, from, days])).toEqual([
      ['Mo 08:00-12:00', '2026-11-22', 62],
      ['Tu 08:00-12:00', '2026-11-22', 62],
    ]);
    expect(hours.of('Mo 08:00-12:00')).toBeNull();
    await evaluator.answer(known(62));
    expect([hours.of('Mo 08:00-12:00')?.spans.length, hours.of('Tu 08:00-12:00'), changes()]).toEqual([1, null, 1]);
    for (let draws = 0; draws < 100; draws += 1) hours.of('Mo 08:00-12:00');
    expect(evaluator.asked).toHaveLength(2);
    await clock.advance(86_400_000);
    // The new day asks anew, and what was known goes on meanwhile.
    for (let draws = 0; draws < 100; draws += 1) expect(hours.of('Mo 08:00-12:00')?.spans).toHaveLength(1);
    expect(evaluator.asked.map(({ from }) => from)).toEqual(['2026-11-22', '2026-11-22', '2026-11-23']);
  });

  it('are evaluated further ahead where nothing opens soon, and beyond a long closure', async () => {
    const { evaluator, hours, edition } = bench({
      closures: [{ id: 'c', office: 'office-0', from: '2026-12-01', to: '2027-02-28', reason: { de: 'Umbau' } }],
    });
    hours.know(edition(['Mo 08:00-12:00']));
    expect(evaluator.asked[0]?.days).toBe(62 + 97);
    await evaluator.answer({ ok: true, value: { from: 0, knownUntil: 1, spans: [] } });
    expect(evaluator.asked[1]?.days).toBe(400);
  });

  it('that cannot be computed are unknown, and logged with their office, never with their text', async () => {
    const { evaluator, hours, edition, lines } = bench();
    hours.know(edition(['one', 'two']));
    await evaluator.answer({ ok: false, error: 'too-slow' });
    await evaluator.answer({ ok: false, error: 'unreadable' });
    expect([hours.of('one'), hours.of('two'), hours.of(undefined)]).toEqual([null, null, null]);
    expect(lines.map(({ event, office, reason }) => [event, office, reason])).toEqual([
      ['hours.not-told', 'office-0', 'too-slow'],
      ['hours.not-told', 'office-1', 'unreadable'],
      ['hours.evaluated', undefined, undefined],
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/"(one|two)"/);
    // Not asked again before the next day.
    hours.of('one');
    expect(evaluator.asked).toHaveLength(2);
  });

  it('of a former edition are ignored', async () => {
    const { evaluator, hours, edition, changes } = bench();
    hours.know(edition(['old']));
    hours.know(edition(['new']));
    await evaluator.answer(known(62));
    expect([hours.of('old'), changes()]).toEqual([null, 0]);
    await evaluator.answer(known(62));
    expect(hours.of('new')).not.toBeNull();
  });
});
