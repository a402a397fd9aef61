/** Short-lived tokens for terminals that show who they are by a signature (RFC 6749, 4.4; RFC 7523, 2.2 and 3). */
import { compactVerify, decodeJwt, errors } from 'jose';
import type { Kysely, Transaction } from 'kysely';
import { ASSERTION, AssertionClaims, ROUTES, TerminalKey } from '../../contract/contract.ts';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import type { TimeSource } from '../../../base/clock.ts';
import { readTerminalKey } from './enrolment.ts';
import { hashTerminalKey, newKey } from '../keys/secrets.ts';
import type { Tables } from '../database/tables.ts';

/** Seconds. */
export const TOKEN_SECONDS = 600;
const SECOND_MS = 1000;

export type TokenRefusal =
  /** No such terminal, none with a key, or another key signed this. */
  | { readonly kind: 'terminal-unknown' }
  | { readonly kind: 'terminal-revoked' }
  | { readonly kind: 'clock-skew' }
  /** Signed by the terminal, and of no use. `claim` is the one that does not fit. */
  | { readonly kind: 'assertion'; readonly claim: string; readonly message: string };

export interface TokenIssuer {
  /** Throws only what the database throws. */
  issue(assertion: string): Promise<Result<{ readonly token: string; readonly seconds: number }, TokenRefusal>>;
}

/**
 * `addresses`: under which terminals reach this register; asked at each request, because a server knows its own only
 * when it listens.
 */
export function createTokenIssuer({
  db,
  clock,
  addresses,
}: {
  readonly db: Kysely<Tables>;
  readonly clock: TimeSource;
  addresses(): readonly string[];
}): TokenIssuer {
  const isHere = (audience: string): boolean =>
    addresses()
      .map((one) => one.replace(/\/+$/, ''))
      .some((one) => audience.replace(/\/+$/, '') === one || audience === one + ROUTES.token.path);

  function faultOf({ iss, sub, aud, exp, iat, nbf }: AssertionClaims): TokenRefusal | null {
    const now = clock.now() / SECOND_MS;
    const wrong = (claim: string, message: string): TokenRefusal => ({ kind: 'assertion', claim, message });
    if (sub !== iss) return wrong('sub', 'is another than iss');
    // One audience, as RFC 7523bis wants it: a list could name another register too.
    if (!isHere(aud)) return wrong('aud', 'is no address of this register');
    // Before `exp`: a clock that is wrong makes that wrong as well.
    if (Math.abs(now - iat) > ASSERTION.skew) return { kind: 'clock-skew' };
    // RFC 7523, 3 (5).
    if (nbf !== undefined && nbf > now + ASSERTION.skew) return wrong('nbf', 'is not over yet');
    if (exp <= now) return wrong('exp', 'is over');
    if (exp - now > ASSERTION.longest) return wrong('exp', `is more than ${ASSERTION.longest} seconds ahead`);
    return null;
  }

  async function check(tx: Transaction<Tables>, assertion: string): Promise<Result<AssertionClaims, TokenRefusal>> {
    const terminal = issuerOf(assertion);
    // Shared: neither a new key nor a revocation comes in between and leaves a token behind.
    const row =
      terminal === null
        ? undefined
        : await tx
            .selectFrom('terminal')
            .select(['public_key', 'revoked_at'])
            .where('id', '=', terminal)
            .forShare()
            .executeTakeFirst();
    const known = TerminalKey.safeParse(row?.public_key);
    if (row === undefined || !known.success) return err({ kind: 'terminal-unknown' });
    const payload = await signedPayload(assertion, known.data);
    if (payload === null) return err({ kind: 'terminal-unknown' });
    if (row.revoked_at !== null) return err({ kind: 'terminal-revoked' });
    const claims = AssertionClaims.safeParse(payload);
    if (!claims.success)
      return err({
        kind: 'assertion',
        claim: claims.error.issues[0]?.path.map(String).join('.') ?? '',
        message: 'is missing or has another form',
      });
    const fault = faultOf(claims.data);
    return fault === null ? ok(claims.data) : err(fault);
  }

  return {
    issue: (assertion) =>
      db.transaction().execute(async (tx) => {
        const checked = await check(tx, assertion);
        if (!checked.ok) return checked;
        const { iss: terminal, jti, exp } = checked.value;
        const first = await tx
          .insertInto('assertion')
          .values({ terminal, jti, expires_at: new Date(exp * SECOND_MS) })
          .onConflict((conflict) => conflict.columns(['terminal', 'jti']).doNothing())
          .returning('jti')
          .executeTakeFirst();
        if (first === undefined) return err({ kind: 'assertion', claim: 'jti', message: 'was used before' });
        const token = newKey();
        await tx
          .insertInto('terminal_token')
          .values({
            token_hash: hashTerminalKey(token),
            terminal,
            expires_at: new Date(clock.now() + TOKEN_SECONDS * SECOND_MS),
          })
          .execute();
        return ok({ token, seconds: TOKEN_SECONDS });
      }),
  };
}

/** Who it says it is; believed only after its signature. */
export function issuerOf(assertion: string): string | null {
  try {
    const { iss } = decodeJwt(assertion);
    return typeof iss === 'string' && /^[\w-]{1,64}$/.test(iss) ? iss : null;
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}

/** What was signed with this key, by the one algorithm that goes with it. */
async function signedPayload(assertion: string, key: TerminalKey): Promise<unknown> {
  const publicKey = readTerminalKey(key);
  if (publicKey === null) return null;
  try {
    const { payload } = await compactVerify(assertion, publicKey, {
      algorithms: [key.kty === 'OKP' ? 'EdDSA' : 'ES256'],
    });
    return JSON.parse(new TextDecoder().decode(payload));
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof SyntaxError) return null;
    throw error;
  }
}
