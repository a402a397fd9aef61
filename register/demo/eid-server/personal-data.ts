/** What the data groups of an eID application say (TR-03110-4, 2; TR-03130-1 gives the names). */
import { rightOf } from './access-rights.ts';
import type { EidAttribute } from './access-rights.ts';
import { children, find } from './tlv.ts';

export interface EidAddress {
  street?: string;
  city?: string;
  state?: string;
  country?: string;
  zipCode?: string;
}

/** All as the card has it; what was not asked for, not allowed or not on the card is missing. */
export interface EidData {
  documentType?: string;
  issuingState?: string;
  /** YYYYMMDD. */
  dateOfExpiry?: string;
  givenNames?: string;
  familyNames?: string;
  artisticName?: string;
  academicTitle?: string;
  /** YYYYMMDD; unknown places are blanks. */
  dateOfBirth?: string;
  placeOfBirth?: string;
  nationality?: string;
  birthName?: string;
  /** Null: the card says that there is no place of residence in Germany. */
  address?: EidAddress | null;
  /** Decimal digits. */
  communityId?: string;
  /** Hexadecimal; another one for every provider and every card. */
  restrictedId?: string;
}

const STRUCTURED = 0x30;
const FREE_TEXT = 0xa1;
const NO_PLACE = 0xa2;
const PLACE = { street: 0xaa, city: 0xab, state: 0xac, country: 0xad, zipCode: 0xae } as const;

/** The file's outermost tag: [APPLICATION n], constructed. */
const applicationTag = (dataGroup: number): number => 0x60 | dataGroup;

/** Adds what the file of one attribute says. False when it is not the file that was asked for. */
export function readDataGroup(data: EidData, attribute: EidAttribute, file: Uint8Array): boolean {
  const { dataGroup } = rightOf(attribute);
  const content = dataGroup === null ? undefined : find(file, applicationTag(dataGroup));
  const inner = content && children(content)[0];
  if (inner === undefined) return false;
  const text = inner.value.toString('utf8');
  switch (attribute) {
    case 'DocumentType':
      return put(data, 'documentType', text);
    case 'IssuingState':
      return put(data, 'issuingState', text);
    case 'DateOfExpiry':
      return put(data, 'dateOfExpiry', text);
    case 'GivenNames':
      return put(data, 'givenNames', text);
    case 'FamilyNames':
      return put(data, 'familyNames', text);
    case 'ArtisticName':
      return put(data, 'artisticName', text);
    case 'AcademicTitle':
      return put(data, 'academicTitle', text);
    case 'DateOfBirth':
      return put(data, 'dateOfBirth', text);
    case 'Nationality':
      return put(data, 'nationality', text);
    case 'BirthName':
      return put(data, 'birthName', text);
    case 'CommunityID':
      return put(data, 'communityId', inner.value.toString('hex'));
    case 'PlaceOfBirth':
      return put(
        data,
        'placeOfBirth',
        inner.tag === STRUCTURED ? Object.values(structured(inner.value)).join(', ') : place(inner.tag, inner.value),
      );
    case 'PlaceOfResidence':
      data.address =
        inner.tag === STRUCTURED
          ? structured(inner.value)
          : inner.tag === FREE_TEXT
            ? { street: place(inner.tag, inner.value) }
            : null;
      return true;
    case 'RestrictedID':
      return false;
  }
}

/** An empty field is one the person has nothing in. */
function put(data: EidData, field: Exclude<keyof EidData, 'address'>, text: string): true {
  if (text !== '') data[field] = text;
  return true;
}

const place = (tag: number, value: Buffer): string =>
  tag === FREE_TEXT || tag === NO_PLACE ? (children(value)[0]?.value.toString('utf8') ?? '') : '';

function structured(value: Buffer): EidAddress {
  const address: EidAddress = {};
  for (const [field, tag] of Object.entries(PLACE)) {
    const text = find(value, tag);
    const inner = text && children(text)[0]?.value.toString('utf8');
    if (inner !== undefined && inner !== '') address[field as keyof EidAddress] = inner;
  }
  return address;
}
