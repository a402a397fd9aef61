import type { DatabaseSync } from '@photostructure/sqlite';
import type { Booking, JournalEntry, OpenPayment } from '../../../devices/payment-terminal/payment-terminal.ts';

/**
 * What happened to a payment, in this order; none is taken back or changed. After the device's own entries: what became
 * of it (`captured`, `declined`, `unknown`), and what was done about it (`delivered`, `reversed`, or decided by staff:
 * `settled`).
 */
export type PaymentEntry =
  | JournalEntry
  | { readonly step: 'captured'; readonly id: string; readonly booking: Booking }
  | { readonly step: 'declined'; readonly id: string; readonly reason: string }
  | { readonly step: 'unknown'; readonly id: string }
  | { readonly step: 'delivered' | 'reversed'; readonly id: string }
  | { readonly step: 'settled'; readonly id: string; readonly outcome: PaymentSettlement };
export type PaymentSettlement = 'paid' | 'not-paid' | 'handed-over';

/** A payment that somebody still has to see to. Holds numbers of the terminal's own count; no card, no person. */
export interface OutstandingPayment {
  readonly id: string;
  readonly payment: OpenPayment;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /**
   * `not-sent`: the command never left. `sent`: only the terminal knows. `captured`: the money is taken, and no entry
   * says that what it was for was handed over.
   */
  readonly state: 'not-sent' | 'sent' | 'captured';
  readonly booking: Booking | null;
}

export const PAYMENT_TABLE = `CREATE TABLE payment_entry (
     id INTEGER PRIMARY KEY, payment TEXT NOT NULL, step TEXT NOT NULL CHECK (step IN ('intent', 'sent', 'result', 'acknowledged', 'captured', 'declined', 'unknown', 'delivered', 'reversed', 'settled')),
     at INTEGER NOT NULL, json TEXT NOT NULL, UNIQUE (payment, step)
   ) STRICT;
   CREATE TRIGGER payment_entry_unchanged BEFORE UPDATE ON payment_entry BEGIN SELECT RAISE(ABORT, 'entries are not changed'); END;
   CREATE TRIGGER payment_entry_kept BEFORE DELETE ON payment_entry BEGIN SELECT RAISE(ABORT, 'entries are not deleted'); END;`;

/** Steps after which nothing is owed. */
const ENDED = ['declined', 'delivered', 'reversed', 'settled'];

export interface PaymentBook {
  /** The same step of the same payment twice is kept once, the first. */
  appendToJournal(entry: PaymentEntry, at: number): void;
  /** Oldest first. */
  outstandingPayments(): OutstandingPayment[];
}

export function paymentBook(db: InstanceType<typeof DatabaseSync>): PaymentBook {
  const insert = db.prepare(
    'INSERT INTO payment_entry (payment, step, at, json) VALUES (?, ?, ?, ?) ON CONFLICT (payment, step) DO NOTHING',
  );
  const outstanding = db.prepare(`SELECT payment, step, at, json FROM payment_entry
    WHERE payment NOT IN (SELECT payment FROM payment_entry WHERE step IN (${ENDED.map(() => '?').join(', ')})) ORDER BY id`);
  return {
    appendToJournal: (entry, at) => void insert.run(idOf(entry), entry.step, at, JSON.stringify(entry)),
    outstandingPayments() {
      const rows = outstanding.all(...ENDED) as { payment: string; step: string; at: number; json: string }[];
      return [...new Set(rows.map(({ payment }) => payment))].flatMap((id) => {
        const own = rows.filter(({ payment }) => payment === id);
        const entry = <S extends PaymentEntry['step']>(step: S): Extract<PaymentEntry, { step: S }> | undefined => {
          const found = own.find((row) => row.step === step);
          return found === undefined ? undefined : (JSON.parse(found.json) as Extract<PaymentEntry, { step: S }>);
        };
        const intent = entry('intent');
        if (intent === undefined) return [];
        const captured = entry('captured');
        return [
          {
            id,
            payment: intent.payment,
            since: own[0]?.at ?? 0,
            booking: captured?.booking ?? entry('result')?.booking ?? null,
            state: captured !== undefined ? 'captured' : entry('sent') === undefined ? 'not-sent' : 'sent',
          },
        ];
      });
    },
  };
}

const idOf = (entry: PaymentEntry): string => (entry.step === 'intent' ? entry.payment.id : entry.id);
