/** The terminals that may ask this register, their keys and their last sign of life. */
import { randomUUID } from 'node:crypto';
import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import type { HeartbeatRequest } from '../../contract/contract.ts';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import { writeAudit } from '../audit/write.ts';
import type { TimeSource } from '../../../base/clock.ts';
import { hashTerminalKey, newKey } from '../keys/secrets.ts';
import type { Tables } from '../database/tables.ts';
import { tellChange } from '../database/changes.ts';
import type { RegisterDatabase } from '../database/database.ts';
import { writeRevocation } from './history.ts';
import { findTerminals } from './known.ts';
import { createWords, type Noted } from './word.ts';

export interface Terminal {
  readonly id: string;
  readonly name: string;
}

export interface TerminalState extends Terminal {
  readonly createdAt: string;
  readonly revokedAt: string | null;
  readonly lastSeenAt: string | null;
  readonly heartbeat: unknown;
  /** Since when it is known by the key pair of its own. */
  readonly enrolledAt: string | null;
  /** When a key of the older kind ends; null where it has none. */
  readonly keyUntil: string | null;
  /** Where it stands, as the town says it. */
  readonly place: string | null;
  /** It may keep the states of documents for the time without the register. */
  readonly offlineStates: boolean;
  /** Requests that were refused since this server started, because it asked for more than a terminal needs. */
  readonly limited: number;
  /** `not-enrolled`: it has neither used its code nor a key of the older kind. */
  readonly state: 'active' | 'revoked' | 'not-enrolled';
}

/** Days that a key without an enrolment holds: long enough to enrol the fleet, too short to be forgotten in a file. */
export const KEY_DAYS = { shortest: 1, usual: 90, longest: 366 } as const;
const DAY_MS = 86_400_000;

/**
 * How long a token or key that was found good is not looked up again; also how long another server takes to notice a
 * revocation.
 */
const REMEMBER_MS = 2000;
/** More than any town's terminals need within that time; tokens come and go. */
const REMEMBERED = 1000;

export class Terminals {
  readonly #db: Kysely<Tables>;
  readonly #clock: TimeSource;
  readonly #known = new Map<string, { terminal: Terminal; until: number }>();

  readonly #find: ReturnType<typeof findTerminals>;
  readonly #note: ReturnType<typeof createWords>;
  /** How often everything was forgotten. */
  #forgotten = 0;
  readonly #limited = new Map<string, number>();
  #ids: { readonly all: ReadonlySet<string>; readonly until: number } | null = null;

  constructor(database: Pick<RegisterDatabase, 'db' | 'prepared'>, clock: TimeSource) {
    this.#db = database.db;
    this.#clock = clock;
    this.#find = findTerminals(database);
    this.#note = createWords(database, clock);
  }

