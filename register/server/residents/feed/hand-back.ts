/**
 * What was changed here, for the town's system: a delta of the same format (columns.ts), in which everybody who changed
 * something stands whole, as the register has that person now.
 */
import type { Kysely, Transaction } from 'kysely';
import { dayIn } from '../../../../base/calendar-day.ts';
import { readRecord } from '../own/read.ts';
import type { Tables } from '../../database/tables.ts';
import { writeAudit } from '../../audit/write.ts';
import { Change } from '../../../resident-system/contract.ts';
import { COLUMNS, FORMAT, type Column } from './columns.ts';

/** Of hand-overs, which count from 1 by themselves. */
const COUNTER = 'resident-changes-handed';

export interface HandedOver {
  readonly people: number;
  readonly changes: number;
  readonly csv: string;
}

/** `since`: also those that were handed over before and made since then. `timeZone`: IANA name. */
export function handOver(
  db: Kysely<Tables>,
  { since, timeZone, now }: { readonly since: string | null; readonly timeZone: string; readonly now: number },
): Promise<HandedOver> {
  return db.transaction().execute(async (tx) => {
    const rows = await tx
      .selectFrom('resident_change')
      .select(['key', 'person', 'change'])
      .where((where) =>
        since === null
          ? where('state', '=', 'made')
          : where.and([where('state', '<>', 'done'), where('made_at', '>=', new Date(since))]),
      )
      .orderBy('made_at')
      .orderBy('key')
      .forUpdate()
      .execute();
    if (rows.length === 0) return { people: 0, changes: 0, csv: '' };
    const people = [
      ...new Set(
        rows.flatMap(({ person, change }) => {
          const read = Change.parse(change);
          return [person, ...(read.kind === 'move' ? read.with : [])];
        }),
      ),
    ];
    const lines: Line[] = [];
    for (const id of people) lines.push(...(await linesOf(tx, id, { timeZone, today: dayIn(timeZone, now) })));
    await tx
      .updateTable('resident_change')
      .set({ state: 'handed', handed_at: new Date(now) })
      .where(
        'key',
        'in',
        rows.map(({ key }) => key),
      )
      .execute();
    const head: Line = {
      record: 'delivery',
      format: FORMAT,
      kind: 'delta',
      sequence: String(await nextNumber(tx)),
      as_of: new Date(now).toISOString(),
    };
    await writeAudit(tx, { at: now, actor: 'admin', action: 'changes-handed-over', subject: `changes:${rows.length}` });
    return {
      people: people.length,
      changes: rows.length,
      csv: csvOf([head, ...lines, { record: 'end', lines: String(lines.length) }]),
    };
  });
}

type Line = Partial<Record<Column | 'record', string | null>>;

async function nextNumber(tx: Transaction<Tables>): Promise<number> {
  const row = await tx.selectFrom('setting').select('value').where('name', '=', COUNTER).forUpdate().executeTakeFirst();
  const next = Number(row?.value ?? 0) + 1;
  await tx
    .insertInto('setting')
    .values({ name: COUNTER, value: String(next) })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: String(next) }))
    .execute();
  return next;
}

/** A person with homes, blocks and relatives; who was removed meanwhile has no lines. */
async function linesOf(
  tx: Transaction<Tables>,
  id: string,
  { timeZone, today }: { readonly timeZone: string; readonly today: string },
): Promise<Line[]> {
  const row = await tx.selectFrom('person').selectAll().where('external_id', '=', id).executeTakeFirst();
  if (row === undefined || (await readRecord(tx, id, today)) === undefined) return [];
  const homes = await tx
    .selectFrom('residence')
    .selectAll()
    .where('person', '=', row.id)
    .orderBy('id', (by) => by.collate('C'))
    .execute();
  const blocks = await tx
    .selectFrom('transmission_block')
    .selectAll()
    .where('person', '=', row.id)
    .orderBy('kind', (by) => by.collate('C'))
    .execute();
  const relatives = await tx
    .selectFrom('family_link')
    .innerJoin('person', 'person.id', 'family_link.relative')
    .select(['relation', 'external_id'])
    .where('family_link.person', '=', row.id)
    .orderBy('external_id', (by) => by.collate('C'))
    .execute();
  return [
    {
      record: 'person',
      id,
      family_name: row.family_name,
      birth_name: row.birth_name,
      former_names: row.former_names,
      religious_name: row.religious_name,
      doctorate: row.doctorate,
      given_names: row.given_names,
      usual_given_name: row.usual_given_name,
      birth_date: row.birth_date,
      birth_place: row.birth_place,
      nationalities: (row.nationalities as readonly string[]).join('/'),
      marital_status: row.marital_status,
      death: row.died_on === 'unknown' ? '0000-00-00' : row.died_on,
      departure: row.left_on,
    },
    ...homes.map((home): Line => ({ ...home, record: 'home', person: id })),
    ...blocks.map((one): Line => ({
      record: 'block',
      person: id,
      kind: one.kind,
      since: dayIn(timeZone, one.set_at.getTime()),
      until: one.until,
    })),
    ...relatives.map((one): Line => ({ record: 'relative', person: id, relation: one.relation, id: one.external_id })),
  ];
}

function csvOf(lines: readonly Line[]): string {
  const cell = (text: string | null | undefined): string =>
    text === null || text === undefined ? '' : /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return [COLUMNS, ...lines.map((line) => COLUMNS.map((column) => cell(line[column])))]
    .map((cells) => `${cells.join(',')}\n`)
    .join('');
}
