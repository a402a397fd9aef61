/** Readiness reports that the office asked terminals for: taken once for each order, and the newest of each kept. */
import { errors, flattenedVerify, decodeProtectedHeader } from 'jose';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { TimeSource } from '../../../base/clock.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import {
  ReadinessContent,
  SignedReport,
  TerminalKey,
  type ReadinessReportRequest,
  type TerminalOrder,
} from '../../contract/contract.ts';
import type { OfficeReport, ReportSignature } from '../../contract/office-terminals.ts';
import { tellChange } from '../database/changes.ts';
import type { Tables } from '../database/tables.ts';
import { readTerminalKey } from './enrolment.ts';
import { HOLDS_MS } from './orders.ts';
import type { Terminal } from './terminals.ts';

/** Of each terminal. */
export const REPORTS_KEPT = 10;
const ORDER: TerminalOrder['order'] = 'readiness-report';

/** `not-found`: no such order of this terminal. `unreadable`: what was signed is no report. */
export type ReportRefusal = 'not-found' | 'unreadable';

/** Takes the report, and the order is over. The same order again is answered as it was. */
export async function takeReport(
  db: Kysely<Tables>,
  clock: TimeSource,
  terminal: Terminal,
  { order, report }: ReadinessReportRequest,
): Promise<Result<{ readonly acceptedAt: string; readonly again: boolean }, ReportRefusal>> {
  const content = contentOf(report);
  if (content === null) return err('unreadable');
  return db.transaction().execute(async (tx) => {
    const given = await tx
      .selectFrom('terminal_order')
      .select(['given_at', 'given_by'])
      .where('id', '=', order)
      .where('terminal', '=', terminal.id)
      .where(sql`body ->> 'order'`, '=', ORDER)
      .forUpdate()
      .executeTakeFirst();
    if (given === undefined) return err('not-found');
    const earlier = await tx
      .selectFrom('readiness_report')
      .select('arrived_at')
      .where('order_id', '=', order)
      .executeTakeFirst();
    if (earlier !== undefined) return ok({ acceptedAt: earlier.arrived_at.toISOString(), again: true });
    const now = new Date(clock.now());
    await tx
      .insertInto('readiness_report')
      .values({
        order_id: order,
        terminal: terminal.id,
        asked_at: given.given_at,
        asked_by: given.given_by,
        arrived_at: now,
        signature: await signatureOf(tx, terminal, report),
        content: JSON.stringify(content),
        signed: JSON.stringify(report),
      })
      .execute();
    await tx.updateTable('terminal_order').set({ taken_at: now }).where('id', '=', order).execute();
    const older = tx
      .selectFrom('readiness_report')
      .select('order_id')
      .where('terminal', '=', terminal.id)
      .orderBy('order_id', 'desc')
      .offset(REPORTS_KEPT);
    await tx.deleteFrom('readiness_report').where('order_id', 'in', older).execute();
    await tellChange(tx, { what: 'terminal', id: terminal.id });
    return ok({ acceptedAt: now.toISOString(), again: false });
  });
}

function contentOf({ payload }: SignedReport): ReadinessContent | null {
  try {
    return ReadinessContent.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  } catch {
    return null;
  }
}

/** By the key with which the terminal is enrolled at this moment. */
async function signatureOf(tx: Transaction<Tables>, { id }: Terminal, report: SignedReport): Promise<ReportSignature> {
  const row = await tx.selectFrom('terminal').select('public_key').where('id', '=', id).executeTakeFirst();
  const own = TerminalKey.safeParse(row?.public_key);
  if (own.success && (await fits(report, own.data))) return 'by-terminal';
  const named = TerminalKey.safeParse(namedKey(report));
  if (!named.success || !(await fits(report, named.data))) return 'broken';
  return own.success ? 'by-another-key' : 'no-key';
}

/** The key that the report itself names: it says that the report is whole, not whose it is. */
function namedKey(report: SignedReport): unknown {
  try {
    return decodeProtectedHeader(report).jwk;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

async function fits(report: SignedReport, key: TerminalKey): Promise<boolean> {
  const publicKey = readTerminalKey(key);
  if (publicKey === null) return false;
  try {
    await flattenedVerify(report, publicKey, { algorithms: [key.kty === 'OKP' ? 'EdDSA' : 'ES256'] });
    return true;
  } catch (error) {
    if (error instanceof errors.JOSEError) return false;
    throw error;
  }
}

/**
 * What the office asked the terminal for, the newest first, with the reports that came. `doing`: what the terminal's
 * last word said of the order that is open.
 */
export async function reportsOf(
  db: Kysely<Tables>,
  clock: TimeSource,
  terminal: string,
  doing: { readonly order: number; readonly state: 'waiting' | 'running' } | null,
): Promise<OfficeReport[]> {
  const [arrived, asked] = await Promise.all([
    db
      .selectFrom('readiness_report')
      .select(['order_id', 'asked_at', 'asked_by', 'arrived_at', 'signature', 'content'])
      .where('terminal', '=', terminal)
      .orderBy('order_id', 'desc')
      .limit(REPORTS_KEPT)
      .execute(),
    db
      .selectFrom('terminal_order')
      .select(['id', 'given_at', 'given_by', 'taken_at'])
      .where('terminal', '=', terminal)
      .where(sql`body ->> 'order'`, '=', ORDER)
      .orderBy('id', 'desc')
      .limit(REPORTS_KEPT)
      .execute(),
  ]);
  const done = arrived.map((row): OfficeReport => ({
    order: Number(row.order_id),
    askedAt: row.asked_at.toISOString(),
    askedBy: row.asked_by,
    state: 'arrived',
    arrivedAt: row.arrived_at.toISOString(),
    signature: row.signature as ReportSignature,
    content: ReadinessContent.parse(row.content),
  }));
  const known = new Set(done.map(({ order }) => order));
  const oldest = done.length < REPORTS_KEPT ? 0 : Math.min(...known);
  const open = asked
    .map((row) => ({ ...row, order: Number(row.id) }))
    // Of an older one the report may have been removed.
    .filter(({ order }) => !known.has(order) && order > oldest)
    .map(({ order, given_at, given_by, taken_at }): OfficeReport => {
      const isOver = clock.now() - given_at.getTime() >= HOLDS_MS;
      return {
        order,
        askedAt: given_at.toISOString(),
        askedBy: given_by,
        state: taken_at !== null ? 'refused' : isOver ? 'too-late' : doing?.order === order ? doing.state : 'asked',
        arrivedAt: null,
        signature: null,
        content: null,
      };
    });
  return [...open, ...done].sort((a, b) => b.order - a.order).slice(0, REPORTS_KEPT);
}

/** The report as the terminal signed it; null where there is none, or none any more. */
export async function signedReport(db: Kysely<Tables>, order: number): Promise<SignedReport | null> {
  const row = await db.selectFrom('readiness_report').select('signed').where('order_id', '=', order).executeTakeFirst();
  return row === undefined ? null : SignedReport.parse(row.signed);
}
