/**
 * The terminal ends at every single write of a page of the index: the page is there whole or not at all, and taken
 * again it is there once.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { openStore } from '../../electron/kiosk/store/store.ts';

const run = promisify(execFile);
const WRITER = join(import.meta.dirname, 'support/outbox-writer.ts');
/** The transaction's begin, three entries, the mark, its end, and the time after it. */
const WRITES = 7;
const COLUMNS = {
  ids: Buffer.from(Array.from({ length: 48 }, (_, index) => index)).toString('base64'),
  stages: 'rhx',
  since: [20_778, 20_779, 20_780],
  offices: ['buergerbuero'],
  office: [0, 0, -1],
  flags: 'f00',
};
const HANDED_OVER = Buffer.from(Array.from({ length: 16 }, (_, index) => index + 16)).toString('hex');

it.for(Array.from({ length: WRITES + 1 }, (_, at) => at))(
  'a page of the status index whose write is killed before step %i is stored wholly or not at all',
  { concurrent: true },
  async (limit, { onTestFinished }) => {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-index-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'journal.sqlite');
    openStore(file).close();
    const page = [1, 0, COLUMNS, 40, 1_000] as const;
    const ended = await run(process.execPath, [
      WRITER,
      file,
      'keepStatusPage',
      JSON.stringify(page),
      String(limit),
    ]).then(
      () => 'lived',
      (error: { signal?: string }) => error.signal,
    );
    expect(ended).toBe(limit < WRITES ? 'SIGKILL' : 'lived');

    const store = openStore(file);
    onTestFinished(() => store.close());
    const [mark] = store.statusMarks();
    // The end of the transaction is the moment from which it is there.
    expect([mark?.mark, mark?.complete, mark?.asOf, store.statusCount(1)]).toEqual(
      limit < WRITES - 1 ? [undefined, undefined, undefined, 0] : [40, true, 1_000, 2],
    );
    // The answer never came, so it is asked again.
    for (let again = 0; again < 2; again += 1)
      expect(store.keepStatusPage(...page)).toEqual({ epoch: 1, mark: 40, complete: true, asOf: 1_000 });
    expect(store.statusCount(1)).toBe(2);
    expect(store.statusEntry(1, HANDED_OVER)).toEqual({ stage: 'h', since: 20_779, office: 'buergerbuero', flags: 0 });
  },
);
