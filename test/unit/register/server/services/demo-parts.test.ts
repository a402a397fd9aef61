/** The demonstration's own parts: its eID-Server over https, its authority, its documents. */
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDemoAuthority } from '../../../../../register/demo/authority/authority.ts';
import { DEMO_LETTERHEAD } from '../../../../../register/demo/authority/letterhead.ts';
import { startDemoEidServer } from '../../../../../register/demo/eid-server/eid-server.ts';
import type { DemoEidServer } from '../../../../../register/demo/eid-server/eid-server.ts';
import { demoEidServer, demoParts } from '../../../../../register/demo/parts.ts';
import { createDocuments } from '../../../../../register/server/documents/document-signer.ts';
import { NOON } from '../set-up.ts';
import { startTown, value } from './town.ts';
import type { Town } from './town.ts';

const CLOCK = { now: () => NOON };
let folder: string;
let eid: DemoEidServer;
let town: Town;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foyer-services-'));
  eid = await startDemoEidServer({
    clock: CLOCK,
    provider: { name: 'Stadt Musterstadt', purpose: 'Anmeldung', termsOfUsage: 'Marktplatz 1' },
  });
  town = await startTown({
    eidServer: demoEidServer(eid),
    documents: createDocuments({ authority: await openDemoAuthority(folder, CLOCK), clock: CLOCK }),
    letterhead: DEMO_LETTERHEAD,
  });
}, 60_000);
afterAll(async () => {
  await town?.close();
  await eid?.stop();
  await rm(folder, { recursive: true, force: true });
});

/**
 * Lays a card on the simulated reader: the fields as the chip has them. Answers where the client goes on, with what it
 * carries there.
 */
function simulated(path: string, body: object): Promise<{ readonly status: number; readonly nonce: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${eid.url}${path}`,
      { method: 'POST', ca: new X509Certificate(eid.certificate).toString() },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => void (text += part));
        response.on('end', () => {
          const { refreshUrl } = JSON.parse(text) as { readonly refreshUrl: string };
          resolve({ status: response.statusCode ?? 0, nonce: new URL(refreshUrl).searchParams.get('nonce') ?? '' });
        });
      },
    );
    asked.on('error', reject);
    asked.end(JSON.stringify(body));
  });
}
const ERIKA = {
  documentType: 'ID',
  issuingState: 'D',
  dateOfExpiry: '20291031',
  givenNames: 'ERIKA JOHANNA',
  familyNames: 'MUSTERMANN',
  birthName: 'GABLER',
  dateOfBirth: '19640812',
  street: 'HEIDESTRAẞE 17',
  city: 'MUSTERSTADT',
  country: 'D',
  zip: '12345',
};

async function begin() {
  const { session, tcTokenUrl, refreshOrigin } = value(await town.client.call('eidSession', { language: 'de' }));
  expect(new URL(tcTokenUrl).origin).toBe(eid.url);
  expect(refreshOrigin).toBe(eid.url);
  return { session, card: new URL(tcTokenUrl).searchParams.get('session') ?? '' };
}

test('a demo person signs in and gets a certificate as a PDF with a seal', async () => {
  const { session, card } = await begin();
  const { status, nonce } = await simulated('/simulated-card', { session: card, card: ERIKA });
  expect(status).toBe(200);
  const outcome = value(await town.client.call('eidOutcome', { session, nonce }));
  if (outcome.state !== 'signed-in') throw new Error(outcome.state);
  expect(outcome.name).toBe('Erika Mustermann');
  const { document, pages } = await town.issue(outcome.visit);
  const content = value(await town.client.call('document', { document, visit: outcome.visit }));
  expect(content.pages).toBe(pages);
  const pdf = Buffer.from(content.pdf, 'base64');
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.includes('/ETSI.CAdES.detached')).toBe(true);
});

test.each(['cancelled', 'client', 'card'] as const)(
  'an authentication that ended with %s has failed, as with an expired card',
  async (reason) => {
    const { session, card } = await begin();
    const { status, nonce } = await simulated('/simulated-end', { session: card, reason });
    expect(status).toBe(200);
    expect(value(await town.client.call('eidOutcome', { session, nonce }))).toEqual({ state: 'failed' });
  },
);

test('the parts fit together as `--demo` takes them', async () => {
  const own = await mkdtemp(join(tmpdir(), 'foyer-services-'));
  const parts = await demoParts(own);
  try {
    expect(parts.seals).toHaveLength(1);
    expect(
      await parts.services.eidServer?.createSession({
        attributes: ['FamilyNames'],
        transactionInfo: 'x',
        nonce: 'n'.repeat(43),
      }),
    ).toMatchObject({ ok: true });
  } finally {
    await parts.close();
    await rm(own, { recursive: true, force: true });
  }
});
