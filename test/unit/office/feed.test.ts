import { describe, expect, it } from 'vitest';
import { ok } from '../../../base/result.ts';
import type { Client } from '../../../office/data/client.ts';
import { leftOf } from '../../../office/data/alive.ts';
import { createFeed, mayAsk } from '../../../office/data/feed.ts';
import type { Source } from '../../../office/data/line.ts';
import { OFFICE_API, OFFICE_ROLES, type OfficeRole, type OfficeRouteName } from '../../../register/contract/office.ts';
import { aCall, aTerminal } from '../../harness/office-page/data.ts';
import { ManualClock, settle } from '../../harness/manual-clock.ts';

const sessionOf = (roles: OfficeRole[]) => ({
  account: { id: 'a-1', name: 'Martina Muster', roles },
  csrf: 'c',
  endsAt: '2026-03-12T20:00:00.000Z',
  setUp: false,
});

function begin(roles: OfficeRole[] = ['office']) {
  const clock = new ManualClock();
  const source = Object.assign(new EventTarget(), { readyState: 0, close: () => undefined });
  const call = aCall();
  const terminal = aTerminal();
  /** Answers that are held back until they are let go. */
  const held: (() => void)[] = [];
  const asked: string[] = [];
  const client = {
    lookUp: async (name: OfficeRouteName) => {
      asked.push(name);
      await new Promise<void>((resolve) => held.push(resolve));
      return ok(name === 'helpCalls' ? [call] : name === 'terminals' ? [terminal] : null);
    },
  } as unknown as Client;
  let ended = 0;
  const feed = createFeed({
    client,
    session: sessionOf(roles),
    clock,
    open: () => source as unknown as Source,
    onSignedOut: () => void (ended += 1),
  });
  feed.start();
  const arrives = (event: unknown): void =>
    void source.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(event) }));
  const opens = (): void => void source.dispatchEvent(new Event('open'));
  const beats = (): void => void source.dispatchEvent(new Event('beat'));
  const letGo = async (): Promise<void> => {
    await settle();
    for (const one of held.splice(0)) one();
    await settle();
  };
  return { feed, clock, call, terminal, asked, arrives, opens, beats, letGo, ended: () => ended };
}

describe('what the page knows', () => {
  it('does not lose what arrives while all is being loaded', async () => {
    const { feed, call, arrives, opens, letGo } = begin();
    opens();
    await settle();
    arrives({ type: 'help', call: { ...call, state: 'coming', answeredBy: 'Ali Beispiel' } });
    await letGo();
    expect(feed.state().calls).toMatchObject([{ state: 'coming', answeredBy: 'Ali Beispiel' }]);
  });

  it('shows a call at once, the oldest first, and one that is over no more', async () => {
    const { feed, call, arrives, opens, letGo } = begin();
    opens();
    await letGo();
    const older = aCall({ acceptedAt: '2026-01-01T08:00:00.000Z' });
    arrives({ type: 'help', call: older });
    expect(feed.state().calls?.map(({ key }) => key)).toEqual([older.key, call.key]);
    arrives({ type: 'help', call: { ...call, state: 'ended' } });
    expect(feed.state().calls?.map(({ key }) => key)).toEqual([older.key]);
  });

  it('draws many terminals that report together once', async () => {
    const { feed, clock, arrives, opens, letGo } = begin();
    opens();
    await letGo();
    let drawn = 0;
    feed.subscribe(() => (drawn += 1));
    for (let at = 0; at < 100; at++) arrives({ type: 'terminal', terminal: aTerminal({ id: `t-${at}` }) });
    expect(drawn).toBe(0);
    await clock.advance(500);
    expect(drawn).toBe(1);
    expect(feed.state().terminals?.size).toBe(101);
  });

  it('asks for nothing that the account may not see', async () => {
    const { asked, opens, feed, letGo } = begin(['technician']);
    opens();
    await letGo();
    expect(asked).toEqual(['terminals']);
    expect(feed.state().calls).toBeNull();
  });

  it('asks for terminals anew each minute: that one falls silent is no event', async () => {
    const { asked, clock, opens, letGo, beats } = begin(['technician']);
    opens();
    await letGo();
    for (const passed of [15_000, 15_000, 15_000, 14_000]) {
      await clock.advance(passed);
      beats();
    }
    expect(asked).toHaveLength(1);
    await clock.advance(1_000);
    expect(asked).toHaveLength(2);
  });

  it('hears that the session has ended', () => {
    const { arrives, ended } = begin();
    arrives({ type: 'signed-out' });
    expect(ended()).toBe(1);
  });
});

describe('what an account may ask', () => {
  it.each(OFFICE_ROLES)('is what the contract says, for %s', (role) => {
    for (const name of Object.keys(OFFICE_API) as OfficeRouteName[]) {
      const { may } = OFFICE_API[name];
      const expected = typeof may === 'string' || (may as readonly string[]).includes(role);
      expect(mayAsk(sessionOf([role]), name), name).toBe(expected);
    }
  });
});

describe('the end of a session', () => {
  const now = Date.parse('2026-03-12T12:00:00.000Z');
  it('is the sooner of its two ends', () => {
    expect(leftOf({ askedAt: now - 60_000, now, endsAt: now + 8 * 3_600_000 })).toBe(29 * 60_000);
    expect(leftOf({ askedAt: now, now, endsAt: now + 60_000 })).toBe(60_000);
  });
});
