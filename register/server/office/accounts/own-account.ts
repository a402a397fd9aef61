/** One's own session and account: who is signed in, and what every change of one's own account shares. */
import type { Transaction } from 'kysely';
import type { OfficeSession } from '../../../contract/office.ts';
import { writeAudit } from '../../audit/write.ts';
import type { Tables } from '../../database/tables.ts';
import { HttpProblem } from '../../http/problems.ts';
import type { Caller, OfficeHandlers } from '../listener.ts';
import { LONGEST_MS, createSessions, shownSession, type Session } from '../sessions.ts';
import type { AccountsDeps } from './deps.ts';
import type { OidcProvider } from './oidc/provider.ts';
import { notPossible } from './refusals.ts';
import { openSecret } from './sealed-secret.ts';
import { welcome } from './sign-in.ts';
import { auditChange, lockAccount } from './store.ts';

/**
 * Milliseconds after a sign-in in which somebody may change what they sign in with: not whoever finds a page open
 * (OWASP ASVS 5.0, 7.5.1).
 */
const FRESH_MS = 15 * 60_000;

/** The listener lets nobody else in here. */
export function signedIn({ session }: Caller): Session {
  if (session === null) throw new HttpProblem({ code: 'signed-out' });
  return session;
}

export type OwnAccount = ReturnType<typeof createOwnAccount>;

export function createOwnAccount({ db, clock, sessions }: Pick<AccountsDeps, 'db' | 'clock' | 'sessions'>) {
  return {
    /** The local account of whoever asks, who has come in a moment ago. */
    async own(caller: Caller) {
      const session = signedIn(caller);
      const row = await db
        .selectFrom('office_account')
        .selectAll()
        .where('id', '=', session.account.id)
        .executeTakeFirstOrThrow();
      const { login } = row;
      if (login === null)
        throw notPossible('Dieses Konto gehört dem Anmeldedienst der Stadt. Passwort und Schlüssel ändern Sie dort.');
      // A code holds once: whoever came in with it cannot come again.
      if (!session.setUp && clock.now() >= session.endsAt - LONGEST_MS + FRESH_MS)
        throw notPossible('Melden Sie sich dafür bitte ab und gleich wieder an.');
      return { session, row: { ...row, login } };
    },
    /**
     * Something new to sign in with is there. After a code it takes the place of all that was there before, which is
     * lost. It begins another session, at which nobody else can be, and ends all others.
     */
    async settle(
      caller: Caller,
      { account: { id }, setUp }: Session,
      set: (tx: Transaction<Tables>) => Promise<unknown>,
    ): Promise<OfficeSession> {
      const token = await db.transaction().execute(async (tx) => {
        await lockAccount(tx, id);
        const all = createSessions(tx, clock);
        // Meanwhile somebody may have been disabled, or have signed out elsewhere.
        if ((await all.find(caller.token, false)) === null) throw new HttpProblem({ code: 'signed-out' });
        if (setUp) {
          await tx.deleteFrom('office_passkey').where('account', '=', id).execute();
          const none = { password: null, totp_sealed: null, totp_step: null };
          await tx.updateTable('office_account').set(none).where('id', '=', id).execute();
        }
        await set(tx);
        await all.endAll(id);
        const fresh = await all.begin(id);
        await auditChange(tx, clock, id);
        return fresh;
      });
      return welcome(sessions, caller, token);
    },
  };
}

export function sessionHandlers(
  { db, clock, sealingKey }: Pick<AccountsDeps, 'db' | 'clock' | 'sealingKey'>,
  provider: OidcProvider | null,
): Pick<OfficeHandlers, 'session' | 'signOut'> {
  return {
    session: async (_, caller) => shownSession(signedIn(caller)),
    async signOut(_, caller) {
      const { account, idToken } = signedIn(caller);
      await db.transaction().execute(async (tx) => {
        await createSessions(tx, clock).end(caller.token);
        await writeAudit(tx, {
          at: clock.now(),
          actor: `office:${account.id}`,
          action: 'office-sign-out',
          subject: `account:${account.id}`,
        });
      });
      caller.signOut();
      const hint =
        idToken === null ? null : openSecret(sealingKey, 'id-token', account.id, Buffer.from(idToken, 'base64url'));
      return { goTo: hint === null || provider === null ? null : await provider.signOutAt(hint.toString('utf8')) };
    },
  };
}
