/** The file that FOYER_OFFICE names: what is wrong in it ends the start with its place. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openOfficeSettings } from '../../../../../../register/server/office/accounts/settings.ts';
import { rolesFor } from '../../../../../../register/server/office/accounts/oidc/provider.ts';
import { RegisterStartError } from '../../../../../../register/server/start-error.ts';

const GOOD = `
local: true
oidc:
  issuer: https://anmeldung.musterstadt.example/realms/stadt
  clientId: foyer
  clientSecretFile: secret
  groupsClaim: groups
  label: Stadt-Konto
  roles:
    operator: [foyer-betrieb]
    office: [buergeramt, standesamt]
`;

function file(text: string, { mode = 0o600, secret = 'ein Geheimnis\n' } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-office-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'secret'), secret, { mode });
  writeFileSync(join(folder, 'office.yaml'), text);
  return join(folder, 'office.yaml');
}

test('without a file there are accounts of the register’s own', async () => {
  expect(await openOfficeSettings(undefined)).toEqual({ local: true });
  expect(await openOfficeSettings('')).toEqual({ local: true });
});

test('a file that fits is read, with the secret from its own file', async () => {
  expect(await openOfficeSettings(file(GOOD))).toEqual({
    local: true,
    oidc: {
      issuer: 'https://anmeldung.musterstadt.example/realms/stadt',
      clientId: 'foyer',
      clientSecret: 'ein Geheimnis',
      scopes: ['openid', 'profile'],
      groupsClaim: 'groups',
      label: 'Stadt-Konto',
      roles: { operator: ['foyer-betrieb'], office: ['buergeramt', 'standesamt'] },
    },
  });
  expect(await openOfficeSettings(file('local: true'))).toEqual({ local: true });
});

describe('what does not fit is named by its field', () => {
  test.each([
    ['a mistyped setting', GOOD.replace('clientId', 'clientID'), /oidc\.clientId .*\n.*oidc has unknown fields/],
    ['one that is not known', `${GOOD}colour: red\n`, /\(body\) has unknown fields/],
    ['a missing one', GOOD.replace(/ {2}groupsClaim.*\n/, ''), /oidc\.groupsClaim /],
    ['an address in clear', GOOD.replace('https:', 'http:'), /oidc\.issuer is no https address/],
    ['no address', GOOD.replace('https://', ''), /oidc\.issuer /],
    ['a role that is none', GOOD.replace('operator:', 'operators:'), /oidc\.roles has unknown fields/],
    ['a role without a group', GOOD.replace('[foyer-betrieb]', '[]'), /oidc\.roles\.operator /],
    ['no role', GOOD.replace(/roles:[^]*$/, 'roles: {}\n'), /oidc\.roles names no role/],
    ['scopes without openid', GOOD.replace('  label', '  scopes: [profile]\n  label'), /oidc\.scopes must have openid/],
    ['nobody who could come in', 'local: false', /local is false and there is no oidc/],
    ['no YAML', 'local: [', /line \d is no YAML/],
    ['a switch that is none', 'local: "ja"', /local /],
  ])('%s', async (_, text, sentence) => {
    const path = file(text);
    await expect(openOfficeSettings(path)).rejects.toThrow(RegisterStartError);
    await expect(openOfficeSettings(path)).rejects.toThrow(sentence);
    await expect(openOfficeSettings(path)).rejects.toThrow(path);
  });
  test('a secret that others can read, or that is none', async () => {
    await expect(openOfficeSettings(file(GOOD, { mode: 0o644 }))).rejects.toThrow(
      /oidc\.clientSecretFile can be read by others/,
    );
    await expect(openOfficeSettings(file(GOOD, { secret: ' \n' }))).rejects.toThrow(/oidc\.clientSecretFile is empty/);
    await expect(openOfficeSettings(file(GOOD.replace('secret\n', 'elsewhere\n')))).rejects.toThrow(
      /oidc\.clientSecretFile cannot be read/,
    );
  });
  test('a file that is not there', async () => {
    await expect(openOfficeSettings('/nowhere/office.yaml')).rejects.toThrow(/FOYER_OFFICE: \/nowhere\/office\.yaml/);
  });
});

describe('groups', () => {
  const roles = { operator: ['betrieb'], office: ['amt', 'betrieb'] };
  test.each([
    [['betrieb'], ['office', 'operator']],
    [['amt', 'andere'], ['office']],
    ['amt', ['office']],
    [['Amt', 'amt '], []],
    [[], []],
    [undefined, []],
    [{ amt: true }, []],
    [[['amt']], []],
    [[null, 7], []],
  ])('%j give %j', (groups, wanted) => {
    expect(rolesFor(roles, groups)).toEqual(wanted);
  });
});
