/** Documents of the register: written, sealed, signed. */
import { createHash } from 'node:crypto';
import { ADMINISTRATIVE_DOCUMENT } from '../../seal/header.ts';
import { encodeResidence } from '../../seal/meldebescheinigung.ts';
import { isPartialDate } from '../../contract/partial-date.ts';
import { encodeSeal } from '../../seal/seal.ts';
import { dayIn } from '../../../base/calendar-day.ts';
import type { TimeSource } from '../../../base/clock.ts';
import type { DocumentAuthority } from './authority.ts';
import { titleOf, writeCertificate } from './certificate.ts';
import { sealedAddress } from './content.ts';
import type { CertificateContent } from './content.ts';
import { dataMatrix } from './data-matrix.ts';
import { reserveSignature, signPdf } from './sign.ts';

export type { CertificateContent, TownLetterhead } from './content.ts';
export type { DocumentAuthority } from './authority.ts';

export interface IssuedDocument {
  readonly pdf: Uint8Array;
  readonly pages: number;
  /** Of the PDF, hexadecimal. */
  readonly sha256: string;
  /** The seal's bytes, as its DataMatrix carries them. */
  readonly seal: Uint8Array;
}

export interface Documents {
  /**
   * Throws where the authority's keys do, and for content that no register should give: no address, days that are none.
   */
  certificate(content: CertificateContent): Promise<IssuedDocument>;
}

export function createDocuments({
  authority,
  clock,
}: {
  readonly authority: DocumentAuthority;
  readonly clock: TimeSource;
}): Documents {
  return {
    async certificate(content) {
      const at = new Date(clock.now());
      const seal = await sealOf(content, authority, dayIn('Europe/Berlin', clock.now()));
      const document = writeCertificate(content, { seal: dataMatrix(seal), at, demo: authority.demo });
      const { town, authority: office } = content.letterhead;
      reserveSignature(document, authority.signer, {
        name: `${town}, ${office}`,
        location: town,
        reason: titleOf(content),
        at,
      });
      const pdf = await signPdf(await bytesOf(document), authority.signer);
      return { pdf, pages: pageCount(pdf), sha256: createHash('sha256').update(pdf).digest('hex'), seal };
    },
  };
}

async function sealOf(content: CertificateContent, { sealer }: DocumentAuthority, today: string): Promise<Uint8Array> {
  const { person, issuedOn } = content;
  const address = sealedAddress(content);
  if (address === undefined) throw new Error('A certificate needs an address.');
  if (!isPartialDate(person.birthDate)) throw new Error('A certificate needs a birth date that there is.');
  const { street, houseNumber, postalCode, city, since, kind, notifiedOn = null } = address;
  const sealed = await encodeSeal(
    {
      header: {
        country: 'D',
        signerId: sealer.certificate.signerId,
        certificateReference: sealer.certificate.reference,
        issuedOn,
        signedOn: today,
        documentType: ADMINISTRATIVE_DOCUMENT,
      },
      fields: encodeResidence({
        familyName: person.familyName,
        doctorate: person.doctorate,
        givenNames: person.givenNames.join(' '),
        usualGivenName: person.usualGivenName,
        birthDate: person.birthDate,
        street,
        houseNumber,
        postalCode,
        city,
        since,
        housing: kind,
        notifiedOn,
      }),
    },
    (bytes) => sealer.sign(bytes),
  );
  if (!sealed.ok) throw new Error(`The certificate cannot be sealed: ${sealed.error}.`);
  return sealed.value;
}

/** Our documents have the objects of their pages in clear (ISO 32000-1, 7.7.3.3). */
const pageCount = (pdf: Uint8Array): number =>
  (
    Buffer.from(pdf)
      .toString('latin1')
      .match(/\/Type\s*\/Page(?![a-zA-Z])/g) ?? []
  ).length;

async function bytesOf(document: PDFKit.PDFDocument): Promise<Uint8Array> {
  document.end();
  const chunks: Uint8Array[] = [];
  for await (const chunk of document) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
