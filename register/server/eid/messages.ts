/** The messages of the eID-Interface (TR-03130-1, 3.2 and 3.3): what is asked, and what an answer says. */
import type { Element } from '@xmldom/xmldom';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import type { EidAttribute, EidData } from '../ports/eid-server.ts';
import { NS, childOf, childText, escapeXml } from './xml.ts';

export const LEVEL_HIGH = 'http://bsi.bund.de/eID/LoA/hoch';

/** In the order of the schema. */
const OPERATIONS: readonly EidAttribute[] = [
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
];

/** `level`: ask for high assurance; servers before version 2.1 do not know the element. */
export function useIdRequest({
  required,
  optional,
  transactionInfo,
  level,
}: {
  required: readonly EidAttribute[];
  optional: readonly EidAttribute[];
  transactionInfo: string;
  level: boolean;
}): string {
  const operations = OPERATIONS.flatMap((name) =>
    required.includes(name)
      ? [`<eid:${name}>REQUIRED</eid:${name}>`]
      : optional.includes(name)
        ? [`<eid:${name}>ALLOWED</eid:${name}>`]
        : [],
  );
  return (
    `<eid:useIDRequest><eid:UseOperations>${operations.join('')}</eid:UseOperations><eid:TransactionInfo>${escapeXml(transactionInfo)}</eid:TransactionInfo>` +
    `${level ? `<eid:LevelOfAssuranceRequest>${LEVEL_HIGH}</eid:LevelOfAssuranceRequest>` : ''}</eid:useIDRequest>`
  );
}

export const getResultRequest = (session: string, counter: number): string =>
  `<eid:getResultRequest><eid:Session><eid:ID>${escapeXml(session)}</eid:ID></eid:Session><eid:RequestCounter>${counter}</eid:RequestCounter></eid:getResultRequest>`;

/** The server understood, and did not do it: the last part of ResultMinor, as in `getResult#noResultYet`. */
export interface ServerError {
  readonly kind: 'error';
  readonly minor: string;
}

export interface OpenedSession {
  readonly kind: 'session';
  readonly session: string;
  /** Where the client meets the server, where it is not always the same. */
  readonly serverAddress?: string;
  readonly psk?: { readonly id: string; readonly key: string };
}

export interface ReadResult {
  readonly kind: 'result';
  readonly data: EidData;
  readonly level?: string;
}

