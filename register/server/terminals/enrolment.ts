/** Codes with which a terminal becomes known by its key: one open code per terminal, once, for minutes. */
import { createPublicKey, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { TerminalKey } from '../../contract/contract.ts';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import { writeAudit } from '../audit/write.ts';
import { tellChange } from '../database/changes.ts';
import type { TimeSource } from '../../../base/clock.ts';
import { hashOf, newCode } from '../services/codes.ts';
import { thumbprint } from '../keys/signing.ts';
import type { Tables } from '../database/tables.ts';
import type { Terminal, Terminals } from './terminals.ts';

/** Minutes. */
export const CODE_MINUTES = { usual: 30, shortest: 1, longest: 24 * 60 } as const;
const MINUTE_MS = 60_000;

/** Null for what is no point of its curve. */
export function readTerminalKey(key: TerminalKey): KeyObject | null {
  try {
    return createPublicKey({ key: { ...key }, format: 'jwk' });
  } catch {
    return null;
  }
}

export interface EnrolmentCodeIssued {
  readonly terminal: Terminal;
  /** In this answer and nowhere else. */
  readonly code: string;
  readonly expiresAt: string;
}

/** Where a terminal stands, in words for visitors. */
export interface TerminalPlace {
  readonly place?: string | undefined;
}

/**
 * A code for the terminal of this name, which is added where there is none. A code given out before ends; a terminal
 * that works goes on working until the new code is used. `minutes`: within {@link CODE_MINUTES}. `place`: from now on;
 * without it, it stays as it was.
 */
export async function issueCode(
  db: Kysely<Tables>,
  clock: TimeSource,
  name: string,
  minutes: number,
  { place }: TerminalPlace = {},
): Promise<EnrolmentCodeIssued> {
  const now = clock.now();
  const expires = new Date(now + minutes * MINUTE_MS);
  const code = newCode(3);
  const terminal = await db.transaction().execute(async (tx) => {
    await tx
      .insertInto('terminal')
      .values({ id: randomUUID(), name, key_hash: null, created_at: new Date(now) })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    if (place !== undefined) await tx.updateTable('terminal').set({ place }).where('name', '=', name).execute();
    const row = await tx
      .selectFrom('terminal')
      .select(['id', 'name'])
      .where('name', '=', name)
      .executeTakeFirstOrThrow();
    const fresh = { code_hash: hashOf(code), expires_at: expires, used_by: null };
    await tx
      .insertInto('enrolment_code')
      .values({ terminal: row.id, ...fresh })
      .onConflict((conflict) => conflict.column('terminal').doUpdateSet(fresh))
      .execute();
    await tellChange(tx, { what: 'terminal', id: row.id });
    await writeAudit(tx, { at: now, actor: 'admin', action: 'enrolment-code', subject: `terminal:${row.id}` });
    return row;
  });
  return { terminal, code, expiresAt: expires.toISOString() };
}

/**
 * Makes the terminal known by this key. Its earlier key and all its tokens end with that, and a revocation too. The key
 * that used a code gets the same answer again for as long as the code's row is kept (retention.ts). Why a code is
 * refused is not said.
 */
export async function enrol(
  db: Kysely<Tables>,
  clock: TimeSource,
  terminals: Pick<Terminals, 'forget'>,
  { code, key }: { readonly code: string; readonly key: TerminalKey },
): Promise<Result<Terminal & { readonly again: boolean }, 'refused'>> {
  const name = thumbprint(key);
  const now = new Date(clock.now());
  const outcome = await db
    .transaction()
    .execute(async (tx): Promise<Result<Terminal & { readonly again: boolean }, 'refused'>> => {
      const hash = hashOf(code);
      const issued = await tx
        .selectFrom('enrolment_code')
        .select('terminal')
        .where('code_hash', '=', hash)
        .executeTakeFirst();
      if (issued === undefined) return err('refused');
      // A second request with the same code waits here, and a revocation too; what became of the code is read only
      // after that.
      const terminal = await tx
        .selectFrom('terminal')
        .select(['id', 'name'])
        .where('id', '=', issued.terminal)
        .forUpdate()
        .executeTakeFirstOrThrow();
      const row = await tx
        .selectFrom('enrolment_code')
        .select(['expires_at', 'used_by'])
        .where('code_hash', '=', hash)
        .executeTakeFirst();
      if (row === undefined) return err('refused');
      if (row.used_by !== null) return row.used_by === name ? ok({ ...terminal, again: true }) : err('refused');
      if (row.expires_at <= now) return err('refused');
      await tx.updateTable('enrolment_code').set({ used_by: name }).where('terminal', '=', terminal.id).execute();
      await tx
        .updateTable('terminal')
        .set({ public_key: JSON.stringify(key), key_hash: null, revoked_at: null, enrolled_at: now })
        .where('id', '=', terminal.id)
        .execute();
      await tx.deleteFrom('terminal_token').where('terminal', '=', terminal.id).execute();
      await tellChange(tx, { what: 'terminal', id: terminal.id });
      await writeAudit(tx, {
        at: now.getTime(),
        actor: `terminal:${terminal.id}`,
        action: 'enrolment',
        subject: `terminal:${terminal.id}`,
      });
      return ok({ ...terminal, again: false });
    });
  if (outcome.ok) terminals.forget();
  return outcome;
}
