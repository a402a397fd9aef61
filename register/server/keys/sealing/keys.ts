/**
 * The register's key pairs for what terminals send sealed: JWE in compact form (RFC 7516), RSA-OAEP-256 with A256GCM,
 * and nothing else.
 */
import { createHash, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import type { SealingKey } from '../../../contract/contract.ts';
import { err, ok } from '../../../../base/result.ts';
import type { Result } from '../../../../base/result.ts';

export interface SealingKeys {
  /**
   * Another key from now on; those before go on opening what was sealed for them. Throws a `RangeError` as {@link
   * createSealingKeys} does.
   */
  succeed(key: KeyObject): void;
  /** For the catalogue; the first one is used. */
  readonly publicKeys: readonly SealingKey[];
  /** For the register itself, under the newest key: what lies in its database for a while. `no-key`: there is none. */
  seal(plaintext: Uint8Array): Promise<Result<{ readonly jwe: string; readonly kid: string }, 'no-key'>>;
  /**
   * The plaintext and the key that it was sealed for. `not-decipherable`: for no key of ours, in another way, or
   * changed on its way.
   */
  open(jwe: string): Promise<Result<{ readonly plaintext: Uint8Array; readonly kid: string }, 'not-decipherable'>>;
}

/** Bits of the modulus at least (FIT-Connect; BSI TR-02102-1 asks for 3000). */
export const MODULUS_BITS = 4096;

/** `keys`: RSA private keys, newest first. Throws a `RangeError` for any other. */
export function createSealingKeys(keys: readonly KeyObject[]): SealingKeys {
  const publicKeys: SealingKey[] = [];
  const byKid = new Map<string, KeyObject>();
  let newest: { readonly key: KeyObject; readonly kid: string } | undefined;
  const succeed = (key: KeyObject): void => {
    const jwk = publicJwk(key);
    publicKeys.unshift(jwk);
    byKid.set(jwk.kid, key);
    newest = { key: createPublicKey(key), kid: jwk.kid };
  };
  for (const key of [...keys].reverse()) succeed(key);
  return {
    publicKeys,
    succeed,
    async seal(plaintext) {
      if (newest === undefined) return err('no-key');
      const { key, kid } = newest;
      const jwe = await new CompactEncrypt(plaintext)
        .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid })
        .encrypt(key);
      return ok({ jwe, kid });
    },
    async open(jwe) {
      try {
        const { kid } = decodeProtectedHeader(jwe);
        const key = typeof kid === 'string' ? byKid.get(kid) : undefined;
        if (key === undefined || typeof kid !== 'string') return err('not-decipherable');
        const { plaintext } = await compactDecrypt(jwe, key, {
          keyManagementAlgorithms: ['RSA-OAEP-256'],
          contentEncryptionAlgorithms: ['A256GCM'],
          // A few bytes that become gigabytes are no request.
          maxDecompressedLength: 0,
        });
        return ok({ plaintext, kid });
      } catch {
        // Which of the checks failed is not reported: only an attacker would learn from it.
        return err('not-decipherable');
      }
    },
  };
}

function publicJwk(key: KeyObject): SealingKey {
  if (
    key.type !== 'private' ||
    key.asymmetricKeyType !== 'rsa' ||
    (key.asymmetricKeyDetails?.modulusLength ?? 0) < MODULUS_BITS
  )
    throw new RangeError(`A key for sealed requests must be an RSA private key of at least ${MODULUS_BITS} bits.`);
  const { n = '', e = '' } = createPublicKey(key).export({ format: 'jwk' });
  // RFC 7638, 3: the required members in their order.
  const kid = createHash('sha256')
    .update(JSON.stringify({ e, kty: 'RSA', n }), 'utf8')
    .digest('base64url');
  return { kty: 'RSA', kid, n, e, alg: 'RSA-OAEP-256', key_ops: ['wrapKey'] };
}