const OK = 'http://www.bsi.bund.de/ecard/api/1.1/resultmajor#ok';
/** Codes of the eID-Server itself (3.4) and of the eCard-API (TR-03112-1, 4.2). */
const MINOR = /^http:\/\/www\.bsi\.bund\.de\/(?:eid\/server\/2\.0|ecard\/api\/1\.1)\/resultminor\/([\w/#.-]{1,80})$/;

/** What a useIDResponse says. */
export function readUseId(body: Element): Result<OpenedSession | ServerError, 'malformed'> {
  const response = childOf(body, NS.eid, 'useIDResponse');
  if (response === undefined) return err('malformed');
  const outcome = readOutcome(response);
  if (outcome !== 'done') return outcome === 'malformed' ? err(outcome) : ok(outcome);
  const session = idOf(childOf(response, NS.eid, 'Session'));
  const serverAddress = childText(response, NS.eid, 'eCardServerAddress');
  const given = childOf(response, NS.eid, 'PSK');
  const id = idOf(given);
  const key = given && childText(given, NS.eid, 'Key');
  if (
    session === undefined ||
    (given !== undefined && (id === undefined || key === undefined || !/^(?:[0-9A-Fa-f]{2}){16,}$/.test(key)))
  )
    return err('malformed');
  return ok({
    kind: 'session',
    session,
    ...(serverAddress === undefined ? {} : { serverAddress }),
    ...(id === undefined || key === undefined ? {} : { psk: { id, key } }),
  });
}

/** What a getResultResponse says. */
export function readGetResult(body: Element): Result<ReadResult | ServerError, 'malformed'> {
  const response = childOf(body, NS.eid, 'getResultResponse');
  if (response === undefined) return err('malformed');
  const outcome = readOutcome(response);
  if (outcome !== 'done') return outcome === 'malformed' ? err(outcome) : ok(outcome);
  const personal = childOf(response, NS.eid, 'PersonalData');
  const data = personal && readPersonalData(personal);
  if (data === undefined) return err('malformed');
  const level = childText(response, NS.eid, 'LevelOfAssuranceResult');
  return ok({ kind: 'result', data, ...(level === undefined ? {} : { level }) });
}

function readOutcome(response: Element): 'done' | 'malformed' | ServerError {
  const result = childOf(response, NS.dss, 'Result');
  // Some servers write the parts of DSS without its namespace, as the guideline's own examples do.
  const part = (name: string): string | undefined =>
    result && (childText(result, NS.dss, name) ?? childText(result, null, name));
  const major = part('ResultMajor');
  if (major === OK) return 'done';
  if (major === undefined || !major.startsWith('http://www.bsi.bund.de/ecard/api/1.1/resultmajor#')) return 'malformed';
  return { kind: 'error', minor: MINOR.exec(part('ResultMinor') ?? '')?.[1] ?? 'unknown' };
}

/** IDType: at least 32 characters; longer than 512 is none that we would keep. */
function idOf(element: Element | undefined): string | undefined {
  const id = element && childText(element, NS.eid, 'ID');
  return id !== undefined && /^[\w.:+/=-]{32,512}$/.test(id) ? id : undefined;
}

const TEXTS = {
  DocumentType: 'documentType',
  IssuingState: 'issuingState',
  GivenNames: 'givenNames',
  FamilyNames: 'familyNames',
  ArtisticName: 'artisticName',
  AcademicTitle: 'academicTitle',
  Nationality: 'nationality',
  BirthName: 'birthName',
  CommunityID: 'communityId',
} as const;

/** Undefined where something is there and not as the schema has it. */
function readPersonalData(personal: Element): EidData | undefined {
  const data: { -readonly [K in keyof EidData]: EidData[K] } = {};
  for (const [name, field] of Object.entries(TEXTS)) {
    const text = childText(personal, NS.eid, name);
    if (text !== undefined) data[field] = text;
  }
  const expiry = childText(personal, NS.eid, 'DateOfExpiry');
  if (expiry !== undefined) {
    // xs:date may carry a time zone; a card's last day has none.
    const day = /^(\d{4})-(\d\d)-(\d\d)(?:Z|[+-]\d\d:\d\d)?$/.exec(expiry);
    if (day === null) return undefined;
    data.dateOfExpiry = day.slice(1).join('');
  }
  const born = childOf(personal, NS.eid, 'DateOfBirth');
  if (born !== undefined) {
    const text = (childText(born, NS.eid, 'DateString') ?? '').padEnd(8);
    if (!/^[0-9 ]{8}$/.test(text)) return undefined;
    data.dateOfBirth = text;
  }
  const birthPlace = childOf(personal, NS.eid, 'PlaceOfBirth');
  if (birthPlace !== undefined) {
    const place = readPlace(birthPlace);
    if (place === undefined) return undefined;
    const text = typeof place === 'string' ? place : place?.city;
    if (text !== undefined) data.placeOfBirth = text;
  }
  const residence = childOf(personal, NS.eid, 'PlaceOfResidence');
  if (residence !== undefined) {
    const place = readPlace(residence);
    if (place === undefined) return undefined;
    // An undivided text is an address, but not one that can be compared.
    data.address = typeof place === 'string' ? {} : place;
  }
  const restricted = childOf(personal, NS.eid, 'RestrictedID');
  const restrictedId = restricted && childText(restricted, NS.eid, 'ID');
  if (restrictedId !== undefined) data.restrictedId = restrictedId;
  return data;
}

/** Parts, free text, or null for "no place known". Undefined: none of these. */
function readPlace(place: Element): NonNullable<EidData['address']> | string | null | undefined {
  const free = childText(place, NS.eid, 'FreetextPlace');
  if (free !== undefined) return free;
  const structured = childOf(place, NS.eid, 'StructuredPlace');
  if (structured === undefined) return childOf(place, NS.eid, 'NoPlaceInfo') === undefined ? undefined : null;
  const address: { street?: string; city?: string; state?: string; country?: string; zipCode?: string } = {};
  for (const [name, field] of [
    ['Street', 'street'],
    ['City', 'city'],
    ['State', 'state'],
    ['Country', 'country'],
    ['ZipCode', 'zipCode'],
  ] as const) {
    const text = childText(structured, NS.eid, name);
    if (text !== undefined) address[field] = text;
  }
  return address;
}
