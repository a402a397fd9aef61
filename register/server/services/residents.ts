/** What the register has of one person, and what the person may change at a terminal. */
import type { Kysely, Transaction } from 'kysely';
import { MaritalStatus, Residence, Resident } from '../../contract/contract.ts';
import type { BlockKind } from '../../contract/contract.ts';
import { plusDays } from '../../../base/calendar-day.ts';
import { HttpProblem } from '../http/problems.ts';
import type { Tables } from '../database/tables.ts';

/** `today`: the register's calendar day. */
export async function readResident(db: Kysely<Tables>, person: number, today: string): Promise<Resident> {
  const row = await db.selectFrom('person').selectAll().where('id', '=', person).executeTakeFirstOrThrow();
  const residences = await db
    .selectFrom('residence')
    .selectAll()
    .where('person', '=', person)
    .where((where) => where.or([where('until', 'is', null), where('until', '>', today)]))
    .orderBy('kind', (by) => by.collate('C'))
    .orderBy('since')
    .execute();
  const blocks = await db
    .selectFrom('transmission_block')
    .select('kind')
    .where('person', '=', person)
    .orderBy('kind', (by) => by.collate('C'))
    .execute();
  return Resident.parse({
    version: row.version,
    familyName: row.family_name,
    givenNames: row.given_names === '' ? [] : row.given_names.split(' '),
    usualGivenName: row.usual_given_name,
    doctorate: row.doctorate,
    birthName: row.birth_name,
    birthDate: row.birth_date,
    birthPlace: row.birth_place,
    nationalities: row.nationalities,
    maritalStatus: MaritalStatus.parse(row.marital_status),
    residences: residences.map((one) =>
      Residence.parse({
        id: one.id,
        kind: one.kind,
        street: one.street,
        houseNumber: one.house_number,
        addition: one.addition,
        postalCode: one.postal_code,
        city: one.city,
        since: one.since,
      }),
    ),
    blocks: blocks.map(({ kind }) => kind),
    age: ageOn(row.birth_date, today),
  });
}

/** Whole years. A birth date that is not known to the day counts from its last possible one. */
export function ageOn(birthDate: string, today: string): number {
  const [year = '', month = '12', day = '31'] = birthDate.split('-');
  const had = today.slice(5) >= `${month}-${day}`;
  return Math.max(0, Number(today.slice(0, 4)) - Number(year) - (had ? 0 : 1));
}

/** The largest value of an `integer` column: what is larger is no version that anybody was shown. */
const MOST_VERSION = 2_147_483_646;
/** Everyone who moved in earlier is dead; this also excludes days that a `date` column cannot hold. */
const FIRST_DAY = '1900-01-01';

/** Raises the version, or refuses where it is another than the visitor saw: optimistic locking. */
async function claimVersion(tx: Transaction<Tables>, person: number, version: number): Promise<void> {
  if (version > MOST_VERSION) throw new HttpProblem({ code: 'conflict' });
  const claimed = await tx
    .updateTable('person')
    .set({ version: version + 1 })
    .where('id', '=', person)
    .where('version', '=', version)
    .returning('id')
    .executeTakeFirst();
  if (claimed === undefined) throw new HttpProblem({ code: 'conflict' });
}

/**
 * § 17 (2), § 21 (4) BMG: at the earliest a week before moving out. Later than two weeks after is accepted: warned of
 * at the terminal, not refused.
 */
export async function giveUpSecondaryHome(
  tx: Transaction<Tables>,
  {
    person,
    version,
    residence,
    movedOut,
    today,
  }: { person: number; version: number; residence: string; movedOut: string; today: string },
): Promise<void> {
  if (movedOut > plusDays(today, 7))
    throw new HttpProblem({
      code: 'invalid-request',
      errors: [{ field: 'movedOut', message: 'is more than a week from now' }],
    });
  await claimVersion(tx, person, version);
  const row = await tx
    .selectFrom('residence')
    .selectAll()
    .where('id', '=', residence)
    .where('person', '=', person)
    .where('kind', '=', 'secondary')
    .where('until', 'is', null)
    .executeTakeFirst();
  if (row === undefined) throw new HttpProblem({ code: 'not-possible', detail: 'There is no such secondary home.' });
  if (movedOut < (row.since ?? FIRST_DAY))
    throw new HttpProblem({ code: 'invalid-request', errors: [{ field: 'movedOut', message: 'is before moving in' }] });
  await tx.updateTable('residence').set({ until: movedOut }).where('id', '=', residence).execute();
}

export async function changeBlocks(
  tx: Transaction<Tables>,
  {
    person,
    version,
    changes,
    kinds,
    today,
    now,
  }: {
    person: number;
    version: number;
    changes: readonly { id: string; set: boolean }[];
    kinds: readonly BlockKind[];
    today: string;
    now: number;
  },
): Promise<void> {
  await claimVersion(tx, person, version);
  for (const { id, set } of changes) {
    const kind = kinds.find((one) => one.id === id);
    if (kind === undefined)
      throw new HttpProblem({
        code: 'invalid-request',
        errors: [{ field: 'changes', message: 'names a block that does not exist' }],
      });
    // A block that the law has abolished can be lifted, but not set.
    if (set && kind.validUntil !== undefined && kind.validUntil < today)
      throw new HttpProblem({ code: 'not-possible', detail: 'This block can no longer be set.' });
    if (set)
      await tx
        .insertInto('transmission_block')
        .values({ person, kind: id, set_at: new Date(now) })
        .onConflict((conflict) => conflict.columns(['person', 'kind']).doNothing())
        .execute();
    else await tx.deleteFrom('transmission_block').where('person', '=', person).where('kind', '=', id).execute();
  }
}
