import { dayOf } from '../../../base/calendar-day.ts';
import type { Cancel, Clock } from '../../../base/clock.ts';
import type { PaymentTerminalHandle } from '../../../devices/payment-terminal/handle.ts';
import type { Log } from '../log/log.ts';

export interface EndOfDayDeps {
  readonly terminal: PaymentTerminalHandle | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Hours and minutes of the town's day, `22:30`; null: somebody does it by hand. */
  readonly at: string | null;
  /** Nobody is at the terminal. */
  readonly free: () => boolean;
}

/** Milliseconds between two looks whether it is time, and between two attempts. */
const LOOK_EVERY = 60_000;
const AGAIN = 600_000;

/**
 * The payment terminal's end of day, once a day: without it, it refuses payments before long. What was missed, because
 * the machine was off or somebody was at it, is made up for; a second one on the same day has nothing in it and does no
 * harm.
 */
export function scheduleEndOfDay({ terminal, clock, log, at, free }: EndOfDayDeps): { stop(): void } {
  let cancel: Cancel = () => undefined;
  let stopped = false;
  let done = '';
  const due = (now: Date): boolean => {
    const [hours = 0, minutes = 0] = (at ?? '').split(':').map(Number);
    return (
      at !== null && done !== dayOf(now.getTime()) && now.getHours() * 60 + now.getMinutes() >= hours * 60 + minutes
    );
  };

  async function look(): Promise<void> {
    const now = new Date(clock.now());
    let wait = LOOK_EVERY;
    if (terminal !== undefined && due(now) && free()) {
      const made = await terminal.endOfDay();
      if (made.ok) done = dayOf(now.getTime());
      else wait = AGAIN;
      log.write('payment.end-of-day', {
        done: made.ok,
        ...(made.ok
          ? { count: made.value.totals?.count ?? 0, amountCents: made.value.totals?.amountCents ?? 0 }
          : { code: made.error.code }),
      });
    }
    if (!stopped) cancel = clock.after(wait, () => void look());
  }

  if (terminal !== undefined && at !== null) cancel = clock.after(LOOK_EVERY, () => void look());
  return {
    stop() {
      stopped = true;
      cancel();
    },
  };
}
