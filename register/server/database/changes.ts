/**
 * What changed, told to whoever waits for it at any server on the database: open pages and terminals that called for
 * help. Only that something changed and its key; what it is now is read from the tables.
 */
import { sql, type Kysely, type Transaction } from 'kysely';
import type { RegisterDatabase } from './database.ts';
import type { Tables } from './tables.ts';

const CHANNEL = 'foyer_office';

/** `all`: the line to the database was gone, anything may have been missed. */
export type Change =
  | { readonly what: 'help'; readonly key: string }
  | { readonly what: 'terminal'; readonly id: string }
  | { readonly what: 'sessions'; readonly account: string }
  | { readonly what: 'all' };

type Told = Exclude<Change, { what: 'all' }>;

/** For a statement that makes the change itself. */
export const notify = (change: Told) => sql`pg_notify(${CHANNEL}, ${JSON.stringify(change)})::text`;

/** In the transaction of the change: nobody is told of what did not happen, or before it did. */
export async function tellChange(tx: Transaction<Tables> | Kysely<Tables>, change: Told): Promise<void> {
  await sql`select ${notify(change)}`.execute(tx);
}

export interface Changes {
  /** Returns how to end it. */
  subscribe(listener: (change: Change) => void): () => void;
  stop(): Promise<void>;
}

async function openChanges(database: RegisterDatabase): Promise<Changes> {
  const listeners = new Set<(change: Change) => void>();
  const unlisten = await database.listen(CHANNEL, (payload) => {
    const change = payload === null ? ({ what: 'all' } as const) : readChange(payload);
    for (const listener of [...listeners]) listener(change);
  });
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: unlisten,
  };
}

/** Whoever may connect to the database may say anything there. What is not understood may be anything. */
function readChange(payload: string): Change {
  try {
    return JSON.parse(payload) as Change;
  } catch {
    return { what: 'all' };
  }
}

/** Opened when somebody first waits for one. */
export function lazyChanges(database: RegisterDatabase): { open(): Promise<Changes>; stop(): Promise<void> } {
  let opened: Promise<Changes> | null = null;
  return {
    open() {
      opened ??= openChanges(database).catch((error: unknown) => {
        // The database is away: the next one who waits tries again.
        opened = null;
        throw error;
      });
      return opened;
    },
    async stop() {
      await (await opened?.catch(() => null))?.stop();
    },
  };
}
