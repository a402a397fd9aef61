import { describe, expect, it } from 'vitest';
import { createClient } from '../../../office/data/client.ts';
import { BY_ITSELF_HEADER, CSRF_HEADER, type OfficeSession } from '../../../register/contract/office.ts';

const session = (csrf: string): OfficeSession => ({
  account: { id: 'a-1', name: 'Martina Muster', roles: ['office'] },
  csrf,
  endsAt: '2026-03-12T20:00:00.000Z',
  setUp: false,
});
const NOW = Date.parse('2026-03-12T12:00:00.000Z');

type Reply = { status?: number; body: unknown; date?: string } | null;
function begin(replies: (path: string) => Reply) {
  const asked: { path: string; headers: Record<string, string> }[] = [];
  const heard = { signedOut: 0, sessions: [] as OfficeSession[] };
  const client = createClient({
    fetch: async (path, { headers } = {}) => {
      asked.push({ path: String(path), headers: (headers ?? {}) as Record<string, string> });
      const reply = replies(String(path));
      if (reply === null) throw new TypeError('no line');
      const { status = 200, body, date } = reply;
      return new Response(JSON.stringify(body), { status, ...(date === undefined ? {} : { headers: { date } }) });
    },
    now: () => NOW,
    onSignedOut: () => void (heard.signedOut += 1),
    onSession: (fresh) => void heard.sessions.push(fresh),
  });
  return { client, asked, heard };
}
const problem = (code: string, more: object = {}) => ({ type: `urn:foyer:problem:${code}`, title: '', ...more });

describe('asking the register', () => {
  it('sends what proves the page with each change, and not before there is a session', async () => {
    const { client, asked } = begin(() => ({ body: [] }));
    await client.ask('signInCode', { code: 'X' });
    client.use(session('one'));
    await client.ask('revokeTerminal', { id: 't' });
    await client.ask('helpCalls');
    expect(asked.map(({ headers }) => headers[CSRF_HEADER])).toEqual([undefined, 'one', undefined]);
  });

  it('says that nobody answers', async () => {
    const { client } = begin(() => null);
    expect(await client.ask('ways')).toEqual({ ok: false, error: { code: 'unreachable', fields: [], detail: null } });
  });

  it('takes no answer that is not of the contract', async () => {
    for (const body of [{ local: 'yes' }, null, 'Wartungsarbeiten']) {
      const { client } = begin(() => ({ body }));
      expect(await client.ask('ways')).toMatchObject({ ok: false, error: { code: 'unexpected' } });
    }
    const { client } = begin(() => ({ status: 502, body: 'Bad gateway' }));
    expect(await client.ask('ways')).toMatchObject({ ok: false, error: { code: 'unexpected' } });
  });

  it('keeps no session by what it asks by itself', async () => {
    const { client, asked } = begin(() => ({ body: [] }));
    await client.lookUp('helpCalls');
    await client.ask('helpCalls');
    expect(asked.map(({ headers }) => headers[BY_ITSELF_HEADER])).toEqual(['1', undefined]);
  });

  it("passes on the register's own sentence", async () => {
    const detail = 'Dieses Konto ist gesperrt.';
    const { client } = begin(() => ({ status: 422, body: problem('not-possible', { detail }) }));
    expect(await client.ask('accountCode', { id: 'a' })).toMatchObject({ error: { code: 'not-possible', detail } });
  });

  it('names the fields that do not fit', async () => {
    const errors = [{ field: 'password', message: 'is too short' }];
    const { client } = begin(() => ({ status: 400, body: problem('invalid-request', { errors }) }));
    expect(await client.ask('setPassword', { password: 'x', code: '123456' })).toMatchObject({
      error: { code: 'invalid-request', fields: ['password'] },
    });
  });

  it('notices that the session has ended, but not at the sign-in', async () => {
    const { client, heard } = begin(() => ({ status: 401, body: problem('signed-out') }));
    await client.ask('signInPassword', { login: 'm.muster', password: 'x', code: '123456' });
    expect(heard.signedOut).toBe(0);
    await client.ask('helpCalls');
    expect(heard.signedOut).toBe(1);
  });

  it('takes up the session that began in another window, and does nothing in its name by itself', async () => {
    const { client, asked, heard } = begin((path) =>
      path === '/api/session' ? { body: session('two') } : { status: 403, body: problem('forbidden') },
    );
    client.use(session('one'));
    expect(await client.ask('revokeTerminal', { id: 't' })).toMatchObject({ error: { code: 'session-changed' } });
    expect(heard.sessions).toEqual([session('two')]);
    expect(asked.map(({ path }) => path)).toEqual(['/api/terminals/revoke', '/api/session']);
  });

  it('says forbidden where the session is the same', async () => {
    const { client, heard } = begin((path) =>
      path === '/api/session' ? { body: session('one') } : { status: 403, body: problem('forbidden') },
    );
    client.use(session('one'));
    expect(await client.ask('revokeTerminal', { id: 't' })).toMatchObject({ error: { code: 'forbidden' } });
    expect(heard.sessions).toEqual([]);
  });

  it("tells the register's time where the desk's clock is wrong", async () => {
    const { client } = begin(() => ({ body: [], date: 'Thu, 12 Mar 2026 12:07:00 GMT' }));
    expect(client.now()).toBe(NOW);
    await client.ask('helpCalls');
    expect(client.now()).toBe(NOW + 7 * 60_000);
  });

  it("keeps the desk's clock where the two agree within the header's second", async () => {
    const { client } = begin(() => ({ body: [], date: 'Thu, 12 Mar 2026 11:59:59 GMT' }));
    await client.ask('helpCalls');
    expect(client.now()).toBe(NOW);
  });
});
