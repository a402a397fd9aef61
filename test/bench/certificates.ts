import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import { openDemoAuthority } from '../../register/demo/authority/authority.ts';
import { DEMO_LETTERHEAD } from '../../register/demo/authority/letterhead.ts';
import type { CertificateContent } from '../../register/server/documents/content.ts';
import { createDocuments } from '../../register/server/documents/document-signer.ts';
import { giveFaces } from '../../register/server/documents/fonts.ts';
import { contentXml } from '../../register/server/documents/xml.ts';
import { spread, type Measurement } from './figures.ts';

const BATCHES = 7;
const BATCH = 20;

/**
 * Certificates a second, each written, tagged, sealed and signed, beside pdfkit alone with a text of the same length in
 * the same open fonts.
 */
export async function measureCertificates(): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'));
  try {
    const documents = createDocuments({ authority: await openDemoAuthority(folder), clock: { now: () => Date.now() } });
    const rate = async (make: (content: CertificateContent) => Promise<unknown>): Promise<number> => {
      const began = performance.now();
      for (let at = 0; at < BATCH; at += 1) await make(contentOf(at));
      return BATCH / ((performance.now() - began) / 1_000);
    };
    const whole: number[] = [];
    const bare: number[] = [];
    for (let batch = 0; batch <= BATCHES; batch += 1) {
      const ours = await rate((content) => documents.certificate(content));
      const alone = await rate(textAlone);
      // The first pair warms both.
      if (batch > 0) {
        whole.push(ours);
        bare.push(alone);
      }
    }
    return {
      name: 'certificates: PDF, seal and signature',
      unit: '1/s',
      ours: spread(whole),
      reference: { name: 'pdfkit alone, the same text in the same fonts, opened once as well', spread: spread(bare) },
      note: 'one after the other, one process',
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Not the same one again and again: a cache must not pass for speed. */
function contentOf(at: number): CertificateContent {
  return {
    kind: 'simple',
    reference: `MB-2026-${at}`,
    issuedOn: '2026-11-21',
    letterhead: DEMO_LETTERHEAD,
    person: {
      familyName: `Müller-Lüdenscheidt ${at}`,
      givenNames: ['Sofie', 'Łucja'],
      usualGivenName: 'Sofie',
      doctorate: null,
      birthDate: '1950-07-31',
    },
    addresses: [
      {
        kind: 'main',
        street: 'Am Alten Stadtgraben',
        houseNumber: String(at + 1),
        addition: null,
        postalCode: '12345',
        city: 'Musterstadt',
        since: '2019-04-01',
      },
    ],
    extended: [],
    delivery: 'electronic',
    feeCents: 0,
    verifyUrl: 'https://musterstadt.example/pruefen',
  };
}

async function textAlone(content: CertificateContent): Promise<void> {
  const pdf = new PDFDocument({ size: 'A4' });
  // pdfkit by itself reads both files anew for each document, which takes longer than all the rest: what is measured is
  // not that.
  giveFaces(pdf);
  pdf.font('bold').fontSize(22).text('Meldebescheinigung');
  pdf.font('regular').fontSize(10).text(contentXml(content));
  pdf.end();
  for await (const chunk of pdf) if (!(chunk instanceof Uint8Array)) throw new Error('pdfkit gave no bytes');
}
