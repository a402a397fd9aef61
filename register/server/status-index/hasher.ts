/**
 * Makes the ids under which terminals find documents: once for every document that is published, in every epoch. The
 * hash is as slow here as it is meant to be for an attacker, so it is done apart from entering documents, one at a time
 * on a thread of the runtime's pool.
 */
import { randomUUID } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { statusId } from '../../contract/status-id.ts';
import type { DocumentType } from '../../contract/contract.ts';
import type { TimeSource } from '../../../base/clock.ts';
import type { DocumentKey } from '../keys/secrets.ts';
import type { Tables } from '../database/tables.ts';
import { epochsInForce, type Epoch } from './epochs.ts';

export interface Hasher {
  /** Begins to hash what is not hashed yet; does nothing while it is at it. */
  look(): void;
  /** When nothing is left that could be hashed here. */
  idle(): Promise<void>;
  /** Ends after the document that is being hashed. */
  stop(): Promise<void>;
}

/** Documents that are looked for at once: some two seconds of work, which is lost where a server ends. */
const BATCH = 32;
/** Milliseconds after which another server goes on where one ended without a word. */
const LEASE = 60_000;

export interface HasherDeps {
  readonly db: Kysely<Tables>;
  readonly clock: TimeSource;
  readonly documentKey: DocumentKey;
  readonly cost: number;
  onError(error: unknown): void;
}

export function createHasher({ db, clock, documentKey, cost, onError }: HasherDeps): Hasher {
  const holder = randomUUID();
  let running: Promise<void> | null = null;
  let stopped = false;

  async function takeTurn(): Promise<boolean> {
    const [now, until] = [new Date(clock.now()), new Date(clock.now() + LEASE)];
    const { numAffectedRows } =
      await sql`insert into status_work (holder, until) values (${holder}, ${until}) on conflict (only_row) do update set holder = excluded.holder, until = excluded.until
      where status_work.holder = excluded.holder or status_work.until <= ${now}`.execute(db);
    return Number(numAffectedRows ?? 0n) > 0;
  }

  /** The newest epoch, and for what is in none yet the former one too, from which terminals may still tell. */
  async function batch([newest, former]: readonly Epoch[]): Promise<boolean> {
    if (newest === undefined || !(await takeTurn())) return false;
    const rows = await unhashed(db, newest.epoch)
      .select(['type', 'number_hash', 'number_sealed', 'hashed_in'])
      .orderBy('hashed_in', (order) => order.asc().nullsFirst())
      .limit(BATCH)
      .execute();
    const done: {
      readonly type: string;
      readonly hash: Uint8Array;
      readonly entries: { readonly epoch: number; readonly id: Buffer }[];
    }[] = [];
    for (const { type, number_hash: hash, number_sealed: sealed, hashed_in: before } of rows) {
      if (stopped) break;
      const number = sealed === null ? null : documentKey.open(type as DocumentType, hash, sealed);
      const entries: { epoch: number; id: Buffer }[] = [];
      for (const epoch of before === null && former !== undefined ? [former, newest] : [newest]) {
        // Somebody wrote into the row who had not the key: it is published under nothing.
        if (number !== null)
          entries.push({ epoch: epoch.epoch, id: await statusId(epoch, type as DocumentType, number) });
      }
      done.push({ type, hash, entries });
    }
    await db.transaction().execute(async (tx) => {
      for (const { type, hash, entries } of done) {
        // Moved under another key meanwhile, or removed: then there is nothing to write, and the next look finds it.
        const { numUpdatedRows } = await tx
          .updateTable('document_status')
          .set({ hashed_in: newest.epoch })
          .where('type', '=', type)
          .where('number_hash', '=', hash)
          .executeTakeFirst();
        if (numUpdatedRows === 0n || entries.length === 0) continue;
        await tx
          .insertInto('status_entry')
          .values(entries.map((entry) => ({ ...entry, type, number_hash: hash, place: null })))
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
    });
    return rows.length === BATCH && !stopped;
  }

  async function work(): Promise<void> {
    try {
      while (!stopped && (await batch(await epochsInForce(db, clock.now(), cost))));
      await db.deleteFrom('status_work').where('holder', '=', holder).execute();
    } catch (error) {
      // The database is away: the next look goes on.
      if (!stopped) onError(error);
    }
  }

  return {
    look() {
      if (running !== null || stopped) return;
      running = work().finally(() => {
        running = null;
      });
    },
    async idle() {
      while (running !== null) await running;
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
}

/** What terminals tell and is not in an epoch yet. What was handed over before it began is of no use to them. */
export function unhashed(db: Kysely<Tables>, epoch: number) {
  return db
    .selectFrom('document_status')
    .where('number_sealed', 'is not', null)
    .where('stage', '<>', 'handed-over')
    .where((where) => where.or([where('hashed_in', 'is', null), where('hashed_in', '<', epoch)]));
}
