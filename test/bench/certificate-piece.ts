/**
 * Certificates of a checkout beside pdfkit alone, in turn, as a process of its own.
 *
 * `node certificate-piece.ts CHECKOUT COUNT` prints a {@link CertificateTimes} as JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import type { openDemoAuthority } from '../../register/demo/authority/authority.ts';
import { DEMO_LETTERHEAD } from '../../register/demo/authority/letterhead.ts';
import type { CertificateContent } from '../../register/server/documents/content.ts';
import type { createDocuments } from '../../register/server/documents/document-signer.ts';
import { giveFaces } from '../../register/server/documents/fonts.ts';
import { contentXml } from '../../register/server/documents/xml.ts';
import { moduleOf } from './checkouts.ts';

export interface CertificateTimes {
  /** Milliseconds of one, each pair as they came. */
  readonly one: readonly { readonly ours: number; readonly bare: number }[];
  /** A second, with eight at once. */
  readonly eight: readonly { readonly ours: number; readonly bare: number }[];
}

const AT_ONCE = 8;
const WARM = 15;
const BATCHES = 7;
const BATCH = 3;

const [checkout = '', count = ''] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'));
const { openDemoAuthority: open } = await moduleOf<{ openDemoAuthority: typeof openDemoAuthority }>(
  checkout,
  'register/demo/authority/authority.ts',
);
const { createDocuments: create } = await moduleOf<{ createDocuments: typeof createDocuments }>(
  checkout,
  'register/server/documents/document-signer.ts',
);
const documents = create({ authority: await open(folder), clock: { now: () => Date.now() } });
const ours = (content: CertificateContent): Promise<unknown> => documents.certificate(content);

/** Not the same one again and again: a cache must not pass for speed. */
let made = 0;
function nextContent(): CertificateContent {
  made += 1;
  return {
    kind: 'simple',
    reference: `MB-2026-${made}`,
    issuedOn: '2026-11-21',
    letterhead: DEMO_LETTERHEAD,
    person: {
      familyName: `Müller-Lüdenscheidt ${made}`,
      givenNames: ['Sofie', 'Łucja'],
      usualGivenName: 'Sofie',
      doctorate: null,
      birthDate: '1950-07-31',
    },
    addresses: [
      {
        kind: 'main',
        street: 'Am Alten Stadtgraben',
        houseNumber: String(made + 1),
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

/** The same length in the same fonts, without structure, seal, signature and attachment. */
async function bare(content: CertificateContent): Promise<void> {
  const pdf = new PDFDocument({ size: 'A4' });
  // pdfkit by itself reads both files anew for each document, which takes longer than all the rest: what is measured is
  // not that.
  giveFaces(pdf);
  pdf.font('bold').fontSize(22).text('Meldebescheinigung');
  pdf.font('regular').fontSize(10).text(contentXml(content));
  pdf.end();
  for await (const chunk of pdf) if (!(chunk instanceof Uint8Array)) throw new Error('pdfkit gave no bytes');
}

async function timeOf(make: typeof ours): Promise<number> {
  const content = nextContent();
  const began = performance.now();
  await make(content);
  return performance.now() - began;
}
async function rateOf(make: typeof ours): Promise<number> {
  const began = performance.now();
  for (let batch = 0; batch < BATCH; batch += 1)
    await Promise.all(Array.from({ length: AT_ONCE }, () => make(nextContent())));
  return (BATCH * AT_ONCE) / ((performance.now() - began) / 1_000);
}

for (let at = 0; at < WARM; at += 1) {
  await ours(nextContent());
  await bare(nextContent());
}
const one: { ours: number; bare: number }[] = [];
for (let at = 0; at < Number(count); at += 1) one.push({ ours: await timeOf(ours), bare: await timeOf(bare) });
const eight: { ours: number; bare: number }[] = [];
for (let at = 0; at < BATCHES; at += 1) eight.push({ ours: await rateOf(ours), bare: await rateOf(bare) });
rmSync(folder, { recursive: true, force: true });
const times: CertificateTimes = { one, eight };
process.stdout.write(JSON.stringify(times));
