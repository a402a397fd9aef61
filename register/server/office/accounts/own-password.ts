/** A password and an authenticator app of one's own, set up by their owner: always both. */
import type { Kysely } from 'kysely';
import type { Tables } from '../../database/tables.ts';
import { HttpProblem } from '../../http/problems.ts';
import { networkOf } from '../../http/rate-limit.ts';
import type { Caller, OfficeHandlers } from '../listener.ts';
import { hashOf } from '../../services/codes.ts';
import type { AccountsDeps } from './deps.ts';
import type { OwnAccount } from './own-account.ts';
import { orBusy } from './password-hash.ts';
import { checkPassword, PASSWORD_SENTENCES, type PasswordFault } from './password-rules.ts';
import { notPossible } from './refusals.ts';
import { openSecret, sealSecret } from './sealed-secret.ts';
import type { SignInParts } from './sign-in.ts';
import { newTotpSecret, shownTotp, totpStep } from './totp.ts';

const TOO_OFTEN = 'Zu viele falsche Codes. Warten Sie fünf Minuten und versuchen Sie es noch einmal.';
const WRONG_CODE =
  'Der sechsstellige Code stimmt nicht. Prüfen Sie die Uhrzeit Ihres Geräts, und nehmen Sie den nächsten Code der App.';

const refused = (field: 'password' | 'code', message: string, detail: string): HttpProblem =>
  new HttpProblem({ code: 'invalid-request', detail, errors: [{ field, message }] });
const wrongPassword = (fault: PasswordFault): HttpProblem =>
  refused('password', `is refused: ${fault}`, PASSWORD_SENTENCES[fault]);

/** Of an app that its owner has not shown a code of yet. */
async function pendingTotp(db: Kysely<Tables>, caller: Caller): Promise<Uint8Array | null> {
  const row = await db
    .selectFrom('office_session')
    .select('pending_totp')
    .where('token_hash', '=', hashOf(caller.token))
    .executeTakeFirst();
  return row?.pending_totp ?? null;
}

export function ownPasswordHandlers(
  { db, clock, sealingKey, town = null }: AccountsDeps,
  { attempts, hasher }: Pick<SignInParts, 'attempts' | 'hasher'>,
  { own, settle }: OwnAccount,
): Pick<OfficeHandlers, 'newTotp' | 'setPassword'> {
  return {
    async newTotp(_, caller) {
      const { row } = await own(caller);
      const secret = newTotpSecret();
      await db
        .updateTable('office_session')
        .set({ pending_totp: sealSecret(sealingKey, 'totp', row.id, secret) })
        .where('token_hash', '=', hashOf(caller.token))
        .execute();
      return shownTotp(secret, { issuer: town === null ? 'Foyer' : `Foyer ${town}`, account: row.login });
    },
    async setPassword({ password, code }, caller) {
      const { session, row } = await own(caller);
      const checked = checkPassword(password, { login: row.login, name: row.name, town });
      if (!checked.ok) throw wrongPassword(checked.error);
      const pending = await pendingTotp(db, caller);
      // Whoever has an app already may keep it, but not after a code: that one may be lost.
      const sealed = pending ?? (session.setUp ? null : row.totp_sealed);
      const secret = sealed === null ? null : openSecret(sealingKey, 'totp', row.id, sealed);
      if (sealed === null || secret === null)
        throw notPossible('Richten Sie zuerst die App für den sechsstelligen Code ein.');
      const attempt = attempts.begin({ account: `own ${row.id}`, network: networkOf(caller.ip), known: true });
      const after = pending !== null || row.totp_step === null ? null : Number(row.totp_step);
      const step = totpStep(secret, code, clock.now(), after);
      if (attempt === null) throw notPossible(TOO_OFTEN);
      if (step === null) throw refused('code', 'does not count', WRONG_CODE);
      attempt.succeeded();
      const hash = await orBusy(hasher.hash(checked.value));
      return settle(caller, session, (tx) =>
        tx
          .updateTable('office_account')
          .set({ password: hash, totp_sealed: sealed, totp_step: step })
          .where('id', '=', row.id)
          .execute(),
      );
    },
  };
}
