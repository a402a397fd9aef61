/**
 * The signature inside a PDF: CMS SignedData (RFC 5652), detached, with what PAdES baseline B-B wants of its signed
 * attributes (ETSI EN 319 142-1 § 6.3, EN 319 122-1): content type, message digest, and the signer's certificate by its
 * hash. No signing time among them: for a PDF that stands in the signature dictionary.
 */
import { createHash } from 'node:crypto';
import { ObjectIdentifier } from 'asn1js';
import { Certificate } from 'pkijs';
import type { DocumentSigner } from './authority.ts';

/** DER of a value that is there already. */
type Der = Uint8Array;

const oid = (value: string): Der => new Uint8Array(new ObjectIdentifier({ value }).toBER());
const OID = {
  data: oid('1.2.840.113549.1.7.1'),
  signedData: oid('1.2.840.113549.1.7.2'),
  contentType: oid('1.2.840.113549.1.9.3'),
  messageDigest: oid('1.2.840.113549.1.9.4'),
  /** signing-certificate-v2, RFC 5035 § 3 */
  signingCertificate: oid('1.2.840.113549.1.9.16.2.47'),
  sha256: oid('2.16.840.1.101.3.4.2.1'),
  ecdsaWithSha256: oid('1.2.840.10045.4.3.2'),
} as const;

/** Tags of X.690: universal ones, and those of a context (8.1.2), constructed. */
const TAG = { octets: 0x04, sequence: 0x30, set: 0x31, context0: 0xa0 } as const;
const VERSION_1: Der = Uint8Array.of(0x02, 1, 1);

/** X.690, 8.1.3: the length in one byte below 128, otherwise after the number of its bytes. */
function tagged(tag: number, ...parts: readonly Uint8Array[]): Der {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  const head = length < 128 ? [tag, length] : [tag, 0x80 + bytes.length, ...bytes];
  return Buffer.concat([Uint8Array.from(head), ...parts]);
}
const sequence = (...parts: readonly Der[]): Der => tagged(TAG.sequence, ...parts);
const set = (...parts: readonly Der[]): Der => tagged(TAG.set, ...parts);
const octets = (bytes: Uint8Array): Der => tagged(TAG.octets, bytes);
const attribute = (type: Der, value: Der): Der => sequence(type, set(value));

const SHA256_ALGORITHM = sequence(OID.sha256);
const ECDSA_ALGORITHM = sequence(OID.ecdsaWithSha256);

/** DER of the whole ContentInfo over `content`, which is not inside it. */
export async function signDetached(content: Uint8Array, signer: DocumentSigner): Promise<Uint8Array> {
  const { issuerAndSerial, hash } = certificateOf(signer);
  // SigningCertificateV2 { certs { ESSCertIDv2 { certHash } } }: SHA-256 is the default and left out in DER.
  const attributes = [
    attribute(OID.contentType, OID.data),
    attribute(OID.messageDigest, octets(sha256(content))),
    attribute(OID.signingCertificate, sequence(sequence(sequence(octets(hash))))),
  ].sort((one, other) => Buffer.compare(one, other));
  // What is signed is the DER of the set itself, not of its implicit tag (RFC 5652 § 5.4).
  const signature = await signer.sign(set(...attributes));
  const info = sequence(
    VERSION_1,
    issuerAndSerial,
    SHA256_ALGORITHM,
    tagged(TAG.context0, ...attributes),
    ECDSA_ALGORITHM,
    octets(signature),
  );
  const signed = sequence(
    VERSION_1,
    set(SHA256_ALGORITHM),
    sequence(OID.data),
    tagged(TAG.context0, signer.certificate, ...signer.chain),
    set(info),
  );
  return sequence(OID.signedData, tagged(TAG.context0, signed));
}

interface SigningCertificate {
  readonly issuerAndSerial: Der;
  readonly hash: Uint8Array;
}
const known = new WeakMap<DocumentSigner, SigningCertificate>();
/** The same in all signatures of a signer: reading it takes longer than signing. */
function certificateOf(signer: DocumentSigner): SigningCertificate {
  const before = known.get(signer);
  if (before !== undefined) return before;
  const { issuer, serialNumber } = Certificate.fromBER(Uint8Array.from(signer.certificate).buffer);
  const certificate = {
    issuerAndSerial: sequence(new Uint8Array(issuer.toSchema().toBER()), new Uint8Array(serialNumber.toBER())),
    hash: sha256(signer.certificate),
  };
  known.set(signer, certificate);
  return certificate;
}

/** An upper bound of {@link signDetached}'s length in bytes, before anything is signed. */
export function mostBytes(signer: DocumentSigner): number {
  return 1_024 + signer.certificate.length * 2 + signer.chain.reduce((sum, issuer) => sum + issuer.length, 0);
}

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
