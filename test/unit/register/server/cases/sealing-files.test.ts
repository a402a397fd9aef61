/**
 * The register's sealing keys as files: made once, readable by their owner, the same at every register of a database.
 */
import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { openPglite } from '../../../../../register/server/database/database.ts';
import type { RegisterDatabase } from '../../../../../register/server/database/database.ts';
import { addSealingKey, openSealingKeys } from '../../../../../register/server/keys/sealing/files.ts';
import { createSealingKeys } from '../../../../../register/server/keys/sealing/keys.ts';
import { NOON } from '../set-up.ts';
import { otherKey, ownKey, seal } from './support.ts';

const clock = { now: () => NOON };
let database: RegisterDatabase;
beforeAll(async () => {
  database = await openPglite();
});
afterAll(() => database?.close());
beforeEach(async () => {
  await database.db.deleteFrom('setting').execute();
});

async function newFolder(files: Readonly<Record<string, KeyObject | string>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-sealing-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, key] of Object.entries(files)) await put(folder, name, key);
  return folder;
}
async function put(folder: string, name: string, key: KeyObject | string): Promise<void> {
  await mkdir(join(folder, 'sealing'), { recursive: true });
  await writeFile(
    join(folder, 'sealing', name),
    typeof key === 'string' ? key : key.export({ type: 'pkcs8', format: 'pem' }),
    { mode: 0o600 },
  );
}
const open = (folder: string) => openSealingKeys(folder, database.db, clock);
const kidOf = (key: KeyObject) => createSealingKeys([key]).publicKeys[0]?.kid ?? '';
const kids = async (folder: string) => (await open(folder)).publicKeys.map(({ kid }) => kid);
const [own, other] = [ownKey().key, otherKey().key];

test('a sealing key is made at the first start, readable by its owner only, and stays the same', async () => {
  const folder = await newFolder();
  const keys = await open(folder);
  expect(await readdir(join(folder, 'sealing'))).toEqual(['2026-11-21.pem']);
  expect((await stat(join(folder, 'sealing', '2026-11-21.pem'))).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'sealing'))).mode & 0o777).toBe(0o700);
  expect(Buffer.from(keys.publicKeys[0]?.n ?? '', 'base64url')).toHaveLength(512);
  expect((await open(folder)).publicKeys).toEqual(keys.publicKeys);
});

test('a second register on the database needs the same key files, and makes none of its own', async () => {
  const folder = await newFolder({ 'a.pem': own });
  await open(folder);
  const second = await newFolder();
  await expect(open(second)).rejects.toThrow(
    `Terminals seal what they send for the key ${kidOf(own)}, which is not in`,
  );
  expect(await readdir(join(second, 'sealing'))).toEqual([]);
  await cp(join(folder, 'sealing'), join(second, 'sealing'), { recursive: true });
  expect(await kids(second)).toEqual([kidOf(own)]);
});

test('the key file that sorts last is the newest, and the former may be removed once the newer one was offered', async () => {
  const folder = await newFolder({ '2026.pem': own });
  await open(folder);
  await put(folder, '2027.pem', other);
  expect(await kids(folder)).toEqual([kidOf(other), kidOf(own)]);
  await expect(open(await newFolder({ '2026.pem': own }))).rejects.toThrow(kidOf(other));
  await rm(join(folder, 'sealing', '2026.pem'));
  expect(await kids(folder)).toEqual([kidOf(other)]);
});

test('a sealing key cannot be removed while an attachment is sealed for it', async () => {
  const { db } = database;
  const folder = await newFolder({ '2026.pem': own, '2027.pem': other });
  await open(folder);
  await db
    .insertInto('terminal')
    .values({ id: 't', name: 't', key_hash: Buffer.alloc(32), created_at: new Date(NOON) })
    .execute();
  const at = new Date(NOON);
  await db
    .insertInto('case_record')
    .values({
      id: 'c',
      key: '11111111-1111-4111-8111-111111111111',
      kind: 'x',
      terminal: 't',
      reference: null,
      secret_hash: null,
      body: null,
      stage: 'announced',
      announced_at: at,
      accepted_at: null,
      stage_since: at,
      updated_at: at,
    })
    .execute();
  await db
    .insertInto('case_attachment')
    .values({
      case_id: 'c',
      id: '11111111-1111-4111-8111-111111111111',
      position: 0,
      sealed: Buffer.from(await seal('x')),
      kid: kidOf(own),
      sha512: Buffer.alloc(64),
      mime_type: null,
    })
    .execute();
  await rm(join(folder, 'sealing', '2026.pem'));
  await expect(open(folder)).rejects.toThrow(`Attachments of cases are sealed for the key ${kidOf(own)}`);
  await db.deleteFrom('case_record').execute();
  expect(await kids(folder)).toEqual([kidOf(other)]);
});

