/**
 * Where vulnerabilities are reported: `/.well-known/security.txt` (RFC 9116), of what the operator sets. Without a
 * contact there is none.
 */
import { RegisterStartError } from '../start-error.ts';

export const SECURITY_TXT_PATH = '/.well-known/security.txt';

export interface SecurityContact {
  /** `mailto:`, `https:` or `tel:` (§ 2.5.3). */
  readonly contact: string;
  /**
   * ISO 8601 day, in UTC, after which it should not be relied on (§ 2.5.5). The operator checks the contact again by
   * then.
   */
  readonly expires: string;
}

/**
 * From `FOYER_SECURITY_CONTACT` and `FOYER_SECURITY_EXPIRES`. Throws a RegisterStartError for one without the other.
 */
export function securityContact(env: NodeJS.ProcessEnv): SecurityContact | undefined {
  const { FOYER_SECURITY_CONTACT: contact = '', FOYER_SECURITY_EXPIRES: expires = '' } = env;
  if (contact === '' && expires === '') return undefined;
  if (!/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+|tel:\+[\d-]+)$/.test(contact))
    throw new RegisterStartError(
      'FOYER_SECURITY_CONTACT: write an address with its scheme: mailto:sicherheit@musterstadt.de or https://…',
    );
  if (
    !/^\d{4}-\d{2}-\d{2}$/.test(expires) ||
    Number.isNaN(Date.parse(expires)) ||
    new Date(`${expires}T00:00:00Z`).toISOString().slice(0, 10) !== expires
  ) {
    throw new RegisterStartError(
      'FOYER_SECURITY_EXPIRES: write the day until which this contact holds, at most a year ahead: 2027-11-30',
    );
  }
  return { contact, expires };
}

/** `url`: the public listener's, as visitors reach it. */
export const securityTxt = ({ contact, expires }: SecurityContact, url: string): string => `Contact: ${contact}
Expires: ${expires}T00:00:00Z
Preferred-Languages: de, en
Canonical: ${new URL(SECURITY_TXT_PATH, url).href}
`;
