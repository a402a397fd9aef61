/** The town's own resident system, from the operator's file. */
import type { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { TimeSource } from '../../../base/clock.ts';
import { ok, type Result } from '../../../base/result.ts';
import { readPair, readText, type PemFault } from '../files/pem.ts';
import type { RegisterLog } from '../log.ts';
import type { ResidentSystem } from '../ports/resident-system.ts';
import { createRemoteResidents } from './remote-residents.ts';
import { openLine } from './remote/line.ts';

const File = z.string().min(1);

export const ResidentSystemSettings = z.strictObject({
  /** Shown to staff. */
  name: z.string().regex(/^[a-z0-9-]{1,40}$/, 'needs 1 to 40 small letters, digits and hyphens'),
  /** Of the adapter, without a path. */
  url: z
    .url({ protocol: /^https$/, error: 'is no https address' })
    .refine((url) => new URL(url).pathname === '/', 'has a path'),
  /** What both sides show. `authorities`: whom the adapter's certificate must come from. */
  tls: z.strictObject({ key: File, certificate: File, authorities: File.optional() }),
  timeoutSeconds: z.number().min(1).max(30).default(5),
  /** Whether what was delivered to the register answers while the system is away. */
  copy: z.boolean().default(false),
  /** Who knows the states of ID documents: the register, from its imports, or the system. */
  documents: z.enum(['register', 'system']).default('register'),
});
export type ResidentSystemSettings = z.output<typeof ResidentSystemSettings>;

export interface OpenResidentSystem extends Pick<ResidentSystemSettings, 'copy' | 'documents'> {
  readonly system: ResidentSystem;
  readonly certificate: X509Certificate;
  close(): void;
}

/** `folder`: of the file with the settings. A fault's field is below `residentSystem`. */
export async function openResidentSystem(
  { name, url, tls, timeoutSeconds, copy, documents }: ResidentSystemSettings,
  { folder, clock, log }: { readonly folder: string; readonly clock: TimeSource; readonly log: RegisterLog },
): Promise<Result<OpenResidentSystem, PemFault>> {
  const at = (file: string): string => resolve(folder, file);
  const pair = await readPair('tls', at(tls.key), at(tls.certificate), clock.now());
  if (!pair.ok) return pair;
  const authorities =
    tls.authorities === undefined ? ok(undefined) : await readText('tls.authorities', at(tls.authorities));
  if (!authorities.ok) return authorities;
  const line = openLine({
    url,
    key: pair.value.key.export({ type: 'pkcs8', format: 'pem' }),
    certificate: pair.value.pem,
    timeoutMs: timeoutSeconds * 1000,
    ...(authorities.value === undefined ? {} : { authorities: authorities.value }),
  });
  const trouble = (code: string): void =>
    log({ event: 'failed', route: 'resident-system', name: 'ResidentSystem', code, at: [] });
  return ok({
    system: createRemoteResidents({ name, line, trouble }),
    copy,
    documents,
    certificate: pair.value.certificate,
    close: () => line.close(),
  });
}
