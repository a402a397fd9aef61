/**
 * Where the chains of the register's audit ended, as it signed that: one a day, so that they lie elsewhere by
 * themselves.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dayOf } from '../../../base/calendar-day.ts';

/** Days. */
const KEPT = 400;
const NAME = /^\d{4}-\d{2}-\d{2}\.jws$/;

/**
 * Stores the first of each day in `audit-heads/`; a disk that takes nothing costs that day's. `now`: milliseconds since
 * the epoch.
 */
export function keepAuditHeads(data: string): (signed: string, now: number) => void {
  const folder = join(data, 'audit-heads');
  return (signed, now) => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(join(folder, `${dayOf(now)}.jws`), `${signed}\n`, { flag: 'wx', mode: 0o600 });
      const files = readdirSync(folder)
        .filter((name) => NAME.test(name))
        .sort();
      for (const old of files.slice(0, Math.max(0, files.length - KEPT))) rmSync(join(folder, old), { force: true });
    } catch {
      // There already, or a disk that is full.
    }
  };
}
