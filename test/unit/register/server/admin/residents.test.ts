/** The operator's commands about deliveries of people. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { complete, delta, home, person } from '../../../../harness/deliveries.ts';
import { startAdmin } from '../../../../../register/server/admin/server.ts';
import { runCommand } from '../../../../harness/operator.ts';
import { openRegister, type Register } from '../../../../../register/server/register.ts';
import { readRemovalLimit } from '../../../../../register/server/residents/feed/limit.ts';

let folder: string;
let register: Register;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foyer-residents-'));
  const removalLimit = readRemovalLimit('0%,1');
  register = await openRegister({
    folder,
    removalLimit,
    clock: { now: () => Date.parse('2026-11-21T12:00:00+01:00') },
    log: () => {},
  });
  closers.push(() => register.close());
  closers.push((await startAdmin(register, folder, null)).stop);
}, 60_000);
afterAll(async () => {
  for (const close of closers.reverse()) await close();
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => runCommand(folder, ...args);
const file = async (text: string): Promise<string> => {
  const path = join(folder, 'delivery.csv');
  await writeFile(path, text);
  return path;
};

test('a delivery is taken in, listed, waits, is confirmed, and what was changed here is written', async () => {
  expect(await run('residents', 'changes', join(folder, 'changes.csv'))).toEqual({
    code: 0,
    out: 'There are no changes to hand over.\n',
  });
  const people = [person('a1'), home('a1'), home('a1', { id: 'h2', kind: 'secondary' }), person('a2'), person('a3')];
  expect(await run('residents', 'deliver', await file(complete(1, people)))).toEqual({
    code: 0,
    out: 'delivery 1: read 5 records, new 3, changed 0, removed 0, unchanged 0\n',
  });
  expect(await run('residents', 'deliver', await file(delta(2, [person('a4', { family_name: 'Ka7mann' })])))).toEqual({
    code: 1,
    out: 'line 3\tfamily_name\thas a character that names of people do not have by DIN 91379, data type A (U+0037)\ndelivery 2 was refused: 1 faults. Nothing was changed.',
  });
  const few = await file(complete(2, [person('a1'), home('a1'), home('a1', { id: 'h2', kind: 'secondary' })]));
  expect(await run('residents', 'deliver', few)).toEqual({
    code: 1,
    out: 'delivery 3 is waiting: It would remove 2 of 3 people; more than 1 go only when somebody confirms it. Nothing was changed. Let it through with: residents confirm 3 FILE, or say no with: residents dismiss 3',
  });
  expect((await run('residents', 'confirm', '3', few)).out).toBe(
    'delivery 3: read 3 records, new 0, changed 0, removed 2, unchanged 1\n',
  );
  expect((await run('residents', 'dismiss', '3')).out).toBe('ID is no delivery that waits.');
  expect((await run('residents', 'deliveries')).out.split('\n').map((line) => line.split('\t').slice(2, 4))).toEqual([
    ['complete 2 of 2026-11-20T01:00:00.000Z', `applied (operator:uid-${process.getuid?.()})`],
    ['delta 2 of 2026-11-20T01:00:00.000Z', 'refused'],
    ['complete 1 of 2026-11-20T01:00:00.000Z', 'applied'],
    [],
  ]);

  await register.residents.change({
    key: '00000000-0000-4000-8000-000000000001',
    id: 'a1',
    version: 0,
    change: { kind: 'give-up-secondary-home', home: 'h2', movedOut: '2026-11-20' },
  });
  const written = join(folder, 'changes.csv');
  expect((await run('residents', 'changes', written)).out).toBe('handed over: 1 changes of 1 people\n');
  expect(await readFile(written, 'utf8')).toContain('2026-11-20');
  expect((await stat(written)).mode & 0o777).toBe(0o600);
  expect((await run('residents', 'changes', written, '--since', '2026-11-01T00:00')).out).toContain('1 changes');
  expect((await run('people', 'import', few)).out).toBe('People come by deliveries here: residents deliver FILE.');
  const { rows } = { rows: await register.database.db.selectFrom('audit').select('action').orderBy('lane').execute() };
  expect(rows.map(({ action }) => action).sort()).toEqual(
    expect.arrayContaining([
      'changes-handed-over',
      'delivery-applied',
      'delivery-confirmed',
      'delivery-refused',
      'delivery-waiting',
    ]),
  );
});

test('a limit of removals that is none is refused at the start', () => {
  expect(readRemovalLimit(undefined)).toEqual({ percent: 1, people: 50 });
  expect(() => readRemovalLimit('1')).toThrow('FOYER_DELIVERY_REMOVES: "1" is no limit.');
});
