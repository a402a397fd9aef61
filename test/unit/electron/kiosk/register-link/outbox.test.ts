/** Delivery with a register that does what a test says, a clock that is turned by hand, and a store on disk. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compactDecrypt, decodeProtectedHeader } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ManualClock, settle } from '../../../../harness/manual-clock.ts';
import { createLog } from '../../../../../electron/kiosk/log/log.ts';
import { createFeedback, REFERENCE_WITHIN } from '../../../../../electron/kiosk/services/feedback.ts';
import { type Store, openStore } from '../../../../../electron/kiosk/store/store.ts';
import { createJobs } from '../../../../../electron/kiosk/register-link/jobs.ts';
import {
  BACK_OFF,
  LAST_ATTEMPT,
  TOMBSTONE_MS,
  createOutbox,
} from '../../../../../electron/kiosk/register-link/outbox.ts';
import { type Seal, createSeal } from '../../../../../electron/kiosk/register-link/seal.ts';
import type { RegisterFailure } from '../../../../../register/client/client.ts';
import {
  CaseSecret,
  Feedback,
  InboxRequest,
  OrderReport,
  SubmissionNumber,
} from '../../../../../register/contract/contract.ts';
import { err, ok } from '../../../../../base/result.ts';
import { held, inProcess } from '../../../../harness/scripted.ts';
import { startOffice, otherKey, ownKey } from '../../../register/server/cases/support.ts';

const NOON = Date.parse('2026-11-23T12:00:00+01:00');
const DRAFT = {
  topic: 'idea',
  text: 'Bitte eine Bank vor das Rathaus, sagt Zaunkönig.',
  contact: 'zaunkoenig@example.org',
  language: 'de',
} as const;
const AWAY: RegisterFailure = { kind: 'unreachable', reason: 'connection' };
const BROKEN: RegisterFailure = { kind: 'unavailable', mistake: true };
type Answer = RegisterFailure | 'ok' | Promise<RegisterFailure | 'ok'>;
/** Quick, and says nothing to anybody else than these tests. */
const plainSeal: Seal = async (_kind, content) => ok(Buffer.from(JSON.stringify(content)).toString('base64url'));

interface Given {
  readonly now?: number;
  readonly seal?: Seal;
  readonly file?: string;
  readonly broken?: Set<keyof Store>;
}
function terminal({ now = NOON, seal = plainSeal, file = ':memory:', broken = new Set() }: Given = {}) {
  const clock = new ManualClock(now);
  const store = openStore(file);
  const lines: string[] = [];
  const log = createLog(
    (line) => void lines.push(line),
    () => clock.now(),
  );
  const jobs = createJobs({ clock, log });
  /** What the register does with each key; what it took. */
  const how = { answer: (_key: string): Answer => 'ok' };
  const sent: string[] = [];
  const taken: string[] = [];
  const outbox = createOutbox({
    store: inProcess(store, broken),
    clock,
    log,
    seal,
    random: () => 0.999,
    again: (ms) => job.wake(ms),
    note: () => undefined,
    changed: () => undefined,
    register: {
      async inbox(key, request) {
        sent.push(key);
        const answer = await how.answer(key);
        if (answer !== 'ok') return err(answer);
        InboxRequest.omit({ sealed: true }).parse(request);
        if (!taken.includes(key)) taken.push(key);
        return ok({ reference: `RM-${taken.indexOf(key) + 1}`, registeredAt: '2026-11-23T12:00:00+01:00' });
      },
    },
  });
  const job = jobs.add({ name: 'outbox', everySeconds: 60, run: () => outbox.run() });
  onTestFinished(() => {
    jobs.stop();
    outbox.stop();
    store.close();
  });
  const keep = async (): Promise<string> => {
    const id = randomUUID();
    expect(
      await outbox.keep(id, 'feedback', { ...DRAFT, number: 'V-0000-0000', secret: '0000-0000-0000' }, 'V-0000-0000'),
    ).toEqual({ ok: true, value: undefined });
    return id;
  };
  const state = (id: string) => store.outboxEntry(id)?.state;
  return {
    clock,
    store,
    lines,
    outbox,
    job,
    how,
    sent,
    taken,
    keep,
    state,
    broken,
    events: () => lines.map((line) => (JSON.parse(line) as { event: string }).event),
  };
}

