/**
 * A program that asks one verb of the outbox and is killed at one of its writes, as `kill -9` does: with nothing closed and nothing rolled back.
 * Arguments: the journal's file, the verb's name, its arguments as JSON, and how many writes it lives to see. Ends with 0 where it lived on.
 */
import { DatabaseSync } from '@photostructure/sqlite';
import { type OutboxBook, outboxBook } from '../../../electron/kiosk/store/outbox.ts';

const [file = '', verb = '', args = '[]', limit = '0'] = process.argv.slice(2);
const db = new DatabaseSync(file);
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
let left = Number(limit);
const write = <T>(work: () => T): T => {
  if ((left -= 1) < 0) process.kill(process.pid, 'SIGKILL');
  return work();
};
const book = outboxBook({
  exec: (sql: string) => write(() => db.exec(sql)),
  prepare(sql: string) {
    const statement = db.prepare(sql);
    return { get: (...values: never[]) => statement.get(...values), all: (...values: never[]) => statement.all(...values), run: (...values: never[]) => write(() => statement.run(...values)) };
  },
} as never);
(book[verb as keyof OutboxBook] as (...given: unknown[]) => unknown)(...(JSON.parse(args) as unknown[]));
// Written, and nobody was told.
write(() => undefined);
process.exit(0);
