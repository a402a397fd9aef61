/** The stores for secrets that this machine has. */
import { safeStorage } from 'electron/main';
import { err, ok } from '../../base/result.ts';
import { fileKeyStore, type KeyStore } from '../kiosk/identity/key-store.ts';
import { readMachineKey } from '../kiosk/identity/machine-key.ts';

/**
 * The best first: new keys go there; what lies in another one can still be read. After `app` is ready: before that,
 * Electron says that there is no key ring.
 */
export function keyStores(): { readonly best: KeyStore; readonly all: readonly KeyStore[]; readonly damaged: boolean } {
  const machine = readMachineKey(process.env);
  // Programs that are started from here, the AusweisApp among them, need not know where it is.
  delete process.env['CREDENTIALS_DIRECTORY'];
  const all = [
    ...(machine.ok && machine.value !== null ? [machine.value] : []),
    ...(hasKeyRing() ? [keyRing] : []),
    fileKeyStore,
  ];
  return { best: all[0] ?? fileKeyStore, all, damaged: !machine.ok };
}

const tried = <T>(attempt: () => T) => {
  try {
    return ok(attempt());
  } catch {
    return err('locked' as const);
  }
};

/** The desktop's, as far as Electron reaches it. */
const keyRing: KeyStore = {
  kind: 'system',
  protect: (secret) => tried(() => safeStorage.encryptString(secret).toString('base64')),
  unprotect: (kept) => tried(() => safeStorage.decryptString(Buffer.from(kept, 'base64'))),
};

/**
 * Without a key ring Chromium encrypts with a password that stands in its source (`basic_text`): that guards nothing,
 * and must not look as if it did.
 */
function hasKeyRing(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  if (process.platform !== 'linux') return true;
  // The oldest runtimes cannot say which store it is.
  if (typeof (safeStorage as Partial<typeof safeStorage>).getSelectedStorageBackend !== 'function') return false;
  return !['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend());
}
