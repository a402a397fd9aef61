/**
 * What the demonstration's services are made with: an eID-Server that signs anybody in, and an authority whose
 * documents are worth nothing.
 */
import { X509Certificate } from 'node:crypto';
import { systemClock } from '../../base/clock.ts';
import { createDocuments } from '../server/documents/document-signer.ts';
import type { EidServer } from '../server/ports/eid-server.ts';
import type { OpenParts } from '../server/services/configured.ts';
import { ok } from '../../base/result.ts';
import { openDemoAuthority } from './authority/authority.ts';
import { DEMO_LETTERHEAD } from './authority/letterhead.ts';
import { type DemoEidServer, startDemoEidServer } from './eid-server/eid-server.ts';

export async function demoParts(folder: string): Promise<OpenParts> {
  const authority = await openDemoAuthority(folder);
  const residentSystem =
    process.env.FOYER_DEMO_RESIDENTS === 'apart'
      ? await (await import('./resident-system/apart.ts')).startApart(folder)
      : undefined;
  const server = await startDemoEidServer({
    clock: systemClock,
    provider: {
      name: 'Stadt Musterstadt (Vorführung)',
      purpose: 'Anmeldung am Terminal',
      termsOfUsage:
        'Stadt Musterstadt\nMarktplatz 1\n12345 Musterstadt\n\nZuständig für den Datenschutz: Die Beauftragte für den Datenschutz, Musterstadt',
    },
  });
  return {
    services: {
      eidServer: demoEidServer(server),
      documents: createDocuments({ authority, clock: systemClock }),
      letterhead: DEMO_LETTERHEAD,
    },
    seals: [authority.sealer.certificate],
    signers: [new X509Certificate(authority.signer.certificate)],
    ...(residentSystem === undefined ? {} : { residentSystem }),
    async close() {
      residentSystem?.close();
      await server.stop();
    },
  };
}

/** The demonstration's server behind the port that a town's own stands behind. */
export const demoEidServer = (server: DemoEidServer): EidServer => ({
  createSession: async (request) => ok(await server.createSession(request)),
  result: async (session) => ok(server.result(session)),
});
