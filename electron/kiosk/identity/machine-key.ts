/**
 * The key that only this machine's TPM gives out. A unit of root's (`foyer-seal-key.service`) has the TPM open it at
 * each start of the machine, and systemd passes it on as a credential (systemd.exec(5), CREDENTIALS): a file that is
 * never swapped out, readable by the terminal's account only, which its unit alone can see.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../../../base/result.ts';
import { MACHINE_KEY, machineKeyStore, type KeyStore } from './key-store.ts';

/** The credential's name, in the unit's `LoadCredential=` and in `seal-key`. */
const CREDENTIAL = 'foyer-machine-key';

/**
 * Null: this machine gives out none (no TPM, no unit, or the TPM did not open it). `damaged`: there is one, and it is
 * no key. `environment`: as systemd made it.
 */
export function readMachineKey(environment: {
  readonly CREDENTIALS_DIRECTORY?: string;
}): Result<KeyStore | null, 'damaged'> {
  const folder = environment.CREDENTIALS_DIRECTORY;
  if (folder === undefined || folder === '') return ok(null);
  try {
    const key = readFileSync(join(folder, CREDENTIAL));
    return key.length === MACHINE_KEY ? ok(machineKeyStore(key)) : err('damaged');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? ok(null) : err('damaged');
  }
}
