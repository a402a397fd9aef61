/** What a passkey has to sign: kept here, once, for five minutes, and never more than so many. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openPglite, type RegisterDatabase } from '../../../../../../register/server/database/database.ts';
import { CHALLENGE_MS, createChallenges } from '../../../../../../register/server/office/accounts/challenges.ts';
import { ManualClock } from '../../../../../harness/manual-clock.ts';

const clock = new ManualClock(Date.parse('2026-11-23T08:00:00+01:00'));
let database: RegisterDatabase;
beforeAll(async () => {
  database = await openPglite();
});
afterAll(() => database?.close());
beforeEach(() => clock.advance(CHALLENGE_MS));
const count = async () => (await database.db.selectFrom('office_challenge').selectAll().execute()).length;

test('a challenge is 256 random bits, taken once', async () => {
  const challenges = createChallenges(database.db, clock);
  const [one, two] = [await challenges.open(), await challenges.open()];
  expect(one.challenge).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(one.challenge).not.toBe(two.challenge);
  expect([await challenges.take(one.id), await challenges.take(one.id)]).toEqual([one.challenge, null]);
  expect(await challenges.take('nothing')).toBeNull();
});
test('a challenge of the same name takes the place of the one before it', async () => {
  const challenges = createChallenges(database.db, clock);
  await challenges.open('mine');
  const { challenge } = await challenges.open('mine');
  expect([await challenges.take('mine'), await challenges.take('mine')]).toEqual([challenge, null]);
});
test('a challenge is good for five minutes, and then gone', async () => {
  const challenges = createChallenges(database.db, clock);
  const [early, late] = [await challenges.open(), await challenges.open()];
  await clock.advance(CHALLENGE_MS - 1);
  expect(await challenges.take(early.id)).toBe(early.challenge);
  await clock.advance(1);
  expect(await challenges.take(late.id)).toBeNull();
  await challenges.open();
  expect(await count()).toBe(1);
});
test('there are never more than so many, and the oldest ones go', async () => {
  const challenges = createChallenges(database.db, clock, 3);
  const all = [];
  for (let number = 0; number < 5; number += 1) {
    all.push(await challenges.open());
    await clock.advance(1);
  }
  expect(await count()).toBe(3);
  const taken = [];
  for (const { id } of all) taken.push((await challenges.take(id)) !== null);
  expect(taken).toEqual([false, false, true, true, true]);
});
