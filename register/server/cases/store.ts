/** Cases in the database: how one begins, and how it is changed so that its version and its events keep step. */
import { createHash, randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { CaseEventType, CaseStage } from '../../contract/contract.ts';
import { writeAudit } from '../audit/write.ts';
import { hashOf } from '../services/codes.ts';
import type { Tables } from '../database/tables.ts';

export type CaseActor = 'terminal' | 'office' | 'register';
export interface CaseEventDetail {
  readonly attachment?: string;
  readonly system?: string;
  readonly systemReference?: string;
}

/** From kind to the name of who takes cases of it over. */
export type ForwardRoutes = Readonly<Record<string, string>>;

export interface AcceptedCase {
  /** Idempotency key of the request. */
  readonly key: string;
  readonly terminal: string;
  readonly reference: string;
  readonly secret: string;
  /** Of the terminal's own making, where it has one. */
  readonly number?: string;
  readonly kind: string;
  readonly person?: string;
  /** What it is about, as {@link sealContent} made it. */
  readonly body: string;
  readonly at: Date;
}

/** A case that is handed in at one stroke. False: its number belongs to another case, and nothing was done. */
export async function acceptCase(
  tx: Transaction<Tables>,
  { key, terminal, reference, secret, number, kind, person, body, at }: AcceptedCase,
  routes: ForwardRoutes,
): Promise<boolean> {
  const id = randomUUID();
  const inserted = await tx
    .insertInto('case_record')
    .values({
      id,
      key,
      terminal,
      reference,
      secret_hash: hashOf(secret),
      number: number ?? null,
      kind,
      person: person ?? null,
      body,
      stage: 'received',
      announced_at: at,
      accepted_at: at,
      stage_since: at,
      updated_at: at,
    })
    .onConflict((conflict) => conflict.column('number').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted === undefined) return false;
  await writeEvent(tx, id, 1, 'submit', 'terminal', at);
  await planForwarding(tx, id, kind, at, routes);
  await writeAudit(tx, {
    at: at.getTime(),
    actor: `terminal:${terminal}`,
    action: 'case-accepted',
    subject: reference,
  });
  return true;
}

export async function planForwarding(
  tx: Transaction<Tables>,
  caseId: string,
  kind: string,
  at: Date,
  routes: ForwardRoutes,
): Promise<void> {
  const adapter = Object.hasOwn(routes, kind) ? routes[kind] : undefined;
  if (adapter === undefined) return;
  await tx
    .insertInto('forwarding')
    .values({ case_id: caseId, adapter, state: 'waiting', attempts: 0, next_at: at, claimed_until: null })
    .onConflict((conflict) => conflict.columns(['case_id', 'adapter']).doNothing())
    .execute();
}

export async function writeEvent(
  tx: Kysely<Tables>,
  caseId: string,
  sequence: number,
  type: CaseEventType,
  by: CaseActor,
  at: Date,
  detail?: CaseEventDetail,
): Promise<void> {
  await tx
    .insertInto('case_event')
    .values({ case_id: caseId, sequence, type, at, by, detail: detail === undefined ? null : JSON.stringify(detail) })
    .execute();
}

/**
 * Raises a case's version by one and writes why; `stage` where that changes too. The caller holds the row's lock, or
 * takes it here. Returns the version after it.
 */
export async function advanceCase(
  tx: Transaction<Tables>,
  caseId: string,
  change: {
    readonly type: CaseEventType;
    readonly by: CaseActor;
    readonly at: Date;
    readonly stage?: CaseStage;
    readonly detail?: CaseEventDetail;
  },
): Promise<number> {
  const { version, reference, terminal } = await tx
    .updateTable('case_record')
    .set((set) => ({
      version: set('version', '+', 1),
      updated_at: change.at,
      ...(change.stage === undefined ? {} : { stage: change.stage, stage_since: change.at }),
    }))
    .where('id', '=', caseId)
    .returning(['version', 'reference', 'terminal'])
    .executeTakeFirstOrThrow();
  await writeEvent(tx, caseId, version, change.type, change.by, change.at, change.detail);
  const actor =
    change.by === 'office'
      ? 'admin'
      : change.by === 'register'
        ? change.detail?.system === undefined
          ? 'register'
          : (`system:${change.detail.system}` as const)
        : (`terminal:${terminal ?? ''}` as const);
  await writeAudit(tx, {
    at: change.at.getTime(),
    actor,
    action: change.type === 'submit' ? 'case-accepted' : 'case-changed',
    subject: reference ?? `case:${caseId}`,
  });
  return version;
}

/** SHA-512, hexadecimal. */
export const sha512 = (bytes: Uint8Array): string => createHash('sha512').update(bytes).digest('hex');
