import { X509Certificate, createPrivateKey, generateKeyPairSync, verify } from 'node:crypto';
import { chmod, copyFile, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEMO_CA_NAME, openDemoAuthority } from '../../../../../register/demo/authority/authority.ts';
import { issue } from '../../../../../register/demo/authority/issue.ts';
import { openAuthorityFiles } from '../../../../../register/server/documents/authority-files.ts';
import { CLOCK, NOON, demoAuthority, emptyFolder } from './sample.ts';

const DAY = 86_400_000;
const now = NOON;

describe('the demonstration’s authority', () => {
  test('is made once, readable by its owner alone, and named as not valid', async () => {
    const { authority, folder } = await demoAuthority();
    expect(authority.demo).toBe(true);
    const names = await readdir(folder);
    const before = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    for (const name of names) expect((await stat(join(folder, name))).mode & 0o777, name).toBe(0o600);
    const again = await openDemoAuthority(join(folder, '..'), CLOCK);
    expect(again.sealer.certificate.reference).toBe(authority.sealer.certificate.reference);
    expect(await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).toEqual(before);
    const root = new X509Certificate(await readFile(join(folder, 'ca.pem')));
    expect(root.subject).toContain(DEMO_CA_NAME);
    for (const name of ['signer.pem', 'seal.pem']) {
      const certificate = new X509Certificate(await readFile(join(folder, name)));
      expect(certificate.verify(root.publicKey) && certificate.checkIssued(root), name).toBe(true);
      expect(certificate.ca).toBe(false);
      expect(certificate.subject).toContain('nicht gültig');
    }
    // Its own key is nowhere: only two private keys are there.
    expect(before.filter((text) => text.includes('PRIVATE KEY')).length).toBe(2);
  });

  test('is made once by two simultaneous starts', async () => {
    const folder = await emptyFolder();
    const made = await Promise.all([
      openDemoAuthority(folder, CLOCK),
      openDemoAuthority(folder, CLOCK),
      openDemoAuthority(folder, CLOCK),
    ]);
    expect(new Set(made.map(({ sealer }) => sealer.certificate.reference)).size).toBe(1);
    expect(await readdir(folder)).toEqual(['demo-authority']);
  });

  test('signs with the keys that its certificates name', async () => {
    const {
      authority: { signer, sealer },
    } = await demoAuthority();
    const bytes = Buffer.from('Musterstadt');
    expect(verify('sha256', bytes, new X509Certificate(signer.certificate).publicKey, await signer.sign(bytes))).toBe(
      true,
    );
    expect(
      verify(
        'sha256',
        bytes,
        { key: sealer.certificate.publicKey, dsaEncoding: 'ieee-p1363' },
        await sealer.sign(bytes),
      ),
    ).toBe(true);
  });

  test('is refused as a town’s', async () => {
    const { folder } = await demoAuthority();
    expect(await openAuthorityFiles(folder, { now, demo: false })).toEqual({
      ok: false,
      error: { file: 'signer.pem', problem: 'demo-certificate' },
    });
  });
});

/** Files of a town: its own authority, a signer, a seal. */
async function town(
  folder: string,
  { organisation = 'Neustadt', signerCurve = 'prime256v1', sealName = 'NE', from = now - DAY, to = now + DAY } = {},
): Promise<void> {
  const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const root = { subject: { country: 'DE', organisation, commonName: 'CA' }, keys };
  const pem = (der: Uint8Array) =>
    `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`;
  const write = async (name: string, namedCurve: string, commonName: string, usage: 'document' | 'seal') => {
    const pair = generateKeyPairSync('ec', { namedCurve });
    await writeFile(join(folder, `${name}.key`), pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), {
      mode: 0o600,
    });
    await writeFile(
      join(folder, `${name}.pem`),
      pem(
        issue({
          subject: { country: 'DE', organisation, commonName },
          publicKey: pair.publicKey,
          issuer: root,
          usage,
          from,
          to,
        }),
      ),
    );
  };
  await write('signer', signerCurve, 'Bürgeramt', 'document');
  await write('seal', 'brainpoolP256r1', sealName, 'seal');
  await writeFile(
    join(folder, 'chain.pem'),
    pem(issue({ subject: root.subject, publicKey: keys.publicKey, issuer: root, usage: 'authority', from, to })),
  );
}

