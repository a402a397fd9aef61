import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { putMaintenance } from '../../../../../register/server/catalogue/catalogue.ts';
import { declined, useTown, value } from './town.ts';
import type { Town } from './town.ts';

const resident = async (town: Town, visit: string) => value(await town.client.call('resident', { visit }));
const RECEIPT = (kind: string) => ({
  reference: expect.stringMatching(new RegExp(`^${kind}-2026-\\d{6}-\\d$`)),
  acceptedAt: '2026-11-21T11:00:00.000Z',
});
const invalid = (field: string) => ({ ok: false, error: { kind: 'invalid-request', fields: [field] } });

describe('giving up a secondary home', () => {
  async function signedIn() {
    const town = await useTown();
    const visit = await town.signIn('erika');
    const { version, residences } = await resident(town, visit);
    const id = (kind: string) => residences.find((one) => one.kind === kind)?.id ?? '';
    const giveUp = (more: Partial<{ key: string; version: number; residence: string; movedOut: string }> = {}) =>
      town.client.call('secondaryHome', {
        visit,
        key: randomUUID(),
        version,
        residence: id('secondary'),
        movedOut: '2026-11-20',
        ...more,
      });
    return { town, visit, main: id('main'), secondary: id('secondary'), giveUp };
  }

  test('removes it, under a new version', async () => {
    const { town, visit, giveUp } = await signedIn();
    expect(value(await giveUp())).toEqual(RECEIPT('NW'));
    expect(await resident(town, visit)).toMatchObject({ version: 1, residences: [{ kind: 'main' }] });
  });

  test.each(['2026-11-28', '2026-11-21', '2026-11-07', '2026-11-06', '2018-06-15'])(
    'is accepted for a past day, however late: %s',
    async (movedOut) => {
      const { giveUp } = await signedIn();
      expect(value(await giveUp({ movedOut }))).toEqual(RECEIPT('NW'));
    },
  );

  test('ahead of time leaves it in place, and is done once', async () => {
    const { town, visit, giveUp } = await signedIn();
    value(await giveUp({ movedOut: '2026-11-28' }));
    expect((await resident(town, visit)).residences).toHaveLength(2);
    expect(await giveUp({ version: 1, movedOut: '2026-11-20' })).toEqual(declined('not-possible'));
    town.advance(7 * 86_400_000);
    expect((await resident(town, await town.signIn('erika'))).residences).toHaveLength(1);
  });

  test.each(['2026-11-29', '2027-01-01', '2018-06-14', '0000-01-01'])(
    'is refused more than a week ahead, or before moving in: %s',
    async (movedOut) => {
      const { town, visit, giveUp } = await signedIn();
      expect(await giveUp({ movedOut })).toEqual(invalid('movedOut'));
      expect((await resident(town, visit)).version).toBe(0);
    },
  );

  test("is refused for the main home and for another person's", async () => {
    const { town, giveUp, main } = await signedIn();
    const others = await resident(town, await town.signIn('young'));
    for (const residence of [main, others.residences[0]?.id ?? '', 'none'])
      expect(await giveUp({ residence })).toEqual(declined('not-possible'));
  });

  test.each([1, 7, Number.MAX_SAFE_INTEGER])(
    'is a conflict from version %d, which is not the current one',
    async (version) => {
      const { town, visit, giveUp } = await signedIn();
      expect(await giveUp({ version })).toEqual(declined('conflict'));
      expect((await resident(town, visit)).residences).toHaveLength(2);
    },
  );

  test('is done once per key', async () => {
    const { town, visit, giveUp } = await signedIn();
    const key = randomUUID();
    const first = value(await giveUp({ key }));
    expect(value(await giveUp({ key }))).toEqual(first);
    expect(await giveUp({ key, movedOut: '2026-11-19' })).toEqual(declined('key-reused'));
    expect((await resident(town, visit)).version).toBe(1);
    expect(value(await town.client.call('order', { key }))).toEqual({
      state: 'issued',
      reference: first.reference,
      document: null,
    });
  });
});

describe('transmission blocks', () => {
  async function signedIn() {
    const town = await useTown();
    const visit = await town.signIn('erika');
    const change = (changes: { id: string; set: boolean }[], version = 0, key: string = randomUUID()) =>
      town.client.call('blocks', { visit, key, version, changes });
    return { town, visit, change, blocks: async () => (await resident(town, visit)).blocks };
  }

  test('change where named, and stay otherwise', async () => {
    const { change, blocks } = await signedIn();
    expect(
      value(
        await change([
          { id: 'parties', set: true },
          { id: 'anniversaries', set: true },
        ]),
      ),
    ).toEqual(RECEIPT('US'));
    expect(await blocks()).toEqual(['address-books', 'anniversaries', 'parties']);
    value(
      await change(
        [
          { id: 'address-books', set: false },
          { id: 'parties', set: false },
        ],
        1,
      ),
    );
    expect(await blocks()).toEqual(['anniversaries']);
  });

  test('stay set when set twice, and unset when lifted twice', async () => {
    const { change, blocks } = await signedIn();
    value(
      await change([
        { id: 'address-books', set: true },
        { id: 'parties', set: false },
      ]),
    );
    expect(await blocks()).toEqual(['address-books']);
  });

  test('that the law has abolished can be lifted, but not set', async () => {
    const { town, change, blocks } = await signedIn();
    expect(
      await change([
        { id: 'parties', set: true },
        { id: 'armed-forces', set: true },
      ]),
    ).toEqual(declined('not-possible'));
    // All or nothing.
    expect(await blocks()).toEqual(['address-books']);
    const { id } = await town.database.db
      .selectFrom('person')
      .select('id')
      .where('family_name', '=', 'Mustermann')
      .executeTakeFirstOrThrow();
    await town.database.db
      .insertInto('transmission_block')
      .values({ person: id, kind: 'armed-forces', set_at: new Date(town.clock.now()) })
      .execute();
    value(await change([{ id: 'armed-forces', set: false }]));
    expect(await blocks()).toEqual(['address-books']);
  });

  test('that do not exist are refused', async () => {
    const { change } = await signedIn();
    expect(await change([{ id: 'everything', set: true }])).toEqual(invalid('changes'));
  });

  test('accept one of two changes made from the same version', async () => {
    const { change, blocks } = await signedIn();
    const answers = await Promise.all([
      change([{ id: 'parties', set: true }]),
      change([{ id: 'anniversaries', set: true }]),
    ]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers).toContainEqual(declined('conflict'));
    expect(await blocks()).toHaveLength(2);
  });

  test('are changed once per key, also simultaneously', async () => {
    const { town, visit, change } = await signedIn();
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 4 }, () => change([{ id: 'parties', set: true }], 0, key)));
    expect(new Set(answers.map((answer) => value(answer).reference)).size).toBe(1);
    expect((await resident(town, visit)).version).toBe(1);
  });

  test('are refused during maintenance', async () => {
    const { town, change } = await signedIn();
    const until = new Date(town.clock.now() + 60_000).toISOString();
    await town.server.catalogue.change((db) =>
      putMaintenance(db, {
        service: 'blocks',
        from: new Date(town.clock.now()).toISOString(),
        to: until,
        reason: { de: 'Umbau' },
      }),
    );
    expect(await change([{ id: 'parties', set: true }])).toEqual({ ok: false, error: { kind: 'maintenance', until } });
  });
});
