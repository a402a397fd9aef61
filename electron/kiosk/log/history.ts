/** What stands in the log, as it is read at the terminal: the newest lines, and the day's journal. */
import { EVENTS, type EventName, type FieldsOf } from './catalogue.ts';

export type LogLevel = (typeof EVENTS)[EventName]['level'];

/** One line of the log. It holds what the catalogue lists, so nothing of any visitor. */
export type LogLine = {
  readonly [E in EventName]: {
    /** Milliseconds since the epoch. */
    readonly at: number;
    readonly level: LogLevel;
    readonly event: E;
    readonly fields: FieldsOf<E>;
  };
}[EventName];

/** What staff look for in a day. */
export const DAY_KINDS = ['visits', 'payments', 'documents', 'help', 'devices', 'staff', 'mode'] as const;
export type DayKind = (typeof DAY_KINDS)[number];

/** What of the log tells of the day; the rest is for technicians. */
export const KIND_OF_EVENT = {
  'visit.began': 'visits',
  'visit.ended': 'visits',
  'payment.outcome': 'payments',
  'payment.reversed': 'payments',
  'payment.end-of-day': 'payments',
  'payment.settled': 'payments',
  'print.finished': 'documents',
  'print.failed': 'documents',
  'document.printed': 'documents',
  'document.failed': 'documents',
  'order.step': 'documents',
  'help.called': 'help',
  'help.answered': 'help',
  'staff.help': 'help',
  'eid.card-forgotten': 'help',
  'device.status': 'devices',
  'staff.signed-in': 'staff',
  'staff.sign-in-failed': 'staff',
  'staff.reset': 'staff',
  'staff.settled': 'staff',
  'kiosk.started': 'mode',
  'kiosk.stopped': 'mode',
  'kiosk.blocked': 'mode',
  'kiosk.unblocked': 'mode',
  'office.order': 'mode',
  'register.failed': 'mode',
  'register.reached': 'mode',
  'power.low': 'mode',
  'power.back': 'mode',
} as const satisfies Partial<Record<EventName, DayKind>>;
export type DayEvent = keyof typeof KIND_OF_EVENT;
export type DayLine = Extract<LogLine, { event: DayEvent }>;

const isOfDay = (line: LogLine): line is DayLine => Object.hasOwn(KIND_OF_EVENT, line.event);

export interface LogHistory {
  /** The newest lines, oldest first. */
  lines(): readonly LogLine[];
  /** What happened today, oldest first. */
  today(): readonly DayLine[];
  /** As it is written; one that this program does not know, of another version or cut off, is left out. */
  take(line: string): void;
  onLine(listener: () => void): () => void;
}

/** Newest lines for a technician: about an hour of a busy lobby. */
const LINES = 1_000;
/** Ten times a busy day; beyond it the oldest go. */
const LINES_OF_DAY = 5_000;

/** Its day is the town's, by the process's time zone. */
const dayOf = (at: number): string => new Date(at).toDateString();

/** `earlier`: what stood in the log before this start. It is read when somebody looks for the first time. */
export function createLogHistory(now: () => number, earlier: () => readonly string[] = () => []): LogHistory {
  let lines: LogLine[] = [];
  let ofDay: DayLine[] = [];
  let hasRead = false;
  const started = now();
  const listeners = new Set<() => void>();
  const isToday = ({ at }: LogLine): boolean => dayOf(at) === dayOf(now());

  function readEarlier(): void {
    if (hasRead) return;
    hasRead = true;
    // What was written since the start was taken already.
    const before = earlier()
      .flatMap((text) => parseLine(text) ?? [])
      .filter(({ at }) => at < started);
    lines = [...before, ...lines].slice(-LINES);
    ofDay = [...before.filter(isOfDay).filter(isToday), ...ofDay].slice(-LINES_OF_DAY);
  }

  return {
    lines() {
      readEarlier();
      return lines;
    },
    today() {
      readEarlier();
      // Midnight has passed since the last line.
      if (ofDay[0] !== undefined && !isToday(ofDay[0])) ofDay = ofDay.filter(isToday);
      return ofDay;
    },
    take(text) {
      const line = parseLine(text);
      if (line === null) return;
      lines.push(line);
      if (lines.length > LINES) lines.shift();
      if (isOfDay(line) && isToday(line)) ofDay.push(line);
      if (ofDay.length > LINES_OF_DAY) ofDay.shift();
      for (const listener of listeners) listener();
    },
    onLine(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Null where it is no line of this program's log. */
function parseLine(text: string): LogLine | null {
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch {
    // The last line of a file may be cut off: power failed while it was written.
    return null;
  }
  if (typeof whole !== 'object' || whole === null) return null;
  const { time, level: _, event, ...fields } = whole as Record<string, unknown>;
  if (typeof event !== 'string' || !Object.hasOwn(EVENTS, event)) return null;
  const { level, fields: shape } = EVENTS[event as EventName];
  const at = Date.parse(String(time));
  const checked = shape.safeParse(fields);
  if (!checked.success || Number.isNaN(at)) return null;
  return { at, level, event, fields: checked.data } as LogLine;
}
