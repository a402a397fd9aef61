import type { DatabaseSync } from '@photostructure/sqlite';
import type { InboxKind, OrderReport } from '../../../register/contract/contract.ts';

/**
 * Requests that wait for the register. Each is on disk as a JWE that only the register can open, and under the same key
 * from its first sending to its last, so that it is registered once however often it is sent.
 */
export interface OutboxItem {
  /** UUID; also the key at the register. */
  readonly id: string;
  /** From 1, never used again. */
  readonly sequence: number;
  readonly kind: InboxKind;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** How often the register refused this one on its own account; not how often it could not be reached. */
  readonly attempts: number;
}
export interface SealedItem extends OutboxItem {
  /** JWE, compact serialization. */
  readonly sealed: string;
}

/** Why the register will not have it. Staff decide what becomes of it. */
export const QUARANTINE_REASONS = [
  'invalid-request',
  'key-reused',
  'not-decipherable',
  'conflict',
  'unavailable',
] as const;
export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];
/** Why somebody gave it up. */
export const DISCARD_REASONS = ['done-otherwise', 'duplicate', 'test', 'unusable'] as const;
export type DiscardReason = (typeof DISCARD_REASONS)[number];

/** What is known of an item without opening it. */
export interface OutboxEntry extends OutboxItem {
  readonly state: 'waiting' | 'quarantined' | 'delivered' | 'discarded';
  /** Kind of the last failure. */
  readonly failure: string | null;
  readonly reason: QuarantineReason | null;
  readonly discarded: { readonly reason: DiscardReason; readonly by: 'staff' | 'technician' } | null;
  /** When it was delivered or discarded, milliseconds since the epoch. */
  readonly endedAt: number | null;
  /** Of the case that it became. */
  readonly reference: string | null;
}
export interface OutboxCounts {
  readonly waiting: number;
  readonly quarantined: number;
  readonly oldestAt: number | null;
}

/** That a visitor handed something in, without what. */
export interface Submission {
  readonly id: string;
  /** The number that the visitor was given. */
  readonly number: string;
  readonly kind: InboxKind;
  readonly state: 'queued' | 'registered' | 'quarantined' | 'discarded';
  readonly at: number;
}

/**
 * A change of an order that has not been reported to the register yet. Opaque ids only, as in the journal from which it
 * is derived.
 */
export interface OwedReport {
  readonly order: string;
  readonly event: OrderReport['event'];
  readonly at: number;
  readonly reference: string | null;
  readonly cents: number;
}

/** What an item belongs to: the row of this is written with it or not at all. */
export type OutboxSource =
  | {
      readonly submission: string;
      /** SHA-256 of the secret that goes with the number, in hexadecimal digits. */ readonly secretHash?: string;
    }
  | { readonly order: string; readonly event: OrderReport['event'] };

/**
 * An order's entry and the report of it are one write, so that what became of an order or its payment is reported even
 * if it is known only after the next start. The reports are sealed later, because the register's key may not be known
 * at that moment.
 */