describe('delivery', () => {
  it('is at once and in order', async () => {
    const { keep, taken, clock, state } = terminal();
    const ids = [await keep(), await keep(), await keep()];
    await clock.advance(0);
    expect(taken).toEqual(ids);
    expect(ids.map(state)).toEqual(['delivered', 'delivered', 'delivered']);
  });

  it('waits while the register is away, up to five minutes between tries; then all goes in its order', async () => {
    const { keep, how, sent, taken, clock, outbox } = terminal();
    how.answer = () => AWAY;
    const first = await keep();
    await clock.advance(0);
    const second = await keep();
    const tries: number[] = [];
    for (let second = 0; second < 3_000; second += 1) {
      const before = sent.length;
      await clock.advance(1_000);
      if (sent.length > before) tries.push(second);
    }
    const pauses = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
    // What lies between two whole seconds is counted to either.
    expect(pauses.filter((pause, index) => pause < (pauses[index - 1] ?? 0) - 1)).toEqual([]);
    expect(Math.abs((pauses.at(-1) ?? 0) - BACK_OFF.longest / 1_000)).toBeLessThanOrEqual(1);
    expect(new Set(sent)).toEqual(new Set([first]));
    how.answer = () => 'ok';
    outbox.wake('reached');
    await clock.advance(0);
    expect(taken).toEqual([first, second]);
  });

  it.each([
    ['a database that is away', { kind: 'unavailable' }],
    ['maintenance', { kind: 'maintenance' }],
    ['refused', { kind: 'refused', reason: 'terminal-revoked' }],
    ['clock-skew', { kind: 'clock-skew', seconds: 90 }],
    ['contract-unsupported', { kind: 'contract-unsupported' }],
    ['in-progress', { kind: 'declined', reason: 'in-progress' }],
    ['a register that takes none', { kind: 'declined', reason: 'not-found' }],
  ] as const)('waits as a whole at %s, and nothing is quarantined', async (_name, failure) => {
    const { keep, how, sent, clock, state } = terminal();
    how.answer = () => failure;
    const ids = [await keep(), await keep()];
    await clock.advance(3_600_000);
    expect([new Set(sent).size, ...ids.map(state)]).toEqual([1, 'waiting', 'waiting']);
    how.answer = () => 'ok';
    await clock.advance(BACK_OFF.longest);
    expect(ids.map(state)).toEqual(['delivered', 'delivered']);
  });

  it('goes on at the time that the register set, and never before', async () => {
    const { keep, how, sent, clock, outbox, state } = terminal();
    how.answer = () => ({ kind: 'rate-limited', retryAfterSeconds: 120 });
    const id = await keep();
    await clock.advance(0);
    how.answer = () => 'ok';
    outbox.wake('reached');
    await keep();
    await clock.advance(119_999);
    expect([sent.length, state(id)]).toEqual([1, 'waiting']);
    await clock.advance(1);
    expect(state(id)).toBe('delivered');
  });

  it.each([
    ['invalid-request', { kind: 'invalid-request', fields: ['sealed'] }],
    ['key-reused', { kind: 'declined', reason: 'key-reused' }],
    ['not-decipherable', { kind: 'declined', reason: 'not-decipherable' }],
    ['conflict', { kind: 'declined', reason: 'conflict' }],
  ] as const)('quarantines what is answered with %s, and goes on', async (reason, failure) => {
    const { keep, how, sent, clock, state, store, outbox } = terminal();
    how.answer = (key) => (key === sent[0] ? failure : 'ok');
    const [first, second] = [await keep(), await keep()];
    await clock.advance(0);
    expect([state(first), state(second), store.outboxEntry(first)?.reason, outbox.counts()]).toEqual([
      'quarantined',
      'delivered',
      reason,
      { waiting: 0, quarantined: 1, oldestAt: NOON },
    ]);
    // Somebody saw to it.
    how.answer = () => 'ok';
    store.retryQuarantined(first);
    outbox.wake('more');
    await clock.advance(0);
    expect(state(first)).toBe('delivered');
  });

  it('quarantines what the register fails at five times while others get through', async () => {
    const { keep, how, sent, clock, state, lines } = terminal();
    how.answer = (key) => (key === sent[0] ? BROKEN : 'ok');
    const poison = await keep();
    for (let count = 1; count < 40 && state(poison) === 'waiting'; count += 1) {
      const other = await keep();
      await clock.advance(BACK_OFF.longest);
      expect(state(other)).toBe('delivered');
    }
    expect(state(poison)).toBe('quarantined');
    // What failed again before anything else got through proves nothing, and is not counted.
    const counted = lines
      .map((line) => JSON.parse(line) as { event: string; attempts: number })
      .filter(({ event }) => event === 'outbox.postponed')
      .map(({ attempts }) => attempts);
    expect(counted).toEqual(Array.from({ length: LAST_ATTEMPT - 1 }, (_, index) => index + 1));
    expect(sent.filter((key) => key === poison).length).toBeGreaterThanOrEqual(LAST_ATTEMPT);
  });

  it('quarantines it also where it is the only one, and requests of other kinds get through', async () => {
    const { keep, how, outbox, clock, state } = terminal();
    how.answer = () => BROKEN;
    const poison = await keep();
    await clock.advance(7_200_000);
    expect(state(poison)).toBe('waiting');
    for (let count = 0; count < 12; count += 1) {
      outbox.reached();
      await clock.advance(BACK_OFF.longest);
    }
    expect(state(poison)).toBe('quarantined');
  });

  it('quarantines nothing where the register fails at all of them, and delivers all when it works again, also past one that still fails', async () => {
    const { keep, how, outbox, clock, state } = terminal();
    how.answer = () => BROKEN;
    const ids = [await keep(), await keep(), await keep(), await keep()];
    for (let count = 0; count < 60; count += 1) {
      outbox.reached();
      await clock.advance(BACK_OFF.longest);
    }
    expect(ids.map(state)).toEqual(['waiting', 'waiting', 'waiting', 'waiting']);
    how.answer = (key) => (key === ids[0] ? BROKEN : 'ok');
    await clock.advance(2 * BACK_OFF.longest);
    expect(ids.map(state)).toEqual(['waiting', 'delivered', 'delivered', 'delivered']);
  });

  it('is not stopped by a clock that is set back', async () => {
    const { keep, how, clock, state, store, outbox } = terminal();
    how.answer = () => BROKEN;
    const id = await keep();
    await clock.advance(0);
    how.answer = () => 'ok';
    // The same as a clock a day behind: what was put off lies a day ahead.
    store.postpone(id, 1, 'unavailable', NOON + 86_400_000);
    outbox.wake('more');
    await clock.advance(0);
    expect(state(id)).toBe('delivered');
  });

  it('sends a request again under the same key where the store could not note the answer', async () => {
    const { keep, broken, sent, taken, clock, state, events } = terminal();
    broken.add('delivered');
    const id = await keep();
    await clock.advance(0);
    expect([state(id), events()]).toEqual(['waiting', expect.arrayContaining(['store.failed'])]);
    broken.delete('delivered');
    await clock.advance(60_000);
    expect([state(id), taken, new Set(sent).size]).toEqual(['delivered', [id], 1]);
  });

  it('counts what waits as the store does, also what was handed in twice', async () => {
    const { outbox, store, keep, how, clock } = terminal();
    how.answer = () => AWAY;
    await keep();
    await clock.advance(0);
    const again = await keep();
    await keep();
    const content = { ...DRAFT, number: 'V-0000-0000', secret: '0000-0000-0000' };
    await outbox.keep(again, 'feedback', content, 'V-0000-0000');
    expect(outbox.counts()).toEqual(store.outboxCounts());
    expect(outbox.counts().waiting).toBe(3);
  });

  it('sends what a former run left, and deletes what ended thirty days ago', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-outbox-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'journal.sqlite');
    const before = terminal({ file });
    before.how.answer = () => AWAY;
    const id = await before.keep();
    await before.clock.advance(0);
    const after = terminal({ file });
    await after.outbox.refresh();
    expect(after.outbox.counts()).toEqual({ waiting: 1, quarantined: 0, oldestAt: NOON });
    after.job.wake();
    await after.clock.advance(0);
    expect([after.taken, after.state(id)]).toEqual([[id], 'delivered']);
    for (const [now, expected] of [
      [NOON + TOMBSTONE_MS, 'delivered'],
      [NOON + TOMBSTONE_MS + 1, undefined],
    ] as const) {
      const later = terminal({ file, now });
      later.job.wake();
      await later.clock.advance(0);
      expect(later.state(id)).toBe(expected);
    }
  });

  it('reports to the register what the journal has of orders, as soon as there is a key', async () => {
    let key = false;
    const { store, job, taken, clock, events } = terminal({
      seal: async (kind, content) => (key ? plainSeal(kind, content) : err('no-key')),
    });
    const order = randomUUID();
    store.keepOrder({ step: 'intent', id: order, product: 'certificate', cents: 0 }, NOON);
    store.keepOrder({ step: 'closed', id: order, how: 'left' }, NOON);
    job.wake();
    await clock.advance(180_000);
    expect([taken, events().filter((event) => event === 'outbox.no-key')]).toEqual([[], ['outbox.no-key']]);
    key = true;
    await clock.advance(60_000);
    expect([taken.length, store.owedReports(9)]).toEqual([1, []]);
  });
});

