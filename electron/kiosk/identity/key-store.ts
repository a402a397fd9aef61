/** Where the terminal's private key is safe on its own disk. */
import { err, ok, type Result } from '../../../devices/result.ts';

export interface KeyStore {
  /** `system`: only this account on this machine can read it. `file`: whoever can read the file. */
  readonly kind: 'system' | 'file';
  /** `locked` where the system does not do it now. */
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
