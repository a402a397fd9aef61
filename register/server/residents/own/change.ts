/**
 * Changes in our own tables: each in one transaction with its key and the person's version, so that it is made once or
 * not at all.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { plusDays } from '../../../../base/calendar-day.ts';
import { err, ok, type Result } from '../../../../base/result.ts';
import { BlockKind } from '../../../contract/contract.ts';
import type { Change, ChangeRequest, Refusal } from '../../../resident-system/contract.ts';
import type { Tables } from '../../database/tables.ts';
import type { Away, ChangeFailure } from '../../ports/resident-system.ts';

/** § 17 (2), § 21 (4) BMG: a home is given up a week before at the earliest. */
const EARLIEST_DAYS = 7;
/** Everyone who moved in earlier is dead; this also excludes days that a `date` column cannot hold. */
const FIRST_DAY = '1900-01-01';

type Failure = Exclude<ChangeFailure, Away>;
/** Ends the transaction: nothing of the change stays. */
class Refused extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}
const refuse = (reason: Refusal): never => {
  throw new Refused({ kind: 'refused', reason });
};

/** `today`: the register's calendar day; `now`: milliseconds since 1970. */
export async function makeChange(
  db: Kysely<Tables>,
  { key, id, version, change }: ChangeRequest,
  { today, now }: { readonly today: string; readonly now: number },
): Promise<Result<{ version: number }, Failure>> {
  const hash = createHash('sha256')
    .update(JSON.stringify([id, version, change]))
    .digest();
  try {
    return await db.transaction().execute(async (tx) => {
      // Whoever comes second with the key waits here until the first has ended.
      const claimed = await tx
        .insertInto('resident_change')
        .values({
          key,
          person: id,
          request_hash: hash,
          change: JSON.stringify(change),
          version: version + 1,
          made_at: new Date(now),
        })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .returning('key')
        .executeTakeFirst();
      if (claimed === undefined) {
        const first = await tx
          .selectFrom('resident_change')
          .select(['request_hash', 'version'])
          .where('key', '=', key)
          .executeTakeFirstOrThrow();
        return Buffer.compare(Buffer.from(first.request_hash), hash) === 0
          ? ok({ version: first.version })
          : err({ kind: 'key-reused' as const });
      }
      const person = await claimVersion(tx, { id, version, now });
      await apply(tx, { person, change, today, now });
      return ok({ version: version + 1 });
    });
  } catch (error) {
    if (error instanceof Refused) return err(error.failure);
    throw error;
  }
}

/** Raises the version of who is named, and returns the row's id. */
async function claimVersion(
  tx: Transaction<Tables>,
  { id, version, now }: { readonly id: string; readonly version: number; readonly now: number },
): Promise<number> {
  const row = await tx
    .updateTable('person')
    .set({ version: version + 1 })
    .where('external_id', '=', id)
    .where('version', '=', version)
    .where((where) => where.or([where('gone_at', 'is', null), where('gone_at', '>', new Date(now))]))
    .returning('id')
    .executeTakeFirst();
  if (row !== undefined) return row.id;
  const known = await tx
    .selectFrom('person')
    .select('id')
    .where('external_id', '=', id)
    .where((where) => where.or([where('gone_at', 'is', null), where('gone_at', '>', new Date(now))]))
    .executeTakeFirst();
  throw new Refused({ kind: known === undefined ? 'unknown-resident' : 'changed-meanwhile' });
}

interface Applied<C extends Change = Change> {
  readonly person: number;
  readonly change: C;
  readonly today: string;
  readonly now: number;
}
type Of<K extends Change['kind']> = Applied<Extract<Change, { kind: K }>>;

function apply(tx: Transaction<Tables>, { change, ...about }: Applied): Promise<void> {
  switch (change.kind) {
    case 'give-up-secondary-home':
      return giveUpSecondaryHome(tx, { ...about, change });
    case 'blocks':
      return changeBlocks(tx, { ...about, change });
    case 'move':
      return move(tx, { ...about, change });
  }
}

/** Later than two weeks after moving out is accepted: warned of at the terminal, not refused. */
async function giveUpSecondaryHome(
  tx: Transaction<Tables>,
  { person, change: { home, movedOut }, today }: Of<'give-up-secondary-home'>,
): Promise<void> {
  if (movedOut > plusDays(today, EARLIEST_DAYS)) refuse('day-too-far');
  const row = await homeOf(tx, person, home);
  if (row.kind !== 'secondary') refuse('not-secondary');
  if (movedOut < (row.since ?? FIRST_DAY)) refuse('day-before-moving-in');
  await tx.updateTable('residence').set({ until: movedOut }).where('id', '=', home).execute();
}

