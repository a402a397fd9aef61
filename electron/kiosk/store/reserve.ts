/**
 * Room on the disk that only what has begun may use. A payment that began before the disk was full must still get its
 * result written: the payment terminal keeps a sale only when that is acknowledged. A file
 * beside the journal takes the room; it is given up when a write finds none, and until it is whole again nothing new
 * begins.
 */
import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import type { PaymentEntry } from './payments.ts';
import type { OrderEntry } from './orders.ts';
import type { Store } from './store.ts';
import { JournalFailure, diskErrorOf } from './trouble.ts';

/** Bytes: eighty entries of an order at three pages each in SQLite's write-ahead log; an order makes about ten. */
export const RESERVE_BYTES = 1 << 20;

/**
 * What a query does to the disk. `finishes`: ends what has begun, or makes room; `begins`: promises or stores something
 * new.
 */
type Weight = 'reads' | 'finishes' | 'begins';
const WEIGHT: Record<keyof Store, Weight | ((entry: PaymentEntry | OrderEntry) => Weight)> = {
  begin: 'begins',
  settle: 'finishes',
  leaveUnfinished: 'finishes',
  unfinished: 'reads',
  openJobs: 'reads',
  reconcile: 'finishes',
  catalogue: 'reads',
  keepCatalogue: 'begins',
  signingKey: 'reads',
  keepSigningKey: 'begins',
  block: 'reads',
  keepBlock: 'finishes',
  use: 'reads',
  keepUse: 'begins',
  record: 'begins',
  records: 'reads',
  signInGuard: 'reads',
  keepSignInGuard: 'finishes',
  probe: 'begins',
  close: 'reads',
  appendToJournal: ({ step }) => (step === 'intent' ? 'begins' : 'finishes'),
  outstandingPayments: 'reads',
  keepOrder: ({ step }) => (step === 'intent' ? 'begins' : 'finishes'),
  openOrders: 'reads',
  statusMarks: 'reads',
  keepStatusPage: 'begins',
  statusEntry: 'reads',
  dropStatusEpochs: 'finishes',
  statusCount: 'reads',
  enqueue: 'begins',
  owedReports: 'reads',
  nextToSend: 'reads',
  postpone: 'finishes',
  delivered: 'finishes',
  quarantine: 'finishes',
  retryQuarantined: 'finishes',
  discardQuarantined: 'finishes',
  outboxEntries: 'reads',
  outboxEntry: 'reads',
  outboxCounts: 'reads',
  sealedItem: 'reads',
  submission: 'reads',
  waitingSince: 'reads',
  dropEnded: 'finishes',
  edition: 'reads',
  keepEdition: 'begins',
  dropReported: 'finishes',
};

interface Reserve {
  /** Makes it whole where it is not; throws what the disk says. */
  fill(): void;
  /** False where there was none. */
  give(): boolean;
}

function reserveFile(path: string): Reserve {
  const size = (): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return {
    fill() {
      if (size() >= RESERVE_BYTES) return;
      const file = openSync(path, 'w', 0o600);
      try {
        // Not zeros: some file systems keep none of those. The room is taken with the write; after a power cut it is
        // filled anew.
        const block = Buffer.alloc(RESERVE_BYTES, 'reserve ');
        for (let at = 0; at < block.length;) at += writeSync(file, block, at);
      } catch (error) {
        rmSync(path, { force: true });
        throw error;
      } finally {
        closeSync(file);
      }
    },
    give() {
      const had = size() > 0;
      rmSync(path, { force: true });
      return had;
    },
  };
}

/** The same store, with a reserve beside its file. A journal in memory needs none. */
export function withReserve(store: Store, file: string): Store {
  if (file === ':memory:') return store;
  const reserve = reserveFile(`${file}.reserve`);
  try {
    reserve.fill();
  } catch {
    // What would begin fails with the reason; reading still works.
  }
  const telling = (action: () => unknown): unknown => {
    try {
      return action();
    } catch (error) {
      const trouble = diskErrorOf(error);
      throw trouble === null ? error : new JournalFailure(trouble);
    }
  };
  return Object.fromEntries(
    Object.entries(store).map(([name, verb]) => [
      name,
      (...args: unknown[]) => {
        const run = (): unknown => (verb as (...values: unknown[]) => unknown)(...args);
        const known = WEIGHT[name as keyof Store];
        const weight = typeof known === 'function' ? known(args[0] as PaymentEntry | OrderEntry) : known;
        if (weight === 'begins') telling(() => reserve.fill());
        try {
          return run();
        } catch (error) {
          if (weight !== 'finishes' || diskErrorOf(error) !== 'full' || !reserve.give()) throw error;
          return run();
        }
      },
    ]),
  ) as unknown as Store;
}
