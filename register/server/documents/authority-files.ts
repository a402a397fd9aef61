/** The keys and certificates of a town, from PEM files in one folder. */
import { X509Certificate, createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import { readSealCertificate } from '../../seal/verify.ts';
import { sealWith, signWith } from './authority.ts';
import type { DocumentAuthority } from './authority.ts';

/**
 * Organisation in the subjects of the demonstration's certificates. It is reserved for them, and a town's register
 * refuses such a certificate.
 */
export const DEMO_ORGANISATION = 'Musterstadt Demo – nicht gültig';

/** Names inside the folder. `chain` may be missing where the signer's issuer is a root. */
export const AUTHORITY_FILES = {
  signerKey: 'signer.key',
  signer: 'signer.pem',
  chain: 'chain.pem',
  sealKey: 'seal.key',
  seal: 'seal.pem',
} as const;

export interface AuthorityFault {
  /** The file's name inside the folder. */
  readonly file: string;
  readonly problem:
    | 'missing'
    | 'unreadable'
    /** Others than the owner may read a private key. */
    | 'readable-by-others'
    /** No private key in PEM, or one with a passphrase. */
    | 'no-key'
    | 'no-certificate'
    /** The signer needs P-256, the seal P-256 or brainpoolP256r1. */
    | 'wrong-key'
    | 'key-does-not-match'
    /** The subject lacks C and a CN of two letters or digits (TR-03137-1). */
    | 'no-signer-id'
    | 'not-yet-valid'
    | 'expired'
    /** The chain does not begin with the signer's issuer, or breaks off in between. */
    | 'wrong-chain'
    | 'demo-certificate';
}

export interface AuthorityOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Whether the demonstration's certificates are taken, and then only those. */
  readonly demo: boolean;
}

export async function openAuthorityFiles(
  folder: string,
  { now, demo }: AuthorityOptions,
): Promise<Result<DocumentAuthority, AuthorityFault>> {
  const signerKey = await readKey(folder, AUTHORITY_FILES.signerKey);
  if (!signerKey.ok) return signerKey;
  const signers = await readCertificates(folder, AUTHORITY_FILES.signer);
  if (!signers.ok) return signers;
  const chain = await readCertificates(folder, AUTHORITY_FILES.chain);
  if (!chain.ok && chain.error.problem !== 'missing') return chain;
  const sealKey = await readKey(folder, AUTHORITY_FILES.sealKey);
  if (!sealKey.ok) return sealKey;
  const seals = await readCertificates(folder, AUTHORITY_FILES.seal);
  if (!seals.ok) return seals;

  const [signer, ...more] = signers.value;
  const [seal] = seals.value;
  const issuers = [...more, ...(chain.ok ? chain.value : [])];
  for (const [file, certificate, key] of [
    [AUTHORITY_FILES.signer, signer, signerKey.value],
    [AUTHORITY_FILES.seal, seal, sealKey.value],
  ] as const) {
    const problem = problemOf(certificate, key, now, demo);
    if (problem !== undefined) return err({ file, problem });
  }
  if (signerKey.value.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    return err({ file: AUTHORITY_FILES.signerKey, problem: 'wrong-key' });
  let below = signer;
  for (const issuer of issuers) {
    if (!below.checkIssued(issuer) || !below.verify(issuer.publicKey))
      return err({ file: AUTHORITY_FILES.chain, problem: 'wrong-chain' });
    below = issuer;
  }
  const certificate = readSealCertificate(seal.raw);
  if (!certificate.ok)
    return err({
      file: AUTHORITY_FILES.seal,
      problem: certificate.error === 'unreadable' ? 'no-certificate' : certificate.error,
    });
  return ok({
    signer: { certificate: signer.raw, chain: issuers.map(({ raw }) => raw), sign: signWith(signerKey.value) },
    sealer: { certificate: certificate.value, pem: seal.toString(), sign: sealWith(sealKey.value) },
    demo,
  });
}

function problemOf(
  certificate: X509Certificate,
  key: KeyObject,
  now: number,
  demo: boolean,
): AuthorityFault['problem'] | undefined {
  if (!certificate.checkPrivateKey(key)) return 'key-does-not-match';
  if (now < Date.parse(certificate.validFrom)) return 'not-yet-valid';
  if (now > Date.parse(certificate.validTo)) return 'expired';
  const isDemo = `${certificate.subject}\n${certificate.issuer}`.includes(DEMO_ORGANISATION);
  return isDemo === demo ? undefined : 'demo-certificate';
}

async function readText(folder: string, file: string): Promise<Result<string, AuthorityFault>> {
  try {
    return ok(await readFile(join(folder, file), 'utf8'));
  } catch (error) {
    return err({ file, problem: (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'unreadable' });
  }
}

async function readKey(folder: string, file: string): Promise<Result<KeyObject, AuthorityFault>> {
  const pem = await readText(folder, file);
  if (!pem.ok) return pem;
  if (((await stat(join(folder, file))).mode & 0o077) !== 0) return err({ file, problem: 'readable-by-others' });
  try {
    const key = createPrivateKey(pem.value);
    return key.asymmetricKeyType === 'ec' ? ok(key) : err({ file, problem: 'wrong-key' });
  } catch {
    // OpenSSL's reasons may quote the file.
    return err({ file, problem: 'no-key' });
  }
}

async function readCertificates(
  folder: string,
  file: string,
): Promise<Result<[X509Certificate, ...X509Certificate[]], AuthorityFault>> {
  const pem = await readText(folder, file);
  if (!pem.ok) return pem;
  try {
    const [first, ...rest] = (
      pem.value.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []
    ).map((block) => new X509Certificate(block));
    return first === undefined ? err({ file, problem: 'no-certificate' }) : ok([first, ...rest]);
  } catch {
    return err({ file, problem: 'no-certificate' });
  }
}
