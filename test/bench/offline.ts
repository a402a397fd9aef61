/**
 * What the terminal does without the network, at a million documents: reading the index, its changes, a look-up; and
 * keeping a request.
 */
import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { systemClock } from '../../base/clock.ts';
import { createLog } from '../../electron/kiosk/log/log.ts';
import { openStore } from '../../electron/kiosk/store/store.ts';
import { createOutbox } from '../../electron/kiosk/register-link/outbox.ts';
import { createSeal } from '../../electron/kiosk/register-link/seal.ts';
import { createStatusIndex } from '../../electron/kiosk/register-link/status-index.ts';
import type { RegisterClient } from '../../register/client/client.ts';
import type { StatusPage } from '../../register/contract/contract.ts';
import { err, ok } from '../../base/result.ts';
import { statusId } from '../../register/contract/status-id.ts';
import { createSealingKeys } from '../../register/server/keys/sealing/keys.ts';
import { inProcess } from '../harness/scripted.ts';
import { type Measurement, spread } from './figures.ts';

/** As in the register. */
const COST = 15;
const LOOK_UPS = 100;
const CHANGES = 1_000;
const ROUNDS = 7;
const KEPT = 300;

export async function measureOffline(documents: number, say: (text: string) => void): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'));
  const store = openStore(join(folder, 'journal.sqlite'));
  try {
    const epochKey = randomBytes(32);
    // Ids that cost nothing stand for those that would take a million times 73 ms to make; the look-up of one that is
    // there costs what it costs.
    const known = new Map<string, Buffer>();
    for (let place = 0; place < LOOK_UPS; place += 1)
      known.set(String(place), await statusId({ key: epochKey, cost: COST }, 'passport', String(place)));
    const idOf = (number: string): Buffer =>
      known.get(number) ?? createHash('sha256').update(epochKey).update(number).digest().subarray(0, 16);
    /** Places of what changed, in the order in which it did. */
    const places: number[] = Array.from({ length: documents }, (_, index) => index);
    const page = (after: number, limit: number): StatusPage => {
      const numbers = places.slice(after, after + limit);
      return {
        epoch: 1,
        newest: 1,
        ids: Buffer.concat(numbers.map((number) => idOf(String(number)))).toString('base64'),
        stages: 'r'.repeat(numbers.length),
        since: numbers.map(() => 20_778),
        offices: ['buergerbuero'],
        office: numbers.map(() => 0),
        flags: 'f'.repeat(numbers.length),
        next: after + numbers.length,
        more: numbers.length === limit,
        asOf: new Date().toISOString(),
      };
    };
    let made = 0;
    const register: Pick<RegisterClient, 'statusKeys' | 'statusPage'> = {
      statusKeys: async () => ok({ epochs: [{ epoch: 1, key: epochKey.toString('base64url'), cost: COST }] }),
      async statusPage({ after, limit }) {
        const began = performance.now();
        const answer = page(after, limit);
        made += performance.now() - began;
        return ok(answer);
      },
    };
    const log = createLog(
      () => undefined,
      () => Date.now(),
    );
    const index = createStatusIndex({
      register,
      store: inProcess(store),
      clock: systemClock,
      log,
      note: () => undefined,
    });
    const began = performance.now();
    if (!(await index.run())) throw new Error('the index was not read');
    const seconds = (performance.now() - began - made) / 1_000;
    say(`offline: ${documents} entries in ${seconds.toFixed(1)} s`);

    const changes: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let count = 0; count < CHANGES; count += 1) places.push(Math.floor(Math.random() * documents));
      made = 0;
      const since = performance.now();
      await index.run();
      changes.push(performance.now() - since - made);
    }

    const looked: number[] = [];
    const beside = new DatabaseSync(join(folder, 'journal.sqlite'), { readOnly: true });
    const statement = beside.prepare('SELECT stage, since, office, flags FROM status_entry WHERE epoch = 1 AND id = ?');
    const bare: number[] = [];
    for (let count = 0; count < LOOK_UPS; count += 1) {
      const number = String(Math.floor(Math.random() * Math.min(documents, LOOK_UPS)));
      const at = performance.now();
      const found = await index.lookUp({ type: 'passport', number });
      looked.push((performance.now() - at) * 1_000);
      if (found?.status.stage !== 'ready') throw new Error('a document was not found');
      const id = idOf(String(Math.floor(Math.random() * documents)));
      const then = performance.now();
      statement.get(id);
      bare.push((performance.now() - then) * 1_000);
    }
    beside.close();

    const keys = createSealingKeys([generateKeyPairSync('rsa', { modulusLength: 4096 }).privateKey]);
    const outbox = createOutbox({
      register: { inbox: async () => err({ kind: 'unreachable', reason: 'connection' }) },
      store: inProcess(store),
      clock: systemClock,
      log,
      seal: createSeal(() => keys.publicKeys),
      random: Math.random,
      again: () => undefined,
      note: () => undefined,
      changed: () => undefined,
    });
    const kept: number[] = [];
    const commits: number[] = [];
    const plain = new DatabaseSync(join(folder, 'bare.sqlite'));
    plain.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE item (id TEXT PRIMARY KEY, sealed TEXT)',
    );
    const insert = plain.prepare('INSERT INTO item VALUES (?, ?)');
    const text = 'x'.repeat(1_600);
    for (let round = 0; round < ROUNDS; round += 1) {
      const from = performance.now();
      for (let count = 0; count < KEPT; count += 1)
        await outbox.keep(
          randomUUID(),
          'feedback',
          {
            topic: 'idea',
            text: 'Mehr Bänke im Park, bitte.',
            contact: null,
            language: 'de',
            number: 'V-AAAA-BBBB',
            secret: 'AAAA-BBBB-CCCC',
          },
          'V-AAAA-BBBB',
        );
      kept.push(KEPT / ((performance.now() - from) / 1_000));
      const then = performance.now();
      for (let count = 0; count < KEPT; count += 1) insert.run(randomUUID(), text);
      commits.push(KEPT / ((performance.now() - then) / 1_000));
    }
    plain.close();
    outbox.stop();
    const of = documents.toLocaleString('en');
    return [
      {
        name: `index of ${of} documents read whole`,
        unit: '1/s',
        ours: spread([documents / seconds]),
        note: 'entries a second, without the register’s part',
      },
      { name: `${CHANGES.toLocaleString('en')} changes of ${of} documents`, unit: 'ms', ours: spread(changes) },
      {
        name: `look-up without the register, ${of} documents`,
        unit: 'µs',
        ours: spread(looked),
        reference: { name: 'the SQLite statement alone', spread: spread(bare) },
      },
      {
        name: 'requests kept in the outbox: sealed, with their row, on disk',
        unit: '1/s',
        ours: spread(kept),
        reference: { name: 'bare SQLite commits', spread: spread(commits) },
      },
    ];
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
