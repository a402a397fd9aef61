/**
 * Chip authentication, version 2 (TR-03110-2, 3.4): the chip's key from EF.CardSecurity, the shared secret, and the
 * chip's proof that it has it too.
 */
import { timingSafeEqual } from 'node:crypto';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import { COUNTER, agree, deriveKey, messageAuthenticationCode } from './cryptography.ts';
import { children, find, oid, oidBytes, tlv } from './tlv.ts';

/** id-CA-ECDH-AES-CBC-CMAC-128. */
export const CA_PROTOCOL = '0.4.0.127.0.7.2.2.3.2.2';
const CA_PUBLIC_KEY = '0.4.0.127.0.7.2.2.1.2';

/**
 * `no-key`: EF.CardSecurity has no key for this protocol; `bad-key`: it is no point of the curve; `wrong-token`: the
 * chip has another secret.
 */
export type ChipError = 'no-key' | 'bad-key' | 'wrong-token';

export interface ChannelKeys {
  readonly encryption: Buffer;
  readonly authentication: Buffer;
}

/**
 * The public key a client uses: that of the first ChipAuthenticationInfo (TR-03124-1 leaves the choice; clients take
 * the first). The signature around the file is not looked at: a demo has no list of document signers.
 */
export function chipPublicKey(efCardSecurity: Uint8Array): Buffer | undefined {
  const infos = children(find(efCardSecurity, 0x30, 0xa0, 0x30, 0x30, 0xa0, 0x04, 0x31) ?? Buffer.alloc(0)).map(
    ({ value }) => children(value),
  );
  const first = infos.find(([protocol]) => protocol?.value.equals(oidBytes(CA_PROTOCOL)));
  const wanted = first?.[2]?.value;
  const keys = infos.filter(([protocol]) => protocol?.value.equals(oidBytes(CA_PUBLIC_KEY)));
  const key = keys.find(([, , id]) => wanted === undefined || id === undefined || id.value.equals(wanted));
  const bits = first && key?.[1] && children(key[1].value).find(({ tag }) => tag === 0x03)?.value;
  // The first byte of a bit string counts its unused bits.
  return bits?.subarray(1);
}

/**
 * What the chip's token is computed over (TR-03110-3, D.3.4): the terminal's ephemeral key as a public key data object.
 */
export const tokenInput = (ephemeralPoint: Uint8Array): Buffer =>
  tlv(0x7f49, oid(CA_PROTOCOL), tlv(0x86, ephemeralPoint));

export interface ChipAnswer {
  readonly efCardSecurity: Uint8Array;
  readonly nonce: Uint8Array;
  readonly authenticationToken: Uint8Array;
}

export function authenticateChip(
  ephemeral: { readonly scalar: Uint8Array; readonly point: Uint8Array },
  answer: ChipAnswer,
): Result<ChannelKeys, ChipError> {
  const point = chipPublicKey(answer.efCardSecurity);
  if (point === undefined) return err('no-key');
  const secret = agree(ephemeral.scalar, point);
  if (secret === undefined) return err('bad-key');
  const authentication = deriveKey(COUNTER.authentication, secret, answer.nonce);
  const token = messageAuthenticationCode(authentication, tokenInput(ephemeral.point));
  if (answer.authenticationToken.length !== token.length || !timingSafeEqual(answer.authenticationToken, token))
    return err('wrong-token');
  return ok({ encryption: deriveKey(COUNTER.encryption, secret, answer.nonce), authentication });
}
