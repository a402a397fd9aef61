/** Records that are kept until a whole file is checked: sorted by key, each key once, and readable by nobody else. */
import { createHash } from 'node:crypto';
import { mkdtempSync, openSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { KEY_BYTES, SortedRecords } from '../../../../../register/server/bulk/file/sorted-records.ts';

function opened(): { readonly records: SortedRecords; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-sorted-'));
  const records = new SortedRecords(folder);
  onTestFinished(() => {
    records.close();
    rmSync(folder, { recursive: true });
  });
  return { records, folder };
}
const keyOf = (name: number): Buffer => createHash('sha256').update(String(name)).digest();
const recordOf = (name: number, rest: string): Buffer => Buffer.concat([keyOf(name), Buffer.from(rest)]);

test('records come in the order of their keys, of each key the last one, in batches of at most so many', async () => {
  const record = fc.record({
    name: fc.integer({ min: 0, max: 30 }),
    // Some are longer than what is held of a part.
    length: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 20_000, max: 70_000 })),
    letter: fc.constantFrom('a', 'b', 'c'),
  });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (given, most) => {
      const folder = mkdtempSync(join(tmpdir(), 'foyer-sorted-'));
      const records = new SortedRecords(folder);
      try {
        const expected = new Map<number, Buffer>();
        for (const { name, length, letter } of given) {
          const one = recordOf(name, letter.repeat(length));
          expected.set(name, one);
          // Whoever adds a record may use its memory again.
          const reused = Buffer.concat([one, Buffer.from('behind it')]);
          records.add(reused, one.length);
          reused.fill(0);
        }
        const batches = [...records.batches(most)];
        expect(batches.slice(0, -1).every(({ length }) => length === most)).toBe(true);
        expect(batches.at(-1)?.length ?? 0).toBeLessThanOrEqual(most);
        const sorted = [...expected.values()].sort((a, b) => a.compare(b));
        expect(batches.flat().map((one) => one.toString('latin1'))).toEqual(
          sorted.map((one) => one.toString('latin1')),
        );
      } finally {
        records.close();
        rmSync(folder, { recursive: true });
      }
    }),
  );
});

test('keys that begin with the same bytes are told apart', () => {
  const { records } = opened();
  const key = (last: number): Buffer => Buffer.concat([Buffer.alloc(KEY_BYTES - 1, 7), Buffer.of(last)]);
  for (const [last, rest] of [
    [2, 'first'],
    [1, 'other'],
    [2, 'last'],
  ] as const)
    records.add(Buffer.concat([key(last), Buffer.from(rest)]));
  expect([...records.batches(10)].flat().map((one) => one.toString('utf8', KEY_BYTES))).toEqual(['other', 'last']);
});

test('what lies on the disk has no name and cannot be read', () => {
  const { records, folder } = opened();
  const count = 40_000;
  for (let name = 0; name < count; name += 1)
    records.add(recordOf(name, 'a secret that is long enough to be found'.repeat(8)));
  expect(readdirSync(folder)).toEqual([]);
  const open = readdirSync('/proc/self/fd').filter((file) => {
    try {
      return readlinkSync(`/proc/self/fd/${file}`).startsWith(folder);
    } catch {
      return false;
    }
  });
  expect(open).toHaveLength(1);
  const bytes = readFileSync(openSync(`/proc/self/fd/${open[0]}`, 'r'));
  expect(bytes.length).toBeGreaterThan(1_000_000);
  expect(bytes.includes('a secret')).toBe(false);
  expect(bytes.includes(keyOf(0))).toBe(false);
  expect([...records.batches(1_000)].flat()).toHaveLength(count);
});
