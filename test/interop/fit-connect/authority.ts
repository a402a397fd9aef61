/**
 * A PKI for one test: a root, an authority below it, and JSON Web Keys with their chains. Keys of 4096 bits take
 * seconds to make: they are kept in files and protect nothing.
 */
import 'reflect-metadata';
import { createPrivateKey, createPublicKey, webcrypto } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as x509 from '@peculiar/x509';

export type KeyName = 'destination-encryption' | 'destination-signature' | 'service' | 'too-short';
const read = new Map<KeyName, KeyObject>();
export function privateKey(name: KeyName): KeyObject {
  let key = read.get(name);
  if (key === undefined)
    read.set(name, (key = createPrivateKey(readFileSync(new URL(`keys/${name}.pem`, import.meta.url)))));
  return key;
}

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const FROM = new Date('2025-01-01T00:00:00Z');
const TO = new Date('2034-01-01T00:00:00Z');

export interface CertificateWishes {
  readonly from?: Date;
  readonly to?: Date;
  /** Whether the authority in between says that it is one. */
  readonly authority?: boolean;
  /** How many authorities may stand below the root. */
  readonly pathLength?: number;
  readonly usage?: number;
  /** Whose key the certificate holds. Default: the key that is asked for. */
  readonly certified?: KeyName;
}

export async function testAuthority(label = 'Test') {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const make = () => webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;
  const [rootKeys, middleKeys] = await Promise.all([make(), make()]);
  const rootWith = (pathLength?: number) =>
    x509.X509CertificateGenerator.createSelfSigned({
      name: `CN=${label} Root`,
      serialNumber: '01',
      keys: rootKeys,
      notBefore: FROM,
      notAfter: TO,
      signingAlgorithm: EC,
      extensions: [
        new x509.BasicConstraintsExtension(true, pathLength, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      ],
    });
  return {
    root: async (pathLength?: number): Promise<string> => (await rootWith(pathLength)).toString('pem'),
    /** The public half as a JSON Web Key, with its chain up to the root. */
    async jwk(
      name: KeyName,
      kid: string,
      purpose: 'wrapKey' | 'verify',
      { from = FROM, to = TO, authority = true, pathLength, usage, certified = name }: CertificateWishes = {},
    ) {
      const middle = await x509.X509CertificateGenerator.create({
        subject: `CN=${label} CA`,
        issuer: `CN=${label} Root`,
        serialNumber: '02',
        publicKey: middleKeys.publicKey,
        signingKey: rootKeys.privateKey,
        notBefore: FROM,
        notAfter: TO,
        signingAlgorithm: EC,
        extensions: [
          new x509.BasicConstraintsExtension(authority, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
        ],
      });
      const spki = createPublicKey(privateKey(certified)).export({ format: 'der', type: 'spki' });
      const leaf = await x509.X509CertificateGenerator.create({
        subject: `CN=${kid}`,
        issuer: `CN=${label} CA`,
        serialNumber: '03',
        publicKey: new x509.PublicKey(spki),
        signingKey: middleKeys.privateKey,
        notBefore: from,
        notAfter: to,
        signingAlgorithm: EC,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(
            usage ?? (purpose === 'wrapKey' ? x509.KeyUsageFlags.keyEncipherment : x509.KeyUsageFlags.digitalSignature),
            true,
          ),
        ],
      });
      const { n = '', e = '' } = createPublicKey(privateKey(name)).export({ format: 'jwk' });
      const x5c = [leaf, middle, await rootWith(pathLength)].map((one) => Buffer.from(one.rawData).toString('base64'));
      return {
        kty: 'RSA' as const,
        kid,
        n,
        e,
        alg: purpose === 'wrapKey' ? 'RSA-OAEP-256' : 'PS512',
        key_ops: [purpose],
        x5c,
      };
    },
  };
}
export type TestJwk = Awaited<ReturnType<Awaited<ReturnType<typeof testAuthority>>['jwk']>>;
