/**
 * What a checkout's terminal does without the network, as a process of its own.
 *
 * `node offline-piece.ts CHECKOUT DOCUMENTS` prints an {@link OfflineTimes} as JSON. The slow hash is timed where it is
 * called and taken out of the look-up: with the real cost it is thousands of times the rest.
 */
import { fork } from 'node:child_process';
import crypto, { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { systemClock } from '../../base/clock.ts';
import { err, ok } from '../../base/result.ts';
import type { createLog } from '../../electron/kiosk/log/log.ts';
import type { createOutbox } from '../../electron/kiosk/register-link/outbox.ts';
import type { createSeal } from '../../electron/kiosk/register-link/seal.ts';
import type { createStatusIndex } from '../../electron/kiosk/register-link/status-index.ts';
import type { AsyncStore, createStoreClient, StoreProcess } from '../../electron/kiosk/store/client.ts';
import type { openStore } from '../../electron/kiosk/store/store.ts';
import type { StatusPage } from '../../register/contract/contract.ts';
import type { statusId } from '../../register/contract/status-id.ts';
import { createSealingKeys } from '../../register/server/keys/sealing/keys.ts';
import { inProcess } from '../harness/scripted.ts';
import { moduleOf } from './checkouts.ts';

/** Ours and the bare one, as they came one after the other. */
export interface Pair {
  readonly ours: number;
  readonly bare: number;
}
export interface OfflineTimes {
  /** Entries a second. */
  readonly read: number;
  /** Milliseconds. */
  readonly changes: readonly number[];
  /** Microseconds; the store in this process, and in its own. */
  readonly lookUps: readonly Pair[];
  readonly lookUpsApart: readonly Pair[];
  /** Milliseconds of one slow hash, with the real cost. */
  readonly hashes: readonly number[];
  /** A second. */
  readonly kept: readonly Pair[];
  readonly keptApart: readonly Pair[];
}

/** As in the register. */
const REAL_COST = 15;
/** N = 2: a setting of the keys. What it costs is taken out all the same. */
const CHEAP = 1;
const KNOWN = 4_000;
const CHANGES = 1_000;
const ROUNDS = 7;
const HASHES = 12;
const BATCHES = 15;
const BATCH = 40;
const WARM = 300;

const [checkout = '', count = ''] = process.argv.slice(2);
const documents = Number(count);

/** Milliseconds in the slow hash since it was last set to 0. */
let hashing = 0;
const slow = crypto.scrypt;
Object.assign(crypto, {
  scrypt: (...args: unknown[]) => {
    const done = args.pop() as (error: Error | null, id: Buffer) => void;
    const began = performance.now();
    (slow as (...all: unknown[]) => void)(...args, (error: Error | null, id: Buffer) => {
      hashing += performance.now() - began;
      done(error, id);
    });
  },
});
syncBuiltinESMExports();

const kiosk = <T>(path: string): Promise<T> => moduleOf<T>(checkout, `electron/kiosk/${path}`);
const { openStore: open } = await kiosk<{ openStore: typeof openStore }>('store/store.ts');
const { createStoreClient: connect } = await kiosk<{ createStoreClient: typeof createStoreClient }>('store/client.ts');
const { createLog: logOf } = await kiosk<{ createLog: typeof createLog }>('log/log.ts');
const { createStatusIndex: indexOf } = await kiosk<{ createStatusIndex: typeof createStatusIndex }>(
  'register-link/status-index.ts',
);
const { createOutbox: outboxOf } = await kiosk<{ createOutbox: typeof createOutbox }>('register-link/outbox.ts');
const { createSeal: sealOf } = await kiosk<{ createSeal: typeof createSeal }>('register-link/seal.ts');
const { statusId: idBy } = await moduleOf<{ statusId: typeof statusId }>(checkout, 'register/contract/status-id.ts');

const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'));
const file = join(folder, 'journal.sqlite');
const log = logOf(
  () => undefined,
  () => Date.now(),
);
const epochKey = randomBytes(32);

/** Those that are looked up have the id that a terminal makes; others one that takes no time. */
const known = new Map<string, Buffer>();
for (let place = 0; place < KNOWN; place += 1)
  known.set(String(place), await idBy({ key: epochKey, cost: CHEAP }, 'passport', String(place)));
const idOf = (number: string): Buffer =>
  known.get(number) ?? createHash('sha256').update(epochKey).update(number).digest().subarray(0, 16);

/** Places of what changed, in the order in which it did. */
const places: number[] = Array.from({ length: documents }, (_, index) => index);
function page(after: number, limit: number): StatusPage {
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
}
/** Milliseconds that went into making pages, which is the register's work. */
let made = 0;
const indexOn = (store: AsyncStore) =>
  indexOf({
    register: {
      statusKeys: async () => ok({ epochs: [{ epoch: 1, key: epochKey.toString('base64url'), cost: CHEAP }] }),
      async statusPage({ after, limit }) {
        const began = performance.now();
        const answer = page(after, limit);
        made += performance.now() - began;
        return ok(answer);
      },
    },
    store,
    clock: systemClock,
    log,
    note: () => undefined,
  });

async function lookUpsOn(store: AsyncStore): Promise<Pair[]> {
  const index = indexOn(store);
  if (!(await index.run())) throw new Error('the index was not read');
  const beside = new DatabaseSync(file, { readOnly: true });
  const statement = beside.prepare('SELECT stage, since, office, flags FROM status_entry WHERE epoch = ? AND id = ?');
  const pairs: Pair[] = [];
  for (let turn = 0; turn < WARM + KNOWN; turn += 1) {
    const number = String((turn * 7) % KNOWN);
    const other = idOf(String((turn * 7 + KNOWN / 2) % KNOWN));
    hashing = 0;
    const at = performance.now();
    const found = await index.lookUp({ type: 'passport', number });
    const ours = performance.now() - at - hashing;
    if (found?.status.stage !== 'ready') throw new Error('a document was not found');
    const then = performance.now();
    const row = statement.get(1, other);
    const bare = performance.now() - then;
    if (row === undefined) throw new Error('the bare statement found nothing');
    if (turn >= WARM) pairs.push({ ours: ours * 1_000, bare: bare * 1_000 });
  }
  beside.close();
  return pairs;
}

const keys = createSealingKeys([generateKeyPairSync('rsa', { modulusLength: 4096 }).privateKey]);
const FEEDBACK = {
  topic: 'idea',
  text: 'Mehr Bänke im Park, bitte.',
  contact: null,
  language: 'de',
  number: 'V-AAAA-BBBB',
  secret: 'AAAA-BBBB-CCCC',
} as const;

async function keptOn(store: AsyncStore): Promise<Pair[]> {
  const outbox = outboxOf({
    register: { inbox: async () => err({ kind: 'unreachable', reason: 'connection' }) },
    store,
    clock: systemClock,
    log,
    seal: sealOf(() => keys.publicKeys),
    random: Math.random,
    again: () => undefined,
    note: () => undefined,
    changed: () => undefined,
  });
  const plain = new DatabaseSync(join(folder, 'bare.sqlite'));
  plain.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS item (id TEXT PRIMARY KEY, sealed TEXT)',
  );
  const insert = plain.prepare('INSERT INTO item VALUES (?, ?)');
  const text = 'x'.repeat(1_600);
  const pairs: Pair[] = [];
  for (let round = 0; round <= BATCHES; round += 1) {
    const from = performance.now();
    for (let one = 0; one < BATCH; one += 1) {
      const kept = await outbox.keep(randomUUID(), 'feedback', FEEDBACK, 'V-AAAA-BBBB');
      if (!kept.ok) throw new Error(`nothing was kept: ${kept.error}`);
    }
    const then = performance.now();
    for (let one = 0; one < BATCH; one += 1) insert.run(randomUUID(), text);
    const end = performance.now();
    if (round > 0) pairs.push({ ours: BATCH / ((then - from) / 1_000), bare: BATCH / ((end - then) / 1_000) });
  }
  plain.close();
  outbox.stop();
  return pairs;
}

