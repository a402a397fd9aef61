import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../../../base/clock.ts';
import { createStoreClient, type StoreProcess } from '../../../../../electron/kiosk/store/client.ts';
import { openStore } from '../../../../../electron/kiosk/store/store.ts';

function file(): string {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'journal.sqlite');
}

describe('the journal', () => {
  it('moves obligations forward only', () => {
    const store = openStore(':memory:');
    store.begin('a', 'service', 1);
    expect(store.unfinished()).toEqual([]);
    store.leaveUnfinished('a', 'printer', 2);
    expect(store.unfinished()).toEqual([{ id: 'a', kind: 'service', since: 1, state: 'unfinished', cause: 'printer' }]);
    store.leaveUnfinished('a', 'restart', 3);
    expect(store.unfinished()[0]?.cause).toBe('printer');
    store.settle('a', 'handed-over', 4);
    store.leaveUnfinished('a', 'restart', 5);
    store.begin('a', 'service', 6);
    expect(store.unfinished()).toEqual([]);
    expect(store.reconcile(7)).toBe(0);
    store.close();
  });

  it('shows at the start what was open when the terminal stopped, once', () => {
    const path = file();
    const first = openStore(path);
    first.begin('open', 'document-status', 1);
    first.begin('done', 'service', 2);
    first.settle('done', 'printed', 3);
    first.close();
    const second = openStore(path);
    expect(second.reconcile(4)).toBe(1);
    expect(second.reconcile(5)).toBe(0);
    expect(second.unfinished()).toMatchObject([{ id: 'open', cause: 'restart' }]);
    second.close();
  });

  it('gives the same answers whether each query is made once or twice, in any order', () => {
    const verb = fc.record({
      name: fc.constantFrom('begin', 'settle', 'leave', 'reconcile'),
      id: fc.constantFrom('a', 'b'),
    });
    fc.assert(
      fc.property(fc.array(verb, { maxLength: 12 }), (verbs) => {
        const [once, twice] = [openStore(':memory:'), openStore(':memory:')];
        for (const [now, { name, id }] of verbs.entries()) {
          for (const store of [once, twice, twice]) {
            if (name === 'begin') store.begin(id, 'service', now);
            else if (name === 'settle') store.settle(id, 'dropped', now);
            else if (name === 'leave') store.leaveUnfinished(id, 'printer', now);
            else store.reconcile(now);
          }
        }
        expect(twice.unfinished()).toEqual(once.unfinished());
        once.close();
        twice.close();
      }),
      { numRuns: 60 },
    );
  });

  it('can be opened twice at the same time without losses', () => {
    const path = file();
    const [one, two] = [openStore(path), openStore(path)];
    one.begin('a', 'service', 1);
    two.begin('b', 'office', 2);
    one.leaveUnfinished('b', 'printer', 3);
    two.leaveUnfinished('a', 'printer', 4);
    expect(one.unfinished()).toEqual(two.unfinished());
    expect(one.unfinished().map(({ id }) => id)).toEqual(['a', 'b']);
    one.close();
    two.close();
  });

  it('stores the catalogue, the block and the sign-in guard', () => {
    const path = file();
    const first = openStore(path);
    expect([first.catalogue(), first.block(), first.signInGuard()]).toEqual([
      null,
      { locked: false, outOfOrder: false, text: '' },
      { failures: {} },
    ]);
    first.keepCatalogue('1', '{}');
    first.keepCatalogue('2', '{"a":1}');
    first.keepBlock({ locked: true, outOfOrder: false, text: 'Umbau' });
    first.keepSignInGuard({ failures: { '': 3, '0a1b2c3d': 1 } });
    first.close();
    const second = openStore(path);
    expect([second.catalogue(), second.block(), second.signInGuard()]).toEqual([
      { version: '2', json: '{"a":1}' },
      { locked: true, outOfOrder: false, text: 'Umbau' },
      { failures: { '': 3, '0a1b2c3d': 1 } },
    ]);
    second.close();
  });
});

