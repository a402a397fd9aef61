/**
 * Changes that were made here and that no delivery has shown yet: what they changed is kept as it is, until one does,
 * or the change is forgotten (`services/keeping.ts`).
 */
import { sql, type Transaction } from 'kysely';
import type { Tables } from '../../database/tables.ts';
import { Change } from '../../../resident-system/contract.ts';
import type { Kept } from './merge.ts';

interface Pending {
  readonly key: string;
  readonly person: string;
  readonly change: Change;
}
interface Delivered {
  readonly homes: readonly {
    readonly person: string;
    readonly id: string;
    readonly street: string;
    readonly house_number: string;
    readonly postal_code: string;
    readonly until: string | null;
  }[];
  readonly blocks: readonly { readonly person: string; readonly kind: string }[];
}

/**
 * Notes as done what the staged delivery shows, and answers what is to be kept. Locks out new changes until the
 * transaction ends: one that came later would be overwritten.
 */
export async function keepPending(tx: Transaction<Tables>): Promise<Kept> {
  await sql`lock table resident_change in share row exclusive mode`.execute(tx);
  const pending = await pendingOf(tx);
  if (pending.length === 0) return { homes: [], blocks: [] };
  const people = [...new Set(pending.flatMap(peopleOf))];
  const { rows } = await sql<{
    id: string;
  }>`select id from feed_person where not removed and id = any(${people}::text[])`.execute(tx);
  // Who is not in a delta is neither shown by it nor touched.
  const named = new Set(rows.map(({ id }) => id));
  const delivered = await deliveredOf(tx, [...named]);
  const done: string[] = [];
  const homes = new Set<string>();
  const blocks: Kept['blocks'][number][] = [];
  for (const [index, one] of pending.entries()) {
    const later = pending.slice(index + 1).filter(({ person }) => person === one.person);
    const openKinds = named.has(one.person) ? openBlocks(one, later, delivered) : [];
    const openPeople = openHomes(one, later, delivered).filter((id) => named.has(id));
    blocks.push(...openKinds.map((kind) => ({ id: one.person, kind })));
    for (const id of openPeople) homes.add(id);
    if (named.has(one.person) && openKinds.length === 0 && openPeople.length === 0) done.push(one.key);
  }
  if (done.length > 0)
    await tx.updateTable('resident_change').set({ state: 'done' }).where('key', 'in', done).execute();
  return { homes: [...homes], blocks };
}

async function pendingOf(tx: Transaction<Tables>): Promise<Pending[]> {
  const rows = await tx
    .selectFrom('resident_change')
    .select(['key', 'person', 'change'])
    .where('state', '<>', 'done')
    .orderBy('made_at')
    .orderBy('version')
    .execute();
  return rows.map(({ key, person, change }) => ({ key, person, change: Change.parse(change) }));
}

/** Whose data a change touched. */
const peopleOf = ({ person, change }: Pending): string[] => [person, ...(change.kind === 'move' ? change.with : [])];

async function deliveredOf(tx: Transaction<Tables>, people: readonly string[]): Promise<Delivered> {
  const homes = await sql<
    Delivered['homes'][number]
  >`select person, id, street, house_number, postal_code, until from feed_home where person = any(${people}::text[])`.execute(
    tx,
  );
  const blocks = await sql<
    Delivered['blocks'][number]
  >`select person, kind from feed_block where person = any(${people}::text[])`.execute(tx);
  return { homes: homes.rows, blocks: blocks.rows };
}

/** Kinds whose state is not as it was changed to, without those that were changed again. */
function openBlocks({ person, change }: Pending, later: readonly Pending[], { blocks }: Delivered): string[] {
  if (change.kind !== 'blocks') return [];
  const again = new Set(
    later.flatMap((one) => (one.change.kind === 'blocks' ? one.change.changes.map(({ id }) => id) : [])),
  );
  return change.changes
    .filter(({ id, set }) => {
      const isSet = blocks.some((one) => one.person === person && one.kind === id);
      return !again.has(id) && isSet !== set;
    })
    .map(({ id }) => id);
}

/** Whose homes are not as they were changed to. Of several moves the last one counts. */
function openHomes(one: Pending, later: readonly Pending[], { homes }: Delivered): string[] {
  const { person, change } = one;
  if (change.kind === 'give-up-secondary-home') {
    const isOpen = homes.some((home) => home.person === person && home.id === change.home && home.until === null);
    return isOpen ? [person] : [];
  }
  if (change.kind !== 'move' || later.some((other) => other.change.kind === 'move')) return [];
  return peopleOf(one).filter(
    (id) =>
      !homes.some(
        (home) =>
          home.person === id &&
          home.street === change.to.street &&
          home.house_number === change.to.houseNumber &&
          home.postal_code === change.to.postalCode,
      ),
  );
}
