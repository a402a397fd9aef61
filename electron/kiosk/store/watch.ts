/**
 * Notices when the journal cannot be kept, and when it can again; meanwhile nothing is promised that would have to be
 * written down.
 */
import type { Clock } from '../../../base/clock.ts';
import { DELAYS } from '../../../state-machines/delays.ts';
import type { Log } from '../log/log.ts';
import type { AsyncStore } from './client.ts';
import { type JournalTrouble, diskErrorOf } from './trouble.ts';

export interface JournalWatch {
  /** The same store; whatever fails there is seen here. */
  readonly store: AsyncStore;
  trouble(): JournalTrouble | null;
  /** Tries to write, so that a broken disk is shown before a visitor is asked to pay, not after. */
  ask(): void;
  stop(): void;
}

export interface JournalWatchDeps {
  readonly store: AsyncStore;
  readonly clock: Clock;
  readonly log: Log;
  changed(): void;
  /** It can be written again. */
  onFine(): void;
}

export function watchJournal({ store, clock, log, changed, onFine }: JournalWatchDeps): JournalWatch {
  let current: JournalTrouble | null = null;
  let cancel = (): void => undefined;
  let stopped = false;

  function look(): void {
    cancel();
    if (stopped) return;
    cancel = clock.after(DELAYS.restart, () => {
      store.probe(clock.now()).then(
        () => {
          current = null;
          log.write('journal.fine', {});
          onFine();
          changed();
        },
        (error: unknown) => {
          note(diskErrorOf(error) ?? 'unusable');
          look();
        },
      );
    });
  }

  function note(trouble: JournalTrouble): void {
    if (trouble === current) return;
    const first = current === null;
    current = trouble;
    log.write('journal.trouble', { kind: trouble });
    if (first) look();
    changed();
  }

  return {
    trouble: () => current,
    ask() {
      if (current !== null || stopped) return;
      store.probe(clock.now()).catch((error: unknown) => {
        if (!stopped) note(diskErrorOf(error) ?? 'unusable');
      });
    },
    stop() {
      stopped = true;
      cancel();
    },
    store: new Proxy(store, {
      get: (inner, verb: keyof AsyncStore) =>
        typeof verb !== 'string' || (verb as string) === 'then'
          ? undefined
          : async (...args: unknown[]) => {
              try {
                return await (inner[verb] as (...values: unknown[]) => Promise<unknown>)(...args);
              } catch (error) {
                const trouble = diskErrorOf(error);
                if (trouble !== null && !stopped) note(trouble);
                throw error;
              }
            },
    }),
  };
}
