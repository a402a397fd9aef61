/** Alarms of two servers on one PostgreSQL database: each message goes out once, whoever of them is running. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HeartbeatRequest } from '../../../register/contract/contract.ts';
import { startAlarms, type Alarms } from '../../../register/server/alarms/alarms.ts';
import { DELIVERY } from '../../../register/server/alarms/deliver.ts';
import { openPostgres, type RegisterDatabase } from '../../../register/server/database/database.ts';
import type { RegisterEvent } from '../../../register/server/log.ts';
import { Terminals, type Terminal } from '../../../register/server/terminals/terminals.ts';
import { readMail, startMailServer, type MailServer } from '../../harness/mail-server.ts';
import { postgresMissing, startPostgres, type PostgresServer } from './postgres.ts';

const missing = postgresMissing();
if (missing !== undefined) process.stdout.write(`skipped: alarms of two servers: ${missing}\n`);

const MINUTE = 60_000;
const RECIPIENTS = ['hausmeister@musterstadt.example', 'it@musterstadt.example'];

describe.skipIf(missing !== undefined)('two servers', () => {
  let postgres: PostgresServer;
  let mail: MailServer;
  const databases: RegisterDatabase[] = [];
  let servers: Alarms[] = [];
  const events: RegisterEvent[] = [];
  let now = Date.parse('2026-11-24T12:00:00+01:00');
  const clock = { now: () => now };

  beforeAll(async () => {
    postgres = await startPostgres();
    mail = await startMailServer();
    for (let server = 0; server < 2; server++) databases.push(await openPostgres(postgres.url));
  }, 90_000);
  afterAll(async () => {
    for (const database of databases) await database.close();
    await mail?.close();
    await postgres?.remove();
  });
  beforeEach(async () => {
    await sql`truncate terminal, alarm_message cascade`.execute(first().db);
    servers = databases.map(start);
    mail.mails.length = 0;
  });
  afterEach(async () => {
    for (const server of servers) await server.stop();
  });

  function start({ db }: RegisterDatabase): Alarms {
    return startAlarms({
      db,
      clock,
      log: (event) => void events.push(event),
      timeZone: 'Europe/Berlin',
      settings: {
        mail: {
          host: 'localhost',
          port: mail.port,
          line: 'starttls',
          authorities: mail.certificate,
          from: 'foyer@musterstadt.example',
          to: RECIPIENTS,
        },
        quiet: null,
        silentMs: 15 * MINUTE,
      },
      page: null,
      held: [],
      isOpen: async () => true,
      repetition: () => () => undefined,
    });
  }

  async function addTerminals(count: number) {
    const terminals = new Terminals(first(), clock);
    const added: Terminal[] = [];
    for (let one = 0; one < count; one++) {
      const made = await terminals.add(`t-${randomUUID().slice(0, 8)}`);
      if (!made.ok) throw new Error('the name is taken');
      added.push(made.value.terminal);
    }
    return async (isOut: boolean): Promise<void> => {
      const word: HeartbeatRequest = {
        software: '1.0.0',
        mode: 'in-service',
        catalogue: null,
        unfinished: 0,
        devices: [
          isOut
            ? { name: 'a', class: 'receipt-printer', state: 'needs-staff', says: 'device.receiptPrinter.paperOut' }
            : { name: 'a', class: 'receipt-printer', state: 'ready' },
        ],
      };
      for (const terminal of added) await terminals.heartbeat(terminal, word, '1');
    };
  }
  function first(): RegisterDatabase {
    const [one] = databases;
    if (one === undefined) throw new Error('there are two');
    return one;
  }
  /** Both look at the same moment, again and again. */
  async function together(minutes: number, say: () => Promise<void>): Promise<void> {
    for (let quarter = 0; quarter < minutes * 4; quarter++) {
      now += MINUTE / 4;
      await say();
      await Promise.all(servers.map((server) => server.run()));
    }
  }
  const received = (): string[] => mail.mails.map((one) => `${one.to.join()} ${readMail(one).head.subject}`).toSorted();

  test('that look at the same moment tell each recipient once of the beginning and once of the end', async () => {
    const say = await addTerminals(1);
    await together(4, () => say(true));
    await together(4, () => say(false));
    const [{ name }] = (await first().db.selectFrom('terminal').select('name').execute()) as [{ name: string }];
    expect(received()).toEqual(
      RECIPIENTS.flatMap((to) => [`${to} Erledigt: Papier leer: ${name}`, `${to} Papier leer: ${name}`]),
    );
    expect(await first().db.selectFrom('alarm').select('id').execute()).toHaveLength(1);
  });

  test('send once what waited for a mail server, however many of them try', async () => {
    const say = await addTerminals(3);
    await mail.goAway();
    await together(4, () => say(true));
    await mail.comeBack();
    await together(20, () => say(true));
    expect(received()).toEqual(RECIPIENTS.map((to) => expect.stringMatching(`^${to} 3 neu: `)));
  });

  test('take over what one had begun to send when it ended, and not before it surely has', async () => {
    const say = await addTerminals(1);
    await mail.goAway();
    await together(3, () => say(true));
    await mail.comeBack();
    await first()
      .db.updateTable('alarm_delivery')
      .set({ claimed_until: new Date(now + DELIVERY.lease), next_at: new Date(now) })
      .where('state', '=', 'waiting')
      .execute();
    await together(4, () => say(true));
    expect(received()).toEqual([]);
    await together(2, () => say(true));
    expect(received()).toHaveLength(RECIPIENTS.length);
  });

  test('lose nothing and tell nothing twice when the database was away', async () => {
    const say = await addTerminals(1);
    await together(1, () => say(true));
    await postgres.stop();
    now += MINUTE;
    for (const server of servers) await expect(server.run()).rejects.toThrow();
    await postgres.start();
    await together(4, () => say(true));
    expect(received()).toHaveLength(RECIPIENTS.length);
  });
});
