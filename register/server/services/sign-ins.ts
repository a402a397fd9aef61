/** From an authentication at the eID-Server to a sign-in that several services share. */
import { timingSafeEqual } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { EidOutcome, EidSession } from '../../contract/contract.ts';
import { writeAudit } from '../audit/write.ts';
import { timeIn } from '../../../base/calendar-day.ts';
import type { TimeSource } from '../../../base/clock.ts';
import { findPerson } from '../residents/identity/find-person.ts';
import type { EidAttribute, EidServer } from '../ports/eid-server.ts';
import type { ResidentSystem } from '../ports/resident-system.ts';
import { HttpProblem } from '../http/problems.ts';
import { newKey } from '../keys/secrets.ts';
import type { Tables } from '../database/tables.ts';
import type { Terminal } from '../terminals/terminals.ts';
import { hashOf } from './codes.ts';
import { problemOf } from './residents.ts';
import { removeUnneeded } from './purposes.ts';

/** What the services need to know who it is, and no more: nothing of it is kept. */
const REQUIRED: readonly EidAttribute[] = ['FamilyNames', 'GivenNames', 'DateOfBirth', 'PlaceOfResidence'];
const OPTIONAL: readonly EidAttribute[] = ['BirthName'];
const TRANSACTION: Record<'de' | 'en' | 'ar', string> = {
  de: 'Anmeldung am Terminal',
  en: 'Sign-in at the terminal',
  ar: 'تسجيل الدخول عند الجهاز',
};

/**
 * Characters of a place, so that with the terminal's name (64) the whole fits a reader's display. The schema has
 * `xs:string`, without a length (TR-03112-7).
 */
export const LONGEST_PLACE = 60;

/**
 * What the AusweisApp shows beside the provider's own words: where somebody is being signed in, by the register's word
 * and not the terminal's, so that a person elsewhere sees that it is not their place (RFC 8628, 5.4).
 */
export const transactionInfo = (
  language: 'de' | 'en' | 'ar',
  { place, name, time }: { place: string | null; name: string; time: string },
): string => `${TRANSACTION[language]}: ${[place, name, time].filter((part) => part !== null).join(', ')}`;

/** Milliseconds: a sign-in ends so long after its last request, and so long after its beginning whatever happens. */
export const SIGN_IN = { idle: 10 * 60_000, longest: 45 * 60_000 } as const;

export interface SignInDeps {
  readonly db: Kysely<Tables>;
  readonly clock: TimeSource;
  /** IANA name: of the register's calendar day, and of the time that visitors are shown. */
  readonly timeZone: string;
  /** Not given: sign-ins are refused. */
  readonly eidServer?: EidServer | undefined;
  readonly residents: Pick<ResidentSystem, 'candidates' | 'resident' | 'health'>;
}

export interface SignIns {
  begin(terminal: Terminal, language: 'de' | 'en' | 'ar'): Promise<EidSession>;
  /** `nonce`: what the refresh address brought to the device where the card was read. */
  outcome(
    terminal: Terminal,
    asked: { readonly session: string; readonly nonce?: string | undefined },
  ): Promise<EidOutcome>;
  /** The person who is signed in; keeps the sign-in alive. Throws {@link Refused} with `signed-out`. */
  person(terminal: Terminal, visit: string): Promise<string>;
  end(terminal: Terminal, visit: string): Promise<void>;
}

