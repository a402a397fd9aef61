/**
 * Writes entries of the audit, in the transaction of the action: either both are there or neither. With a single chain
 * all transactions would wait for each other, so there are several, called lanes; each entry goes to one that no other
 * transaction is writing to.
 */
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { chainHash } from './entry.ts';
import { actingOperator } from './acting.ts';
import type { NewAuditEntry, AuditEntry } from './entry.ts';
import { makePartition, monthOf, partitionName } from './partitions.ts';

const LONGEST_SUBJECT = 200;

interface Head {
  readonly lane: number;
  readonly position: string | number;
  readonly at: Date;
  readonly hash: Uint8Array;
  readonly ready: boolean;
}

/** To be called last in a transaction: from here to its end the lane is locked. */
export async function writeAudit(tx: Transaction<Tables>, added: NewAuditEntry): Promise<void> {
  if (added.subject === '' || added.subject.length > LONGEST_SUBJECT)
    throw new RangeError('An entry of the audit has a subject of at most 200 characters.');
  const head = await takeLane(tx, added.at);
  // By the clocks of several servers time may go back; within a lane it does not, so that whole months can be dropped
  // from its beginning.
  const at = Math.max(added.at, head.at.getTime());
  if (!head.ready || monthOf(at) !== monthOf(added.at)) await makePartition(tx, monthOf(at));
  const entry: AuditEntry = {
    lane: head.lane,
    position: Number(head.position) + 1,
    at,
    actor: added.actor === 'admin' ? (actingOperator() ?? 'admin') : added.actor,
    action: added.action,
    subject: added.subject,
  };
  const hash = chainHash(head.hash, entry);
  await sql`
    with entry as (
      insert into audit (lane, position, at, actor, action, subject, hash)
      values (${entry.lane}, ${entry.position}, ${new Date(at)}, ${entry.actor}, ${entry.action}, ${entry.subject}, ${hash}) returning position)
    update audit_lane set position = entry.position, at = ${new Date(at)}, hash = ${hash} from entry where lane = ${entry.lane}`.execute(
    tx,
  );
}

/**
 * The head of a lane, locked until the transaction ends. A lane that this transaction holds already counts as free, so
 * that only a transaction that holds none waits for one, and there can be no deadlock.
 */
async function takeLane(tx: Transaction<Tables>, at: number): Promise<Head> {
  const first = Math.floor(Math.random() * 2 ** 15);
  const ready = sql<boolean>`to_regclass(${partitionName(monthOf(at))}) is not null`;
  const {
    rows: [free],
  } = await sql<Head>`
    select lane, position, at, hash, ${ready} as ready from audit_lane order by (lane + ${sql.lit(first)}) % 16 limit 1 for update skip locked`.execute(
    tx,
  );
  if (free !== undefined) return free;
  const {
    rows: [next],
  } =
    await sql<Head>`select lane, position, at, hash, ${ready} as ready from audit_lane where lane = ${sql.lit(first % 16)} for update`.execute(
      tx,
    );
  if (next === undefined) throw new Error('The audit has lost a lane.');
  return next;
}
