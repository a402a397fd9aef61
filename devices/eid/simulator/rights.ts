/**
 * The rights of a provider by the SDK's names, in the order in which it tells them: by their bit in the authorization
 * (TR-03110-4, 2.2.3), highest first.
 */
const ORDER = [
  'WriteAddress',
  'WriteCommunityID',
  'WriteResidencePermitI',
  'WriteResidencePermitII',
  'ResidencePermitII',
  'ResidencePermitI',
  'CommunityID',
  'Address',
  'BirthName',
  'Nationality',
  'PlaceOfBirth',
  'DateOfBirth',
  'DoctoralDegree',
  'ArtisticName',
  'FamilyName',
  'GivenNames',
  'ValidUntil',
  'IssuingCountry',
  'DocumentType',
  'PinManagement',
  'CanAllowed',
  'Pseudonym',
  'AddressVerification',
  'AgeVerification',
];

export const inOrder = (rights: Iterable<string>): string[] =>
  [...new Set(rights)].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
