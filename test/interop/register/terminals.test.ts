/** Enrolment and tokens where two servers share one PostgreSQL: what may happen once happens once. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newKeyPair, publicJwk, signAssertion } from '../../../electron/kiosk/identity/assertion.ts';
import { createRegisterClient } from '../../../register/client/client.ts';
import { createTerminalAccess } from '../../../register/client/access.ts';
import { openPostgres } from '../../../register/server/database/database.ts';
import type { RegisterDatabase } from '../../../register/server/database/database.ts';
import { issueCode } from '../../../register/server/terminals/enrolment.ts';
import { createOwnResidents } from '../../../register/server/residents/own-residents.ts';
import { createDocumentKey } from '../../../register/server/keys/secrets.ts';
import { createRegisterServer } from '../../../register/server/server.ts';
import type { RegisterServer } from '../../../register/server/server.ts';
import { postgresMissing, startPostgres } from './postgres.ts';
import type { PostgresServer } from './postgres.ts';

const missing = postgresMissing();
if (missing !== undefined) process.stdout.write(`skipped: terminals on a PostgreSQL server: ${missing}\n`);

const NOON = Date.parse('2026-11-21T12:00:00+01:00');
let now = NOON;
const clock = { now: () => now };
const ADDRESS = 'https://register.example';
const UNLIMITED = { perAddress: { capacity: 1e9, refillPerSecond: 1 }, overall: { capacity: 1e9, refillPerSecond: 1 } };

describe.skipIf(missing !== undefined)('two servers on one database', () => {
  let postgres: PostgresServer;
  const databases: RegisterDatabase[] = [];
  const servers: { readonly server: RegisterServer; readonly url: string }[] = [];
  beforeAll(async () => {
    postgres = await startPostgres();
    for (const _ of [1, 2]) {
      const database = await openPostgres(postgres.url);
      databases.push(database);
      const residents = createOwnResidents(database, createDocumentKey(new Uint8Array(32).fill(7)));
      const server = createRegisterServer({
        database,
        residents,
        clock,
        log: () => undefined,
        addresses: [ADDRESS],
        enrolments: UNLIMITED,
      });
      servers.push({ server, url: (await server.start()).url });
    }
  }, 120_000);
  afterAll(async () => {
    for (const { server } of servers) await server.stop();
    for (const database of databases) await database.close();
    await postgres?.remove();
  });
  const at = (index: number) => {
    const [database, running] = [databases[index % 2], servers[index % 2]];
    if (database === undefined || running === undefined) throw new Error('no server');
    return { database, ...running, access: createTerminalAccess({ baseUrl: running.url, timeoutMs: 20_000 }) };
  };
  const code = async (name: string) => (await issueCode(at(0).database.db, clock, name, 30)).code;
  const assertion = (key: ReturnType<typeof newKeyPair>, terminal: string) =>
    signAssertion({ key, terminal, audience: `${ADDRESS}/v1/token`, now });
  const reached = async (index: number, token: string) => {
    const answer = await createRegisterClient({
      baseUrl: at(index).url,
      credentials: token,
      timeoutMs: 20_000,
    }).catalogue();
    return answer.ok ? 'ok' : answer.error.kind === 'refused' ? answer.error.reason : answer.error.kind;
  };

  test('let one of many simultaneous requests use a code', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const shared = await code('halle-1');
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, index) => at(index).access.enrol({ code: shared, key: publicJwk(newKeyPair()) })),
      );
      expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
      expect(answers.flatMap((answer) => (answer.ok ? [] : [answer.error.kind]))).toEqual(
        Array(7).fill('enrolment-refused'),
      );
    }
  });

  test('accept an assertion once, and its token at both', async () => {
    const key = newKeyPair();
    const enrolled = await at(0).access.enrol({ code: await code('halle-2'), key: publicJwk(key) });
    if (!enrolled.ok) throw new Error(enrolled.error.kind);
    const signed = assertion(key, enrolled.value.terminal);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => at(index).access.token(signed)));
    const [token] = answers.flatMap((answer) => (answer.ok ? [answer.value.access_token] : []));
    expect(answers.flatMap((answer) => (answer.ok ? [] : [answer.error]))).toEqual(
      Array(7).fill({ kind: 'invalid-request', fields: ['client_assertion.jti'] }),
    );
    expect([await reached(0, token ?? ''), await reached(1, token ?? '')]).toEqual(['ok', 'ok']);
    await at(0).server.terminals.revoke('halle-2');
    expect(await reached(0, token ?? '')).toBe('terminal-unknown');
    now += 2_000;
    expect(await reached(1, token ?? '')).toBe('terminal-unknown');
  });

  test('are left with one key, and no token of another, by simultaneous codes, tokens and revocations', async () => {
    const keys = Array.from({ length: 6 }, () => newKeyPair());
    const first = await at(0).access.enrol({ code: await code('halle-3'), key: publicJwk(keys[0] ?? newKeyPair()) });
    if (!first.ok) throw new Error(first.error.kind);
    const { terminal } = first.value;
    const tokens: string[] = [];
    await Promise.all(
      keys.map(async (key, index) => {
        await at(index).access.enrol({ code: await code('halle-3'), key: publicJwk(key) });
        const given = await at(index + 1).access.token(assertion(key, terminal));
        if (given.ok) tokens.push(given.value.access_token);
        if (index === 3) await at(index).server.terminals.revoke('halle-3');
      }),
    );
    const last = newKeyPair();
    expect((await at(0).access.enrol({ code: await code('halle-3'), key: publicJwk(last) })).ok).toBe(true);
    now += 2_000;
    for (const token of tokens)
      expect([await reached(0, token), await reached(1, token)]).toEqual(['terminal-unknown', 'terminal-unknown']);
    for (const key of keys)
      expect(await at(1).access.token(assertion(key, terminal))).toEqual({
        ok: false,
        error: { kind: 'refused', reason: 'terminal-unknown' },
      });
    expect((await at(1).access.token(assertion(last, terminal))).ok).toBe(true);
  });
});