export const OUTBOX_TABLES = `CREATE TABLE outbox (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL CHECK (kind IN ('feedback', 'report')), at INTEGER NOT NULL, sealed TEXT,
     state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'quarantined', 'delivered', 'discarded')),
     attempts INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL DEFAULT 0, failure TEXT, reason TEXT,
     discard_reason TEXT, discarded_by TEXT CHECK (discarded_by IN ('staff', 'technician')), ended_at INTEGER, reference TEXT,
     CHECK ((sealed IS NULL) = (state IN ('delivered', 'discarded')))
   ) STRICT;
   CREATE INDEX outbox_state ON outbox (state, sequence);
   CREATE TABLE submission (
     id TEXT PRIMARY KEY, number TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('queued', 'registered', 'quarantined', 'discarded')), at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE order_report (
     id INTEGER PRIMARY KEY, "order" TEXT NOT NULL, event TEXT NOT NULL CHECK (event IN ('captured', 'reversed', 'handed-over', 'left')), at INTEGER NOT NULL, reference TEXT,
     cents INTEGER NOT NULL, item TEXT, UNIQUE ("order", event)
   ) STRICT;
   CREATE INDEX order_report_item ON order_report (item);
   CREATE TRIGGER payment_reported AFTER INSERT ON payment_entry
   WHEN NEW.step IN ('captured', 'reversed') OR (NEW.step = 'settled' AND json_extract(NEW.json, '$.outcome') = 'paid')
   BEGIN
     INSERT INTO order_report ("order", event, at, reference, cents)
       SELECT NEW.payment, CASE NEW.step WHEN 'reversed' THEN 'reversed' ELSE 'captured' END, NEW.at,
         (SELECT json_extract(json, '$.reference') FROM order_entry WHERE "order" = NEW.payment AND step = 'issued'), json_extract(json, '$.cents')
       FROM order_entry WHERE "order" = NEW.payment AND step = 'intent'
       ON CONFLICT ("order", event) DO NOTHING;
   END;
   CREATE TRIGGER order_reported AFTER INSERT ON order_entry
   WHEN NEW.step = 'closed' AND (json_extract(NEW.json, '$.how') IN ('handed-over', 'left')
     OR (json_extract(NEW.json, '$.how') = 'staff' AND NOT EXISTS (SELECT 1 FROM payment_entry WHERE payment = NEW."order" AND step = 'reversed')))
   BEGIN
     INSERT INTO order_report ("order", event, at, reference, cents)
       SELECT NEW."order", CASE json_extract(NEW.json, '$.how') WHEN 'left' THEN 'left' ELSE 'handed-over' END, NEW.at,
         (SELECT json_extract(json, '$.reference') FROM order_entry WHERE "order" = NEW."order" AND step = 'issued'), json_extract(json, '$.cents')
       FROM order_entry WHERE "order" = NEW."order" AND step = 'intent'
       ON CONFLICT ("order", event) DO NOTHING;
   END;`;

/** With its secret's hash, a visitor's number can be asked for while the register does not have it yet. */
export const SUBMISSION_SECRET = 'ALTER TABLE submission ADD COLUMN secret_hash TEXT;';

/** Milliseconds that an item waits at most before it is sent again. */
export const LONGEST_WAIT = 300_000;

export interface OutboxBook {
  /**
   * With its source's row, in one transaction. Where the item or the source's item is there already, nothing happens.
   * Answers its sequence, null where nothing is kept under this id.
   */
  enqueue(item: Pick<SealedItem, 'id' | 'kind' | 'at' | 'sealed'>, source: OutboxSource): number | null;
  /** Oldest first, at most `limit`. */
  owedReports(limit: number): OwedReport[];
  /**
   * The lowest sequence whose time has come; without one, after how many milliseconds the next is due, or null where
   * nothing waits.
   */
  nextToSend(now: number): { readonly item: SealedItem } | { readonly item: null; readonly dueIn: number | null };
  /** `attempts`: how many there are now; never fewer than before. */
  postpone(id: string, attempts: number, failure: string, until: number): void;
  delivered(id: string, reference: string | null, now: number): void;
  quarantine(id: string, reason: QuarantineReason): void;
  /** From quarantine back into the queue, at its old place. */
  retryQuarantined(id: string): void;
  discardQuarantined(id: string, reason: DiscardReason, by: 'staff' | 'technician', now: number): void;
  /** What waits or is in quarantine, oldest first, at most `limit`. */
  outboxEntries(limit: number): OutboxEntry[];
  outboxEntry(id: string): OutboxEntry | null;
  outboxCounts(): OutboxCounts;
  /** With its sealed text, where it still has one. */
  sealedItem(id: string): SealedItem | null;
  submission(id: string): Submission | null;
  /**
   * When what has this number and this secret was handed in, where the register does not have it yet; null for every
   * other pair, whichever of the two is wrong.
   */
  waitingSince(number: string, secretHash: string): number | null;
  /** Removes what ended before this moment, with its source's row; answers how many items. */
  dropEnded(before: number): number;
}

