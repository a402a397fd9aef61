/**
 * Public keys of FIT-Connect: JSON Web Keys (RFC 7517) with the certificates that lead to the administration's PKI.
 * Revocation (CRL, OCSP) is not asked for.
 */
import 'reflect-metadata';
import { createPublicKey, webcrypto } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { z } from 'zod';
import { err, ok } from '../../../../base/result.ts';
import type { Result } from '../../../../base/result.ts';
import type { KeyFault } from './faults.ts';

/** Bits of an RSA modulus at least, as FIT-Connect demands for both purposes. */
const MODULUS_BITS = 4096;
/** Certificates between the key's own and a root, at most. */
const LONGEST_CHAIN = 6;

export const PublicJwk = z.object({
  kty: z.literal('RSA'),
  kid: z.string().min(1).max(64),
  n: z.string().regex(/^[\w-]+$/),
  e: z.string().regex(/^[\w-]+$/),
  alg: z.string().optional(),
  key_ops: z.array(z.string()).optional(),
  use: z.string().optional(),
  x5c: z.array(z.string().max(20_000)).max(10).optional(),
});
export type PublicJwk = z.infer<typeof PublicJwk>;

/** What a key is for: `wrapKey` for RSA-OAEP-256, `verify` for PS512. */
export type KeyPurpose = 'wrapKey' | 'verify';
const ALGORITHM: Readonly<Record<KeyPurpose, string>> = { wrapKey: 'RSA-OAEP-256', verify: 'PS512' };

/** Kind, length and purpose. Certificates are not looked at. */
export function fitKey(jwk: PublicJwk, purpose: KeyPurpose): Result<KeyObject, KeyFault> {
  if (
    jwk.key_ops?.length !== 1 ||
    jwk.key_ops[0] !== purpose ||
    (jwk.alg !== undefined && jwk.alg !== ALGORITHM[purpose])
  )
    return err('key-unfit');
  try {
    const key = createPublicKey({ key: { kty: 'RSA', n: jwk.n, e: jwk.e }, format: 'jwk' });
    return (key.asymmetricKeyDetails?.modulusLength ?? 0) < MODULUS_BITS ? err('key-unfit') : ok(key);
  } catch {
    return err('key-unfit');
  }
}

/** A destination's key: fit, in a certificate of its own, and that leads to a root. `now` in milliseconds. */
export async function trustedKey(
  jwk: PublicJwk,
  {
    purpose,
    roots,
    now,
  }: { readonly purpose: KeyPurpose; readonly roots: readonly x509.X509Certificate[]; readonly now: number },
): Promise<Result<KeyObject, KeyFault>> {
  const key = fitKey(jwk, purpose);
  if (!key.ok) return key;
  let chain: x509.X509Certificate[];
  try {
    // RFC 7517, 4.7: base64 of DER, the key's own first.
    chain = (jwk.x5c ?? []).map((text) => new x509.X509Certificate(Buffer.from(text, 'base64')));
  } catch {
    return err('key-untrusted');
  }
  const [leaf, ...others] = chain;
  if (
    leaf === undefined ||
    !createPublicKey({ key: Buffer.from(leaf.publicKey.rawData), format: 'der', type: 'spki' }).equals(key.value)
  )
    return err('key-untrusted');
  const usage = leaf.getExtension(x509.KeyUsagesExtension)?.usages;
  const wanted =
    purpose === 'wrapKey'
      ? x509.KeyUsageFlags.keyEncipherment | x509.KeyUsageFlags.dataEncipherment
      : x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation;
  if (usage !== undefined && (usage & wanted) === 0) return err('key-unfit');
  const leads = await leadsToRoot(leaf, others, roots, now);
  return leads.ok ? key : leads;
}

/** RFC 5280, 6.1, as far as it is used there: signatures, validity, CA, what a CA's key is for, length of the path. */
async function leadsToRoot(
  leaf: x509.X509Certificate,
  others: readonly x509.X509Certificate[],
  roots: readonly x509.X509Certificate[],
  now: number,
): Promise<Result<true, KeyFault>> {
  let current = leaf;
  for (let below = 0; below <= LONGEST_CHAIN; below += 1) {
    if (hasUnknownCritical(current)) return err('key-untrusted');
    if (!isValid(current, now)) return err('key-expired');
    const root = await issuerAmong(roots, current, below);
    if (root !== undefined) return isValid(root, now) ? ok(true) : err('key-expired');
    const next = await issuerAmong(
      others.filter((other) => !same(other, current)),
      current,
      below,
    );
    if (next === undefined) return err('key-untrusted');
    current = next;
  }
  return err('key-untrusted');
}

/** `below`: how many certificates of the path stand between `issued` and the key's own, that one included. */
async function issuerAmong(
  candidates: readonly x509.X509Certificate[],
  issued: x509.X509Certificate,
  below: number,
): Promise<x509.X509Certificate | undefined> {
  for (const candidate of candidates) {
    if (candidate.subject !== issued.issuer) continue;
    const basic = candidate.getExtension(x509.BasicConstraintsExtension);
    if (basic?.ca !== true || (basic.pathLength !== undefined && basic.pathLength < below)) continue;
    const usage = candidate.getExtension(x509.KeyUsagesExtension)?.usages;
    if (usage !== undefined && (usage & x509.KeyUsageFlags.keyCertSign) === 0) continue;
    if (
      await issued
        .verify({ publicKey: candidate.publicKey, signatureOnly: true }, webcrypto as Crypto)
        .catch(() => false)
    )
      return candidate;
  }
  return undefined;
}

const isValid = ({ notBefore, notAfter }: x509.X509Certificate, now: number): boolean =>
  notBefore.getTime() <= now && now <= notAfter.getTime();
const same = (one: x509.X509Certificate, other: x509.X509Certificate): boolean =>
  Buffer.from(one.rawData).equals(Buffer.from(other.rawData));

/**
 * Basic constraints, key usage, extended key usage, certificate policies, names and addresses that restrict nothing
 * here (RFC 5280, 4.2).
 */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  '2.5.29.19',
  '2.5.29.15',
  '2.5.29.37',
  '2.5.29.32',
  '2.5.29.17',
  '2.5.29.14',
  '2.5.29.35',
]);
const hasUnknownCritical = (certificate: x509.X509Certificate): boolean =>
  certificate.extensions.some(({ critical, type }) => critical && !UNDERSTOOD.has(type));

/** Roots from PEM text, one or many. Throws where it holds none. */
export function readRoots(pem: string): x509.X509Certificate[] {
  const roots = x509.PemConverter.decode(pem).map((der) => new x509.X509Certificate(der));
  if (roots.length === 0) throw new RangeError('There is no certificate.');
  return roots;
}
