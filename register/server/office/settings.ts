/** Where the office's page is: `FOYER_OFFICE_HOST`, `FOYER_OFFICE_PORT`, `FOYER_OFFICE_URL`, `FOYER_OFFICE_PROXIES`. */
import { isPrivateLine } from '../../../base/private-line.ts';
import { RegisterStartError } from '../start-error.ts';

export interface OfficeAddress {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** As browsers reach it: an origin. Null where it follows from the port. */
  readonly url: string | null;
  /** Addresses or networks of the proxies in front of it: they say who asks. */
  readonly proxies?: string;
}

/**
 * Null where the page is switched off (`FOYER_OFFICE_PORT=off`). Without `FOYER_OFFICE_URL` it is reached at this
 * machine as `localhost`: passkeys are for names, not for addresses (WebAuthn Level 2, 5.1.2). Throws
 * {@link RegisterStartError} with the setting's name.
 */
export function officeAddress(env: NodeJS.ProcessEnv): OfficeAddress | null {
  const text = env.FOYER_OFFICE_PORT ?? '8482';
  if (text === 'off') return null;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535))
    throw new RegisterStartError(
      'FOYER_OFFICE_PORT: write 0 to 65535; 0 takes any free one, off switches the page off.',
    );
  const proxies = env.FOYER_OFFICE_PROXIES?.trim() ?? '';
  if (!/^[0-9a-f.:/, ]*$/i.test(proxies))
    throw new RegisterStartError(
      'FOYER_OFFICE_PROXIES: write addresses or networks with commas between them: 127.0.0.1, 10.1.0.0/16',
    );
  return {
    host: env.FOYER_OFFICE_HOST ?? '127.0.0.1',
    port,
    url: officeUrl(env),
    ...(proxies === '' ? {} : { proxies }),
  };
}

/** As browsers reach the page, also one that another server has. Throws {@link RegisterStartError}. */
export function officeUrl({ FOYER_OFFICE_URL: text = '' }: NodeJS.ProcessEnv): string | null {
  if (text === '') return null;
  const wrong = new RegisterStartError(
    `FOYER_OFFICE_URL: "${text}" is no origin. Write it as browsers reach it, with a name: https://rathaus.musterstadt.example`,
  );
  if (!URL.canParse(text)) throw wrong;
  const { hostname, origin, pathname, search, hash } = new URL(text);
  // The session's cookie goes over TLS only, or to this machine.
  const isAddress = /^[\d.]+$|^\[/.test(hostname);
  if (!/^https?:/i.test(text) || !isPrivateLine(text) || isAddress || `${pathname}${search}${hash}` !== '/')
    throw wrong;
  return origin;
}
