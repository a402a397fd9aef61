/** The terminals that may ask this register, their keys and their last sign of life. */
import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { HeartbeatRequest } from '../contract.ts';
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import type { Clock } from './clock.ts';
import { hashTerminalKey, newKey } from './secrets.ts';
import type { Tables } from './tables.ts';

export interface Terminal {
  readonly id: string;
  readonly name: string;
}

export interface TerminalState extends Terminal {
  readonly createdAt: string;
  readonly revokedAt: string | null;
  readonly lastSeenAt: string | null;
  readonly heartbeat: unknown;
}

/** How long a key that was found good is not looked up again; also how long another server takes to notice a revocation. */
const REMEMBER_MS = 2000;

export class Terminals {
  readonly #db: Kysely<Tables>;
  readonly #clock: Clock;
  readonly #known = new Map<string, { terminal: Terminal; until: number }>();

  constructor(db: Kysely<Tables>, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async authenticate(key: string): Promise<Result<Terminal, 'terminal-unknown' | 'terminal-revoked'>> {
    const hash = hashTerminalKey(key);
    const known = this.#known.get(hash.toString('latin1'));
    const now = this.#clock.now();
    if (known && now < known.until && now >= known.until - REMEMBER_MS) return ok(known.terminal);
    const row = await this.#db.selectFrom('terminal').select(['id', 'name', 'revoked_at']).where('key_hash', '=', hash).executeTakeFirst();
    if (!row) return err('terminal-unknown');
    if (row.revoked_at) return err('terminal-revoked');
    const terminal = { id: row.id, name: row.name };
    this.#known.set(hash.toString('latin1'), { terminal, until: now + REMEMBER_MS });
    return ok(terminal);
  }

  /** The key is in the answer and nowhere else. */
  async add(name: string, db: Kysely<Tables> = this.#db): Promise<Result<{ terminal: Terminal; key: string }, 'name-taken'>> {
    const key = newKey();
    const terminal = { id: randomUUID(), name };
    const inserted = await db
      .insertInto('terminal')
      .values({ ...terminal, key_hash: hashTerminalKey(key), created_at: new Date(this.#clock.now()) })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning('id')
      .executeTakeFirst();
    return inserted ? ok({ terminal, key }) : err('name-taken');
  }

  /** For good: a terminal that comes back is added again, under another name. */
  async revoke(name: string): Promise<Result<void, 'not-found'>> {
    const row = await this.#db
      .updateTable('terminal')
      .set((set) => ({ revoked_at: set.fn.coalesce('revoked_at', set.val(new Date(this.#clock.now()))) as never }))
      .where('name', '=', name)
      .returning('id')
      .executeTakeFirst();
    this.#known.clear();
    return row ? ok(undefined) : err('not-found');
  }

  async heartbeat(terminal: Terminal, heartbeat: HeartbeatRequest): Promise<void> {
    await this.#db
      .updateTable('terminal')
      .set({ last_seen_at: new Date(this.#clock.now()), heartbeat: JSON.stringify(heartbeat) })
      .where('id', '=', terminal.id)
      .execute();
  }

  async list(): Promise<TerminalState[]> {
    const rows = await this.#db.selectFrom('terminal').selectAll().orderBy('name').execute();
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      createdAt: row.created_at.toISOString(),
      revokedAt: row.revoked_at?.toISOString() ?? null,
      lastSeenAt: row.last_seen_at?.toISOString() ?? null,
      heartbeat: row.heartbeat,
    }));
  }
}
