/** A Meldebescheinigung on paper or screen: what § 18 BMG lets stand there, in its order, with the seal. */
import { sealedAddress, usualPlaces } from './content.ts';
import type { CertificateContent } from './content.ts';
import type { DataMatrix } from './data-matrix.ts';
import { fixed, noteFixed } from './fixed.ts';
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

const SEALED_HOME = {
  sole: fixed`alleinigen Wohnung`,
  main: fixed`Hauptwohnung`,
  secondary: fixed`Nebenwohnung`,
} as const;

export const titleOf = ({ kind }: CertificateContent): string =>
  kind === 'simple' ? fixed`Meldebescheinigung` : fixed`Erweiterte Meldebescheinigung`;

/** The document, written but open: the signature's place is still to come. */
export function writeCertificate(
  content: CertificateContent,
  { seal, at, demo }: { readonly seal: DataMatrix; readonly at: Date; readonly demo: boolean },
): PDFKit.PDFDocument {
  const {
    letterhead: { town, authority },
    reference,
    issuedOn,
    addresses,
    extended,
  } = content;
  noteFixed([content.verifyUrl]);
  const sheet = new Sheet({
    title: titleOf(content),
    letterhead: content.letterhead,
    reference,
    at,
    warning: demo ? fixed`Vorführung: Diese Bescheinigung ist erfunden und gilt nicht.` : null,
  });
  sheet.heading(1, titleOf(content));
  sheet.paragraph(openingOf(content));
  sheet.heading(2, fixed`Person`);
  sheet.rows(personRows(content));
  sheet.heading(2, addresses.length === 1 ? fixed`Derzeitige Anschrift` : fixed`Derzeitige Anschriften`);
  sheet.rows(
    addresses.map(({ kind: home, street, houseNumber, addition, postalCode, city, since }) => ({
      label: HOME_IN_WORDS[home],
      value: [
        `${street} ${houseNumber}`.trim(),
        addition,
        `${postalCode} ${city}`,
        since === null ? null : fixed`seit ${dayInWords(since)}`,
      ]
        .filter((line) => line !== null)
        .map(oneRun),
    })),
  );
  if (extended.length > 0) {
    sheet.heading(2, fixed`Weitere Angaben`);
    sheet.rows(extended.map(({ label, value }) => ({ label, value: value.split('\n').map(oneRun) })));
  }
  sheet.heading(2, fixed`Ausstellung`);
  sheet.rows([
    { label: fixed`Vorgangsnummer`, value: [oneRun(reference)] },
    { label: fixed`Ausgestellt`, value: [oneRun(`${dayInWords(issuedOn)}, ${town}, ${authority}`)] },
    { label: fixed`Gebühr`, value: [oneRun(feeOf(content))] },
  ]);
  const module = Math.min(MODULE, LARGEST / seal.size);
  sheet.figure({
    side: module * seal.size,
    alt: 'Digitales Siegel als DataMatrix-Code. Es enthält Namen, Geburtsdatum und eine Anschrift, und deren Signatur.',
    draw: (pdf, x, y) => drawSeal(pdf, seal, module, x, y),
    texts: [
      { text: fixed`Elektronisch ausgestellt. Eine Unterschrift von Hand ist nicht nötig.`, strong: true },
      {
        text: [
          fixed`Das digitale Siegel enthält Namen, Geburtsdatum und die Anschrift der ${SEALED_HOME[sealedAddress(content)?.kind ?? 'main']},`,
          fixed`gesiegelt von: ${town}, ${authority}. Wird daran etwas geändert, passt das Siegel nicht mehr.`,
          ...(content.delivery === 'electronic' ? [fixed`Die PDF-Datei ist außerdem als Ganzes elektronisch`] : []),
          ...(content.delivery === 'electronic' ? [fixed`signiert; ihre Angaben liegen ihr als XML bei.`] : []),
        ].join(' '),
      },
      { text: fixed`Echtheit prüfen:`, strong: true },
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

/** What a copy of the register said is certified for the copy's day. */
function openingOf({ kind, issuedOn, dataOf = issuedOn }: CertificateContent): string {
  const stored =
    dataOf === issuedOn
      ? fixed`Im Melderegister sind an diesem Tag die folgenden Angaben gespeichert:`
      : fixed`Im Melderegister waren am ${dayInWords(dataOf)} die folgenden Angaben gespeichert:`;
  return fixed`nach § 18 Absatz ${kind === 'simple' ? '1' : '2'} des Bundesmeldegesetzes, ausgestellt am ${dayInWords(issuedOn)}. ${stored}`;
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
    { label: fixed`Familienname`, value: [oneRun(familyName)], strong: true },
    ...(doctorate === null ? [] : [{ label: fixed`Doktorgrad`, value: [oneRun(doctorate)] }]),
    // Some people have one name only.
    ...(givenNames.length === 0
      ? []
      : [{ label: givenNames.length === 1 ? fixed`Vorname` : fixed`Vornamen`, value: [marked], strong: true }]),
    ...(usualGivenName === null ? [] : [{ label: fixed`Gebräuchlicher Vorname`, value: [oneRun(usualGivenName)] }]),
    { label: fixed`Geburtsdatum`, value: [oneRun(birthInWords(birthDate))] },
  ];
}

function feeOf({ delivery, feeCents }: CertificateContent): string {
  if (feeCents > 0) return feeInWords(feeCents);
  return delivery === 'electronic' ? fixed`gebührenfrei (§ 18 Absatz 3 des Bundesmeldegesetzes)` : fixed`gebührenfrei`;
}

function drawSeal(pdf: PDFKit.PDFDocument, { runs }: DataMatrix, module: number, x: number, y: number): void {
  // One piece of content: pdfkit's own `rect` for each of some hundred takes as long as a page of text.
  const figure = (value: number): string => String(Math.round(value * 1e4) / 1e4);
  const height = figure(module);
  pdf.addContent(
    runs
      .map(
        ([column, row, width]) =>
          `${figure(x + column * module)} ${figure(y + row * module)} ${figure(width * module)} ${height} re`,
      )
      .join('\n'),
  );
  pdf.fill('#000000');
}

const oneRun = (text: string): Run[] => [{ text }];