const ITEM = 'id, sequence, kind, at, attempts';
const ENTRY = `${ITEM}, state, failure, reason, discard_reason, discarded_by, ended_at, reference`;

export function outboxBook(db: InstanceType<typeof DatabaseSync>): OutboxBook {
  const known = db.prepare('SELECT sequence FROM outbox WHERE id = ?');
  const insert = db.prepare('INSERT INTO outbox (id, kind, at, sealed) VALUES (?, ?, ?, ?)');
  const submit = db.prepare(
    `INSERT INTO submission (id, number, kind, state, at, secret_hash) VALUES (?, ?, ?, 'queued', ?, ?)`,
  );
  const report = db.prepare('UPDATE order_report SET item = ? WHERE "order" = ? AND event = ? AND item IS NULL');
  const owed = db.prepare(
    'SELECT "order", event, at, reference, cents FROM order_report WHERE item IS NULL ORDER BY id LIMIT ?',
  );
  // What is due later than anything is ever put off was put off by a clock that has been set back since.
  const due = db.prepare(
    `SELECT ${ITEM}, sealed FROM outbox WHERE state = 'waiting' AND (next_at <= ? OR next_at > ?) ORDER BY sequence LIMIT 1`,
  );
  const nextDue = db.prepare(`SELECT min(next_at) AS at FROM outbox WHERE state = 'waiting'`);
  const postpone = db.prepare(
    `UPDATE outbox SET attempts = ?, failure = ?, next_at = ? WHERE id = ? AND state = 'waiting' AND attempts <= ?`,
  );
  const deliver = db.prepare(
    `UPDATE outbox SET state = 'delivered', sealed = NULL, reference = ?, ended_at = ? WHERE id = ? AND state IN ('waiting', 'quarantined')`,
  );
  const quarantine = db.prepare(
    `UPDATE outbox SET state = 'quarantined', reason = ?, failure = ? WHERE id = ? AND state = 'waiting'`,
  );
  const retry = db.prepare(
    `UPDATE outbox SET state = 'waiting', attempts = 0, next_at = 0 WHERE id = ? AND state = 'quarantined'`,
  );
  const discard = db.prepare(
    `UPDATE outbox SET state = 'discarded', sealed = NULL, discard_reason = ?, discarded_by = ?, ended_at = ? WHERE id = ? AND state = 'quarantined'`,
  );
  // What became of it is the register's to say from then on.
  const follow = db.prepare(
    `UPDATE submission SET state = ?, secret_hash = CASE WHEN ? THEN secret_hash END WHERE id = ?`,
  );
  const entries = db.prepare(
    `SELECT ${ENTRY} FROM outbox WHERE state IN ('waiting', 'quarantined') ORDER BY sequence LIMIT ?`,
  );
  const entry = db.prepare(`SELECT ${ENTRY} FROM outbox WHERE id = ?`);
  const counts = db.prepare(
    `SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'quarantined') AS quarantined, min(at) AS oldest FROM outbox WHERE state IN ('waiting', 'quarantined')`,
  );
  const sealed = db.prepare(`SELECT ${ITEM}, sealed FROM outbox WHERE id = ? AND sealed IS NOT NULL`);
  const submission = db.prepare('SELECT id, number, kind, state, at FROM submission WHERE id = ?');
  const waiting = db.prepare(
    `SELECT at FROM submission WHERE number = ? AND secret_hash = ? AND state IN ('queued', 'quarantined') ORDER BY at LIMIT 1`,
  );
  const ended = `SELECT id FROM outbox WHERE state IN ('delivered', 'discarded') AND ended_at < ?`;
  const dropSubmissions = db.prepare(`DELETE FROM submission WHERE id IN (${ended})`);
  const dropReports = db.prepare(`DELETE FROM order_report WHERE item IN (${ended})`);
  const drop = db.prepare(`DELETE FROM outbox WHERE state IN ('delivered', 'discarded') AND ended_at < ?`);

  function together<T>(work: () => T): T {
    db.exec('BEGIN IMMEDIATE');
    try {
      const value = work();
      db.exec('COMMIT');
      return value;
    } catch (error) {
      // A full disk may have ended the transaction already.
      try {
        db.exec('ROLLBACK');
      } catch {
        /* nothing left to roll back */
      }
      throw error;
    }
  }
  const sequenceOf = (id: string): number | null =>
    (known.get(id) as { sequence: number } | undefined)?.sequence ?? null;
  /** The item, and the submission with it where it is one. */
  const change = (id: string, state: Submission['state'], update: () => { changes: number | bigint }): void =>
    together(() => {
      if (Number(update().changes) > 0) follow.run(state, state === 'queued' || state === 'quarantined' ? 1 : 0, id);
    });

  return {
    enqueue(item, source) {
      return together(() => {
        if (sequenceOf(item.id) !== null) return sequenceOf(item.id);
        if ('submission' in source)
          submit.run(item.id, source.submission, item.kind, item.at, source.secretHash ?? null);
        else if (Number(report.run(item.id, source.order, source.event).changes) === 0) return null;
        insert.run(item.id, item.kind, item.at, item.sealed);
        return sequenceOf(item.id);
      });
    },
    owedReports: (limit) => owed.all(limit) as unknown as OwedReport[],
    nextToSend(now) {
      const item = due.get(now, now + LONGEST_WAIT) as SealedItem | undefined;
      if (item !== undefined) return { item };
      const { at } = nextDue.get() as { at: number | null };
      return { item: null, dueIn: at === null ? null : at - now };
    },
    postpone: (id, attempts, failure, until) => void postpone.run(attempts, failure, until, id, attempts),
    delivered: (id, reference, now) => change(id, 'registered', () => deliver.run(reference, now, id)),
    quarantine: (id, reason) => change(id, 'quarantined', () => quarantine.run(reason, reason, id)),
    retryQuarantined: (id) => change(id, 'queued', () => retry.run(id)),
    discardQuarantined: (id, reason, by, now) => change(id, 'discarded', () => discard.run(reason, by, now, id)),
    outboxEntries: (limit) => entries.all(limit).map(read),
    outboxEntry(id) {
      const row = entry.get(id);
      return row === undefined ? null : read(row);
    },
    outboxCounts() {
      const { waiting, quarantined, oldest } = counts.get() as {
        waiting: number;
        quarantined: number;
        oldest: number | null;
      };
      return { waiting, quarantined, oldestAt: oldest };
    },
    sealedItem: (id) => (sealed.get(id) as SealedItem | undefined) ?? null,
    submission: (id) => (submission.get(id) as Submission | undefined) ?? null,
    waitingSince: (number, secretHash) => (waiting.get(number, secretHash) as { at: number } | undefined)?.at ?? null,
    dropEnded(before) {
      const dropped = together(() => {
        dropSubmissions.run(before);
        dropReports.run(before);
        return Number(drop.run(before).changes);
      });
      // Pages of the write-ahead log still hold what the tables have overwritten.
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      return dropped;
    },
  };
}

type Row = Omit<OutboxEntry, 'discarded' | 'endedAt'> & {
  readonly discard_reason: DiscardReason | null;
  readonly discarded_by: 'staff' | 'technician' | null;
  readonly ended_at: number | null;
};

function read(row: unknown): OutboxEntry {
  const { discard_reason: reason, discarded_by: by, ended_at: endedAt, ...rest } = row as Row;
  return { ...rest, endedAt, discarded: reason === null || by === null ? null : { reason, by } };
}
