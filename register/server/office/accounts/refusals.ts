/** How it is refused to come in: always with the same words, and in the audit. */
import type { Kysely } from 'kysely';
import type { TimeSource } from '../../../../base/clock.ts';
import { writeAudit } from '../../audit/write.ts';
import type { Tables } from '../../database/tables.ts';
import { HttpProblem } from '../../http/problems.ts';

/** Which of it is wrong is told to nobody, nor that somebody has to wait. */
export const REFUSED_SENTENCE =
  'Die Anmeldung ist nicht möglich. Prüfen Sie Ihre Angaben und die Uhrzeit Ihres Geräts. Nach mehreren Versuchen warten Sie bitte fünf Minuten.';

/** `account`: opaque id, or null for one that nobody has. What was typed stands nowhere. */
export async function auditRefused(db: Kysely<Tables>, clock: TimeSource, account: string | null): Promise<void> {
  await db.transaction().execute((tx) =>
    writeAudit(tx, {
      at: clock.now(),
      actor: 'register',
      action: 'office-sign-in-refused',
      subject: `account:${account ?? 'unknown'}`,
    }),
  );
}

/** Always throws. */
export async function refuse(db: Kysely<Tables>, clock: TimeSource, account: string | null): Promise<never> {
  await auditRefused(db, clock, account);
  throw new HttpProblem({ code: 'signed-out', detail: REFUSED_SENTENCE });
}

/** For somebody who is signed in, and asks for what cannot be done: a German sentence that says what to do. */
export const notPossible = (detail: string): HttpProblem => new HttpProblem({ code: 'not-possible', detail });
