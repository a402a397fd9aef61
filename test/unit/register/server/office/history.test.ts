/** How a terminal was: what is written down with its words, and what the office is shown of it. */
import { describe, expect, test } from 'vitest';
import type { HeartbeatRequest } from '../../../../../register/contract/contract.ts';
import type { HistoryEntry, TerminalHistory } from '../../../../../register/contract/office-terminals.ts';
import { SILENT_MS } from '../../../../../register/server/terminals/condition.ts';
import { HISTORY_MS, removeHistory } from '../../../../../register/server/terminals/history.ts';
import { NOON } from '../set-up.ts';
import { heartbeat, useDesk, value } from './desk.ts';

const MINUTE = 60_000;
const iso = (minutes: number): string => new Date(NOON + minutes * MINUTE).toISOString();

async function bench() {
  const desk = await useDesk();
  const terminal = await desk.terminal('hof');
  const catalogue = (await desk.server.catalogue.current()).catalogue.version;
  return {
    desk,
    terminal,
    /** A word, and a minute after it. */
    async says(more: Partial<HeartbeatRequest> = {}, times = 1): Promise<void> {
      for (let at = 0; at < times; at += 1) {
        value(await terminal.heartbeat(heartbeat({ catalogue, ...more })));
        desk.advance(MINUTE);
      }
    },
    /** A session ends after half an hour without a request: who asks has just come in. */
    async history(more: { device?: string; before?: string } = {}): Promise<TerminalHistory> {
      const technician = await desk.person(['technician']);
      return (await technician.ask('terminalHistory', { id: terminal.id, ...more })).body as TerminalHistory;
    },
    rows: async () => desk.database.db.selectFrom('terminal_history').select(['kind', 'value']).execute(),
  };
}

const short = ({ subject, name, value: is }: HistoryEntry): string =>
  [subject, name, is].filter((one) => one !== null).join(' ');

