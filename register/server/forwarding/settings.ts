/** The systems that take cases over, from the operator's file. */
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { isPrivateLine } from '../../../base/private-line.ts';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import type { TimeSource } from '../../../base/clock.ts';
import type { RegisterLog } from '../log.ts';
import { FieldPointers } from '../open311/settings.ts';
import { Pointer } from '../open311/pointer.ts';
import type { Forwarder, Forwarding } from '../ports/forwarder.ts';
import { createOpen311 } from './open311/forwarder.ts';

const File = z.string().min(1);
const Kind = z.string().min(1).max(64);
/** Secrets go over an encrypted connection, or to a proxy on this machine. */
const Address = z
  .url({ error: 'is no address' })
  .refine((text) => /^https?:/i.test(text) && isPrivateLine(text), 'is no https address')
  .transform((text) => text.replace(/\/+$/, ''));
const Name = z.string().regex(/^[a-z0-9-]{1,40}$/, 'needs 1 to 40 small letters, digits and hyphens');

const FitConnectSection = z.strictObject({
  name: Name,
  type: z.literal('fit-connect'),
  tokenUrl: Address,
  submissionUrl: Address,
  /** Where destinations are looked up, where that is elsewhere. */
  destinationUrl: Address.optional(),
  /** As the service names itself in its events, where that is not `submissionUrl`. */
  issuer: Address.optional(),
  clientId: z.string().min(1),
  clientSecret: File,
  /** PEM: whom destinations' certificates must come from. */
  roots: z.array(File).min(1),
  services: z.record(
    Kind,
    z
      .strictObject({
        destination: z.uuid().toLowerCase(),
        schema: z.url(),
        /** LeiKa key; only where it is confirmed. */
        leika: z
          .string()
          .regex(/^99\d{12}$/, 'needs 14 digits that begin with 99')
          .optional(),
        /** For a service without one: another URN that the destination offers. */
        identifier: z.string().regex(/^urn:/, 'is no URN').optional(),
      })
      .refine(({ leika, identifier }) => leika === undefined || identifier === undefined, 'has leika and identifier'),
  ),
});
const Open311Section = z.strictObject({
  name: Name,
  type: z.literal('open311'),
  url: Address,
  apiKey: File.optional(),
  jurisdiction: z.string().min(1).optional(),
  format: z.enum(['json', 'xml']).default('json'),
  services: z.record(
    Kind,
    z.strictObject({
      code: z.string().min(1),
      fields: FieldPointers,
      attributes: z.record(z.string().min(1), Pointer).default({}),
    }),
  ),
});

export const ForwardingSettings = z
  .array(z.discriminatedUnion('type', [FitConnectSection, Open311Section]))
  .superRefine((sections, context) => {
    const names = new Set<string>();
    const kinds = new Set<string>();
    for (const [index, { name, services }] of sections.entries()) {
      if (names.has(name)) context.addIssue({ code: 'custom', path: [index, 'name'], message: 'is there twice' });
      names.add(name);
      for (const kind of Object.keys(services)) {
        if (kinds.has(kind))
          context.addIssue({ code: 'custom', path: [index, 'services', kind], message: 'goes to two systems' });
        kinds.add(kind);
      }
    }
  });
export type ForwardingSettings = z.output<typeof ForwardingSettings>;

/** `field`: as in the file. */
export interface ForwardingFault {
  readonly field: string;
  readonly problem: 'cannot be read' | 'can be read by others than its owner' | 'is empty' | 'holds no certificate';
}

/** `folder`: of the file with the settings. */
export async function openForwarding(
  settings: ForwardingSettings,
  { folder, clock, log }: { readonly folder: string; readonly clock: TimeSource; readonly log: RegisterLog },
): Promise<Result<Forwarding, ForwardingFault>> {
  const forwarders: Forwarder[] = [];
  const routes: Record<string, string> = {};
  for (const [index, section] of settings.entries()) {
    const opened =
      section.type === 'fit-connect'
        ? await openFitConnect(section, `forwarding.${index}`)
        : await openOpen311(section, `forwarding.${index}`);
    if (!opened.ok) return opened;
    forwarders.push(opened.value);
    for (const kind of Object.keys(section.services)) routes[kind] = section.name;
  }
  return ok({ forwarders, routes });

  function trouble(name: string, kind: string) {
    return (code: string): void => log({ event: 'failed', route: `forwarding ${name}`, name: kind, code, at: [] });
  }

  async function openFitConnect(
    {
      name,
      clientSecret: file,
      roots: files,
      services,
      tokenUrl,
      submissionUrl,
      destinationUrl,
      issuer,
      clientId,
    }: z.output<typeof FitConnectSection>,
    field: string,
  ): Promise<Result<Forwarder, ForwardingFault>> {
    // Certificates take a while to load: only where there are any.
    const [{ createFitConnect }, { readRoots }] = await Promise.all([
      import('./fit-connect/forwarder.ts'),
      import('./fit-connect/keys.ts'),
    ]);
    const clientSecret = await readSecret(resolve(folder, file), `${field}.clientSecret`);
    if (!clientSecret.ok) return clientSecret;
    const roots: ReturnType<typeof readRoots> = [];
    for (const root of files) {
      const text = await readText(resolve(folder, root), `${field}.roots`);
      if (!text.ok) return text;
      try {
        roots.push(...readRoots(text.value));
      } catch {
        return err({ field: `${field}.roots`, problem: 'holds no certificate' });
      }
    }
    const targets = new Map(
      Object.entries(services).map(([kind, { destination, schema, leika, identifier }]) => [
        kind,
        {
          destination,
          schemaUri: schema,
          identifier: leika === undefined ? identifier : `urn:de:fim:leika:leistung:${leika}`,
        },
      ]),
    );
    return ok(
      createFitConnect({
        name,
        tokenUrl,
        submissionUrl,
        destinationUrl,
        issuer,
        clientId,
        clientSecret: clientSecret.value,
        roots,
        targets,
        clock,
        trouble: trouble(name, 'FitConnect'),
      }),
    );
  }

  async function openOpen311(
    { name, apiKey: file, services, url, jurisdiction, format }: z.output<typeof Open311Section>,
    field: string,
  ): Promise<Result<Forwarder, ForwardingFault>> {
    const apiKey = file === undefined ? ok(undefined) : await readSecret(resolve(folder, file), `${field}.apiKey`);
    if (!apiKey.ok) return apiKey;
    return ok(
      createOpen311({
        name,
        url,
        apiKey: apiKey.value,
        jurisdiction,
        format,
        clock,
        targets: new Map(Object.entries(services)),
        trouble: trouble(name, 'Open311'),
      }),
    );
  }
}

/** Text of a file that no other user can read, without blanks around it. */
export async function readSecret(file: string, field: string): Promise<Result<string, ForwardingFault>> {
  const text = await readText(file, field);
  if (!text.ok) return text;
  if (((await stat(file)).mode & 0o077) !== 0) return err({ field, problem: 'can be read by others than its owner' });
  const secret = text.value.trim();
  return secret === '' ? err({ field, problem: 'is empty' }) : ok(secret);
}

async function readText(file: string, field: string): Promise<Result<string, ForwardingFault>> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? err({ field, problem: 'cannot be read' }) : ok(text);
}
