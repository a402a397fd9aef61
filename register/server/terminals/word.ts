/** What a terminal says with each sign of life, kept with what it changes (history.ts). */
import { sql } from 'kysely';
import type { TimeSource } from '../../../base/clock.ts';
import type { HeartbeatRequest } from '../../contract/contract.ts';
import { notify } from '../database/changes.ts';
import type { RegisterDatabase } from '../database/database.ts';
import { together } from '../database/together.ts';
import { SILENT_MS, conditionSaid } from './condition.ts';
import { writeHistory } from './history.ts';

interface Word {
  readonly terminal: string;
  /** The heartbeat, as JSON text. */
  readonly said: string;
  readonly condition: string;
}
export interface Noted {
  readonly hasOrders: boolean;
}

const HAS_ORDERS = `exists (select from terminal_order where terminal_order.terminal = terminal.id and taken_at is null) as "hasOrders"`;
/**
 * Only of terminals that say what they said, and were not silent. `jobs`: when they ran last, which changes each time.
 */
const SAME = `
  update terminal set last_seen_at = $1::timestamptz, heartbeat = said.word
  from (
    select told.id, told.condition, word from unnest($3::text[], $4::text[]) with ordinality as told (id, condition, place)
    join jsonb_array_elements($5::jsonb) with ordinality as words (word, place) using (place)
  ) as said
  where terminal.id = said.id and terminal.heartbeat - 'jobs' = said.word - 'jobs' and terminal.condition = said.condition
    and last_seen_at >= $2::timestamptz
  returning terminal.id, ${HAS_ORDERS}`;

/**
 * Keeps a word, and says whether orders wait for the terminal. `edition`: the one that is in force. Pages of the office
 * are told where it says something new.
 */
export function createWords(
  { db, prepared }: Pick<RegisterDatabase, 'db' | 'prepared'>,
  clock: TimeSource,
): (terminal: string, heartbeat: HeartbeatRequest, edition: string) => Promise<Noted> {
  // Each terminal of a fleet says the same every minute: those that do so at the same time are one short statement.
  const same = together<Word, Noted | undefined>(async (words) => {
    const now = clock.now();
    // A terminal that says two things at once is heard twice, one after the other.
    const first = new Map<string, Word>();
    for (const word of words) if (!first.has(word.terminal)) first.set(word.terminal, word);
    const told = [...first.values()];
    const rows = await prepared<Noted & { readonly id: string }>('same-words', SAME, [
      new Date(now),
      new Date(now - SILENT_MS),
      told.map(({ terminal }) => terminal),
      told.map(({ condition }) => condition),
      `[${told.map(({ said }) => said).join(',')}]`,
    ]);
    const noted = new Map(rows.map(({ id, hasOrders }) => [id, { hasOrders }]));
    return words.map((word) => (first.get(word.terminal) === word ? noted.get(word.terminal) : undefined));
  });

  /** One statement as well, with what it tells and what it writes down. */
  async function other({ terminal, said, condition }: Word): Promise<Noted> {
    const now = new Date(clock.now());
    const spoke = new Date(now.getTime() - SILENT_MS);
    const { rows } = await sql<Noted>`
      with was as (select id, heartbeat, condition, last_seen_at from terminal where id = ${terminal} for update),
      written as (${writeHistory({ said, condition, now, spoke })})
      update terminal set last_seen_at = ${now}, heartbeat = ${said}::jsonb, condition = ${condition}
      from was where terminal.id = was.id
      returning ${notify({ what: 'terminal', id: terminal })} as told, ${sql.raw(HAS_ORDERS)}`.execute(db);
    return { hasOrders: rows[0]?.hasOrders === true };
  }

  return async (terminal, heartbeat, edition) => {
    const word = {
      terminal,
      said: JSON.stringify(heartbeat),
      condition: conditionSaid(heartbeat, heartbeat.catalogue === edition),
    };
    return (await same(word)) ?? other(word);
  };
}
