/**
 * The journal as the kiosk uses it: what the last run left open is read first, and whatever fails at the disk is
 * noticed.
 */
import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../log/log.ts';
import type { AsyncStore } from './client.ts';
import type { Block, Obligation } from './store.ts';
import type { Use } from './use.ts';
import { diskErrorOf, type JournalTrouble } from './trouble.ts';
import { watchJournal } from './watch.ts';

export interface Journal {
  readonly store: AsyncStore;
  /** Why nothing can be written down now; null where it can. */
  trouble(): JournalTrouble | null;
  unfinished(): readonly Obligation[];
  readUnfinished(): Promise<void>;
  /** Reads what the last run left open; rejects where the journal cannot be used by this program at all. */
  reconcile(): Promise<void>;
  /** Writes after the fact: what is lost there is still open, and shown to staff at the next start. Never rejects. */
  write(operation: string, work: () => Promise<void>): Promise<void>;
  /** Tries at once whether something can be written. */
  ask(): void;
  stop(): void;
}

export interface JournalDeps {
  readonly store: AsyncStore;
  readonly clock: Clock;
  readonly log: Log;
  changed(): void;
  /** Payments and orders of the last run go on. */
  resume(): Promise<void>;
  /** As the last run left the terminal. */
  onBlock(block: Block): void;
  onUse(use: Use): void;
}

export function createJournal({ clock, log, changed, resume, onBlock, onUse, ...given }: JournalDeps): Journal {
  let reconciled = false;
  let unfinished: readonly Obligation[] = [];
  const watch = watchJournal({
    store: given.store,
    clock,
    log,
    changed,
    onFine: () => void (reconciled ? readUnfinished() : reconcile()),
  });
  const { store } = watch;

  async function readUnfinished(): Promise<void> {
    unfinished = await store.unfinished().catch(() => unfinished);
    changed();
  }

  async function reconcile(): Promise<void> {
    try {
      await store.reconcile(clock.now());
      await readUnfinished();
      await resume();
      onBlock(await store.block());
      onUse(await store.use());
      reconciled = true;
    } catch (error) {
      log.write('store.failed', { operation: 'reconcile' });
      // A disk that takes nothing must not stop information such as opening hours; what needs the journal is not
      // offered.
      if (diskErrorOf(error) === null) throw error;
    }
  }

  return {
    store,
    trouble: watch.trouble,
    unfinished: () => unfinished,
    readUnfinished,
    reconcile,
    async write(operation, work) {
      try {
        await work();
      } catch {
        log.write('store.failed', { operation });
      }
    },
    ask: watch.ask,
    stop: watch.stop,
  };
}
