import type { Clock } from '../../../base/clock.ts';

export interface HelpCall {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly screen: string;
}

export interface HelpCalls {
  /** The newest first. */
  list(): readonly HelpCall[];
  add(id: string, screen: string): void;
  /** Somebody went to the visitor, or the cause is gone. */
  remove(isDone: (call: HelpCall) => boolean): void;
}

const SHOWN = 5;

/** Calls for staff from this terminal, as its own staff page shows them. */
export function createHelpCalls({ clock, changed }: { readonly clock: Clock; changed(): void }): HelpCalls {
  let calls: readonly HelpCall[] = [];
  return {
    list: () => calls,
    add(id, screen) {
      calls = [{ id, at: clock.now(), screen }, ...calls].slice(0, SHOWN);
      changed();
    },
    remove(isDone) {
      calls = calls.filter((call) => !isDone(call));
      changed();
    },
  };
}