  /** `key`: a token, or the key of a terminal that is not enrolled yet. */
  async authenticate(
    key: string,
  ): Promise<Result<Terminal, 'terminal-unknown' | 'terminal-revoked' | 'token-expired'>> {
    const hash = hashTerminalKey(key);
    const known = this.#known.get(hash.toString('latin1'));
    const now = this.#clock.now();
    if (known && now < known.until && now >= known.until - REMEMBER_MS) return ok(known.terminal);
    const forgotten = this.#forgotten;
    const found = await this.#find(hash);
    if (!found) return err('terminal-unknown');
    if (found.isRevoked) return err('terminal-revoked');
    if (found.ends <= now) return err('token-expired');
    const terminal = { id: found.id, name: found.name };
    // What was asked before a revocation may have been answered before it as well.
    if (forgotten !== this.#forgotten) return ok(terminal);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(hash.toString('latin1'), { terminal, until: Math.min(now + REMEMBER_MS, found.ends) });
    return ok(terminal);
  }

  /** Whether there is such a terminal, revoked or not; the answer may be as old as a remembered token. */
  async isKnown(id: string): Promise<boolean> {
    const now = this.#clock.now();
    if (this.#ids === null || now >= this.#ids.until || now < this.#ids.until - REMEMBER_MS) {
      this.#ids = {
        all: new Set((await this.#db.selectFrom('terminal').select('id').execute()).map(({ id: one }) => one)),
        until: now + REMEMBER_MS,
      };
    }
    return this.#ids.all.has(id);
  }

  noteLimited(id: string): void {
    this.#limited.set(id, (this.#limited.get(id) ?? 0) + 1);
  }

  /** It showed who it is, and its clock differs too much: people have to set it, and it cannot tell them itself. */
  async noteClock(id: string): Promise<void> {
    const clock_refused_at = new Date(this.#clock.now());
    await this.#db.updateTable('terminal').set({ clock_refused_at }).where('id', '=', id).execute();
  }

  /** Looks everything up anew. */
  forget(): void {
    this.#ids = null;
    this.#forgotten += 1;
    this.#known.clear();
  }

  /** The key is in the answer and nowhere else. `days`: how long it holds, see {@link KEY_DAYS}. */
  async add(
    name: string,
    { db = this.#db, days = KEY_DAYS.usual }: { readonly db?: Kysely<Tables>; readonly days?: number } = {},
  ): Promise<Result<{ terminal: Terminal; key: string; until: Date }, 'name-taken'>> {
    const key = newKey();
    const terminal = { id: randomUUID(), name };
    const until = new Date(this.#clock.now() + days * DAY_MS);
    const inserted = await db
      .insertInto('terminal')
      .values({
        ...terminal,
        key_hash: hashTerminalKey(key),
        key_until: until,
        created_at: new Date(this.#clock.now()),
      })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning('id')
      .executeTakeFirst();
    return inserted ? ok({ terminal, key, until }) : err('name-taken');
  }

  /**
   * Ends its key, its tokens and an open code at once; elsewhere within the time that is remembered. A new code brings
   * it back.
   */
  async revoke(name: string): Promise<Result<void, 'not-found'>> {
    const row = await this.#db.transaction().execute(async (tx) => {
      const revoked = await tx
        .updateTable('terminal')
        .set({ revoked_at: sql<Date>`coalesce(revoked_at, ${new Date(this.#clock.now())})` })
        .where('name', '=', name)
        .returning(['id', 'last_seen_at'])
        .executeTakeFirst();
      if (revoked === undefined) return undefined;
      await writeRevocation(tx, revoked, this.#clock.now());
      await tx.deleteFrom('terminal_token').where('terminal', '=', revoked.id).execute();
      await tx.deleteFrom('enrolment_code').where('terminal', '=', revoked.id).execute();
      await tellChange(tx, { what: 'terminal', id: revoked.id });
      await writeAudit(tx, {
        at: this.#clock.now(),
        actor: 'admin',
        action: 'revocation',
        subject: `terminal:${revoked.id}`,
      });
      return revoked;
    });
    this.forget();
    return row ? ok(undefined) : err('not-found');
  }

  /** Whether it may keep the states of documents. Taken back, it forgets them with its next question. */
  async setOfflineStates(name: string, on: boolean, db: Transaction<Tables>): Promise<Result<void, 'not-found'>> {
    const row = await db
      .updateTable('terminal')
      .set({ offline_states: on })
      .where('name', '=', name)
      .returning('id')
      .executeTakeFirst();
    if (row === undefined) return err('not-found');
    await writeAudit(db, {
      at: this.#clock.now(),
      actor: 'admin',
      action: 'offline-states',
      subject: `terminal:${row.id} ${on ? 'on' : 'off'}`,
    });
    return ok(undefined);
  }

  /** Keeps it, and says whether orders wait for the terminal. `edition`: the one that is in force. */
  heartbeat(terminal: Terminal, heartbeat: HeartbeatRequest, edition: string): Promise<Noted> {
    return this.#note(terminal.id, heartbeat, edition);
  }

  async list(): Promise<TerminalState[]> {
    const rows = await this.#db
      .selectFrom('terminal')
      .selectAll()
      .orderBy('name', (by) => by.collate('C'))
      .execute();
    return rows.map((row) => this.#stateOf(row));
  }

  async one(id: string): Promise<TerminalState | null> {
    const row = await this.#db.selectFrom('terminal').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? null : this.#stateOf(row);
  }

  #stateOf(row: Selectable<Tables['terminal']>): TerminalState {
    return {
      id: row.id,
      name: row.name,
      createdAt: row.created_at.toISOString(),
      revokedAt: row.revoked_at?.toISOString() ?? null,
      lastSeenAt: row.last_seen_at?.toISOString() ?? null,
      heartbeat: row.heartbeat,
      enrolledAt: row.enrolled_at?.toISOString() ?? null,
      place: row.place,
      keyUntil: row.key_hash === null ? null : (row.key_until?.toISOString() ?? null),
      offlineStates: row.offline_states,
      limited: this.#limited.get(row.id) ?? 0,
      state:
        row.revoked_at !== null
          ? 'revoked'
          : row.public_key === null && row.key_hash === null
            ? 'not-enrolled'
            : 'active',
    };
  }
}
