/** The part of the conformance suite that changes something. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { dayIn, plusDays } from '../../base/calendar-day.ts';
import type { ResidentSystem } from '../server/ports/resident-system.ts';
import type { Change, Refusal, ResidentRecord } from './contract.ts';

export type Read = (id: string) => Promise<ResidentRecord>;
export type Make = (id: string, version: number, change: Change, key?: string) => ReturnType<ResidentSystem['change']>;

export const NOBODY = 'nobody-of-this-id';
const TODAY = dayIn('Europe/Berlin', Date.now());

export function changing(record: Read, change: Make): void {
  ofOnePerson(record, change);
  moving(record, change);
  onceAKey(record, change);
  atTheSameTime(record, change);
}

const giveUp = (home: string, movedOut: string): Change => ({ kind: 'give-up-secondary-home', home, movedOut });
const blocks = (...changes: readonly [string, boolean][]): Change => ({
  kind: 'blocks',
  changes: changes.map(([id, set]) => ({ id, set })),
});

/** Refused with its reason, and nothing is another than before. */
const refusing = (record: Read, change: Make) => async (id: string, what: Change, reason: Refusal) => {
  const before = await record(id);
  expect(await change(id, before.version, what)).toEqual({ ok: false, error: { kind: 'refused', reason } });
  expect(await record(id)).toEqual(before);
};

function ofOnePerson(record: Read, change: Make): void {
  const refused = refusing(record, change);

  describe('of changes', () => {
    test('lets a home be lived in until the day before it is given up, and gives it up once', async () => {
      const first = await record('t-7');
      expect(await change('t-7', first.version, giveUp('h-10', TODAY))).toMatchObject({ ok: true });
      const second = await record('t-7');
      expect(second.homes.map(({ id }) => id).sort()).toEqual(['h-11', 'h-9']);
      expect(second.version).not.toBe(first.version);
      expect(await change('t-7', second.version, giveUp('h-11', plusDays(TODAY, 7)))).toMatchObject({ ok: true });
      const third = await record('t-7');
      expect(third.homes).toEqual(second.homes);
      expect(third.version).not.toBe(second.version);
      for (const home of ['h-10', 'h-11']) await refused('t-7', giveUp(home, TODAY), 'no-such-home');
    });

    test('refuses what cannot be, with its reason, and leaves all as it is', async () => {
      await refused('t-1', giveUp('h-1', TODAY), 'not-secondary');
      await refused('t-1', giveUp('h-3', TODAY), 'no-such-home');
      await refused('t-1', giveUp('h-11', TODAY), 'no-such-home');
      await refused('t-1', giveUp('h-2', plusDays(TODAY, 8)), 'day-too-far');
      for (const day of ['2018-06-14', '1752-02-29', '0000-01-01'])
        await refused('t-1', giveUp('h-2', day), 'day-before-moving-in');
      await refused('t-8', blocks(['parties', true], ['no-such-one', true]), 'no-such-block');
      expect(await change(NOBODY, 0, giveUp('h-2', TODAY))).toEqual({
        ok: false,
        error: { kind: 'unknown-resident' },
      });
    });

    test('sets and lifts transmission blocks; one that the law has abolished can be lifted, not set', async () => {
      // Also where it is set: there is nothing to confirm.
      await refused('t-8', blocks(['anniversaries', true]), 'block-abolished');
      const first = await record('t-8');
      const set = await change('t-8', first.version, blocks(['parties', true], ['anniversaries', false]));
      expect(set).toMatchObject({ ok: true });
      const second = await record('t-8');
      expect(second.blocks).toEqual(['parties']);
      await refused('t-8', blocks(['anniversaries', true]), 'block-abolished');
      // What is so already is no mistake.
      expect(await change('t-8', second.version, blocks(['parties', true], ['address-books', false]))).toMatchObject({
        ok: true,
      });
      const third = await record('t-8');
      expect(third.blocks).toEqual(['parties']);
      // One behind the other, where one comes twice.
      expect(await change('t-8', third.version, blocks(['parties', true], ['parties', false]))).toMatchObject({
        ok: true,
      });
      expect((await record('t-8')).blocks).toEqual([]);
    });
  });
}

type Move = Extract<Change, { kind: 'move' }>;
const move = (street: string, more: Partial<Move>): Change => ({
  kind: 'move',
  to: { street, houseNumber: '12', addition: null, postalCode: '12345', city: 'Musterstadt' },
  movedIn: TODAY,
  as: 'main',
  from: null,
  with: [],
  ...more,
});