describe('feedback', () => {
  const submit = (given?: Given) => {
    const bench = terminal(given);
    return { ...bench, submitFeedback: createFeedback({ outbox: bench.outbox, clock: bench.clock }) };
  };

  it('is answered with the register’s reference where that comes in time', async () => {
    const { submitFeedback, clock, store, sent } = submit();
    const answer = submitFeedback(DRAFT);
    await clock.advance(0);
    const told = await answer;
    expect(told).toMatchObject({ state: 'registered', reference: 'RM-1' });
    if (told.state !== 'registered') throw new Error('not registered');
    expect([SubmissionNumber.safeParse(told.number).success, CaseSecret.safeParse(told.secret).success]).toEqual([
      true,
      true,
    ]);
    expect(store.submission(sent[0] ?? '')).toMatchObject({ number: told.number, state: 'registered' });
  });

  it('is queued after four seconds, and gets there later under its number', async () => {
    const { submitFeedback, clock, how, store, sent } = submit();
    const late = held<'ok'>();
    how.answer = () => late.promise;
    let told: unknown = null;
    void submitFeedback(DRAFT).then((answer) => {
      told = answer;
    });
    await clock.advance(REFERENCE_WITHIN - 1);
    expect(told).toBeNull();
    await clock.advance(1);
    expect(told).toMatchObject({ state: 'queued' });
    late.resolve('ok');
    await settle();
    expect(store.submission(sent[0] ?? '')).toMatchObject({
      number: (told as { number: string }).number,
      state: 'registered',
    });
  });

  it('is refused with the reason without a key, when too long, or on a full disk, and stored nowhere', async () => {
    const none = submit({ seal: createSeal(() => []) });
    expect(await none.submitFeedback(DRAFT)).toEqual({ state: 'failed', reason: 'no-key' });
    const full = submit({ broken: new Set(['enqueue']) });
    expect(await full.submitFeedback(DRAFT)).toEqual({ state: 'failed', reason: 'not-kept' });
    expect(await full.submitFeedback({ ...DRAFT, text: 'x'.repeat(2_001) })).toEqual({
      state: 'failed',
      reason: 'invalid',
    });
    for (const { store, clock, sent } of [none, full]) {
      await clock.advance(60_000);
      expect([store.outboxCounts().waiting, sent]).toEqual([0, []]);
    }
    expect([...none.lines, ...full.lines].join()).not.toMatch(/Bank|Zaunk/);
  });

  it('that the store wrote without an answer is sent', async () => {
    const bench = terminal();
    const real = bench.store.enqueue;
    const outbox = createOutbox({
      store: {
        ...inProcess(bench.store),
        enqueue: async (...args) => {
          real(...args);
          throw new Error('[birpc] timeout');
        },
      },
      clock: bench.clock,
      log: createLog(
        () => undefined,
        () => NOON,
      ),
      seal: plainSeal,
      random: () => 0,
      again: () => undefined,
      note: () => undefined,
      changed: () => undefined,
      register: { inbox: async () => err(AWAY) },
    });
    const answer = createFeedback({ outbox, clock: bench.clock })(DRAFT);
    await bench.clock.advance(REFERENCE_WITHIN);
    expect(await answer).toMatchObject({ state: 'queued' });
  });

  it('has another number and secret each time', async () => {
    const { submitFeedback, clock, how } = submit();
    how.answer = () => AWAY;
    const answers = Array.from({ length: 50 }, () => submitFeedback(DRAFT));
    await clock.advance(REFERENCE_WITHIN);
    const told = await Promise.all(answers);
    expect(new Set(told.map((one) => (one.state === 'queued' ? one.number + one.secret : ''))).size).toBe(50);
  });
});

