/** Hours in which nothing is sent: by the town's clocks, also across midnight and a change of the clocks. */
import { dayIn, offsetIn, plusDays } from '../../../base/calendar-day.ts';

/** Minutes since the day began, by the clocks on the wall. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
  /** All of Saturday and Sunday as well. */
  readonly weekend: boolean;
}

export interface Quiet {
  isQuiet(at: number): boolean;
  /** When quiet hours ended last, milliseconds since the epoch; null where there are none. */
  lastEnd(at: number): number | null;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** A weekend with the evening before and the morning after it, and a day more. */
const LOOKED_BACK = 4;

/** `18:00-07:00`, `18:00-07:00 weekend`; null for anything else. */
export function readQuietHours(text: string): QuietHours | null {
  const [, fromHour, fromMinute, toHour, toMinute, weekend] =
    /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)( weekend)?$/.exec(text.trim()) ?? [];
  if (fromHour === undefined) return null;
  const from = Number(fromHour) * 60 + Number(fromMinute);
  const to = Number(toHour) * 60 + Number(toMinute);
  return from === to ? null : { from, to, weekend: weekend !== undefined };
}

/** `timeZone`: IANA name. */
export function createQuiet(hours: QuietHours | null, timeZone: string): Quiet {
  if (hours === null) return { isQuiet: () => false, lastEnd: () => null };
  /** All that begin on the days around an instant, those that touch made one. */
  const spansAround = (at: number): Span[] => {
    const today = dayIn(timeZone, at);
    const spans: Span[] = [];
    for (let ahead = -LOOKED_BACK; ahead <= 1; ahead++) {
      const day = plusDays(today, ahead);
      spans.push({
        from: instantOf(day, hours.from, timeZone),
        to: instantOf(hours.to > hours.from ? day : plusDays(day, 1), hours.to, timeZone),
      });
      if (hours.weekend && [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()))
        spans.push({ from: instantOf(day, 0, timeZone), to: instantOf(plusDays(day, 1), 0, timeZone) });
    }
    return joined(spans);
  };
  return {
    isQuiet: (at) => spansAround(at).some(({ from, to }) => from <= at && at < to),
    lastEnd: (at) =>
      spansAround(at)
        .filter(({ to }) => to <= at)
        .at(-1)?.to ?? null,
  };
}

function joined(spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last !== undefined && span.from <= last.to)
      found[found.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else found.push(span);
  }
  return found;
}

/**
 * The instant at which the clocks of a time zone show a minute of a day. One that they show twice is the first; one
 * that they leap over is as long after the leap.
 */
function instantOf(day: string, minutes: number, timeZone: string): number {
  const wall = Date.parse(`${day}T00:00:00Z`) + (minutes % DAY_MINUTES) * MINUTE_MS;
  // The offsets before and after a change of the clocks that is near.
  const offsets = [
    offsetIn(timeZone, wall - DAY_MINUTES * MINUTE_MS),
    offsetIn(timeZone, wall + DAY_MINUTES * MINUTE_MS),
  ];
  const shown = offsets.map((offset) => wall - offset).filter((at) => at + offsetIn(timeZone, at) === wall);
  return shown.length === 0 ? wall - Math.min(...offsets) : Math.min(...shown);
}
