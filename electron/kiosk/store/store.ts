/**
 * What must survive: the journal of obligations, the last catalogue, and what staff decided about this terminal. It
 * holds opaque ids only, never a name, a number or what stood on a slip. Each write is on disk (synchronous = FULL)
 * before it is answered.
 */
import { DatabaseSync } from '@photostructure/sqlite';
import { ORDER_TABLE, ORDERS_OVER, type OrderBook, orderBook } from './orders.ts';
import { OUTBOX_TABLES, type OutboxBook, outboxBook, SUBMISSION_SECRET } from './outbox.ts';
import { withReserve } from './reserve.ts';
import { STATUS_TABLES, type StatusBook, statusBook } from './status-index.ts';
import { JournalFailure, withDiskErrors, diskErrorOf } from './trouble.ts';
import { NO_USE, type Use } from './use.ts';
import { PAYMENT_TABLE, type PaymentBook, paymentBook } from './payments.ts';

export type PrintKind = 'service' | 'office' | 'document-status' | 'case-status' | 'pick-up' | 'receipt' | 'test';

/**
 * `open`: given to the printer, no answer yet. `unfinished`: staff must look. `settled`: nothing is owed. State moves
 * forward only.
 */
export interface Obligation {
  /** UUID; the same id asked twice is one obligation. */
  readonly id: string;
  readonly kind: PrintKind;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly state: 'open' | 'unfinished' | 'settled';
  readonly cause: UnfinishedCause | null;
}
/** Why it is not known whether paper came out. */
export type UnfinishedCause = 'printer' | 'host-gone' | 'restart';
export type Settlement = 'printed' | 'nothing' | 'handed-over' | 'dropped';

/** One step of a device's self-test, as it went. Records are added and never changed. */
export interface CheckRecord {
  /** UUID of the self-test that the step belongs to. */
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly device: string;
  readonly class: string;
  readonly step: string;
  readonly result: 'passed' | 'failed' | 'skipped';
}

/**
 * Wrong PINs that count: for each badge by its owner's opaque id, and under the empty name for tries without a badge.
 */
export interface SignInGuard {
  readonly failures: Readonly<Record<string, number>>;
}
/** `number`, `iat`: as in the contract's EditionStatement; `kid`: of the key that signed it. */
export interface KeptEdition {
  readonly kid: string;
  readonly number: number;
  readonly iat: number;
}
export interface Block {
  readonly locked: boolean;
  readonly outOfOrder: boolean;
  readonly text: string;
}

export interface Store extends PaymentBook, OrderBook, StatusBook, OutboxBook {
  begin(id: string, kind: PrintKind, now: number): void;
  settle(id: string, outcome: Settlement, now: number): void;
  leaveUnfinished(id: string, cause: UnfinishedCause, now: number): void;
  unfinished(): Obligation[];
  /** Jobs that were given to the printer and have no answer: at start, those of the run before. */
  openJobs(): number;
  /** At start: what was open when the terminal stopped will get no answer and is shown to staff. Returns how many. */
  reconcile(now: number): number;
  catalogue(): { version: string; json: string } | null;
  keepCatalogue(version: string, json: string): void;
  /** Public key with which the register signs, as JSON. */
  signingKey(): string | null;
  keepSigningKey(json: string): void;
  /** The newest statement about the catalogue that was believed. */
  edition(): KeptEdition | null;
  keepEdition(edition: KeptEdition): void;
  /** How often which service was begun, see `use.ts`. */
  use(): Use;
  keepUse(use: Use): void;
  block(): Block;
  keepBlock(block: Block): void;
  record(record: CheckRecord): void;
  /** Of the newest run of each device, oldest first. */
  records(): CheckRecord[];
  signInGuard(): SignInGuard;
  keepSignInGuard(guard: SignInGuard): void;
  /** Writes a test value to see whether the disk takes it. */
  probe(now: number): void;
  close(): void;
}

const MIGRATIONS = [
  `CREATE TABLE obligation (
     id TEXT PRIMARY KEY, kind TEXT NOT NULL, since INTEGER NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('open', 'unfinished', 'settled')),
     cause TEXT, outcome TEXT, changed INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX obligation_state ON obligation (state, since);
   CREATE TABLE kept (name TEXT PRIMARY KEY, version TEXT NOT NULL, json TEXT NOT NULL) STRICT;`,
  `CREATE TABLE check_record (
     id INTEGER PRIMARY KEY, run TEXT NOT NULL, at INTEGER NOT NULL, device TEXT NOT NULL, class TEXT NOT NULL, step TEXT NOT NULL,
     result TEXT NOT NULL CHECK (result IN ('passed', 'failed', 'skipped')), UNIQUE (run, step)
   ) STRICT;
   CREATE INDEX check_record_device ON check_record (device, id);
   CREATE TRIGGER check_record_unchanged BEFORE UPDATE ON check_record BEGIN SELECT RAISE(ABORT, 'records are not changed'); END;
   CREATE TRIGGER check_record_kept BEFORE DELETE ON check_record BEGIN SELECT RAISE(ABORT, 'records are not deleted'); END;`,
  PAYMENT_TABLE,
  ORDER_TABLE,
  STATUS_TABLES,
  OUTBOX_TABLES,
  SUBMISSION_SECRET,
  ORDERS_OVER,
];

