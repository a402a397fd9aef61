import type { Text } from '../../../ipc/view.ts';
import { say } from '../../content/wording.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago it was, in the largest whole unit. `since`: milliseconds since the epoch. */
export function age(since: number, now: Date): Text {
  const passed = now.getTime() - since;
  if (passed < MINUTE) return say('staff.age.now');
  if (passed < HOUR) return say('staff.age.minutes', { count: Math.floor(passed / MINUTE) });
  if (passed < DAY) return say('staff.age.hours', { count: Math.floor(passed / HOUR) });
  return say('staff.age.days', { count: Math.floor(passed / DAY) });
}
