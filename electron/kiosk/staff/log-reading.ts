/** The log as it is read at the terminal: the day's journal by staff, the newest lines by a technician. */
import type { DayKind, DayLine, LogHistory, LogLevel, LogLine } from '../log/history.ts';

export interface LogReadingFacts {
  /** Its lines are looked for only where they are shown. */
  readonly journal: { readonly filter: DayKind | 'all'; lines(): readonly DayLine[] };
  readonly viewer: {
    /** This one and worse. */
    readonly level: LogLevel;
    /** Name of the device; null for everything. */
    readonly device: string | null;
    readonly paused: boolean;
    /** Oldest first. */
    readonly lines: readonly LogLine[];
  };
}

export interface LogReading {
  facts(): LogReadingFacts;
  showJournal(filter: DayKind | 'all'): void;
  showLevel(level: LogLevel): void;
  showDevice(name: string | null): void;
  /** While it is paused, what is read stands still. */
  pause(paused: boolean): void;
  /** A technician reads the newest lines, or has gone. */
  show(open: boolean): void;
  stop(): void;
}

export interface LogReadingDeps {
  readonly history: LogHistory;
  changed(): void;
}

const RANK: Readonly<Record<LogLevel, number>> = { info: 0, warning: 1, error: 2 };

export function createLogReading({ history, changed }: LogReadingDeps): LogReading {
  let filter: DayKind | 'all' = 'all';
  let level: LogLevel = 'info';
  let device: string | null = null;
  let standing: readonly LogLine[] | null = null;
  let open = false;
  const stop = history.onLine(() => {
    if (open && standing === null) changed();
  });
  const isWanted = (line: LogLine): boolean =>
    RANK[line.level] >= RANK[level] && (device === null || ('device' in line.fields && line.fields.device === device));
  const pause = (paused: boolean): void => {
    standing = paused ? [...history.lines()] : null;
    changed();
  };

  return {
    facts: () => ({
      journal: { filter, lines: history.today },
      viewer: {
        level,
        device,
        paused: standing !== null,
        lines: open ? (standing ?? history.lines()).filter(isWanted) : [],
      },
    }),
    showJournal(next) {
      filter = next;
      changed();
    },
    showLevel(next) {
      level = next;
      changed();
    },
    showDevice(next) {
      device = next;
      changed();
    },
    pause,
    show(next) {
      if (open && !next) [level, device, standing] = ['info', null, null];
      open = next;
    },
    stop,
  };
}
