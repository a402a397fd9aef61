/** A signature beside what it signs: JWS with detached payload (RFC 7515, appendix F). */
import type { RegisterSigner } from './signing.ts';

/** Compact form without its middle part. */
export function detachedSignature(signer: RegisterSigner, payload: string): string {
  const header = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: signer.publicKey.kid })).toString('base64url');
  return `${header}..${signer.sign(Buffer.from(`${header}.${Buffer.from(payload, 'utf8').toString('base64url')}`)).toString('base64url')}`;
}
