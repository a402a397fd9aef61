/** A town's eID-Server from its operator's file: addresses, and PEM files with keys and certificates. */
import type { KeyObject, X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import { z } from 'zod';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import type { TimeSource } from '../../../base/clock.ts';
import type { RegisterLog } from '../log.ts';
import { readCertificate, readPair, readText, type PemFault } from '../files/pem.ts';
import { createSoapTransport } from './soap-transport.ts';
import { createTr03130Server } from './tr03130.ts';
import type { Tr03130Server } from './tr03130.ts';

const File = z.string().min(1);
const Https = z.url({ protocol: /^https$/, error: 'is no https address' });

export const EidServerSettings = z.strictObject({
  /** Of the eID-Interface (SOAP). */
  url: Https,
  /**
   * What both sides show on the line. `authorities`: whom the server's certificate must come from; without it, any that
   * Node trusts.
   */
  tls: z.strictObject({ key: File, certificate: File, authorities: File.optional() }),
  /** Who signs the messages: the town's with its key, the server's with the certificate that it published. */
  messages: z.strictObject({ key: File, certificate: File, server: File }),
  /**
   * The public listener hands the TcToken out, at `/eid/…`. Where the server did so itself, no nonce would come back,
   * and every sign-in would fail.
   */
  tcTokenUrl: Https.refine(
    (url) => url.split('{token}').length === 2 && !url.includes('{session}'),
    'needs {token}, once',
  ),
  /** Where the AusweisApp meets the server. */
  serverAddress: Https.optional(),
  refreshUrl: Https,
  communicationErrorUrl: Https.optional(),
  sessionSeconds: z.number().int().min(30).max(3600).default(300),
  timeoutSeconds: z.number().min(1).max(60).default(10),
  /** `none`: for servers of version 2.0. */
  levelOfAssurance: z.enum(['high', 'none']).default('high'),
});
export type EidServerSettings = z.output<typeof EidServerSettings>;

/** `field`: as in the file, below `eidServer`. */
export type SettingsFault =
  | PemFault
  | { readonly field: string; readonly problem: 'must be an RSA key of 2048 bits or more, or P-256' };

export interface OpenEidServer {
  readonly server: Tr03130Server;
  /** What ends one day: of the line, of the town's messages, and of the server's. */
  readonly certificates: Readonly<Record<'line' | 'messages' | 'server', X509Certificate>>;
  close(): void;
}

/** `folder`: of the file with the settings. */
export async function openEidServer(
  settings: EidServerSettings,
  { folder, clock, log }: { readonly folder: string; readonly clock: TimeSource; readonly log: RegisterLog },
): Promise<Result<OpenEidServer, SettingsFault>> {
  const at = (file: string): string => resolve(folder, file);
  const { url, tls, messages, timeoutSeconds, sessionSeconds, levelOfAssurance, ...addresses } = settings;
  const line = await readPair('tls', at(tls.key), at(tls.certificate), clock.now());
  if (!line.ok) return line;
  const signer = await readPair('messages', at(messages.key), at(messages.certificate), clock.now());
  if (!signer.ok) return signer;
  if (!signs(signer.value.key))
    return err({ field: 'messages.key', problem: 'must be an RSA key of 2048 bits or more, or P-256' });
  const server = await readCertificate('messages.server', at(messages.server), clock.now());
  if (!server.ok) return server;
  const authorities =
    tls.authorities === undefined ? ok(undefined) : await readText('tls.authorities', at(tls.authorities));
  if (!authorities.ok) return authorities;
  const transport = createSoapTransport({
    url,
    key: line.value.key.export({ type: 'pkcs8', format: 'pem' }),
    certificate: line.value.pem,
    timeoutMs: timeoutSeconds * 1000,
    ...(authorities.value === undefined ? {} : { authorities: authorities.value }),
  });
  return ok({
    server: createTr03130Server({
      transport,
      clock,
      signer: signer.value,
      server: server.value,
      ...addresses,
      sessionMs: sessionSeconds * 1000,
      level: levelOfAssurance === 'high',
      trouble: (code) => log({ event: 'failed', route: 'eid-server', name: 'EidServer', code, at: [] }),
    }),
    certificates: { line: line.value.certificate, messages: signer.value.certificate, server: server.value },
    close: () => transport.close(),
  });
}

/** Keys of the suites that messages may have (TR-03130-1, 3.5.2). */
const signs = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean =>
  (asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048) ||
  (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1');
