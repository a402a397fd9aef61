/** Coming in with what the register itself knows: password with TOTP, a code for once, a passkey. */
import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { TimeSource } from '../../../../base/clock.ts';
import type { OfficeSession } from '../../../contract/office.ts';
import { writeAudit } from '../../audit/write.ts';
import type { Tables } from '../../database/tables.ts';
import { HttpProblem } from '../../http/problems.ts';
import { networkOf, type RateLimit } from '../../http/rate-limit.ts';
import type { Caller, OfficeHandlers } from '../listener.ts';
import { createSessions, shownSession, type Sessions } from '../sessions.ts';
import type { Attempts } from './attempts.ts';
import type { AccountsDeps } from './deps.ts';
import type { KnownNetworks } from './known-networks.ts';
import type { Passkeys } from './passkeys.ts';
import { orBusy, preparedPassword, type PasswordHasher } from './password-hash.ts';
import { refuse } from './refusals.ts';
import { openSecret } from './sealed-secret.ts';
import { lockAccount } from './store.ts';
import { useSetUpCode } from './set-up-codes.ts';
import { newTotpSecret, totpStep } from './totp.ts';

export type Limiter = Pick<RateLimit, 'take'>;

export interface SignInParts {
  readonly attempts: Attempts;
  readonly networks: KnownNetworks;
  readonly hasher: PasswordHasher;
  readonly passkeys: Passkeys;
  readonly limiter: Limiter;
}

/**
 * Begins a session, in the transaction of what allows it. Its token is a new one, and the one that the browser came
 * with ends: nobody goes on in a session that somebody else has put there.
 */
export async function letIn(
  tx: Transaction<Tables>,
  clock: TimeSource,
  {
    account,
    before,
    ...how
  }: { readonly account: string; readonly before: string; readonly setUp?: boolean; readonly idToken?: string },
): Promise<string> {
  const sessions = createSessions(tx, clock);
  if (before !== '') await sessions.end(before);
  const token = await sessions.begin(account, how);
  const last_seen_at = new Date(clock.now());
  await tx.updateTable('office_account').set({ last_seen_at }).where('id', '=', account).execute();
  await writeAudit(tx, {
    at: clock.now(),
    actor: `office:${account}`,
    action: 'office-sign-in',
    subject: `account:${account}`,
  });
  return token;
}

/** Gives the browser its cookie, once the session is there. */
export async function welcome(sessions: Sessions, caller: Caller, token: string): Promise<OfficeSession> {
  const session = await sessions.find(token, false);
  // Somebody was disabled in the same moment.
  if (session === null) throw new HttpProblem({ code: 'signed-out' });
  caller.signIn(token);
  return shownSession(session);
}

type SignInHandlers = Pick<OfficeHandlers, 'signInPassword' | 'signInCode' | 'passkeyOptions' | 'signInPasskey'>;

export function signInHandlers(deps: AccountsDeps, parts: SignInParts): SignInHandlers {
  const { db, clock, sessions, local = true } = deps;
  const { attempts, networks, hasher, passkeys, limiter } = parts;
  /** Beyond it, nobody is asked anything: what it costs is bounded. */
  const admit = (caller: Caller): string => {
    const network = networkOf(caller.ip);
    const retryAfterSeconds = limiter.take(network);
    if (retryAfterSeconds > 0) throw new HttpProblem({ code: 'rate-limited', retryAfterSeconds });
    return network;
  };
  const begin = (tx: Transaction<Tables>, caller: Caller, account: string, how: { setUp?: boolean } = {}) =>
    letIn(tx, clock, { account, before: caller.token, ...how });

  return {
    async signInPassword({ login, password, code }, caller) {
      const network = admit(caller);
      const row = local ? await findForPassword(db, login) : undefined;
      const known = await networks.has(row?.id ?? NOBODY, network);
      const attempt = attempts.begin({ account: login, network, known });
      const isRight = await orBusy(hasher.verify(row?.password ?? null, preparedPassword(password)), () =>
        attempt?.withdrawn(),
      );
      // Also where there is none, so that it takes the same time.
      const secret = (row?.totp_sealed && openSecret(deps.sealingKey, 'totp', row.id, row.totp_sealed)) || NO_SECRET;
      const step = totpStep(secret, code, clock.now(), row?.totp_step == null ? null : Number(row.totp_step));
      if (row === undefined || attempt === null || !isRight || step === null || secret === NO_SECRET)
        return refuse(db, clock, row?.id ?? null);
      const token = await db.transaction().execute(async (tx) => {
        // What was checked holds still: nobody was disabled, and nobody used this code, meanwhile.
        const now = await lockAccount(tx, row.id);
        const isSame = now?.password === row.password && now.disabled_at === null;
        if (!isSame || (now.totp_step !== null && Number(now.totp_step) >= step)) return null;
        await tx.updateTable('office_account').set({ totp_step: step }).where('id', '=', row.id).execute();
        await networks.add(tx, row.id, network);
        return begin(tx, caller, row.id);
      });
      if (token === null) return refuse(db, clock, row.id);
      attempt.succeeded();
      return welcome(sessions, caller, token);
    },

    async signInCode({ code }, caller) {
      const network = admit(caller);
      const attempt = attempts.begin({ account: null, network, known: false });
      const done =
        attempt === null || !local
          ? { account: null }
          : await db.transaction().execute(async (tx) => {
              const account = await useSetUpCode(tx, clock, code);
              const row = account === null ? undefined : await lockAccount(tx, account);
              if (row === undefined || row.disabled_at !== null) return { account };
              await networks.add(tx, row.id, network);
              return { account, token: await begin(tx, caller, row.id, { setUp: true }) };
            });
      if (done.token === undefined) return refuse(db, clock, done.account);
      attempt?.succeeded();
      return welcome(sessions, caller, done.token);
    },

    async passkeyOptions(_, caller) {
      admit(caller);
      return passkeys.signInOptions();
    },

    // Not counted as an attempt: a signature cannot be guessed, and a lock would only shut out others.
    async signInPasskey({ id, response }, caller) {
      const network = admit(caller);
      const signed = local ? await passkeys.signIn(id, response) : null;
      if (signed === null || !signed.ok) return refuse(db, clock, signed?.error.account ?? null);
      const token = await db.transaction().execute(async (tx) => {
        const row = await lockAccount(tx, signed.value);
        if (row === undefined || row.disabled_at !== null) return null;
        await networks.add(tx, row.id, network);
        return begin(tx, caller, row.id);
      });
      return token === null ? refuse(db, clock, signed.value) : welcome(sessions, caller, token);
    },
  };
}

/** Nobody has this id. */
const NOBODY = randomUUID();
const NO_SECRET = newTotpSecret();

const findForPassword = (db: Kysely<Tables>, login: string) =>
  db
    .selectFrom('office_account')
    .select(['id', 'password', 'totp_sealed', 'totp_step'])
    .where('login', '=', login)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
