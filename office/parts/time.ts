/** Times in words. Instants are milliseconds since 1970, spans milliseconds. */
import { w } from '../words.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clock = new Intl.DateTimeFormat('de-DE', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('de-DE', { day: '2-digit', month: '2-digit', year: 'numeric' });
const longDay = new Intl.DateTimeFormat('de-DE', {
  weekday: 'long',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
});

type Unit = 'seconds' | 'minutes' | 'hours' | 'days';
function span(ms: number): { unit: Unit; count: number } {
  const whole = Math.max(0, ms);
  if (whole < MINUTE) return { unit: 'seconds', count: Math.floor(whole / SECOND) };
  if (whole < HOUR) return { unit: 'minutes', count: Math.floor(whole / MINUTE) };
  if (whole < DAY) return { unit: 'hours', count: Math.floor(whole / HOUR) };
  return { unit: 'days', count: Math.floor(whole / DAY) };
}

/** `seit 3 Minuten`. */
export function since(ms: number): string {
  const { unit, count } = span(ms);
  return w(`time.since.${unit}`, { count });
}

/** `vor 3 Minuten`; within the first minute `gerade eben`. */
export function ago(ms: number): string {
  const { unit, count } = span(ms);
  return unit === 'seconds' ? w('time.ago.now') : w(`time.ago.${unit}`, { count });
}

/** `noch 3 Minuten`. */
export function left(ms: number): string {
  const { unit, count } = span(ms);
  return w(`time.left.${unit}`, { count });
}

/** `heute, 14:05 Uhr`, in the time of the desk. */
export function at(instant: number, now: number): string {
  const time = clock.format(instant);
  const [then, today] = [day.format(instant), day.format(now)];
  if (then === today) return w('time.today', { time });
  if (then === day.format(now - DAY)) return w('time.yesterday', { time });
  return w('time.date', { date: then, time });
}

export const timeOf = (instant: number): string => clock.format(instant);

/** `Samstag, 21.11.2026`; `Heute` and `Gestern` before it where it is one of them. */
export function dayOf(instant: number, now: number): string {
  const named = longDay.format(instant);
  const then = day.format(instant);
  if (then === day.format(now)) return w('time.dayToday', { date: named });
  if (then === day.format(now - DAY)) return w('time.dayYesterday', { date: named });
  return named;
}

/** `2 Tage, 3 Stunden`: the two largest units. */
export function lasted(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / MINUTE);
  if (minutes === 0) return w('time.span.less');
  const units = [
    ['days', Math.floor(minutes / 1_440)],
    ['hours', Math.floor(minutes / 60) % 24],
    ['minutes', minutes % 60],
  ] as const;
  const first = units.findIndex(([, count]) => count > 0);
  return units
    .slice(first, first + 2)
    .filter(([, count]) => count > 0)
    .map(([unit, count]) => w(`time.span.${unit}`, { count }))
    .join(', ');
}
