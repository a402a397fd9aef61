/**
 * What may be read from an ID card, by its three names: the attribute a relying party asks for (TR-03130-1,
 * UseOperations), the right the client shows (AusweisApp SDK, ACCESS_RIGHTS), and the bit in the certificate holder's
 * authorization (TR-03110-3, C.4.2).
 */
import { oid, tlv } from './tlv.ts';

export const EID_ATTRIBUTES = [
  'DocumentType',
  'IssuingState',
  'DateOfExpiry',
  'GivenNames',
  'FamilyNames',
  'ArtisticName',
  'AcademicTitle',
  'DateOfBirth',
  'PlaceOfBirth',
  'Nationality',
  'BirthName',
  'PlaceOfResidence',
  'CommunityID',
  'RestrictedID',
] as const;
export type EidAttribute = (typeof EID_ATTRIBUTES)[number];

export interface Right {
  readonly attribute: EidAttribute;
  /** As the SDK names it. */
  readonly right: string;
  /** Position in the authorization, 0..39 from the right. */
  readonly bit: number;
  /**
   * The data group's number, which is its short file identifier (TR-03110-2, A.1.2); null for what is computed, not
   * read.
   */
  readonly dataGroup: number | null;
}

const dataGroup = (attribute: EidAttribute, right: string, number: number): Right => ({
  attribute,
  right,
  bit: number + 7,
  dataGroup: number,
});

export const RIGHTS: readonly Right[] = [
  dataGroup('DocumentType', 'DocumentType', 1),
  dataGroup('IssuingState', 'IssuingCountry', 2),
  dataGroup('DateOfExpiry', 'ValidUntil', 3),
  dataGroup('GivenNames', 'GivenNames', 4),
  dataGroup('FamilyNames', 'FamilyName', 5),
  dataGroup('ArtisticName', 'ArtisticName', 6),
  dataGroup('AcademicTitle', 'DoctoralDegree', 7),
  dataGroup('DateOfBirth', 'DateOfBirth', 8),
  dataGroup('PlaceOfBirth', 'PlaceOfBirth', 9),
  dataGroup('Nationality', 'Nationality', 10),
  dataGroup('BirthName', 'BirthName', 13),
  dataGroup('PlaceOfResidence', 'Address', 17),
  dataGroup('CommunityID', 'CommunityID', 18),
  { attribute: 'RestrictedID', right: 'Pseudonym', bit: 2, dataGroup: null },
];

const BY_ATTRIBUTE = new Map(RIGHTS.map((right) => [right.attribute, right]));
export const rightOf = (attribute: EidAttribute): Right => BY_ATTRIBUTE.get(attribute) as Right;

const AUTHENTICATION_TERMINAL = '0.4.0.127.0.7.3.1.2.2';
/** Bits 39 and 38 of an authorization: who holds the certificate. */
export const ROLE = { terminal: 0x00, nonOfficialVerifier: 0x40, officialVerifier: 0x80 } as const;

/** The certificate holder authorization template: role and rights of an authentication terminal. */
export function chat(role: number, attributes: readonly EidAttribute[]): Buffer {
  const bits = Buffer.alloc(5);
  bits[0] = role;
  for (const attribute of attributes) {
    const { bit } = rightOf(attribute);
    const at = bits.length - 1 - (bit >> 3);
    bits[at] = (bits[at] ?? 0) | (1 << (bit & 7));
  }
  return tlv(0x7f4c, oid(AUTHENTICATION_TERMINAL), tlv(0x53, bits));
}

/** The attributes a template allows. */
export function attributesOf(authorization: Buffer): readonly EidAttribute[] {
  return RIGHTS.filter(
    ({ bit }) => ((authorization[authorization.length - 1 - (bit >> 3)] ?? 0) & (1 << (bit & 7))) !== 0,
  ).map(({ attribute }) => attribute);
}
