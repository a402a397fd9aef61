/** Keys of terminals, and the key under which document numbers are stored. */
import { createCipheriv, createHash, createHmac, createSecretKey, hash, randomBytes } from 'node:crypto';
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
  /**
   * Puts the same bytes in the place of many numbers, in Latin-1 with zeros up to 16 bytes: a cipher of its own for
   * each takes longer than its hash. `rows`: of one size, each with a hash and a number.
   */
  sealRows(rows: Uint8Array, at: { readonly size: number; readonly hash: number; readonly number: number }): void;
  /** The number behind a hash, under this key or the former one. Null where it is under neither, or was changed. */
  open(type: DocumentType, hash: Uint8Array, sealed: Uint8Array): string | null;
  /** Recognises the key without revealing it. Stored in the database, so that a wrong key is noticed at start. */
  readonly fingerprint: string;
  /** What another thread makes the same key of: the secret, and the former one while documents are moved from it. */
  secrets(): DocumentSecrets;
  /** Another key from now on; the one there was is the former one until {@link forget}. */
  succeed(secret: Uint8Array): void;
  forget(): void;
}

export interface DocumentSecrets {
  readonly secret: Uint8Array;
  readonly former: Uint8Array | undefined;
}

/** Bytes of an encrypted number; longer ones there are none (ICAO Doc 9303-3: nine characters). */
export const SEALED_NUMBER_BYTES = 16;

/** `secret`, `former`: at least 32 bytes. */
export function createDocumentKey(secret: Uint8Array, former?: Uint8Array): DocumentKey {
  let current = hashing(secret);
  let before = former === undefined ? null : hashing(former);
  let secrets: DocumentSecrets = { secret, former };
  return {
    hash: (type, number) => current.hash(type, number),
    formerHash: (type, number) => before?.hash(type, number) ?? null,
    seal: (hash, number) => current.cipher(hash, Buffer.from(number.padEnd(SEALED_NUMBER_BYTES, '\0'), 'latin1')),
    sealRows(rows, { size, hash: hashAt, number }) {
      const vectors = Buffer.allocUnsafe((rows.length / size) * SEALED_NUMBER_BYTES);
      for (let row = 0, to = 0; row < rows.length; row += size)
        for (let at = 0; at < SEALED_NUMBER_BYTES; at += 1, to += 1) vectors[to] = rows[row + hashAt + at] ?? 0;
      const stream = current.keystream(vectors);
      for (let row = 0, from = 0; row < rows.length; row += size)
        for (let at = 0; at < SEALED_NUMBER_BYTES; at += 1, from += 1) {
          const place = row + number + at;
          rows[place] = (rows[place] ?? 0) ^ (stream[from] ?? 0);
        }
    },
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
    secrets: () => secrets,
    succeed(next) {
      before = current;
      current = hashing(next);
      secrets = { secret: next, former: secrets.secret };
    },
    forget() {
      before = null;
      secrets = { secret: secrets.secret, former: undefined };
    },
  };
}

function hashing(secret: Uint8Array) {
  if (secret.length < 32) throw new Error('The key for document numbers must have at least 32 bytes.');
  const hmac = hmacSha256(secret);
  const sealing = createSecretKey(hmac('sealed number'));
  return {
    hash: (type: DocumentType, number: string) => hmac(`document\0${type}\0${number}`),
    // In counter mode one direction is the other.
    cipher: (hash: Uint8Array, bytes: Uint8Array) =>
      createCipheriv('aes-256-ctr', sealing, hash.subarray(0, 16)).update(bytes),
    // Counter mode encrypts the counter and adds the text; one block is the vector itself, so that those of many
    // documents are encrypted at once.
    keystream: (vectors: Uint8Array): Buffer =>
      createCipheriv('aes-256-ecb', sealing, null).setAutoPadding(false).update(vectors),
    fingerprint: hmac('fingerprint').toString('hex').slice(0, 32),
  };
}

const BLOCK = 64;
const LONGEST = 192;

/**
 * HMAC-SHA-256 of short texts (RFC 2104). By two hashes without an object each, which takes a third of the time that
 * `createHmac` does: it is made of every document that is looked up or imported.
 */
function hmacSha256(secret: Uint8Array): (text: string) => Buffer {
  const block = Buffer.alloc(BLOCK);
  block.set(secret.length > BLOCK ? hash('sha256', secret, 'buffer') : secret);
  const inner = Buffer.alloc(BLOCK + LONGEST);
  const outer = Buffer.alloc(BLOCK + 32);
  for (const [index, byte] of block.entries()) {
    inner[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  }
  return (text) => {
    // A character has at most three bytes for each of its UTF-16 units.
    if (text.length * 3 > LONGEST) return createHmac('sha256', secret).update(text, 'utf8').digest();
    const length = inner.write(text, BLOCK, 'utf8');
    outer.write(hash('sha256', inner.subarray(0, BLOCK + length), 'binary'), BLOCK, 'latin1');
    return Buffer.from(hash('sha256', outer, 'binary'), 'latin1');
  };
}
