/** A FIT-Connect server with its PKI, and a forwarder that knows it. */
import { createHash, randomUUID } from 'node:crypto';
import { createFitConnect } from '../../../register/server/forwarding/fit-connect/forwarder.ts';
import type { FitConnectOptions } from '../../../register/server/forwarding/fit-connect/forwarder.ts';
import { readRoots } from '../../../register/server/forwarding/fit-connect/keys.ts';
import type { AdapterStateStore, ForwardedCase } from '../../../register/server/ports/forwarder.ts';
import { testAuthority } from './authority.ts';
import type { CertificateWishes } from './authority.ts';
import { startFitConnect } from './server.ts';

export const DESTINATION = '40847c29-06aa-40e2-bf28-c29884c694c4';
export const SCHEMA = 'https://schema.example.org/baum.schema.json';
/** One whose key is confirmed: a traffic sign is suggested. */
export const IDENTIFIER = 'urn:de:fim:leika:leistung:99108014042000';
export const NOON = Date.parse('2026-11-21T12:00:00+01:00');

export async function startBench(wishes: CertificateWishes = {}) {
  const authority = await testAuthority();
  let now = NOON;
  const clock = { now: () => now };
  const server = await startFitConnect({
    clientId: 'foyer',
    clientSecret: 'geheim',
    destinationId: DESTINATION,
    schemaUri: SCHEMA,
    identifier: IDENTIFIER,
    encryption: await authority.jwk('destination-encryption', 'enc-1', 'wrapKey', wishes),
    signature: await authority.jwk('destination-signature', 'sig-1', 'verify'),
    now: clock.now,
  });
  const troubles: string[] = [];
  const roots = readRoots(await authority.root());
  return {
    authority,
    server,
    clock,
    troubles,
    roots,
    advance: (ms: number) => void (now += ms),
    /** One more, as another process would have it: nothing but the memory is shared. */
    forwarder: (more: Partial<FitConnectOptions> = {}) =>
      createFitConnect({
        name: 'fit-connect',
        tokenUrl: `${server.url}/token`,
        submissionUrl: server.url,
        clientId: 'foyer',
        clientSecret: 'geheim',
        roots,
        clock,
        trouble: (code) => void troubles.push(code),
        targets: new Map([['baum', { destination: DESTINATION, schemaUri: SCHEMA, identifier: IDENTIFIER }]]),
        ...more,
      }),
  };
}
export type Bench = Awaited<ReturnType<typeof startBench>>;

export const PHOTO = new Uint8Array([0xff, 0xd8, 0xff, 1, 2, 3]);
export const NOTE = new TextEncoder().encode('Lageplan '.repeat(2000));

/** Memory as the database keeps it; every state that was ever written is in `written`. */
export function storedState(): AdapterStateStore & { readonly written: unknown[] } {
  const written: unknown[] = [];
  return {
    written,
    read: async () => structuredClone(written.at(-1)),
    write: async (value) => void written.push(structuredClone(value)),
  };
}

export function aCase(
  adapterState: AdapterStateStore,
  {
    attachments = [
      ['image/jpeg', PHOTO],
      ['text/plain', NOTE],
    ],
    ...more
  }: Partial<Omit<ForwardedCase, 'attachments'>> & { readonly attachments?: [string, Uint8Array][] } = {},
): ForwardedCase {
  return {
    id: randomUUID(),
    reference: 'VG-2026-000042-7',
    kind: 'baum',
    service: { id: 'baum', name: { de: 'Baumfällung' } } as never,
    schema: null,
    data: { text: 'Geheim: die Linde ist morsch', wo: 'Am Markt 1' },
    acceptedAt: new Date(NOON),
    adapterState,
    attachments: attachments.map(([mimeType, bytes]) => ({
      id: randomUUID(),
      mimeType,
      sha512: createHash('sha512').update(bytes).digest('hex'),
      read: async () => bytes,
    })),
    ...more,
  };
}
