/**
 * Takes a delivery in: checked whole, staged, and taken over in one transaction, so that nobody ever reads half of it.
 * Whatever becomes of it is noted with its report, in which nothing of a person stands.
 */
import { createHash, type Hash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { dayIn } from '../../../../base/calendar-day.ts';
import { writeAudit } from '../../audit/write.ts';
import { FileImport } from '../../bulk/file/import.ts';
import type { Checked } from '../../bulk/file/thread.ts';
import type { BulkLine } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import type { Register } from '../../register.ts';
import type { DeliveryHead } from './columns.ts';
import type { RemovalLimit } from './limit.ts';
import type { FeedBatch } from './lines.ts';
import { countAbsent, findDifferences, leaveOutGone, merge } from './merge.ts';
import { keepPending } from './pending.ts';
import { DeliveryReport } from './report.ts';
import { analyzeStage, makeStage, stageBatch, stageFaults } from './stage.ts';

export interface DeliveryOutcome {
  readonly id: number;
  readonly state: 'applied' | 'waiting' | 'refused';
  readonly report: DeliveryReport;
}

/** What of the register takes a delivery in. */
export type Taker = Pick<Register, 'database' | 'folder' | 'clock' | 'timeZone'>;

export interface DeliverOptions {
  /** Path of \`bulk/file/thread.ts\`, or of its bundle. */
  readonly script: string;
  readonly limit: RemovalLimit;
  /** The waiting delivery that somebody lets through, and who. */
  readonly confirmed: { readonly id: number; readonly by: string } | null;
  /** Whether to go on. */
  goesOn(): boolean;
}

/** Any two deliveries wait for each other. */
const LOCK = 0x666f7965;
/** Milliseconds for one statement over all people of a state. */
const STATEMENT_MS = 30 * 60_000;
/** Records of the thread (lines.ts), each some 48 KiB. */
const AT_ONCE = 32;

/** Ends the transaction: nothing of the delivery stays. */
class NotTaken extends Error {
  readonly state: 'waiting' | 'refused';
  readonly report: Partial<DeliveryReport>;
  constructor(state: NotTaken['state'], report: Partial<DeliveryReport>) {
    super(state);
    this.state = state;
    this.report = report;
  }
}
const refuse = (sentence: string): never => {
  throw new NotTaken('refused', { sentence });
};

export async function deliver(
  register: Taker,
  bytes: AsyncIterable<Uint8Array>,
  options: DeliverOptions,
): Promise<DeliveryOutcome> {
  const { database, folder, clock } = register;
  const blocks = (await database.db.selectFrom('block_kind').select('id').execute()).map(({ id }) => id);
  const file = new FileImport<FeedBatch>(options.script, { kind: { lines: 'delivery', blocks }, folder });
  const received = { at: new Date(clock.now()), hash: createHash('sha256') };
  try {
    const checked = await file.check(hashed(bytes, received.hash));
    const about = {
      sha256: received.hash.digest(),
      receivedAt: received.at,
      head: checked.about as DeliveryHead | null,
    };
    const read = Math.max(0, checked.lines - 2);
    const fault = refusalOf(checked, about.head);
    const { head } = about;
    if (fault !== null || head === null)
      return await note(register, about, 'refused', DeliveryReport.parse({ read, ...fault }));
    try {
      return await database.bulk((line) => take(register, line, { file, about: { ...about, head }, read, options }), {
        statementMs: STATEMENT_MS,
      });
    } catch (error) {
      if (!(error instanceof NotTaken)) throw error;
      return await note(register, about, error.state, DeliveryReport.parse({ read, ...error.report }));
    }
  } finally {
    await file.close();
  }
}

async function* hashed(bytes: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}

function refusalOf(checked: Checked, head: DeliveryHead | null): Partial<DeliveryReport> | null {
  if (checked.refused !== null) return { sentence: checked.refused.sentence.replace(/^FILE/, 'The file') };
  if (checked.bad > 0) return { refused: [...checked.faults], more: checked.more };
  return head === null ? { sentence: 'The file has no record "delivery".' } : null;
}

interface About {
  readonly sha256: Buffer;
  readonly receivedAt: Date;
  readonly head: DeliveryHead | null;
}

function rowOf({ sha256, receivedAt, head }: About, state: DeliveryOutcome['state'], report: DeliveryReport) {
  return {
    kind: head?.kind ?? null,
    sequence: head?.sequence ?? null,
    as_of: head?.asOf ?? null,
    received_at: receivedAt,
    sha256,
    state,
    report: JSON.stringify(report),
  };
}

async function note(
  { database: { db }, clock }: Taker,
  about: About,
  state: 'waiting' | 'refused',
  report: DeliveryReport,
): Promise<DeliveryOutcome> {
  return db.transaction().execute(async (tx) => {
    const { id } = await tx
      .insertInto('resident_delivery')
      .values(rowOf(about, state, report))
      .returning('id')
      .executeTakeFirstOrThrow();
    await writeAudit(tx, {
      at: clock.now(),
      actor: 'admin',
      action: state === 'waiting' ? 'delivery-waiting' : 'delivery-refused',
      subject: `delivery:${id}`,
    });
    return { id, state, report };
  });
}

interface Taking {
  readonly file: FileImport<FeedBatch>;
  readonly about: About & { readonly head: DeliveryHead };
  readonly read: number;
  readonly options: DeliverOptions;
}

/** Throws {@link NotTaken}. */
function take(
  register: Taker,
  { db, copyIn }: BulkLine,
  { file, about, read, options }: Taking,
): Promise<DeliveryOutcome> {
  const { clock, timeZone } = register;
  const { kind, asOf } = about.head;
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(tx);
    await checkSequence(tx, about.head);
    if (options.confirmed !== null) await checkConfirmed(tx, options.confirmed.id, about.sha256);
    await makeStage(tx);
    await file.writeAll(AT_ONCE, async (batch) => {
      await stageBatch(tx, copyIn, batch);
      return options.goesOn();
    });
    if (!options.goesOn()) throw new Error('The delivery was interrupted.');
    await analyzeStage(tx);
    const { faults, more } = await stageFaults(tx, kind);
    if (faults.length > 0) throw new NotTaken('refused', { refused: faults, more });
    const { absent, all } = await countAbsent(tx, kind);
    const most = Math.max(options.limit.people, Math.floor((all * options.limit.percent) / 100));
    if (absent > most && options.confirmed === null)
      throw new NotTaken('waiting', {
        removed: absent,
        sentence: `It would remove ${absent} of ${all} people; more than ${most} go only when somebody confirms it.`,
      });
    const now = clock.now();
    const how = { kind, asOf, today: dayIn(timeZone, now), now, timeZone };
    const gone = await leaveOutGone(tx, how.today);
    await findDifferences(tx, how);
    const counts = await merge(tx, how, await keepPending(tx));
    const report = DeliveryReport.parse({ read, gone, ...counts });
    const id = await noteApplied(tx, register, { about, report, confirmed: options.confirmed });
    return { id, state: 'applied', report };
  });
}

