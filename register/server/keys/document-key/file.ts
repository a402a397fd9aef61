/**
 * The file with the key under which document numbers are stored; while documents are moved from another one, that one
 * in a second line.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { replaceFile } from '../../files/replace-file.ts';
import { createDocumentKey } from '../secrets.ts';
import type { DocumentKey } from '../secrets.ts';
import { firstSetting } from '../../database/setting.ts';
import { openSecretFile } from '../secret-file.ts';
import { RegisterStartError } from '../../start-error.ts';
import type { Tables } from '../../database/tables.ts';

const DOCUMENT_KEY_FILE = 'document-numbers.key';
/** In the database's settings: which key it was filled with. */
const FINGERPRINT = 'document-key-fingerprint';

/**
 * The key of this folder, made when there is none. Throws {@link RegisterStartError} where it is none, or not the
 * database's.
 */
export async function openDocumentKey(folder: string, db: Kysely<Tables>): Promise<DocumentKey> {
  const path = join(folder, DOCUMENT_KEY_FILE);
  const [current, former, ...more] = (await openSecretFile(path)).split(/\s+/);
  if (more.length > 0 || ![current, former ?? current].every((line) => /^(?:[0-9a-f]{2}){32,}$/.test(line ?? ''))) {
    throw new RegisterStartError(
      `${path} does not hold a key: one line is expected, and a second one while documents are moved from a former key, of at least 64 hexadecimal digits each.`,
    );
  }
  const [secret, before] = [
    Buffer.from(current ?? '', 'hex'),
    former === undefined ? undefined : Buffer.from(former, 'hex'),
  ];
  const key = createDocumentKey(secret, before);
  const value = await firstSetting(db, FINGERPRINT, key.fingerprint);
  if (value === key.fingerprint) return key;
  // The power went between the file and the database: the succession goes on.
  if (before !== undefined && value === createDocumentKey(before).fingerprint) {
    await recordDocumentKey(db, key);
    return key;
  }
  // With another key every document would be unknown, without a word.
  throw new RegisterStartError(
    `The database was filled with another key for document numbers than ${path}. Put the key there with which this database was set up.`,
  );
}

export async function recordDocumentKey(db: Kysely<Tables>, key: DocumentKey): Promise<void> {
  await db.updateTable('setting').set({ value: key.fingerprint }).where('name', '=', FINGERPRINT).execute();
}

/** Puts `next` in front of the key that is there. On the disk when it returns. */
export async function prependDocumentSecret(folder: string, next: Uint8Array): Promise<void> {
  const path = join(folder, DOCUMENT_KEY_FILE);
  const [current] = (await readFile(path, 'utf8')).trim().split(/\s+/);
  await replaceFile(path, `${Buffer.from(next).toString('hex')}\n${current}\n`);
}

/** Takes the former key out of the file. */
export async function dropFormerSecret(folder: string): Promise<void> {
  const path = join(folder, DOCUMENT_KEY_FILE);
  const [current] = (await readFile(path, 'utf8')).trim().split(/\s+/);
  await replaceFile(path, `${current}\n`);
}
