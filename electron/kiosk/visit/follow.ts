import type { SnapshotFrom } from 'xstate';
import type { Clock } from '../../../base/clock.ts';
import { DELAYS } from '../../../state-machines/delays.ts';
import type { kiosk } from '../../../state-machines/kiosk.ts';
import type { Log } from '../log/log.ts';

export interface VisitClock {
  follow(snapshot: SnapshotFrom<typeof kiosk>): void;
  /** When the visit began, milliseconds since the epoch. */
  began(): number;
  /** When the running countdown ends, milliseconds since the epoch; null where none runs. */
  deadline(): number | null;
}

/** When a visit began, and when the countdown that is on the display ends. */
export function createVisitClock({
  clock,
  log,
  onBegan,
}: {
  readonly clock: Clock;
  readonly log: Log;
  onBegan(): void;
}): VisitClock {
  let wasVisiting = false;
  let began = 0;
  let deadline: number | null = null;
  return {
    began: () => began,
    deadline: () => deadline,
    follow(snapshot) {
      const visiting = snapshot.matches({ service: 'visiting' });
      if (visiting && !wasVisiting) {
        began = clock.now();
        log.write('visit.began', {});
        onBegan();
      }
      wasVisiting = visiting;
      const counting = countdownOf(snapshot);
      if (counting === null) deadline = null;
      // A countdown that ran out under a device's work begins anew.
      else if (deadline === null || deadline <= clock.now()) deadline = clock.now() + counting;
    },
  };
}

/** Milliseconds of the countdown that is shown; null where none is. */
function countdownOf(snapshot: SnapshotFrom<typeof kiosk>): number | null {
  const running = snapshot.children.visit?.getSnapshot();
  if (running?.matches({ going: { attention: 'warned' } })) return DELAYS.warning;
  return running?.matches({ going: { attention: 'away' } }) ? DELAYS.pause : null;
}
