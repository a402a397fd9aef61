/** What terminals keep for the time without the register: the register's side, over HTTP. */
import { scryptSync } from 'node:crypto';
import { expect, it } from 'vitest';
import type { DocumentType } from '../../../../../register/contract/contract.ts';
import { statusId } from '../../../../../register/contract/status-id.ts';
import { DEMO_DOCUMENTS } from '../../../../../register/demo/documents.ts';
import type { DocumentRecord } from '../../../../../register/server/residents/own/documents.ts';
import { createDocumentKey } from '../../../../../register/server/keys/secrets.ts';
import { putDocuments } from '../../../../../register/server/residents/own/documents.ts';
import { OVERLAP, beginEpoch } from '../../../../../register/server/status-index/epochs.ts';
import { startRegister, useRegister } from '../set-up.ts';

type Register = Awaited<ReturnType<typeof startRegister>>;

async function keysOf({ client }: Register) {
  const answer = await client().statusKeys();
  if (!answer.ok) throw new Error(answer.error.kind);
  return answer.value;
}

/** All entries after a mark as a terminal understands them, in pages of this size. */
async function entries({ client, server }: Register, epoch: number, after = 0, limit = 7) {
  // The first question begins the hashing.
  await client().statusPage({ epoch, after, limit });
  await server.statusIndexIdle();
  const found: { id: string; stage: string; office: string | null; day: string; flags: number }[] = [];
  for (let mark = after; ;) {
    const answer = await client().statusPage({ epoch, after: mark, limit });
    if (!answer.ok) throw new Error(answer.error.kind);
    const { ids, stages, since, offices, office, flags, next, more } = answer.value;
    const bytes = Buffer.from(ids, 'base64');
    for (const [index, stage] of [...stages].entries()) {
      found.push({
        id: bytes.subarray(index * 16, index * 16 + 16).toString('hex'),
        stage,
        office: offices[office[index] ?? -1] ?? null,
        day: new Date((since[index] ?? 0) * 86_400_000).toISOString().slice(0, 10),
        flags: Number.parseInt(flags[index] ?? '', 16),
      });
    }
    expect(next).toBeGreaterThanOrEqual(mark);
    mark = next;
    if (!more) return { found, mark };
  }
}

async function idOf(
  keys: Awaited<ReturnType<typeof keysOf>>,
  epoch: number,
  type: DocumentType,
  number: string,
): Promise<string> {
  const found = keys.epochs.find((one) => one.epoch === epoch);
  return (
    await statusId({ key: Buffer.from(found?.key ?? '', 'base64url'), cost: found?.cost ?? 0 }, type, number)
  ).toString('hex');
}
/** What is published to terminals: everything that is on its way. */
const PUBLISHED = DEMO_DOCUMENTS.filter(({ stage }) => stage !== 'handed-over');

const passport = (stage: DocumentRecord['stage'], since = '2026-11-21', number = 'C4HX0N2P7'): DocumentRecord => ({
  type: 'passport',
  number,
  stage,
  since,
});

it('the status index has every pending document once, under a slow hash by its epoch’s key', async () => {
  const register = await useRegister();
  const keys = await keysOf(register);
  expect(keys.epochs.map(({ epoch }) => epoch)).toEqual([1]);
  const { found } = await entries(register, 1);
  expect(found).toHaveLength(PUBLISHED.length);
  const ready = DEMO_DOCUMENTS.find(({ type, stage }) => type === 'identity-card' && stage === 'ready');
  const cardId = await idOf(keys, 1, 'identity-card', ready?.number ?? '');
  expect(found.find(({ id }) => id === cardId)).toMatchObject({
    stage: 'r',
    office: 'buergerbuero',
    day: '2026-11-20',
    flags: 15,
  });
  // By the published recipe alone.
  const [{ key, cost } = { key: '', cost: 0 }] = keys.epochs;
  expect(
    scryptSync(`identity-card\0${ready?.number}`, Buffer.from(key, 'base64url'), 16, {
      N: 2 ** cost,
      r: 8,
      p: 1,
    }).toString('hex'),
  ).toBe(cardId);
});

it('the status index gives after a mark only what changed since', async () => {
  const register = await useRegister();
  const keys = await keysOf(register);
  const { mark } = await entries(register, 1);
  expect((await entries(register, 1, mark)).found).toEqual([]);
  // The same again is no change.
  const same = DEMO_DOCUMENTS[1];
  if (same === undefined) throw new Error('Musterstadt has no documents');
  await putDocuments(register.database.db, register.documentKey, [
    passport('ready'),
    passport('applied', '2026-11-21', 'C4HX5N5P5'),
  ]);
  const changed = await entries(register, 1, mark, 1);
  expect(changed.found.map(({ stage }) => stage).sort()).toEqual(['a', 'r']);
  expect(changed.found.map(({ id }) => id)).toContain(await idOf(keys, 1, 'passport', 'C4HX0N2P7'));
  await putDocuments(register.database.db, register.documentKey, [passport('ready')]);
  expect((await entries(register, 1, changed.mark)).found).toEqual([]);
  // Twice between two looks is one change, the last.
  await putDocuments(register.database.db, register.documentKey, [passport('sent')]);
  await putDocuments(register.database.db, register.documentKey, [passport('handed-over')]);
  expect((await entries(register, 1, changed.mark)).found.map(({ stage }) => stage)).toEqual(['h']);
});

