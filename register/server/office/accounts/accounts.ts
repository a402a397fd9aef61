/** Who comes in at the office's page: all of it, as the listener needs it. */
import type { FastifyInstance } from 'fastify';
import { RateLimit } from '../../http/rate-limit.ts';
import type { OfficeHandlers } from '../listener.ts';
import { createAttempts } from './attempts.ts';
import { createChallenges } from './challenges.ts';
import { SIGN_IN_LIMITS, type AccountsDeps } from './deps.ts';
import { createKnownNetworks } from './known-networks.ts';
import { othersHandlers } from './others.ts';
import { createOwnAccount, sessionHandlers } from './own-account.ts';
import { ownPasskeyHandlers } from './own-passkeys.ts';
import { ownPasswordHandlers } from './own-password.ts';
import { createPasskeys } from './passkeys.ts';
import { createPasswordHasher } from './password-hash.ts';
import { signInHandlers } from './sign-in.ts';

export type AccountHandlers = Pick<
  OfficeHandlers,
  | 'ways'
  | 'session'
  | 'signOut'
  | 'signInPassword'
  | 'signInCode'
  | 'passkeyOptions'
  | 'signInPasskey'
  | 'newPasskey'
  | 'addPasskey'
  | 'newTotp'
  | 'setPassword'
  | 'accounts'
  | 'addAccount'
  | 'accountCode'
  | 'setRoles'
  | 'disableAccount'
>;

export interface Accounts {
  readonly handlers: AccountHandlers;
  /** What the browser goes to for the identity provider; nothing without one. */
  addPages(app: FastifyInstance): Promise<void>;
}

export async function createAccounts(deps: AccountsDeps): Promise<Accounts> {
  const { db, clock, log, url, sealingKey, local = true, oidc, town = null, look, limits = SIGN_IN_LIMITS } = deps;
  // Read only where there is one: its library takes a while.
  const provider =
    oidc === undefined
      ? null
      : (await import('./oidc/provider.ts')).createOidcProvider({ settings: oidc, url, clock, log });
  const limiter = new RateLimit(limits.perNetwork, limits.overall, clock);
  const parts = {
    attempts: createAttempts(clock),
    networks: createKnownNetworks(db, clock, sealingKey),
    hasher: createPasswordHasher(deps.passwordLn),
    passkeys: createPasskeys({ db, clock, challenges: createChallenges(db, clock), url }),
    limiter,
  };
  const own = createOwnAccount(deps);
  return {
    handlers: {
      ways: async () => ({
        oidc: provider === null ? null : { label: provider.label },
        local,
        town,
        arms: look?.arms ?? null,
        accent: look?.accent ?? null,
      }),
      ...signInHandlers(deps, parts),
      ...sessionHandlers(deps, provider),
      ...ownPasskeyHandlers(deps, parts.passkeys, own),
      ...ownPasswordHandlers(deps, parts, own),
      ...othersHandlers(deps),
    },
    async addPages(app) {
      if (provider === null) return;
      const { addOidcRoutes } = await import('./oidc/routes.ts');
      addOidcRoutes(app, { db, clock, sealingKey, provider, limiter });
    },
  };
}
