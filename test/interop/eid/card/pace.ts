/**
 * The card's side of PACE with generic mapping over brainpoolP256r1 (TR-03110-2, 3.2;
 * id-PACE-ECDH-GM-AES-CBC-CMAC-128).
 */
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { cmac } from '@noble/ciphers/aes.js';
import { brainpoolP256r1 } from '@noble/curves/misc.js';
import { find, oid, oidBytes, tlv } from '../../../../register/demo/eid-server/tlv.ts';
import type { Keys } from './channel.ts';

const { Point } = brainpoolP256r1;
type Point = InstanceType<typeof Point>;

const PROTOCOL = '0.4.0.127.0.7.2.2.4.2.2';
export const PACE_PROTOCOL = oidBytes(PROTOCOL);

export function derive(secret: Uint8Array, counter: number, nonce: Uint8Array = Buffer.alloc(0)): Buffer {
  return createHash('sha1')
    .update(secret)
    .update(nonce)
    .update(Buffer.of(0, 0, 0, counter))
    .digest()
    .subarray(0, 16);
}

export const channelKeys = (secret: Uint8Array, nonce?: Uint8Array): Keys => ({
  encryption: derive(secret, 1, nonce),
  authentication: derive(secret, 2, nonce),
});

export function randomScalar(): bigint {
  return (BigInt(`0x${randomBytes(40).toString('hex')}`) % (Point.Fn.ORDER - 1n)) + 1n;
}

export const encodePoint = (point: Point): Buffer => Buffer.from(point.toBytes(false));

/** Undefined for what is no point, or the one that gives everything away. */
export function decodePoint(bytes: Uint8Array): Point | undefined {
  try {
    const point = Point.fromBytes(bytes);
    return point.is0() ? undefined : point;
  } catch {
    return undefined;
  }
}

export const tokenFor = (key: Uint8Array, protocol: string, point: Uint8Array): Buffer =>
  Buffer.from(cmac(tlv(0x7f49, oid(protocol), tlv(0x86, point)), key)).subarray(0, 8);

export type PaceAnswer =
  | { readonly kind: 'next'; readonly data: Buffer }
  | {
      readonly kind: 'established';
      readonly data: Buffer;
      readonly keys: Keys;
      /** x of the card's ephemeral key: the card's name in this channel. */ readonly identifier: Buffer;
    }
  | { readonly kind: 'wrong-password' }
  | { readonly kind: 'malformed' };

const data = (tag: number, value: Uint8Array): Buffer => tlv(0x7c, tlv(tag, value));

/**
 * One run: each GENERAL AUTHENTICATE in, its answer out. `authority`: what the card names as the authority that it
 * trusts, or null.
 */
export function startPace(password: Uint8Array, authority: string | null): (command: Uint8Array) => PaceAnswer {
  const nonce = randomBytes(16);
  let step = 0;
  let generator = Point.BASE;
  let secret = 0n;
  let terminal: Buffer | undefined;
  let card: Buffer = Buffer.alloc(0);
  let keys: Keys | undefined;
  return (command) => {
    step += 1;
    switch (step) {
      case 1: {
        const cipher = createCipheriv('aes-128-cbc', derive(password, 3), Buffer.alloc(16)).setAutoPadding(false);
        return { kind: 'next', data: data(0x80, Buffer.concat([cipher.update(nonce), cipher.final()])) };
      }
      case 2: {
        const other = decodePoint(find(command, 0x7c, 0x81) ?? Buffer.alloc(0));
        if (other === undefined) return { kind: 'malformed' };
        const mapping = randomScalar();
        const scalar = BigInt(`0x${nonce.toString('hex')}`) % Point.Fn.ORDER;
        generator = Point.BASE.multiply(scalar).add(other.multiply(mapping));
        return { kind: 'next', data: data(0x82, encodePoint(Point.BASE.multiply(mapping))) };
      }
      case 3: {
        terminal = find(command, 0x7c, 0x83);
        const other = decodePoint(terminal ?? Buffer.alloc(0));
        if (other === undefined) return { kind: 'malformed' };
        secret = randomScalar();
        card = encodePoint(generator.multiply(secret));
        if (terminal?.equals(card) === true) return { kind: 'malformed' };
        keys = channelKeys(encodePoint(other.multiply(secret)).subarray(1, 33));
        return { kind: 'next', data: data(0x84, card) };
      }
      case 4: {
        const token = find(command, 0x7c, 0x85);
        if (keys === undefined || terminal === undefined || token === undefined) return { kind: 'malformed' };
        if (!token.equals(tokenFor(keys.authentication, PROTOCOL, card))) return { kind: 'wrong-password' };
        const own = tlv(0x86, tokenFor(keys.authentication, PROTOCOL, terminal));
        const trusted = authority === null ? Buffer.alloc(0) : tlv(0x87, Buffer.from(authority, 'latin1'));
        return { kind: 'established', data: tlv(0x7c, own, trusted), keys, identifier: card.subarray(1, 33) };
      }
      default:
        return { kind: 'malformed' };
    }
  };
}
