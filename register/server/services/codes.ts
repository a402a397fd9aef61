/** Codes that people read from paper and type: Crockford's base 32, without I, L, O and U. */
import { createHash, randomInt } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Groups of four characters with hyphens; 20 random bits a group. */
export const newCode = (groups: number): string =>
  Array.from({ length: groups }, () => Array.from({ length: 4 }, () => ALPHABET[randomInt(32)]).join('')).join('-');

/**
 * What is stored of a token of 256 bits, or of a code that lives for days and is asked for by enrolled terminals only.
 */
export const hashOf = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
