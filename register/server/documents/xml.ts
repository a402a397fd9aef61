/** The certificate's content for machines, attached to the PDF (PDF/A-3, AFRelationship "Data"). */
import { usualPlaces, type CertificateContent } from './content.ts';

export const CONTENT_NAMESPACE = 'urn:foyer:meldebescheinigung:1';

type Part = readonly [
  name: string,
  content: string | null | readonly Part[],
  attributes?: Readonly<Record<string, string>>,
];

/** UTF-8 text of a document; elements without a value are left out. */
export function contentXml({
  kind,
  reference,
  issuedOn,
  dataOf,
  letterhead,
  person,
  addresses,
  extended,
}: CertificateContent): string {
  const usual = usualPlaces(person.givenNames, person.usualGivenName);
  const parts: Part = [
    'meldebescheinigung',
    [
      ['vorgang', reference],
      ['ausgestelltAm', issuedOn],
      ['datenstand', dataOf ?? null],
      [
        'behoerde',
        [
          ['name', letterhead.authority],
          ['gemeinde', letterhead.town],
        ],
      ],
      [
        'person',
        [
          ['familienname', person.familyName],
          ['doktorgrad', person.doctorate],
          ...person.givenNames.map((name, at): Part => ['vorname', name, usual.has(at) ? { rufname: 'true' } : {}]),
          ['rufname', person.usualGivenName],
          ['geburtsdatum', person.birthDate],
        ],
      ],
      ...addresses.map((address): Part => [
        'wohnung',
        [
          ['strasse', address.street],
          ['hausnummer', address.houseNumber || null],
          ['zusatz', address.addition],
          ['postleitzahl', address.postalCode],
          ['ort', address.city],
          ['seit', address.since],
        ],
        { status: { sole: 'alleinige', main: 'haupt', secondary: 'neben' }[address.kind] },
      ]),
      ...extended.map(({ label, value }): Part => ['weitereAngabe', value, { bezeichnung: label }]),
    ],
    { xmlns: CONTENT_NAMESPACE, art: kind === 'simple' ? 'einfach' : 'erweitert' },
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(parts, '')}`;
}

function write([name, content, attributes = {}]: Part, indent: string): string {
  if (content === null) return '';
  const open = `${indent}<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
    .join('')}>`;
  if (typeof content === 'string') return `${open}${escapeXml(content)}</${name}>\n`;
  return `${open}\n${content.map((part) => write(part, `${indent}  `)).join('')}${indent}</${name}>\n`;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Characters that XML 1.0 cannot hold (§ 2.2) go. */
export const escapeXml = (text: string): string =>
  text
    .replaceAll(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
    .replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
