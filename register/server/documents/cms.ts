/**
 * The signature inside a PDF: CMS SignedData (RFC 5652), detached, with what PAdES baseline B-B wants of its signed
 * attributes (ETSI EN 319 142-1 § 6.3, EN 319 122-1): content type, message digest, and the signer's certificate by its
 * hash. No signing time among them: for a PDF that stands in the signature dictionary.
 */
import { createHash } from 'node:crypto';
import { ObjectIdentifier, OctetString, Sequence, Set as SetOf } from 'asn1js';
import {
  AlgorithmIdentifier,
  Attribute,
  Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
} from 'pkijs';
import type { DocumentSigner } from './authority.ts';

const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  /** signing-certificate-v2, RFC 5035 § 3 */
  signingCertificate: '1.2.840.113549.1.9.16.2.47',
  sha256: '2.16.840.1.101.3.4.2.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const;

/** DER of the whole ContentInfo over `content`, which is not inside it. */
export async function signDetached(content: Uint8Array, signer: DocumentSigner): Promise<Uint8Array> {
  const { certificate, chain } = readCertificates(signer);
  const attributes = [
    new Attribute({ type: OID.contentType, values: [new ObjectIdentifier({ value: OID.data })] }),
    new Attribute({ type: OID.messageDigest, values: [new OctetString({ valueHex: sha256(content) })] }),
    // SigningCertificateV2 { certs { ESSCertIDv2 { certHash } } }: SHA-256 is the default and left out in DER.
    new Attribute({
      type: OID.signingCertificate,
      values: [
        new Sequence({
          value: [
            new Sequence({
              value: [new Sequence({ value: [new OctetString({ valueHex: sha256(signer.certificate) })] })],
            }),
          ],
        }),
      ],
    }),
  ].sort((one, other) => Buffer.compare(der(one.toSchema()), der(other.toSchema())));
  // What is signed is the DER of the set itself, not of its implicit tag (RFC 5652 § 5.4).
  const signed = der(new SetOf({ value: attributes.map((attribute) => attribute.toSchema()) }));
  const info = new SignerInfo({
    version: 1,
    sid: new IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
    digestAlgorithm: new AlgorithmIdentifier({ algorithmId: OID.sha256 }),
    signedAttrs: new SignedAndUnsignedAttributes({ type: 0, attributes }),
    signatureAlgorithm: new AlgorithmIdentifier({ algorithmId: OID.ecdsaWithSha256 }),
    signature: new OctetString({ valueHex: exact(await signer.sign(signed)) }),
  });
  const data = new SignedData({
    version: 1,
    digestAlgorithms: [new AlgorithmIdentifier({ algorithmId: OID.sha256 })],
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: OID.data }),
    certificates: [certificate, ...chain],
    signerInfos: [info],
  });
  return der(new ContentInfo({ contentType: OID.signedData, content: data.toSchema(true) }).toSchema());
}

/** An upper bound of {@link signDetached}'s length in bytes, before anything is signed. */
export function mostBytes(signer: DocumentSigner): number {
  return 1_024 + signer.certificate.length * 2 + signer.chain.reduce((sum, issuer) => sum + issuer.length, 0);
}

/** A certificate that is put into many signatures, and is turned into its structure once. */
class KnownCertificate extends Certificate {
  #schema: ReturnType<Certificate['toSchema']> | undefined;
  override toSchema(): ReturnType<Certificate['toSchema']> {
    return (this.#schema ??= super.toSchema());
  }
}
const known = new WeakMap<
  DocumentSigner,
  { readonly certificate: Certificate; readonly chain: readonly Certificate[] }
>();
/** The same in all signatures of a signer: to read them takes longer than to sign. */
function readCertificates(signer: DocumentSigner) {
  const before = known.get(signer);
  if (before !== undefined) return before;
  const [certificate, ...chain] = [signer.certificate, ...signer.chain].map((one) =>
    KnownCertificate.fromBER(exact(one)),
  );
  if (certificate === undefined) throw new Error('A signer without a certificate.');
  const read = { certificate, chain };
  known.set(signer, read);
  return read;
}

/** Of what has `toBER`: everything of asn1js and what pkijs makes of it. */
const der = (schema: { toBER(): ArrayBuffer }): Uint8Array => new Uint8Array(schema.toBER());
const sha256 = (bytes: Uint8Array): ArrayBuffer => exact(createHash('sha256').update(bytes).digest());
const exact = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;
