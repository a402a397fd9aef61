/**
 * Who hands out the packages: in `tools/package/publisher.json`, or in the file that `FOYER_PUBLISHER` names. There is
 * no invented default: where nothing is set, the packages say that nothing is set, and no repository is made of them
 * (tools/package/repository.ts).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z
  .strictObject({
    /** A person's or an authority's, as it stands in the packages. */
    name: z
      .string()
      .regex(/^[^<>\n"]+$/)
      .nullable(),
    email: z.email().nullable(),
    /** Where the source of just these packages is to be had (EUPL-1.2, article 5, "Provision of Source Code"). */
    source: z.url({ protocol: /^https$/ }).nullable(),
    /** Where vulnerabilities are reported: `mailto:` or `https:` (RFC 9116 § 2.5.3). */
    security: z.url({ protocol: /^(https|mailto)$/ }).nullable(),
  })
  .refine(({ name, email }) => (name === null) === (email === null), {
    path: ['email'],
    message: 'name and email belong together',
  });
export type Publisher = z.infer<typeof schema>;

export const PUBLISHER_FILE = join(import.meta.dirname, '../publisher.json');
/** RFC 2606 § 2: no such address can exist. */
export const UNSET_MAINTAINER = 'No publisher set <no-publisher-set@foyer.invalid>';

/** Throws with the file and the keys where it is not understood. */
export function publisher(file = process.env.FOYER_PUBLISHER ?? PUBLISHER_FILE): Publisher {
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} cannot be read as JSON`, { cause: error });
  }
  const checked = schema.safeParse(read);
  if (!checked.success)
    throw new Error(
      `${file}: ${checked.error.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`).join('; ')}`,
    );
  return checked.data;
}

/** deb-control(5), `Maintainer`. */
export const maintainer = ({ name, email }: Publisher = publisher()): string =>
  name === null ? UNSET_MAINTAINER : `${name} <${email}>`;
