/** The register's own signature on what terminals keep: Ed25519 (RFC 8032). */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KeySuccession, type SigningKey, type TerminalKey } from '../../contract/contract.ts';
import { signCompact } from '../catalogue/edition-statement.ts';
import { replaceFile } from '../files/replace-file.ts';
import { RegisterStartError } from '../start-error.ts';

export interface RegisterSigner {
  /** For terminals; `kid` is its thumbprint. */
  readonly publicKey: SigningKey;
  /** 64 bytes. */
  sign(bytes: Uint8Array): Buffer;
  /** How one comes to this key from those before it, see {@link KeySuccession}; oldest first. */
  readonly succession: readonly string[];
  /** Signs with this key from now on. `link`: what the one there was says of it. */
  succeed(key: KeyObject, link: string): void;
}

export const SIGNING_KEY_FILE = 'signing.key';

/** RFC 7638, 3: SHA-256 over the required members in their order, base64url. */
export function thumbprint(key: TerminalKey): string {
  const members =
    key.kty === 'OKP' ? { crv: key.crv, kty: key.kty, x: key.x } : { crv: key.crv, kty: key.kty, x: key.x, y: key.y };
  return createHash('sha256').update(JSON.stringify(members), 'utf8').digest('base64url');
}

/** Throws a `TypeError` for any other key than an Ed25519 private key. */
export function createSigner(first: KeyObject, before: readonly string[] = []): RegisterSigner {
  let key = first;
  let publicKey = shown(key);
  const succession = [...before];
  return {
    get publicKey() {
      return publicKey;
    },
    succession,
    sign: (bytes) => sign(null, bytes, key),
    succeed(next, link) {
      publicKey = shown(next);
      key = next;
      succession.push(link);
    },
  };
}

function shown(key: KeyObject): SigningKey {
  if (key.type !== 'private' || key.asymmetricKeyType !== 'ed25519')
    throw new TypeError('The key for signatures must be an Ed25519 private key.');
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  const jwk = { kty: 'OKP', crv: 'Ed25519', x } as const;
  return { ...jwk, kid: thumbprint(jwk) };
}

/** With a key that ends with this process: for a register that stores nothing. */
export const temporarySigner = (): RegisterSigner => createSigner(generateKeyPairSync('ed25519').privateKey);

/** What keys of before said of those that followed, one JWS a line. */
export const SUCCESSION_FILE = 'signing.succession';
const NEXT_FILE = 'signing.key.next';

/**
 * The key in the register's folder, PKCS#8 PEM, readable by its owner only; made when it is missing. Throws {@link
 * RegisterStartError} for a file that holds another thing.
 */
export async function openSigner(folder: string): Promise<RegisterSigner> {
  const path = join(folder, SIGNING_KEY_FILE);
  try {
    await writeFile(path, pemOf(generateKeyPairSync('ed25519').privateKey), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const succession = ((await textOf(join(folder, SUCCESSION_FILE))) ?? '').split('\n').filter((line) => line !== '');
  // The power went in the middle of a succession: the former key has said its word, and the next one is there.
  const next = await textOf(join(folder, NEXT_FILE));
  if (
    next !== null &&
    successionFrom(succession, shown(privateKey((await textOf(path)) ?? '', path)).kid) ===
      shown(privateKey(next, NEXT_FILE)).kid
  )
    await rename(join(folder, NEXT_FILE), path);
  return createSigner(privateKey((await textOf(path)) ?? '', path), succession);
}

/**
 * Where one comes to from a key by these links; the key itself where none begins at it. What was tampered with leads
 * nowhere: the last key signs what terminals check.
 */
export function successionFrom(succession: readonly string[], kid: string): string {
  let at = kid;
  for (const link of succession) {
    const parsed = KeySuccession.safeParse(
      JSON.parse(Buffer.from(link.split('.')[1] ?? '', 'base64url').toString() || 'null'),
    );
    if (parsed.success && parsed.data.succeeds === at) at = parsed.data.key.kid;
  }
  return at;
}

/**
 * Another key, which the former one introduces: terminals that know that one follow it, and believe the former no more.
 * In the files before it is used, in an order in which a power cut loses neither.
 */
export async function succeedSigner(
  folder: string,
  signer: RegisterSigner,
  now: number,
): Promise<{ readonly kid: string }> {
  const { privateKey: key } = generateKeyPairSync('ed25519');
  const next = shown(key);
  const link = signCompact(signer, {
    succeeds: signer.publicKey.kid,
    former: signer.publicKey,
    key: next,
    iat: Math.floor(now / 1000),
  } satisfies KeySuccession);
  await replaceFile(join(folder, NEXT_FILE), pemOf(key));
  await replaceFile(join(folder, SUCCESSION_FILE), [...signer.succession, link].map((line) => `${line}\n`).join(''));
  await rename(join(folder, NEXT_FILE), join(folder, SIGNING_KEY_FILE));
  signer.succeed(key, link);
  return { kid: next.kid };
}

const pemOf = (key: KeyObject): string => String(key.export({ type: 'pkcs8', format: 'pem' }));

function privateKey(pem: string, path: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    shown(key);
    return key;
  } catch {
    throw new RegisterStartError(`${path} does not hold a key: an Ed25519 private key as PKCS#8 PEM is expected.`);
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
