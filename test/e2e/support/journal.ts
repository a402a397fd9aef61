/** What the terminal's journal has as open, read from a copy beside the running terminal. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenOrder } from '../../../electron/kiosk/store/orders.ts';
import type { OutstandingPayment } from '../../../electron/kiosk/store/payments.ts';
import { openStore } from '../../../electron/kiosk/store/store.ts';

export interface Journal {
  readonly orders: readonly OpenOrder[];
  readonly payments: readonly OutstandingPayment[];
}

/** `folder`: of the terminal. Null where the copy was taken in the middle of a write: then it is taken again later. */
export function journalOf(folder: string): Journal | null {
  const copy = mkdtempSync(join(tmpdir(), 'foyer-journal-'));
  try {
    for (const name of ['journal.sqlite', 'journal.sqlite-wal']) {
      const file = join(folder, 'terminal/data', name);
      if (existsSync(file)) copyFileSync(file, join(copy, name));
    }
    const store = openStore(join(copy, 'journal.sqlite'));
    try {
      return { orders: store.openOrders(), payments: store.outstandingPayments() };
    } finally {
      store.close();
    }
  } catch {
    return null;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Nothing is open but what only staff can decide: issued and not handed over, and a payment for it. */
export const isAtRest = ({ orders, payments }: Journal): boolean =>
  orders.every(({ state }) => state === 'issued') &&
  payments.every(({ id, state }) => state === 'captured' && orders.some((order) => order.id === id));