describe('the store in a process of its own', () => {
  /** A real child on Node; `hit` may kill it when a message goes to it. */
  function start(path: string, hit: (child: ReturnType<typeof fork>, message: unknown) => void = () => undefined) {
    const codes: (number | null)[] = [];
    let children = 0;
    const spawn = (): StoreProcess => {
      children += 1;
      const child = fork(join(import.meta.dirname, '../../../../../electron/kiosk/store/process.ts'), [path], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      return {
        post: (message) => {
          hit(child, message);
          if (child.connected) child.send(message as object, () => undefined);
        },
        onMessage: (listener) => void child.on('message', listener),
        onExit: (listener) => void child.once('exit', (code) => listener(code)),
        kill: () => void child.kill('SIGKILL'),
      };
    };
    const store = createStoreClient({ spawn, clock: systemClock, onGone: (code) => codes.push(code) });
    onTestFinished(() => store.close());
    return { store, codes, children: () => children };
  }

  it('answers queries', async () => {
    const { store } = start(file());
    await store.begin('a', 'service', 1);
    await store.leaveUnfinished('a', 'printer', 2);
    expect(await store.unfinished()).toMatchObject([{ id: 'a' }]);
  });

  it('that is killed amid a call is started anew, and the call is asked again', async () => {
    let kills = 0;
    const { store, codes, children } = start(file(), (child, message) => {
      if ((message as { m?: string }).m === 'leaveUnfinished' && kills === 0) {
        kills += 1;
        child.kill('SIGKILL');
      }
    });
    await store.begin('a', 'service', 1);
    await store.leaveUnfinished('a', 'printer', 2);
    expect(await store.unfinished()).toMatchObject([{ id: 'a', cause: 'printer' }]);
    expect([kills, codes.length, children()]).toEqual([1, 1, 2]);
  });

  it('that is killed after it wrote, before it answered, writes nothing twice', async () => {
    let killed = false;
    const path = file();
    const { store } = start(path, (child, message) => {
      if ((message as { m?: string }).m !== 'begin' || killed) return;
      killed = true;
      // The message is on its way; it is stopped before the answer can be read.
      child.removeAllListeners('message');
      setImmediate(() => child.kill('SIGKILL'));
    });
    await store.begin('a', 'service', 1);
    await store.leaveUnfinished('a', 'printer', 2);
    expect(await store.unfinished()).toHaveLength(1);
    expect(killed).toBe(true);
  });

  it('ends when it is closed, and is not started again', async () => {
    const { store, codes, children } = start(file());
    await store.begin('a', 'service', 1);
    await store.close();
    expect([codes, children()]).toEqual([[], 1]);
  });
});

describe('records of self-tests', () => {
  const record = (run: string, step: string, result: 'passed' | 'failed') => ({
    run,
    at: 1,
    device: 'receipt',
    class: 'receipt-printer',
    step,
    result,
  });

  it('are read back by the newest run of each device, and a step is recorded once', () => {
    const store = openStore(':memory:');
    store.record(record('a', 'answers', 'failed'));
    store.record(record('b', 'answers', 'passed'));
    store.record(record('b', 'answers', 'failed'));
    store.record({ ...record('c', 'answers', 'failed'), device: 'other' });
    expect(store.records().map(({ run, device, result }) => [run, device, result])).toEqual([
      ['b', 'receipt', 'passed'],
      ['c', 'other', 'failed'],
    ]);
    store.close();
  });

  it('cannot be changed or deleted, not even by hand', () => {
    const kept = file();
    const store = openStore(kept);
    store.record(record('a', 'answers', 'failed'));
    store.close();
    const db = new DatabaseSync(kept);
    expect(() => db.exec(`UPDATE check_record SET result = 'passed'`)).toThrow('records are not changed');
    expect(() => db.exec('DELETE FROM check_record')).toThrow('records are not deleted');
    db.close();
  });
});
