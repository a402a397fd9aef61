/** Accounts of whom the identity provider knows: made at the first sign-in, and brought up to date at each. */
import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { TimeSource } from '../../../../../base/clock.ts';
import { err, ok, type Result } from '../../../../../base/result.ts';
import type { Tables } from '../../../database/tables.ts';
import { createSessions } from '../../sessions.ts';
import { rolesOf } from '../../roles.ts';
import { auditChange } from '../store.ts';
import type { OidcPerson } from './provider.ts';

export interface PersonRefused {
  readonly why: 'no-role' | 'disabled';
  /** Null where none was made. */
  readonly account: string | null;
}

/** The account's id. Somebody whose roles are others than last time has no session left from then. */
export async function recogniseOidcPerson(
  tx: Transaction<Tables>,
  clock: TimeSource,
  { subject, name, roles }: OidcPerson,
): Promise<Result<string, PersonRefused>> {
  const known = () =>
    tx.selectFrom('office_account').selectAll().where('subject', '=', subject).forUpdate().executeTakeFirst();
  let row = await known();
  if (row === undefined) {
    if (roles.length === 0) return err({ why: 'no-role', account: null });
    const added = await tx
      .insertInto('office_account')
      .values({
        id: randomUUID(),
        name,
        login: null,
        subject,
        roles: JSON.stringify(roles),
        created_at: new Date(clock.now()),
      })
      .onConflict((conflict) => conflict.column('subject').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (added !== undefined) {
      await auditChange(tx, clock, added.id, 'register');
      return ok(added.id);
    }
    // The same person at the same moment, in another window.
    row = await known();
    if (row === undefined) throw new Error('An account was there and is gone.');
  }
  const { id, disabled_at } = row;
  if (disabled_at !== null) return err({ why: 'disabled', account: id });
  if (row.name !== name) await tx.updateTable('office_account').set({ name }).where('id', '=', id).execute();
  if (rolesOf(row.roles).join() !== roles.join()) {
    await tx
      .updateTable('office_account')
      .set({ roles: JSON.stringify(roles) })
      .where('id', '=', id)
      .execute();
    await createSessions(tx, clock).endAll(id);
    await auditChange(tx, clock, id, 'register');
  }
  return roles.length === 0 ? err({ why: 'no-role', account: id }) : ok(id);
}
