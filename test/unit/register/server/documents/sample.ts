/** A certificate's content, invented; and what a test needs to make one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openDemoAuthority } from '../../../../../register/demo/authority/authority.ts';
import { DEMO_LETTERHEAD } from '../../../../../register/demo/authority/letterhead.ts';
import type { CertificateContent } from '../../../../../register/server/documents/content.ts';
import type { DocumentAuthority } from '../../../../../register/server/documents/authority.ts';

export const NOON = Date.parse('2026-11-21T12:00:00+01:00');
export const CLOCK = { now: () => NOON };

export const CONTENT: CertificateContent = {
  kind: 'simple',
  reference: 'MB-2026-004711',
  issuedOn: '2026-11-21',
  letterhead: DEMO_LETTERHEAD,
  person: {
    familyName: 'Ḵam̀-Ḻem̂-Ṁim̆ von Çelik',
    givenNames: ['Ṅun̂', 'Sofie', 'Łucja'],
    usualGivenName: 'Sofie',
    doctorate: 'Dr.',
    birthDate: '1950-07',
  },
  addresses: [
    {
      kind: 'main',
      street: 'Am Alten Stadtgraben',
      houseNumber: '12 a',
      addition: 'Hinterhaus, 3. Obergeschoss',
      postalCode: '12345',
      city: 'Musterstadt',
      since: '2019-04-01',
    },
    {
      kind: 'secondary',
      street: 'Hafenstraße',
      houseNumber: '7',
      addition: null,
      postalCode: '54321',
      city: 'Beispielhausen',
      since: null,
    },
  ],
  extended: [],
  delivery: 'electronic',
  feeCents: 0,
  verifyUrl: 'https://musterstadt.example/pruefen',
};

/** Names and an address as long as registers allow, with letters of several code points, one word without any blank. */
export const LONG: CertificateContent = {
  ...CONTENT,
  kind: 'extended',
  person: {
    familyName: `${'Ḵam̀Ḻem̂'.repeat(17)}x`,
    givenNames: ['Maximiliane-Charlotte', ...Array.from({ length: 9 }, () => 'Ṅun̂athalie')],
    usualGivenName: 'Maximiliane-Charlotte',
    doctorate: null,
    birthDate: '1950',
  },
  addresses: [
    {
      kind: 'main',
      street: 'Straße der Freundinnen und Freunde des langen Straßennamens in der kleinen Gemeinde',
      houseNumber: '1234 a-f/17',
      addition: 'Quergebäude im zweiten Hinterhof links, viertes Obergeschoss rechts, bei Familie Beispiel',
      postalCode: '12345',
      city: 'Musterstadt',
      since: '2019-04-01',
      notifiedOn: '2019-04-05',
    },
    ...Array.from({ length: 4 }, (_, at) => ({
      kind: 'secondary' as const,
      street: `Nebenstraße ${at}`,
      houseNumber: '1',
      addition: null,
      postalCode: '54321',
      city: 'Beispielhausen',
      since: '2020-01-01',
    })),
  ],
  extended: Array.from({ length: 14 }, (_, at) => ({
    label: `Weitere Angabe ${at + 1}`,
    value:
      'Ein Wert, der über mehr als eine Zeile geht, weil in der erweiterten Bescheinigung auch Sätze stehen können.',
  })),
  delivery: 'printed',
  feeCents: 750,
};

export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-documents-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The demonstration's authority in a folder of its own. */
export async function demoAuthority(): Promise<{ authority: DocumentAuthority; folder: string }> {
  const folder = await emptyFolder();
  return { authority: await openDemoAuthority(folder, CLOCK), folder: join(folder, 'demo-authority') };
}
