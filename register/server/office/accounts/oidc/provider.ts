/**
 * The town's identity provider: OpenID Connect Core 1.0, authorization code flow with PKCE (RFC 7636), state and nonce.
 * The library checks signature, issuer, audience, times and nonce of the ID token.
 */
import * as client from 'openid-client';
import { z } from 'zod';
import { elapsedOn, type TimeSource } from '../../../../../base/clock.ts';
import { isThisMachine } from '../../../../../base/private-line.ts';
import { err, ok, type Result } from '../../../../../base/result.ts';
import { OFFICE_ROLES, type OfficeRole } from '../../../../contract/office.ts';
import type { RegisterLog } from '../../../log.ts';
import type { OidcSettings } from '../settings.ts';

/** Seconds for one question to the provider. Somebody waits for it in front of a page. */
const TIMEOUT_SECONDS = 8;
/** Milliseconds after which its metadata are asked for anew. */
const METADATA_MS = 3_600_000;
export const CALLBACK_PATH = '/api/sign-in/oidc/callback';

/** What this browser's sign-in has to come back with. */
export interface OidcTransaction {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface OidcPerson {
  /** Issuer and subject: together they are nobody else's (Core 1.0, 5.7). */
  readonly subject: string;
  readonly name: string;
  readonly roles: readonly OfficeRole[];
  readonly idToken: string;
}

export interface OidcProvider {
  readonly label: string;
  begin(): Promise<Result<{ readonly goTo: string; readonly transaction: OidcTransaction }, 'away'>>;
  /** `query`: what the provider sent the browser back with. */
  finish(query: string, transaction: OidcTransaction): Promise<Result<OidcPerson, 'away' | 'refused'>>;
  /** Where the browser ends its session at the provider too; null where that has no such place or is away. */
  signOutAt(idToken: string): Promise<string | null>;
}

export interface OidcProviderDeps {
  readonly settings: OidcSettings;
  readonly url: string;
  readonly clock: TimeSource;
  readonly log: RegisterLog;
}

const Names = z.object({
  name: z.string().optional().catch(undefined),
  preferred_username: z.string().optional().catch(undefined),
});
const LONGEST_NAME = 60;

/** The provider's metadata and our client there, asked for when they are needed; throws where they cannot be had. */
function createConfiguration({ settings, clock }: OidcProviderDeps): () => Promise<client.Configuration> {
  const issuer = new URL(settings.issuer);
  let found: { readonly at: number; readonly configuration: client.Configuration } | null = null;
  return async () => {
    const now = elapsedOn(clock);
    if (found !== null && now - found.at < METADATA_MS) return found.configuration;
    const authentication = client.ClientSecretBasic(settings.clientSecret);
    const fresh = await client.discovery(issuer, settings.clientId, undefined, authentication, {
      timeout: TIMEOUT_SECONDS,
      // Only what does not leave this machine, see the settings.
      execute: issuer.protocol === 'http:' && isThisMachine(issuer.hostname) ? [client.allowInsecureRequests] : [],
    });
    found = { at: now, configuration: fresh };
    return fresh;
  };
}

async function personOf(
  settings: OidcSettings,
  config: client.Configuration,
  tokens: Awaited<ReturnType<typeof client.authorizationCodeGrant>>,
): Promise<Result<OidcPerson, 'refused'>> {
  const claims = tokens.claims();
  if (claims === undefined || tokens.id_token === undefined) return err('refused');
  const all: Record<string, unknown> =
    Object.hasOwn(claims, settings.groupsClaim) || config.serverMetadata().userinfo_endpoint === undefined
      ? claims
      : { ...(await client.fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims };
  return ok({
    subject: `${claims.iss} ${claims.sub}`,
    name: nameOf(all),
    roles: rolesFor(settings.roles, all[settings.groupsClaim]),
    idToken: tokens.id_token,
  });
}

export function createOidcProvider(deps: OidcProviderDeps): OidcProvider {
  const { settings, url, log } = deps;
  const { origin } = new URL(url);
  const callback = `${origin}${CALLBACK_PATH}`;
  const configuration = createConfiguration(deps);

  /** No message goes to the log: it may quote a token. */
  function away(error: unknown): Result<never, 'away'> {
    const { name = 'Error', code } = error as { name?: string; code?: unknown };
    log({ event: 'failed', route: 'office oidc', name, ...(typeof code === 'string' ? { code } : {}), at: [] });
    return err('away');
  }

  return {
    label: settings.label,
    async begin() {
      const transaction = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      try {
        const goTo = client.buildAuthorizationUrl(await configuration(), {
          redirect_uri: callback,
          scope: settings.scopes.join(' '),
          state: transaction.state,
          nonce: transaction.nonce,
          code_challenge: await client.calculatePKCECodeChallenge(transaction.verifier),
          code_challenge_method: 'S256',
        });
        return ok({ goTo: goTo.href, transaction });
      } catch (error) {
        return away(error);
      }
    },
    async finish(query, { state, nonce, verifier }) {
      try {
        const config = await configuration();
        const tokens = await client.authorizationCodeGrant(config, new URL(`${callback}${query}`), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        return await personOf(settings, config, tokens);
      } catch (error) {
        return isAway(error) ? away(error) : err('refused');
      }
    },
    async signOutAt(idToken) {
      try {
        const config = await configuration();
        if (config.serverMetadata().end_session_endpoint === undefined) return null;
        return client.buildEndSessionUrl(config, {
          id_token_hint: idToken,
          post_logout_redirect_uri: `${origin}/`,
        }).href;
      } catch (error) {
        away(error);
        return null;
      }
    },
  };
}

/** It did not answer, or has a trouble of its own; anything else is about this sign-in. */
function isAway(error: unknown): boolean {
  if (error instanceof client.ResponseBodyError) return error.status >= 500;
  if (!(error instanceof Error)) return false;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (code === 'OAUTH_RESPONSE_IS_NOT_CONFORM') return cause instanceof Response && cause.status >= 500;
  return error instanceof TypeError || code === 'OAUTH_TIMEOUT';
}

/** One line, as the page shows it; how somebody is called is the provider's to say. */
function nameOf(claims: Record<string, unknown>): string {
  const { name, preferred_username: other } = Names.parse(claims);
  const line = (name ?? other ?? '').replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return [...line].slice(0, LONGEST_NAME).join('') || 'Ohne Namen';
}

/** `groups`: a list, or a single one. */
export function rolesFor(wanted: OidcSettings['roles'], groups: unknown): OfficeRole[] {
  const has = new Set((Array.isArray(groups) ? groups : [groups]).filter((one) => typeof one === 'string'));
  return OFFICE_ROLES.filter((role) => wanted[role]?.some((group) => has.has(group)));
}
