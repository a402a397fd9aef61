/** A town's file of services: the one in the register's README, and everything that may be wrong with one. */
import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { issue } from '../../../../../register/demo/authority/issue.ts';
import { RegisterStartError } from '../../../../../register/server/start-error.ts';
import { ServicesFile, configuredParts } from '../../../../../register/server/services/configured.ts';
import { CONTENT, emptyFolder } from '../documents/sample.ts';
import { identity } from '../eid/keys.ts';
import type { Identity } from '../eid/keys.ts';

const README = join(import.meta.dirname, '../../../../../register/README.md');
const DAY = 86_400_000;

type Tree = Record<string, unknown>;
let example: Tree;
let line: Identity;
let soap: Identity;
let server: Identity;
beforeAll(async () => {
  const block = /```yaml\n([\s\S]*?)```/.exec(await readFile(README, 'utf8'))?.[1] ?? '';
  example = parse(block) as Tree;
  [line, soap, server] = await Promise.all([
    identity('client'),
    identity('Bürgerterminal', 'rsa'),
    identity('eID-Server'),
  ]);
});

/** All files that the example names, in a folder of their own; gives the folder. */
async function town(): Promise<string> {
  const folder = await emptyFolder();
  const put = async (name: string, text: string, mode = 0o600) => writeFile(join(folder, name), text, { mode });
  await mkdir(join(folder, 'authority'));
  await mkdir(join(folder, 'eid'));
  const now = Date.now();
  const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const root = { subject: { country: 'DE', organisation: 'Neustadt', commonName: 'CA' }, keys };
  const pem = (der: Uint8Array) =>
    `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`;
  for (const [name, commonName, usage] of [
    ['signer', 'Bürgeramt', 'document'],
    ['seal', 'NE', 'seal'],
  ] as const) {
    const own = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    await put(`authority/${name}.key`, own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    await put(
      `authority/${name}.pem`,
      pem(
        issue({
          subject: { ...root.subject, commonName },
          publicKey: own.publicKey,
          issuer: root,
          usage,
          from: now - DAY,
          to: now + DAY,
        }),
      ),
    );
  }
  await put('eid/tls.key', line.keyPem);
  await put('eid/tls.pem', line.pem);
  await put('eid/server-ca.pem', server.pem);
  await mkdir(join(folder, 'residents'));
  await put('residents/tls.key', line.keyPem);
  await put('residents/tls.pem', line.pem);
  await put('residents/server-ca.pem', server.pem);
  await put('eid/soap.key', soap.keyPem);
  await put('eid/soap.pem', soap.pem);
  await put('eid/eid-server.pem', server.pem);
  return folder;
}

async function open(folder: string, settings: unknown) {
  const file = join(folder, 'services.yaml');
  await writeFile(file, typeof settings === 'string' ? settings : stringify(settings));
  return configuredParts(file);
}
const reason = async (folder: string, settings: unknown): Promise<string> => {
  const refused = await open(folder, settings).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(refused).toBeInstanceOf(RegisterStartError);
  return (refused as Error).message.replaceAll(`${join(folder, 'services.yaml')}: `, '');
};
/** The example with one value another. */
function changed(path: string, to: unknown): Tree {
  const copy = structuredClone(example);
  const names = path.split('.');
  const last = names.pop() ?? '';
  const at = names.reduce<Tree>((tree, name) => tree[name] as Tree, copy);
  if (to === undefined) delete at[last];
  else at[last] = to;
  return copy;
}

test('the example of a services file in the README is valid: an eID-Server, documents with the town’s seal and signature', async () => {
  const parts = await open(await town(), example);
  expect(parts.services.letterhead).toEqual({
    town: 'Neustadt',
    authority: 'Bürgeramt',
    address: ['Rathausplatz 1', '54321 Neustadt'],
    phone: '01234 567-0',
    arms: null,
    accent: '#1d4f91',
  });
  expect([parts.seals.map(({ signerId }) => signerId), parts.signers?.length]).toEqual([['DENE'], 1]);
  expect(parts.held?.map(({ name }) => name)).toEqual([
    'document-signer',
    'document-seal',
    'eid-line',
    'eid-messages',
    'eid-server',
    'resident-system-line',
  ]);
  expect(parts.residentSystem).toMatchObject({ copy: true, documents: 'register' });
  expect(parts.held?.every(({ endsAt }) => endsAt > Date.now())).toBe(true);
  expect(await parts.services.documents?.certificate(CONTENT)).toMatchObject({ pages: 1 });
  expect(await parts.services.eidServer?.result('never begun')).toEqual({
    ok: true,
    value: { state: 'failed', reason: 'expired' },
  });
  expect(parts.services.tcToken?.('never kept')).toBeNull();
  await parts.close();
});

test('without an eID-Server there are documents but no sign-in, and without a services file neither', async () => {
  const parts = await open(await town(), changed('eidServer', undefined));
  expect([parts.services.eidServer, parts.services.documents !== undefined]).toEqual([undefined, true]);
  for (const file of [undefined, '']) expect((await configuredParts(file)).services).toEqual({});
});

test('optional keys of the services file have defaults', () => {
  expect(ServicesFile.parse(example).eidServer).toMatchObject({
    sessionSeconds: 300,
    timeoutSeconds: 10,
    levelOfAssurance: 'high',
  });
});

describe('an invalid services file is refused by the field', () => {
  test.each([
    ['letterhead.town', '', 'letterhead.town'],
    ['letterhead.accent', 'blue', 'letterhead.accent a colour as #rrggbb'],
    ['letterhead.accent', '#ffcc00', 'letterhead.accent has less than 4.5:1 contrast with white: take a darker one'],
    ['letterhead.motto', 'x', 'letterhead has unknown fields'],
    ['authority', undefined, 'authority'],
    ['eidServer.url', 'http://eid.example', 'eidServer.url is no https address'],
    ['eidServer.tcTokenUrl', 'https://eid.example/tctoken', 'eidServer.tcTokenUrl needs {token}, once'],
    ['eidServer.tcTokenUrl', 'https://eid.example/{session}/{token}', 'eidServer.tcTokenUrl needs {token}, once'],
    ['eidServer.refreshUrl', undefined, 'eidServer.refreshUrl'],
    ['eidServer.sessionSeconds', 5, 'eidServer.sessionSeconds'],
    ['eidServer.levelOfAssurance', 'low', 'eidServer.levelOfAssurance'],
    ['eidServer.tls.key', undefined, 'eidServer.tls.key'],
    ['eidServer.password', 'secret-word', 'eidServer has unknown fields'],
    ['eidServer.tls.key', 'missing.key', 'eidServer.tls.key cannot be read.'],
    ['eidServer.tls.certificate', 'eid/tls.key', 'eidServer.tls.certificate is no certificate.'],
    ['eidServer.tls.authorities', 'missing.pem', 'eidServer.tls.authorities cannot be read.'],
    ['eidServer.messages.key', 'eid/tls.key', 'eidServer.messages.key does not belong to the certificate.'],
    ['eidServer.messages.key', 'eid/soap.pem', 'eidServer.messages.key is no private key without a passphrase.'],
    ['eidServer.messages.server', 'eid/soap.key', 'eidServer.messages.server is no certificate.'],
    ['authority', 'eid', 'authority: signer.key, missing.'],
    ['residentSystem.url', 'http://meso.example', 'residentSystem.url is no https address'],
    ['residentSystem.url', 'https://meso.example/v1', 'residentSystem.url has a path'],
    ['residentSystem.name', 'MESO', 'residentSystem.name needs 1 to 40 small letters, digits and hyphens'],
    ['residentSystem.copy', 'ja', 'residentSystem.copy'],
    ['residentSystem.tls.certificate', 'eid/soap.pem', 'residentSystem.tls.key does not belong to the certificate.'],
    ['residentSystem.tls.authorities', 'missing.pem', 'residentSystem.tls.authorities cannot be read.'],
  ])('for %s: %j', async (path, to, says) => {
    const message = await reason(await town(), changed(path, to));
    expect(message).toContain(says);
    expect(message).not.toContain('secret-word');
  });

  test('for a key file that others can read', async () => {
    const folder = await town();
    await chmod(join(folder, 'eid/soap.key'), 0o640);
    expect(await reason(folder, example)).toBe('eidServer.messages.key can be read by others than its owner.');
  });

  test('for a kind of key that messages are not signed with', async () => {
    const folder = await town();
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    await writeFile(join(folder, 'eid/soap.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(await reason(folder, example)).toMatch(/^eidServer\.messages\.key /);
  });

  test('for a missing file, or invalid YAML', async () => {
    const folder = await town();
    await expect(configuredParts(join(folder, 'none.yaml'))).rejects.toThrow(
      /FOYER_SERVICES: .*none\.yaml cannot be read \(ENOENT\)/,
    );
    for (const text of ['', 'a', '[]', '{"letterhead":'])
      await expect(open(folder, text)).rejects.toThrow(RegisterStartError);
    expect(await reason(folder, 'letterhead:\n  town: "x\n')).toMatch(/line \d+ is no YAML\.$/);
  });
});
