import type { DatabaseSync } from '@photostructure/sqlite';
import { STATUS_ID_BYTES } from '../../../register/contract/status-id-length.ts';

/**
 * States of ID documents as the register publishes them: a keyed hash, a stage, an office. The keys that lead from a
 * number to its hash are never here, so that a stolen disk says nothing about anybody's document.
 */
export interface StatusEntry {
  /** A letter of the contract's STAGE_LETTERS. */
  readonly stage: string;
  /** Days since 1970-01-01. */
  readonly since: number;
  readonly office: string | null;
  /** Bits as in the contract's StatusPage. */
  readonly flags: number;
}

/** Entries by columns, as they came; see the contract's StatusPage. */
export interface StatusColumns {
  readonly ids: string;
  readonly stages: string;
  readonly since: readonly number[];
  readonly offices: readonly string[];
  readonly office: readonly number[];
  readonly flags: string;
}

/** How far an epoch was read. */
export interface StatusMark {
  readonly epoch: number;
  readonly mark: number;
  /** Everything was read once: from here on it may be asked. */
  readonly complete: boolean;
  /** The register's clock when everything was as it is here, milliseconds since the epoch; null before that. */
  readonly asOf: number | null;
}

export const STATUS_TABLES = `CREATE TABLE status_entry (
     epoch INTEGER NOT NULL, id BLOB NOT NULL, stage TEXT NOT NULL, since INTEGER NOT NULL, office TEXT, flags INTEGER NOT NULL, PRIMARY KEY (epoch, id)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE status_mark (epoch INTEGER PRIMARY KEY, mark INTEGER NOT NULL, complete INTEGER NOT NULL, as_of INTEGER) STRICT;`;

export interface StatusBook {
  statusMarks(): StatusMark[];
  /**
   * Takes a page that begins at `from` and says how far that epoch is now read. Entries and mark are written together;
   * a page that does not begin where the epoch stands (it was kept before, and only the answer was lost) changes
   * nothing. `asOf`: null while there is more.
   */
  keepStatusPage(epoch: number, from: number, columns: StatusColumns, next: number, asOf: number | null): StatusMark;
  /** `id`: hexadecimal. Null where nothing is known under it. */
  statusEntry(epoch: number, id: string): StatusEntry | null;
  /** Removes a part of every other epoch; true while there is more to remove. */
  dropStatusEpochs(except: readonly number[]): boolean;
  statusCount(epoch: number): number;
}

/** Rows that are removed in one transaction: an order that is being paid for does not wait for a million. */
const REMOVED_AT_ONCE = 5_000;
const GONE = 'x';

export function statusBook(db: InstanceType<typeof DatabaseSync>): StatusBook {
  const marks = db.prepare('SELECT epoch, mark, complete, as_of FROM status_mark ORDER BY epoch');
  const mark = db.prepare('SELECT epoch, mark, complete, as_of FROM status_mark WHERE epoch = ?');
  const keepMark = db.prepare(`INSERT INTO status_mark (epoch, mark, complete, as_of) VALUES (?, ?, ?, ?)
    ON CONFLICT (epoch) DO UPDATE SET mark = excluded.mark, complete = max(complete, excluded.complete), as_of = coalesce(excluded.as_of, as_of)`);
  const keep = db.prepare(`INSERT INTO status_entry (epoch, id, stage, since, office, flags) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (epoch, id) DO UPDATE SET stage = excluded.stage, since = excluded.since, office = excluded.office, flags = excluded.flags`);
  const remove = db.prepare('DELETE FROM status_entry WHERE epoch = ? AND id = ?');
  const find = db.prepare('SELECT stage, since, office, flags FROM status_entry WHERE epoch = ? AND id = ?');
  const count = db.prepare('SELECT count(*) AS entries FROM status_entry WHERE epoch = ?');
  const dropMark = db.prepare('DELETE FROM status_mark WHERE epoch = ?');
  const drop = db.prepare(
    'DELETE FROM status_entry WHERE epoch = ? AND id IN (SELECT id FROM status_entry WHERE epoch = ? LIMIT ?)',
  );
  const following = db.prepare('SELECT min(epoch) AS epoch FROM status_entry WHERE epoch > ?');
  const read = (row: unknown): StatusMark => {
    const {
      epoch,
      mark: at,
      complete,
      as_of: asOf,
    } = row as { epoch: number; mark: number; complete: number; as_of: number | null };
    return { epoch, mark: at, complete: complete === 1, asOf };
  };

  return {
    statusMarks: () => marks.all().map(read),
    keepStatusPage(epoch, from, { ids, stages, since, offices, office, flags }, next, asOf) {
      const known = mark.get(epoch);
      const at = known === undefined ? 0 : read(known).mark;
      if (at !== from) return known === undefined ? { epoch, mark: 0, complete: false, asOf: null } : read(known);
      const bytes = Buffer.from(ids, 'base64');
      db.exec('BEGIN IMMEDIATE');
      try {
        for (let index = 0; index < stages.length; index += 1) {
          const id = bytes.subarray(index * STATUS_ID_BYTES, (index + 1) * STATUS_ID_BYTES);
          const stage = stages[index] ?? GONE;
          if (stage === GONE) remove.run(epoch, id);
          else
            keep.run(
              epoch,
              id,
              stage,
              since[index] ?? 0,
              offices[office[index] ?? -1] ?? null,
              Number.parseInt(flags[index] ?? '0', 16),
            );
        }
        keepMark.run(epoch, next, asOf === null ? 0 : 1, asOf);
        db.exec('COMMIT');
      } catch (error) {
        // A full disk may have ended the transaction already, and its own word is what counts.
        try {
          db.exec('ROLLBACK');
        } catch {
          /* nothing left to roll back */
        }
        throw error;
      }
      return read(mark.get(epoch));
    },
    statusEntry: (epoch, id) => (find.get(epoch, Buffer.from(id, 'hex')) as StatusEntry | undefined) ?? null,
    dropStatusEpochs(except) {
      for (const { epoch } of marks.all().map(read)) if (!except.includes(epoch)) dropMark.run(epoch);
      const after = (epoch: number): number | null => (following.get(epoch) as { epoch: number | null }).epoch;
      let old = after(0);
      while (old !== null && except.includes(old)) old = after(old);
      if (old === null) return false;
      drop.run(old, old, REMOVED_AT_ONCE);
      return true;
    },
    statusCount: (epoch) => (count.get(epoch) as { entries: number }).entries,
  };
}
