/** The register as one thing: folder, database, keys, server, in the order in which they are needed. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Alarms } from './alarms/alarms.ts';
import { systemClock } from '../../base/clock.ts';
import type { TimeSource } from '../../base/clock.ts';
import { openPglite, openPostgres } from './database/database.ts';
import type { Pooling, RegisterDatabase } from './database/database.ts';
import { openDocumentKey } from './keys/document-key/file.ts';
import { moveToCurrentKey } from './keys/document-key/rotate.ts';
import { firstSetting } from './database/setting.ts';
import { lockFolder } from './database/lock.ts';
import { logLines } from './log.ts';
import type { RegisterLog } from './log.ts';
import type { ResidentSystem } from './ports/resident-system.ts';
import type { RemovalLimit } from './residents/feed/limit.ts';
import { deliveredAsOf } from './residents/own/delivered.ts';
import { liveOverCopy } from './residents/live-over-copy.ts';
import type { OpenResidentSystem } from './residents/settings.ts';
import { createOwnResidents } from './residents/own-residents.ts';
import { openSealingKeys } from './keys/sealing/files.ts';
import type { DocumentKey } from './keys/secrets.ts';
import { createRegisterServer } from './server.ts';
import { SIGNING_KEY_FILE, SUCCESSION_FILE, openSigner, successionFrom } from './keys/signing.ts';
import type { RegisterSigner } from './keys/signing.ts';
import type { RegisterServer, RegisterServerOptions } from './server.ts';
import { RegisterStartError } from './start-error.ts';
import type { Tables } from './database/tables.ts';

export interface OpenRegisterOptions extends Partial<Omit<RegisterServerOptions, 'database'>> {
  /**
   * The register's folder: key for document numbers, lock, local socket and, without `databaseUrl`, the database. Made
   * when missing.
   */
  readonly folder: string;
  /** A PostgreSQL server; without it PGlite in the folder. */
  readonly databaseUrl?: string;
  /** Who is asked for people instead of our own tables. */
  readonly residentSystem?: OpenResidentSystem;
  /** How a pooler before it shares its connections, and the way past that: see `PostgresOptions`. */
  readonly pooling?: Pooling;
  readonly directUrl?: string;
  /** What a delivery may remove without somebody's word; 1 % or 50 people where nothing is said. */
  readonly removalLimit?: RemovalLimit;
}

export interface Register {
  readonly database: RegisterDatabase;
  readonly documentKey: DocumentKey;
  readonly folder: string;
  /** Lines that leave the machine in clear, because the operator allowed it. */
  readonly unprotected?: readonly string[];
  /** Where somebody is told of what has to be seen to. */
  readonly alarms?: Pick<Alarms, 'test'>;
  readonly server: RegisterServer;
  readonly residents: ResidentSystem;
  readonly removalLimit?: RemovalLimit;
  /** IANA name. */
  readonly timeZone: string;
  readonly clock: TimeSource;
  readonly log: RegisterLog;
  /** Stops the server, closes the database and unlocks the folder, in this order. */
  close(): Promise<void>;
}

export { RegisterStartError };

/**
 * Opens everything; the server does not listen yet. Throws {@link RegisterStartError} with a sentence for the operator.
 */
export async function openRegister({
  folder,
  databaseUrl,
  residentSystem,
  pooling,
  directUrl,
  removalLimit,
  ...options
}: OpenRegisterOptions): Promise<Register> {
  const clock = options.clock ?? systemClock;
  const log = options.log ?? logLines;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder);
  if (!lock.ok)
    throw new RegisterStartError(
      `The folder ${folder} is in use by another register${lock.error.pid === undefined ? '' : ` (process ${lock.error.pid})`}. Stop that one, or set FOYER_DATA to another folder.`,
    );
  try {
    const database =
      databaseUrl === undefined
        ? await openPglite(join(folder, 'pglite'))
        : await openPostgres(databaseUrl, {
            ...(pooling === undefined ? {} : { pooling }),
            ...(directUrl === undefined ? {} : { directUrl }),
          });
    try {
      if (database.migrated.length > 0) log({ event: 'migrated', migrations: database.migrated });
      const documentKey = await openDocumentKey(folder, database.db);
      await moveToCurrentKey({ db: database.db, folder, key: documentKey });
      const signer = await openSigner(folder);
      await checkSigningKey(database.db, signer, folder);
      const sealing = options.sealing ?? (await openSealingKeys(folder, database.db, clock));
      const timeZone = options.timeZone ?? 'Europe/Berlin';
      const own = createOwnResidents(database, documentKey, { clock, timeZone });
      const residents = options.residents ?? residentsFrom(residentSystem, own, database.db);
      const server = createRegisterServer({
        signer,
        sealing,
        ...options,
        ...(options.residents === undefined && residentSystem?.documents !== 'system' ? { documentKey } : {}),
        timeZone,
        database,
        residents,
        clock,
        log,
      });
      const close = async () => {
        await server.stop();
        await database.close();
        lock.value.unlock();
      };
      const limit = removalLimit === undefined ? {} : { removalLimit };
      return { database, documentKey, folder, server, residents, ...limit, timeZone, clock, log, close };
    } catch (error) {
      await database.close();
      throw error;
    }
  } catch (error) {
    lock.value.unlock();
    throw error;
  }
}

function residentsFrom(
  connected: OpenResidentSystem | undefined,
  own: ResidentSystem,
  db: Kysely<Tables>,
): ResidentSystem {
  if (connected === undefined) return own;
  const { system, copy, documents } = connected;
  const live: ResidentSystem = documents === 'system' ? system : { ...system, documentStatus: own.documentStatus };
  return copy ? liveOverCopy({ live, copy: own, asOf: () => deliveredAsOf(db) }) : live;
}

/**
 * Terminals believe one key: every server on a database signs with the same. Of the one that it succeeded, this one
 * takes the place.
 */
async function checkSigningKey(
  db: Kysely<Tables>,
  { publicKey: { kid }, succession }: RegisterSigner,
  folder: string,
): Promise<void> {
  const name = 'signing-key';
  const value = await firstSetting(db, name, kid);
  if (value === kid) return;
  if (successionFrom(succession, value) !== kid) {
    throw new RegisterStartError(
      `The terminals of this database know another key for signatures than ${join(folder, SIGNING_KEY_FILE)}. Put the key there with which this database was set up, and ${SUCCESSION_FILE} with it where there is one.`,
    );
  }
  await db.updateTable('setting').set({ value: kid }).where('name', '=', name).execute();
}
