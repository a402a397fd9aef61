/**
 * What the terminal keeps of documents' states, against the real register: full reading, changes, other keys, and what
 * is on its disk.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ManualClock } from '../../../../harness/manual-clock.ts';
import { createLog } from '../../../../../electron/kiosk/log/log.ts';
import { type Store, openStore } from '../../../../../electron/kiosk/store/store.ts';
import { TOO_OLD, createStatusIndex } from '../../../../../electron/kiosk/register-link/status-index.ts';
import type { RegisterClient, RegisterFailure } from '../../../../../register/client/client.ts';
import { DEMO_DOCUMENTS, DEMO_UNKNOWN } from '../../../../../register/demo/documents.ts';
import { err } from '../../../../../base/result.ts';
import { putDocuments } from '../../../../../register/server/residents/own/documents.ts';
import { beginEpoch } from '../../../../../register/server/status-index/epochs.ts';
import { inProcess } from '../../../../harness/scripted.ts';
import { NOON, startRegister, useRegister } from '../../../register/server/set-up.ts';

/** What is published to terminals. */
const PUBLISHED = DEMO_DOCUMENTS.filter(({ stage }) => stage !== 'handed-over');
const AWAY: RegisterFailure = { kind: 'unreachable', reason: 'connection' };

function terminal(
  register: Awaited<ReturnType<typeof startRegister>>,
  folder = mkdtempSync(join(tmpdir(), 'foyer-index-')),
) {
  const clock = new ManualClock(NOON);
  const client = register.client();
  let failing: ((page: number) => RegisterFailure | null) | null = null;
  let pages = 0;
  const line: Pick<RegisterClient, 'statusKeys' | 'statusPage'> = {
    statusKeys: async () => {
      const failure = failing?.(-1) ?? null;
      return failure === null ? client.statusKeys() : err(failure);
    },
    // Small pages, so that Musterstadt's two dozen documents are many.
    statusPage: async (request) => {
      const failure = failing?.(pages) ?? null;
      pages += 1;
      if (failure !== null) return err(failure);
      // The first question begins the hashing.
      await client.statusPage({ ...request, limit: 5 });
      await register.server.statusIndexIdle();
      return client.statusPage({ ...request, limit: 5 });
    },
  };
  let store: Store = openStore(join(folder, 'journal.sqlite'));
  const lines: string[] = [];
  const boot = () =>
    createStatusIndex({
      register: line,
      store: inProcess(store),
      clock,
      log: createLog(
        (text) => void lines.push(text),
        () => clock.now(),
      ),
      note: () => undefined,
    });
  let index = boot();
  onTestFinished(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    clock,
    folder,
    lines,
    get index() {
      return index;
    },
    get store() {
      return store;
    },
    /** The program starts anew: what was in memory is gone. */
    restart() {
      store.close();
      store = openStore(join(folder, 'journal.sqlite'));
      index = boot();
    },
    fail(how: ((page: number) => RegisterFailure | null) | null) {
      failing = how;
      pages = 0;
    },
    get pages() {
      return pages;
    },
    bytes: () =>
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name)).toString('latin1'))
        .join(''),
  };
}

it("the status index gives the register's state of every document, with its time", async () => {
  const register = await useRegister();
  const { index } = terminal(register);
  const [first] = DEMO_DOCUMENTS;
  if (first === undefined) throw new Error('Musterstadt has no documents');
  expect(await index.lookUp({ type: first.type, number: first.number })).toBeNull();
  expect(await index.run()).toBe(true);
  for (const { type, number } of PUBLISHED) {
    const asked = await register.residents.documentStatus(type, number);
    expect(await index.lookUp({ type, number })).toEqual({ status: asked.ok ? asked.value : null, asOf: NOON });
  }
  expect(await index.lookUp({ type: 'passport', number: DEMO_UNKNOWN.passport })).toEqual({
    status: { stage: 'unknown' },
    asOf: NOON,
  });
});

it('the status index reads on where it was interrupted, and gives no state before it is complete', async () => {
  const register = await useRegister();
  const at = terminal(register);
  at.fail((page) => (page === 2 ? AWAY : null));
  expect(await at.index.run()).toBe(false);
  expect(at.store.statusCount(1)).toBe(10);
  expect(await at.index.lookUp({ type: 'passport', number: DEMO_UNKNOWN.passport })).toBeNull();
  at.restart();
  at.fail(null);
  expect(await at.index.run()).toBe(true);
  expect(at.pages).toBe(Math.floor((PUBLISHED.length - 10) / 5) + 1);
  expect(at.store.statusCount(1)).toBe(PUBLISHED.length);
});

