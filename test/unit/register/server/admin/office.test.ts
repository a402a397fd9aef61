/** `foyer-register office …`: accounts of the office's page, at the command line of the register's machine. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Operators, Role } from '../../../../../register/server/admin/operators.ts';
import { startAdmin } from '../../../../../register/server/admin/server.ts';
import { UsageError } from '../../../../../register/server/commands/arguments.ts';
import { office } from '../../../../../register/server/commands/office.ts';
import { createSessions } from '../../../../../register/server/office/sessions.ts';
import { startRegister } from '../set-up.ts';

const ME = process.getuid?.() ?? -1;
const CODE = /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/;
const place = mkdtempSync(join(tmpdir(), 'foyer-office-admin-'));
let register: Awaited<ReturnType<typeof startRegister>>;
let admin: { stop(): Promise<void> };
const start = (role: Role) => {
  const operators: Operators = new Map([[ME, { name: 'anna', roles: new Set([role]) }]]);
  return startAdmin(
    { ...register, folder: place, timeZone: 'Europe/Berlin', log: (event) => void register.events.push(event) },
    place,
    null,
    undefined,
    operators,
  );
};
beforeAll(async () => {
  register = await startRegister();
  admin = await start('operator');
});
afterAll(async () => {
  await admin?.stop();
  await register?.close();
  rmSync(place, { recursive: true, force: true });
});

async function run(...args: string[]): Promise<string[]> {
  const lines: string[] = [];
  await office({ folder: place, args, print: (line) => void lines.push(line) });
  return lines;
}
const accounts = () => register.database.db.selectFrom('office_account').selectAll().orderBy('login').execute();

describe('office', () => {
  test('add makes an account and shows its code, of which only the hash is kept', async () => {
    const [sentence, code = ''] = await run('add', 'k.beispiel', 'Kim Beispiel', '--roles', 'operator, office');
    expect(sentence).toMatch(/^code for k\.beispiel, until 2026-11-21T11:30:00\.000Z, for once/);
    expect(code).toMatch(CODE);
    const [row] = await accounts();
    expect(row).toMatchObject({ name: 'Kim Beispiel', login: 'k.beispiel', roles: ['office', 'operator'] });
    expect(row?.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.stringify(await register.database.db.selectFrom('office_code').selectAll().execute())).not.toContain(
      code,
    );
  });
  test('what was done stands in the audit with who did it and the opaque id, and no name is in the log', async () => {
    const [row] = await accounts();
    const entries = await register.database.db
      .selectFrom('audit')
      .select(['actor', 'subject'])
      .where('action', '=', 'office-account-changed')
      .execute();
    expect(entries).toEqual([{ actor: 'operator:anna', subject: `account:${row?.id}` }]);
    expect(JSON.stringify(register.events)).not.toMatch(/beispiel/i);
  });
  test('code gives another one, and the one before it is void', async () => {
    const before = await register.database.db.selectFrom('office_code').selectAll().execute();
    const [, code] = await run('code', 'k.beispiel');
    expect(code).toMatch(CODE);
    const after = await register.database.db.selectFrom('office_code').selectAll().execute();
    expect(after.length).toBe(before.length);
    expect(after[0]?.code_hash).not.toEqual(before[0]?.code_hash);
  });
  test('list says who may come in, and how', async () => {
    expect(await run('list')).toEqual(['k.beispiel\tKim Beispiel\toffice,operator\tnot set up\tnever seen']);
  });
  test('disable ends sessions and codes at once; enable lets in again', async () => {
    const [row] = await accounts();
    const sessions = createSessions(register.database.db, register.clock);
    const token = await sessions.begin(row?.id ?? '');
    expect(await run('disable', 'k.beispiel')).toEqual(['account k.beispiel disabled, its sessions ended']);
    expect(await sessions.find(token, false)).toBeNull();
    expect(await register.database.db.selectFrom('office_code').selectAll().execute()).toEqual([]);
    expect((await run('list'))[0]).toContain('disabled 2026-11-21');
    await expect(run('code', 'k.beispiel')).rejects.toThrow('LOGIN is disabled.');
    // By its id too: accounts of the identity provider have no login.
    expect(await run('enable', row?.id ?? '')).toEqual([`account ${row?.id} may come in again`]);
    expect((await run('list'))[0]).not.toContain('disabled');
  });
  test.each([
    [['add', 'k.beispiel', 'Andere', '--roles', 'office'], 'LOGIN is taken.'],
    [['add', 'Käthe', 'Käthe', '--roles', 'office'], 'LOGIN must be 2 to 32 small letters'],
    [['add', 'kaethe', 'Käthe', '--roles', 'chief'], '--roles: "chief" is none of office, editor'],
    [['add', 'kaethe', 'Käthe'], '--roles is missing.'],
    [['add', 'kaethe', '--roles', 'office'], 'NAME is missing.'],
    [['code', 'niemand'], 'LOGIN is no account.'],
    [['disable', 'niemand'], 'LOGIN is no account.'],
    [['remove', 'k.beispiel'], 'office: "remove" is none of add, code, list, disable, enable.'],
    [[], 'office: one of add, code, list, disable, enable is missing.'],
  ])('%j is refused with what is wrong, and changes nothing', async (args, sentence) => {
    const before = await accounts();
    const refusal = run(...args);
    await expect(refusal).rejects.toThrow(UsageError);
    await expect(refusal).rejects.toThrow(sentence);
    expect(await accounts()).toEqual(before);
  });
  test('is the operators’ only', async () => {
    await admin.stop();
    admin = await start('office');
    for (const args of [
      ['add', 'neu', 'Neu', '--roles', 'office'],
      ['code', 'k.beispiel'],
      ['list'],
      ['disable', 'k.beispiel'],
    ])
      await expect(run(...args), args[0]).rejects.toThrow('needs the role operator');
    expect((await accounts()).length).toBe(1);
  });
});
