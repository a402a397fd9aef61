/** Another key for document numbers: nothing is lost, lookups go on working, and an interrupted change resumes. */
import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DEMO_DOCUMENTS } from '../../../../../register/demo/documents.ts';
import { writeDocuments } from '../../../../../register/server/bulk/documents.ts';
import { moveToCurrentKey, rotateDocumentKey } from '../../../../../register/server/keys/document-key/rotate.ts';
import { putDocuments } from '../../../../../register/server/residents/own/documents.ts';
import { openRegister } from '../../../../../register/server/register.ts';
import { createDocumentKey } from '../../../../../register/server/keys/secrets.ts';

const [ONE, OTHER] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
const DOCUMENTS = DEMO_DOCUMENTS.map(({ daysAgo: _, ...document }) => ({ ...document, since: '2026-11-21' }));
const NOW = Date.parse('2026-11-21T12:00:00+01:00');

async function open(): Promise<{
  folder: string;
  file: string;
  register: Awaited<ReturnType<typeof openRegister>>;
  again(): Promise<Awaited<ReturnType<typeof openRegister>>>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-key-'));
  let register = await openRegister({ folder, log: () => {} });
  onTestFinished(async () => {
    await register.close().catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  });
  await putDocuments(register.database.db, register.documentKey, DOCUMENTS);
  return {
    folder,
    file: join(folder, 'document-numbers.key'),
    register,
    async again() {
      await register.close();
      return (register = await openRegister({ folder, log: () => {} }));
    },
  };
}
const states = async ({ residents }: Pick<Awaited<ReturnType<typeof openRegister>>, 'residents'>) =>
  Promise.all(
    DOCUMENTS.map(async ({ type, number }) => {
      const answer = await residents.documentStatus(type, number);
      return answer.ok ? answer.value.stage : answer.error.kind;
    }),
  );
const STAGES = DOCUMENTS.map(({ stage }) => stage);

test("every document is found before, during and after the change of its number's key", async () => {
  const { folder, file, register, again } = await open();
  const {
    database: { db },
    documentKey: key,
  } = register;
  const former = await readFile(file, 'utf8');
  const asked: Promise<string[]>[] = [];
  const rotated = rotateDocumentKey({ db, folder, key, now: NOW });
  for (let turn = 0; turn < 20; turn += 1) asked.push(states(register));
  expect(await rotated).toEqual({ ok: true, value: { moved: DOCUMENTS.length } });
  for (const answers of await Promise.all(asked)) expect(answers).toEqual(STAGES);
  expect(await states(register)).toEqual(STAGES);
  // The former key finds nothing, and is nowhere.
  const before = createDocumentKey(Buffer.from(former.trim(), 'hex'));
  const rows = await db.selectFrom('document_status').select(['type', 'number_hash', 'number_sealed']).execute();
  expect(rows).toHaveLength(DOCUMENTS.length);
  for (const { type, number_hash: hash, number_sealed: sealed } of rows)
    expect(before.open(type as 'passport', hash, sealed ?? Buffer.alloc(16))).toBeNull();
  expect(await readFile(file, 'utf8')).not.toContain(former.trim());
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await states(await again())).toEqual(STAGES);
}, 60_000);

test('a change of key that a power cut interrupted is resumed by the next start', async () => {
  const { file, again } = await open();
  const former = (await readFile(file, 'utf8')).trim();
  // In the file, not yet in the database.
  await writeFile(file, `${Buffer.from(OTHER).toString('hex')}\n${former}\n`);
  const next = await again();
  expect(await states(next)).toEqual(STAGES);
  expect((await readFile(file, 'utf8')).trim()).toBe(Buffer.from(OTHER).toString('hex'));
  expect(next.documentKey.formerHash('passport', 'C4HX0N2P7')).toBeNull();
}, 60_000);

test('a document that is entered during the change of key exists once', async () => {
  const { folder, register } = await open();
  const {
    database: { db },
    documentKey: key,
  } = register;
  const [first] = DOCUMENTS;
  if (first === undefined) throw new Error('Musterstadt has no documents');
  key.succeed(ONE);
  await writeDocuments(db, key, [
    { ...first, pinLetter: first.pinLetter ?? null, bringOldDocument: first.bringOldDocument ?? null, stage: 'query' },
  ]);
  expect(await db.selectFrom('document_status').select('type').execute()).toHaveLength(DOCUMENTS.length);
  expect(await moveToCurrentKey({ db, folder, key })).toBe(DOCUMENTS.length - 1);
  expect(await states(register)).toEqual(['query', ...STAGES.slice(1)]);
}, 60_000);

test('documents without a stored number stop the change of key before anything is changed, until an import', async () => {
  const { folder, file, register } = await open();
  const {
    database: { db },
    documentKey: key,
  } = register;
  await db.updateTable('document_status').set({ number_sealed: null }).where('type', '=', 'passport').execute();
  const before = await readFile(file, 'utf8');
  const refused = await rotateDocumentKey({ db, folder, key, now: NOW });
  expect(refused).toMatchObject({
    ok: false,
    error: { kind: 'without-number', documents: DOCUMENTS.filter(({ type }) => type === 'passport').length },
  });
  expect(await readFile(file, 'utf8')).toBe(before);
  await putDocuments(db, key, DOCUMENTS);
  expect((await rotateDocumentKey({ db, folder, key, now: NOW })).ok).toBe(true);
  expect(await states(register)).toEqual(STAGES);
}, 60_000);

test('a stored number is decrypted by its own key only, and only when intact', () => {
  const [one, other] = [createDocumentKey(ONE), createDocumentKey(OTHER)];
  const hash = one.hash('passport', 'C4HX0N2P7');
  const sealed = one.seal(hash, 'C4HX0N2P7');
  expect(one.open('passport', hash, sealed)).toBe('C4HX0N2P7');
  expect(one.open('identity-card', hash, sealed)).toBeNull();
  expect(other.open('passport', hash, sealed)).toBeNull();
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    expect(one.open('passport', hash, changed), String(at)).toBeNull();
  }
});

test('many numbers are encrypted to the same bytes as each alone', () => {
  const key = createDocumentKey(ONE);
  const documents = ['C4HX0N2P7', 'A1234567', ''].map((number) => ({ hash: key.hash('passport', number), number }));
  const row = ({ hash }: { hash: Buffer }, number: Buffer): Buffer => Buffer.concat([Buffer.of(7), hash, number]);
  const rows = Buffer.concat(
    documents.map((one) => row(one, Buffer.concat([Buffer.from(one.number, 'latin1'), Buffer.alloc(16)], 16))),
  );
  key.sealRows(rows, { size: 49, hash: 1, number: 33 });
  expect(rows).toEqual(Buffer.concat(documents.map((one) => row(one, key.seal(one.hash, one.number)))));
});

test('a number is hashed by HMAC-SHA-256, whatever the length of the key and the number', () => {
  for (const bytes of [32, 64, 65, 200])
    for (const number of ['', 'C4HX0N2P7', 'Ä€', 'X'.repeat(60), 'X'.repeat(500)]) {
      const secret = new Uint8Array(bytes).map((_, index) => index * 7);
      expect(createDocumentKey(secret).hash('passport', number), `${bytes} ${number.length}`).toEqual(
        createHmac('sha256', secret).update(`document\0passport\0${number}`, 'utf8').digest(),
      );
    }
});
