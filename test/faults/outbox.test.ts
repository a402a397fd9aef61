/**
 * The outbox when programs end: at every write of every verb, and at every step of a delivery. Nothing is lost, nothing
 * is registered twice.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Clock, systemClock } from '../../base/clock.ts';
import { type AsyncStore, createStoreClient, type StoreProcess } from '../../electron/kiosk/store/client.ts';
import type { OutboxBook } from '../../electron/kiosk/store/outbox.ts';
import { type Store, openStore } from '../../electron/kiosk/store/store.ts';
import { createJobs } from '../../electron/kiosk/register-link/jobs.ts';
import { createOutbox } from '../../electron/kiosk/register-link/outbox.ts';
import { createLog } from '../../electron/kiosk/log/log.ts';
import { err, ok } from '../../base/result.ts';
import { mortalStore } from './support/mortal-store.ts';

function journal(): string {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-outbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'journal.sqlite');
}
function look<T>(file: string, at: (store: Store) => T): T {
  const store = openStore(file);
  try {
    return at(store);
  } finally {
    store.close();
  }
}

describe('a store query that is killed', () => {
  const ITEM = { id: 'a', kind: 'feedback', at: 1, sealed: 'sealed' } as const;
  const REPORT = { id: 'a', kind: 'report', at: 1, sealed: 'sealed' } as const;
  const queued = (store: Store): void => void store.enqueue(ITEM, { submission: 'V-1' });
  const put = (store: Store): void => {
    queued(store);
    store.quarantine('a', 'conflict');
  };
  type Call = { [V in keyof OutboxBook]: readonly [V, ...Parameters<OutboxBook[V]>] }[keyof OutboxBook];
  const CASES: readonly { readonly name: string; readonly before: (store: Store) => void; readonly call: Call }[] = [
    { name: 'keeps a submission', before: () => undefined, call: ['enqueue', ITEM, { submission: 'V-1' }] },
    {
      name: 'keeps a report',
      before: (store) => {
        store.keepOrder({ step: 'intent', id: 'o', product: 'certificate', cents: 0 }, 1);
        store.keepOrder({ step: 'closed', id: 'o', how: 'left' }, 2);
      },
      call: ['enqueue', REPORT, { order: 'o', event: 'left' }],
    },
    { name: 'notes a delivery', before: queued, call: ['delivered', 'a', 'RM-1', 5] },
    { name: 'discards', before: put, call: ['discardQuarantined', 'a', 'test', 'technician', 5] },
  ];
  /** All that stands in the tables of the outbox. */
  const whole = (store: Store) =>
    JSON.stringify([store.outboxEntry('a'), store.sealedItem('a'), store.submission('a'), store.owedReports(9)]);

  /** Null where it was killed. */
  const ask = (file: string, [verb, ...args]: Call, writes: number): Promise<number | null> =>
    new Promise((resolve, reject) => {
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'support/outbox-writer.ts'), file, verb, JSON.stringify(args), String(writes)],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      );
      child.once('error', reject);
      child.once('exit', resolve);
    });

  it.each(CASES)('$name wholly or not at all, and once when it is asked again', async ({ before, call }) => {
    const undisturbed = journal();
    look(undisturbed, before);
    const [was, becomes] = [
      look(undisturbed, whole),
      look(undisturbed, (store) => {
        (store[call[0]] as (...args: unknown[]) => unknown)(...call.slice(1));
        return whole(store);
      }),
    ];
    expect(becomes).not.toBe(was);
    const seen = new Set<string>();
    for (let writes = 0; ; writes += 1) {
      const file = journal();
      look(file, before);
      const code = await ask(file, call, writes);
      if (code === 0) break;
      expect(code).toBeNull();
      const found = look(file, whole);
      expect([was, becomes]).toContain(found);
      seen.add(found);
      expect(
        look(file, (store) => {
          (store[call[0]] as (...args: unknown[]) => unknown)(...call.slice(1));
          return whole(store);
        }),
      ).toBe(becomes);
    }
    // It was killed before and after what counts.
    expect(seen.size).toBe(2);
  });
});

