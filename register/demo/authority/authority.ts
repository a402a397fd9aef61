/**
 * The demonstration's certification authority: each installation of Musterstadt has its own, made at the first start.
 * Its own key is thrown away after the two certificates, so that nothing else can ever be issued with it.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AUTHORITY_FILES, DEMO_ORGANISATION, openAuthorityFiles } from '../../server/documents/authority-files.ts';
import type { DocumentAuthority } from '../../server/documents/authority.ts';
import { systemClock } from '../../../base/clock.ts';
import type { TimeSource } from '../../../base/clock.ts';
import { issue } from './issue.ts';
import type { KeyPair, Wanted } from './issue.ts';

/** The folder inside the register's, and in it the certificate that a checking program must trust. */
export const DEMO_AUTHORITY_FOLDER = 'demo-authority';
const DEMO_CA_FILE = 'ca.pem';

export const DEMO_CA_NAME = 'Musterstadt Demo CA – nicht gültig';

const DAY_MS = 86_400_000;
const VALID_DAYS = 3_650;

/** Makes keys and certificates where there are none yet, and opens them. `folder`: the register's. */
export async function openDemoAuthority(folder: string, clock: TimeSource = systemClock): Promise<DocumentAuthority> {
  const place = join(folder, DEMO_AUTHORITY_FOLDER);
  if (!(await exists(place))) await make(folder, place, clock.now());
  const opened = await openAuthorityFiles(place, { now: clock.now(), demo: true });
  if (!opened.ok)
    throw new Error(
      `The demonstration's authority cannot be used: ${opened.error.file}, ${opened.error.problem}. Remove ${DEMO_AUTHORITY_FOLDER} to have it made anew.`,
    );
  return opened.value;
}

/** Whole or not at all: a start that is broken off leaves no half authority, and of two at once one wins. */
async function make(folder: string, place: string, now: number): Promise<void> {
  const fresh = join(folder, `.${DEMO_AUTHORITY_FOLDER}-${randomUUID()}`);
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(newAuthority(now)))
    await writeFile(join(fresh, name), text, { mode: 0o600 });
  try {
    await rename(fresh, place);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if (!(await exists(place))) throw error;
  }
}

function newAuthority(now: number): Record<string, string> {
  const span = { from: now - DAY_MS, to: now + VALID_DAYS * DAY_MS };
  const subject = (commonName: string): Wanted['subject'] => ({
    country: 'DE',
    organisation: DEMO_ORGANISATION,
    commonName,
  });
  const root = { subject: subject(DEMO_CA_NAME), keys: newKeys('prime256v1') };
  const signer = newKeys('prime256v1');
  const seal = newKeys('brainpoolP256r1');
  const certificate = (commonName: string, keys: KeyPair, usage: Wanted['usage']): string =>
    pem(issue({ subject: subject(commonName), publicKey: keys.publicKey, issuer: root, usage, ...span }));
  const authority = certificate(DEMO_CA_NAME, root.keys, 'authority');
  return {
    [DEMO_CA_FILE]: authority,
    [AUTHORITY_FILES.chain]: authority,
    [AUTHORITY_FILES.signerKey]: privatePem(signer),
    [AUTHORITY_FILES.signer]: certificate('Bürgeramt Musterstadt Demo – nicht gültig', signer, 'document'),
    [AUTHORITY_FILES.sealKey]: privatePem(seal),
    // TR-03137-1: two letters or digits, which with the country name the signer in a seal's header.
    [AUTHORITY_FILES.seal]: certificate('MU', seal, 'seal'),
  };
}

const newKeys = (namedCurve: string): KeyPair => generateKeyPairSync('ec', { namedCurve });
const privatePem = ({ privateKey }: KeyPair): string => privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const pem = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
