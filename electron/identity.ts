/** The system's own store for secrets, as far as Electron reaches it. */
import { safeStorage } from 'electron/main';
import { err, ok } from '../devices/result.ts';
import { fileKeyStore, type KeyStore } from './kiosk/identity/key-store.ts';

/** After `app` is ready: before that, Electron says that there is none. */
export function machineKeyStore(): KeyStore {
  if (!hasRealStore()) return fileKeyStore;
  const tried = <T>(attempt: () => T) => {
    try {
      return ok(attempt());
    } catch {
      return err('locked' as const);
    }
  };
  return {
    kind: 'system',
    protect: (secret) => tried(() => safeStorage.encryptString(secret).toString('base64')),
    unprotect: (kept) => tried(() => safeStorage.decryptString(Buffer.from(kept, 'base64'))),
  };
}

/** Without a key ring Chromium encrypts with a password that stands in its source (`basic_text`): that guards nothing, and must not look as if it did. */
function hasRealStore(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  if (process.platform !== 'linux') return true;
  // The oldest runtimes cannot say which store it is.
  if (typeof (safeStorage as Partial<typeof safeStorage>).getSelectedStorageBackend !== 'function') return false;
  return !['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend());
}
