/**
 * A program that asks one verb of the outbox or of the index of documents' states and is killed at one of its writes,
 * as `kill -9` does: with nothing closed and nothing rolled back. Arguments: the journal's file, the verb's name, its
 * arguments as JSON, and how many writes it lives to see. Ends with 0 where it lived on.
 */
import { DatabaseSync } from '@photostructure/sqlite';
import { outboxBook } from '../../../electron/kiosk/store/outbox.ts';
import { statusBook } from '../../../electron/kiosk/store/status-index.ts';

const [file = '', verb = '', args = '[]', limit = '0'] = process.argv.slice(2);
const db = new DatabaseSync(file);
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
let left = Number(limit);
const write = <T>(work: () => T): T => {
  if ((left -= 1) < 0) process.kill(process.pid, 'SIGKILL');
  return work();
};
const counted = {
  exec: (sql: string) => write(() => db.exec(sql)),
  prepare(sql: string) {
    const statement = db.prepare(sql);
    return {
      get: (...values: never[]) => statement.get(...values),
      all: (...values: never[]) => statement.all(...values),
      run: (...values: never[]) => write(() => statement.run(...values)),
    };
  },
} as never;
const book = { ...outboxBook(counted), ...statusBook(counted) };
(book[verb as keyof typeof book] as (...given: unknown[]) => unknown)(...(JSON.parse(args) as unknown[]));
// Written, but the answer is not sent.
write(() => undefined);
process.exit(0);
