/** The services on a PostgreSQL server, asked through two registers that share it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRegisterClient } from '../../../register/client/client.ts';
import type { RegisterClient } from '../../../register/client/client.ts';
import type { CertificateOrder } from '../../../services/certificate/order.ts';
import { DEMO_LETTERHEAD } from '../../../register/demo/authority/letterhead.ts';
import { openPostgres } from '../../../register/server/database/database.ts';
import type { RegisterDatabase } from '../../../register/server/database/database.ts';
import { createRegisterServer } from '../../../register/server/server.ts';
import { CARDS } from '../../unit/register/server/services/cards.ts';
import {
  NO_BUDGET,
  PUBLIC,
  SEALING,
  declined,
  problemOf,
  startTown,
  value,
} from '../../unit/register/server/services/town.ts';
import type { Town } from '../../unit/register/server/services/town.ts';
import { postgresMissing, startPostgres } from './postgres.ts';
import type { PostgresServer } from './postgres.ts';

const missing = postgresMissing();
if (missing !== undefined) process.stdout.write(`skipped: the services on a PostgreSQL server: ${missing}\n`);

const ELECTRONIC: CertificateOrder = { kind: 'simple', fields: [], delivery: 'electronic' };
const PAID = { amountCents: 1300, receipt: 3, terminalId: null };

describe.skipIf(missing !== undefined)('two registers on a PostgreSQL 15 server', () => {
  let postgres: PostgresServer;
  let town: Town;
  let database: RegisterDatabase;
  let second: ReturnType<typeof createRegisterServer>;
  let otherUrl: string;
  /** The same terminal at the other register. */
  let other: RegisterClient;
  beforeAll(async () => {
    postgres = await startPostgres();
    town = await startTown({}, () => openPostgres(postgres.url));
    database = await openPostgres(postgres.url);
    second = createRegisterServer({
      database,
      residents: town.residents,
      clock: town.clock,
      log: () => {},
      sealing: SEALING,
      terminalBudget: NO_BUDGET,
      services: {
        eidServer: town.eid.server,
        documents: town.documents.maker,
        letterhead: DEMO_LETTERHEAD,
        publicUrl: PUBLIC,
      },
    });
    otherUrl = (await second.start()).url;
    other = createRegisterClient({ baseUrl: otherUrl, key: town.key, timeoutMs: 10_000 });
  }, 60_000);
  afterAll(async () => {
    await second?.stop();
    await database?.close();
    await town?.close();
    await postgres?.remove();
  });

  test('accept a sign-in of one register at the other, which can end it', async () => {
    const visit = await town.signIn('erika');
    expect(value(await other.call('resident', { visit }))).toEqual(
      value(await town.client.call('resident', { visit })),
    );
    value(await other.call('signOut', { visit }));
    expect(await town.client.call('resident', { visit })).toEqual(declined('signed-out'));
  });

  test('sign no one in where no person or several match', async () => {
    for (const card of ['twins', 'stranger', 'abroad'] as const) {
      const { session } = value(await town.client.call('eidSession', { language: 'de' }));
      town.eid.lay(CARDS[card]);
      expect(value(await other.call('eidOutcome', { session, nonce: town.eid.nonce() }))).toEqual({
        state: 'no-match',
      });
    }
  });

  test('issue one certificate for one key at both at the same moment, and give it to all', async () => {
    const visit = await town.signIn('erika');
    const key = randomUUID();
    const before = town.documents.made.length;
    const release = town.documents.hold();
    const asked = [town.client, other, town.client, other].map((client) =>
      client.call('certificate', { visit, key, order: ELECTRONIC, payment: null }),
    );
    await expect.poll(() => town.documents.made.length).toBe(before + 4);
    release();
    const answers = (await Promise.all(asked)).map(value);
    expect(new Set(answers.map(({ document }) => document)).size).toBe(1);
    expect(
      await database.db.selectFrom('issued_document').select('reference').where('key', '=', key).execute(),
    ).toHaveLength(1);
    expect(
      await other.call('certificate', { visit, key, order: { ...ELECTRONIC, kind: 'extended' }, payment: null }),
    ).toEqual(declined('key-reused'));
  });

  test('answer an order that is asked after during its issue alike: void for both, or issued for both', async () => {
    const visit = await town.signIn('erika');
    for (let round = 0; round < 10; round += 1) {
      const key = randomUUID();
      const [issued, asked] = await Promise.all([
        town.client.call('certificate', { visit, key, order: ELECTRONIC, payment: null }),
        other.call('order', { key, visit }),
      ]);
      const state = value(asked);
      if (issued.ok)
        expect(state).toEqual({ state: 'issued', document: issued.value.document, reference: issued.value.reference });
      else expect([issued, state]).toEqual([declined('void'), { state: 'void' }]);
    }
  });

  test('give a download and a pick-up once between them', async () => {
    const visit = await town.signIn('erika');
    const { document, reference } = await town.issue(visit);
    const { url } = value(await town.client.call('downloadLink', { document, visit }));
    const id = new URL(url).pathname.split('/').at(-1) ?? '';
    const given = await Promise.all(
      [town.server, second, town.server, second].map((server) => server.deliveries.fetchOnce(id)),
    );
    expect(given.filter((one) => one !== null)).toHaveLength(1);
    const { code } = value(await other.call('pickUp', { document, visit }));
    // Two counters, one at each register.
    const counters = [await town.terminal('counter-1'), await town.terminal('counter-2', otherUrl)];
    const redeemed = await Promise.all(counters.map((client) => client.call('redeem', { code })));
    expect(redeemed.filter(({ ok }) => ok)).toHaveLength(1);
    expect(redeemed.flatMap((answer) => (answer.ok ? [answer.value.reference] : []))).toEqual([reference]);
    expect(await other.call('document', { document, visit })).toEqual(declined('not-found'));
  });

  test('take one of two changes made from the same version', async () => {
    const visit = await town.signIn('erika');
    const { version, residences, blocks } = value(await town.client.call('resident', { visit }));
    const answers = await Promise.all([
      town.client.call('blocks', { visit, key: randomUUID(), version, changes: [{ id: 'parties', set: true }] }),
      other.call('secondaryHome', {
        visit,
        key: randomUUID(),
        version,
        residence: residences.find(({ kind }) => kind === 'secondary')?.id ?? '',
        movedOut: '2026-11-20',
      }),
    ]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers).toContainEqual(declined('conflict'));
    const after = value(await other.call('resident', { visit }));
    expect(after.version).toBe(version + 1);
    expect(after.residences.length - after.blocks.length).toBe(residences.length - blocks.length - 1);
  });

  test('take an application for a certificate of conduct once per key', async () => {
    const visit = await town.signIn('erika');
    const key = randomUUID();
    const answers = await Promise.all(
      [town.client, other].map((client) =>
        client.call('criminalRecord', { visit, key, order: { type: 'N' }, payment: PAID }),
      ),
    );
    expect(new Set(answers.map((answer) => value(answer).secret)).size).toBe(1);
    expect(
      await database.db.selectFrom('case_record').select('reference').where('key', '=', key).execute(),
    ).toHaveLength(1);
  });

  test.each(['purpose\0', 'purpose\ud800'])(
    'refuse characters that no text can hold as the request’s mistake: %j',
    async (purpose) => {
      const visit = await town.signIn('erika');
      const order = {
        type: 'O',
        authority: { name: 'Amt', street: 'Weg 1', postalCode: '12345', city: 'Ort' },
        purpose,
      };
      const response = await town.send('/v1/criminal-records', {
        body: JSON.stringify({ visit, key: randomUUID(), order, payment: PAID }),
      });
      expect([response.status, (await problemOf(response)).code]).toEqual([400, 'invalid-request']);
    },
  );

  test('remove what is over', async () => {
    await town.issue(await town.signIn('erika'));
    town.advance(15 * 86_400_000);
    value(await other.call('eidSession', { language: 'de' }));
    expect(await database.db.selectFrom('sign_in').selectAll().execute()).toEqual([]);
    expect(await database.db.selectFrom('download_link').selectAll().execute()).toEqual([]);
    expect(
      (await database.db.selectFrom('issued_document').select('content').execute()).every(
        ({ content }) => content === null,
      ),
    ).toBe(true);
  });

  test('issue nothing and say so while the database server is away', async () => {
    const visit = await town.signIn('erika');
    await postgres.stop();
    expect(
      await town.client.call('certificate', { visit, key: randomUUID(), order: ELECTRONIC, payment: null }),
    ).toEqual({ ok: false, error: { kind: 'unavailable' } });
    await postgres.start();
    expect((await town.client.call('resident', { visit })).ok).toBe(true);
  });
});