/**
 * What is owed stands there: these are looked through before anything is believed. The index of documents' states is
 * large, and comes again from the register.
 */
const CHECKED = [
  'obligation',
  'kept',
  'check_record',
  'payment_entry',
  'order_entry',
  'outbox',
  'submission',
  'order_report',
] as const;

/** Every verb, and the opening itself, throws a `JournalFailure` where the disk is the reason. */
export function openStore(file: string): Store {
  let db: InstanceType<typeof DatabaseSync> | null = null;
  try {
    db = new DatabaseSync(file);
    const store = withDiskErrors(verbs(db));
    for (const table of CHECKED) {
      const [found] = db.prepare(`PRAGMA quick_check('${table}')`).all() as { quick_check: string }[];
      if (found?.quick_check !== 'ok') throw new JournalFailure('damaged');
    }
    return withReserve(store, file);
  } catch (error) {
    db?.close();
    const trouble = diskErrorOf(error);
    throw trouble === null ? error : new JournalFailure(trouble);
  }
}

function verbs(db: InstanceType<typeof DatabaseSync>): Store {
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 2000; PRAGMA secure_delete = ON;',
  );
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < version) continue;
    db.exec(`BEGIN; ${sql} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }

  const insert = db.prepare(
    `INSERT INTO obligation (id, kind, since, state, changed) VALUES (?, ?, ?, 'open', ?) ON CONFLICT (id) DO NOTHING`,
  );
  const settle = db.prepare(
    `UPDATE obligation SET state = 'settled', outcome = ?, changed = ? WHERE id = ? AND state <> 'settled'`,
  );
  const leave = db.prepare(
    `UPDATE obligation SET state = 'unfinished', cause = ?, changed = ? WHERE id = ? AND state = 'open'`,
  );
  const list = db.prepare(
    `SELECT id, kind, since, state, cause FROM obligation WHERE state = 'unfinished' ORDER BY since`,
  );
  const count = db.prepare(`SELECT count(*) AS jobs FROM obligation WHERE state = 'open'`);
  const reconcile = db.prepare(
    `UPDATE obligation SET state = 'unfinished', cause = 'restart', changed = ? WHERE state = 'open'`,
  );
  const read = db.prepare('SELECT version, json FROM kept WHERE name = ?');
  const keep = db.prepare(
    'INSERT INTO kept (name, version, json) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET version = excluded.version, json = excluded.json',
  );
  const record = db.prepare(
    'INSERT INTO check_record (run, at, device, class, step, result) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (run, step) DO NOTHING',
  );
  const records = db.prepare(`SELECT run, at, device, class, step, result FROM check_record AS one
    WHERE run = (SELECT run FROM check_record AS newest WHERE newest.device = one.device ORDER BY id DESC LIMIT 1) ORDER BY id`);
  const kept = <T>(name: string, otherwise: T): T => {
    const row = read.get(name) as { json: string } | undefined;
    return row ? (JSON.parse(row.json) as T) : otherwise;
  };

  return {
    ...paymentBook(db),
    ...orderBook(db),
    ...statusBook(db),
    ...outboxBook(db),
    begin: (id, kind, now) => void insert.run(id, kind, now, now),
    settle: (id, outcome, now) => void settle.run(outcome, now, id),
    leaveUnfinished: (id, cause, now) => void leave.run(cause, now, id),
    openJobs: () => (count.get() as { jobs: number }).jobs,
    unfinished: () => list.all() as unknown as Obligation[],
    reconcile: (now) => Number(reconcile.run(now).changes),
    catalogue: () => (read.get('catalogue') as { version: string; json: string } | undefined) ?? null,
    keepCatalogue: (next, json) => void keep.run('catalogue', next, json),
    signingKey: () => (read.get('signing-key') as { json: string } | undefined)?.json ?? null,
    keepSigningKey: (json) => void keep.run('signing-key', '', json),
    edition: () => kept<KeptEdition | null>('edition', null),
    keepEdition: (edition) => void keep.run('edition', '', JSON.stringify(edition)),
    use: () => kept<Use>('use', NO_USE),
    keepUse: (use) => void keep.run('use', '', JSON.stringify(use)),
    block: () => kept<Block>('block', { locked: false, outOfOrder: false, text: '' }),
    keepBlock: (block) => void keep.run('block', '', JSON.stringify(block)),
    record: (one) => void record.run(one.run, one.at, one.device, one.class, one.step, one.result),
    records: () => records.all() as unknown as CheckRecord[],
    signInGuard: () => kept<SignInGuard>('wrong-pins', { failures: {} }),
    keepSignInGuard: (guard) => void keep.run('wrong-pins', '', JSON.stringify(guard)),
    probe: (now) => void keep.run('probe', '', String(now)),
    close: () => db.close(),
  };
}