it('the status index goes on with what it has while the register is hashing', async () => {
  const register = await useRegister();
  const at = terminal(register);
  await at.index.run();
  const client = register.client();
  await putDocuments(register.database.db, register.documentKey, [
    { type: 'passport', number: 'C4HX7N7P7', stage: 'applied', since: '2026-11-21' },
  ]);
  register.advance(60_000);
  const slow = createStatusIndex({
    register: client,
    store: inProcess(at.store),
    clock: at.clock,
    log: createLog(
      () => undefined,
      () => NOON,
    ),
    note: () => undefined,
  });
  expect(await slow.run()).toBe(true);
  expect(slow.facts().asOf).toBe(NOON);
  await register.server.statusIndexIdle();
  expect(await slow.run()).toBe(true);
  expect(await slow.lookUp({ type: 'passport', number: 'C4HX7N7P7' })).toMatchObject({
    status: { stage: 'applied' },
    asOf: NOON + 60_000,
  });
});

it('the status index is emptied with the next request after the right was withdrawn', async () => {
  const register = await useRegister();
  const at = terminal(register);
  await at.index.run();
  await register.database.db
    .transaction()
    .execute((tx) => register.server.terminals.setOfflineStates('demo', false, tx));
  expect(await at.index.run()).toBe(true);
  expect(at.index.facts()).toEqual({ keys: false, asOf: null, hashing: false });
  expect(at.store.statusCount(1)).toBe(0);
});

it('the status index reads only what changed', async () => {
  const register = await useRegister();
  const at = terminal(register);
  await at.index.run();
  at.fail(null);
  await putDocuments(register.database.db, register.documentKey, [
    { type: 'passport', number: 'C4HX0N2P7', stage: 'ready', since: '2026-11-21' },
  ]);
  register.advance(60_000);
  expect(await at.index.run()).toBe(true);
  expect(at.pages).toBe(1);
  expect(await at.index.lookUp({ type: 'passport', number: 'C4HX0N2P7' })).toMatchObject({
    status: { stage: 'ready' },
    asOf: NOON + 60_000,
  });
});

it('the status index changes its key without a gap', async () => {
  const register = await useRegister();
  const at = terminal(register);
  await at.index.run();
  await beginEpoch(register.database.db, register.clock.now(), 4);
  // The former epoch is brought up to date, the new one is read in part.
  at.fail((page) => (page === 4 ? AWAY : null));
  await putDocuments(register.database.db, register.documentKey, [
    { type: 'passport', number: 'C4HX0N2P7', stage: 'ready', since: '2026-11-21' },
  ]);
  expect(await at.index.run()).toBe(false);
  expect(at.store.statusCount(2)).toBe(10);
  expect(await at.index.lookUp({ type: 'passport', number: 'C4HX0N2P7' })).toMatchObject({
    status: { stage: 'ready' },
  });
  at.fail(null);
  expect(await at.index.run()).toBe(true);
  expect(at.store.statusMarks().map(({ epoch }) => epoch)).toEqual([2]);
  expect([at.store.statusCount(1), at.store.statusCount(2)]).toEqual([0, PUBLISHED.length]);
  expect(await at.index.lookUp({ type: 'passport', number: 'C4HX0N2P7' })).toMatchObject({
    status: { stage: 'ready' },
  });
});

it('the status index gives no state after a cold start without the register, with neither numbers nor keys on disk', async () => {
  const register = await useRegister();
  const at = terminal(register);
  await at.index.run();
  const keys = await register.client().statusKeys();
  if (!keys.ok) throw new Error(keys.error.kind);
  at.restart();
  at.fail(() => AWAY);
  expect(await at.index.run()).toBe(false);
  expect(at.store.statusCount(1)).toBe(PUBLISHED.length);
  expect(await at.index.lookUp({ type: 'passport', number: 'C4HX0N2P7' })).toBeNull();
  const disk = at.bytes();
  expect(disk).toContain('buergerbuero');
  for (const secret of keys.value.epochs.map(({ key }) => key)) {
    for (const form of ['base64url', 'latin1', 'hex'] as const)
      expect(disk.includes(form === 'base64url' ? secret : Buffer.from(secret, 'base64url').toString(form)), form).toBe(
        false,
      );
  }
  for (const { type, number } of DEMO_DOCUMENTS) {
    expect(disk.includes(number)).toBe(false);
    expect(disk.includes(register.documentKey.hash(type, number).toString('latin1').slice(0, 16))).toBe(false);
  }
  expect(at.lines.join('')).not.toMatch(/C4HX|[\w-]{43}/);
});

it('the status index is emptied when the terminal is revoked, and gives no state that is a week old', async () => {
  const register = await useRegister();
  const at = terminal(register);
  await at.index.run();
  await at.clock.advance(TOO_OLD + 1);
  expect(await at.index.lookUp({ type: 'passport', number: 'C4HX0N2P7' })).toBeNull();
  register.advance(TOO_OLD + 1);
  expect(await at.index.run()).toBe(true);
  expect(await at.index.lookUp({ type: 'passport', number: 'C4HX0N2P7' })).not.toBeNull();
  await register.server.terminals.revoke('demo');
  expect(await at.index.run()).toBe(false);
  expect(at.index.facts()).toEqual({ keys: false, asOf: null, hashing: false });
  expect(at.store.statusCount(1)).toBe(0);
});
