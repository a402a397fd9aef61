/** What the commands about the office do: its calls for help, who comes in at its page, and what has to be seen to. */
import { HttpProblem } from '../http/problems.ts';
import {
  addAccount,
  idOfLogin,
  listAccounts,
  renewCode,
  setAccountDisabled,
  type AccountFault,
} from '../office/accounts/store.ts';
import { listHelpCalls } from '../terminals/help-calls.ts';
import type { Register } from '../register.ts';
import { alarmHandlers } from './alarms.ts';
import type { ADMIN_ALARMS, ADMIN_OFFICE } from './contract.ts';
import type { Handlers } from './server.ts';

const MESSAGES: Readonly<Record<AccountFault, string>> = {
  taken: 'is taken',
  unknown: 'is no account',
  'not-local': 'signs in with the identity provider, and needs no code',
  disabled: 'is disabled',
};

export function officeHandlers(
  register: Pick<Register, 'database' | 'clock' | 'alarms'>,
): Pick<Handlers, 'helpCalls' | keyof typeof ADMIN_OFFICE | keyof typeof ADMIN_ALARMS> {
  const {
    database: { db },
    clock,
  } = register;
  const wrong = (field: 'login' | 'account', fault: AccountFault): HttpProblem =>
    new HttpProblem({ code: 'invalid-request', errors: [{ field, message: MESSAGES[fault] }] });
  return {
    helpCalls: () => listHelpCalls(db),
    ...alarmHandlers(register),
    async addOfficeAccount(wanted) {
      const added = await addAccount(db, clock, wanted);
      if (!added.ok) throw wrong('login', added.error);
      const { code, expiresAt } = added.value;
      return { code, expiresAt };
    },
    async officeCode({ login }) {
      const id = await idOfLogin(db, login);
      if (id === null) throw wrong('login', 'unknown');
      const code = await renewCode(db, clock, id);
      if (!code.ok) throw wrong('login', code.error);
      return code.value;
    },
    officeAccounts: () => listAccounts(db),
    async disableOfficeAccount({ account, disabled }) {
      const set = await setAccountDisabled(db, clock, (await idOfLogin(db, account)) ?? account, { disabled });
      if (!set.ok) throw wrong('account', set.error);
      return {};
    },
  };
}
