/**
 * The key pairs in the register's folder: `sealing/*.pem`, PKCS#8, readable by their owner only. The name that sorts
 * last is the newest key. Registers that share a database share the files too: each refuses to start without the key
 * that terminals were given last.
 */
import { createPrivateKey, generateKeyPair } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { dayIn } from '../../../../base/calendar-day.ts';
import type { TimeSource } from '../../../../base/clock.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { RegisterStartError } from '../../start-error.ts';
import type { Tables } from '../../database/tables.ts';
import { MODULUS_BITS, createSealingKeys } from './keys.ts';
import type { SealingKeys } from './keys.ts';

export const SEALING_FOLDER = 'sealing';
const FINGERPRINT = 'sealing-key';

const newKey = async (): Promise<KeyObject> =>
  (await promisify(generateKeyPair)('rsa', { modulusLength: MODULUS_BITS })).privateKey;

/**
 * Throws {@link RegisterStartError} with a sentence for the operator. A key is made only where the database knows of
 * none; that takes up to some seconds.
 */
export async function openSealingKeys(
  folder: string,
  db: Kysely<Tables>,
  clock: TimeSource,
  generate: () => Promise<KeyObject> = newKey,
): Promise<SealingKeys> {
  const place = join(folder, SEALING_FOLDER);
  await mkdir(place, { recursive: true, mode: 0o700 });
  const inUse = await keyInUse(db);
  let files = await pemFiles(place);
  let made: string | undefined;
  if (files.length === 0) {
    if (inUse !== undefined) throw missing(place, inUse);
    made = await keepKey(place, await generate(), clock);
    files = await pemFiles(place);
  }
  const keys = createSealingKeys(await Promise.all(files.map((file) => readKey(join(place, file)))));
  const kids = keys.publicKeys.map(({ kid }) => kid);
  const newest = kids[0] ?? '';
  if (inUse === undefined) {
    await db
      .insertInto('setting')
      .values({ name: FINGERPRINT, value: newest })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
  }
  // Again, because two registers may have made a key at the same moment.
  const known = (await keyInUse(db)) ?? newest;
  if (!kids.includes(known)) {
    // Beside the copied files it would be taken for a newer one.
    if (made !== undefined) await rm(made);
    throw missing(place, known);
  }
  const sealedFor = await db
    .selectFrom('case_attachment')
    .select('kid')
    .distinct()
    .where('kid', 'is not', null)
    .execute();
  const lost = sealedFor.find(({ kid }) => !kids.includes(kid ?? ''));
  if (lost?.kid)
    throw new RegisterStartError(
      `Attachments of cases are sealed for the key ${lost.kid}, which is not in ${place}. Put it back until those cases are over.`,
    );
  const lostCase = (await kidsOfCases(db)).find((kid) => !kids.includes(kid));
  if (lostCase !== undefined)
    throw new RegisterStartError(
      `Contents of cases are sealed for the key ${lostCase}, which is not in ${place}. Put it back until those cases are over.`,
    );
  const waiting = await db
    .selectFrom('issued_document')
    .select('kid')
    .distinct()
    .where('content', 'is not', null)
    .where('kid', 'is not', null)
    .execute();
  const gone = waiting.find(({ kid }) => !kids.includes(kid ?? ''));
  if (gone?.kid) {
    throw new RegisterStartError(
      `Documents that were not handed over yet are sealed for the key ${gone.kid}, which is not in ${place}. ` +
        'Put it back for 14 days.',
    );
  }
  if (known !== newest)
    await db
      .updateTable('setting')
      .set({ value: newest })
      .where('name', '=', FINGERPRINT)
      .where('value', '=', known)
      .execute();
  return keys;
}

/**
 * Another key beside those that are there, in a file that sorts last: offered to terminals from now on, while what was
 * sealed for the others can still be opened. For one server on its database; several get the file before any of them
 * offers it (README, "Sealed requests").
 */
export async function addSealingKey(
  folder: string,
  keys: SealingKeys,
  clock: TimeSource,
  generate: () => Promise<KeyObject> = newKey,
): Promise<{ readonly kid: string; readonly file: string }> {
  const place = join(folder, SEALING_FOLDER);
  const key = await generate();
  const [last = ''] = await pemFiles(place);
  const today = `${dayIn('Europe/Berlin', clock.now())}.pem`;
  const file = await keepKey(place, key, clock, today > last ? today : last.replace(/\.pem$/, '_.pem'));
  keys.succeed(key);
  return { kid: keys.publicKeys[0]?.kid ?? '', file };
}

/** Key identifiers for which contents of cases are sealed. */
async function kidsOfCases(db: Kysely<Tables>): Promise<string[]> {
  // A header says nothing but which key it was, so there are as many as keys.
  const { rows } = await sql<{
    header: string;
  }>`select distinct split_part(body->>'jwe', '.', 1) as header from case_record where jsonb_exists(body, 'jwe')`.execute(
    db,
  );
  return rows.map(({ header }) =>
    String((JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as { kid?: unknown }).kid),
  );
}

const missing = (place: string, kid: string): RegisterStartError =>
  new RegisterStartError(
    `Terminals seal what they send for the key ${kid}, which is not in ${place}. Copy the files there from the register with which this database was set up.`,
  );

const keyInUse = async (db: Kysely<Tables>): Promise<string | undefined> =>
  (await db.selectFrom('setting').select('value').where('name', '=', FINGERPRINT).executeTakeFirst())?.value;

/** Newest first. */
const pemFiles = async (place: string): Promise<string[]> =>
  (await readdir(place))
    .filter((name) => name.endsWith('.pem'))
    .sort()
    .reverse();

async function keepKey(
  place: string,
  key: KeyObject,
  clock: TimeSource,
  name = `${dayIn('Europe/Berlin', clock.now())}.pem`,
): Promise<string> {
  const file = join(place, name);
  await replaceFile(file, String(key.export({ type: 'pkcs8', format: 'pem' })));
  return file;
}

async function readKey(path: string): Promise<KeyObject> {
  if (((await stat(path)).mode & 0o077) !== 0)
    throw new RegisterStartError(`${path} can be read by others than its owner. Change that with chmod 600.`);
  const pem = await readFile(path, 'utf8');
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey(pem);
  } catch {
    // OpenSSL's reasons may quote the file.
  }
  if (key?.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < MODULUS_BITS)
    throw new RegisterStartError(
      `${path} does not hold a key: an RSA private key of at least ${MODULUS_BITS} bits as PEM is expected.`,
    );
  return key;
}
