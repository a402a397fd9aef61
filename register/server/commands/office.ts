/** `office`: who may come in at the office's page. */
import { OFFICE_ROLES, OfficeRole } from '../../contract/office.ts';
import { UsageError, readArguments } from './arguments.ts';
import { ask } from './ask.ts';
import type { Command, CommandContext } from './ask.ts';
import { subcommand } from './subcommand.ts';

export const office: Command = (context) =>
  subcommand('office', context, {
    async add({ folder, args, print }) {
      const given = readArguments(args, { positionals: ['LOGIN', 'NAME'], options: { roles: true } });
      const [login = '', name = ''] = given.positionals;
      const { code, expiresAt } = await ask(folder, 'addOfficeAccount', {
        login,
        name,
        roles: readRoles(given.required('roles')),
      });
      return showCode(print, login, code, expiresAt);
    },
    async code({ folder, args, print }) {
      const [login = ''] = readArguments(args, { positionals: ['LOGIN'] }).positionals;
      const { code, expiresAt } = await ask(folder, 'officeCode', { login });
      return showCode(print, login, code, expiresAt);
    },
    async list({ folder, args, print }) {
      readArguments(args, {});
      for (const one of await ask(folder, 'officeAccounts', {}))
        print(
          [
            one.login ?? one.id,
            one.name,
            one.roles.join(',') || 'no role',
            one.source === 'oidc'
              ? 'identity provider'
              : [
                  ...(one.hasPassword ? ['password'] : []),
                  ...(one.passkeys > 0 ? [`passkeys ${one.passkeys}`] : []),
                ].join(', ') || 'not set up',
            one.lastSeenAt === null ? 'never seen' : `seen ${one.lastSeenAt}`,
            ...(one.disabledAt === null ? [] : [`disabled ${one.disabledAt}`]),
          ].join('\t'),
        );
      return 0;
    },
    disable: (one) => setDisabled(one, { disabled: true }),
    enable: (one) => setDisabled(one, { disabled: false }),
  });

async function setDisabled(
  { folder, args, print }: CommandContext,
  { disabled }: { readonly disabled: boolean },
): Promise<number> {
  const [account = ''] = readArguments(args, { positionals: ['LOGIN'] }).positionals;
  await ask(folder, 'disableOfficeAccount', { account, disabled });
  print(disabled ? `account ${account} disabled, its sessions ended` : `account ${account} may come in again`);
  return 0;
}

function readRoles(text: string): OfficeRole[] {
  return text.split(',').map((word) => {
    const role = OfficeRole.safeParse(word.trim());
    if (!role.success) throw new UsageError(`--roles: "${word.trim()}" is none of ${OFFICE_ROLES.join(', ')}.`);
    return role.data;
  });
}

function showCode(print: (line: string) => void, login: string, code: string, expiresAt: string): number {
  print(`code for ${login}, until ${expiresAt}, for once, shown only now; type it in at the office's page:`);
  print(code);
  return 0;
}
