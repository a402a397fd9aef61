/** Where the terminal's private keys are safe on its own disk. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { err, ok, type Result } from '../../../base/result.ts';

export interface KeyStore {
  /**
   * Who can read the key. `machine`: only this machine, by its TPM. `system`: only this account on this machine.
   * `file`: everyone who can read the file.
   */
  readonly kind: 'machine' | 'system' | 'file';
  /** `locked`: the system refuses at this time. */
  protect(secret: string): Result<string, 'locked'>;
  /** What {@link KeyStore.protect} made; `locked` where it was made elsewhere, or the system's own key is gone. */
  unprotect(kept: string): Result<string, 'locked'>;
}

/** For machines without a key store: the rights of the file are all that guards it. */
export const fileKeyStore: KeyStore = {
  kind: 'file',
  protect: (secret) => ok(Buffer.from(secret, 'utf8').toString('base64')),
  unprotect(kept) {
    const secret = Buffer.from(kept, 'base64').toString('utf8');
    return secret.startsWith('-----BEGIN') ? ok(secret) : err('locked');
  },
};

/** Bytes of AES-256's key, of GCM's nonce (NIST SP 800-38D, 5.2.1.1) and of its tag. */
export const MACHINE_KEY = 32;
const NONCE = 12;
const TAG = 16;
/** Of what is kept; authenticated with it. */
const VERSION = Buffer.of(1);

/**
 * Encrypts with the key that the machine's TPM gives out (`foyer-seal-key.service`): AES-256-GCM, a nonce for each
 * secret. Kept is base64 of version, nonce, tag and ciphertext. `key`: 32 bytes.
 */
export function machineKeyStore(key: Buffer): KeyStore {
  return {
    kind: 'machine',
    protect(secret) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(VERSION);
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return ok(Buffer.concat([VERSION, nonce, cipher.getAuthTag(), sealed]).toString('base64'));
    },
    unprotect(kept) {
      const bytes = Buffer.from(kept, 'base64');
      const [nonceAt, tagAt, sealedAt] = [VERSION.length, VERSION.length + NONCE, VERSION.length + NONCE + TAG];
      if (bytes.length < sealedAt || !bytes.subarray(0, nonceAt).equals(VERSION)) return err('locked');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(nonceAt, tagAt), { authTagLength: TAG });
        decipher.setAAD(VERSION).setAuthTag(bytes.subarray(tagAt, sealedAt));
        return ok(Buffer.concat([decipher.update(bytes.subarray(sealedAt)), decipher.final()]).toString('utf8'));
      } catch {
        return err('locked');
      }
    },
  };
}

/** From the worst to the best: what lies in a worse store moves into a better one as soon as there is one. */
const STRENGTH: readonly KeyStore['kind'][] = ['file', 'system', 'machine'];
export const betterThan = (one: KeyStore['kind'], other: KeyStore['kind']): boolean =>
  STRENGTH.indexOf(one) > STRENGTH.indexOf(other);

/** Protected, and seen to open again: what it replaces may go. */
export function protectSurely(store: KeyStore, secret: string): Result<string, 'locked'> {
  const kept = store.protect(secret);
  if (!kept.ok) return kept;
  const opened = store.unprotect(kept.value);
  return opened.ok && opened.value === secret ? kept : err('locked');
}