export function createSignIns({ db, clock, timeZone, eidServer, residents }: SignInDeps): SignIns {
  /**
   * An eID-Server gives its answer once: a second request while the first is on its way waits for that one instead of
   * asking itself.
   */
  const asking = new Map<string, Promise<unknown>>();

  async function signedIn(terminal: Terminal, person: string): Promise<EidOutcome> {
    const known = await residents.resident(person, 'sign-in');
    if (!known.ok) throw problemOf(known.error);
    const { givenNames, usualGivenName, familyName, doctorate } = known.value;
    const visit = newKey();
    const now = clock.now();
    await db.transaction().execute(async (tx) => {
      await tx
        .insertInto('sign_in')
        .values({
          token_hash: hashOf(visit),
          terminal: terminal.id,
          person,
          began_at: new Date(now),
          last_at: new Date(now),
        })
        .execute();
      await writeAudit(tx, {
        at: now,
        actor: `terminal:${terminal.id}`,
        action: 'sign-in',
        subject: `person:${person}`,
      });
    });
    return {
      state: 'signed-in',
      visit,
      expiresAt: new Date(now + SIGN_IN.longest).toISOString(),
      name: [doctorate, usualGivenName ?? givenNames[0], familyName]
        .filter((part) => part !== null && part !== undefined && part !== '')
        .join(' '),
    };
  }

  async function settle(terminal: Terminal, session: string, nonce: string | undefined): Promise<EidOutcome> {
    const row = await db
      .selectFrom('eid_session')
      .selectAll()
      .where('token_hash', '=', hashOf(session))
      .where('terminal', '=', terminal.id)
      .executeTakeFirst();
    if (row === undefined) return { state: 'failed' };
    // Before anything else is answered or asked: a caller with another nonce, or none, was not at the terminal where
    // the card was read.
    if (nonce === undefined || row.nonce_hash === null || !timingSafeEqual(hashOf(nonce), row.nonce_hash)) {
      await db
        .updateTable('eid_session')
        .set({ outcome: 'failed' })
        .where('token_hash', '=', row.token_hash)
        .where('outcome', 'is', null)
        .execute();
      return { state: 'failed' };
    }
    if (row.outcome === 'no-match') return { state: 'no-match' };
    // A sign-in is given once: asked again, the way leads over the card.
    if (row.outcome !== null) return { state: 'failed' };
    const result = await eidServer?.result(row.server_session);
    if (result === undefined || !result.ok) throw new HttpProblem({ code: 'unavailable', retryAfterSeconds: 5 });
    // An authentication also expires: a person who comes to the reader later may be somebody else.
    const over = row.expires_at.getTime() <= clock.now();
    if (result.value.state === 'pending') return over ? { state: 'failed' } : { state: 'pending' };
    const found = over || result.value.state === 'failed' ? null : await findPerson(residents, result.value.data);
    // The card's answer is given once: with the system away, the way leads over the card again.
    const away = found !== null && !found.ok ? found.error : null;
    const person = found?.ok === true && typeof found.value === 'object' ? found.value.id : null;
    const outcome = found?.ok !== true ? 'failed' : person === null ? 'no-match' : 'signed-in';
    const claimed = await db
      .updateTable('eid_session')
      .set({ outcome })
      .where('token_hash', '=', row.token_hash)
      .where('outcome', 'is', null)
      .returning('token_hash')
      .executeTakeFirst();
    if (away !== null) throw problemOf(away);
    if (claimed === undefined || outcome === 'failed') return { state: 'failed' };
    return person === null ? { state: 'no-match' } : signedIn(terminal, person);
  }

  return {
    async begin(terminal, language) {
      // Said before a card is read for nothing.
      const system = await residents.health();
      if (!system.ok) throw problemOf(system.error);
      const { place } = await db
        .selectFrom('terminal')
        .select('place')
        .where('id', '=', terminal.id)
        .executeTakeFirstOrThrow();
      const nonce = newKey();
      const created = await eidServer?.createSession({
        attributes: REQUIRED,
        optional: OPTIONAL,
        nonce,
        transactionInfo: transactionInfo(language, { place, name: terminal.name, time: timeIn(timeZone, clock.now()) }),
      });
      if (created === undefined || !created.ok) throw new HttpProblem({ code: 'unavailable', retryAfterSeconds: 30 });
      const { sessionId, tcTokenUrl, refreshUrl, expiresAt } = created.value;
      const session = newKey();
      await db
        .insertInto('eid_session')
        .values({
          token_hash: hashOf(session),
          terminal: terminal.id,
          server_session: sessionId,
          expires_at: new Date(expiresAt),
          outcome: null,
          nonce_hash: hashOf(nonce),
        })
        .execute();
      return {
        session,
        tcTokenUrl,
        refreshOrigin: new URL(refreshUrl).origin,
        expiresAt: new Date(expiresAt).toISOString(),
      };
    },
    async outcome(terminal, { session, nonce }) {
      const turn = (asking.get(session) ?? Promise.resolve()).then(() => settle(terminal, session, nonce));
      const over = turn.then(
        () => undefined,
        () => undefined,
      );
      asking.set(session, over);
      try {
        return await turn;
      } finally {
        if (asking.get(session) === over) asking.delete(session);
      }
    },
    async person(terminal, visit) {
      const now = clock.now();
      const row = await db
        .updateTable('sign_in')
        .set({ last_at: new Date(now) })
        .where('token_hash', '=', hashOf(visit))
        .where('terminal', '=', terminal.id)
        .where('last_at', '>', new Date(now - SIGN_IN.idle))
        .where('began_at', '>', new Date(now - SIGN_IN.longest))
        .returning('person')
        .executeTakeFirst();
      if (row === undefined) throw new HttpProblem({ code: 'signed-out' });
      return row.person;
    },
    async end(terminal, visit) {
      await db.transaction().execute(async (tx) => {
        const documents = await tx
          .selectFrom('document_grant')
          .select('document')
          .where('sign_in', '=', hashOf(visit))
          .where('terminal', '=', terminal.id)
          .execute();
        // Its grants go with it; electronic documents have no other purpose than the visit, unless a pick-up code was
        // made.
        await tx
          .deleteFrom('sign_in')
          .where('token_hash', '=', hashOf(visit))
          .where('terminal', '=', terminal.id)
          .execute();
        await removeUnneeded(
          tx,
          clock.now(),
          documents.map(({ document }) => document),
        );
      });
    },
  };
}
