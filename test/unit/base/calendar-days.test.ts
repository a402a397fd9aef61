/**
 * A calendar day is the town's. Cut from an instant's ISO text it is Greenwich's: between midnight and two o'clock
 * another day, month or year. Where a day is reckoned with, it is written as midnight UTC first, and cut again; nothing
 * else may be.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const ROOMS = [
  'base',
  'electron',
  'renderer',
  'office',
  'services',
  'state-machines',
  'devices',
  'register',
  'locales',
  'tools',
];
const CUT = /\.toISOString\(\)\s*\.\s*(?:slice\(0,\s*(?:4|7|10)\)|substring\(0,\s*(?:4|7|10)\)|split\('T'\))/;
/** From a day to a day. */
const FROM_A_DAY =
  /T00:00:00Z|Date\.UTC\(|DAY_MS\)|date\.toISOString\(\)\.slice\(0, 10\) !== value|read\.toISOString\(\)\.slice\(0, 10\) === text/;
/**
 * Dates of card verifiable certificates (TR-03110), which are in no town; months by which the audit's table is divided,
 * and files of the log, at midnight UTC like the times in them.
 */
const IN_UTC = new Set([
  'register/demo/eid-server/short-cuts.ts',
  'register/server/audit/partitions.ts',
  'electron/kiosk/log/day.ts',
]);

test("no source cuts a day from an instant's text", () => {
  const files = ROOMS.flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|tsx|mjs)$/.test(name))
      .map((name) => `${room}/${name}`),
  );
  expect(files.length).toBeGreaterThan(300);
  const found = files
    .filter((file) => !IN_UTC.has(file))
    .flatMap((file) =>
      readFileSync(join(ROOT, file), 'utf8')
        .split('\n')
        .flatMap((line, at) => (CUT.test(line) && !FROM_A_DAY.test(line) ? [`${file}:${at + 1}`] : [])),
    );
  expect(found).toEqual([]);
});
