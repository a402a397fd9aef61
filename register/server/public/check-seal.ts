/**
 * Whether a seal that somebody read from a paper holds, and what it says. In memory; nothing of it is kept or logged.
 */
import { decodeResidence } from '../../seal/meldebescheinigung.ts';
import type { SealedResidence } from '../../seal/meldebescheinigung.ts';
import { verifySeal } from '../../seal/verify.ts';
import type { SealCertificate, VerifyFault } from '../../seal/verify.ts';
import { dayInGerman, demoWords, refused } from './findings.ts';
import type { Finding } from './findings.ts';

/** Bytes: the most that a DataMatrix holds. */
export const LARGEST_SEAL = 1_555;

const WHY: Readonly<Record<VerifyFault, string>> = {
  'not-a-seal': 'Das ist kein digitales Siegel.',
  'unsupported-version': 'Das Siegel hat eine Fassung, die hier nicht bekannt ist.',
  truncated: 'Das Siegel ist unvollständig.',
  'malformed-header': 'Der Kopf des Siegels ist nicht lesbar.',
  'malformed-message': 'Die Angaben des Siegels sind nicht lesbar.',
  unsigned: 'Das Siegel trägt keine Signatur.',
  'trailing-bytes': 'Hinter dem Siegel stehen weitere Daten.',
  'unknown-signer':
    'Das Siegel ist nicht von dieser Gemeinde, oder mit einem Zertifikat gemacht, das hier nicht bekannt ist.',
  'outside-validity': 'Das Zertifikat galt an dem Tag nicht, an dem das Siegel gemacht wurde.',
  'wrong-signature': 'Die Signatur passt nicht: Das Siegel wurde verändert oder gefälscht.',
};
const HOME: Readonly<Record<SealedResidence['housing'], string>> = {
  sole: 'Alleinige Wohnung',
  main: 'Hauptwohnung',
  secondary: 'Nebenwohnung',
};

/**
 * What scanner apps give: hexadecimal digits, with or without signs between them, or base64. Undefined: neither, or too
 * long.
 */
export function readSealText(text: string): Uint8Array | undefined {
  const digits = text.replaceAll(/0x|[\s:,;-]/gi, '');
  if (/^(?:[0-9a-f]{2})+$/i.test(digits) && digits.length <= 2 * LARGEST_SEAL) return Buffer.from(digits, 'hex');
  const base64 = text.replaceAll(/\s/g, '');
  // base64url too; Node reads both.
  if (base64.length > 0 && base64.length <= Math.ceil(LARGEST_SEAL / 3) * 4 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(base64))
    return Buffer.from(base64, 'base64');
  return undefined;
}

export function checkSeal(text: string, seals: readonly SealCertificate[]): Finding {
  const bytes = readSealText(text);
  if (bytes === undefined)
    return refused(
      'Das ist nicht lesbar: Erwartet werden Hexadezimalzahlen oder Base64, wie eine Scanner-App sie zeigt.',
    );
  const verified = verifySeal(bytes, seals);
  if (!verified.ok) return refused(WHY[verified.error]);
  const { seal, certificate } = verified.value;
  const residence = decodeResidence(seal);
  if (!residence.ok)
    return refused(
      residence.error === 'other-document'
        ? 'Das Siegel ist echt, gehört aber nicht zu einer Meldebescheinigung.'
        : 'Das Siegel ist echt, seine Angaben sind aber nicht lesbar.',
    );
  return {
    holds: true,
    says: `Das Siegel ist echt und unverändert.${demoWords(certificate.organisation)}`,
    rows: [
      {
        label: 'Gesiegelt von',
        value: `${certificate.organisation} (${certificate.signerId}, Zertifikat ${certificate.reference})`,
      },
      { label: 'Gesiegelt am', value: dayInGerman(seal.header.signedOn) },
      { label: 'Ausgestellt am', value: dayInGerman(seal.header.issuedOn) },
      ...residenceRows(residence.value),
    ],
    notes: [
      'Vergleichen Sie diese Angaben mit dem Papier. Was hier nicht steht, deckt das Siegel nicht.',
      'Was auf „…“ endet, war für das Siegel zu lang.',
    ],
  };
}

function residenceRows(residence: SealedResidence): { label: string; value: string }[] {
  const { housing, street, houseNumber, postalCode, city } = residence;
  const rows: (readonly [string, string | null])[] = [
    ['Familienname', residence.familyName],
    ['Doktorgrad', residence.doctorate],
    ['Vornamen', residence.givenNames],
    ['Gebräuchlicher Vorname', residence.usualGivenName],
    ['Geburtsdatum', residence.birthDate === null ? null : dayInGerman(residence.birthDate)],
    [HOME[housing], `${`${street} ${houseNumber}`.trim()}, ${postalCode} ${city}`],
    ['Eingezogen am', residence.since === null ? null : dayInGerman(residence.since)],
    ['Gemeldet am', residence.notifiedOn === null ? null : dayInGerman(residence.notifiedOn)],
  ];
  return rows.flatMap(([label, value]) => (value === null || value === '' ? [] : [{ label, value }]));
}
