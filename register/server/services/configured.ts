/** The services of a town's own register, from a file that its operator writes. */
import { X509Certificate } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { certificatesIn, heldCertificate, type HeldCertificate } from '../alarms/certificates.ts';
import type { SealCertificate } from '../../seal/verify.ts';
import { isReadableAccent } from '../../../base/colour/contrast.ts';
import { systemClock } from '../../../base/clock.ts';
import { openAuthorityFiles } from '../documents/authority-files.ts';
import type { DocumentAuthority } from '../documents/authority.ts';
import { createDocuments } from '../documents/document-signer.ts';
import { EidServerSettings, openEidServer, type OpenEidServer } from '../eid/settings.ts';
import { ForwardingSettings, openForwarding, readSecret } from '../forwarding/settings.ts';
import { logLines } from '../log.ts';
import { Open311Settings } from '../open311/settings.ts';
import type { Forwarding } from '../ports/forwarder.ts';
import { RegisterStartError } from '../start-error.ts';
import { readSettingsFile } from '../files/settings-file.ts';
import { openResidentSystem, ResidentSystemSettings, type OpenResidentSystem } from '../residents/settings.ts';
import type { ServiceParts } from './routes.ts';

export interface OpenParts {
  readonly services: ServiceParts;
  /** Whose seals the public page knows. */
  readonly seals: readonly SealCertificate[];
  /** Whose signatures of PDFs it knows. */
  readonly signers?: readonly X509Certificate[];
  /** Who takes cases over. */
  readonly forwarding?: Forwarding;
  /** What is offered by Open311 on the public listener. */
  readonly open311?: OpenOpen311;
  /** Who is asked for people instead of the register's own tables. */
  readonly residentSystem?: OpenResidentSystem;
  /** What of it ends one day. */
  readonly held?: readonly HeldCertificate[];
  close(): Promise<void>;
}

export interface OpenOpen311 extends Pick<Open311Settings, 'jurisdiction' | 'services'> {
  readonly keys: readonly string[];
}

const Line = z
  .string()
  .normalize('NFC')
  .min(1)
  .regex(/^[^\r\n\t]*$/, 'must be one line');

export const ServicesFile = z.strictObject({
  letterhead: z.strictObject({
    town: Line,
    authority: Line,
    address: z.array(Line).min(1),
    phone: Line.nullable().default(null),
    /** SVG path data in a box of 100 × 120 units. */
    arms: z.string().nullable().default(null),
    accent: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i, { error: 'a colour as #rrggbb', abort: true })
      .refine(isReadableAccent, 'has less than 4.5:1 contrast with white: take a darker one'),
  }),
  /** Folder with signer.key, signer.pem, chain.pem, seal.key and seal.pem; relative to this file. */
  authority: z.string().min(1),
  /** Without it there is no sign-in. */
  eidServer: EidServerSettings.optional(),
  /** Without it people are those of the register's own tables. */
  residentSystem: ResidentSystemSettings.optional(),
  forwarding: ForwardingSettings.default([]),
  open311: Open311Settings.optional(),
});

/**
 * Without a file there are no services that need a sign-in. Throws {@link RegisterStartError} with a sentence that
 * names the file and the field.
 */
export async function configuredParts(file: string | undefined): Promise<OpenParts> {
  if (file === undefined || file === '') return { services: {}, seals: [], close: async () => {} };
  const {
    letterhead,
    authority: folder,
    eidServer: eidSettings,
    residentSystem: systemSettings,
    forwarding: systems,
    open311: offered,
  } = await readSettingsFile('FOYER_SERVICES', file, ServicesFile);
  const authority = await openAuthorityFiles(resolve(dirname(file), folder), { now: systemClock.now(), demo: false });
  if (!authority.ok)
    throw new RegisterStartError(`${file}: authority: ${authority.error.file}, ${authority.error.problem}.`);
  const documents = createDocuments({ authority: authority.value, clock: systemClock });
  const forwarding = await openForwarding(systems, { folder: dirname(file), clock: systemClock, log: logLines });
  if (!forwarding.ok) throw new RegisterStartError(`${file}: ${forwarding.error.field} ${forwarding.error.problem}.`);
  const open311 = offered === undefined ? undefined : await openOpen311(offered, file);
  const cases = { forwarding: forwarding.value, ...(open311 === undefined ? {} : { open311 }) };
  const whose = {
    ...cases,
    seals: [authority.value.sealer.certificate],
    signers: [new X509Certificate(authority.value.signer.certificate)],
  };
  const residentSystem = systemSettings === undefined ? undefined : await openResidents(systemSettings, file);
  const eid = eidSettings === undefined ? undefined : await openEid(eidSettings, file);
  return {
    services: {
      letterhead,
      documents,
      ...(eid === undefined ? {} : { eidServer: eid.server, tcToken: eid.server.tcToken }),
    },
    ...whose,
    ...(residentSystem === undefined ? {} : { residentSystem }),
    held: [
      ...heldByAuthority(authority.value),
      ...(eid === undefined
        ? []
        : [
            heldCertificate('eid-line', eid.certificates.line),
            heldCertificate('eid-messages', eid.certificates.messages),
            heldCertificate('eid-server', eid.certificates.server),
          ]),
      ...(residentSystem === undefined ? [] : [heldCertificate('resident-system-line', residentSystem.certificate)]),
    ],
    async close() {
      residentSystem?.close();
      eid?.close();
    },
  };
}

const surroundings = (file: string) => ({ folder: dirname(file), clock: systemClock, log: logLines });

async function openEid(settings: EidServerSettings, file: string): Promise<OpenEidServer> {
  const eid = await openEidServer(settings, surroundings(file));
  if (!eid.ok) throw new RegisterStartError(`${file}: eidServer.${eid.error.field} ${eid.error.problem}.`);
  return eid.value;
}

async function openResidents(settings: ResidentSystemSettings, file: string): Promise<OpenResidentSystem> {
  const system = await openResidentSystem(settings, surroundings(file));
  if (!system.ok)
    throw new RegisterStartError(`${file}: residentSystem.${system.error.field} ${system.error.problem}.`);
  return system.value;
}

function heldByAuthority({ signer, sealer }: DocumentAuthority): HeldCertificate[] {
  const chain = [signer.certificate, ...signer.chain].map((der) => new X509Certificate(der));
  return [
    heldCertificate('document-signer', ...chain),
    heldCertificate('document-seal', ...certificatesIn(sealer.pem)),
  ];
}

async function openOpen311(
  { keys: keyFile, jurisdiction, services }: Open311Settings,
  file: string,
): Promise<OpenOpen311> {
  const text = await readSecret(resolve(dirname(file), keyFile), 'open311.keys');
  if (!text.ok) throw new RegisterStartError(`${file}: ${text.error.field} ${text.error.problem}.`);
  const keys = text.value.split(/\s+/);
  if (keys.some((key) => key.length < 16))
    throw new RegisterStartError(`${file}: open311.keys has a key of less than 16 characters.`);
  return { jurisdiction, services, keys };
}
