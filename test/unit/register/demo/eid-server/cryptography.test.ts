/**
 * Against what others computed: RFC 4493 for the code, the worked example of ICAO Doc 9303-11 (appendix G.1,
 * brainpoolP256r1, AES-128) for keys and tokens.
 */
import { createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  COUNTER,
  agree,
  decrypt,
  deriveKey,
  encrypt,
  messageAuthenticationCode,
  newKeyPair,
  pad,
  signPlain,
  unpad,
} from '../../../../../register/demo/eid-server/cryptography.ts';
import { oid, tlv } from '../../../../../register/demo/eid-server/tlv.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

describe('the cryptographic primitives', () => {
  it.each([
    ['', 'bb1d6929e9593728'],
    ['6bc1bee22e409f96e93d7e117393172a', '070a16b46b4d4144'],
    ['6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411', 'dfa66747de9ae630'],
  ])('authenticate as RFC 4493 does (%#)', (message, code) => {
    expect(messageAuthenticationCode(hex('2b7e151628aed2a6abf7158809cf4f3c'), hex(message)).toString('hex')).toBe(code);
  });

  it('derive the keys and compute the tokens of the worked example', () => {
    const secret = hex('28768D20701247DAE81804C9E780EDE582A9996DB4A315020B2733197DB84925');
    const key = deriveKey(COUNTER.authentication, secret);
    expect(deriveKey(COUNTER.encryption, secret).toString('hex')).toBe('f5f0e35c0d7161ee6724ee513a0d9a7f');
    expect(key.toString('hex')).toBe('fe251c7858b356b24514b3bd5f4297d1');
    const token = (point: string): string =>
      messageAuthenticationCode(key, tlv(0x7f49, oid('0.4.0.127.0.7.2.2.4.2.2'), tlv(0x86, hex(point)))).toString(
        'hex',
      );
    expect(
      token(
        '049E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F094',
      ),
    ).toBe('c2b0bd78d94ba866');
    expect(
      token(
        '042DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C3556F3B3B186DF10B857B58F6A7EB80F20BA5DC7BE1D43D9BF850149FBB36462',
      ),
    ).toBe('3abb9674bce93c08');
  });

  it('agree on one secret, and refuse what is no point of the curve', () => {
    const [one, other] = [newKeyPair(), newKeyPair()];
    expect(agree(one.scalar, other.point)).toEqual(agree(other.scalar, one.point));
    expect(agree(one.scalar, other.point)).toHaveLength(32);
    expect(agree(one.scalar, Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]))).toBeUndefined();
    expect(agree(one.scalar, Buffer.alloc(0))).toBeUndefined();
  });

  it('sign so that the key’s point verifies it', () => {
    const { privateKey, point } = newKeyPair();
    const info = tlv(
      0x30,
      tlv(0x30, oid('1.2.840.10045.2.1'), oid('1.3.36.3.3.2.8.1.1.7')),
      tlv(0x03, Buffer.of(0), point),
    );
    const key = createPublicKey({ key: info, format: 'der', type: 'spki' });
    const signature = signPlain(privateKey, hex('0102'), hex('03'));
    expect(signature).toHaveLength(64);
    expect(verify('sha256', hex('010203'), { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
  });

  it('pad and encrypt so that decryption gives the plaintext', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.uint8Array({ maxLength: 80 }), (key, plain) => {
        expect(unpad(decrypt(key, encrypt(key, pad(plain))))).toEqual(Buffer.from(plain));
      }),
    );
    expect(unpad(Buffer.alloc(16))).toBeUndefined();
  });
});
