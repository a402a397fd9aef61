import { describe, expect, it } from 'vitest';
import { SESSION_MS, createSessions } from '../../../../../register/demo/eid-server/sessions.ts';
import type { Session } from '../../../../../register/demo/eid-server/sessions.ts';

const REQUEST = { attributes: ['GivenNames'], optional: [], transactionInfo: 'x', nonce: 'n'.repeat(43) } as const;
const EXPIRED = { state: 'failed', reason: 'expired' };

function bench(): { now: number; dropped: Session[]; sessions: ReturnType<typeof createSessions> } {
  const at = { now: 1_000, dropped: [] as Session[] };
  return Object.assign(at, { sessions: createSessions({ now: () => at.now }, (session) => at.dropped.push(session)) });
}

describe('a session', () => {
  it('has two names that differ from each other and from all others', () => {
    const { sessions } = bench();
    const names = Array.from({ length: 50 }, () => sessions.create(REQUEST)).flatMap(({ id, identifier }) => [
      id,
      identifier,
    ]);
    expect(new Set(names).size).toBe(100);
    expect(names.every((name) => /^[\w-]{32}$/.test(name))).toBe(true);
    const { id, identifier } = sessions.create(REQUEST);
    expect(sessions.pending(id)).toBeUndefined();
    expect(sessions.result(identifier)).toEqual(EXPIRED);
  });

  it('is pending until it ends, and gives its result once', () => {
    const { sessions, dropped } = bench();
    const session = sessions.create(REQUEST);
    expect(sessions.result(session.id)).toEqual({ state: 'pending' });
    expect(sessions.result(session.id)).toEqual({ state: 'pending' });
    sessions.end(session, { ok: true, data: { givenNames: 'A' } });
    sessions.end(session, { ok: false, reason: 'card' });
    expect(sessions.pending(session.identifier)).toBeUndefined();
    expect(sessions.result(session.id)).toMatchObject({ state: 'authenticated', data: { givenNames: 'A' } });
    expect(sessions.result(session.id)).toEqual(EXPIRED);
    expect(dropped).toEqual([session]);
  });

  it('is over after ten minutes, whether it ended or not', () => {
    const at = bench();
    const [open, ended] = [at.sessions.create(REQUEST), at.sessions.create(REQUEST)];
    at.sessions.end(ended, { ok: true, data: {} });
    at.now += SESSION_MS - 1;
    expect(at.sessions.pending(open.identifier)).toBe(open);
    at.now += 1;
    expect(at.sessions.pending(open.identifier)).toBeUndefined();
    expect([open, ended].map(({ id }) => at.sessions.result(id))).toEqual([EXPIRED, EXPIRED]);
    expect(at.dropped).toEqual([open, ended]);
  });

  it('is dropped together with all others', () => {
    const { sessions, dropped } = bench();
    const session = sessions.create(REQUEST);
    sessions.clear();
    expect(sessions.result(session.id)).toEqual(EXPIRED);
    expect(dropped).toEqual([session]);
  });
});
