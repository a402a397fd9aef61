/** Requests that change something are done once per key, however often they are sent. */
import { createHash } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { Refused } from '../problems.ts';
import { KEPT } from './retention.ts';
import type { Tables } from '../tables.ts';
import type { Terminal } from '../terminals.ts';

export interface Once<P, T> {
  readonly key: string;
  readonly terminal: Terminal;
  readonly route: string;
  /** Without the sign-in's token: the same order after a second sign-in is the same order. */
  readonly body: unknown;
  readonly now: number;
  /** What takes long and changes nothing. May throw {@link Refused}. */
  prepare(): Promise<P>;
  /** Everything that changes, in one transaction with the key. */
  apply(tx: Transaction<Tables>, prepared: P): Promise<T>;
}

/** Does it, or gives the first answer again. Throws {@link Refused}: `key-reused`, `void`, `not-found` for a key whose answer is no longer kept, and what `prepare` and `apply` throw. */
export async function once<P, T>(db: Kysely<Tables>, request: Once<P, T>): Promise<T> {
  const { key, terminal, route, now } = request;
  const bodyHash = createHash('sha256').update(JSON.stringify(request.body)).digest();
  const earlier = async (from: Kysely<Tables>): Promise<{ answer: T } | undefined> => {
    const row = await from.selectFrom('request').selectAll().where('key', '=', key).executeTakeFirst();
    if (row === undefined) return undefined;
    if (row.terminal !== terminal.id) throw new Refused({ code: 'key-reused' });
    if (row.state === 'void') throw new Refused({ code: 'void' });
    if (row.route !== route || row.body_hash === null || Buffer.compare(Buffer.from(row.body_hash), bodyHash) !== 0) throw new Refused({ code: 'key-reused' });
    if (row.at.getTime() <= now - KEPT.answer) throw new Refused({ code: 'not-found' });
    return { answer: row.answer as T };
  };
  const found = await earlier(db);
  if (found !== undefined) return found.answer;
  const prepared = await request.prepare();
  return db.transaction().execute(async (tx) => {
    // Another server with the same key waits here until the first has committed.
    const inserted = await tx.insertInto('request').values({ key, terminal: terminal.id, route, body_hash: bodyHash, state: 'done', answer: null, at: new Date(now) })
      .onConflict((conflict) => conflict.column('key').doNothing()).returning('key').executeTakeFirst();
    if (inserted === undefined) {
      const first = await earlier(tx);
      if (first === undefined) throw new Error('A key that is taken has no row.');
      return first.answer;
    }
    const answer = await request.apply(tx, prepared);
    await tx.updateTable('request').set({ answer: JSON.stringify(answer) }).where('key', '=', key).execute();
    return answer;
  });
}

/** What became of a key. One that did nothing yet never will. */
export async function settleKey(db: Kysely<Tables>, { key, terminal, now }: { key: string; terminal: Terminal; now: number }): Promise<{ state: 'void' } | { state: 'done'; answer: unknown }> {
  await db.insertInto('request').values({ key, terminal: terminal.id, route: '', body_hash: null, state: 'void', answer: null, at: new Date(now) })
    .onConflict((conflict) => conflict.column('key').doNothing()).execute();
  const row = await db.selectFrom('request').selectAll().where('key', '=', key).executeTakeFirstOrThrow();
  if (row.terminal !== terminal.id) throw new Refused({ code: 'key-reused' });
  return row.state === 'void' ? { state: 'void' } : { state: 'done', answer: row.answer };
}
