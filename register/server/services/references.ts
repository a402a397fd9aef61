import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';

/**
 * "MB-2026-000042-7": kind, year, running number, and a check digit (ISO 7064, MOD 97 would be two; one digit by
 * weights 3 and 1 finds a mistyped one).
 */
export async function nextReference(db: Kysely<Tables>, kind: string, today: string): Promise<string> {
  const { rows } = await sql<{ next: string | number }>`select nextval('reference_number') as next`.execute(db);
  const number = String(rows[0]?.next ?? '').padStart(6, '0');
  const sum = [...number]
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return `${kind}-${today.slice(0, 4)}-${number}-${(10 - (sum % 10)) % 10}`;
}
