/** The register's own signature on what terminals keep: Ed25519 (RFC 8032). */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SigningKey, TerminalKey } from '../contract.ts';
import { RegisterStartError } from './start-error.ts';

export interface RegisterSigner {
  /** For terminals; `kid` is its thumbprint. */
  readonly publicKey: SigningKey;
  /** 64 bytes. */
  sign(bytes: Uint8Array): Buffer;
}

export const SIGNING_KEY_FILE = 'signing.key';

/** RFC 7638, 3: SHA-256 over the required members in their order, base64url. */
export function thumbprint(key: TerminalKey): string {
  const members = key.kty === 'OKP' ? { crv: key.crv, kty: key.kty, x: key.x } : { crv: key.crv, kty: key.kty, x: key.x, y: key.y };
  return createHash('sha256').update(JSON.stringify(members), 'utf8').digest('base64url');
}

/** Throws a `TypeError` for any other key than an Ed25519 private key. */
export function createSigner(key: KeyObject): RegisterSigner {
  if (key.type !== 'private' || key.asymmetricKeyType !== 'ed25519') throw new TypeError('The key for signatures must be an Ed25519 private key.');
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  const jwk = { kty: 'OKP', crv: 'Ed25519', x } as const;
  return { publicKey: { ...jwk, kid: thumbprint(jwk) }, sign: (bytes) => sign(null, bytes, key) };
}

/** With a key that ends with this process: for a register that keeps nothing. */
export const temporarySigner = (): RegisterSigner => createSigner(generateKeyPairSync('ed25519').privateKey);

/** The key in the register's folder, PKCS#8 PEM, readable by its owner only; made when it is missing. Throws {@link RegisterStartError} for a file that holds another thing. */
export async function openSigner(folder: string): Promise<RegisterSigner> {
  const path = join(folder, SIGNING_KEY_FILE);
  try {
    await writeFile(path, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const pem = await readFile(path, 'utf8');
  try {
    return createSigner(createPrivateKey(pem));
  } catch {
    throw new RegisterStartError(`${path} does not hold a key: an Ed25519 private key as PKCS#8 PEM is expected.`);
  }
}
