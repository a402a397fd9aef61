/** Deliveries of a town's resident system, as files. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  complete,
  delta,
  deliveryRig,
  home,
  person,
  type DeliveryRig,
  type FeedLine,
  allOf,
  headLine,
  xmlFile,
} from '../../../../harness/deliveries.ts';
import fc from 'fast-check';
import { charactersOf } from '../../../../../register/din91379/text.ts';
import { LATIN } from '../../../../../register/din91379/characters.ts';
import type { Change } from '../../../../../register/resident-system/contract.ts';
import { handOver } from '../../../../../register/server/residents/feed/hand-back.ts';
import { dismissDelivery, listDeliveries } from '../../../../../register/server/residents/feed/list.ts';
import { searchKey } from '../../../../../register/server/residents/identity/search-form.ts';
import { removeByTable } from '../../../../../register/server/services/keeping.ts';
import { openPglite } from '../../../../../register/server/database/database.ts';

let folder: string;
let rig: DeliveryRig;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foyer-feed-'));
  rig = await deliveryRig(await openPglite(), folder);
});
beforeEach(async () => {
  rig.clock.set(Date.parse('2026-11-21T12:00:00+01:00'));
  await sql`truncate person, resident_delivery, resident_change restart identity cascade`.execute(rig.database.db);
});
afterAll(async () => {
  await rig.database.close();
  await rm(folder, { recursive: true, force: true });
});

const block = (of: string, kind: string, more: FeedLine = {}): FeedLine => ({
  record: 'block',
  person: of,
  kind,
  ...more,
});
const relative = (of: string, relation: string, id: string): FeedLine => ({
  record: 'relative',
  person: of,
  relation,
  id,
});

async function record(id: string) {
  const found = await rig.residents.resident(id, 'own-data');
  return found.ok ? found.value : found.error.kind;
}

test('a complete delivery enters people with names, homes, blocks and family', async () => {
  const outcome = await rig.take(
    complete(1, [
      person('a1', {
        birth_name: 'Größer-Weißmüller',
        former_names: 'Żółkiewska',
        religious_name: 'Schwester Benedikta',
        doctorate: 'Dr.',
        usual_given_name: 'Maria',
        birth_place: 'Łódź',
        nationalities: 'deutsch/polnisch',
        marital_status: 'married',
      }),
      home('a1', { id: 'h1' }),
      home('a1', { id: 'h2', kind: 'secondary', street: 'Am Bach', addition: 'Hinterhaus', since: '1998-00-00' }),
      home('a1', { id: 'h0', kind: 'secondary', street: 'Altweg', until: '2010-01-31' }),
      block('a1', 'parties', { since: '2020-02-29' }),
      person('a2', { given_names: 'Max', birth_date: '1960-07-00' }),
      home('a2'),
      relative('a1', 'spouse', 'a2'),
      relative('a2', 'spouse', 'a1'),
    ]),
  );
  expect(outcome).toMatchObject({
    state: 'applied',
    report: { read: 9, new: 2, changed: 0, removed: 0, unchanged: 0 },
  });
  expect(await record('a1')).toMatchObject({
    version: 0,
    familyName: 'Mustermann',
    givenNames: ['Erika', 'Maria'],
    usualGivenName: 'Maria',
    birthName: 'Größer-Weißmüller',
    birthPlace: 'Łódź',
    nationalities: ['deutsch', 'polnisch'],
    maritalStatus: 'married',
    homes: [
      { id: 'h1', kind: 'main', since: '2001-05-01' },
      { id: 'h2', kind: 'secondary', addition: 'Hinterhaus', since: null },
    ],
    blocks: ['parties'],
  });
  expect(await record('a2')).toMatchObject({ birthDate: '1960-07', homes: [{ street: 'Lindenstraße' }] });
  expect(await rig.residents.family('a1')).toMatchObject({ ok: true, value: { relatives: [{ id: 'a2' }] } });
  expect(
    await rig.database.db.selectFrom('person').select(['former_names', 'religious_name']).execute(),
  ).toContainEqual({
    former_names: 'Żółkiewska',
    religious_name: 'Schwester Benedikta',
  });
});

test('the version of who is as before stays, and that of who has changed rises by one', async () => {
  const lines = (street: string, kind: string): FeedLine[] => [
    person('a1'),
    home('a1'),
    block('a1', 'parties', { since: '2020-02-29' }),
    block('a1', 'jubilees'),
    person('a2', { birth_name: 'Größer' }),
    home('a2', { street }),
    block('a2', kind),
    relative('a1', 'child', 'a2'),
  ];
  await rig.take(complete(1, lines('Am Bach', 'parties')));
  expect(await rig.take(complete(2, lines('Am Bach', 'parties')))).toMatchObject({
    report: { new: 0, changed: 0, removed: 0, unchanged: 2 },
  });
  expect(await rig.take(complete(3, lines('Am Berg', 'jubilees')))).toMatchObject({
    report: { new: 0, changed: 1, unchanged: 1 },
  });
  expect(await record('a1')).toMatchObject({ version: 0 });
  expect(await record('a2')).toMatchObject({ version: 1, homes: [{ street: 'Am Berg' }], blocks: ['jubilees'] });
});

test('a delta touches only who is in it, and removes who is marked', async () => {
  await rig.take(
    complete(1, [person('a1'), home('a1'), person('a2'), home('a2'), block('a2', 'parties'), person('a3')]),
  );
  const outcome = await rig.take(
    delta(2, [
      person('a2', { family_name: 'Größer' }),
      home('a2'),
      { record: 'person', id: 'a3', removed: 'yes' },
      person('a4'),
    ]),
  );
  expect(outcome).toMatchObject({ state: 'applied', report: { new: 1, changed: 1, removed: 1 } });
  expect(await record('a1')).toMatchObject({ version: 0 });
  expect(await record('a2')).toMatchObject({ version: 1, familyName: 'Größer', blocks: [] });
  expect(await record('a3')).toBe('unknown-resident');
  expect(await record('a4')).toMatchObject({ version: 0 });
});

describe('a delivery is refused, by both numbers,', () => {
  test.each([
    [
      'a delta before any complete one',
      delta(1, []),
      'It is the delta number 1, but there was no complete delivery before it.',
    ],
  ])('%s', async (_, file, sentence) => {
    expect(await rig.take(file)).toMatchObject({ state: 'refused', report: { sentence } });
  });
  test.each([
    [
      'after a gap',
      delta(6, []),
      'It is the delta number 6, but the last delivery that was taken in has number 4: number 5 is missing.',
    ],
    ['again', delta(4, []), 'It has the number 4, but number 4 was taken in already.'],
    ['a complete one again', complete(3, []), 'It has the number 3, but number 4 was taken in already.'],
    [
      'with older data',
      delta(5, [], '2026-11-19T02:00:00Z'),
      "Its data are of 2026-11-19T02:00:00.000Z, but the last delivery's are of 2026-11-20T01:00:00.000Z.",
    ],
  ])('%s', async (_, file, sentence) => {
    await rig.take(complete(4, [person('a1')]));
    expect(await rig.take(file)).toMatchObject({ state: 'refused', report: { sentence } });
    expect(await record('a1')).toMatchObject({ version: 0 });
  });
});

describe('a complete delivery that would remove many people', () => {
  const many = (count: number): FeedLine[] => Array.from({ length: count }, (_, at) => person(`p${at}`));

  test('waits until somebody confirms it with the same file', async () => {
    await rig.take(complete(1, many(60)));
    const file = complete(2, many(9));
    const waiting = await rig.take(file);
    expect(waiting).toMatchObject({
      state: 'waiting',
      report: {
        removed: 51,
        sentence: expect.stringContaining('It would remove 51 of 60 people; more than 50 go only'),
      },
    });
    expect(await record('p59')).toMatchObject({ version: 0 });
    expect(await rig.take(complete(2, many(8)), { confirm: waiting.id })).toMatchObject({
      state: 'refused',
      report: { sentence: `It is another file than the delivery ${waiting.id} that is waiting.` },
    });
    expect(await rig.take(file, { confirm: waiting.id })).toMatchObject({
      id: waiting.id,
      state: 'applied',
      report: { removed: 51 },
    });
    expect(await record('p59')).toBe('unknown-resident');
    expect(await listDeliveries(rig.database.db)).toMatchObject([
      { state: 'refused' },
      { id: waiting.id, state: 'applied', decidedBy: 'operator:test' },
      { state: 'applied', decidedBy: null },
    ]);
  });
  test('is taken in at once up to the limit, and not any more once it was dismissed', async () => {
    await rig.take(complete(1, many(60)));
    expect(await rig.take(complete(2, many(10)))).toMatchObject({ state: 'applied', report: { removed: 50 } });
    const file = complete(3, many(2));
    const { id } = await rig.take(file, { people: 1 });
    expect(await dismissDelivery(rig.database.db, { id, by: 'operator:test', now: 0 })).toBe(true);
    expect(await dismissDelivery(rig.database.db, { id, by: 'operator:test', now: 0 })).toBe(false);
    expect(await rig.take(file, { confirm: id })).toMatchObject({
      state: 'refused',
      report: { sentence: `No delivery ${id} is waiting.` },
    });
  });
});

describe('one wrong record refuses the whole file by line and column:', () => {
  const base = [person('a1'), home('a1')];
  test.each<[string, FeedLine[], number, string, string]>([
    [
      'a letter that names do not have',
      [...base, person('a2', { family_name: 'Ka7mann' })],
      5,
      'family_name',
      'names of people do not have',
    ],
    ['a name that is not NFC', [...base, person('a2', { family_name: 'Gro\u0308sser' })], 5, 'family_name', '(NFC)'],
    ['no name', [...base, person('a2', { family_name: '' })], 5, 'family_name', 'is missing'],
    [
      'a usual name of somebody else',
      [person('a1', { usual_given_name: 'Eva' })],
      3,
      'usual_given_name',
      'none of the given names',
    ],
    ['a day that there is not', [person('a1', { birth_date: '1964-02-30' })], 3, 'birth_date', 'must be a day'],
    ['a birth of which nothing is known', [person('a1', { birth_date: '0000-00-00' })], 3, 'birth_date', 'is missing'],
    ['a departure without a day', [person('a1', { departure: '2026-05' })], 3, 'departure', 'must be a day'],
    ['a marital status', [person('a1', { marital_status: 'ledig' })], 3, 'marital_status', 'must be one of single'],
    ['an id', [person('a 1')], 3, 'id', 'must be 1 to 64'],
    [
      'somebody who is removed by a complete one',
      [{ record: 'person', id: 'a1', removed: 'yes' }],
      3,
      'removed',
      'for deltas only',
    ],
    [
      'a street on a person',
      [person('a1', { street: 'Am Bach' })],
      3,
      'street',
      'does not belong to the record person',
    ],
    ['a record', [{ record: 'pet', id: 'a1' }], 3, 'record', 'must be one of delivery, person'],
    ['a home of nobody', [...base, home('a9', { street: 'Am Bach' })], 5, 'person', 'is nobody of this delivery'],
    [
      'a home that ends before it begins',
      [person('a1'), home('a1', { until: '2000-01-01' })],
      4,
      'until',
      'is before since',
    ],
    ['a second main home', [...base, home('a1', { street: 'Am Bach' })], 5, 'kind', 'is a second main home'],
    ['a home twice', [...base, home('a1', { kind: 'secondary' })], 5, 'id', 'is another home’s already'],
    ['a postal code', [person('a1'), home('a1', { postal_code: '1234' })], 4, 'postal_code', 'must be five digits'],
    ['a person twice', [...base, person('a1')], 5, 'id', 'is another person’s already'],
    ['a block that the town has not', [...base, block('a1', 'ghosts')], 5, 'kind', 'is no block of the catalogue'],
    [
      'a block twice',
      [...base, block('a1', 'parties'), block('a1', 'parties')],
      6,
      'kind',
      'is a second block of its kind',
    ],
    ['a relative of nobody', [...base, relative('a1', 'child', 'a9')], 5, 'id', 'is nobody of this delivery'],
    ['a relation', [...base, relative('a1', 'aunt', 'a9')], 5, 'relation', 'must be one of spouse'],
    ['oneself', [...base, relative('a1', 'child', 'a1')], 5, 'id', 'is the person’s own'],
    [
      'a second head',
      [...base, { record: 'delivery', format: '1', kind: 'delta', sequence: '2', as_of: '2026-11-20T00:00:00Z' }],
      5,
      'record',
      'must be the first record',
    ],
  ])('%s', async (_, lines, line, column, reason) => {
    const { state, report } = await rig.take(complete(1, lines));
    expect(state).toBe('refused');
    expect(report.refused).toContainEqual({ line, column, reason: expect.stringContaining(reason) });
    expect(JSON.stringify(report)).not.toMatch(/Ka7mann|Lindenstr|Eva|ghosts/);
    expect(await record('a1')).toBe('unknown-resident');
  });
});

test('a file that was cut at any byte changes nothing', async () => {
  const file = Buffer.from(complete(2, [person('a1', { family_name: 'Größer' }), home('a1'), person('a3')]));
  await rig.take(complete(1, [person('a1')]));
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: file.length - 2 }), async (length) => {
      expect((await rig.take(file.subarray(0, length))).state).toBe('refused');
      expect(await record('a1')).toMatchObject({ version: 0, familyName: 'Mustermann' });
    }),
    { numRuns: 12 },
  );
}, 60_000);

test('whoever died or left is not known any more, is not entered, and goes after thirty days', async () => {
  const lines = (more: FeedLine, left: FeedLine): FeedLine[] => [
    person('a1', more),
    home('a1'),
    person('a2', left),
    person('a3', { death: '1999' }),
    home('a3', { street: 'Am Bach' }),
    relative('a2', 'parent', 'a3'),
    relative('a2', 'spouse', 'a1'),
  ];
  expect(await rig.take(complete(1, lines({}, {})))).toMatchObject({ report: { new: 2, gone: 1 } });
  expect(await rig.take(complete(2, lines({}, {})))).toMatchObject({ report: { changed: 0, gone: 1 } });
  await rig.take(complete(3, lines({ death: '2026-11-00' }, { departure: '2026-12-01' })));
  expect(await record('a1')).toBe('unknown-resident');
  expect(await rig.residents.candidates({ familyName: 'MUSTERMANN', birthYear: '1964' })).toMatchObject({
    value: { candidates: [{ id: 'a2' }] },
  });
  expect(await rig.residents.family('a2')).toMatchObject({ value: { relatives: [] } });
  rig.clock.set(Date.parse('2026-12-01T12:00:00+01:00'));
  expect(await record('a2')).toBe('unknown-resident');
  await removeByTable(rig.database.db, Date.parse('2026-12-22T12:00:00+01:00'));
  expect(await rig.database.db.selectFrom('person').select('external_id').execute()).toEqual([{ external_id: 'a2' }]);
  expect(await rig.take(complete(4, lines({ death: '2026-11' }, {})))).toMatchObject({ report: { new: 0, gone: 2 } });
  expect(await record('a2')).toMatchObject({ familyName: 'Mustermann' });
});

test('what was changed here is kept until a delivery shows it, and is handed over once', async () => {
  const lines = (more: FeedLine[]): FeedLine[] => [
    person('a1', { family_name: 'Größer' }),
    home('a1', { id: 'h1' }),
    person('a2'),
    home('a2', { id: 'h3' }),
    ...more,
  ];
  const second = home('a1', { id: 'h2', kind: 'secondary', street: 'Am Bach' });
  await rig.take(complete(1, lines([second])));
  const change = (key: string, version: number, made: Change) =>
    rig.residents.change({ key: `00000000-0000-4000-8000-00000000000${key}`, id: 'a1', version, change: made });
  expect(await change('1', 0, { kind: 'give-up-secondary-home', home: 'h2', movedOut: '2026-11-20' })).toMatchObject({
    ok: true,
  });
  expect(await change('2', 1, { kind: 'blocks', changes: [{ id: 'parties', set: true }] })).toMatchObject({ ok: true });

  // The system does not know of it yet, and says something else of the person.
  expect(await rig.take(complete(2, lines([second, block('a1', 'jubilees')])))).toMatchObject({
    report: { changed: 1, kept: 1 },
  });
  expect(await record('a1')).toMatchObject({ homes: [{ id: 'h1' }], blocks: ['jubilees', 'parties'] });

  const { db } = rig.database;
  const handed = await handOver(db, { since: null, timeZone: 'Europe/Berlin', now: rig.clock.now() });
  expect(handed).toMatchObject({ people: 1, changes: 2 });
  expect(handed.csv).toContain('2026-11-20');
  expect(await handOver(db, { since: null, timeZone: 'Europe/Berlin', now: 0 })).toMatchObject({ changes: 0 });
  expect(
    await handOver(db, { since: '2026-11-01T00:00:00Z', timeZone: 'Europe/Berlin', now: rig.clock.now() }),
  ).toMatchObject({ changes: 2 });

  await rig.take(complete(3, lines([{ ...second, until: '2026-11-20' }, block('a1', 'jubilees')])));
  const states = () => db.selectFrom('resident_change').select('state').orderBy('key').execute();
  expect(await states()).toEqual([{ state: 'done' }, { state: 'handed' }]);
  await rig.take(complete(4, lines([block('a1', 'parties')])));
  expect(await states()).toEqual([{ state: 'done' }, { state: 'done' }]);
  expect(await record('a1')).toMatchObject({ homes: [{ id: 'h1' }], blocks: ['parties'] });
  // From then on the delivery counts.
  await rig.take(complete(5, lines([second])));
  expect(await record('a1')).toMatchObject({ homes: [{ id: 'h1' }, { id: 'h2' }], blocks: [] });
});

test('what is handed over is a delivery of the same format', async () => {
  await rig.take(
    complete(1, [person('a1', { nationalities: 'deutsch/polnisch' }), home('a1', { addition: 'Haus "B", links' })]),
  );
  await rig.residents.change({
    key: '00000000-0000-4000-8000-000000000001',
    id: 'a1',
    version: 0,
    change: { kind: 'blocks', changes: [{ id: 'parties', set: true }] },
  });
  const { csv } = await handOver(rig.database.db, { since: null, timeZone: 'Europe/Berlin', now: rig.clock.now() });
  expect(await rig.take(csv.replace(/delta,\d+,/, 'delta,2,'))).toMatchObject({
    state: 'applied',
    report: { changed: 0, unchanged: 1 },
  });
});

test('every letter of DIN 91379 in a name comes through and is found', async () => {
  const letters = [LATIN].flatMap(charactersOf);
  const people = letters.map((letter, at) => person(`l${at}`, { family_name: `Mu${letter}ster`, given_names: letter }));
  expect(await rig.take(complete(1, people))).toMatchObject({ state: 'applied', report: { new: letters.length } });
  for (const [at, letter] of letters.entries()) {
    const found = await rig.residents.candidates({ familyName: searchKey(`Mu${letter}ster`), birthYear: '1964' });
    expect(found.ok && found.value.candidates).toContainEqual(
      expect.objectContaining({ id: `l${at}`, familyName: `Mu${letter}ster`, givenNames: [letter] }),
    );
  }
});

test('after any deliveries a complete one makes the same of the people as it alone', async () => {
  const lines = fc.array(fc.tuple(fc.nat(5), fc.nat(3), fc.nat(3), fc.boolean()), { maxLength: 6 }).map((all) => {
    const chosen = [...new Map(all.map((one) => [one[0], one])).values()];
    return chosen.flatMap(([id, name, street, isBlocked]): FeedLine[] => [
      person(`p${id}`, {
        family_name: ['Größer', 'Đặng', 'Øre', 'Źak'][name] ?? '',
        ...(street === 3 ? { death: '2020' } : {}),
      }),
      home(`p${id}`, { street: `Weg ${street}` }),
      ...(name > 1 ? [home(`p${id}`, { street: 'Am Bach', kind: 'secondary' })] : []),
      ...(isBlocked ? [block(`p${id}`, 'parties', { since: '2020-01-01' })] : []),
      ...chosen.filter(([other]) => other === id + 1).map(([other]) => relative(`p${id}`, 'child', `p${other}`)),
    ]);
  });
  let sequence = 0;
  const state = async () =>
    Promise.all(
      Array.from({ length: 6 }, async (_, at) => {
        const one = await record(`p${at}`);
        const family = await rig.residents.family(`p${at}`);
        return [typeof one === 'string' ? one : { ...one, version: 0 }, family];
      }),
    );
  const limit = { people: 100 };
  await fc.assert(
    fc.asyncProperty(lines, lines, lines, async (first, second, last) => {
      await rig.take(complete((sequence += 1), []), limit);
      expect((await rig.take(complete((sequence += 1), last), limit)).state).toBe('applied');
      const alone = await state();
      expect((await rig.take(complete((sequence += 1), first), limit)).state).toBe('applied');
      expect((await rig.take(delta((sequence += 1), second), limit)).state).toBe('applied');
      expect((await rig.take(complete((sequence += 1), last), limit)).state).toBe('applied');
      expect(await state()).toEqual(alone);
    }),
    { numRuns: 6 },
  );
}, 60_000);

describe('a delivery as XML', () => {
  const lines = [person('a1', { family_name: 'd’Aubigné-L’Œuvrard' }), home('a1', { street: 'A & "B" <C>' })];
  const file = xmlFile(allOf(headLine('complete', 1), lines));

  test('is the same as the CSV', async () => {
    expect(await rig.take(file)).toMatchObject({ state: 'applied', report: { read: 2, new: 1 } });
    expect(await record('a1')).toMatchObject({ familyName: 'd’Aubigné-L’Œuvrard', homes: [{ street: 'A & "B" <C>' }] });
    expect(await rig.take(complete(2, lines))).toMatchObject({ report: { changed: 0, unchanged: 1 } });
    expect(
      await rig.take(
        Buffer.from(`\ufeff${file.replace('sequence="1"', 'sequence="3"').replace('UTF-8', 'UTF-16')}`, 'utf16le'),
      ),
    ).toMatchObject({
      report: { unchanged: 1 },
    });
  });
  test.each([
    ['is cut', file.slice(0, -15), 'The file is no XML: line'],
    [
      'has a document type',
      file.replace('<residents>', '<!DOCTYPE residents [<!ENTITY a "b">]><residents>'),
      'The file has a document type (line 2)',
    ],
    ['has a text', file.replace('<residents>', '<residents>word'), 'The file has a text, which ends in line 3'],
    ['has another root', file.replaceAll('residents>', 'people>'), 'The file must have the root element residents.'],
    [
      'has elements in records',
      file.replace('<person', '<person><b/></person><person'),
      'The file has an element within a record (line 4).',
    ],
  ])('is refused where it %s', async (_, text, sentence) => {
    expect(await rig.take(text)).toMatchObject({
      state: 'refused',
      report: { sentence: expect.stringContaining(sentence) },
    });
  });
  test('is refused by line and column, also for an attribute that is no column', async () => {
    const { report } = await rig.take(file.replace('birth_date="', 'pet="x" birth_date="x'));
    expect(report.refused).toEqual([
      { line: 4, column: '(line)', reason: 'has an attribute that is not known' },
      { line: 4, column: 'birth_date', reason: expect.stringContaining('must be a day') },
    ]);
  });
  test('changes nothing where it was cut at any byte', async () => {
    const bytes = Buffer.from(file);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 2 }), async (length) => {
        expect((await rig.take(bytes.subarray(0, length))).state).toBe('refused');
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});
