/**
 * Whether a seal holds: its signature by a certificate that the reader trusts. Needs no network and nothing of the
 * register.
 */
import { X509Certificate, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import { decodeSeal } from './seal.ts';
import type { Seal, SealFault } from './seal.ts';

/** A seal signer's certificate, as a seal's header names it. */
export interface SealCertificate {
  /** Country and common name of the subject: `DE` + two letters or digits. */
  readonly signerId: string;
  /** Serial number, hexadecimal in capitals, without leading zeros. */
  readonly reference: string;
  /** Organisation of the subject, for people. */
  readonly organisation: string;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: KeyObject;
}

/**
 * `no-certificate`: nothing in PEM. `unreadable`: not X.509. `no-signer-id`: no C and CN as TR-03137-1 wants them.
 * `wrong-key`: neither P-256 nor brainpoolP256r1.
 */
export type SealCertificateFault = 'no-certificate' | 'unreadable' | 'no-signer-id' | 'wrong-key';

/** `unknown-signer`: no trusted certificate of that name. `outside-validity`: not valid on the day of sealing. */
export type VerifyFault = SealFault | 'unknown-signer' | 'outside-validity' | 'wrong-signature';

/** OpenSSL's names of the two curves of 256 bits that TR-03116-2 allows; both go with SHA-256. */
const CURVES = new Set(['prime256v1', 'brainpoolP256r1']);
const DAY_MS = 86_400_000;

/** All certificates of a PEM file, in their order. */
export function readSealCertificates(pem: string): Result<readonly SealCertificate[], SealCertificateFault> {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g);
  if (blocks === null) return err('no-certificate');
  const certificates: SealCertificate[] = [];
  for (const block of blocks) {
    const read = readSealCertificate(block);
    if (!read.ok) return read;
    certificates.push(read.value);
  }
  return ok(certificates);
}

/** One certificate, PEM or DER. */
export function readSealCertificate(encoded: string | Uint8Array): Result<SealCertificate, SealCertificateFault> {
  let certificate: X509Certificate;
  let publicKey: KeyObject;
  try {
    certificate = new X509Certificate(encoded);
    publicKey = certificate.publicKey;
  } catch {
    // OpenSSL's own message would not help staff or visitors.
    return err('unreadable');
  }
  const subject = new Map(
    certificate.subject
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  );
  const signerId = `${subject.get('C') ?? ''}${subject.get('CN') ?? ''}`.toUpperCase();
  if (!/^[A-Z]{2}[A-Z0-9]{2}$/.test(signerId)) return err('no-signer-id');
  if (publicKey.asymmetricKeyType !== 'ec' || !CURVES.has(publicKey.asymmetricKeyDetails?.namedCurve ?? ''))
    return err('wrong-key');
  return ok({
    signerId,
    reference: withoutZeros(certificate.serialNumber),
    organisation: subject.get('O') ?? '',
    publicKey,
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
  });
}

/** Reads a seal and believes it where one of `trusted` signed it. Never throws. */
export function verifySeal(
  bytes: Uint8Array,
  trusted: readonly SealCertificate[],
): Result<{ readonly seal: Seal; readonly certificate: SealCertificate }, VerifyFault> {
  const decoded = decodeSeal(bytes);
  if (!decoded.ok) return decoded;
  const seal = decoded.value;
  const { signerId, certificateReference, signedOn } = seal.header;
  const named = trusted.filter(
    (certificate) => certificate.signerId === signerId && certificate.reference === withoutZeros(certificateReference),
  );
  if (named.length === 0) return err('unknown-signer');
  const certificate = named.find(({ publicKey }) => holds(seal, publicKey));
  if (certificate === undefined) return err('wrong-signature');
  // The header knows days only, and the signer's day may have begun before, or ended after, the one of Greenwich.
  const day = Date.parse(`${signedOn}T00:00:00Z`);
  if (day + DAY_MS + 14 * 3_600_000 < certificate.notBefore || day - 12 * 3_600_000 > certificate.notAfter)
    return err('outside-validity');
  return ok({ seal, certificate });
}

function holds({ signed, signature }: Seal, key: KeyObject): boolean {
  // 32 bytes each of r and s; other lengths OpenSSL would take for a mistake of ours.
  if (signature.length !== 64) return false;
  return verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

const withoutZeros = (hex: string): string => hex.toUpperCase().replace(/^0+(?=.)/, '');