describe('the history of a terminal', () => {
  test('begins with its first word, and grows with changes only', async () => {
    const { says, history } = await bench();
    expect(await history()).toEqual({ entries: [], before: null, recordedSince: null, devices: [], silentSince: null });
    await says({}, 3);
    const { entries, recordedSince, devices } = await history();
    expect(entries.map(({ subject }) => subject)).toEqual(['device', 'edition', 'software', 'mode', 'condition']);
    expect(entries.map(({ until }) => until)).toEqual([null, null, null, null, null]);
    expect({ recordedSince, devices }).toEqual({ recordedSince: iso(0), devices: ['printer'] });
  });

  test.each([
    ['its mode', { mode: 'staff' }, ['mode staff']],
    ['its software', { software: '1.1.0' }, ['software 1.1.0']],
    [
      'a device',
      { devices: [{ name: 'printer', state: 'degraded' }] },
      ['device printer degraded', 'condition attention'],
    ],
    ['a device that went', { devices: [] }, ['device printer']],
    ['an unfinished order', { unfinished: 1 }, ['condition attention']],
    ['an old edition', { catalogue: 'old' }, ['edition old', 'condition attention']],
    ['nothing but times', { jobs: [{ name: 'outbox', lastAt: iso(1), ok: true, nextAt: null }] }, []],
    ['a printer at work', { devices: [{ name: 'printer', state: 'busy', says: 'device.busy' }] }, []],
  ] as const)('says of a change of %s what is new', async (_what, change, wanted) => {
    const { says, history } = await bench();
    await says();
    const before = (await history()).entries.length;
    await says(change as Partial<HeartbeatRequest>);
    const { entries } = await history();
    expect(entries.slice(0, entries.length - before).map(short)).toEqual(wanted);
  });

  test('says how long each lasted, and that the newest goes on', async () => {
    const { says, history } = await bench();
    await says({}, 2);
    await says({ mode: 'locked' }, 3);
    await says();
    const modes = (await history()).entries.filter(({ subject }) => subject === 'mode');
    expect(modes).toMatchObject([
      { value: 'in-service', at: iso(5), until: null, silentMs: 0 },
      { value: 'locked', at: iso(2), until: iso(5), silentMs: 0 },
      { value: 'in-service', at: iso(0), until: iso(2), silentMs: 0 },
    ]);
  });

  test('has a silence as what it is: between two words, and in what went on over it', async () => {
    const { desk, says, history } = await bench();
    await says({}, 2);
    desk.advance(29 * MINUTE);
    await says();
    const { entries } = await history();
    const conditions = entries.filter(({ subject }) => subject === 'condition');
    expect(conditions).toMatchObject([
      { value: 'well', at: iso(31), until: null, silentMs: 0 },
      { value: 'silent', at: iso(1), until: iso(31) },
      { value: 'well', at: iso(0), until: iso(1), silentMs: 0 },
    ]);
    const [device] = entries.filter(({ subject }) => subject === 'device');
    expect(device, 'nobody knows how it was meanwhile').toMatchObject({ until: null, silentMs: 30 * MINUTE });
  });

  test('of a terminal that is silent now says since when, and not that it is well', async () => {
    const { desk, says, history } = await bench();
    await says();
    expect((await history()).silentSince).toBeNull();
    desk.advance(SILENT_MS);
    expect((await history()).silentSince).toBe(iso(0));
  });

  test('has the moment in which its access was taken, and no silence after that', async () => {
    const { desk, says, history } = await bench();
    await says();
    desk.advance(10 * MINUTE);
    await desk.server.terminals.revoke('hof');
    await desk.server.terminals.revoke('hof');
    desk.advance(60 * MINUTE);
    const { entries, silentSince } = await history();
    const conditions = entries.filter(({ subject }) => subject === 'condition');
    expect(conditions.map(({ value: is }) => is)).toEqual(['revoked', 'silent', 'well']);
    expect(silentSince).toBeNull();
  });

  test('is of one device where that is asked for, with the silences', async () => {
    const { desk, says, history } = await bench();
    const devices = (state: string) => [
      { name: 'bon', state },
      { name: 'a4', state: 'ready' },
    ];
    await says({ devices: devices('ready') });
    await says({ devices: devices('faulted') });
    desk.advance(10 * MINUTE);
    await says({ devices: devices('faulted') });
    const { entries, devices: known } = await history({ device: 'bon' });
    expect(entries.map(short)).toEqual(['condition silent', 'device bon faulted', 'device bon ready']);
    expect(known).toEqual(['a4', 'bon']);
  });

  test('is asked for page by page, and each entry comes once', async () => {
    const { desk, terminal, says, history } = await bench();
    await says();
    await desk.database.db
      .insertInto('terminal_history')
      .values(
        Array.from({ length: 250 }, (_, at) => ({
          terminal: terminal.id,
          at: new Date(NOON + at * MINUTE),
          kind: 'mode',
          value: at % 2 === 0 ? 'staff' : 'in-service',
        })),
      )
      .execute();
    const all: HistoryEntry[] = [];
    let before: string | null = null;
    do {
      const page: TerminalHistory = await history(before === null ? {} : { before });
      all.push(...page.entries);
      ({ before } = page);
    } while (before !== null);
    expect(all).toHaveLength(255);
    expect(all.map(({ id }) => id)).toEqual([...new Set(all.map(({ id }) => id))].sort((a, b) => b - a));
  });

  test('is not told of a terminal that does not exist, and no cursor is guessed', async () => {
    const { desk } = await bench();
    const operator = await desk.person(['operator']);
    expect((await operator.ask('terminalHistory', { id: 'none' })).status).toBe(404);
    expect((await operator.ask('terminalHistory', { id: 'none', before: '-1' })).status).toBe(400);
  });

  test('is kept for 90 days after it was over; what still holds stays', async () => {
    const { desk, says, history } = await bench();
    await says({ mode: 'staff' });
    await says();
    desk.advance(HISTORY_MS + MINUTE);
    await removeHistory(desk.database.db, new Date(desk.clock.now() - HISTORY_MS));
    const { entries, recordedSince } = await history();
    expect(entries.map(short)).toContain('mode in-service');
    expect(entries.map(short)).not.toContain('mode staff');
    expect(recordedSince).toBe(new Date(desk.clock.now() - HISTORY_MS).toISOString());
  });

  test('of what was said before it is recorded begins with the next word', async () => {
    const { desk, terminal, says, rows } = await bench();
    await says();
    await desk.database.db.deleteFrom('terminal_history').execute();
    await desk.database.db.updateTable('terminal').set({ condition: null }).where('id', '=', terminal.id).execute();
    desk.advance(60 * MINUTE);
    await says();
    expect((await rows()).map(({ kind, value: is }) => `${kind} ${is}`).sort()).toEqual(
      expect.arrayContaining(['condition well', 'device ready', 'mode in-service']),
    );
    expect(await rows()).not.toContainEqual({ kind: 'condition', value: 'silent' });
  });
});
