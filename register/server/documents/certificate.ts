/** A Meldebescheinigung on paper or screen: what § 18 BMG lets stand there, in its order, with the seal. */
import { sealedAddress, usualPlaces } from './content.ts';
import type { CertificateContent } from './content.ts';
import type { DataMatrix } from './data-matrix.ts';
import { MM, Sheet } from './layout.ts';
import type { Row } from './layout.ts';
import type { Run } from './lines.ts';
import { HOME_IN_WORDS, birthInWords, dayInWords, feeInWords } from './words.ts';
import { contentXml } from './xml.ts';

/**
 * Side of a seal's module where there is room, and the longest side of a seal. 0.25 mm is the least that an office
 * printer draws well.
 */
const MODULE = 0.5 * MM;
const LARGEST = 52 * MM;

const SEALED_HOME = { sole: 'alleinigen Wohnung', main: 'Hauptwohnung', secondary: 'Nebenwohnung' } as const;

export const titleOf = ({ kind }: CertificateContent): string =>
  kind === 'simple' ? 'Meldebescheinigung' : 'Erweiterte Meldebescheinigung';

/** The document, written but open: the signature's place is still to come. */
export function writeCertificate(
  content: CertificateContent,
  { seal, at, demo }: { readonly seal: DataMatrix; readonly at: Date; readonly demo: boolean },
): PDFKit.PDFDocument {
  const {
    letterhead: { town, authority },
    reference,
    issuedOn,
    kind,
    addresses,
    extended,
  } = content;
  const sheet = new Sheet({
    title: titleOf(content),
    letterhead: content.letterhead,
    reference,
    at,
    warning: demo ? 'Vorführung: Diese Bescheinigung ist erfunden und gilt nicht.' : null,
  });
  sheet.heading(1, titleOf(content));
  sheet.paragraph(
    `nach § 18 Absatz ${kind === 'simple' ? '1' : '2'} des Bundesmeldegesetzes, ausgestellt am ${dayInWords(issuedOn)}. Im Melderegister sind an diesem Tag die folgenden Angaben gespeichert:`,
  );
  sheet.heading(2, 'Person');
  sheet.rows(personRows(content));
  sheet.heading(2, addresses.length === 1 ? 'Derzeitige Anschrift' : 'Derzeitige Anschriften');
  sheet.rows(
    addresses.map(({ kind: home, street, houseNumber, addition, postalCode, city, since }) => ({
      label: HOME_IN_WORDS[home],
      value: [
        `${street} ${houseNumber}`.trim(),
        addition,
        `${postalCode} ${city}`,
        since === null ? null : `seit ${dayInWords(since)}`,
      ]
        .filter((line) => line !== null)
        .map(oneRun),
    })),
  );
  if (extended.length > 0) {
    sheet.heading(2, 'Weitere Angaben');
    sheet.rows(extended.map(({ label, value }) => ({ label, value: value.split('\n').map(oneRun) })));
  }
  sheet.heading(2, 'Ausstellung');
  sheet.rows([
    { label: 'Vorgangsnummer', value: [oneRun(reference)] },
    { label: 'Ausgestellt', value: [oneRun(`${dayInWords(issuedOn)}, ${town}, ${authority}`)] },
    { label: 'Gebühr', value: [oneRun(feeOf(content))] },
  ]);
  const module = Math.min(MODULE, LARGEST / seal.size);
  sheet.figure({
    side: module * seal.size,
    alt: 'Digitales Siegel als DataMatrix-Code. Es enthält Namen, Geburtsdatum und eine Anschrift, und deren Signatur.',
    draw: (pdf, x, y) => drawSeal(pdf, seal, module, x, y),
    texts: [
      { text: 'Elektronisch ausgestellt. Eine Unterschrift von Hand ist nicht nötig.', strong: true },
      {
        text: `Das digitale Siegel enthält Namen, Geburtsdatum und die Anschrift der ${SEALED_HOME[sealedAddress(content)?.kind ?? 'main']}, gesiegelt von: ${town}, ${authority}. Wird daran etwas geändert, passt das Siegel nicht mehr.${content.delivery === 'electronic' ? ' Die PDF-Datei ist außerdem als Ganzes elektronisch signiert; ihre Angaben liegen ihr als XML bei.' : ''}`,
      },
      { text: 'Echtheit prüfen:', strong: true },
      { text: content.verifyUrl },
    ],
  });
  sheet.finish();
  sheet.pdf.file(Buffer.from(contentXml(content), 'utf8'), {
    name: 'meldebescheinigung.xml',
    type: 'text/xml',
    description: 'Angaben dieser Bescheinigung',
    creationDate: at,
    modifiedDate: at,
    relationship: 'Data',
  } as PDFKit.Mixins.PDFAttachmentOptions);
  return sheet.pdf;
}

/** § 18 (1) BMG: the usual given name is marked; said in a row of its own too, as an underline cannot be heard. */
function personRows({
  person: { familyName, givenNames, usualGivenName, doctorate, birthDate },
}: CertificateContent): Row[] {
  const usual = usualPlaces(givenNames, usualGivenName);
  const marked = givenNames.flatMap((name, at): Run[] => [
    ...(at === 0 ? [] : [{ text: ' ', underlined: usual.has(at - 1) && usual.has(at) }]),
    { text: name, underlined: usual.has(at) },
  ]);
  return [
    { label: 'Familienname', value: [oneRun(familyName)], strong: true },
    ...(doctorate === null ? [] : [{ label: 'Doktorgrad', value: [oneRun(doctorate)] }]),
    // Some people have one name only.
    ...(givenNames.length === 0
      ? []
      : [{ label: givenNames.length === 1 ? 'Vorname' : 'Vornamen', value: [marked], strong: true }]),
    ...(usualGivenName === null ? [] : [{ label: 'Gebräuchlicher Vorname', value: [oneRun(usualGivenName)] }]),
    { label: 'Geburtsdatum', value: [oneRun(birthInWords(birthDate))] },
  ];
}

function feeOf({ delivery, feeCents }: CertificateContent): string {
  if (feeCents > 0) return feeInWords(feeCents);
  return delivery === 'electronic' ? 'gebührenfrei (§ 18 Absatz 3 des Bundesmeldegesetzes)' : 'gebührenfrei';
}

function drawSeal(pdf: PDFKit.PDFDocument, { runs }: DataMatrix, module: number, x: number, y: number): void {
  for (const [column, row, width] of runs) pdf.rect(x + column * module, y + row * module, width * module, module);
  pdf.fill('#000000');
}

const oneRun = (text: string): Run[] => [{ text }];
