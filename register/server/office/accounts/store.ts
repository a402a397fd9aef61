/**
 * Accounts of the office, as operators see and change them: at the page, and at the command line of the register's
 * machine. Each change stands in the audit, under opaque ids.
 */
import { randomUUID } from 'node:crypto';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { TimeSource } from '../../../../base/clock.ts';
import { err, ok, type Result } from '../../../../base/result.ts';
import type { OfficeAccount, OfficeRole } from '../../../contract/office.ts';
import { writeAudit } from '../../audit/write.ts';
import type { Tables } from '../../database/tables.ts';
import { rolesOf } from '../roles.ts';
import { createSessions } from '../sessions.ts';
import { issueSetUpCode, type SetUpCode } from './set-up-codes.ts';

const query = (db: Kysely<Tables>) =>
  db.selectFrom('office_account').select((select) => [
    'id',
    'name',
    'login',
    'roles',
    'created_at',
    'disabled_at',
    'last_seen_at',
    sql<boolean>`password is not null`.as('has_password'),
    select
      .selectFrom('office_passkey')
      .select(({ fn }) => fn.countAll<string | number>().as('passkeys'))
      .whereRef('office_passkey.account', '=', 'office_account.id')
      .as('passkeys'),
  ]);
type Row = Awaited<ReturnType<ReturnType<typeof query>['execute']>>[number];

const shown = (row: Row): OfficeAccount => ({
  id: row.id,
  name: row.name,
  login: row.login,
  roles: rolesOf(row.roles),
  source: row.login === null ? 'oidc' : 'local',
  hasPassword: row.has_password,
  passkeys: Number(row.passkeys ?? 0),
  createdAt: row.created_at.toISOString(),
  disabledAt: row.disabled_at?.toISOString() ?? null,
  lastSeenAt: row.last_seen_at?.toISOString() ?? null,
});

export const listAccounts = async (db: Kysely<Tables>): Promise<OfficeAccount[]> =>
  (
    await query(db)
      .orderBy('name', (by) => by.collate('C'))
      .orderBy('id')
      .execute()
  ).map(shown);

export async function findAccount(db: Kysely<Tables>, id: string): Promise<OfficeAccount | null> {
  const row = await query(db).where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : shown(row);
}

/** Locked until the transaction ends, so that two changes of one account come one after the other. */
export const lockAccount = (tx: Transaction<Tables>, id: string) =>
  tx.selectFrom('office_account').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();

/** `by` not given: whoever asks at the socket or the page. */
export const auditChange = (
  tx: Transaction<Tables>,
  clock: TimeSource,
  id: string,
  by: 'admin' | 'register' = 'admin',
): Promise<void> =>
  writeAudit(tx, { at: clock.now(), actor: by, action: 'office-account-changed', subject: `account:${id}` });

export type AccountFault = 'taken' | 'unknown' | 'not-local' | 'disabled';

/** A local account, with the code by which it comes in once and sets up what it signs in with. */
export function addAccount(
  db: Kysely<Tables>,
  clock: TimeSource,
  { login, name, roles }: { readonly login: string; readonly name: string; readonly roles: readonly OfficeRole[] },
): Promise<Result<{ readonly account: OfficeAccount } & SetUpCode, AccountFault>> {
  return db.transaction().execute(async (tx) => {
    const id = randomUUID();
    const added = await tx
      .insertInto('office_account')
      .values({
        id,
        name,
        login,
        subject: null,
        roles: JSON.stringify(rolesOf(roles)),
        created_at: new Date(clock.now()),
      })
      .onConflict((conflict) => conflict.column('login').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (added === undefined) return err('taken');
    const code = await issueSetUpCode(tx, clock, id);
    await auditChange(tx, clock, id);
    const account = await findAccount(tx, id);
    return account === null ? err('unknown') : ok({ account, ...code });
  });
}

/** Another code for somebody who lost what they sign in with; that holds until the code's user has set up another. */
export function renewCode(db: Kysely<Tables>, clock: TimeSource, id: string): Promise<Result<SetUpCode, AccountFault>> {
  return db.transaction().execute(async (tx): Promise<Result<SetUpCode, AccountFault>> => {
    const row = await lockAccount(tx, id);
    if (row === undefined) return err('unknown');
    if (row.login === null) return err('not-local');
    if (row.disabled_at !== null) return err('disabled');
    const code = await issueSetUpCode(tx, clock, id);
    await auditChange(tx, clock, id);
    return ok(code);
  });
}

export const idOfLogin = async (db: Kysely<Tables>, login: string): Promise<string | null> =>
  (await db.selectFrom('office_account').select('id').where('login', '=', login).executeTakeFirst())?.id ?? null;

/** Ends its sessions: nobody keeps a page that was opened with other rights. */
export const setAccountRoles = (db: Kysely<Tables>, clock: TimeSource, id: string, roles: readonly OfficeRole[]) =>
  changed(db, clock, id, (tx) =>
    tx
      .updateTable('office_account')
      .set({ roles: JSON.stringify(rolesOf(roles)) })
      .where('id', '=', id)
      .execute(),
  );

/** Ends its sessions and its code. What it signs in with holds again once it is not disabled any more. */
export const setAccountDisabled = (
  db: Kysely<Tables>,
  clock: TimeSource,
  id: string,
  { disabled }: { readonly disabled: boolean },
) =>
  changed(db, clock, id, async (tx) => {
    await tx
      .updateTable('office_account')
      .set({ disabled_at: disabled ? new Date(clock.now()) : null })
      .where('id', '=', id)
      .execute();
    if (disabled) await tx.deleteFrom('office_code').where('account', '=', id).execute();
  });

function changed(
  db: Kysely<Tables>,
  clock: TimeSource,
  id: string,
  change: (tx: Transaction<Tables>) => Promise<unknown>,
): Promise<Result<OfficeAccount, AccountFault>> {
  return db.transaction().execute(async (tx): Promise<Result<OfficeAccount, AccountFault>> => {
    if ((await lockAccount(tx, id)) === undefined) return err('unknown');
    await change(tx);
    await createSessions(tx, clock).endAll(id);
    await auditChange(tx, clock, id);
    const account = await findAccount(tx, id);
    return account === null ? err('unknown') : ok(account);
  });
}
