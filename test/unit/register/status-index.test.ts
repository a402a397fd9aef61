/** What terminals keep for the time without the register: the register's side, over HTTP. */
import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { DEMO_DOCUMENTS } from '../../../register/demo/documents.ts';
import type { DocumentRecord } from '../../../register/server/postgres-residents.ts';
import { putDocuments } from '../../../register/server/postgres-residents.ts';
import { OVERLAP, beginEpoch } from '../../../register/server/status-index/epochs.ts';
import { startRegister, useRegister } from './set-up.ts';

type Register = Awaited<ReturnType<typeof startRegister>>;

async function keysOf({ client }: Register) {
  const answer = await client().statusKeys();
  if (!answer.ok) throw new Error(answer.error.kind);
  return answer.value;
}

/** All entries after a mark as a terminal understands them, in pages of this size. */
async function entries({ client }: Register, epoch: number, after = 0, limit = 7) {
  const found: { id: string; stage: string; office: string | null; day: string; flags: number }[] = [];
  for (let mark = after; ;) {
    const answer = await client().statusPage({ epoch, after: mark, limit });
    if (!answer.ok) throw new Error(answer.error.kind);
    const { ids, stages, since, offices, office, flags, next, more } = answer.value;
    const bytes = Buffer.from(ids, 'base64');
    for (const [index, stage] of [...stages].entries()) {
      found.push({
        id: bytes.subarray(index * 16, index * 16 + 16).toString('hex'), stage, office: offices[office[index] ?? -1] ?? null,
        day: new Date((since[index] ?? 0) * 86_400_000).toISOString().slice(0, 10), flags: Number.parseInt(flags[index] ?? '', 16),
      });
    }
    expect(next).toBeGreaterThanOrEqual(mark);
    mark = next;
    if (!more) return { found, mark };
  }
}

function idOf(keys: Awaited<ReturnType<typeof keysOf>>, epoch: number, type: string, number: string): string {
  const key = keys.epochs.find((one) => one.epoch === epoch)?.key ?? '';
  const first = createHmac('sha256', Buffer.from(keys.documentKey, 'base64url')).update(`document\0${type}\0${number}`).digest();
  return createHmac('sha256', Buffer.from(key, 'base64url')).update(first).digest('hex').slice(0, 32);
}

const passport = (stage: DocumentRecord['stage'], since = '2026-11-21', number = 'C4HX0N2P7'): DocumentRecord => ({ type: 'passport', number, stage, since });

it('gives every document once, under a hash that only both keys make', async () => {
  const register = await useRegister();
  const keys = await keysOf(register);
  expect(keys.epochs.map(({ epoch }) => epoch)).toEqual([1]);
  const { found } = await entries(register, 1);
  expect(found).toHaveLength(DEMO_DOCUMENTS.length);
  const ready = DEMO_DOCUMENTS.find(({ type, stage }) => type === 'identity-card' && stage === 'ready');
  expect(found.find(({ id }) => id === idOf(keys, 1, 'identity-card', ready?.number ?? ''))).toMatchObject({ stage: 'r', office: 'buergerbuero', day: '2026-11-20', flags: 15 });
  // Without its second step, nothing is found.
  const alone = register.documentKey.hash('identity-card', ready?.number ?? '').toString('hex').slice(0, 32);
  expect(found.some(({ id }) => id === alone)).toBe(false);
});

it('gives after a mark what changed since, and nothing where nothing did', async () => {
  const register = await useRegister();
  const keys = await keysOf(register);
  const { mark } = await entries(register, 1);
  expect((await entries(register, 1, mark)).found).toEqual([]);
  // The same again is no change.
  const same = DEMO_DOCUMENTS[1];
  if (same === undefined) throw new Error('Musterstadt has no documents');
  await putDocuments(register.database.db, register.documentKey, [passport('ready'), passport('applied', '2026-11-21', 'C4HX5N5P5')]);
  const changed = await entries(register, 1, mark, 1);
  expect(changed.found.map(({ stage }) => stage).sort()).toEqual(['a', 'r']);
  expect(changed.found.map(({ id }) => id)).toContain(idOf(keys, 1, 'passport', 'C4HX0N2P7'));
  await putDocuments(register.database.db, register.documentKey, [passport('ready')]);
  expect((await entries(register, 1, changed.mark)).found).toEqual([]);
  // Twice between two looks is one change, the last.
  await putDocuments(register.database.db, register.documentKey, [passport('sent')]);
  await putDocuments(register.database.db, register.documentKey, [passport('handed-over')]);
  expect((await entries(register, 1, changed.mark)).found.map(({ stage }) => stage)).toEqual(['h']);
});

it('changes its key without a gap: both epochs are served for a week, under other hashes', async () => {
  const register = await useRegister();
  const former = await entries(register, (await keysOf(register)).epochs[0]?.epoch ?? 0);
  expect(await beginEpoch(register.database.db, register.clock.now())).toBe(2);
  const keys = await keysOf(register);
  expect(keys.epochs.map(({ epoch }) => epoch)).toEqual([2, 1]);
  const [first, second] = [await entries(register, 1), await entries(register, 2)];
  expect(first.found).toEqual(former.found);
  expect(second.found).toHaveLength(first.found.length);
  expect(second.found.some(({ id }) => first.found.some((one) => one.id === id))).toBe(false);
  register.advance(OVERLAP + 1);
  expect((await keysOf(register)).epochs.map(({ epoch }) => epoch)).toEqual([2]);
  expect(await register.client().statusPage({ epoch: 1, after: 0, limit: 10 })).toEqual({ ok: false, error: { kind: 'declined', reason: 'not-found' } });
});

it('is for terminals only, and refuses what does not fit', async () => {
  const register = await useRegister();
  expect((await register.send('/v1/status-index/keys', { body: '{}', headers: { authorization: 'Bearer x' } })).status).toBe(401);
  for (const body of ['{"epoch":0,"after":0}', '{"epoch":1,"after":-1}', '{"epoch":1,"after":0,"limit":5001}', '{"epoch":"1","after":0}']) expect((await register.send('/v1/status-index', { body, headers: { 'foyer-contract': '3' } })).status, body).toBe(400);
  expect(JSON.stringify(register.events)).not.toMatch(/[\w-]{43}/);
});
