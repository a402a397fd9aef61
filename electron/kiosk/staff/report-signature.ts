import {
  type JsonWebKey,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileKeyStore, protectSurely, type KeyStore } from '../identity/key-store.ts';
import { writeWhole } from '../identity/write-whole.ts';

/**
 * Flattened JSON serialization of a JWS (RFC 7515, 7.2.2) with EdDSA over Ed25519 (RFC 8037); any JOSE library can
 * check it.
 */
export interface SignedFile {
  readonly payload: string;
  readonly protected: string;
  readonly signature: string;
}

/** In front of what a key store made; a file without it is the key in PEM, of a time or machine without a store. */
const PROTECTED = 'foyer-protected';

/**
 * The terminal's own key: made at the first report, kept with its journal, readable by its account only, and in the
 * best key store that there is. Null where it cannot be read now, as when the TPM did not answer: another key would
 * look like another terminal when fingerprints are compared. Only where the machine itself has a new key, what was kept
 * under the old one is lost for good, and replaced (`onReplaced`). Throws where the disk does not take it.
 */
export function terminalKey(
  file: string,
  stores: readonly KeyStore[] = [fileKeyStore],
  onReplaced: (key: KeyObject) => void = () => undefined,
): KeyObject | null {
  const [best = fileKeyStore] = stores;
  if (!existsSync(file)) return keepKey(file, best, generateKeyPairSync('ed25519').privateKey);
  const text = readFileSync(file, 'utf8');
  const [mark, kind, secret = ''] = text.trim().split(' ');
  if (mark !== PROTECTED) {
    const key = createPrivateKey(text);
    return best.kind === 'file' ? key : keepKey(file, best, key);
  }
  const store = stores.find((one) => one.kind === kind);
  const opened = store?.unprotect(secret);
  if (opened?.ok === true) return createPrivateKey(opened.value);
  if (store?.kind !== 'machine') return null;
  const key = keepKey(file, best, generateKeyPairSync('ed25519').privateKey);
  onReplaced(key);
  return key;
}

/**
 * Beside it first: what lay there is whole, or replaced as a whole. Where the store does not take it, it stays as it
 * was.
 */
function keepKey(file: string, store: KeyStore, key: KeyObject): KeyObject {
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const kept = protectSurely(store, pem);
  if (store.kind !== 'file' && !kept.ok && existsSync(file)) return key;
  const text = store.kind !== 'file' && kept.ok ? `${PROTECTED} ${store.kind} ${kept.value}\n` : pem;
  if (!writeWhole(file, text)) throw new Error('the disk does not take the key');
  return key;
}

/**
 * The first sixteen hexadecimal digits of the public key's SHA-256, in groups: what two people can compare by
 * telephone.
 */
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

/**
 * The content and whose key signed it, or null where the signature does not fit. Whose key it is, only the fingerprint
 * tells.
 */
export function readSigned(file: SignedFile): { readonly content: unknown; readonly fingerprint: string } | null {
  try {
    const header = JSON.parse(Buffer.from(file.protected, 'base64url').toString()) as {
      alg?: string;
      jwk?: JsonWebKey;
    };
    if (header.alg !== 'EdDSA' || header.jwk === undefined) return null;
    const key = createPublicKey({ key: header.jwk, format: 'jwk' });
    if (!verify(null, Buffer.from(`${file.protected}.${file.payload}`), key, Buffer.from(file.signature, 'base64url')))
      return null;
    return {
      content: JSON.parse(Buffer.from(file.payload, 'base64url').toString()) as unknown,
      fingerprint: fingerprint(key),
    };
  } catch {
    return null;
  }
}

const base64url = (text: string): string => Buffer.from(text).toString('base64url');
