/**
 * What a seal says of a Meldebescheinigung: the profile 9a422340-6d37-4ef9-9e2c-f95e31a23846 for TR-03171 (version
 * 0.8), tags 4–15. The profile has room for one home. Texts are UTF-8, so every letter of DIN 91379 can stand there.
 */
import { isPartialDate, withoutZeros } from '../contract/partial-date.ts';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import { isDay } from './day.ts';
import { ADMINISTRATIVE_DOCUMENT } from './header.ts';
import type { SealField } from './message.ts';
import type { SealContent } from './seal.ts';

export const MELDEBESCHEINIGUNG = '9a4223406d374ef99e2cf95e31a23846';

/**
 * Housing status. The profile gives its values no names; these are our reading, after the order of the code list
 * "Wohnungsstatus". Its published example has 0.
 */
export const HOUSING = ['sole', 'main', 'secondary'] as const;
export type Housing = (typeof HOUSING)[number];

export interface SealedResidence {
  readonly familyName: string;
  readonly doctorate: string | null;
  /** All of them, with blanks in between. */
  readonly givenNames: string;
  readonly usualGivenName: string | null;
  /** `1950`, `1950-07` or `1950-07-31`: how much is known. */
  readonly birthDate: string | null;
  readonly street: string;
  /** At most 10 bytes in the seal. */
  readonly houseNumber: string;
  readonly postalCode: string;
  readonly city: string;
  /** Day of moving in. */
  readonly since: string | null;
  readonly housing: Housing;
  /** Day on which the home was registered with the authority. */
  readonly notifiedOn: string | null;
}

/** `other-document`: a seal, but of something else. */
export type ResidenceFault = 'other-document' | 'malformed-content';

const TAG = {
  profile: 0,
  familyName: 4,
  doctorate: 5,
  givenNames: 6,
  usualGivenName: 7,
  birthDate: 8,
  street: 9,
  houseNumber: 10,
  postalCode: 11,
  city: 12,
  since: 13,
  housing: 14,
  notifiedOn: 15,
} as const;
/** The profile's largest lengths in bytes. */
const MOST = 255;
const MOST_HOUSE_NUMBER = 10;
/** Marks a text that had to be cut. */
const CUT = '…';

/**
 * Texts longer than the profile's fields are cut between characters and end in `…`; what is null or empty is left out.
 */
export function encodeResidence(residence: SealedResidence): SealField[] {
  const fields: SealField[] = [{ tag: TAG.profile, value: Uint8Array.from(Buffer.from(MELDEBESCHEINIGUNG, 'hex')) }];
  const text = (tag: number, value: string | null, most = MOST): void => {
    if (value !== null && value !== '') fields.push({ tag, value: utf8(fit(value, most)) });
  };
  text(TAG.familyName, residence.familyName);
  text(TAG.doctorate, residence.doctorate);
  text(TAG.givenNames, residence.givenNames);
  text(TAG.usualGivenName, residence.usualGivenName);
  text(TAG.birthDate, residence.birthDate === null ? null : residence.birthDate.split('-').reverse().join('.'));
  text(TAG.street, residence.street);
  text(TAG.houseNumber, residence.houseNumber, MOST_HOUSE_NUMBER);
  text(TAG.postalCode, residence.postalCode);
  text(TAG.city, residence.city);
  text(TAG.since, residence.since?.replaceAll('-', '') ?? null);
  fields.push({ tag: TAG.housing, value: Uint8Array.of(HOUSING.indexOf(residence.housing)) });
  text(TAG.notifiedOn, residence.notifiedOn?.replaceAll('-', '') ?? null);
  return fields;
}

/** What the fields of a seal say, when it is one of a Meldebescheinigung. Says nothing about whether it holds. */
export function decodeResidence({ header, fields }: SealContent): Result<SealedResidence, ResidenceFault> {
  const values = new Map(fields.map(({ tag, value }) => [tag, value]));
  if (
    header.documentType !== ADMINISTRATIVE_DOCUMENT ||
    Buffer.from(values.get(TAG.profile) ?? []).toString('hex') !== MELDEBESCHEINIGUNG
  )
    return err('other-document');
  const known = new Set<number>(Object.values(TAG));
  // A tag that is not understood might change what the others mean.
  if ([...values.keys()].some((tag) => !known.has(tag))) return err('malformed-content');
  const texts = new Map<number, string>();
  for (const [tag, value] of values) {
    if (tag === TAG.profile || tag === TAG.housing) continue;
    const read = readUtf8(value);
    if (read === undefined) return err('malformed-content');
    if (read !== '') texts.set(tag, read);
  }
  const text = (tag: number): string | null => texts.get(tag) ?? null;
  const housing = values.get(TAG.housing);
  const status = housing?.length === 1 ? HOUSING[housing[0] ?? HOUSING.length] : undefined;
  const birthDate = readBirthDate(text(TAG.birthDate));
  const since = readDay(text(TAG.since));
  const notifiedOn = readDay(text(TAG.notifiedOn));
  if (status === undefined || birthDate === undefined || since === undefined || notifiedOn === undefined)
    return err('malformed-content');
  return ok({
    familyName: text(TAG.familyName) ?? '',
    doctorate: text(TAG.doctorate),
    givenNames: text(TAG.givenNames) ?? '',
    usualGivenName: text(TAG.usualGivenName),
    birthDate,
    street: text(TAG.street) ?? '',
    houseNumber: text(TAG.houseNumber) ?? '',
    postalCode: text(TAG.postalCode) ?? '',
    city: text(TAG.city) ?? '',
    since,
    housing: status,
    notifiedOn,
  });
}

/** As much of a text as goes into so many bytes of UTF-8, with letters and their combining signs kept together. */
export function fit(text: string, most: number): string {
  if (utf8(text).length <= most) return text;
  let room = most - utf8(CUT).length;
  let kept = '';
  for (const { segment } of new Intl.Segmenter('de', { granularity: 'grapheme' }).segment(text)) {
    room -= utf8(segment).length;
    if (room < 0) break;
    kept += segment;
  }
  return kept + CUT;
}

/**
 * Undefined: no date. The profile writes day, month and year with points between them; less is known of some births.
 */
function readBirthDate(text: string | null): string | null | undefined {
  if (text === null) return null;
  // Seals that were made from dates with zeros mean what is not known.
  const date = withoutZeros(text.split('.').reverse().join('-'));
  return isPartialDate(date) ? date : undefined;
}

function readDay(text: string | null): string | null | undefined {
  if (text === null) return null;
  const day = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
  return isDay(day) ? day : undefined;
}

const utf8 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'utf8'));

function readUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // The only way that TextDecoder has of saying that this is not UTF-8.
    return undefined;
  }
}
