/** Keys and certificates that an operator gives as PEM files. A mistake names the field, never what stands there. */
import { X509Certificate, createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { err, ok, type Result } from '../../../base/result.ts';

export interface PemFault {
  /** As in the file that names the PEM file. */
  readonly field: string;
  readonly problem:
    | 'cannot be read'
    | 'is no private key without a passphrase'
    | 'can be read by others than its owner'
    | 'is no certificate'
    | 'does not belong to the certificate'
    | 'is not valid yet'
    | 'has expired';
}

/** A private key and its certificate, from two files. `field`: where they are named, without `.key`. */
export async function readPair(
  field: string,
  keyFile: string,
  certificateFile: string,
  now: number,
): Promise<Result<{ key: KeyObject; certificate: X509Certificate; pem: string }, PemFault>> {
  const text = await readText(`${field}.key`, keyFile);
  if (!text.ok) return text;
  if (((await stat(keyFile)).mode & 0o077) !== 0)
    return err({ field: `${field}.key`, problem: 'can be read by others than its owner' });
  let key: KeyObject;
  try {
    key = createPrivateKey(text.value);
  } catch {
    return err({ field: `${field}.key`, problem: 'is no private key without a passphrase' });
  }
  const certificate = await readCertificate(`${field}.certificate`, certificateFile, now);
  if (!certificate.ok) return certificate;
  if (!certificate.value.checkPrivateKey(key))
    return err({ field: `${field}.key`, problem: 'does not belong to the certificate' });
  // As it is, with whatever leads to its root.
  const pem = await readText(`${field}.certificate`, certificateFile);
  return pem.ok ? ok({ key, certificate: certificate.value, pem: pem.value }) : pem;
}

export async function readCertificate(
  field: string,
  file: string,
  now: number,
): Promise<Result<X509Certificate, PemFault>> {
  const text = await readText(field, file);
  if (!text.ok) return text;
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(text.value);
  } catch {
    return err({ field, problem: 'is no certificate' });
  }
  if (now < Date.parse(certificate.validFrom)) return err({ field, problem: 'is not valid yet' });
  if (now > Date.parse(certificate.validTo)) return err({ field, problem: 'has expired' });
  return ok(certificate);
}

export async function readText(field: string, file: string): Promise<Result<string, PemFault>> {
  return readFile(file, 'utf8').then(ok, () => err({ field, problem: 'cannot be read' }));
}
