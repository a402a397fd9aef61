/**
 * Alarms: what must reach somebody when no page is open. Looks every quarter of a minute at what is wrong, writes down
 * what is to be said of it, and brings that to where it goes.
 */
import { randomUUID } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { describeError } from '../../../base/describe-error.ts';
import type { TimeSource } from '../../../base/clock.ts';
import type { Tables } from '../database/tables.ts';
import { everyFifteenSeconds, type Repetition } from '../forwarding/repetition.ts';
import type { RegisterEvent, RegisterLog } from '../log.ts';
import type { HeldCertificate } from './certificates.ts';
import { deliver } from './deliver.ts';
import { keepLedger } from './ledger.ts';
import { mailWays } from './mail.ts';
import { hasCalls, observe } from './observe.ts';
import { createQuiet } from './quiet.ts';
import type { AlarmSettings } from './settings.ts';
import { tellAlarms } from './tell.ts';
import { tryWays, type Tried } from './try-ways.ts';
import { webhookWay } from './webhook.ts';

export interface AlarmOptions {
  readonly db: Kysely<Tables>;
  readonly clock: TimeSource;
  readonly log: RegisterLog;
  /** IANA name. */
  readonly timeZone: string;
  readonly settings: AlarmSettings;
  /** The office's page as browsers reach it, an origin; null where there is none to lead to. */
  readonly page: string | null;
  readonly held: readonly HeldCertificate[];
  /** Whether people who are called for help may be there. */
  isOpen(): Promise<boolean>;
  /** Default every 15 s. */
  readonly repetition?: Repetition;
}

export interface Alarms {
  /** Looks, says and sends what is due now. Called while it works, it works once more afterwards. */
  run(): Promise<void>;
  /** Sends a message to every recipient, and tells what became of it. */
  test(): Promise<readonly Tried[]>;
  /** Nothing more is begun; ends when what was begun has ended. */
  stop(): Promise<void>;
}

/** For `pg_try_advisory_xact_lock`: one server looks and says at a time. */
const LOOKING = 5_203_114_017;

export function startAlarms(options: AlarmOptions): Alarms {
  const { db, clock, log, timeZone, settings, page, held, isOpen } = options;
  const server = randomUUID();
  const listeningSince = clock.now();
  const quiet = createQuiet(settings.quiet, timeZone);
  const ways = [
    ...(settings.mail === undefined ? [] : mailWays(settings.mail, { timeZone, page })),
    ...(settings.webhook === undefined ? [] : [webhookWay(settings.webhook)]),
  ];
  const lines = ways.map(({ line }) => line);
  let stopped = false;
  let again = false;
  let running: Promise<void> | undefined;

  async function look(): Promise<void> {
    // Before the transaction: reading opening hours may take seconds.
    const mayCome = !quiet.isQuiet(clock.now()) || !(await hasCalls(db, clock.now())) || (await isOpen());
    const happened: RegisterEvent[] = [];
    await db.transaction().execute(async (tx) => {
      const { rows } = await sql<{
        mine: boolean;
      }>`select pg_try_advisory_xact_lock(${sql.lit(LOOKING)}) as mine`.execute(tx);
      if (rows[0]?.mine !== true) return;
      const now = clock.now();
      const { silentMs } = settings;
      const observed = await observe({ db: tx, now, listeningSince, silentMs, server, held });
      await keepLedger(tx, observed, { now, log: (event) => void happened.push(event) });
      await tellAlarms(tx, { now, quiet, mayCome, lines });
    });
    // Not before it is there: what is rolled back happens again.
    for (const event of happened) log(event);
  }
  async function work(): Promise<void> {
    do {
      again = false;
      await look();
      await deliver({ db, clock, log, ways }, () => stopped);
    } while (again && !stopped);
  }
  const run = (): Promise<void> => {
    again = true;
    return (running ??= work().finally(() => {
      running = undefined;
    }));
  };
  const end = (options.repetition ?? everyFifteenSeconds)(() => {
    run().catch((error: unknown) => log({ event: 'failed', route: 'alarms', ...describeError(error) }));
  });

  return {
    run,
    test: () => tryWays(ways, clock.now()),
    async stop() {
      stopped = true;
      end();
      await running?.catch(() => undefined);
    },
  };
}
