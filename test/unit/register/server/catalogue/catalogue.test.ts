import { describe, expect, test } from 'vitest';
import { loadDemo } from '../../../../../register/demo/demo.ts';
import { OFFICES } from '../../../../../register/demo/offices.ts';
import { SERVICES } from '../../../../../register/demo/services.ts';
import { putClosure, replaceContent } from '../../../../../register/server/catalogue/catalogue.ts';
import { plusDays, dayIn } from '../../../../../base/calendar-day.ts';
import { RateLimit } from '../../../../../register/server/http/rate-limit.ts';
import { readInstant } from '../../../../../register/server/commands/arguments.ts';
import { useRegister } from '../set-up.ts';

describe('replacing the catalogue', () => {
  test('with fewer offices removes the others from the remaining services, with their closures', async () => {
    const { server } = await useRegister();
    const kept = OFFICES.filter((office) => office.id !== 'buergerbuero-nord');
    const outcome = await server.catalogue.change((db) => replaceContent(db, { offices: kept }));
    expect(outcome).toEqual({
      services: SERVICES.length,
      offices: OFFICES.length - 1,
      unknownOffices: ['buergerbuero-nord'],
      droppedClosures: ['umbau-buergerbuero-nord'],
    });
    const { catalogue } = await server.catalogue.current();
    expect(JSON.stringify(catalogue)).not.toContain('"buergerbuero-nord"');
    expect(catalogue.services).toHaveLength(SERVICES.length);
  });

  test('that fails changes nothing', async () => {
    const { server } = await useRegister();
    const before = (await server.catalogue.current()).catalogue;
    const broken = { ...SERVICES[0], id: 'not an id' } as never;
    await expect(
      server.catalogue.change((db) => replaceContent(db, { offices: [], services: [broken] })),
    ).rejects.toThrow();
    await expect(
      server.catalogue.change((db) =>
        putClosure(db, { office: 'nowhere', from: '2027-01-01', to: '2027-01-02', reason: { de: 'x' } }),
      ),
    ).rejects.toThrow();
    server.catalogue.invalidate();
    expect((await server.catalogue.current()).catalogue).toEqual(before);
  });
});

test("the demo's catalogue follows the calendar, and does not restore what was removed", async () => {
  const { database, server, documentKey, clock, advance, client } = await useRegister();
  const again = () => loadDemo({ database, server, documentKey, clock, log: () => {} });
  advance(100 * 86_400_000);
  expect((await server.catalogue.current()).catalogue).toMatchObject({ closures: [], maintenance: [] });
  expect(await again()).toBeUndefined();
  const { closures, maintenance } = (await server.catalogue.current()).catalogue;
  expect(closures).toMatchObject([{ office: 'buergerbuero-nord', from: '2027-03-11', restrictedFrom: '2027-02-28' }]);
  expect(maintenance).toHaveLength(1);
  expect(await client().documentStatus({ type: 'passport', number: 'C4HX0N2P7' })).toMatchObject({
    ok: true,
    value: { since: '2027-02-28' },
  });
  await server.catalogue.change((db) => db.deleteFrom('closure').execute());
  await again();
  expect((await server.catalogue.current()).catalogue.closures).toEqual([]);
});

describe("the register's time", () => {
  test('begins and ends a day by the town’s clocks', () => {
    expect(dayIn('Europe/Berlin', Date.parse('2026-11-21T22:59:59Z'))).toBe('2026-11-21');
    expect(dayIn('Europe/Berlin', Date.parse('2026-11-21T23:00:00Z'))).toBe('2026-11-22');
    expect([plusDays('2026-12-31', 1), plusDays('2028-03-01', -1), plusDays('2026-03-29', 1)]).toEqual([
      '2027-01-01',
      '2028-02-29',
      '2026-03-30',
    ]);
  });

  test.each([
    ['2026-07-01T12:00', '2026-07-01T10:00:00.000Z'],
    ['2026-01-01T12:00:30', '2026-01-01T11:00:30.000Z'],
    ['2026-03-29T01:59', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25T03:00', '2026-10-25T02:00:00.000Z'],
    ['2026-07-01T12:00Z', '2026-07-01T12:00:00.000Z'],
    ['2026-07-01T12:00:00-05:00', '2026-07-01T17:00:00.000Z'],
  ])('reads %s as %s', (typed, instant) => expect(readInstant('from', typed)).toBe(instant));

  test.each(['2026-07-01', '2026-07-01 12:00', '2026-02-29T12:00', '2026-07-01T25:00', '', 'morgen'])(
    'refuses "%s"',
    (typed) => {
      expect(() => readInstant('from', typed)).toThrow('--from');
    },
  );
});

test('a refused request takes no token from its bucket, and a clock that was set back adds none', () => {
  let now = 1_000_000;
  const limit = new RateLimit(
    { capacity: 2, refillPerSecond: 1 },
    { capacity: 3, refillPerSecond: 1 },
    { now: () => now },
  );
  expect([limit.take('a'), limit.take('a'), limit.take('a'), limit.take('a')]).toEqual([0, 0, 1, 1]);
  expect([limit.take('b'), limit.take('b')]).toEqual([0, 1]);
  now -= 500_000;
  expect(limit.take('b')).toBe(1);
  now += 1000;
  expect([limit.take('b'), limit.take('b')]).toEqual([0, 1]);
});
