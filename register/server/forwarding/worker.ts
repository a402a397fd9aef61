/**
 * Hands cases to other systems. Any number of servers may do it on one database: each claims a piece of work for a
 * while, and what a server that ended has claimed is another's when that is over.
 */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { TimeSource } from '../../../base/clock.ts';
import { advanceCase } from '../cases/store.ts';
import type { ForwardRoutes } from '../cases/store.ts';
import { describeError } from '../../../base/describe-error.ts';
import type { RegisterLog } from '../log.ts';
import { FORWARD_MS } from '../ports/forwarder.ts';
import type { ForwardFailure, Forwarder } from '../ports/forwarder.ts';
import type { SealingKeys } from '../keys/sealing/keys.ts';
import type { Tables } from '../database/tables.ts';
import { readForwardedCase } from './cases.ts';

/** Milliseconds. `first`: until the second attempt; each further wait is twice as long, up to `longest`. */
export const FORWARDING = {
  lease: 2 * FORWARD_MS,
  first: 60_000,
  longest: 60 * 60_000,
  /** Two weeks, about: then staff of the town see to it. */
  attempts: 340,
} as const;

export interface ForwardingWorkerDeps {
  readonly db: Kysely<Tables>;
  readonly clock: TimeSource;
  readonly log: RegisterLog;
  readonly sealing: SealingKeys;
  readonly forwarders: readonly Forwarder[];
  /** From kind to a forwarder's name. */
  readonly routes?: ForwardRoutes;
}

export interface ForwardingWorker {
  /**
   * Does what is due now, one after the other; how many cases were tried. Called while it works, it works once more
   * afterwards.
   */
  run(): Promise<number>;
  /** No more work is begun; ends when what was begun has ended. */
  stop(): Promise<void>;
}

interface Claim {
  readonly case_id: string;
  readonly adapter: string;
  readonly attempts: number;
}
type Outcome = { readonly to: 'done'; readonly reference: string } | { readonly to: ForwardFailure };

/**
 * Throws a `RangeError` where a name is not one, is there twice, or a route leads nowhere: that is in the town's
 * settings.
 */
export function createForwardingWorker({
  db,
  clock,
  log,
  sealing,
  forwarders,
  routes = {},
}: ForwardingWorkerDeps): ForwardingWorker {
  const byName = new Map(forwarders.map((forwarder) => [forwarder.name, forwarder]));
  if (byName.size !== forwarders.length || forwarders.some(({ name }) => !/^[a-z0-9-]{1,40}$/.test(name)))
    throw new RangeError('Forwarders must have names of their own, of small letters, digits and hyphens.');
  for (const [kind, name] of Object.entries(routes))
    if (!byName.has(name)) throw new RangeError(`Cases of the kind ${kind} go to ${name}, which is no forwarder.`);
  let stopped = false;
  let running: Promise<number> | undefined;
  let again = false;

  async function claim(adapter: string): Promise<Claim | undefined> {
    const now = new Date(clock.now());
    const { rows } = await sql<Claim>`
      update forwarding set state = 'working', attempts = attempts + 1, claimed_until = ${new Date(clock.now() + FORWARDING.lease)}
      where (case_id, adapter) = (
        select case_id, adapter from forwarding
        where adapter = ${adapter} and ((state = 'waiting' and next_at <= ${now}) or (state = 'working' and claimed_until <= ${now}))
        order by next_at limit 1 for update skip locked)
      returning case_id, adapter, attempts`.execute(db);
    return rows[0];
  }

  async function hand({ case_id: id, adapter }: Claim): Promise<Outcome> {
    const forwarder = byName.get(adapter);
    if (forwarder === undefined) throw new Error('A claim names no forwarder.');
    try {
      const forwarded = await readForwardedCase(db, sealing, id, adapter);
      if (forwarded === null) return { to: 'rejected' };
      const answer = await forwarder.forward(forwarded);
      return answer.ok ? { to: 'done', reference: answer.value.reference.slice(0, 200) } : { to: answer.error };
    } catch (error) {
      log({ event: 'failed', route: `forwarding ${adapter}`, ...describeError(error) });
      return { to: 'later' };
    }
  }

  /** Nothing happens where the claim was over and somebody else has it. */
  async function settle({ case_id: id, adapter, attempts }: Claim, outcome: Outcome): Promise<void> {
    const at = new Date(clock.now());
    const final = outcome.to !== 'later' || attempts >= FORWARDING.attempts;
    const wait = Math.min(FORWARDING.longest, FORWARDING.first * 2 ** Math.min(attempts - 1, 20));
    const reference = await db.transaction().execute(async (tx) => {
      // The case first, as everywhere: two transactions that lock in another order would wait for each other.
      const record = await tx
        .selectFrom('case_record')
        .select(['reference', 'stage'])
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      const settled = await tx
        .updateTable('forwarding')
        .set({
          state: outcome.to === 'done' ? 'done' : final ? 'failed' : 'waiting',
          next_at: new Date(at.getTime() + (final ? 0 : wait)),
          claimed_until: null,
        })
        .where('case_id', '=', id)
        .where('adapter', '=', adapter)
        .where('state', '=', 'working')
        .where('attempts', '=', attempts)
        .returning('case_id')
        .executeTakeFirst();
      if (settled === undefined || record === undefined) return undefined;
      if (outcome.to === 'done') {
        await advanceCase(tx, id, {
          type: 'forward',
          by: 'register',
          at,
          detail: { system: adapter, systemReference: outcome.reference },
          // What the office said meanwhile stays.
          ...(record.stage === 'received' ? { stage: 'forwarded' as const } : {}),
        });
      } else if (final) await advanceCase(tx, id, { type: 'return', by: 'register', at, detail: { system: adapter } });
      return record.reference;
    });
    if (reference !== undefined && reference !== null)
      log({
        event: 'forwarded',
        system: adapter,
        reference,
        outcome: outcome.to === 'later' && final ? 'gave-up' : outcome.to,
      });
  }

  /** Each system on its own: one that lets every request run into its time-out does not delay the others. */
  async function workFor(adapter: string): Promise<number> {
    let tried = 0;
    for (let claimed = await next(adapter); claimed !== undefined; claimed = await next(adapter)) {
      tried += 1;
      await settle(claimed, await hand(claimed));
    }
    return tried;
  }
  async function work(): Promise<number> {
    let tried = 0;
    do {
      again = false;
      for (const one of await Promise.all([...byName.keys()].map(workFor))) tried += one;
    } while (again && !stopped);
    return tried;
  }
  const next = async (adapter: string): Promise<Claim | undefined> => (stopped ? undefined : claim(adapter));

  return {
    run() {
      again = true;
      return (running ??= work().finally(() => {
        running = undefined;
      }));
    },
    async stop() {
      stopped = true;
      await running?.catch(() => undefined);
    },
  };
}
