/** Keys, certificates and seals of tests. */
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { issue } from '../../../../register/demo/authority/issue.ts';
import type { KeyPair } from '../../../../register/demo/authority/issue.ts';
import { ADMINISTRATIVE_DOCUMENT } from '../../../../register/seal/header.ts';
import type { SealHeader } from '../../../../register/seal/header.ts';
import type { SealedResidence } from '../../../../register/seal/meldebescheinigung.ts';
import type { SealContent } from '../../../../register/seal/seal.ts';
import { readSealCertificate } from '../../../../register/seal/verify.ts';
import type { SealCertificate } from '../../../../register/seal/verify.ts';
import { sealWith } from '../../../../register/server/documents/authority.ts';

export const FROM = Date.parse('2026-01-01T00:00:00Z');
export const TO = Date.parse('2027-01-01T00:00:00Z');

export interface TestSealer {
  readonly certificate: SealCertificate;
  readonly der: Uint8Array;
  readonly sign: (bytes: Uint8Array) => Uint8Array;
}

export function newSealer(
  commonName = 'MU',
  namedCurve = 'brainpoolP256r1',
  usage: 'seal' | 'document' = 'seal',
): TestSealer {
  const keys: KeyPair = generateKeyPairSync('ec', { namedCurve });
  const subject = { country: 'DE', organisation: 'Probestadt', commonName };
  const der = issue({ subject, publicKey: keys.publicKey, issuer: { subject, keys }, usage, from: FROM, to: TO });
  const certificate = readSealCertificate(der);
  if (!certificate.ok) throw new Error(certificate.error);
  return { certificate: certificate.value, der, sign: sealWith(keys.privateKey) };
}

export const headerOf = ({ certificate }: TestSealer, signedOn = '2026-11-21'): SealHeader => ({
  country: 'D',
  signerId: certificate.signerId,
  certificateReference: certificate.reference,
  issuedOn: '2026-11-21',
  signedOn,
  documentType: ADMINISTRATIVE_DOCUMENT,
});

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const days = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

export const contents: fc.Arbitrary<SealContent> = fc.record({
  header: fc.record({
    country: fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 1, maxLength: 3 }),
    signerId: fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 4, maxLength: 4 }),
    certificateReference: fc.string({
      unit: fc.constantFrom(...LETTERS, ...'0123456789'),
      minLength: 1,
      maxLength: 255,
    }),
    issuedOn: days,
    signedOn: days,
    documentType: fc.integer({ min: 0, max: 0xffff }),
  }),
  fields: fc.uniqueArray(
    fc.record({
      tag: fc.integer({ min: 0, max: 254 }),
      value: fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 120, maxLength: 300 })),
    }),
    { selector: ({ tag }) => tag, maxLength: 12 },
  ),
});

/** Texts of letters as registers have them, with signs that combine. */
const text = (most: number, least = 1) =>
  fc.string({ unit: fc.constantFrom('A', 'ß', 'ḵ', 'm̀', 'ı', 'Č', '-', 'Ṁ', 'c̨̆'), minLength: least, maxLength: most });

export const residences: fc.Arbitrary<SealedResidence> = fc.record({
  familyName: text(40),
  doctorate: fc.option(fc.constantFrom('Dr.', 'Dr. h. c.')),
  givenNames: text(40),
  usualGivenName: fc.option(text(10)),
  birthDate: fc.option(fc.tuple(days, fc.constantFrom(4, 7, 10)).map(([day, length]) => day.slice(0, length))),
  street: text(40),
  houseNumber: fc.constantFrom('7', '12 a', '3-5'),
  postalCode: fc.constantFrom('01067', '99998'),
  city: text(20),
  since: fc.option(days),
  housing: fc.constantFrom('sole' as const, 'main' as const, 'secondary' as const),
  notifiedOn: fc.option(days),
});
