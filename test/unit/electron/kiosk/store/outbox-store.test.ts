/**
 * The outbox on disk, against a model: nothing lost, nothing twice, the order kept, whatever is asked twice and
 * wherever the program ends.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LONGEST_WAIT } from '../../../../../electron/kiosk/store/outbox.ts';
import type { OrderEnd } from '../../../../../electron/kiosk/store/orders.ts';
import { type Store, openStore } from '../../../../../electron/kiosk/store/store.ts';
import type { OrderReport } from '../../../../../register/contract/contract.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'foyer-outbox-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}
function memory(): Store {
  const store = openStore(':memory:');
  onTestFinished(() => store.close());
  return store;
}
const feedback = (store: Store, id: string, at = 1): number | null =>
  store.enqueue({ id, kind: 'feedback', at, sealed: `sealed-${id}` }, { submission: `V-${id}` });
const nextId = (store: Store, now: number): string | null => store.nextToSend(now).item?.id ?? null;

describe('an outbox item', () => {
  it('is stored with its submission, sent in its order, and leaves a tombstone without its text', () => {
    const store = memory();
    expect([feedback(store, 'a'), feedback(store, 'b'), feedback(store, 'a')]).toEqual([1, 2, 1]);
    expect(store.nextToSend(5)).toEqual({
      item: { id: 'a', sequence: 1, kind: 'feedback', at: 1, attempts: 0, sealed: 'sealed-a' },
    });
    store.delivered('a', 'RM-1', 10);
    store.delivered('a', 'RM-2', 11);
    expect(store.outboxEntry('a')).toMatchObject({ state: 'delivered', reference: 'RM-1', endedAt: 10 });
    expect([
      store.sealedItem('a'),
      store.submission('a')?.state,
      store.submission('b')?.state,
      nextId(store, 12),
    ]).toEqual([null, 'registered', 'queued', 'b']);
    expect(store.outboxCounts()).toEqual({ waiting: 1, quarantined: 0, oldestAt: 1 });
    expect([store.dropEnded(10), store.outboxEntry('a')?.state]).toEqual([0, 'delivered']);
    expect([store.dropEnded(11), store.outboxEntry('a'), store.submission('a')]).toEqual([1, null, null]);
    // Its number in the sequence is gone with it.
    store.delivered('b', null, 11);
    store.dropEnded(12);
    expect(feedback(store, 'c')).toBe(3);
  });

  it('is found only by its number and the hash of its secret, until the register has it', () => {
    const store = memory();
    const hash = (letter: string): string => letter.repeat(64);
    for (const [id, at] of [
      ['a', 5],
      ['b', 6],
    ] as const)
      store.enqueue({ id, kind: 'feedback', at, sealed: 'sealed' }, { submission: `V-${id}`, secretHash: hash(id) });
    feedback(store, 'c');
    const found = () => [
      store.waitingSince('V-a', hash('a')),
      store.waitingSince('V-a', hash('b')),
      store.waitingSince('V-b', hash('a')),
      store.waitingSince('V-c', ''),
      store.waitingSince('V-c', 'null'),
    ];
    expect(found()).toEqual([5, null, null, null, null]);
    store.quarantine('a', 'unavailable');
    expect(found()[0]).toBe(5);
    store.delivered('a', 'RM-1', 9);
    expect(found()[0]).toBeNull();
    store.quarantine('b', 'unavailable');
    store.discardQuarantined('b', 'test', 'staff', 9);
    expect(store.waitingSince('V-b', hash('b'))).toBeNull();
  });

  it('that was postponed is overtaken, and returns to its place when its time has come', () => {
    const store = memory();
    for (const id of ['a', 'b']) feedback(store, id);
    store.postpone('a', 1, 'unavailable', 1_000);
    expect([nextId(store, 999), nextId(store, 1_000)]).toEqual(['b', 'a']);
    store.postpone('b', 0, 'unavailable', 1_500);
    expect(store.nextToSend(200)).toEqual({ item: null, dueIn: 800 });
    // Asked again, late: what is newer stays.
    store.postpone('a', 2, 'unavailable', 3_000);
    store.postpone('a', 1, 'unavailable', 1_000);
    expect(store.outboxEntry('a')).toMatchObject({ attempts: 2, failure: 'unavailable' });
    expect(nextId(store, 2_000)).toBe('b');
  });

  it('is due at once where the clock has been set back', () => {
    const store = memory();
    feedback(store, 'a');
    store.postpone('a', 1, 'unavailable', 90_000_000);
    expect([nextId(store, 90_000_000 - LONGEST_WAIT), nextId(store, 90_000_000 - LONGEST_WAIT - 1)]).toEqual([
      null,
      'a',
    ]);
  });

  it('in quarantine waits for a decision: again at its old place, or discarded', () => {
    const store = memory();
    for (const id of ['a', 'b', 'c']) feedback(store, id);
    store.discardQuarantined('a', 'test', 'technician', 1);
    store.quarantine('a', 'not-decipherable');
    store.quarantine('b', 'key-reused');
    expect([nextId(store, 9), store.submission('a')?.state, store.outboxCounts()]).toEqual([
      'c',
      'quarantined',
      { waiting: 1, quarantined: 2, oldestAt: 1 },
    ]);
    store.retryQuarantined('a');
    expect([nextId(store, 9), store.submission('a')?.state]).toEqual(['a', 'queued']);
    store.discardQuarantined('b', 'duplicate', 'technician', 7);
    store.discardQuarantined('b', 'test', 'staff', 8);
    store.retryQuarantined('b');
    expect(store.outboxEntry('b')).toMatchObject({
      state: 'discarded',
      discarded: { reason: 'duplicate', by: 'technician' },
      endedAt: 7,
    });
    expect([store.sealedItem('b'), store.submission('b')?.state]).toEqual([null, 'discarded']);
    expect(store.outboxEntries(10).map(({ id }) => id)).toEqual(['a', 'c']);
  });

  it('is nowhere on the disk once it ended and was deleted', () => {
    const made = folder();
    const store = openStore(join(made, 'journal.sqlite'));
    const sealed = 'eyJhbGciOi'.repeat(2_000);
    store.enqueue({ id: 'a', kind: 'feedback', at: 1, sealed }, { submission: 'V-1' });
    const bytes = (): string =>
      readdirSync(made)
        .map((name) => readFileSync(join(made, name)).toString('latin1'))
        .join('');
    expect(bytes()).toContain(sealed.slice(0, 100));
    store.delivered('a', 'RM-1', 2);
    store.dropEnded(3);
    expect(bytes()).not.toContain('eyJhbGciOi');
    store.close();
  });
});

describe('what became of an order', () => {
  const booking = { receipt: 1, trace: 1, terminalId: null, date: null, time: null, amountCents: 1_000 };
  function ordered(
    store: Store,
    end: OrderEnd | null,
    paid: 'captured' | 'reversed' | 'settled' | 'no' = 'captured',
  ): string {
    const id = randomUUID();
    store.keepOrder({ step: 'intent', id, product: 'certificate', cents: 1_000 }, 1);
    if (paid !== 'no')
      store.appendToJournal({ step: 'intent', payment: { id, amountCents: 1_000, terminalId: null, before: null } }, 2);
    if (paid === 'captured' || paid === 'reversed') store.appendToJournal({ step: 'captured', id, booking }, 3);
    if (paid === 'settled') store.appendToJournal({ step: 'settled', id, outcome: 'paid' }, 3);
    if (end !== 'void') store.keepOrder({ step: 'issued', id, reference: 'MB-1' }, 4);
    if (paid === 'reversed') store.appendToJournal({ step: 'reversed', id }, 5);
    if (end !== null) store.keepOrder({ step: 'closed', id, how: end }, 6);
    return id;
  }
  const events = (store: Store): OrderReport['event'][] => store.owedReports(99).map(({ event }) => event);

  it.each([
    ['handed-over', 'captured', ['captured', 'handed-over']],
    ['staff', 'captured', ['captured', 'handed-over']],
    ['staff', 'reversed', ['captured', 'reversed']],
    ['refunded', 'reversed', ['captured', 'reversed']],
    ['left', 'no', ['left']],
    ['void', 'no', []],
    [null, 'captured', ['captured']],
    ['handed-over', 'settled', ['captured', 'handed-over']],
  ] as const)('that ended as %s, %s, must be reported to the register', (end, paid, expected) => {
    const store = memory();
    ordered(store, end, paid);
    expect(events(store)).toEqual(expected);
  });

  it('is reported with reference and amount, once, and under one key', () => {
    const store = memory();
    const order = ordered(store, 'handed-over');
    store.keepOrder({ step: 'closed', id: order, how: 'handed-over' }, 9);
    expect(store.owedReports(99)).toEqual([
      { order, event: 'captured', at: 3, reference: null, cents: 1_000 },
      { order, event: 'handed-over', at: 6, reference: 'MB-1', cents: 1_000 },
    ]);
    expect(store.owedReports(1)).toHaveLength(1);
    const item = (id: string) => store.enqueue({ id, kind: 'report', at: 3, sealed: id }, { order, event: 'captured' });
    // Sealed twice, because the first answer was lost with the program: the first one stands.
    expect([item('first'), item('second'), item('first')]).toEqual([1, null, 1]);
    expect([events(store), store.outboxEntries(9).map(({ id }) => id)]).toEqual([['handed-over'], ['first']]);
    store.delivered('first', null, 10);
    store.dropEnded(11);
    expect([events(store), item('third')]).toEqual([['handed-over'], null]);
  });

  it('is not reported for payments without an order, as a technician makes them', () => {
    const store = memory();
    const id = randomUUID();
    store.appendToJournal({ step: 'intent', payment: { id, amountCents: 1, terminalId: null, before: null } }, 1);
    store.appendToJournal({ step: 'captured', id, booking }, 2);
    expect(events(store)).toEqual([]);
  });
});

describe('any sequence of store queries', () => {
  const IDS = ['a', 'b', 'c', 'd'];
  const id = fc.constantFrom(...IDS);
  const step = fc.record({
    verb: fc.constantFrom(
      'enqueue',
      'enqueue',
      'report',
      'postpone',
      'deliver',
      'deliver',
      'quarantine',
      'retry',
      'discard',
      'sweep',
    ),
    id,
    twice: fc.boolean(),
    end: fc.constantFrom('none', 'none', 'closed', 'killed'),
  });
  interface Modelled {
    state: 'waiting' | 'quarantined' | 'delivered' | 'discarded';
    due: number;
    ended: number;
    sequence: number;
  }

  it('loses nothing, repeats nothing, and keeps the order', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
        const made = mkdtempSync(join(tmpdir(), 'foyer-outbox-'));
        const file = join(made, 'journal.sqlite');
        let store = openStore(file);
        const left: Store[] = [];
        const model = new Map<string, Modelled>();
        let sequence = 0;
        const reported = new Set<string>();
        try {
          for (const [now, { verb, id: name, twice, end }] of steps.entries()) {
            const one = model.get(name);
            if (verb === 'report') store.keepOrder({ step: 'intent', id: name, product: 'certificate', cents: 0 }, now);
            for (let time = 0; time < (twice ? 2 : 1); time += 1) {
              switch (verb) {
                case 'enqueue':
                  feedback(store, name, now);
                  break;
                case 'report':
                  store.keepOrder({ step: 'closed', id: name, how: 'left' }, now);
                  break;
                case 'postpone':
                  store.postpone(name, 1, 'unavailable', now + 3);
                  break;
                case 'deliver':
                  store.delivered(name, 'R', now);
                  break;
                case 'quarantine':
                  store.quarantine(name, 'conflict');
                  break;
                case 'retry':
                  store.retryQuarantined(name);
                  break;
                case 'discard':
                  store.discardQuarantined(name, 'test', 'technician', now);
                  break;
                case 'sweep':
                  store.dropEnded(now - 4);
                  break;
              }
            }
            if (verb === 'enqueue' && one === undefined)
              model.set(name, { state: 'waiting', due: 0, ended: 0, sequence: (sequence += 1) });
            if (verb === 'report') reported.add(name);
            if (verb === 'postpone' && one?.state === 'waiting') one.due = now + 3;
            if (verb === 'deliver' && (one?.state === 'waiting' || one?.state === 'quarantined'))
              Object.assign(one, { state: 'delivered', ended: now });
            if (verb === 'quarantine' && one?.state === 'waiting') one.state = 'quarantined';
            if (verb === 'retry' && one?.state === 'quarantined') Object.assign(one, { state: 'waiting', due: 0 });
            if (verb === 'discard' && one?.state === 'quarantined')
              Object.assign(one, { state: 'discarded', ended: now });
            if (verb === 'sweep')
              for (const [key, { state, ended }] of model)
                if ((state === 'delivered' || state === 'discarded') && ended < now - 4) model.delete(key);
            if (end === 'closed') {
              store.close();
              store = openStore(file);
            }
            // The program is gone without closing anything.
            if (end === 'killed') {
              left.push(store);
              store = openStore(file);
            }

            for (const key of IDS) {
              const kept = store.outboxEntry(key);
              const wanted = model.get(key);
              expect([kept?.state, kept?.sequence]).toEqual([wanted?.state, wanted?.sequence]);
              expect(store.sealedItem(key) !== null).toBe(
                wanted?.state === 'waiting' || wanted?.state === 'quarantined',
              );
            }
            const due =
              [...model]
                .filter(([, { state, due: at }]) => state === 'waiting' && at <= now)
                .sort(([, a], [, b]) => a.sequence - b.sequence)[0]?.[0] ?? null;
            expect(nextId(store, now)).toBe(due);
            expect(
              store
                .owedReports(9)
                .map(({ order }) => order)
                .sort(),
            ).toEqual([...reported].sort());
          }
        } finally {
          for (const one of [store, ...left]) one.close();
          rmSync(made, { recursive: true, force: true });
        }
      }),
      { numRuns: 40 },
    );
  });
});
