/** The town's resident system stands elsewhere, and is away; or is away, and what it delivered answers. */
import { randomUUID } from 'node:crypto';
import { onTestFinished, expect, test, vi } from 'vitest';
import { err } from '../../../../../base/result.ts';
import type { Away, ResidentSystem } from '../../../../../register/server/ports/resident-system.ts';
import { liveOverCopy } from '../../../../../register/server/residents/live-over-copy.ts';
import { SEALING, startTown, value } from './town.ts';

const AS_OF = '2026-11-20T22:30:00.000Z';
const AWAY = { ok: false, error: { kind: 'unavailable', part: 'residents' } };

/** A system that has the demonstration's people, can be taken away, and forgets the answer to a change. */
function remote(own: ResidentSystem) {
  let away: Away | null = null;
  let loses = false;
  const unless = <T>(ask: () => T): T | Promise<ReturnType<typeof err<Away>>> =>
    away === null ? ask() : Promise.resolve(err(away));
  const live = {
    ...own,
    candidates: (search) => unless(() => own.candidates(search)),
    resident: (id, purpose) => unless(() => own.resident(id, purpose)),
    family: (id) => unless(() => own.family(id)),
    health: () => unless(() => own.health()),
    async change(request) {
      if (away !== null) return err(away);
      const made = await own.change(request);
      if (!loses) return made;
      loses = false;
      return err({ kind: 'unavailable' } as const);
    },
  } as ResidentSystem;
  return { live, take: (how: Away | null) => void (away = how), loseNext: () => void (loses = true) };
}

async function town({ copy }: { copy: string | null | 'none' }) {
  let system: ReturnType<typeof remote> | undefined;
  const started = await startTown({}, undefined, {
    sealing: SEALING,
    before(own) {
      system = remote(own);
      return copy === 'none' ? system.live : liveOverCopy({ live: system.live, copy: own, asOf: async () => copy });
    },
  });
  onTestFinished(started.close);
  if (system === undefined) throw new Error('no system');
  const { take, loseNext } = system;
  const heard = async () => {
    const { residents } = value(
      await started.client.heartbeat({
        software: '1',
        mode: 'in-service',
        catalogue: null,
        unfinished: 0,
        devices: [],
      }),
    );
    return residents;
  };
  return { ...started, take, loseNext, heard };
}
const change = async (from: Awaited<ReturnType<typeof town>>, visit: string, key: string, version = 0) =>
  from.client.call('blocks', { visit, key, version, changes: [{ id: 'parties', set: true }] });

test('nothing begins while the system is away, and nothing that began is done by halves', async () => {
  const one = await town({ copy: 'none' });
  const visit = await one.signIn('erika');
  one.take({ kind: 'unavailable' });
  expect(await one.client.call('eidSession', { language: 'de' })).toEqual(AWAY);
  expect(await one.client.call('resident', { visit })).toEqual(AWAY);
  const key = randomUUID();
  expect(await change(one, visit, key)).toEqual(AWAY);
  const order = { kind: 'simple' as const, fields: [], delivery: 'electronic' as const };
  const paid = randomUUID();
  expect(await one.client.call('certificate', { visit, key: paid, order, payment: null })).toEqual(AWAY);
  // What was paid goes back: the order is void, also when the system is there again.
  expect(value(await one.client.call('order', { key: paid, visit }))).toEqual({ state: 'void' });
  one.take(null);
  expect(await one.client.call('certificate', { visit, key: paid, order, payment: null })).toEqual({
    ok: false,
    error: { kind: 'declined', reason: 'void' },
  });
  // A change that was not made is made with its key.
  value(await change(one, visit, key));
  expect(value(await one.client.call('resident', { visit }))).toMatchObject({ version: 1 });
});

test('a change whose answer is lost is made once, and the receipt comes with the next question', async () => {
  const one = await town({ copy: 'none' });
  const visit = await one.signIn('erika');
  one.loseNext();
  const key = randomUUID();
  expect(await change(one, visit, key)).toEqual(AWAY);
  const receipt = value(await change(one, visit, key));
  expect(receipt.reference).toMatch(/^[A-Z]{2}-2026-\d{6}-\d$/);
  expect(value(await change(one, visit, key))).toEqual(receipt);
  const { version, blocks } = value(await one.client.call('resident', { visit }));
  expect([version, blocks]).toEqual([1, ['address-books', 'parties']]);
});

test('a maintenance says until when', async () => {
  const one = await town({ copy: 'none' });
  const until = '2026-11-21T15:00:00.000Z';
  one.take({ kind: 'maintenance', until });
  expect(await one.client.call('eidSession', { language: 'de' })).toEqual({
    ok: false,
    error: { kind: 'maintenance', until, part: 'residents' },
  });
  await vi.waitFor(async () => expect(await one.heard()).toEqual({ state: 'away', until }));
});

test('a copy is looked at with its day, and is not changed', async () => {
  const one = await town({ copy: AS_OF });
  one.take({ kind: 'unavailable' });
  const visit = await one.signIn('erika');
  expect(value(await one.client.call('resident', { visit }))).toMatchObject({ familyName: 'Mustermann', asOf: AS_OF });
  await one.issue(visit);
  expect(one.documents.made.at(-1)).toMatchObject({ issuedOn: '2026-11-21', dataOf: '2026-11-20' });
  expect(await change(one, visit, randomUUID())).toEqual(AWAY);
  // The system itself says no day.
  one.take(null);
  expect(value(await one.client.call('resident', { visit }))).not.toHaveProperty('asOf');
  await one.issue(visit);
  expect(one.documents.made.at(-1)).not.toHaveProperty('dataOf');
});

test('a copy that was never filled answers nothing', async () => {
  const one = await town({ copy: null });
  one.take({ kind: 'unavailable' });
  expect(await one.client.call('eidSession', { language: 'de' })).toEqual(AWAY);
});

test('terminals hear with their signs of life how the system stands, and it is asked once in ten seconds', async () => {
  const one = await town({ copy: AS_OF });
  await vi.waitFor(async () => expect(await one.heard()).toEqual({ state: 'live' }));
  one.take({ kind: 'unavailable' });
  expect(await one.heard()).toEqual({ state: 'live' });
  one.advance(10_000);
  await vi.waitFor(async () => expect(await one.heard()).toEqual({ state: 'copy', asOf: AS_OF }));
});
