/** Terminals as the office sees them, and what it wants of them. */
import { describe, expect, test } from 'vitest';
import type { OfficeTerminal } from '../../../../../register/contract/office.ts';
import { SILENT_MS } from '../../../../../register/server/terminals/condition.ts';
import { NOON } from '../set-up.ts';
import { type Desk, heartbeat, useDesk, value } from './desk.ts';

type Person = Awaited<ReturnType<Desk['person']>>;
const find = async (person: Person, name: string): Promise<OfficeTerminal> => {
  const all = (await person.ask('terminals')).body as OfficeTerminal[];
  const one = all.find((terminal) => terminal.name === name);
  if (one === undefined) throw new Error('no such terminal');
  return one;
};
const current = async (desk: Desk): Promise<string> => (await desk.server.catalogue.current()).catalogue.version;

describe('a terminal', () => {
  test('that says nothing is silent, and never well', async () => {
    const desk = await useDesk();
    const terminal = await desk.terminal('hof');
    const operator = await desk.person(['operator']);
    expect((await find(operator, 'hof')).condition).toBe('silent');
    value(await terminal.heartbeat(heartbeat({ catalogue: await current(desk) })));
    expect(await find(operator, 'hof')).toMatchObject({
      condition: 'well',
      isCurrentEdition: true,
      mode: 'in-service',
    });
    desk.advance(SILENT_MS + 1);
    expect((await find(operator, 'hof')).condition).toBe('silent');
  });

  test.each([
    ['a device has failed', { devices: [{ name: 'printer', state: 'faulted' }] }],
    ['a device is in a state that this register does not know', { devices: [{ name: 'printer', state: 'dreaming' }] }],
    ['it is locked', { mode: 'locked' as const }],
    ['an order is unfinished', { unfinished: 1 }],
    ['it shows an old edition', { catalogue: 'old' }],
    ['a request is in quarantine', { outbox: { waiting: 0, quarantined: 1, oldestAt: null } }],
  ])('needs attention where %s', async (_what, more) => {
    const desk = await useDesk();
    const terminal = await desk.terminal('hof');
    const operator = await desk.person(['operator']);
    value(await terminal.heartbeat(heartbeat({ catalogue: await current(desk), ...more })));
    expect((await find(operator, 'hof')).condition).toBe('attention');
  });

  test('is told to open pages when something about it changes, and not with each sign of life', async () => {
    const desk = await useDesk();
    const terminal = await desk.terminal('hof');
    const operator = await desk.person(['operator']);
    const page = await operator.page();
    const catalogue = await current(desk);
    for (const [minute, state] of ['ready', 'ready', 'ready', 'faulted'].entries()) {
      // When its jobs ran last is another time each time.
      const lastAt = new Date(NOON + minute * 60_000).toISOString();
      const jobs = [{ name: 'catalogue', lastAt, ok: true, nextAt: null }];
      value(await terminal.heartbeat(heartbeat({ catalogue, devices: [{ name: 'printer', state }], jobs })));
    }
    await page.event((event) => event.type === 'terminal' && event.terminal.condition === 'attention');
    expect(page.told.filter(({ type }) => type === 'terminal')).toHaveLength(2);
  });

  test('is enrolled with a code, and revoked, and open pages are told of both', async () => {
    const desk = await useDesk();
    const operator = await desk.person(['operator']);
    const page = await operator.page();
    const shows = (wanted: string) =>
      page.event((event) => event.type === 'terminal' && event.terminal.condition === wanted);
    const { body, status } = await operator.ask('enrolTerminal', { name: 'neu', place: 'Rathaus, Hof' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'neu', code: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/) });
    const { id, condition, place } = await find(operator, 'neu');
    expect({ condition, place }).toEqual({ condition: 'not-enrolled', place: 'Rathaus, Hof' });
    await shows('not-enrolled');
    expect((await operator.ask('revokeTerminal', { id })).body).toMatchObject({ condition: 'revoked' });
    await shows('revoked');
    expect((await operator.ask('revokeTerminal', { id: 'none' })).status).toBe(404);
    expect((await operator.ask('enrolTerminal', { name: 'no blanks' })).status).toBe(400);
  });
});

describe('an order', () => {
  test('comes with the answer to a sign of life until the terminal took it', async () => {
    const desk = await useDesk();
    const [terminal, other] = [await desk.terminal('hof'), await desk.terminal('eingang')];
    const operator = await desk.person(['operator']);
    const { id } = terminal;
    const given = await operator.ask('orderTerminal', { id, order: { order: 'block', text: 'Heute geschlossen' } });
    expect(given).toMatchObject({ status: 200, body: { pending: ['block'] } });
    for (const _ of [1, 2]) {
      const { orders = [] } = value(await terminal.heartbeat(heartbeat()));
      expect(orders).toMatchObject([{ body: { order: 'block', text: 'Heute geschlossen' } }]);
    }
    expect(value(await other.heartbeat(heartbeat())).orders).toBeUndefined();
    const [order] = value(await terminal.heartbeat(heartbeat())).orders ?? [];
    expect(value(await other.heartbeat(heartbeat({ taken: [order?.id ?? 0] }))).orders).toBeUndefined();
    expect(value(await terminal.heartbeat(heartbeat())).orders, 'another cannot take it').toHaveLength(1);
    expect(value(await terminal.heartbeat(heartbeat({ taken: [order?.id ?? 0] }))).orders).toBeUndefined();
    expect((await find(operator, 'hof')).pending).toEqual([]);
    const audit = await desk.database.db
      .selectFrom('audit')
      .select(['actor', 'subject'])
      .where('action', '=', 'terminal-ordered')
      .where('subject', 'like', `terminal:${id} %`)
      .execute();
    expect(audit).toEqual([{ actor: `office:${operator.id}`, subject: `terminal:${id} block` }]);
  });

  test('that was not taken within a day is not carried out on another one', async () => {
    const desk = await useDesk();
    const terminal = await desk.terminal('hof');
    const operator = await desk.person(['operator']);
    await operator.ask('orderTerminal', { id: terminal.id, order: { order: 'restart-tonight' } });
    desk.advance(24 * 3_600_000 + 1);
    // A session lasts eight hours; the terminal asks without one.
    expect(value(await terminal.heartbeat(heartbeat())).orders).toBeUndefined();
  });

  test('that a newer register gave is handed on as it is, and listed', async () => {
    const desk = await useDesk();
    const terminal = await desk.terminal('hof');
    const operator = await desk.person(['operator']);
    await desk.database.db
      .insertInto('terminal_order')
      .values({ terminal: terminal.id, body: '{"order":"dance"}', given_at: new Date(NOON), given_by: operator.id })
      .execute();
    expect(value(await terminal.heartbeat(heartbeat())).orders).toMatchObject([{ body: { order: 'dance' } }]);
    expect((await find(operator, 'hof')).pending).toEqual(['dance']);
  });

  test('without its words or to no terminal is refused', async () => {
    const desk = await useDesk();
    const terminal = await desk.terminal('hof');
    const operator = await desk.person(['operator']);
    const order = (id: string, body: object) => operator.ask('orderTerminal', { id, order: body });
    expect((await order(terminal.id, { order: 'end-visit', reason: '' })).status).toBe(400);
    expect((await order(terminal.id, { order: 'explode' })).status).toBe(400);
    expect((await order('none', { order: 'unblock' })).status).toBe(404);
  });
});
