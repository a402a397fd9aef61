/**
 * Brings messages to where they go. Any number of servers may do it on one database: each claims a message for one
 * recipient for a while. What does not arrive is tried again, and later messages to the same recipient wait behind it.
 */
import { sql, type Kysely } from 'kysely';
import type { TimeSource } from '../../../base/clock.ts';
import { AlarmMessage } from '../../contract/alarms.ts';
import type { Tables } from '../database/tables.ts';
import type { RegisterLog } from '../log.ts';
import type { Way } from './way.ts';

/** Milliseconds. `first`: until the second attempt; each further wait is twice as long, up to `longest`. */
export const DELIVERY = {
  /** Longer than any way takes for one message. */
  lease: 5 * 60_000,
  first: 60_000,
  longest: 15 * 60_000,
  /** What could not be delivered for so long is nobody's help any more. */
  givenUp: 3 * 24 * 60 * 60_000,
} as const;

export interface DeliverDeps {
  readonly db: Kysely<Tables>;
  readonly clock: TimeSource;
  readonly log: RegisterLog;
  readonly ways: readonly Way[];
}

interface Claim {
  readonly message: string;
  readonly attempts: number;
}

/** Sends what is due, each recipient on its own; how many messages were tried. */
export async function deliver(deps: DeliverDeps, isStopped: () => boolean): Promise<number> {
  await giveUp(deps);
  const tried = await Promise.all(
    deps.ways.map(async (way) => {
      let count = 0;
      for (;;) {
        const claimed = isStopped() ? undefined : await claim(deps, way.line);
        if (claimed === undefined) return count;
        count += 1;
        await settle(deps, way, claimed);
      }
    }),
  );
  return tried.reduce((sum, count) => sum + count, 0);
}

/** The oldest that is not there, where it is due; so nobody reads of an end before its beginning. */
async function claim({ db, clock }: DeliverDeps, line: string): Promise<Claim | undefined> {
  const now = new Date(clock.now());
  const { rows } = await sql<Claim>`
    update alarm_delivery set attempts = attempts + 1, claimed_until = ${new Date(clock.now() + DELIVERY.lease)}
    where (message, line) = (
      select message, line from alarm_delivery
      where position = (select min(position) from alarm_delivery where line = ${line} and state = 'waiting')
        and state = 'waiting' and next_at <= ${now} and (claimed_until is null or claimed_until <= ${now})
      for update skip locked)
    returning message, attempts`.execute(db);
  return rows[0];
}

async function settle({ db, clock, log }: DeliverDeps, way: Way, { message, attempts }: Claim): Promise<void> {
  const { body } = await db
    .selectFrom('alarm_message')
    .select('body')
    .where('id', '=', message)
    .executeTakeFirstOrThrow();
  const sent = await way.send(AlarmMessage.parse(body), clock.now());
  const now = clock.now();
  const wait = Math.min(DELIVERY.longest, DELIVERY.first * 2 ** Math.min(attempts - 1, 20));
  const isOver = sent.ok || sent.error.outcome === 'rejected';
  await db
    .updateTable('alarm_delivery')
    .set({
      claimed_until: null,
      ...(isOver
        ? { state: sent.ok ? 'sent' : 'rejected', ended_at: new Date(now) }
        : { next_at: new Date(now + wait) }),
    })
    .where('message', '=', message)
    .where('line', '=', way.line)
    // Nothing happens where the claim was over and somebody else has it.
    .where('attempts', '=', attempts)
    .where('state', '=', 'waiting')
    .execute();
  const { name, recipient } = way;
  if (sent.ok) log({ event: 'alarm-sent', way: name, recipient, message });
  else {
    const { outcome, code, status } = sent.error;
    log({
      event: 'alarm-not-sent',
      way: name,
      recipient,
      message,
      outcome,
      code: status === null ? code : `${code} ${status}`,
    });
  }
}

/** Also what is for somebody who is in no setting any more. */
async function giveUp({ db, clock, log, ways }: DeliverDeps): Promise<void> {
  const rows = await db
    .updateTable('alarm_delivery')
    .set({ state: 'gave-up', ended_at: new Date(clock.now()), claimed_until: null })
    .where('state', '=', 'waiting')
    .where('message', 'in', (from) =>
      from
        .selectFrom('alarm_message')
        .select('id')
        .where('created_at', '<=', new Date(clock.now() - DELIVERY.givenUp)),
    )
    .returning(['message', 'line'])
    .execute();
  for (const { message, line } of rows) {
    const recipient = ways.find((way) => way.line === line)?.recipient ?? null;
    const way = line === 'webhook' ? 'webhook' : 'mail';
    log({ event: 'alarm-not-sent', way, recipient, message, code: 'too-old', outcome: 'gave-up' });
  }
}