async function noteApplied(
  tx: Transaction<Tables>,
  { clock }: Taker,
  { about, report, confirmed }: Pick<DeliverOptions, 'confirmed'> & { about: Taking['about']; report: DeliveryReport },
): Promise<number> {
  const applied = { ...rowOf(about, 'applied', report), applied_at: new Date(clock.now()) };
  const { id } =
    confirmed === null
      ? await tx.insertInto('resident_delivery').values(applied).returning('id').executeTakeFirstOrThrow()
      : await tx
          .updateTable('resident_delivery')
          .set({ ...applied, decided_by: confirmed.by })
          .where('id', '=', confirmed.id)
          .returning('id')
          .executeTakeFirstOrThrow();
  // What waited is older than this one, and would be refused.
  await tx
    .updateTable('resident_delivery')
    .set({ state: 'dismissed' })
    .where('state', '=', 'waiting')
    .where('sequence', '<=', String(about.head.sequence))
    .execute();
  await writeAudit(tx, {
    at: clock.now(),
    actor: 'admin',
    action: confirmed === null ? 'delivery-applied' : 'delivery-confirmed',
    subject: `delivery:${id}`,
  });
  return id;
}

/** Throws {@link NotTaken} with a sentence that names both numbers. */
async function checkSequence(tx: Transaction<Tables>, { kind, sequence, asOf }: DeliveryHead): Promise<void> {
  const last = await tx
    .selectFrom('resident_delivery')
    .select(['sequence', 'as_of'])
    .where('state', '=', 'applied')
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last === undefined) {
    if (kind === 'delta') refuse(`It is the delta number ${sequence}, but there was no complete delivery before it.`);
    return;
  }
  const before = Number(last.sequence);
  if (sequence <= before) refuse(`It has the number ${sequence}, but number ${before} was taken in already.`);
  if (kind === 'delta' && sequence !== before + 1)
    refuse(
      `It is the delta number ${sequence}, but the last delivery that was taken in has number ${before}: number ${before + 1} is missing.`,
    );
  if (last.as_of !== null && Date.parse(asOf) < last.as_of.getTime())
    refuse(`Its data are of ${asOf}, but the last delivery's are of ${last.as_of.toISOString()}.`);
}

async function checkConfirmed(tx: Transaction<Tables>, id: number, sha256: Buffer): Promise<void> {
  const row = await tx
    .selectFrom('resident_delivery')
    .select(['state', 'sha256'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row?.state !== 'waiting') return refuse(`No delivery ${id} is waiting.`);
  if (Buffer.compare(Buffer.from(row.sha256), sha256) !== 0)
    refuse(`It is another file than the delivery ${id} that is waiting.`);
}
