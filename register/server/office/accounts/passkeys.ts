/**
 * Passkeys (Web Authentication Level 3): discoverable, so that nobody types a name; only with the PIN or finger of
 * whoever has it; for this host only. Attestation is not asked for: which key somebody uses is theirs.
 */
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { TimeSource } from '../../../../base/clock.ts';
import { err, ok, type Result } from '../../../../base/result.ts';
import type { Tables } from '../../database/tables.ts';
import { CHALLENGE_MS, type Challenges } from './challenges.ts';

/** COSE: ES256, RS256, EdDSA. */
const ALGORITHMS = [-7, -257, -8];
const RP_NAME = 'Foyer';

export interface NewPasskey {
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly transports: readonly string[];
}

export interface Passkeys {
  /** For `navigator.credentials.get`. */
  signInOptions(): Promise<{ readonly id: string; readonly options: unknown }>;
  /** Whose key has signed. `account` in a refusal: whose key it would be. */
  signIn(id: string, response: unknown): Promise<Result<string, { readonly account: string | null }>>;
  /** For `navigator.credentials.create`. `ceremony`: opaque, one at a time. */
  newOptions(ceremony: string, whose: PasskeyOwner): Promise<unknown>;
  read(ceremony: string, response: unknown): Promise<Result<NewPasskey, 'refused'>>;
}

export interface PasskeyOwner {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  /** Keys that need not be added again. */
  readonly has: readonly string[];
}

const Base64Url = z.string().regex(/^[A-Za-z0-9_-]+$/);
const Transports = z.array(z.string().max(20)).max(10).catch([]);
const Credential = z.object({ id: Base64Url.max(1_400), rawId: Base64Url, type: z.literal('public-key') });
/** Web Authentication Level 3, 5.1: `toJSON()` of a credential. What else it has is left out. */
const Assertion = Credential.extend({
  response: z.object({
    clientDataJSON: Base64Url,
    authenticatorData: Base64Url,
    signature: Base64Url,
    userHandle: Base64Url,
  }),
});
const Attestation = Credential.extend({
  response: z.object({ clientDataJSON: Base64Url, attestationObject: Base64Url, transports: Transports }),
});

export interface PasskeysDeps {
  readonly db: Kysely<Tables>;
  readonly clock: TimeSource;
  readonly challenges: Challenges;
  readonly url: string;
}

export const createPasskeys = (deps: PasskeysDeps): Passkeys => ({ ...signingIn(deps), ...settingUp(deps) });

function signingIn({ db, clock, challenges, url }: PasskeysDeps): Pick<Passkeys, 'signInOptions' | 'signIn'> {
  const { hostname, origin } = new URL(url);
  return {
    async signInOptions() {
      const { id, challenge } = await challenges.open();
      const options = await generateAuthenticationOptions({
        rpID: hostname,
        challenge: Buffer.from(challenge, 'base64url'),
        timeout: CHALLENGE_MS,
        userVerification: 'required',
      });
      return { id, options };
    },
    async signIn(id, given) {
      const challenge = await challenges.take(id);
      const parsed = Assertion.safeParse(given);
      if (!parsed.success) return err({ account: null });
      const { response } = parsed.data;
      const key = await db
        .selectFrom('office_passkey')
        .innerJoin('office_account', 'office_account.id', 'office_passkey.account')
        .select(['office_passkey.id', 'account', 'public_key', 'counter', 'disabled_at', 'login'])
        .where('office_passkey.id', '=', parsed.data.id)
        .executeTakeFirst();
      if (key === undefined) return err({ account: null });
      const refused = err({ account: key.account });
      if (challenge === null || key.disabled_at !== null || key.login === null) return refused;
      // 7.2, step 6: a key that was found without a name says whose it is, and that must be its owner.
      if (Buffer.from(response.userHandle, 'base64url').toString('utf8') !== key.account) return refused;
      const before = Number(key.counter);
      const counter = await verified(() =>
        verifyAuthenticationResponse({
          response: { ...parsed.data, clientExtensionResults: {} } satisfies AuthenticationResponseJSON,
          expectedChallenge: challenge,
          expectedOrigin: origin,
          expectedRPID: hostname,
          requireUserVerification: true,
          credential: { id: key.id, publicKey: Uint8Array.from(key.public_key), counter: before },
        }),
      );
      if (counter === null || !counter.verified) return refused;
      // Two copies of a key that sign at the same moment: the second one finds another counter.
      const used = await db
        .updateTable('office_passkey')
        .set({ counter: counter.authenticationInfo.newCounter, used_at: new Date(clock.now()) })
        .where('id', '=', key.id)
        .where('counter', '=', before)
        .returning('id')
        .executeTakeFirst();
      return used === undefined ? refused : ok(key.account);
    },
  };
}

function settingUp({ challenges, url }: PasskeysDeps): Pick<Passkeys, 'newOptions' | 'read'> {
  const { hostname, origin } = new URL(url);
  return {
    async newOptions(ceremony, { id, login, name, has }) {
      const { challenge } = await challenges.open(ceremony);
      return generateRegistrationOptions({
        rpName: RP_NAME,
        rpID: hostname,
        userID: new TextEncoder().encode(id),
        userName: login,
        userDisplayName: name,
        challenge: Buffer.from(challenge, 'base64url'),
        timeout: CHALLENGE_MS,
        attestationType: 'none',
        excludeCredentials: has.map((one) => ({ id: one })),
        authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
        supportedAlgorithmIDs: ALGORITHMS,
      });
    },
    async read(ceremony, given) {
      const challenge = await challenges.take(ceremony);
      const parsed = Attestation.safeParse(given);
      if (challenge === null || !parsed.success) return err('refused');
      const { response, ...credential } = parsed.data;
      const read = await verified(() =>
        verifyRegistrationResponse({
          response: {
            ...credential,
            response,
            clientExtensionResults: {},
          } satisfies RegistrationResponseJSON,
          expectedChallenge: challenge,
          expectedOrigin: origin,
          expectedRPID: hostname,
          requireUserVerification: true,
          supportedAlgorithmIDs: ALGORITHMS,
        }),
      );
      if (read?.registrationInfo === undefined) return err('refused');
      const { id, publicKey, counter } = read.registrationInfo.credential;
      return ok({ id, publicKey, counter, transports: response.transports });
    },
  };
}

/** The library throws for everything that does not hold; which of it is nobody's business. */
async function verified<T>(check: () => Promise<T>): Promise<T | null> {
  try {
    return await check();
  } catch {
    return null;
  }
}
