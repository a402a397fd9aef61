import type { Clock } from '../../../base/clock.ts';

export interface HelpCall {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly screen: string;
  /** Somebody said that they come: here, or on the office's page. */
  readonly coming: boolean;
  /** Whoever called is still at the terminal, or what they called for is still so. */
  readonly waits: boolean;
}

export interface HelpCalls {
  /** The newest first. */
  list(): readonly HelpCall[];
  add(id: string, screen: string): void;
  /** What has become of a call; one that is not on the list is left out. */
  note(id: string, news: Partial<Pick<HelpCall, 'coming' | 'waits'>>): void;
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
      calls = [{ id, at: clock.now(), screen, coming: false, waits: true }, ...calls].slice(0, SHOWN);
      changed();
    },
    note(id, news) {
      calls = calls.map((call) => (call.id === id ? { ...call, ...news } : call));
      changed();
    },
    remove(isDone) {
      calls = calls.filter((call) => !isDone(call));
      changed();
    },
  };
}
