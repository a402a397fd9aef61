/**
 * The whole role × route table over HTTP: who may ask what of the office's page, and that nobody else gets an answer.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  OFFICE_API,
  OFFICE_ROLES,
  type OfficeRole,
  type OfficeRouteName,
  type Permission,
} from '../../../../../register/contract/office.ts';
import { ManualClock } from '../../../../harness/manual-clock.ts';
import { startOfficeBench, type OfficeBench, type OfficeBrowser } from '../../../../harness/office.ts';

const NOON = Date.parse('2026-11-23T12:00:00+01:00');
const ROUTES = Object.keys(OFFICE_API) as OfficeRouteName[];
/** A role, nobody, somebody without any role, or all roles before a second factor is there. */
const ASKERS = [...OFFICE_ROLES, 'nobody', 'no role', 'set-up'] as const;
type Asker = (typeof ASKERS)[number];

/** Requests that fit, so that a refusal is never about what was sent. Nobody has these ids. */
const NOBODY = '00000000-0000-4000-8000-000000000000';
const REQUESTS: Readonly<Partial<Record<OfficeRouteName, object>>> = {
  signInPassword: { login: 'niemand', password: 'falsches Passwort', code: '123456' },
  signInCode: { code: 'AAAA-AAAA-AAAA' },
  signInPasskey: { id: 'x', response: {} },
  addPasskey: { response: {} },
  setPassword: { password: 'kurz', code: '123456' },
  addAccount: { login: 'neu-hier', name: 'Neu Hier', roles: ['office'] },
  accountCode: { id: NOBODY },
  setRoles: { id: NOBODY, roles: ['office'] },
  disableAccount: { id: NOBODY, disabled: true },
  answerHelp: { key: NOBODY, answer: 'coming' },
  orderTerminal: { id: NOBODY, order: { order: 'readiness-report' } },
  terminalReports: { id: NOBODY },
  reportFile: { order: '1' },
  terminalHistory: { id: NOBODY },
  enrolTerminal: { name: 'halle-9' },
  revokeTerminal: { id: NOBODY },
};

/** What the table says: it is answered in some way, refused for the role, or nobody is there. */
function expected(asker: Asker, may: Permission): 'answered' | 403 | 401 {
  if (may === 'everybody') return 'answered';
  if (asker === 'nobody') return 401;
  if (may === 'set-up') return 'answered';
  return may.some((role) => role === asker) ? 'answered' : 403;
}

let bench: OfficeBench;
beforeAll(async () => {
  bench = await startOfficeBench({ clock: new ManualClock(NOON) });
});
afterAll(() => bench?.close());

async function ask(browser: OfficeBrowser, name: OfficeRouteName): Promise<number> {
  if (name !== 'events') return (await browser.ask(name, REQUESTS[name])).status;
  const stop = new AbortController();
  const answer = await fetch(bench.url + OFFICE_API.events.path, {
    signal: stop.signal,
    headers: { cookie: [...browser.cookies].map((one) => one.join('=')).join('; ') },
  });
  stop.abort();
  return answer.status;
}

const rolesOf = (asker: Asker): OfficeRole[] =>
  asker === 'set-up' ? [...OFFICE_ROLES] : OFFICE_ROLES.filter((role) => role === asker);

describe.each(ROUTES)('%s', (name) => {
  test.each(ASKERS)('asked by %s is answered as the table says, and a refusal is in the audit', async (asker) => {
    const { id, browser } =
      asker === 'nobody'
        ? { id: null, browser: bench.browser() }
        : await bench.addAccount(rolesOf(asker), { setUp: asker === 'set-up' });
    const status = await ask(browser, name);
    const wanted = expected(asker, OFFICE_API[name].may);
    if (wanted === 'answered') {
      expect(status).toBeLessThan(500);
      expect(status).not.toBe(403);
      // Only what lets somebody in says so to everybody.
      if (!name.startsWith('signIn')) expect(status).not.toBe(401);
    } else expect(status).toBe(wanted);
    const refusals = (await bench.audit('office-refused')).filter(({ actor }) => actor === `office:${id}`);
    expect(refusals).toEqual(
      wanted === 403 ? [{ actor: `office:${id}`, action: 'office-refused', subject: `route:${name}` }] : [],
    );
  });
});

test('a route that is not in the table does not exist', async () => {
  const { browser } = await bench.addAccount(OFFICE_ROLES);
  for (const path of ['/api/', '/api/accounts/delete', '/api/session/x', '/status'])
    expect((await browser.send('GET', path)).status, path).toBe(404);
  expect((await browser.send('POST', '/api/session', {})).status).toBe(404);
});
