/**
 * Secrets that lie in the database or in a browser's cookie: AES-256-GCM (NIST SP 800-38D), bound to whose they are.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** What a secret is for. Each purpose has a key of its own, and its text goes into the tag as well. */
export type SealedPurpose = 'totp' | 'id-token' | 'oidc-transaction';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** RFC 5869. */
const keyFor = (key: Uint8Array, purpose: SealedPurpose | 'known-network'): Buffer =>
  Buffer.from(hkdfSync('sha256', key, new Uint8Array(), `foyer office ${purpose}`, 32));

/** `owner`: an account's id; what is sealed for one cannot be opened as another's. Nonce, ciphertext, tag. */
export function sealSecret(key: Uint8Array, purpose: SealedPurpose, owner: string, secret: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyFor(key, purpose), nonce).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]);
}

/** Null for what was sealed under another key, for another purpose or owner, or was changed. */
export function openSecret(key: Uint8Array, purpose: SealedPurpose, owner: string, sealed: Uint8Array): Buffer | null {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const end = sealed.length - TAG_BYTES;
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyFor(key, purpose), sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(Buffer.from(owner))
      .setAuthTag(sealed.subarray(end));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, end)), decipher.final()]);
  } catch {
    return null;
  }
}

/** 16 bytes in whose place nobody can try all addresses without the key. */
export const networkHash = (key: Uint8Array, account: string, network: string): Buffer =>
  createHmac('sha256', keyFor(key, 'known-network')).update(`${account}\0${network}`).digest().subarray(0, 16);
