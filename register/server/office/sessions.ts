/** Who is signed in at the office's page. The token is in a cookie; of it, only its hash is kept. */
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { TimeSource } from '../../../base/clock.ts';
import type { OfficeRole, OfficeSession } from '../../contract/office.ts';
import type { Tables } from '../database/tables.ts';
import { tellChange } from '../database/changes.ts';
import { newKey } from '../keys/secrets.ts';
import { hashOf } from '../services/codes.ts';
import { rolesOf } from './roles.ts';

/** RFC 6265bis, 4.1.3.2: from this host only, over TLS (or on `localhost`), for the whole of it. */
export const SESSION_COOKIE = '__Host-foyer-office';
export const SESSION_COOKIE_OPTIONS = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;
/** Milliseconds: a session ends after this, and after so long without a request. */
export const LONGEST_MS = 8 * 3_600_000;
export const IDLE_MS = 30 * 60_000;
/** How exactly the last request is kept: a row is not written for each. */
const SEEN_MS = 60_000;

export interface Session {
  readonly account: { readonly id: string; readonly name: string; readonly roles: readonly OfficeRole[] };
  /** An account without a second factor, which may set one up and nothing else. */
  readonly setUp: boolean;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
  readonly csrf: string;
  /** Of the identity provider, for its own sign-out (OpenID Connect RP-Initiated Logout 1.0, `id_token_hint`). */
  readonly idToken: string | null;
}

export interface Sessions {
  /** Returns the token for the cookie. */
  begin(account: string, how?: { readonly setUp?: boolean; readonly idToken?: string }): Promise<string>;
  /** Null where there is none, it is over, or its account may not come in any more. `touch`: it counts as a request. */
  find(token: string, touch: boolean): Promise<Session | null>;
  end(token: string): Promise<void>;
  /** All of an account, at every server. `except`: this token's stays. */
  endAll(account: string, except?: string): Promise<void>;
}

/** Known to whoever has the token's session only, and nothing of the token can be learned from it. */
const csrfOf = (token: string): string => createHash('sha256').update(`csrf:${token}`).digest('base64url');

/** Which accounts may come in: the register's own, and those of the town's identity provider. */
export interface Admitted {
  readonly local: boolean;
  readonly oidc: boolean;
}

/** `admitted`: a session of another one has ended, however long it would have held. */
export function createSessions(
  db: Kysely<Tables>,
  clock: TimeSource,
  admitted: Admitted = { local: true, oidc: true },
): Sessions {
  const isOver = (began: Date, seen: Date): boolean =>
    clock.now() >= began.getTime() + LONGEST_MS || clock.now() >= seen.getTime() + IDLE_MS;
  return {
    async begin(account, { setUp = false, idToken } = {}) {
      const token = newKey();
      const now = new Date(clock.now());
      await db
        .deleteFrom('office_session')
        .where((is) =>
          is.or([
            is('began_at', '<=', new Date(clock.now() - LONGEST_MS)),
            is('seen_at', '<=', new Date(clock.now() - IDLE_MS)),
          ]),
        )
        .execute();
      await db
        .insertInto('office_session')
        .values({
          token_hash: hashOf(token),
          account,
          began_at: now,
          seen_at: now,
          set_up: setUp,
          id_token: idToken ?? null,
        })
        .execute();
      return token;
    },
    async find(token, touch) {
      const row = await db
        .selectFrom('office_session')
        .innerJoin('office_account', 'office_account.id', 'office_session.account')
        .select([
          'office_account.id',
          'name',
          'login',
          'roles',
          'began_at',
          'seen_at',
          'set_up',
          'id_token',
          'disabled_at',
        ])
        .where('token_hash', '=', hashOf(token))
        .executeTakeFirst();
      if (row === undefined || row.disabled_at !== null || isOver(row.began_at, row.seen_at)) return null;
      if (!(row.login === null ? admitted.oidc : admitted.local)) return null;
      if (touch && clock.now() - row.seen_at.getTime() >= SEEN_MS) {
        const seen_at = new Date(clock.now());
        await db.updateTable('office_session').set({ seen_at }).where('token_hash', '=', hashOf(token)).execute();
        await db.updateTable('office_account').set({ last_seen_at: seen_at }).where('id', '=', row.id).execute();
      }
      return {
        account: { id: row.id, name: row.name, roles: rolesOf(row.roles) },
        setUp: row.set_up,
        endsAt: row.began_at.getTime() + LONGEST_MS,
        csrf: csrfOf(token),
        idToken: row.id_token,
      };
    },
    async end(token) {
      const gone = await db
        .deleteFrom('office_session')
        .where('token_hash', '=', hashOf(token))
        .returning('account')
        .executeTakeFirst();
      if (gone !== undefined) await tellChange(db, { what: 'sessions', account: gone.account });
    },
    async endAll(account, except) {
      await db
        .deleteFrom('office_session')
        .where('account', '=', account)
        .$if(except !== undefined, (query) => query.where('token_hash', '<>', hashOf(except ?? '')))
        .execute();
      await tellChange(db, { what: 'sessions', account });
    },
  };
}

export const shownSession = ({ account, csrf, endsAt, setUp }: Session): OfficeSession => ({
  account: { ...account, roles: [...account.roles] },
  csrf,
  endsAt: new Date(endsAt).toISOString(),
  setUp,
});
