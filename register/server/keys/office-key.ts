/** The key under which the office's secrets are sealed: `office.key` in the register's folder. */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { firstSetting } from '../database/setting.ts';
import type { Tables } from '../database/tables.ts';
import { RegisterStartError } from '../start-error.ts';
import { openSecretFile } from './secret-file.ts';

export const OFFICE_KEY_FILE = 'office.key';
/** In the database's settings: which key its secrets are sealed under. */
const FINGERPRINT = 'office-key-fingerprint';

/**
 * 32 bytes, made where there is no file. Registers that share a database share the file. Throws {@link
 * RegisterStartError} where it holds another thing, others can read it, or the database was filled with another key:
 * with that nobody's authenticator app would count any more, without a word.
 */
export async function openOfficeKey(folder: string, db: Kysely<Tables>): Promise<Uint8Array> {
  const path = join(folder, OFFICE_KEY_FILE);
  const text = await openSecretFile(path);
  if (((await stat(path)).mode & 0o077) !== 0)
    throw new RegisterStartError(`${path} can be read by others than its owner. Change that with chmod 600.`);
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new RegisterStartError(`${path} does not hold a key: one line of 64 hexadecimal digits is expected.`);
  const key = Buffer.from(text, 'hex');
  const fingerprint = createHash('sha256').update('office-key').update(key).digest('hex').slice(0, 32);
  if ((await firstSetting(db, FINGERPRINT, fingerprint)) !== fingerprint)
    throw new RegisterStartError(
      `The accounts in this database are sealed under another key than ${path}. Put the key there with which this database was set up.`,
    );
  return key;
}
