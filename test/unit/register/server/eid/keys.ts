/** Keys and certificates for both sides, made once a file. */
import 'reflect-metadata';
import { KeyObject, X509Certificate, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

export interface Identity {
  readonly key: KeyObject;
  readonly certificate: X509Certificate;
  readonly keyPem: string;
  readonly pem: string;
}

const ALGORITHMS = {
  rsa: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: Uint8Array.of(1, 0, 1), modulusLength: 2048 },
  ec: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
} as const;

/** Self-signed, for localhost, valid in these and the next years. */
export async function identity(name: string, kind: keyof typeof ALGORITHMS = 'ec'): Promise<Identity> {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const keys = (await webcrypto.subtle.generateKey(ALGORITHMS[kind], true, ['sign', 'verify'])) as CryptoKeyPair;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '4f1d2a',
    name: `CN=${name}, O="Muster, Stadt & Co", C=DE`,
    keys,
    notBefore: new Date('2024-01-01'),
    notAfter: new Date('2044-01-01'),
    signingAlgorithm: ALGORITHMS[kind],
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }]),
    ],
  });
  const key = KeyObject.from(keys.privateKey as Parameters<typeof KeyObject.from>[0]);
  const pem = certificate.toString('pem');
  return {
    key,
    certificate: new X509Certificate(pem),
    keyPem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    pem,
  };
}
