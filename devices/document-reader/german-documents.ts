import type { ReadDocumentKind } from './document-reader.ts';

interface GermanDocument {
  readonly kind: Exclude<ReadDocumentKind, 'other'>;
  /** The law that fixes the abbreviation. */
  readonly law: string;
}

/**
 * The abbreviations with which the zones of German documents begin (columns 1 and 2 of the first line, before the
 * state `D<<`), each with the law that fixes it. Facts of law (§ 5 (1) UrhG). A code that is not here is of no
 * document that German authorities give out.
 */
export const GERMAN_DOCUMENTS = {
  ID: { kind: 'identity-card', law: 'PAuswG § 5 (4) Nr. 1 a' },
  IT: { kind: 'provisional', law: 'PAuswG § 5 (4) Nr. 1 b: provisional identity card' },
  IX: { kind: 'provisional', law: 'PAuswG § 5 (4) Nr. 1 c: replacement identity card, § 6a' },
  'P<': { kind: 'passport', law: 'PassG § 4 (2) Nr. 1 a' },
  PC: { kind: 'passport', law: "PassG § 4 (2) Nr. 1 b: child's passport, issued until the end of 2023" },
  PP: { kind: 'passport', law: 'PassG § 4 (2) Nr. 1 c: provisional passport' },
  PO: { kind: 'passport', law: 'PassG § 4 (2) Nr. 1 d: service passport, also a provisional one' },
  PD: { kind: 'passport', law: 'PassG § 4 (2) Nr. 1 e: diplomatic passport, also a provisional one' },
  PT: { kind: 'travel-document', law: 'AufenthV § 4 (3) Nr. 1: of foreigners, refugees and stateless persons' },
  AR: { kind: 'residence-permit', law: 'AufenthG § 78 (2) Nr. 1 a' },
  AS: { kind: 'residence-permit', law: 'AufenthG § 78 (2) Nr. 1 b: of Swiss citizens, AufenthV § 28' },
  AF: { kind: 'residence-permit', law: 'FreizügG/EU § 11: of family members of Union citizens' },
  UB: { kind: 'eid-card', law: 'eIDKG § 4, PAuswV Annex 3a: eID card of Union citizens' },
} as const satisfies Readonly<Record<string, GermanDocument>>;

/**
 * A letter and seven digits: what is filled in and handed over at once, at the authority itself. Provisional and
 * service passports, children's passports and provisional travel documents share codes with others, and differ by
 * this (PassG § 4 (2) Nr. 5, AufenthV § 4 (3) Nr. 5).
 */
const PROVISIONAL_NUMBER = /^[A-Z]\d{7}$/;

/**
 * Kind of a document by code and issuing state as they stand in its zone, and its number without fillers and check
 * digit.
 */
export function kindOfDocument(code: string, state: string, number: string): ReadDocumentKind {
  if (state !== 'D<<' || !Object.hasOwn(GERMAN_DOCUMENTS, code)) return 'other';
  const { kind } = GERMAN_DOCUMENTS[code as keyof typeof GERMAN_DOCUMENTS];
  return (kind === 'passport' || kind === 'travel-document') && PROVISIONAL_NUMBER.test(number) ? 'provisional' : kind;
}
