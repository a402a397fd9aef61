/**
 * When an order leaves the terminal: closed, paid or not, and with everything that the register is owed of it
 * delivered. Before, not even by hand.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Store, openStore } from '../../../../../electron/kiosk/store/store.ts';
import type { OrderEnd } from '../../../../../electron/kiosk/store/orders.ts';

const BOOKING = { receipt: 47, trace: 1, terminalId: '54123456', date: '1123', time: '100000', amountCents: 900 };
const ID = '11111111-2222-4333-8444-555555555555';
const NEXT = '22222222-2222-4333-8444-555555555555';
let folder: string;
let file: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'foyer-orders-'));
  file = join(folder, 'journal.sqlite');
  store = openStore(file);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

function issue(id: string, cents = 900): void {
  store.keepOrder({ step: 'intent', id, product: 'certificate', cents }, 1);
  if (cents > 0) {
    store.appendToJournal({ step: 'intent', payment: { id, amountCents: cents } as never }, 2);
    store.appendToJournal({ step: 'captured', id, booking: BOOKING }, 3);
  }
  store.keepOrder({ step: 'issuing', id }, 4);
  store.keepOrder({ step: 'issued', id, reference: 'MB-2026-000001-1' }, 5);
}
const close = (id: string, how: OrderEnd): void => store.keepOrder({ step: 'closed', id, how }, 7);
/** Seals and sends every report that is owed. */
function report(): void {
  for (const { order, event } of store.owedReports(20)) {
    const id = `${event}-${order}`;
    store.enqueue({ id, kind: 'report', at: 8, sealed: 'x' }, { order, event });
    store.delivered(id, null, 9);
  }
}
function rows(statement: string): unknown[] {
  const db = new DatabaseSync(file);
  try {
    return db.prepare(statement).all();
  } finally {
    db.close();
  }
}
const entries = (): number => rows('SELECT 1 FROM order_entry').length;

describe('an order stays in the journal', () => {
  it.each<[string, () => void]>([
    ['while it is open', () => issue(ID)],
    [
      'while its payment is open',
      () => {
        issue(ID);
        close(ID, 'handed-over');
        report();
      },
    ],
    [
      'while a report is not sealed',
      () => {
        issue(ID, 0);
        close(ID, 'left');
      },
    ],
    [
      'while a report is not delivered',
      () => {
        issue(ID, 0);
        close(ID, 'left');
        store.enqueue({ id: 'x', kind: 'report', at: 8, sealed: 'x' }, { order: ID, event: 'left' });
      },
    ],
    [
      'while the register will not have a report',
      () => {
        issue(ID, 0);
        close(ID, 'left');
        store.enqueue({ id: 'x', kind: 'report', at: 8, sealed: 'x' }, { order: ID, event: 'left' });
        store.quarantine('x', 'not-decipherable');
      },
    ],
  ])('%s, also against a deletion by hand', (_name, lead) => {
    lead();
    const before = entries();
    expect(store.dropReported()).toBe(0);
    expect(() => rows('DELETE FROM order_entry')).toThrow('not reported are not deleted');
    expect(() => rows(`DELETE FROM order_entry WHERE step = 'intent'`)).toThrow('not reported are not deleted');
    expect(() => rows(`UPDATE order_entry SET at = 0`)).toThrow('not changed');
    expect(entries()).toBe(before);
  });
});

describe('an order leaves the journal', () => {
  it.each<[string, () => void]>([
    [
      'handed over and reported',
      () => {
        issue(ID);
        store.appendToJournal({ step: 'delivered', id: ID }, 6);
        close(ID, 'handed-over');
        report();
      },
    ],
    [
      'paid back and reported',
      () => {
        issue(ID);
        store.appendToJournal({ step: 'reversed', id: ID }, 6);
        close(ID, 'refunded');
        report();
      },
    ],
    [
      'free, left and reported',
      () => {
        issue(ID, 0);
        close(ID, 'left');
        report();
      },
    ],
    [
      'void, of which there is nothing to report',
      () => {
        store.keepOrder({ step: 'intent', id: ID, product: 'certificate', cents: 0 }, 1);
        close(ID, 'void');
      },
    ],
  ])('when over: %s', (_name, lead) => {
    lead();
    issue(NEXT);
    expect(store.dropReported()).toBe(1);
    expect(rows(`SELECT 1 FROM order_entry WHERE "order" = '${ID}'`)).toEqual([]);
    expect(rows(`SELECT 1 FROM order_report WHERE "order" = '${ID}'`)).toEqual([]);
    expect(store.openOrders().map(({ id }) => id)).toEqual([NEXT]);
    // What the store's client asks once more, because the answer was lost, brings nothing back.
    close(ID, 'handed-over');
    store.keepOrder({ step: 'issued', id: ID, reference: 'MB-2026-000001-1' }, 12);
    expect(rows(`SELECT 1 FROM order_entry WHERE "order" = '${ID}'`)).toEqual([]);
    expect(store.owedReports(20).map(({ order }) => order)).not.toContain(ID);
    expect(store.dropReported()).toBe(0);
  });

  it('with nothing of a free one left in the file', () => {
    issue(ID, 0);
    close(ID, 'left');
    report();
    store.dropReported();
    store.dropEnded(10);
    store.close();
    expect(readFileSync(file).includes(ID)).toBe(false);
    store = openStore(file);
  });

  it('also in a journal of an earlier version', () => {
    issue(ID, 0);
    close(ID, 'left');
    report();
    store.close();
    const db = new DatabaseSync(file);
    const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    db.exec(`DROP TRIGGER order_entry_kept; DROP VIEW order_over;
      CREATE TRIGGER order_entry_kept BEFORE DELETE ON order_entry BEGIN SELECT RAISE(ABORT, 'entries are not deleted'); END; PRAGMA user_version = ${version - 1};`);
    db.close();
    store = openStore(file);
    expect([store.dropReported(), entries()]).toEqual([1, 0]);
  });
});
