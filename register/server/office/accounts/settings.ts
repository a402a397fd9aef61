/** Who may come in at the office's page, and how: the operator's file that FOYER_OFFICE names. */
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { isPrivateLine } from '../../../../base/private-line.ts';
import { OFFICE_ROLES, OfficeRole } from '../../../contract/office.ts';
import { readSettingsFile } from '../../files/settings-file.ts';
import { readSecret } from '../../forwarding/settings.ts';
import { RegisterStartError } from '../../start-error.ts';

const Group = z.string().min(1).max(200);
const Oidc = z.strictObject({
  /** OpenID Connect Discovery 1.0: below it lies `.well-known/openid-configuration`. */
  issuer: z
    .url({ error: 'is no address' })
    .refine((text) => /^https?:/i.test(text) && isPrivateLine(text), 'is no https address'),
  clientId: z.string().min(1),
  /** Relative to this file; readable by its owner only. */
  clientSecretFile: z.string().min(1),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'is no scope'))
    .refine((scopes) => scopes.includes('openid'), 'must have openid')
    .default(['openid', 'profile']),
  /** Of the ID token, or of what the provider says of the person. */
  groupsClaim: z.string().min(1),
  /** Whoever is in one of the groups has the role. */
  roles: z
    .strictObject(
      Object.fromEntries(OFFICE_ROLES.map((role) => [role, z.array(Group).min(1).optional()])) as Record<
        OfficeRole,
        z.ZodOptional<z.ZodArray<typeof Group>>
      >,
    )
    .refine((roles) => Object.keys(roles).length > 0, 'names no role'),
  /** On the page: "Anmelden mit …". */
  label: z.string().trim().min(1).max(60),
});

export const OfficeFile = z
  .strictObject({
    oidc: Oidc.optional(),
    /** Accounts of the register's own. */
    local: z.boolean(),
    /** For Prometheus. The file holds the token that it sends, relative to this file. */
    metrics: z.strictObject({ tokenFile: z.string().min(1) }).optional(),
  })
  .refine(({ oidc, local }) => local || oidc !== undefined, {
    path: ['local'],
    message: 'is false and there is no oidc: nobody could come in',
  });

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
  readonly groupsClaim: string;
  readonly roles: Readonly<Partial<Record<OfficeRole, readonly string[] | undefined>>>;
  readonly label: string;
}

export interface OfficeSettings {
  readonly local: boolean;
  readonly oidc?: OidcSettings;
  /** What shows that somebody may read `/metrics`; without it there is no such page. */
  readonly metricsToken?: string;
}

/**
 * Without a file there are accounts of the register's own, and no provider. Throws {@link RegisterStartError} with the
 * file and the field.
 */
export async function openOfficeSettings(file: string | undefined): Promise<OfficeSettings> {
  if (file === undefined || file === '') return { local: true };
  const { local, oidc, metrics } = await readSettingsFile('FOYER_OFFICE', file, OfficeFile);
  const secretOf = async (path: string, field: string): Promise<string> => {
    const secret = await readSecret(resolve(dirname(file), path), field);
    if (!secret.ok) throw new RegisterStartError(`${file}: ${secret.error.field} ${secret.error.problem}.`);
    return secret.value;
  };
  const scraped = metrics === undefined ? {} : { metricsToken: await secretOf(metrics.tokenFile, 'metrics.tokenFile') };
  if (oidc === undefined) return { local, ...scraped };
  const { clientSecretFile, ...settings } = oidc;
  const clientSecret = await secretOf(clientSecretFile, 'oidc.clientSecretFile');
  return { local, oidc: { ...settings, clientSecret }, ...scraped };
}