describe('sealing', () => {
  it('uses the first of the register’s keys, which alone opens it', async () => {
    const seal = createSeal(() => [...ownKey().keys.publicKeys, ...otherKey().keys.publicKeys]);
    const content = { ...DRAFT, number: 'V-0000-0000', secret: '0000-0000-0000' };
    const sealed = await seal('feedback', content);
    if (!sealed.ok) throw new Error(sealed.error);
    expect(decodeProtectedHeader(sealed.value)).toEqual({
      alg: 'RSA-OAEP-256',
      enc: 'A256GCM',
      kid: ownKey().keys.publicKeys[0]?.kid,
      cty: 'application/json',
    });
    const { plaintext } = await compactDecrypt(sealed.value, ownKey().key);
    expect(Feedback.parse(JSON.parse(new TextDecoder().decode(plaintext)))).toEqual(content);
    await expect(compactDecrypt(sealed.value, otherKey().key)).rejects.toThrow();
  });

  it('fails with the reason where there is no usable key', async () => {
    const [key] = ownKey().keys.publicKeys;
    if (key === undefined) throw new Error('no key');
    const report: OrderReport = {
      order: randomUUID(),
      event: 'left',
      reference: null,
      amountCents: 0,
      at: '2026-11-23T12:00:00Z',
    };
    expect(await createSeal(() => [])('report', report)).toEqual({ ok: false, error: 'no-key' });
    expect(await createSeal(() => [{ ...key, n: '!'.repeat(700) }])('report', report)).toEqual({
      ok: false,
      error: 'no-key',
    });
  });

  it('leaves nothing readable of what a visitor wrote on the disk', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-outbox-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const { outbox, how, store } = terminal({
      file: join(folder, 'journal.sqlite'),
      seal: createSeal(() => ownKey().keys.publicKeys),
    });
    how.answer = () => AWAY;
    const content = { ...DRAFT, number: 'V-7K3M-9QXT', secret: 'ABCD-EFGH-JKMN' };
    await outbox.keep(randomUUID(), 'feedback', content, content.number);
    expect(store.outboxCounts().waiting).toBe(1);
    const bytes = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name)).toString('latin1'))
      .join('');
    for (const said of [
      'Rathaus',
      'Zaunk',
      'zaunkoenig',
      content.secret,
      Buffer.from(DRAFT.text).toString('base64url').slice(4, 40),
      Buffer.from(DRAFT.text).toString('hex').slice(0, 40),
    ])
      expect(bytes.includes(said), said).toBe(false);
    expect(bytes).toContain(content.number);
  });

  it('is opened by the real register, registered once, and shown by number and secret', async () => {
    const office = await startOffice();
    onTestFinished(office.close);
    const client = office.client();
    const pulled = await client.catalogue();
    if (!pulled.ok || pulled.value.kind !== 'catalogue') throw new Error('no catalogue');
    const seal = createSeal(() => (pulled.value.kind === 'catalogue' ? pulled.value.catalogue.sealingKeys : []));
    const sealed = await seal('feedback', { ...DRAFT, number: 'V-7K3M-9QXT', secret: 'ABCD-EFGH-JKMN' });
    if (!sealed.ok) throw new Error(sealed.error);
    const key = randomUUID();
    const request = { kind: 'feedback', sequence: 1, at: '2026-11-23T11:00:00Z', sealed: sealed.value } as const;
    const [first, again] = [await client.inbox(key, request), await client.inbox(key, request)];
    expect(first).toMatchObject({ ok: true, value: { reference: expect.stringMatching(/^RM-/) } });
    expect(again).toEqual(first);
    expect(await client.inbox(key, { ...request, sequence: 2 })).toMatchObject({
      ok: false,
      error: { kind: 'declined', reason: 'key-reused' },
    });
    expect(await client.inbox(randomUUID(), { ...request, sealed: `${sealed.value.slice(0, -4)}AAAA` })).toMatchObject({
      ok: false,
      error: { kind: 'declined', reason: 'not-decipherable' },
    });
    const report = await seal('report', {
      order: key,
      event: 'captured',
      reference: null,
      amountCents: 1_000,
      at: '2026-11-23T11:00:00Z',
    });
    if (!report.ok) throw new Error(report.error);
    expect(
      await client.inbox(randomUUID(), { ...request, kind: 'report', sequence: 3, sealed: report.value }),
    ).toMatchObject({ ok: true, value: { reference: null } });
    // A visitor's draft is no report.
    expect(await client.inbox(randomUUID(), { ...request, kind: 'report', sequence: 4 })).toMatchObject({
      ok: false,
      error: { kind: 'invalid-request' },
    });
  });
});