/** As the terminal starts it, but on Node: Electron's utility process has another pipe. */
function apart(): AsyncStore {
  const spawn = (): StoreProcess => {
    const child = fork(join(checkout, 'electron/kiosk/store/process.ts'), [file]);
    return {
      post: (message) => void child.send(message as object),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', listener),
      kill: () => void child.kill('SIGKILL'),
    };
  };
  return connect({ spawn, clock: systemClock, onGone: () => undefined });
}

try {
  const store = open(file);
  const index = indexOn(inProcess(store));
  const began = performance.now();
  if (!(await index.run())) throw new Error('the index was not read');
  const read = documents / ((performance.now() - began - made) / 1_000);
  const changes: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let one = 0; one < CHANGES; one += 1) places.push(Math.floor(Math.random() * documents));
    made = 0;
    const since = performance.now();
    await index.run();
    changes.push(performance.now() - since - made);
  }
  const lookUps = await lookUpsOn(inProcess(store));
  const kept = await keptOn(inProcess(store));
  store.close();
  const other = apart();
  const lookUpsApart = await lookUpsOn(other);
  const keptApart = await keptOn(other);
  await other.close();
  const hashes: number[] = [];
  for (let one = 0; one < HASHES; one += 1) {
    const at = performance.now();
    await idBy({ key: epochKey, cost: REAL_COST }, 'passport', String(one));
    hashes.push(performance.now() - at);
  }
  const times: OfflineTimes = { read, changes, lookUps, lookUpsApart, hashes, kept, keptApart };
  process.stdout.write(JSON.stringify(times));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
