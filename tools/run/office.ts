/** People of the demonstration who come in at the office's page, each with a fresh code for the first time. */
import { askAdmin } from '../../register/server/admin/client.ts';
import type { OfficeRole } from '../../register/contract/office.ts';

const PEOPLE: readonly { readonly login: string; readonly name: string; readonly roles: readonly OfficeRole[] }[] = [
  { login: 'buergerbuero', name: 'Bürgerbüro (Vorführung)', roles: ['office'] },
  { login: 'betrieb', name: 'Betrieb (Vorführung)', roles: ['operator', 'technician', 'office'] },
];

/** `folder`: of the register. Throws where it does not answer. */
export async function demoPeople(
  folder: string,
): Promise<{ readonly login: string; readonly roles: string; readonly code: string }[]> {
  const known = await askAdmin(folder, 'officeAccounts', {});
  if (!known.ok) throw new Error(`The register told no accounts: ${known.error.kind}.`);
  const found: { login: string; roles: string; code: string }[] = [];
  for (const { login, name, roles } of PEOPLE) {
    const issued = known.value.some((one) => one.login === login)
      ? await askAdmin(folder, 'officeCode', { login })
      : await askAdmin(folder, 'addOfficeAccount', { login, name, roles: [...roles] });
    if (!issued.ok) throw new Error(`The register gave no code: ${issued.error.kind}.`);
    found.push({ login, roles: roles.join(', '), code: issued.value.code });
  }
  return found;
}
