/** Requests that change something are done once per key, however often they are sent. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import { HttpProblem } from '../http/problems.ts';
import { KEPT } from './retention.ts';
import type { Tables } from '../database/tables.ts';
import type { Terminal } from '../terminals/terminals.ts';

export interface IdempotentRequest<P, T> {
  readonly key: string;
  readonly terminal: Terminal;
  readonly route: string;
  /** Without the sign-in's token: the same order after a second sign-in is the same order. */
  readonly body: unknown;
  readonly now: number;
  /**
   * What a second request with this key gets while the first one is being worked on. `wait`: the first one's answer,
   * when there is one. `refuse`: `in-progress` at once, as the header `Idempotency-Key` wants it. Default `wait`.
   */
  readonly whileBusy?: 'wait' | 'refuse';
  /** Milliseconds for which the first answer comes again. Default {@link KEPT.answer}. */
  readonly kept?: number;
  /** What is still answered when the answer itself was removed; without it such a key is `not-found`. */
  readonly expired?: (kept: { readonly answer: unknown; readonly at: Date }) => T;
  /** What takes long and changes nothing. May throw {@link Refused}. */
  prepare(): Promise<P>;
  /** Everything that changes, in one transaction with the key. */
  apply(tx: Transaction<Tables>, prepared: P): Promise<T>;
}

/** Keys that this process works on, with what they are for. */
const inWork = new WeakMap<Kysely<Tables>, Map<string, Buffer>>();

/**
 * Does it, or gives the first answer again. Throws {@link Refused}: `key-reused`, `in-progress`, `void`, `not-found`
 * for a key whose answer was removed, and what `prepare` and `apply` throw.
 */
export async function runIdempotent<P, T>(db: Kysely<Tables>, request: IdempotentRequest<P, T>): Promise<T> {
  const { terminal, route, now, whileBusy = 'wait', kept = KEPT.answer } = request;
  // As PostgreSQL gives UUIDs.
  const key = request.key.toLowerCase();
  const bodyHash = createHash('sha256').update(JSON.stringify(request.body)).digest();
  const earlier = async (from: Kysely<Tables>): Promise<{ answer: T } | undefined> => {
    const row = await keptRequest(from, key);
    if (row === undefined) return undefined;
    if (row.terminal !== terminal.id) throw new HttpProblem({ code: 'key-reused' });
    if (row.state === 'void') throw new HttpProblem({ code: 'void' });
    if (row.route !== route || row.body_hash === null || Buffer.compare(Buffer.from(row.body_hash), bodyHash) !== 0)
      throw new HttpProblem({ code: 'key-reused' });
    if (row.at.getTime() <= now - kept) {
      if (request.expired === undefined) throw new HttpProblem({ code: 'not-found' });
      return { answer: request.expired({ answer: row.answer, at: row.at }) };
    }
    return { answer: row.answer as T };
  };
  const busy = (): HttpProblem => new HttpProblem({ code: 'in-progress', retryAfterSeconds: 1 });
  const works = inWork.get(db) ?? new Map<string, Buffer>();
  inWork.set(db, works);
  const running = works.get(key);
  if (running !== undefined && whileBusy === 'refuse')
    throw running.equals(bodyHash) ? busy() : new HttpProblem({ code: 'key-reused' });
  if (running === undefined) works.set(key, bodyHash);
  try {
    const found = await earlier(db);
    if (found !== undefined) return found.answer;
    let prepared: P;
    try {
      prepared = await request.prepare();
    } catch (error) {
      // Another server may have done it meanwhile, which is often why it cannot be done now.
      const first = await earlier(db);
      if (first !== undefined) return first.answer;
      throw error;
    }
    return await db.transaction().execute(async (tx) => {
      // Held until the transaction ends, by the request that came first at any of the servers.
      const {
        rows: [lock],
      } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(hashtextextended(${key}, 0)) as mine`.execute(
        tx,
      );
      if (lock?.mine !== true && whileBusy === 'refuse') throw busy();
      // Another server with the same key waits here until the first has committed.
      const inserted = await tx
        .insertInto('request')
        .values({
          key,
          terminal: terminal.id,
          route,
          body_hash: bodyHash,
          state: 'done',
          answer: null,
          at: new Date(now),
        })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .returning('key')
        .executeTakeFirst();
      if (inserted === undefined) {
        const first = await earlier(tx);
        if (first === undefined) throw new Error('A key that is taken has no row.');
        return first.answer;
      }
      const answer = await request.apply(tx, prepared);
      await tx
        .updateTable('request')
        .set({ answer: JSON.stringify(answer) })
        .where('key', '=', key)
        .execute();
      return answer;
    });
  } finally {
    if (running === undefined) works.delete(key);
  }
}

/** What became of a key. One that did nothing yet never will. */
export async function voidOrResult(
  db: Kysely<Tables>,
  { key, terminal, now }: { key: string; terminal: Terminal; now: number },
): Promise<{ state: 'void' } | { state: 'done'; answer: unknown }> {
  await db
    .insertInto('request')
    .values({ key, terminal: terminal.id, route: '', body_hash: null, state: 'void', answer: null, at: new Date(now) })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  const row = await keptRequest(db, key);
  if (row === undefined) throw new Error('A key that is taken has no row.');
  if (row.terminal !== terminal.id) throw new HttpProblem({ code: 'key-reused' });
  return row.state === 'void' ? { state: 'void' } : { state: 'done', answer: row.answer };
}

/**
 * What was done under a key, and is on the synchronous standby as well, where there is one. A primary that was started
 * anew shows what it wrote and no standby confirmed; told to a terminal as done, it would be lost with the next change
 * of the primary. A lock of the row is written, so that its commit waits for the standby to have everything before it.
 */
const keptRequest = (from: Kysely<Tables>, key: string) =>
  from.selectFrom('request').selectAll().where('key', '=', key).forKeyShare().executeTakeFirst();
