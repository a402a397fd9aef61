/** Keys of terminals, and the key under which document numbers are stored. */
import { createHash, createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { DocumentType } from '../contract.ts';

/** 256 random bits as 43 characters of base64url. */
export const newKey = (): string => randomBytes(32).toString('base64url');

/** What is stored of a terminal's key. Unsalted and fast is enough for 256 random bits: there is nothing to guess. */
export const hashTerminalKey = (key: string): Buffer => createHash('sha256').update(key, 'utf8').digest();

/**
 * Serial numbers are few enough to be tried one after the other, so they are stored under a keyed hash (HMAC-SHA-256). Whoever has
 * a copy of the database alone learns no number; whoever loses the key finds no document any more.
 */
export interface DocumentKey {
  hash(type: DocumentType, number: string): Buffer;
  /** Recognises the key without revealing it. Stored in the database, so that a wrong key is noticed at start. */
  readonly fingerprint: string;
  /** For enrolled terminals, base64url: with it and the key of an epoch they find a number in their index. */
  secret(): string;
}

/** `secret`: at least 32 bytes. */
export function createDocumentKey(secret: Uint8Array): DocumentKey {
  if (secret.length < 32) throw new Error('The key for document numbers must have at least 32 bytes.');
  // Made once: making it of bytes for each number costs five times the hash itself.
  const key = createSecretKey(secret);
  const hmac = (text: string) => createHmac('sha256', key).update(text, 'utf8').digest();
  return {
    hash: (type, number) => hmac(`document\0${type}\0${number}`),
    fingerprint: hmac('fingerprint').toString('hex').slice(0, 32),
    secret: () => key.export().toString('base64url'),
  };
}
