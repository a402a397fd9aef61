/** Walks the chains of the audit and names what was changed, removed, put in or moved. */
import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { chainHash } from './entry.ts';

/** Where a lane ends, to be kept out of reach of everyone who can write to the database. */
export interface AuditHead {
  readonly lane: number;
  /** 0: no entry yet. */
  readonly position: number;
  /** Hexadecimal. */
  readonly hash: string;
}

export interface AuditFinding {
  readonly lane: number;
  /** Of the entry that it was noticed at. */
  readonly position: number;
  /**
   * `removed`: this and perhaps more are missing before what follows. `inserted`: its place is taken. `changed`: the
   * entry is not what was written after the one before it, by its content, its hash or its order. `end`: the lane ends
   * elsewhere than its head says. `head`: it is not what a head that was kept elsewhere says. `lane`: the lane itself
   * is missing, or is unknown.
   */
  readonly kind: 'removed' | 'inserted' | 'changed' | 'end' | 'head' | 'lane';
}

export interface AuditVerdict {
  readonly entries: number;
  readonly findings: readonly AuditFinding[];
  /** Kept heads whose entries were dropped with their month since: nothing can be said about them. */
  readonly uncheckable: number;
}

export const LANES = 16;
const AT_ONCE = 5_000;
/** Where everything is destroyed, the report does not list every entry. */
const FINDINGS_AT_MOST = 1_000;

/** The lanes' heads of this moment. */
export async function auditHeads(db: Kysely<Tables>): Promise<AuditHead[]> {
  const rows = await db.selectFrom('audit_lane').select(['lane', 'position', 'hash']).orderBy('lane').execute();
  return rows.map(({ lane, position, hash }) => ({
    lane,
    position: Number(position),
    hash: Buffer.from(hash).toString('hex'),
  }));
}

/** In one snapshot, while others write on. `kept`: heads as {@link auditHeads} gave them at any earlier time. */
export function verifyAudit(db: Kysely<Tables>, kept: readonly AuditHead[] = []): Promise<AuditVerdict> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const findings: AuditFinding[] = [];
      let entries = 0;
      let uncheckable = 0;
      for (let lane = 0; lane < LANES; lane += 1) {
        const walked = await walk(
          tx,
          lane,
          kept.filter((head) => head.lane === lane),
        );
        entries += walked.entries;
        uncheckable += walked.uncheckable;
        findings.push(...walked.findings.slice(0, FINDINGS_AT_MOST - findings.length));
      }
      const strangers = await tx
        .selectFrom('audit')
        .select(['lane', 'position'])
        .where((where) => where.or([where('lane', '<', 0), where('lane', '>=', LANES)]))
        .limit(FINDINGS_AT_MOST)
        .execute();
      findings.push(
        ...strangers.map(({ lane, position }) => ({ lane, position: Number(position), kind: 'lane' as const })),
      );
      return { entries, findings, uncheckable };
    });
}

async function walk(tx: Transaction<Tables>, lane: number, kept: readonly AuditHead[]): Promise<AuditVerdict> {
  const findings: AuditFinding[] = [];
  const find = (position: number, kind: AuditFinding['kind']): void => {
    if (findings.length < FINDINGS_AT_MOST) findings.push({ lane, position, kind });
  };
  const head = await tx.selectFrom('audit_lane').selectAll().where('lane', '=', lane).executeTakeFirst();
  if (head === undefined) return { entries: 0, findings: [{ lane, position: 0, kind: 'lane' }], uncheckable: 0 };
  const anchor = { position: Number(head.anchor_position), hash: Buffer.from(head.anchor_hash) };
  const wanted = new Map<number, string[]>();
  for (const { position, hash } of kept) wanted.set(position, [...(wanted.get(position) ?? []), hash]);
  let last = anchor;
  const meet = (): void => {
    if (wanted.get(last.position)?.some((hash) => hash !== last.hash.toString('hex'))) find(last.position, 'head');
    wanted.delete(last.position);
  };
  meet();
  let entries = 0;
  // What lies before the anchor was dropped: whatever is there now was put in.
  for (const { position } of await tx
    .selectFrom('audit')
    .select('position')
    .where('lane', '=', lane)
    .where('position', '<=', String(anchor.position))
    .orderBy('position')
    .limit(FINDINGS_AT_MOST)
    .execute())
    find(Number(position), 'inserted');
  for (let after = last.position, more = true; more;) {
    const rows = await tx
      .selectFrom('audit')
      .selectAll()
      .where('lane', '=', lane)
      .where('position', '>', String(after))
      .orderBy('position')
      .orderBy('at')
      .limit(AT_ONCE)
      .execute();
    more = rows.length === AT_ONCE;
    for (const row of rows) {
      const position = Number(row.position);
      if (position === last.position) {
        find(position, 'inserted');
        continue;
      }
      entries += 1;
      if (position > last.position + 1) find(last.position + 1, 'removed');
      const hash = Buffer.from(row.hash);
      const right = chainHash(last.hash, {
        lane,
        position,
        at: row.at.getTime(),
        actor: row.actor,
        action: row.action,
        subject: row.subject,
      });
      // After a gap it cannot fit, and that was said.
      if (!right.equals(hash) && position === last.position + 1) find(position, 'changed');
      last = { position, hash };
      meet();
    }
    after = last.position;
  }
  if (last.position !== Number(head.position) || !last.hash.equals(Buffer.from(head.hash)))
    find(Number(head.position), 'end');
  let uncheckable = 0;
  for (const position of wanted.keys()) {
    if (position < anchor.position) uncheckable += 1;
    else find(position, 'head');
  }
  return { entries, findings, uncheckable };
}