describe('a delivery', () => {
  const VERBS = [
    'enqueue',
    'nextToSend',
    'delivered',
    'quarantine',
    'postpone',
    'owedReports',
    'outboxCounts',
  ] as const;
  /** Nothing of the waiting is what is tested here. */
  const FASTER = 100;
  const began = systemClock.now();
  const quickClock: Clock = {
    now: () => Math.round(began + (systemClock.now() - began) * FASTER),
    after: (ms, fn) => systemClock.after(ms / FASTER, fn),
  };
  type Watched = (typeof VERBS)[number];

  /** The real store, spoken to as a process that ends before or after it did what it was asked. */
  function fragile(file: string, strikes: (verb: Watched, when: 'before' | 'after') => boolean): StoreProcess {
    return mortalStore(file, (store, kill) =>
      Object.fromEntries(
        VERBS.map((verb) => [
          verb,
          (...args: unknown[]) => {
            if (strikes(verb, 'before')) {
              kill();
              return undefined;
            }
            const answer = (store[verb] as (...given: unknown[]) => unknown)(...args);
            if (strikes(verb, 'after')) kill();
            return answer;
          },
        ]),
      ),
    );
  }

  const MOMENTS = VERBS.flatMap((verb) =>
    (['before', 'after'] as const).flatMap((when) => [1, 2].map((time) => ({ verb, when, time }))),
  );

  it.each(MOMENTS)(
    'gets all through once, where the store ends $when $verb, time $time',
    async ({ verb, when, time }) => {
      const file = journal();
      let count = 0;
      let struck = false;
      const store: AsyncStore = createStoreClient({
        clock: quickClock,
        onGone: () => undefined,
        spawn: () =>
          fragile(file, (asked, at) => {
            if (struck || asked !== verb || at !== when) return false;
            count += 1;
            struck = count === time;
            return struck;
          }),
      });
      onTestFinished(() => store.close());
      /** As the register keeps it: one request a key, and the same answer again. */
      const registered = new Map<string, { readonly body: string; readonly times: number }>();
      const order: string[] = [];
      const log = createLog(
        () => undefined,
        () => quickClock.now(),
      );
      const jobs = createJobs({ clock: quickClock, log });
      const done = Promise.withResolvers<void>();
      let failures = 0;
      const [failing, refusedOne, plain] = [randomUUID(), randomUUID(), randomUUID()];
      const look = (): void => {
        if (outbox.counts().waiting === 0 && registered.size === 3 && outbox.counts().quarantined === 1) done.resolve();
      };
      const outbox = createOutbox({
        store,
        clock: quickClock,
        log,
        random: () => 0.01,
        seal: async (_kind, content) => ok(JSON.stringify(content)),
        again: (ms) => sending.wake(ms),
        note: () => undefined,
        changed: look,
        register: {
          async inbox(key, request) {
            if (key === refusedOne) return err({ kind: 'declined', reason: 'not-decipherable' });
            // Overtaken, before it gets through.
            if (key === failing && ((failures += 1) < 3 || !registered.has(plain)))
              return err({ kind: 'unavailable', mistake: true });
            const known = registered.get(key);
            const body = JSON.stringify(request);
            // Another body under the same key would be a conflict, and end in quarantine.
            if (known !== undefined && known.body !== body) return err({ kind: 'declined', reason: 'key-reused' });
            if (known === undefined) order.push(key);
            registered.set(key, { body, times: (known?.times ?? 0) + 1 });
            return ok({ reference: null, registeredAt: '2026-11-23T12:00:00Z' });
          },
        },
      });
      const sending = jobs.add({ name: 'outbox', everySeconds: 1, run: () => outbox.run() });
      onTestFinished(() => {
        jobs.stop();
        outbox.stop();
      });
      const draft = {
        topic: 'idea',
        text: 'x',
        contact: null,
        language: 'de',
        number: 'V-0000-0000',
        secret: '0000-0000-0000',
      } as const;
      for (const id of [failing, refusedOne, plain])
        expect(await outbox.keep(id, 'feedback', draft, draft.number)).toEqual({ ok: true, value: undefined });
      await store.keepOrder(
        { step: 'intent', id: 'b3b1b8f4-2a51-4f7c-9d8e-0a6c3f1d2e47', product: 'certificate', cents: 0 },
        1,
      );
      await store.keepOrder({ step: 'closed', id: 'b3b1b8f4-2a51-4f7c-9d8e-0a6c3f1d2e47', how: 'left' }, 2);
      sending.wake();
      await done.promise;
      // One that nothing ever asked so often was never struck there.
      if (verb !== 'postpone' && verb !== 'quarantine') expect(struck).toBe(true);
      expect([...registered.keys()].filter((key) => key === failing || key === plain)).toHaveLength(2);
      expect(registered.has(refusedOne)).toBe(false);
      expect(order.indexOf(plain)).toBeLessThan(order.indexOf(failing));
      expect(await store.outboxCounts()).toMatchObject({ waiting: 0, quarantined: 1 });
      expect(await store.owedReports(9)).toEqual([]);
      expect([await store.submission(plain), await store.submission(refusedOne)]).toMatchObject([
        { state: 'registered' },
        { state: 'quarantined' },
      ]);
    },
  );
});
