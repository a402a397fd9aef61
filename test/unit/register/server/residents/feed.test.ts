/** Deliveries of a town's resident system, as files. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  complete,
  delta,
  deliveryRig,
  home,
  person,
  type DeliveryRig,
  type FeedLine,
} from '../../../../harness/deliveries.ts';
import { openPglite } from '../../../../../register/server/database/database.ts';

let folder: string;
let rig: DeliveryRig;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foyer-feed-'));
  rig = await deliveryRig(await openPglite(), folder);
});
afterEach(async () => {
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