function moving(record: Read, change: Make): void {
  const refused = refusing(record, change);
  const homesOf = async (id: string): Promise<string[]> =>
    (await record(id)).homes.map(({ kind, street, since }) => `${kind} ${street} ${since}`).sort();

  describe('of moves', () => {
    test('refuses what cannot be, with its reason, and leaves everybody as they are', async () => {
      const family = await record('t-11');
      const out = { from: 'h-14', with: ['t-11'] };
      for (const stranger of ['t-9', 't-10', NOBODY])
        await refused('t-10', move('Neuer Weg', { ...out, with: ['t-11', stranger] }), 'not-family');
      await refused('t-10', move('Neuer Weg', { ...out, movedIn: plusDays(TODAY, 1) }), 'day-too-far');
      await refused('t-10', move('Neuer Weg', { ...out, movedIn: '2009-12-31' }), 'day-before-moving-in');
      for (const from of ['h-9', 'h-15', 'no-such-one'])
        await refused('t-10', move('Neuer Weg', { ...out, from }), 'no-such-home');
      await refused('t-10', move('Neuer Weg', { ...out, as: 'secondary' }), 'office-only');
      expect(await record('t-11')).toEqual(family);
    });

    test('moves a person with the family, and nobody else', async () => {
      const before = [await record('t-10'), await record('t-11')];
      const what = move('Neuer Weg', { from: 'h-14', with: ['t-11', 't-11'] });
      expect(await change('t-10', before[0]?.version ?? 0, what)).toMatchObject({ ok: true });
      for (const [index, id] of ['t-10', 't-11'].entries()) {
        expect(await homesOf(id)).toEqual([`main Neuer Weg ${TODAY}`]);
        expect((await record(id)).version).not.toBe(before[index]?.version);
      }
      expect(await homesOf('t-9')).toEqual(['main Ringstraße 2010-01-01']);
    });

    test('makes a main home a secondary one that is not given up for another', async () => {
      const { version } = await record('t-9');
      expect(await change('t-9', version, move('Zweiter Weg', {}))).toMatchObject({ ok: true });
      expect(await homesOf('t-9')).toEqual([`main Zweiter Weg ${TODAY}`, 'secondary Ringstraße 2010-01-01']);
    });

    test('ends no home of a relative who does not live where the person moves from', async () => {
      const { version } = await record('t-1');
      const what = move('Am Bach', { from: 'h-2', as: 'secondary', with: ['t-2'] });
      expect(await change('t-1', version, what)).toMatchObject({ ok: true });
      for (const id of ['t-1', 't-2'])
        expect(await homesOf(id)).toEqual(['main Heidestraße 2009-04-01', `secondary Am Bach ${TODAY}`]);
      expect(await homesOf('t-3')).toEqual(['main Heidestraße 2012-05-09']);
    });
  });
}

function onceAKey(record: Read, change: Make): void {
  const failed = (kind: string) => ({ ok: false, error: { kind } });

  describe('of a key', () => {
    test('makes a change once, and gives the first answer again also when others were made since', async () => {
      const before = await record('t-6');
      const key = randomUUID();
      const made = await change('t-6', before.version, blocks(['parties', true]), key);
      const after = await record('t-6');
      expect(made).toEqual({ ok: true, value: { version: after.version } });
      expect(await change('t-6', before.version, blocks(['parties', true]), key)).toEqual(made);
      expect(await record('t-6')).toEqual(after);
      expect(await change('t-6', after.version, blocks(['parties', false]))).toMatchObject({ ok: true });
      expect(await change('t-6', before.version, blocks(['parties', true]), key)).toEqual(made);
      expect((await record('t-6')).blocks).toEqual([]);
    });

    test('takes it for one change of one person from one version', async () => {
      const { version } = await record('t-5');
      const key = randomUUID();
      const what = blocks(['parties', true]);
      expect(await change('t-5', version, what, key)).toMatchObject({ ok: true });
      const after = await record('t-5');
      const other = await record('t-4');
      expect(await change('t-5', after.version, what, key)).toEqual(failed('key-reused'));
      expect(await change('t-5', version, blocks(['parties', false]), key)).toEqual(failed('key-reused'));
      expect(await change('t-4', version, what, key)).toEqual(failed('key-reused'));
      expect(await change(NOBODY, version, what, key)).toEqual(failed('key-reused'));
      expect(await record('t-5')).toEqual(after);
      expect(await record('t-4')).toEqual(other);
    });

    test('keeps none of a change that was not made', async () => {
      const { version } = await record('t-4');
      const key = randomUUID();
      const what = blocks(['parties', true]);
      expect(await change('t-4', version, blocks(['no-such-one', true]), key)).toMatchObject(failed('refused'));
      expect(await change('t-4', version + 1, what, key)).toEqual(failed('changed-meanwhile'));
      expect(await change(NOBODY, version, what, key)).toEqual(failed('unknown-resident'));
      expect(await change('t-4', version, what, key)).toMatchObject({ ok: true });
    });

    test('says that somebody saw the data before they were changed', async () => {
      const { version } = await record('t-4');
      expect(await change('t-4', version, blocks(['parties', false]))).toMatchObject({ ok: true });
      const after = await record('t-4');
      expect(await change('t-4', version, blocks(['address-books', true]))).toEqual(failed('changed-meanwhile'));
      expect(await record('t-4')).toEqual(after);
    });
  });
}

function atTheSameTime(record: Read, change: Make): void {
  describe('of changes at the same time', () => {
    test('makes one of many that come from one version', async () => {
      const { version } = await record('t-9');
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => change('t-9', version, blocks(['parties', true]))),
      );
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      for (const answer of answers) if (!answer.ok) expect(answer.error).toEqual({ kind: 'changed-meanwhile' });
    });

    test('makes one once that comes many times', async () => {
      const { version } = await record('t-9');
      const key = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => change('t-9', version, blocks(['address-books', true]), key)),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      const after = await record('t-9');
      expect(answers[0]).toEqual({ ok: true, value: { version: after.version } });
      expect(after.blocks).toContain('address-books');
    });
  });
}
