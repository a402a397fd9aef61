import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

/** 32 bytes that were never seen. */
export const newSecret = (): Buffer => randomBytes(32);

/** What is in the file; where there is none, a fresh secret in hexadecimal is put there first, for its owner only. */
export async function openSecretFile(path: string): Promise<string> {
  try {
    await writeFile(path, `${newSecret().toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(path, 'utf8')).trim();
}
