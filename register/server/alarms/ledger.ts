/** Alarms as they begin and end: each must last a while, and is one row until it is over. */
import { randomUUID } from 'node:crypto';
import type { Selectable, Transaction } from 'kysely';
import { AlarmDetail, AlarmKind } from '../../contract/alarms.ts';
import type { Tables } from '../database/tables.ts';
import type { RegisterLog } from '../log.ts';
import { KINDS } from './kinds.ts';
import { wasAnswered, type Observation, type Observed } from './observe.ts';

/** Milliseconds after its end in which an alarm that begins anew is the same one that comes and goes. */
export const RETURNS_MS = 10 * 60_000;

type Row = Selectable<Tables['alarm']>;

const keyOf = ({ kind, terminal, part }: Pick<Row, 'kind' | 'terminal' | 'part'>): string =>
  JSON.stringify([kind, terminal, part]);

/** Brings the table to what was observed. One at a time: the caller has the lock. */
export async function keepLedger(
  tx: Transaction<Tables>,
  { found, unseen, admitted }: Observation,
  { now, log }: { readonly now: number; readonly log: RegisterLog },
): Promise<void> {
  const going = new Map(
    (await tx.selectFrom('alarm').selectAll().where('over_at', 'is', null).execute()).map((row) => [keyOf(row), row]),
  );
  const stays = new Set<string>();
  for (const one of found) {
    const key = keyOf(one);
    stays.add(key);
    const row = going.get(key);
    if (row === undefined) {
      if (one.begins) await open(tx, one, now, log);
    } else if (row.began_at === null) {
      if (!one.begins) await remove(tx, row);
      else if (now - row.seen_at.getTime() >= KINDS[one.kind].holdMs) await begin(tx, row.id, one, now, log);
    } else if (one.begins) await renew(tx, row, one.detail);
  }
  for (const [key, row] of going) {
    if (stays.has(key)) continue;
    const isAdmitted = row.terminal === null || admitted.has(row.terminal);
    if (row.began_at === null) await remove(tx, row);
    else if (!isAdmitted) await end(tx, row, 'withdrawn', now, log);
    else if (row.terminal === null || !isUnseen(row, unseen)) await end(tx, row, 'over', now, log);
  }
}

/** Silence ends by itself, and a call in the register's own tables; the rest is known by the terminal's word alone. */
const isUnseen = ({ kind, terminal }: Row, unseen: ReadonlySet<string>): boolean =>
  terminal !== null && unseen.has(terminal) && kind !== 'silent' && kind !== 'help';

async function open(tx: Transaction<Tables>, one: Observed, now: number, log: RegisterLog): Promise<void> {
  const { kind, terminal, part, detail, since } = one;
  const before = await tx
    .selectFrom('alarm')
    .select('id')
    .where('kind', '=', kind)
    .where('terminal', 'is not distinct from', terminal)
    .where('part', '=', part)
    .where('over_at', '>', new Date(now - RETURNS_MS))
    .where('began_at', 'is not', null)
    .executeTakeFirst();
  const id = randomUUID();
  await tx
    .insertInto('alarm')
    .values({
      id,
      kind,
      terminal,
      part,
      detail: JSON.stringify(detail),
      since: new Date(since ?? now),
      seen_at: new Date(now),
      returned: before !== undefined,
    })
    .execute();
  if (KINDS[kind].holdMs === 0) await begin(tx, id, one, now, log);
}

async function begin(tx: Transaction<Tables>, id: string, one: Observed, now: number, log: RegisterLog): Promise<void> {
  await tx
    .updateTable('alarm')
    .set({ began_at: new Date(now), detail: JSON.stringify(one.detail) })
    .where('id', '=', id)
    .execute();
  log({ event: 'alarm', alarm: id, change: 'began', kind: one.kind, terminal: one.terminal });
}

/** What is known of it may become more: another reason, more requests. */
async function renew(tx: Transaction<Tables>, row: Row, detail: AlarmDetail): Promise<void> {
  const kept = AlarmDetail.safeParse(row.detail).data ?? {};
  if (JSON.stringify(kept) === JSON.stringify(AlarmDetail.parse(detail))) return;
  await tx
    .updateTable('alarm')
    .set({ detail: JSON.stringify(detail) })
    .where('id', '=', row.id)
    .execute();
}

async function end(
  tx: Transaction<Tables>,
  row: Row,
  as: 'over' | 'withdrawn',
  now: number,
  log: RegisterLog,
): Promise<void> {
  const kind = AlarmKind.parse(row.kind);
  const { help, ...detail } = AlarmDetail.parse(row.detail);
  const ended = help === undefined ? detail : { help: { ...help, answered: await wasAnswered(tx, row.part) } };
  await tx
    .updateTable('alarm')
    .set({ over_at: new Date(now), ended_as: as, detail: JSON.stringify(ended) })
    .where('id', '=', row.id)
    .execute();
  log({ event: 'alarm', alarm: row.id, change: as, kind, terminal: row.terminal });
}

const remove = (tx: Transaction<Tables>, { id }: Row) => tx.deleteFrom('alarm').where('id', '=', id).execute();
