import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { AssertionClaims, TerminalKey } from '../../../register/contract/contract.ts';

/** Seconds. Long enough for a slow line, and for two clocks that differ as far as they may. */
const VALID = 120;

export const newKeyPair = (): KeyObject => generateKeyPairSync('ed25519').privateKey;

/** The public half, as it is sent to the register. */
export function publicJwk(key: KeyObject): TerminalKey {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', x };
}

/**
 * A JWT for one request (RFC 7523, 3), signed with EdDSA over Ed25519 (RFC 8037). `now`: milliseconds since the epoch.
 */
export function signAssertion({
  key,
  terminal,
  audience,
  now,
}: {
  readonly key: KeyObject;
  readonly terminal: string;
  readonly audience: string;
  readonly now: number;
}): string {
  const iat = Math.floor(now / 1_000);
  const claims: AssertionClaims = {
    iss: terminal,
    sub: terminal,
    aud: audience,
    iat,
    exp: iat + VALID,
    jti: randomBytes(16).toString('base64url'),
  };
  const signed = `${base64url({ alg: 'EdDSA', typ: 'JWT' })}.${base64url(claims)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`;
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
