/** What is to be said of alarms: several of a minute in one message, a digest after quiet hours, each thing once. */
import { randomUUID } from 'node:crypto';
import type { Selectable, Transaction } from 'kysely';
import { AlarmDetail, AlarmKind, type AlarmChange, type AlarmEntry, type AlarmMessage } from '../../contract/alarms.ts';
import type { Tables } from '../database/tables.ts';
import { KINDS } from './kinds.ts';
import { RETURNS_MS } from './ledger.ts';
import type { Quiet } from './quiet.ts';

export interface TellDeps {
  readonly now: number;
  readonly quiet: Quiet;
  /** Whether people who are called for help may be there. */
  readonly mayCome: boolean;
  /** Whom each message goes to, see `alarm_delivery.line`. */
  readonly lines: readonly string[];
}

type Row = Selectable<Tables['alarm']>;
interface Told {
  readonly row: Row;
  readonly change: AlarmChange;
}

const MINUTE_MS = 60_000;
/** What came and went longer ago is no news, where there were no quiet hours before. */
const NEWS_MS = 7 * 24 * 60 * MINUTE_MS;
const LISTED = 100;
/** Rows in one statement. */
const AT_ONCE = 1_000;

/** Writes the message that is due, and marks what it says as told; the caller has the lock. */
export async function tellAlarms(tx: Transaction<Tables>, deps: TellDeps): Promise<void> {
  const { now, quiet } = deps;
  const untold = await tx
    .selectFrom('alarm')
    .selectAll()
    .where('began_at', 'is not', null)
    .where(({ or, and, eb }) =>
      or([eb('told_begin', 'is', null), and([eb('over_at', 'is not', null), eb('told_end', 'is', null)])]),
    )
    .where(({ or, eb }) => or([eb('over_at', 'is', null), eb('over_at', '>', new Date(now - NEWS_MS))]))
    .execute();
  if (untold.length === 0) return;
  if (quiet.isQuiet(now)) {
    const urgent = untold.filter(({ kind }) => KINDS[AlarmKind.parse(kind)].atOnce === true);
    const due = dueNow(urgent, now);
    if (due.length > 0 && deps.mayCome) await write(tx, deps, 'alarms', due);
    return;
  }
  const end = quiet.lastEnd(now);
  const missed = (row: Row): boolean => end !== null && newsOf(row) < end;
  if (untold.some(missed)) {
    const going = await tx
      .selectFrom('alarm')
      .selectAll()
      .where('over_at', 'is', null)
      .where('told_begin', 'is not', null)
      .execute();
    const news = untold.map((row) => ({ row, change: digestChange(row) }));
    return write(tx, deps, 'digest', [...news, ...going.map((row) => ({ row, change: 'holds' as const }))]);
  }
  const due = dueNow(untold, now);
  if (due.length > 0) await write(tx, deps, 'alarms', due);
}

/** What has to be seen to, the oldest first. */
export async function goingAlarms(tx: Transaction<Tables>): Promise<AlarmEntry[]> {
  const rows = await tx
    .selectFrom('alarm')
    .selectAll()
    .where('over_at', 'is', null)
    .where('began_at', 'is not', null)
    .orderBy('since')
    .execute();
  const told = rows.map((row) => ({ row, change: 'holds' as const }));
  const terminals = await terminalsOf(tx, told);
  return told.map((one) => entryOf(one, terminals));
}

/** When that happened of which nobody knows yet. */
const newsOf = ({ told_begin, began_at, over_at }: Row): number =>
  (told_begin === null ? began_at : over_at)?.getTime() ?? Number.POSITIVE_INFINITY;

const endOf = (row: Row): AlarmChange => (row.ended_as === 'withdrawn' ? 'withdrawn' : 'over');

function digestChange(row: Row): AlarmChange {
  if (row.told_begin !== null) return endOf(row);
  return row.over_at === null ? 'began' : 'passed';
}

/**
 * What waits for others of its minute waits until that is over. What came back waits until it stays, and what was over
 * before anybody was told is for the digest.
 */
function dueNow(rows: readonly Row[], now: number): Told[] {
  const ready = rows.flatMap((row): Told[] => {
    const news = newsOf(row);
    if (row.told_begin !== null) return [{ row, change: endOf(row) }];
    return row.over_at !== null || (row.returned && now - news < RETURNS_MS) ? [] : [{ row, change: 'began' }];
  });
  const isDue = ({ row }: Told): boolean =>
    KINDS[AlarmKind.parse(row.kind)].atOnce === true ||
    Math.floor(newsOf(row) / MINUTE_MS) < Math.floor(now / MINUTE_MS);
  // What has to go at once takes along what waits.
  return ready.some(({ row }) => KINDS[AlarmKind.parse(row.kind)].atOnce === true) ? ready : ready.filter(isDue);
}

async function write(
  tx: Transaction<Tables>,
  { now, lines }: TellDeps,
  type: AlarmMessage['type'],
  told: readonly Told[],
): Promise<void> {
  const sorted = told.toSorted((a, b) => order(a) - order(b) || a.row.since.getTime() - b.row.since.getTime());
  const listed = sorted.slice(0, LISTED);
  const terminals = await terminalsOf(tx, listed);
  const message: AlarmMessage = {
    id: randomUUID(),
    at: new Date(now).toISOString(),
    type,
    entries: listed.map((one) => entryOf(one, terminals)),
    more: told.length - listed.length,
  };
  const at = new Date(now);
  await tx
    .insertInto('alarm_message')
    .values({ id: message.id, body: JSON.stringify(message), created_at: at })
    .execute();
  for (const line of lines)
    await tx.insertInto('alarm_delivery').values({ message: message.id, line, next_at: at }).execute();
  const mark = async (column: 'told_begin' | 'told_end', rows: readonly Told[]): Promise<void> => {
    const ids = rows.map(({ row }) => row.id);
    for (let from = 0; from < ids.length; from += AT_ONCE)
      await tx
        .updateTable('alarm')
        .set({ [column]: message.id })
        .where('id', 'in', ids.slice(from, from + AT_ONCE))
        .execute();
  };
  const news = told.filter(({ change }) => change !== 'holds');
  await mark(
    'told_begin',
    news.filter(({ row }) => row.told_begin === null),
  );
  await mark(
    'told_end',
    news.filter(({ change }) => change !== 'began'),
  );
}

const CHANGES: readonly AlarmChange[] = ['began', 'holds', 'over', 'withdrawn', 'passed'];
/** What needs somebody first, the worst first. */
const order = ({ row, change }: Told): number =>
  CHANGES.indexOf(change) * 100 + AlarmKind.options.indexOf(AlarmKind.parse(row.kind));

async function terminalsOf(
  tx: Transaction<Tables>,
  told: readonly Told[],
): Promise<ReadonlyMap<string, NonNullable<AlarmEntry['terminal']>>> {
  const ids = [...new Set(told.flatMap(({ row }) => row.terminal ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await tx.selectFrom('terminal').select(['id', 'name', 'place']).where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, row]));
}

function entryOf({ row, change }: Told, terminals: Awaited<ReturnType<typeof terminalsOf>>): AlarmEntry {
  return {
    alarm: row.id,
    change,
    kind: AlarmKind.parse(row.kind),
    terminal: row.terminal === null ? null : (terminals.get(row.terminal) ?? null),
    detail: AlarmDetail.parse(row.detail),
    since: row.since.toISOString(),
    overAt: row.over_at?.toISOString() ?? null,
    again: row.returned,
  };
}
