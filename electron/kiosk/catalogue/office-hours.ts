/**
 * The opening hours of all offices, evaluated once a day for each text: reading them is the work of others' code and is
 * done beside the thread that draws. Until an answer is there, and where none comes, hours are unknown, never closed.
 */
import { dayOf, daysBetween, plusDays } from '../../../base/calendar-day.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Catalogue } from '../../../register/contract/contract.ts';
import type {
  Evaluated,
  HoursFault,
  HoursQuestion,
  OfficeHours,
  TownCalendar,
} from '../../../register/opening-hours/evaluate.ts';
import { needsMore } from '../../../register/opening-hours/opening.ts';
import type { Log } from '../log/log.ts';

/** `too-slow`: no answer within the time that a text is given. */
export type HoursAnswer = Evaluated | { readonly ok: false; readonly error: HoursFault | 'too-slow' };

export interface HoursEvaluator {
  evaluate(question: HoursQuestion): Promise<HoursAnswer>;
  stop(): void;
}

export interface OfficeHoursKeeper {
  /** Takes a new edition: new texts are evaluated, and texts that it lacks are dropped. */
  know(catalogue: Catalogue): void;
  /** Null: none, not yet evaluated, or not to be told. */
  of(openingHours: string | undefined): OfficeHours | null;
  stop(): void;
}

export interface OfficeHoursDeps {
  readonly evaluator: HoursEvaluator;
  readonly calendar: TownCalendar;
  readonly clock: Clock;
  readonly log: Log;
  changed(): void;
}

/**
 * Enough for the week that is shown and for nearly every next opening; what opens later is looked for in more than a
 * year.
 */
const DAYS = 62;
const DAYS_AT_MOST = 400;

interface Kept {
  readonly day: string;
  readonly hours: OfficeHours | null;
}

export function createOfficeHours({ evaluator, calendar, clock, log, changed }: OfficeHoursDeps): OfficeHoursKeeper {
  let offices: Catalogue['offices'] = [];
  /** The last day of any closure, ISO 8601: the next opening may lie behind it. */
  let closedUntil = '';
  const kept = new Map<string, Kept>();
  const asked = new Set<string>();
  let stopped = false;

  async function ask(text: string, day: string): Promise<void> {
    const id = `${day} ${text}`;
    if (asked.has(id) || stopped) return;
    asked.add(id);
    await evaluate(text, day).then((answer) => {
      asked.delete(id);
      if (stopped || !offices.some(({ openingHours }) => openingHours === text)) return;
      kept.set(text, { day, hours: answer.ok ? answer.value : null });
      if (!answer.ok)
        for (const { id: office } of offices.filter(({ openingHours }) => openingHours === text))
          log.write('hours.not-told', { office: office.slice(0, 64), reason: answer.error });
      changed();
    });
  }

  async function evaluate(text: string, day: string): Promise<HoursAnswer> {
    // From the day before: what began then may still be open.
    const question = {
      text,
      calendar,
      from: plusDays(day, -1),
      days: Math.min(DAYS_AT_MOST, DAYS + Math.max(0, daysBetween(day, closedUntil || day))),
    };
    const answer = await evaluator.evaluate(question);
    if (!answer.ok || question.days === DAYS_AT_MOST || !needsMore(answer.value, clock.now())) return answer;
    return evaluator.evaluate({ ...question, days: DAYS_AT_MOST });
  }

  return {
    know(catalogue) {
      offices = catalogue.offices;
      closedUntil = catalogue.closures.reduce((last, { to }) => (to > last ? to : last), '');
      const texts = new Set(offices.flatMap(({ openingHours }) => (openingHours === undefined ? [] : [openingHours])));
      for (const text of kept.keys()) if (!texts.has(text)) kept.delete(text);
      const today = dayOf(clock.now());
      const began = clock.now();
      void Promise.all([...texts].map((text) => ask(text, today))).then(() => {
        if (!stopped && texts.size > 0)
          log.write('hours.evaluated', { texts: texts.size, milliseconds: clock.now() - began });
      });
    },
    of(text) {
      if (text === undefined) return null;
      const found = kept.get(text);
      const today = dayOf(clock.now());
      // Yesterday's evaluation is right for today as well: it goes on until the new one is there.
      if (found !== undefined && found.day !== today) void ask(text, today);
      return found?.hours ?? null;
    },
    stop() {
      stopped = true;
      evaluator.stop();
    },
  };
}
