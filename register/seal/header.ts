/**
 * A seal's header (TR-03137-1 and ICAO Doc 9303-13, version 4): who sealed what kind of document, with which
 * certificate, and when.
 */
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import { decodeC40, encodeC40 } from './c40.ts';
import { decodeDay, encodeDay, isDay } from './day.ts';

/** Feature definition and category of administrative documents (TR-03171, version 0.8). */
export const ADMINISTRATIVE_DOCUMENT = 0x01c8;

const MAGIC = 0xdc;
/** "Raw version" 3 is version 4 of the format, the one with a certificate reference of any length. */
const RAW_VERSION = 0x03;

export interface SealHeader {
  /** One to three letters, as in a machine-readable zone: `D`. */
  readonly country: string;
  /** Four characters: the country (ISO 3166-1 alpha-2) and two letters or digits of the signer. */
  readonly signerId: string;
  /** 1..255 letters or digits: the signer's certificate by its serial number, hexadecimal. */
  readonly certificateReference: string;
  /** Day on which the document was issued. */
  readonly issuedOn: string;
  /** Day on which the seal was made. */
  readonly signedOn: string;
  /** Feature definition reference in the high byte, document type category in the low one. */
  readonly documentType: number;
}

export type HeaderFault = 'not-a-seal' | 'unsupported-version' | 'truncated' | 'malformed-header';

export function encodeHeader(header: SealHeader): Result<Uint8Array, 'malformed-header'> {
  const { country, signerId, certificateReference, issuedOn, signedOn, documentType } = header;
  if (
    !/^[A-Z]{1,3}$/.test(country) ||
    !/^[A-Z]{2}[A-Z0-9]{2}$/.test(signerId) ||
    !/^[A-Z0-9]{1,255}$/.test(certificateReference)
  )
    return err('malformed-header');
  if (
    !isDay(issuedOn) ||
    !isDay(signedOn) ||
    !Number.isInteger(documentType) ||
    documentType < 0 ||
    documentType > 0xffff
  )
    return err('malformed-header');
  const length = certificateReference.length.toString(16).padStart(2, '0');
  const place = encodeC40(country.padEnd(3));
  const signer = encodeC40(`${signerId}${length}${certificateReference}`);
  if (!place.ok || !signer.ok) return err('malformed-header');
  return ok(
    Uint8Array.of(
      MAGIC,
      RAW_VERSION,
      ...place.value,
      ...signer.value,
      ...encodeDay(issuedOn),
      ...encodeDay(signedOn),
      documentType >> 8,
      documentType & 0xff,
    ),
  );
}

/** The header and how many bytes it takes. */
export function decodeHeader(
  bytes: Uint8Array,
): Result<{ readonly header: SealHeader; readonly length: number }, HeaderFault> {
  if (bytes[0] !== MAGIC) return err('not-a-seal');
  if (bytes.length < 2) return err('truncated');
  if (bytes[1] !== RAW_VERSION) return err('unsupported-version');
  if (bytes.length < 8) return err('truncated');
  const country = decodeC40(bytes.subarray(2, 4));
  const signer = decodeC40(bytes.subarray(4, 8));
  if (!country.ok || !signer.ok || !/^[A-Z]{1,3} *$/.test(country.value) || !/^[A-Z]{2}[A-Z0-9]{4}$/.test(signer.value))
    return err('malformed-header');
  const who = { country: country.value.trimEnd(), signerId: signer.value.slice(0, 4) };
  // The length of the reference is hexadecimal; seals of the federal administration write it decimally. At most one of
  // the two fits.
  const readings = [16, 10].map((radix): ReturnType<typeof decodeHeader> => {
    const digits = signer.value.slice(4);
    const characters = Number.parseInt(digits, radix);
    if (characters.toString(radix).toUpperCase().padStart(2, '0') !== digits || characters === 0)
      return err('malformed-header');
    return decodeRest(bytes, characters, who);
  });
  return readings.find((read) => read.ok) ?? readings[0] ?? err('malformed-header');
}

function decodeRest(
  bytes: Uint8Array,
  characters: number,
  who: Pick<SealHeader, 'country' | 'signerId'>,
): ReturnType<typeof decodeHeader> {
  const rest = 8 + Math.ceil(characters / 3) * 2;
  if (bytes.length < rest + 8) return err('truncated');
  const reference = decodeC40(bytes.subarray(8, rest));
  const issuedOn = decodeDay(bytes.subarray(rest, rest + 3));
  const signedOn = decodeDay(bytes.subarray(rest + 3, rest + 6));
  if (
    !reference.ok ||
    reference.value.length !== characters ||
    !/^[A-Z0-9]+$/.test(reference.value) ||
    issuedOn === undefined ||
    signedOn === undefined
  )
    return err('malformed-header');
  const documentType = (bytes[rest + 6] ?? 0) * 256 + (bytes[rest + 7] ?? 0);
  return ok({
    header: { ...who, certificateReference: reference.value, issuedOn, signedOn, documentType },
    length: rest + 8,
  });
}
