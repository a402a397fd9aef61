/** Invented people as cards have them. */
import type { Person } from './card/files.ts';

export const HANNA: Person = {
  documentType: 'ID',
  issuingState: 'D',
  dateOfExpiry: '20340229',
  givenNames: 'HANNA ŁUCJA',
  familyNames: 'BEISPIEL-GRÖẞER',
  academicTitle: 'DR.',
  dateOfBirth: '19900228',
  placeOfBirth: 'MUSTERSTADT',
  nationality: 'D',
  birthName: 'VON DER PROBE',
  address: { street: 'ÜBUNGSWEG 12 B', city: 'MUSTERSTADT', country: 'D', zip: '12345' },
  communityId: '02760503150000',
};

/** Her birth day and month are unknown, she lives abroad, and her name is longer than what is read at a time. */
export const LONG: Person = {
  documentType: 'ID',
  issuingState: 'D',
  dateOfExpiry: '20340101',
  givenNames: 'ṘÓISÍN '.repeat(40).trim(),
  familyNames: 'ĐẶNG',
  dateOfBirth: '1950    ',
  placeOfBirth: 'Ḥ',
  nationality: 'D',
  address: null,
  communityId: '02760503150000',
};
