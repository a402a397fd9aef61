/**
 * Makes X.509 certificates (RFC 5280) for the demonstration. node:crypto signs, because WebCrypto knows no brainpool
 * curves.
 */
import { createHash, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import {
  BitString,
  Integer,
  ObjectIdentifier,
  OctetString,
  PrintableString,
  Sequence,
  Set as SetOf,
  Utf8String,
} from 'asn1js';
import {
  AlgorithmIdentifier,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  Extension,
  PublicKeyInfo,
  RelativeDistinguishedNames,
  Time,
} from 'pkijs';

const OID = {
  country: '2.5.4.6',
  organisation: '2.5.4.10',
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
} as const;

/** First byte of the bit string KeyUsage, and how many of its bits are unused (RFC 5280 § 4.2.1.3). */
export const KEY_USAGE = {
  /** keyCertSign, cRLSign */
  authority: { bits: 0x06, unused: 1 },
  /** digitalSignature, nonRepudiation */
  document: { bits: 0xc0, unused: 6 },
  /** digitalSignature */
  seal: { bits: 0x80, unused: 7 },
} as const;

export interface Subject {
  readonly country: string;
  readonly organisation: string;
  readonly commonName: string;
}
export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export interface Wanted {
  readonly subject: Subject;
  readonly publicKey: KeyObject;
  readonly issuer: { readonly subject: Subject; readonly keys: KeyPair };
  readonly usage: keyof typeof KEY_USAGE;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

/** DER. The serial number has 64 random bits: short enough for a seal's header. */
export function issue({ subject, publicKey, issuer, usage, from, to }: Wanted): Uint8Array {
  const certificate = new Certificate({ version: 2 });
  const serial = randomBytes(8);
  // Positive, and eight bytes always.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  certificate.serialNumber = new Integer({ valueHex: exact(serial) });
  certificate.issuer = nameOf(issuer.subject);
  certificate.subject = nameOf(subject);
  certificate.notBefore = new Time({ type: 0, value: new Date(from) });
  certificate.notAfter = new Time({ type: 0, value: new Date(to) });
  certificate.subjectPublicKeyInfo = PublicKeyInfo.fromBER(exact(spki(publicKey)));
  const { bits, unused } = KEY_USAGE[usage];
  certificate.extensions = [
    extension(
      OID.basicConstraints,
      new BasicConstraints(usage === 'authority' ? { cA: true, pathLenConstraint: 0 } : {}).toSchema().toBER(),
      true,
    ),
    extension(OID.keyUsage, new BitString({ valueHex: exact(Uint8Array.of(bits)), unusedBits: unused }).toBER(), true),
    extension(OID.subjectKeyIdentifier, new OctetString({ valueHex: keyIdentifier(publicKey) }).toBER()),
    extension(
      OID.authorityKeyIdentifier,
      new AuthorityKeyIdentifier({ keyIdentifier: new OctetString({ valueHex: keyIdentifier(issuer.keys.publicKey) }) })
        .toSchema()
        .toBER(),
    ),
  ];
  certificate.signature = new AlgorithmIdentifier({ algorithmId: OID.ecdsaWithSha256 });
  certificate.signatureAlgorithm = certificate.signature;
  const signed = certificate.encodeTBS().toBER();
  certificate.tbsView = new Uint8Array(signed);
  certificate.signatureValue = new BitString({
    valueHex: exact(sign('sha256', certificate.tbsView, issuer.keys.privateKey)),
  });
  return new Uint8Array(certificate.toSchema(false).toBER());
}

/** A set of its own for each attribute; pkijs alone would put all of them into one. */
function nameOf({ country, organisation, commonName }: Subject): RelativeDistinguishedNames {
  const attribute = (type: string, value: PrintableString | Utf8String): SetOf =>
    new SetOf({ value: [new Sequence({ value: [new ObjectIdentifier({ value: type }), value] })] });
  return RelativeDistinguishedNames.fromBER(
    new Sequence({
      value: [
        attribute(OID.country, new PrintableString({ value: country })),
        attribute(OID.organisation, new Utf8String({ value: organisation })),
        attribute(OID.commonName, new Utf8String({ value: commonName })),
      ],
    }).toBER(),
  );
}

const extension = (extnID: string, extnValue: ArrayBuffer, critical = false): Extension =>
  new Extension({ extnID, extnValue, critical });
const spki = (key: KeyObject): Uint8Array => key.export({ type: 'spki', format: 'der' });
/** Twenty bytes of any hash that tells keys apart (RFC 7093 § 2, method 1). */
const keyIdentifier = (key: KeyObject): ArrayBuffer =>
  exact(createHash('sha256').update(spki(key)).digest().subarray(0, 20));
const exact = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;
