import type { Clock } from '../../../base/clock.ts';
import type { EventName } from './catalogue.ts';
import type { Log } from './log.ts';

/** Lines of one event in one minute. A busy lobby makes a tenth of it; more would be an attempt to fill the disk. */
export const LINES_A_MINUTE = 60;
const MINUTE_MS = 60_000;

/**
 * Bounds the log by the kind of event: the first lines of a minute are written, the others are counted, and one line
 * says how many there were. A kind is counted alone, so that a flood of one hides nothing of another.
 */
export function limitLog(log: Log, clock: Pick<Clock, 'after'>): Log {
  const written = new Map<EventName, { lines: number; leftOut: number }>();
  return {
    write(name, fields) {
      const begun = written.get(name);
      const count = begun ?? { lines: 0, leftOut: 0 };
      if (count.lines >= LINES_A_MINUTE) {
        count.leftOut += 1;
        return;
      }
      log.write(name, fields);
      count.lines += 1;
      if (begun !== undefined) return;
      written.set(name, count);
      clock.after(MINUTE_MS, () => {
        written.delete(name);
        if (count.leftOut > 0) log.write('log.left-out', { of: name, count: count.leftOut });
      });
    },
  };
}
