/** Deliveries of a resident system on a real PostgreSQL: copied in, and never seen by half. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgres } from '../../../register/server/database/database.ts';
import {
  complete,
  delta,
  deliveryRig,
  home,
  person,
  type DeliveryRig,
  type FeedLine,
} from '../../harness/deliveries.ts';
import { postgresMissing, startPostgres, type PostgresServer } from './postgres.ts';

const missing = postgresMissing();
if (missing !== undefined) process.stdout.write(`skipped: deliveries on a PostgreSQL server: ${missing}\n`);
const PEOPLE = 3_000;

describe.skipIf(missing !== undefined)('on a PostgreSQL 15 server', () => {
  let postgres: PostgresServer;
  let folder: string;
  let rig: DeliveryRig;
  beforeAll(async () => {
    postgres = await startPostgres();
    folder = await mkdtemp(join(tmpdir(), 'foyer-deliveries-'));
    rig = await deliveryRig(await openPostgres(postgres.url), folder);
  }, 60_000);
  afterAll(async () => {
    await rig.database.close();
    await postgres.remove();
    await rm(folder, { recursive: true, force: true });
  });
  const town = (street: string): FeedLine[] =>
    Array.from({ length: PEOPLE }, (_, at) => [
      person(`p${at}`, { birth_place: 'Back\\slash' }),
      home(`p${at}`, { street }),
      ...(at % 3 === 0 ? [{ record: 'block', person: `p${at}`, kind: 'parties', since: '2020-01-31' }] : []),
    ]).flat();

  test('a reader sees all of a delivery or nothing of it', async () => {
    expect(await rig.take(complete(1, town('Am Bach')))).toMatchObject({ state: 'applied', report: { new: PEOPLE } });
    const streets = async () => rig.database.db.selectFrom('residence').select('street').distinct().execute();
    let isOver = false;
    const seen: number[] = [];
    const reading = (async () => {
      while (!isOver) seen.push((await streets()).length);
    })();
    expect(await rig.take(complete(2, town('Am Berg')))).toMatchObject({ report: { changed: PEOPLE, unchanged: 0 } });
    isOver = true;
    await reading;
    expect(seen.length).toBeGreaterThan(0);
    expect(new Set(seen)).toEqual(new Set([1]));
    expect(await streets()).toEqual([{ street: 'Am Berg' }]);
    expect(await rig.take(complete(3, town('Am Berg')))).toMatchObject({ report: { changed: 0, unchanged: PEOPLE } });
    expect(await rig.residents.resident('p3', 'own-data')).toMatchObject({
      value: { version: 1, birthPlace: 'Back\\slash', blocks: ['parties'] },
    });
  }, 60_000);

  test('what is changed at a terminal meanwhile is kept', async () => {
    const kept = rig.residents.change({
      key: '00000000-0000-4000-8000-000000000001',
      id: 'p1',
      version: 1,
      change: { kind: 'blocks', changes: [{ id: 'jubilees', set: true }] },
    });
    const [outcome, made] = await Promise.all([rig.take(complete(4, town('Am Bach'))), kept]);
    expect(outcome.state).toBe('applied');
    expect(made).toMatchObject({ ok: true });
    expect(await rig.residents.resident('p1', 'own-data')).toMatchObject({ value: { blocks: ['jubilees'] } });
  }, 60_000);

  test('a delta that is wrong changes nothing, and the right one of the same number is taken in', async () => {
    const right = [person('p1', { family_name: 'Größer' }), home('p1', { street: 'Am Bach' })];
    expect(await rig.take(delta(5, [...right, home('p2')]))).toMatchObject({ state: 'refused' });
    expect(await rig.residents.resident('p1', 'own-data')).toMatchObject({ value: { familyName: 'Mustermann' } });
    expect(await rig.take(delta(5, right))).toMatchObject({ state: 'applied', report: { changed: 1, kept: 1 } });
    expect(await rig.residents.resident('p1', 'own-data')).toMatchObject({
      value: { familyName: 'Größer', blocks: ['jubilees'] },
    });
  });

  test('many people are removed only when somebody confirms it', async () => {
    const waiting = await rig.take(complete(6, []));
    expect(waiting).toMatchObject({ state: 'waiting', report: { removed: PEOPLE } });
    expect(await rig.take(complete(6, []), { confirm: waiting.id })).toMatchObject({ state: 'applied' });
    expect(await rig.database.db.selectFrom('residence').select('id').execute()).toEqual([]);
  });
});
