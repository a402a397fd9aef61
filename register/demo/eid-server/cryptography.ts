/**
 * The primitives of Extended Access Control 2 in the profile of German ID cards: brainpoolP256r1, AES-128 in CBC, CMAC
 * (TR-03110-3, A.2).
 */
import { createCipheriv, createDecipheriv, createECDH, createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { cmac } from '@noble/ciphers/aes.js';
import { find } from './tlv.ts';

export const CURVE = 'brainpoolP256r1';
/** Bytes of a block of AES, of a coordinate, and of a shortened message authentication code. */
export const BLOCK = 16;
export const COORDINATE = 32;
export const MAC = 8;

export interface KeyPair {
  readonly privateKey: KeyObject;
  /** 04 ‖ x ‖ y. */ readonly point: Buffer;
  /** The private scalar. */ readonly scalar: Buffer;
}

export function newKeyPair(): KeyPair {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: CURVE });
  // Keys of this curve cannot leave as JWK; SEC 1 has the scalar as its octet string.
  const scalar = find(privateKey.export({ type: 'sec1', format: 'der' }), 0x30, 0x04);
  if (scalar === undefined) throw new Error('no SEC 1 key');
  const agreement = createECDH(CURVE);
  agreement.setPrivateKey(scalar);
  return { privateKey, point: agreement.getPublicKey(), scalar };
}

/** ECDSA with SHA-256, r ‖ s (TR-03111, plain format). */
export const signPlain = (key: KeyObject, ...parts: readonly Uint8Array[]): Buffer =>
  sign('sha256', Buffer.concat(parts), { key, dsaEncoding: 'ieee-p1363' });

/** The x coordinate of the shared point; undefined when `point` is none of the curve. */
export function agree(scalar: Uint8Array, point: Uint8Array): Buffer | undefined {
  const agreement = createECDH(CURVE);
  agreement.setPrivateKey(scalar);
  try {
    return agreement.computeSecret(point);
  } catch {
    return undefined;
  }
}

export const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest();

/** Purpose of a derived key (TR-03110-3, A.2.3.3). */
export const COUNTER = { encryption: 1, authentication: 2, password: 3 } as const;

export function deriveKey(counter: number, secret: Uint8Array, nonce: Uint8Array = Buffer.alloc(0)): Buffer {
  return createHash('sha1')
    .update(secret)
    .update(nonce)
    .update(Buffer.of(0, 0, 0, counter))
    .digest()
    .subarray(0, BLOCK);
}

export const messageAuthenticationCode = (key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer =>
  Buffer.from(cmac(Buffer.concat(parts), key)).subarray(0, MAC);

const ZERO = Buffer.alloc(BLOCK);

export function encrypt(key: Uint8Array, plain: Uint8Array, iv: Uint8Array = ZERO): Buffer {
  const cipher = createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

/** `secret` is whole blocks. */
export function decrypt(key: Uint8Array, secret: Uint8Array, iv: Uint8Array = ZERO): Buffer {
  const decipher = createDecipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  return Buffer.concat([decipher.update(secret), decipher.final()]);
}

/** ISO/IEC 7816-4 padding: 80, then zeros, to whole blocks. */
export const pad = (bytes: Uint8Array): Buffer =>
  Buffer.concat([bytes, Buffer.of(0x80), Buffer.alloc(BLOCK - 1 - (bytes.length % BLOCK))]);

/** Undefined when there is no padding. */
export function unpad(bytes: Uint8Array): Buffer | undefined {
  let end = bytes.length - 1;
  while (end >= 0 && bytes[end] === 0) end -= 1;
  return bytes[end] === 0x80 ? Buffer.from(bytes.subarray(0, end)) : undefined;
}