describe('a town’s certificate files', () => {
  test('are read, also without a chain', async () => {
    const folder = await emptyFolder();
    await town(folder);
    expect(await openAuthorityFiles(folder, { now, demo: false })).toMatchObject({
      ok: true,
      value: {
        demo: false,
        signer: { chain: [expect.anything()] },
        sealer: { certificate: { signerId: 'DENE', organisation: 'Neustadt' } },
      },
    });
    await rm(join(folder, 'chain.pem'));
    expect(await openAuthorityFiles(folder, { now, demo: false })).toMatchObject({
      ok: true,
      value: { signer: { chain: [] } },
    });
  });

  const spoiled: readonly (readonly [
    string,
    (folder: string) => Promise<unknown>,
    { file: string; problem: string },
  ])[] = [
    ['no key', (folder) => rm(join(folder, 'signer.key')), { file: 'signer.key', problem: 'missing' }],
    ['no certificate', (folder) => rm(join(folder, 'seal.pem')), { file: 'seal.pem', problem: 'missing' }],
    [
      'a key that others may read',
      (folder) => chmod(join(folder, 'seal.key'), 0o640),
      { file: 'seal.key', problem: 'readable-by-others' },
    ],
    [
      'a key that is none',
      (folder) => writeFile(join(folder, 'signer.key'), 'key'),
      { file: 'signer.key', problem: 'no-key' },
    ],
    [
      'an RSA key',
      (folder) =>
        writeFile(
          join(folder, 'signer.key'),
          generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
        ),
      { file: 'signer.key', problem: 'wrong-key' },
    ],
    [
      'a certificate that is none',
      (folder) => writeFile(join(folder, 'signer.pem'), 'certificate'),
      { file: 'signer.pem', problem: 'no-certificate' },
    ],
    [
      'the other’s key',
      (folder) => copyFile(join(folder, 'seal.key'), join(folder, 'signer.key')),
      { file: 'signer.pem', problem: 'key-does-not-match' },
    ],
    [
      'a signer’s key on another curve',
      (folder) => town(folder, { signerCurve: 'secp384r1' }),
      { file: 'signer.key', problem: 'wrong-key' },
    ],
    [
      'a seal without a signer’s name',
      (folder) => town(folder, { sealName: 'Bürgeramt' }),
      { file: 'seal.pem', problem: 'no-signer-id' },
    ],
    [
      'a chain of somebody else',
      (folder) => copyFile(join(folder, 'seal.pem'), join(folder, 'chain.pem')),
      { file: 'chain.pem', problem: 'wrong-chain' },
    ],
    [
      'certificates of yesterday',
      (folder) => town(folder, { from: now - 3 * DAY, to: now - DAY }),
      { file: 'signer.pem', problem: 'expired' },
    ],
    [
      'certificates of tomorrow',
      (folder) => town(folder, { from: now + DAY, to: now + 3 * DAY }),
      { file: 'signer.pem', problem: 'not-yet-valid' },
    ],
  ];
  test.each(spoiled)('are refused by name: %s', async (_what, spoil, fault) => {
    const folder = await emptyFolder();
    await town(folder);
    await spoil(folder);
    expect(await openAuthorityFiles(folder, { now, demo: false })).toEqual({ ok: false, error: fault });
  });

  test('are refused where they are the demonstration’s', async () => {
    const folder = await emptyFolder();
    await town(folder);
    expect(await openAuthorityFiles(folder, { now, demo: true })).toMatchObject({
      ok: false,
      error: { problem: 'demo-certificate' },
    });
    expect(createPrivateKey(await readFile(join(folder, 'signer.key'))).type).toBe('private');
  });
});
