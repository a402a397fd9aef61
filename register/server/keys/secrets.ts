/** Keys of terminals, and the key under which document numbers are stored. */
import { createCipheriv, createHash, createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { DocumentType } from '../../contract/contract.ts';

/** 256 random bits as 43 characters of base64url. */
export const newKey = (): string => randomBytes(32).toString('base64url');

/** What is stored of a terminal's key. Unsalted and fast is enough for 256 random bits: there is nothing to guess. */
export const hashTerminalKey = (key: string): Buffer => createHash('sha256').update(key, 'utf8').digest();

/**
 * Serial numbers are few enough to be tried one after the other, so they are stored under a keyed hash (HMAC-SHA-256).
 * A copy of the database alone reveals no number; without the key no document can be found.
 */
export interface DocumentKey {
  hash(type: DocumentType, number: string): Buffer;
  /** The hash under the key before this one, as long as documents are moved from it; null otherwise. */
  formerHash(type: DocumentType, number: string): Buffer | null;
  /**
   * The number, encrypted, 16 bytes. The hash is its synthetic initialisation vector (as in RFC 5297): the same number
   * gives the same bytes.
   */
  seal(hash: Uint8Array, number: string): Buffer;
  /** The number behind a hash, under this key or the former one. Null where it is under neither, or was changed. */
  open(type: DocumentType, hash: Uint8Array, sealed: Uint8Array): string | null;
  /** Recognises the key without revealing it. Stored in the database, so that a wrong key is noticed at start. */
  readonly fingerprint: string;
  /** Another key from now on; the one there was is the former one until {@link forget}. */
  succeed(secret: Uint8Array): void;
  forget(): void;
}

/** Bytes of an encrypted number; longer ones there are none (ICAO Doc 9303-3: nine characters). */
export const SEALED_NUMBER_BYTES = 16;

/** `secret`, `former`: at least 32 bytes. */
export function createDocumentKey(secret: Uint8Array, former?: Uint8Array): DocumentKey {
  let current = hashing(secret);
  let before = former === undefined ? null : hashing(former);
  return {
    hash: (type, number) => current.hash(type, number),
    formerHash: (type, number) => before?.hash(type, number) ?? null,
    seal: (hash, number) => current.cipher(hash, Buffer.from(number.padEnd(SEALED_NUMBER_BYTES, '\0'), 'latin1')),
    open(type, hash, sealed) {
      for (const key of before === null ? [current] : [current, before]) {
        const number = key.cipher(hash, sealed).toString('latin1').replace(/\0+$/, '');
        if (key.hash(type, number).equals(hash)) return number;
      }
      return null;
    },
    get fingerprint() {
      return current.fingerprint;
    },
    succeed(next) {
      before = current;
      current = hashing(next);
    },
    forget() {
      before = null;
    },
  };
}

function hashing(secret: Uint8Array) {
  if (secret.length < 32) throw new Error('The key for document numbers must have at least 32 bytes.');
  // Made once: making it of bytes for each number costs five times the hash itself.
  const key = createSecretKey(secret);
  const hmac = (text: string) => createHmac('sha256', key).update(text, 'utf8').digest();
  const sealing = createSecretKey(hmac('sealed number'));
  return {
    hash: (type: DocumentType, number: string) => hmac(`document\0${type}\0${number}`),
    // In counter mode one direction is the other.
    cipher: (hash: Uint8Array, bytes: Uint8Array) =>
      createCipheriv('aes-256-ctr', sealing, hash.subarray(0, 16)).update(bytes),
    fingerprint: hmac('fingerprint').toString('hex').slice(0, 32),
  };
}
