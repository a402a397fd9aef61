/**
 * Restricted identification (TR-03110-2, 3.5): the chip computes a pseudonym for this provider from the provider's
 * sector key.
 */
import { brainpoolP256r1 } from '@noble/curves/misc.js';
import { COORDINATE } from './cryptography.ts';
import type { Answer, Command } from './secure-messaging.ts';
import { find, oid, oidBytes, tlv } from './tlv.ts';

/** id-RI-ECDH-SHA-256. */
const RI_PROTOCOL = '0.4.0.127.0.7.2.2.5.2.3';
/** The chip's key for a provider's pseudonyms (TR-03110-4, 2.2.4); key 2 is for chips whose holder may be locked. */
const RI_KEY = 1;

const number = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(2 * COORDINATE, '0'), 'hex');

/** The sector's public key with its domain (TR-03110-3, D.3.3). Its hash stands in the terminal's certificate. */
export function sectorPublicKey(point: Uint8Array): Buffer {
  const { p, a, b, n, h, Gx, Gy } = brainpoolP256r1.Point.CURVE();
  return tlv(
    0x7f49,
    oid(RI_PROTOCOL),
    tlv(0x81, number(p)),
    tlv(0x82, number(a)),
    tlv(0x83, number(b)),
    tlv(0x84, Buffer.of(4), number(Gx), number(Gy)),
    tlv(0x85, number(n)),
    tlv(0x86, point),
    tlv(0x87, Buffer.of(Number(h))),
  );
}

export function restrictedIdCommands(publicKey: Uint8Array): readonly Command[] {
  return [
    {
      header: [0x00, 0x22, 0x41, 0xa4],
      data: Buffer.concat([tlv(0x80, oidBytes(RI_PROTOCOL)), tlv(0x84, Buffer.of(RI_KEY))]),
    },
    {
      header: [0x00, 0x86, 0x00, 0x00],
      data: tlv(0x7c, tlv(0xa0, find(publicKey, 0x7f49) ?? Buffer.alloc(0))),
      expected: 256,
    },
  ];
}

/** The pseudonym in hexadecimal digits; undefined when the chip computed none. */
export function readRestrictedId(answers: readonly Answer[]): string | undefined {
  const last = answers.at(-1);
  return answers.every(({ status }) => status === 0x9000)
    ? last && find(last.data, 0x7c, 0x81)?.toString('hex')
    : undefined;
}