test('a sealing key cannot be removed while a waiting document is sealed for it', async () => {
  const { db } = database;
  const folder = await newFolder({ '2026.pem': own, '2027.pem': other });
  await open(folder);
  const at = new Date(NOON);
  await db
    .insertInto('terminal')
    .values({ id: 'd', name: 'd', key_hash: Buffer.alloc(32, 1), created_at: at })
    .execute();
  const { external_id: person } = await db
    .insertInto('person')
    .values({ family_name: 'Muster', given_names: 'Ada', birth_date: '1970', nationalities: '[]' })
    .returning('external_id')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('issued_document')
    .values({
      id: 'd',
      key: '22222222-1111-4111-8111-111111111111',
      terminal: 'd',
      person,
      reference: 'MB-1',
      kind: 'certificate.simple',
      pages: 1,
      content: Buffer.from(await seal('x')),
      kid: kidOf(own),
      sha256: 'x',
      amount_cents: 900,
      receipt: null,
      issued_at: at,
      delivery: 'printed',
    })
    .execute();
  await rm(join(folder, 'sealing', '2026.pem'));
  await expect(open(folder)).rejects.toThrow(
    `Documents that were not handed over yet are sealed for the key ${kidOf(own)}`,
  );
  await db.updateTable('issued_document').set({ content: null, kid: null }).execute();
  expect(await kids(folder)).toEqual([kidOf(other)]);
});

test('of two registers that start at once on an empty database one makes the key', async () => {
  const folders = [await newFolder(), await newFolder()];
  const keys = [own, other];
  const outcomes = await Promise.allSettled(
    folders.map((folder, index) => openSealingKeys(folder, database.db, clock, async () => keys[index] ?? own)),
  );
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const files = await Promise.all(folders.map((folder) => readdir(join(folder, 'sealing'))));
  expect(files.flat()).toEqual(['2026-11-21.pem']);
});

test.each<[string, () => KeyObject | string]>([
  ['no key', () => 'nonsense'],
  ['a shorter key', () => shorter()],
  ['a key of another kind', () => generateKeyPairSync('ed25519').privateKey],
  ['a public key', () => createPublicPem()],
])('a key file with %s is refused with a sentence and its name', async (_name, key) => {
  const folder = await newFolder({ 'x.pem': key() });
  await expect(open(folder)).rejects.toThrow(`${join(folder, 'sealing', 'x.pem')} does not hold a key`);
});
const shorter = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const createPublicPem = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }).toString();

test('a sealing key that others may read is refused', async () => {
  const folder = await newFolder({ 'x.pem': own });
  await chmod(join(folder, 'sealing', 'x.pem'), 0o640);
  await expect(open(folder)).rejects.toThrow('can be read by others than its owner');
});

test('keys of the wrong kind are refused', () => {
  expect(() => createSealingKeys([shorter()])).toThrow(RangeError);
  expect(() => createSealingKeys([generateKeyPairSync('ed25519').privateKey])).toThrow(RangeError);
});

test('a new key by command is offered at once, its file sorts last, and the former one still opens', async () => {
  const folder = await newFolder({ '2026-11-21.pem': own });
  const keys = await open(folder);
  const sealed = await keys.seal(Buffer.from('before'));
  const made = await addSealingKey(folder, keys, clock, async () => other);
  expect(made).toMatchObject({ kid: kidOf(other), file: expect.stringMatching(/2026-11-21_\.pem$/) });
  expect(keys.publicKeys.map(({ kid }) => kid)).toEqual([kidOf(other), kidOf(own)]);
  expect(sealed.ok && (await keys.open(sealed.value.jwe)).ok).toBe(true);
  const after = await keys.seal(Buffer.from('after'));
  expect(after.ok && after.value.kid).toBe(kidOf(other));
  expect(await kids(folder)).toEqual([kidOf(other), kidOf(own)]);
});
