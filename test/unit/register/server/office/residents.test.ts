/** What the office reads of deliveries and of changes that wait to be handed back: numbers and places, no person. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { NOON } from '../set-up.ts';
import { useDesk } from './desk.ts';

test('who answers, what was delivered, and what the town’s system has to be told of', async () => {
  const desk = await useDesk();
  const { db } = desk.database;
  const at = new Date(NOON);
  const sha256 = Buffer.alloc(32);
  await db
    .insertInto('resident_delivery')
    .values([
      {
        kind: 'complete',
        sequence: 1,
        as_of: at,
        received_at: at,
        sha256,
        state: 'applied',
        report: JSON.stringify({ read: 12, new: 12 }),
      },
      {
        kind: 'delta',
        sequence: 2,
        as_of: at,
        received_at: at,
        sha256,
        state: 'refused',
        report: JSON.stringify({ read: 3, refused: [{ line: 2, column: 'birth_date', reason: 'is no day' }], more: 4 }),
      },
    ])
    .execute();
  const change = (state: string) => ({
    key: randomUUID(),
    person: 'musterstadt-1',
    request_hash: sha256,
    change: '{}',
    version: 1,
    made_at: at,
    state,
  });
  await db.insertInto('resident_change').values(['made', 'made', 'handed', 'done'].map(change)).execute();
  const clerk = await desk.person(['office']);
  const { body: seen } = await clerk.ask('residents');
  expect(seen).toMatchObject({
    state: 'live',
    source: 'register',
    changes: { made: 2, handed: 1 },
    deliveries: [
      { sequence: 2, state: 'refused', counts: { read: 3, refused: 5 }, places: [{ line: 2, column: 'birth_date' }] },
      { sequence: 1, state: 'applied', counts: { read: 12, new: 12, refused: 0 }, places: [] },
    ],
  });
  expect(JSON.stringify(seen)).not.toMatch(/Muster|musterstadt-/);
});
