/**
 * Passwords that many people have, of twelve characters and more: shorter ones are refused anyway. They became public
 * after break-ins, and some are no words for a town's program, so only the beginnings of their hashes are kept. The
 * file says from where they are and under which licence; `tools/commands/common-passwords.ts` makes it.
 */
import { createHash } from 'node:crypto';
import list from './common-passwords.json' with { type: 'json' };

/** Of SHA-256. 40 bits: of a hundred million good passwords less than one is taken for one of the list. */
export const COMMON_HASH_BYTES = 5;

/** Upper and lower case make no difference: whoever guesses tries both. */
export const commonHash = (password: string): string =>
  createHash('sha256').update(password.toLowerCase(), 'utf8').digest().subarray(0, COMMON_HASH_BYTES).toString('hex');

let known: ReadonlySet<string> | undefined;

/** `password`: as {@link preparedPassword} makes it. */
export function isCommonPassword(password: string): boolean {
  known ??= new Set(Buffer.from(list.hashes, 'base64').toString('hex').match(/.{10}/g));
  return known.has(commonHash(password));
}