it('the status index serves both epochs for a week after a change of key, under different hashes', async () => {
  const register = await useRegister();
  const former = await entries(register, (await keysOf(register)).epochs[0]?.epoch ?? 0);
  expect(await beginEpoch(register.database.db, register.clock.now(), 4)).toBe(2);
  const keys = await keysOf(register);
  expect(keys.epochs.map(({ epoch }) => epoch)).toEqual([2, 1]);
  const [first, second] = [await entries(register, 1), await entries(register, 2)];
  expect(first.found).toEqual(former.found);
  expect(second.found).toHaveLength(first.found.length);
  expect(second.found.some(({ id }) => first.found.some((one) => one.id === id))).toBe(false);
  register.advance(OVERLAP + 1);
  expect((await keysOf(register)).epochs.map(({ epoch }) => epoch)).toEqual([2]);
  expect(await register.client().statusPage({ epoch: 1, after: 0, limit: 10 })).toEqual({
    ok: false,
    error: { kind: 'declined', reason: 'not-found' },
  });
});

it('the status index is for terminals only, and refuses invalid requests', async () => {
  const register = await useRegister();
  expect(
    (await register.send('/v1/status-index/keys', { body: '{}', headers: { authorization: 'Bearer x' } })).status,
  ).toBe(401);
  for (const body of [
    '{"epoch":0,"after":0}',
    '{"epoch":1,"after":-1}',
    '{"epoch":1,"after":0,"limit":5001}',
    '{"epoch":"1","after":0}',
  ])
    expect((await register.send('/v1/status-index', { body, headers: { 'foyer-contract': '3' } })).status, body).toBe(
      400,
    );
  expect(JSON.stringify(register.events)).not.toMatch(/[\w-]{43}/);
});

it('the keys of the status index go only to terminals with that right, and into the audit', async () => {
  const register = await useRegister();
  const added = await register.server.terminals.add('without');
  if (!added.ok) throw new Error(added.error);
  const other = register.client({ key: added.value.key });
  for (const answer of [await other.statusKeys(), await other.statusPage({ epoch: 1, after: 0, limit: 10 })])
    expect(answer).toEqual({ ok: false, error: { kind: 'declined', reason: 'not-found' } });
  const { db } = register.database;
  const handed = () =>
    db.selectFrom('audit').select(['actor', 'subject']).where('action', '=', 'status-keys').execute();
  const before = (await handed()).length;
  await keysOf(register);
  expect((await handed()).slice(before)).toHaveLength(1);
  await db.transaction().execute((tx) => register.server.terminals.setOfflineStates('without', true, tx));
  expect((await other.statusKeys()).ok).toBe(true);
  await db.transaction().execute((tx) => register.server.terminals.setOfflineStates('without', false, tx));
  expect(await other.statusPage({ epoch: 1, after: 0, limit: 10 })).toEqual({
    ok: false,
    error: { kind: 'declined', reason: 'not-found' },
  });
});

it('the status index reports more to come while it is hashing, and never gives the key of document numbers', async () => {
  const register = await useRegister();
  const keys = await keysOf(register);
  const early = await register.client().statusPage({ epoch: 1, after: 0, limit: 100 });
  expect(early.ok && early.value.more).toBe(true);
  const { mark } = await entries(register, 1);
  await putDocuments(register.database.db, register.documentKey, [passport('applied', '2026-11-21', 'C4HX7N7P7')]);
  const pending = await register.client().statusPage({ epoch: 1, after: mark, limit: 100 });
  expect(pending.ok && { more: pending.value.more, stages: pending.value.stages }).toEqual({ more: true, stages: '' });
  expect((await entries(register, 1, mark)).found.map(({ id }) => id)).toEqual([
    await idOf(keys, 1, 'passport', 'C4HX7N7P7'),
  ]);
  // What a terminal is given finds no number in the register's own tables.
  const { hash } = createDocumentKey(Buffer.from(keys.epochs[0]?.key ?? '', 'base64url'));
  const stored = await register.database.db.selectFrom('document_status').select('number_hash').execute();
  expect(stored.some(({ number_hash: kept }) => hash('passport', 'C4HX7N7P7').equals(kept))).toBe(false);
});

it('the status index publishes nothing for a row whose number does not match its hash', async () => {
  const register = await useRegister();
  await register.database.db
    .updateTable('document_status')
    .set({ number_sealed: Buffer.alloc(16) })
    .execute();
  await keysOf(register);
  expect((await entries(register, 1)).found).toEqual([]);
});
