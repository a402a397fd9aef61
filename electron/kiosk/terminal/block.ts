import type { Log } from '../log/log.ts';
import type { Block } from '../store/store.ts';

export interface Blocking {
  state(): Block;
  /** Stores it over a restart. */
  set(next: Block): void;
  /** As the last run left it. */
  restore(kept: Block): void;
  /** Tells the machine, also of a want of power. */
  tell(): void;
}

export interface BlockingDeps {
  readonly log: Log;
  /** The power is going: nothing new is begun. */
  powerIsLow(): boolean;
  save(block: Block): void;
  /** Whether the terminal is blocked now. */
  onBlocked(blocked: boolean): void;
  changed(): void;
}

const isBlocked = ({ locked, outOfOrder }: Block): boolean => locked || outOfOrder;

/** Locked or out of order: what staff decided about the terminal, and for how long. */
export function createBlocking({ log, powerIsLow, save, onBlocked, changed }: BlockingDeps): Blocking {
  let block: Block = { locked: false, outOfOrder: false, text: '' };
  const tell = (): void => onBlocked(isBlocked(block) || powerIsLow());

  function take(next: Block): void {
    const was = isBlocked(block);
    block = next;
    if (isBlocked(block) !== was) {
      if (was) log.write('kiosk.unblocked', {});
      else log.write('kiosk.blocked', { cause: block.locked ? 'locked' : 'out-of-order' });
    }
    tell();
    changed();
  }

  return {
    state: () => block,
    set(next) {
      take(next);
      save(next);
    },
    restore: take,
    tell,
  };
}
