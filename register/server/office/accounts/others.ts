/** Accounts of others, as an operator sees and changes them. */
import { HttpProblem } from '../../http/problems.ts';
import type { Caller, OfficeHandlers } from '../listener.ts';
import type { AccountsDeps } from './deps.ts';
import { signedIn } from './own-account.ts';
import { notPossible } from './refusals.ts';
import {
  addAccount,
  listAccounts,
  renewCode,
  setAccountDisabled,
  setAccountRoles,
  type AccountFault,
} from './store.ts';

const SENTENCES: Readonly<Record<AccountFault, string>> = {
  taken: 'Diesen Anmeldenamen hat schon jemand. Nehmen Sie einen anderen.',
  unknown: 'Dieses Konto gibt es nicht mehr. Laden Sie die Liste neu.',
  'not-local': 'Dieses Konto gehört dem Anmeldedienst der Stadt. Das ändern Sie dort.',
  disabled: 'Dieses Konto ist gesperrt. Heben Sie die Sperre zuerst auf.',
};

const fault = (which: AccountFault): HttpProblem =>
  which === 'taken'
    ? new HttpProblem({ code: 'conflict', detail: SENTENCES.taken, errors: [{ field: 'login', message: 'is taken' }] })
    : which === 'unknown'
      ? new HttpProblem({ code: 'not-found', detail: SENTENCES.unknown })
      : notPossible(SENTENCES[which]);

type OthersHandlers = Pick<OfficeHandlers, 'accounts' | 'addAccount' | 'accountCode' | 'setRoles' | 'disableAccount'>;

export function othersHandlers({
  db,
  clock,
  local = true,
}: Pick<AccountsDeps, 'db' | 'clock' | 'local'>): OthersHandlers {
  /** A code that opens nothing is not given out. */
  const admitsLocal = (): void => {
    if (!local) throw notPossible('Hier meldet man sich nur über den Anmeldedienst der Stadt an.');
  };
  /** Nobody takes their own rights by mistake, or gives themselves more; the command line is there for the last one. */
  const notOneself = (id: string, caller: Caller): void => {
    if (signedIn(caller).account.id === id)
      throw notPossible('Das eigene Konto ändert jemand anderes aus dem Betrieb.');
  };
  return {
    accounts: () => listAccounts(db),
    async addAccount(wanted) {
      admitsLocal();
      const added = await addAccount(db, clock, wanted);
      if (!added.ok) throw fault(added.error);
      return added.value;
    },
    async accountCode({ id }, caller) {
      admitsLocal();
      notOneself(id, caller);
      const code = await renewCode(db, clock, id);
      if (!code.ok) throw fault(code.error);
      return code.value;
    },
    async setRoles({ id, roles }, caller) {
      notOneself(id, caller);
      const found = await db.selectFrom('office_account').select('login').where('id', '=', id).executeTakeFirst();
      // At the next sign-in they would be the provider's again.
      if (found?.login === null) throw fault('not-local');
      const set = await setAccountRoles(db, clock, id, roles);
      if (!set.ok) throw fault(set.error);
      return set.value;
    },
    async disableAccount({ id, disabled }, caller) {
      notOneself(id, caller);
      const set = await setAccountDisabled(db, clock, id, { disabled });
      if (!set.ok) throw fault(set.error);
      return set.value;
    },
  };
}
