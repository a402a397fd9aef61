/**
 * Asks other systems what became of the cases that they have. As with handing over, any number of servers may do it on
 * one database.
 */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { CaseStage } from '../../contract/contract.ts';
import { advanceCase } from '../cases/store.ts';
import type { TimeSource } from '../../../base/clock.ts';
import { describeError } from '../../../base/describe-error.ts';
import type { RegisterLog } from '../log.ts';
import { FORWARD_MS } from '../ports/forwarder.ts';
import type { CaseNews, Forwarder } from '../ports/forwarder.ts';
import type { Tables } from '../database/tables.ts';
import { adapterStateStore } from './adapter-state.ts';

/**
 * Milliseconds. A case is asked after again after `first`, and later and later, up to `longest`, while nothing happens.
 */
export const FOLLOWING = {
  lease: 2 * FORWARD_MS,
  first: 5 * 60_000,
  longest: 6 * 60 * 60_000,
  /** Since a case was accepted: what has had no answer for a year will get none. */ atMost: 365 * 86_400_000,
} as const;

export interface StatusPollerDeps {
  readonly db: Kysely<Tables>;
  readonly clock: TimeSource;
  readonly log: RegisterLog;
  readonly forwarders: readonly Forwarder[];
}

export interface StatusPoller {
  /** Asks after what is due now, one after the other; how many cases were asked after. */
  run(): Promise<number>;
  /** Nothing more is asked; ends when what was begun has ended. */
  stop(): Promise<void>;
}

interface Claim {
  readonly case_id: string;
  readonly adapter: string;
  readonly asks: number;
}
type Heard = { readonly news: readonly CaseNews[]; readonly over: boolean } | undefined;

const STAGE: Readonly<Record<'accept' | 'finish' | 'return', CaseStage>> = {
  accept: 'in-progress',
  finish: 'done',
  return: 'received',
};

export function createStatusPoller({ db, clock, log, forwarders }: StatusPollerDeps): StatusPoller {
  const byName = new Map(
    forwarders.filter(({ news }) => news !== undefined).map((forwarder) => [forwarder.name, forwarder]),
  );
  let stopped = false;
  let running: Promise<number> | undefined;

  async function next(): Promise<Claim | undefined> {
    if (stopped || byName.size === 0) return undefined;
    const now = new Date(clock.now());
    const { rows } = await sql<Claim>`
      update forwarding set follow_at = ${new Date(clock.now() + FOLLOWING.lease)}, asks = asks + 1
      where (case_id, adapter) = (
        select case_id, adapter from forwarding
        where adapter in (${sql.join([...byName.keys()])}) and state = 'done' and not over and (follow_at is null or follow_at <= ${now})
        order by follow_at nulls first limit 1 for update skip locked)
      returning case_id, adapter, asks`.execute(db);
    return rows[0];
  }

  async function ask({ case_id: id, adapter }: Claim): Promise<Heard> {
    try {
      const answer = await byName.get(adapter)?.news?.({ id, adapterState: adapterStateStore(db, id, adapter) });
      return answer?.ok === true ? answer.value : undefined;
    } catch (error) {
      log({ event: 'failed', route: `forwarding ${adapter}`, ...describeError(error) });
      return undefined;
    }
  }

  /** Nothing happens where the claim was over and somebody else has it. */
  async function settle({ case_id: id, adapter, asks }: Claim, heard: Heard): Promise<void> {
    const at = new Date(clock.now());
    const said: { reference: string; type: string }[] = [];
    await db.transaction().execute(async (tx) => {
      // The case first, as everywhere: two transactions that lock in another order would wait for each other.
      const record = await tx
        .selectFrom('case_record')
        .select(['reference', 'stage', 'accepted_at'])
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      const mine = await tx
        .selectFrom('forwarding')
        .select('asks')
        .where('case_id', '=', id)
        .where('adapter', '=', adapter)
        .where('asks', '=', asks)
        .forUpdate()
        .executeTakeFirst();
      if (record === undefined || mine === undefined) return;
      let { stage } = record;
      let returned = false;
      for (const news of heard?.news ?? []) {
        const fresh = await tx
          .insertInto('forwarding_news')
          .values({ case_id: id, adapter, id: news.id, type: news.type, at: news.at })
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .executeTakeFirst();
        if (fresh === undefined) continue;
        if (news.type === 'other') continue;
        const to = STAGE[news.type];
        // What the office said meanwhile stays.
        const moves =
          stage === 'forwarded' || (stage === 'in-progress' && news.type !== 'accept' && (await isOurs(tx, id)));
        await advanceCase(tx, id, {
          type: news.type,
          by: 'register',
          at,
          detail: { system: adapter },
          ...(moves ? { stage: to } : {}),
        });
        if (moves) stage = to;
        returned ||= news.type === 'return';
        said.push({ reference: record.reference ?? '', type: news.type });
      }
      const wait =
        said.length > 0 ? FOLLOWING.first : Math.min(FOLLOWING.longest, FOLLOWING.first * 2 ** Math.min(asks - 1, 20));
      await tx
        .updateTable('forwarding')
        .set({
          follow_at: new Date(at.getTime() + wait),
          over:
            heard?.over === true || returned || (record.accepted_at?.getTime() ?? 0) < at.getTime() - FOLLOWING.atMost,
          ...(returned ? { state: 'failed' } : {}),
          ...(said.length > 0 ? { asks: 0 } : {}),
        })
        .where('case_id', '=', id)
        .where('adapter', '=', adapter)
        .execute();
    });
    for (const { reference, type } of said) log({ event: 'forwarded-news', system: adapter, reference, type });
  }

  /** Whether the stage is the last thing that another system said, and not the office's word. */
  async function isOurs(tx: Kysely<Tables>, id: string): Promise<boolean> {
    const last = await tx
      .selectFrom('case_event')
      .select('by')
      .where('case_id', '=', id)
      .where('type', 'in', ['accept', 'query', 'finish', 'reject', 'reopen'])
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirst();
    return last?.by === 'register';
  }

  async function work(): Promise<number> {
    let asked = 0;
    for (let claimed = await next(); claimed !== undefined; claimed = await next()) {
      asked += 1;
      await settle(claimed, await ask(claimed));
    }
    return asked;
  }

  return {
    run: () =>
      (running ??= work().finally(() => {
        running = undefined;
      })),
    async stop() {
      stopped = true;
      await running?.catch(() => undefined);
    },
  };
}
