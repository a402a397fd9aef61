/**
 * What the register says of the edition in force, each time it is asked: which, its number, when it said so, and until
 * when that is worth something.
 */
import type { EditionStatement } from '../../contract/contract.ts';
import type { RegisterSigner } from '../keys/signing.ts';

/** Milliseconds. As long as a terminal calls a catalogue current; The Update Framework's timestamp role, 5.4. */
export const EDITION_HOLDS = 7 * 86_400_000;

/** JWS, compact form (RFC 7515, 7.1). `number`: of the revision, never smaller than one that was published before. */
export function signEdition(signer: RegisterSigner, catalogue: string, number: number, now: number): string {
  const statement: EditionStatement = {
    catalogue,
    number,
    iat: Math.floor(now / 1000),
    exp: Math.floor((now + EDITION_HOLDS) / 1000),
  };
  return signCompact(signer, statement);
}

export function signCompact(signer: RegisterSigner, payload: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'EdDSA', kid: signer.publicKey.kid })}.${part(payload)}`;
  return `${signed}.${signer.sign(Buffer.from(signed)).toString('base64url')}`;
}