async function homeOf(tx: Transaction<Tables>, person: number, home: string) {
  const row = await tx
    .selectFrom('residence')
    .selectAll()
    .where('id', '=', home)
    .where('person', '=', person)
    .where('until', 'is', null)
    .executeTakeFirst();
  return row ?? refuse('no-such-home');
}

async function changeBlocks(tx: Transaction<Tables>, { person, change, today, now }: Of<'blocks'>): Promise<void> {
  const kinds = (await tx.selectFrom('block_kind').select('body').execute()).map(({ body }) => BlockKind.parse(body));
  for (const { id, set } of change.changes) {
    const kind = kinds.find((one) => one.id === id) ?? refuse('no-such-block');
    // A block that the law has abolished can be lifted, but not set.
    if (set && kind.validUntil !== undefined && kind.validUntil < today) refuse('block-abolished');
    if (set)
      await tx
        .insertInto('transmission_block')
        .values({ person, kind: id, set_at: new Date(now) })
        .onConflict((conflict) =>
          // One that is over is set anew.
          conflict
            .columns(['person', 'kind'])
            .doUpdateSet({ set_at: new Date(now), until: null })
            .where('transmission_block.until', '<=', today),
        )
        .execute();
    else await tx.deleteFrom('transmission_block').where('person', '=', person).where('kind', '=', id).execute();
  }
}

/** § 17 (1) BMG: reported once somebody has moved in. The family's versions rise with the person's. */
async function move(tx: Transaction<Tables>, { person, change, today }: Of<'move'>): Promise<void> {
  if (change.movedIn > today) refuse('day-too-far');
  await moveOne(tx, person, change, change.from);
  for (const id of new Set(change.with)) {
    const relative = await tx
      .selectFrom('family_link')
      .innerJoin('person', 'person.id', 'family_link.relative')
      .select('person.id')
      .where('family_link.person', '=', person)
      .where('person.external_id', '=', id)
      .executeTakeFirst();
    if (relative === undefined) return refuse('not-family');
    await tx
      .updateTable('person')
      .set((set) => ({ version: set('version', '+', 1) }))
      .where('id', '=', relative.id)
      .execute();
    const same = change.from === null ? null : await sameHome(tx, relative.id, change.from);
    await moveOne(tx, relative.id, change, same);
  }
}

/** The relative's own entry of the home that is given up; null where the relative does not live there. */
async function sameHome(tx: Transaction<Tables>, person: number, home: string): Promise<string | null> {
  const row = await tx
    .selectFrom('residence as own')
    .innerJoin('residence as given', (join) =>
      join
        .onRef('given.street', '=', 'own.street')
        .onRef('given.house_number', '=', 'own.house_number')
        .onRef('given.postal_code', '=', 'own.postal_code'),
    )
    .select('own.id')
    .where('given.id', '=', home)
    .where('own.person', '=', person)
    .where('own.until', 'is', null)
    .executeTakeFirst();
  return row?.id ?? null;
}

async function moveOne(
  tx: Transaction<Tables>,
  person: number,
  { to, movedIn, as }: Of<'move'>['change'],
  from: string | null,
): Promise<void> {
  if (from !== null) {
    const left = await homeOf(tx, person, from);
    if (movedIn < (left.since ?? FIRST_DAY)) refuse('day-before-moving-in');
    // Nobody is left without a main home by a move to a secondary one: a clerk asks what is meant.
    if (left.kind === 'main' && as === 'secondary') refuse('office-only');
    await tx.updateTable('residence').set({ until: movedIn }).where('id', '=', from).execute();
  }
  // § 21 (2) BMG: there is one main home, and what was it becomes a secondary one.
  if (as === 'main')
    await tx
      .updateTable('residence')
      .set({ kind: 'secondary' })
      .where('person', '=', person)
      .where('kind', '=', 'main')
      .where('until', 'is', null)
      .execute();
  await tx
    .insertInto('residence')
    .values({
      id: randomUUID(),
      person,
      kind: as,
      street: to.street,
      house_number: to.houseNumber,
      addition: to.addition,
      postal_code: to.postalCode,
      city: to.city,
      since: movedIn,
      until: null,
    })
    .execute();
}
