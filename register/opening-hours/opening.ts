/**
 * What is to be said of an office's hours at an instant and for the next days: arithmetic over spans that were
 * evaluated before.
 */
import { dayOf, midnight } from '../../base/calendar-day.ts';
import type { OfficeHours, Span } from './evaluate.ts';

export type OpenNow =
  /** `until` is absent where no end is known; `atLeast`: it may be longer, its end is open. */
  | { readonly state: 'open'; readonly until?: Date; readonly atLeast: boolean; readonly note: string | null }
  | { readonly state: 'open-end'; readonly since: Date }
  /** The hours do not say it, for one because it is open by appointment: then `note` has the town's words. */
  | { readonly state: 'unsaid'; readonly note: string | null }
  /** `opens`: when somebody is there for certain; absent where that is not known. */
  | { readonly state: 'closed'; readonly opens?: Date }
  /** There are no hours, or they cannot be computed. */
  | { readonly state: 'unknown' };

/** What a line of the week says of one time of a day. */
export type DayPart =
  | { readonly kind: 'open' | 'unsaid'; readonly from: Date; readonly to: Date; readonly note: string | null }
  | { readonly kind: 'open-end'; readonly from: Date }
  | { readonly kind: 'all-day'; readonly note: string | null }
  /** The whole day, or what is left of it beside the open times. */
  | { readonly kind: 'unsaid-day' | 'otherwise'; readonly note: string | null };

export interface DayHours {
  readonly day: Date;
  readonly parts: readonly DayPart[];
}

/** Whether an office is closed all that day (ISO 8601, local) whatever its hours say. */
export type ClosedOn = (day: string) => boolean;
const NEVER: ClosedOn = () => false;

export function openNow(hours: OfficeHours | null, at: Date, closedOn: ClosedOn = NEVER): OpenNow {
  const now = at.getTime();
  if (hours === null || now < hours.from || now >= hours.knownUntil) return { state: 'unknown' };
  const spans = outsideOfClosures(
    hours.spans.filter(({ to }) => to > now),
    closedOn,
  );
  const current = spans.find(({ from, to }) => from <= now && now < to);
  if (current?.kind === 'open') {
    const following = spans.find(({ from }) => from === current.to);
    const endless = current.to >= hours.knownUntil;
    return {
      state: 'open',
      atLeast: following?.kind === 'open-end',
      note: current.comment,
      ...(endless ? {} : { until: new Date(current.to) }),
    };
  }
  if (current?.kind === 'open-end') return { state: 'open-end', since: new Date(beginningOf(hours, current)) };
  if (current?.kind === 'unknown') return { state: 'unsaid', note: current.comment };
  const next = spans.find(({ kind, from }) => kind !== 'unknown' && from > now);
  return next === undefined ? { state: 'closed' } : { state: 'closed', opens: new Date(next.from) };
}

/** The seven days from `from`'s day on, in local time; none where the hours say nothing for them. */
export function week(hours: OfficeHours, from: Date, closedOn: ClosedOn = NEVER): DayHours[] {
  const first = dayOf(from.getTime());
  if (midnight(first, 7) > hours.knownUntil) return [];
  const spans = outsideOfClosures(hours.spans, closedOn);
  return Array.from({ length: 7 }, (_, ahead) => {
    const begin = midnight(first, ahead);
    return { day: new Date(begin), parts: dayParts(spans, begin, midnight(first, ahead + 1)) };
  });
}

/** How long `openNow` and `week` may have to look ahead: false where the known part already answers them. */
export function needsMore({ spans, knownUntil }: OfficeHours, now: number): boolean {
  const last = spans.at(-1);
  return !spans.some(({ kind, from }) => kind !== 'unknown' && from > now) || last?.to === knownUntil;
}

/** A span that goes into the small hours belongs to the evening on which it began. */
const SMALL_HOURS_MS = 6 * 3_600_000;

function dayParts(spans: readonly Span[], begin: number, end: number): DayPart[] {
  const overnight = ({ from, to }: Span, midnightAfter: number): boolean =>
    from < midnightAfter && to > midnightAfter && to <= midnightAfter + SMALL_HOURS_MS;
  const here = spans
    .filter((span) => span.to > begin && span.from < end && !overnight(span, begin))
    .map((span) => ({
      ...span,
      from: Math.max(span.from, begin),
      to: overnight(span, end) ? span.to : Math.min(span.to, end),
    }));
  const [only] = here;
  if (here.length === 1 && only !== undefined && only.from === begin && only.to >= end) {
    if (only.kind === 'open') return [{ kind: 'all-day', note: only.comment }];
    if (only.kind === 'unknown') return [{ kind: 'unsaid-day', note: only.comment }];
  }
  const rest = restOfDay(here, begin, end);
  const parts = here
    .filter(({ kind }) => rest === undefined || kind !== 'unknown')
    .map((span): DayPart =>
      span.kind === 'open-end'
        ? { kind: 'open-end', from: new Date(span.from) }
        : {
            kind: span.kind === 'open' ? 'open' : 'unsaid',
            from: new Date(span.from),
            to: new Date(span.to),
            note: span.comment,
          },
    );
  return rest === undefined ? parts : [...parts, { kind: 'otherwise', note: rest.comment }];
}

/** What fills all of a day that its open times leave, such as "by appointment": said once instead of time by time. */
function restOfDay(here: readonly Span[], begin: number, end: number): Span | undefined {
  const unknown = here.filter(({ kind }) => kind === 'unknown');
  const [first] = unknown;
  const gap = here.some(({ from }, index) => from > (here[index - 1]?.to ?? begin)) || (here.at(-1)?.to ?? begin) < end;
  return gap ||
    first === undefined ||
    unknown.length === here.length ||
    unknown.some(({ comment }) => comment !== first.comment)
    ? undefined
    : first;
}

/** An open end that follows certain hours began with them. */
function beginningOf({ spans }: OfficeHours, span: Span): number {
  const before = spans.find(({ kind, to }) => kind === 'open' && to === span.from);
  return before?.from ?? span.from;
}

function outsideOfClosures(spans: readonly Span[], closedOn: ClosedOn): Span[] {
  if (closedOn === NEVER) return [...spans];
  return spans.flatMap((span) => {
    const left: Span[] = [];
    for (let from = span.from; from < span.to;) {
      const day = dayOf(from);
      const to = Math.min(span.to, midnight(day, 1));
      const last = left.at(-1);
      if (!closedOn(day)) {
        if (last?.to === from) left[left.length - 1] = { ...last, to };
        else left.push({ ...span, from, to });
      }
      from = to;
    }
    return left;
  });
}
