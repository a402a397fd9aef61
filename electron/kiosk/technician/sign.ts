import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Flattened JSON serialization of a JWS (RFC 7515, 7.2.2) with EdDSA over Ed25519 (RFC 8037); any JOSE library can check it. */
export interface SignedFile {
  readonly payload: string;
  readonly protected: string;
  readonly signature: string;
}

/** The terminal's own key: made at the first report, kept with its journal, readable by its account only. */
export function terminalKey(file: string): KeyObject {
  if (existsSync(file)) return createPrivateKey(readFileSync(file));
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  return privateKey;
}

/** The first sixteen hexadecimal digits of the public key's SHA-256, in groups: what two people can compare by telephone. */
export function fingerprint(key: KeyObject): string {
  const der = (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });
  return (createHash('sha256').update(der).digest('hex').slice(0, 16).match(/.{4}/g) ?? []).join(' ');
}

export function signFile(content: unknown, key: KeyObject): SignedFile {
  const header = { alg: 'EdDSA', jwk: createPublicKey(key).export({ format: 'jwk' }) };
  const encoded = { protected: base64url(JSON.stringify(header)), payload: base64url(JSON.stringify(content)) };
  const signature = sign(null, Buffer.from(`${encoded.protected}.${encoded.payload}`), key).toString('base64url');
  return { ...encoded, signature };
}

/** The content and whose key signed it, or null where the signature does not fit. Whose key it is, only the fingerprint tells. */
export function readSigned(file: SignedFile): { readonly content: unknown; readonly fingerprint: string } | null {
  try {
    const header = JSON.parse(Buffer.from(file.protected, 'base64url').toString()) as { alg?: string; jwk?: object };
    if (header.alg !== 'EdDSA' || header.jwk === undefined) return null;
    const key = createPublicKey({ key: header.jwk as never, format: 'jwk' });
    if (!verify(null, Buffer.from(`${file.protected}.${file.payload}`), key, Buffer.from(file.signature, 'base64url'))) return null;
    return { content: JSON.parse(Buffer.from(file.payload, 'base64url').toString()) as unknown, fingerprint: fingerprint(key) };
  } catch {
    return null;
  }
}

const base64url = (text: string): string => Buffer.from(text).toString('base64url');
