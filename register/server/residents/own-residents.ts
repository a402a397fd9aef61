/** The resident system in our own tables: what runs where no other one is connected. */
import { dayIn } from '../../../base/calendar-day.ts';
import { systemClock, type TimeSource } from '../../../base/clock.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { RegisterDatabase } from '../database/database.ts';
import type { DocumentKey } from '../keys/secrets.ts';
import type { Answered, Away, ResidentSystem, Spoken, Unknown } from '../ports/resident-system.ts';
import { asked } from './own/asked.ts';
import { makeChange } from './own/change.ts';
import { createDocumentLookup } from './own/documents.ts';
import { readCandidates, readFamily, readRecord } from './own/read.ts';

/** As our own tables name themselves. */
export const OWN_SOURCE = 'register';

/** `timeZone`: IANA name, by default Europe/Berlin: days begin and end there. */
export function createOwnResidents(
  database: Pick<RegisterDatabase, 'db' | 'prepared'>,
  key: DocumentKey,
  { clock = systemClock, timeZone = 'Europe/Berlin' }: { clock?: TimeSource; timeZone?: string } = {},
): ResidentSystem {
  const { db } = database;
  const today = (): string => dayIn(timeZone, clock.now());
  const spoken: Spoken = { source: OWN_SOURCE, asOf: null };
  /** Undefined is nobody. */
  async function found<T extends object>(
    query: () => Promise<T | undefined>,
  ): Promise<Result<Answered<T>, Away | Unknown>> {
    const answer = await asked(query);
    if (!answer.ok) return answer;
    return answer.value === undefined ? err({ kind: 'unknown-resident' }) : ok({ ...answer.value, spoken });
  }
  return {
    candidates: (search) => asked(async () => ({ ...(await readCandidates(db, search, today())), spoken })),
    resident: (id) => found(() => readRecord(db, id, today())),
    family: (id) => found(() => readFamily(db, id, today())),
    async change(request) {
      const made = await asked(() => makeChange(db, request, { today: today(), now: clock.now() }));
      return made.ok ? made.value : made;
    },
    documentStatus: createDocumentLookup(database, key),
    health: () =>
      asked(async () => {
        await database.prepared('health', 'select 1', []);
        return { ...spoken, takesChanges: true };
      }),
  };
}
