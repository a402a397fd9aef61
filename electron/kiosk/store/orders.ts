import type { DatabaseSync } from '@photostructure/sqlite';
import type { Ordered } from '../../../services/kit/services.ts';

/**
 * What happened to an order, in this order; none is taken back or changed. The order's id is also the payment's and the
 * key at the register, so that after any end of any process each of the three can be asked about it. Opaque ids only:
 * no name, no token, no secret.
 */
export type OrderEntry =
  | { readonly step: 'intent'; readonly id: string; readonly product: OrderProduct; readonly cents: number }
  /** The register may have it from here on. */
  | { readonly step: 'issuing'; readonly id: string }
  | { readonly step: 'issued'; readonly id: string; readonly reference: string }
  | { readonly step: 'closed'; readonly id: string; readonly how: OrderEnd };
export type OrderProduct = Ordered['id'];
/**
 * `void`: it was never issued, and never will be. `left`: issued free of charge, and the visit ended before it was
 * taken; nothing is owed.
 */
export type OrderEnd = 'handed-over' | 'void' | 'left' | 'refunded' | 'staff';

/** An order that has not been closed. */
export interface OpenOrder {
  readonly id: string;
  readonly product: OrderProduct;
  readonly cents: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly state: 'intent' | 'issuing' | 'issued';
  readonly reference: string | null;
}

export const ORDER_TABLE = `CREATE TABLE order_entry (
     id INTEGER PRIMARY KEY, "order" TEXT NOT NULL, step TEXT NOT NULL CHECK (step IN ('intent', 'issuing', 'issued', 'closed')), at INTEGER NOT NULL, json TEXT NOT NULL, UNIQUE ("order", step)
   ) STRICT;
   CREATE TRIGGER order_entry_unchanged BEFORE UPDATE ON order_entry BEGIN SELECT RAISE(ABORT, 'entries are not changed'); END;
   CREATE TRIGGER order_entry_kept BEFORE DELETE ON order_entry BEGIN SELECT RAISE(ABORT, 'entries are not deleted'); END;`;

/**
 * An order that is over leaves the terminal: closed, nothing of its payment open, and everything that the register is
 * owed about it has arrived there. Until then its entries stay. (The payment's own entries stay: they are the town's
 * record of its money, and name nothing that opens.)
 */
export const ORDERS_OVER = `CREATE VIEW order_over AS SELECT "order" FROM order_entry AS one WHERE step = 'closed'
     AND NOT EXISTS (SELECT 1 FROM order_report LEFT JOIN outbox ON outbox.id = order_report.item
       WHERE order_report."order" = one."order" AND outbox.state IS NOT 'delivered')
     AND NOT EXISTS (SELECT 1 FROM payment_entry AS paid WHERE paid.payment = one."order" AND NOT EXISTS (
       SELECT 1 FROM payment_entry AS ended
         WHERE ended.payment = paid.payment AND ended.step IN ('declined', 'delivered', 'reversed', 'settled')));
   DROP TRIGGER order_entry_kept;
   CREATE TRIGGER order_entry_kept BEFORE DELETE ON order_entry WHEN OLD."order" NOT IN (SELECT "order" FROM order_over)
   BEGIN SELECT RAISE(ABORT, 'entries of an order that is open or not reported are not deleted'); END;`;

export interface OrderBook {
  /**
   * The same step of the same order twice is kept once, the first; a step of an order that has left already is none.
   */
  keepOrder(entry: OrderEntry, at: number): void;
  /** Oldest first. */
  openOrders(): OpenOrder[];
  /** Removes the orders that are over and reported; answers how many. */
  dropReported(): number;
}

export function orderBook(db: InstanceType<typeof DatabaseSync>): OrderBook {
  const insert = db.prepare(`INSERT INTO order_entry ("order", step, at, json) SELECT ?1, ?2, ?3, ?4
    WHERE ?2 = 'intent' OR EXISTS (SELECT 1 FROM order_entry WHERE "order" = ?1 AND step = 'intent')
    ON CONFLICT ("order", step) DO NOTHING`);
  const over = db.prepare('SELECT "order" FROM order_over');
  // The entry that says it is closed goes last: without it, the others are those of an open order.
  const drops = [
    `DELETE FROM order_entry WHERE "order" = ? AND step <> 'closed'`,
    'DELETE FROM order_report WHERE "order" = ?',
    'DELETE FROM order_entry WHERE "order" = ?',
  ].map((statement) => db.prepare(statement));
  const open = db.prepare(
    `SELECT "order", step, at, json FROM order_entry WHERE "order" NOT IN (SELECT "order" FROM order_entry WHERE step = 'closed') ORDER BY id`,
  );
  return {
    keepOrder: (entry, at) => void insert.run(entry.id, entry.step, at, JSON.stringify(entry)),
    dropReported() {
      const orders = over.all() as { order: string }[];
      if (orders.length === 0) return 0;
      db.exec('BEGIN IMMEDIATE');
      try {
        for (const { order } of orders) for (const drop of drops) drop.run(order);
        db.exec('COMMIT');
      } catch (error) {
        // A full disk may have ended the transaction already.
        try {
          db.exec('ROLLBACK');
        } catch {
          /* nothing left to roll back */
        }
        throw error;
      }
      // What pages of the write-ahead log still hold goes with the hourly `dropEnded`; those bytes open nothing.
      return orders.length;
    },
    openOrders() {
      const rows = open.all() as { order: string; step: string; at: number; json: string }[];
      const entries = rows.map(({ at, json }) => ({ at, entry: JSON.parse(json) as OrderEntry }));
      return entries.flatMap(({ at, entry }): OpenOrder[] => {
        if (entry.step !== 'intent') return [];
        const own = entries.filter((one) => one.entry.id === entry.id).map((one) => one.entry);
        const issued = own.find((one): one is Extract<OrderEntry, { step: 'issued' }> => one.step === 'issued');
        return [
          {
            id: entry.id,
            product: entry.product,
            cents: entry.cents,
            since: at,
            reference: issued?.reference ?? null,
            state: issued !== undefined ? 'issued' : own.some(({ step }) => step === 'issuing') ? 'issuing' : 'intent',
          },
        ];
      });
    },
  };
}
