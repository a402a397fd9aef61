/**
 * Everything between the terminal and the register that happens beside visits: the catalogue, signs of life, the index,
 * the outbox.
 */
import { elapsedOn, type Clock } from '../../../base/clock.ts';
import type { RegisterClient, RegisterFailure } from '../../../register/client/client.ts';
import {
  type Catalogue,
  CONTRACT_VERSION,
  type HeartbeatRequest,
  type HeartbeatResponse,
} from '../../../register/contract/contract.ts';
import type { Log } from '../log/log.ts';
import type { AsyncStore } from '../store/client.ts';
import type { OutboxCounts } from '../store/outbox.ts';
import { createJobs, type JobFacts, type Jobs } from './jobs.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createSeal } from './seal.ts';
import { createStatusIndex, type StatusIndex } from './status-index.ts';
import { createSync } from './catalogue-sync.ts';
import { createTrust, type TrustDeps } from './trust.ts';

export interface RegisterLinkFacts {
  readonly outbox: OutboxCounts;
  readonly jobs: readonly JobFacts[];
  /**
   * Of what can be said of documents while the register is away, milliseconds since the epoch; null where nothing can.
   */
  readonly statusAsOf: number | null;
  /** When the register last said that the catalogue is in force, where that is too long ago; null otherwise. */
  readonly catalogueOldAsOf: number | null;
}

export interface RegisterLink {
  readonly index: StatusIndex;
  readonly outbox: Outbox;
  /** Whether the register answered the last time it was asked, by anybody. */
  note(failure: RegisterFailure | null, request: string): void;
  facts(): RegisterLinkFacts;
  /** What is on disk from the last run, at once; the register is asked beside it. */
  start(): Promise<void>;
  stop(): void;
}

export interface RegisterLinkDeps {
  readonly register: RegisterClient;
  readonly store: AsyncStore;
  /** Public key that the register named when the terminal was enrolled. */
  readonly enrolledWith: TrustDeps['enrolledWith'];
  readonly clock: Clock;
  readonly log: Log;
  readonly everySeconds: number;
  /** Default: its own. */
  readonly jobs?: Jobs;
  readonly runtime: string;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  catalogue(): Catalogue | undefined;
  heartbeat(): HeartbeatRequest;
  /** What the office wants of the terminal comes with the answer. True: that is told back at once. */
  onHeartbeat?(answer: HeartbeatResponse): boolean;
  onCatalogue(catalogue: Catalogue): void;
  onReach(state: 'reached' | 'failed'): void;
  /** What the outbox holds, or the time of the last success, has changed. */
  changed(): void;
}

/** Seconds between two polls of the outbox when no event has announced a change. */
const OUTBOX_EVERY = 60;

/**
 * Milliseconds after which a catalogue stops being called current, unless the register has confirmed it since. As long
 * as the register's statement is valid.
 */
const CATALOGUE_OLD = 7 * 86_400_000;
/** Milliseconds until the index is asked for again while the register is still making it. */
const HASHING_MS = 5_000;

export function createRegisterLink({
  register,
  store,
  enrolledWith,
  clock,
  log,
  everySeconds,
  runtime,
  random,
  catalogue,
  heartbeat,
  onHeartbeat = () => false,
  onCatalogue,
  onReach,
  changed,
  jobs = createJobs({ clock, log, changed }),
}: RegisterLinkDeps): RegisterLink {
  const note = (failure: RegisterFailure | null, request: string): void => sync.note(failure, request);
  const index = createStatusIndex({ register, store, clock, log, note });
  const seal = createSeal(() => catalogue()?.sealingKeys ?? []);
  const outbox = createOutbox({
    register,
    store,
    clock,
    log,
    seal,
    random,
    note,
    changed,
    again: (ms) => sending.wake(ms),
  });
  const elapsed = (): number => elapsedOn(clock);
  let confirmed: { readonly at: number; readonly elapsed: number } | null = null;
  /** By whichever clock went further: one that stands still, or was set back, makes nothing current. */
  const oldAsOf = (): number | null =>
    confirmed !== null && Math.max(clock.now() - confirmed.at, elapsed() - confirmed.elapsed) > CATALOGUE_OLD
      ? confirmed.at
      : null;
  const sync = createSync({
    register,
    store,
    trust: createTrust({ register, store, clock, log, enrolledWith }),
    clock,
    log,
    everySeconds,
    jobs,
    onCatalogue(next) {
      onCatalogue(next);
      // The new catalogue may name a key for what could not be sealed.
      outbox.wake('more');
    },
    onConfirmed(at) {
      confirmed = at === null ? null : { at, elapsed: elapsed() };
    },
    onHeartbeat,
    onReach(state) {
      onReach(state);
      if (state === 'failed') return;
      outbox.wake('reached');
      indexing.wake();
    },
    onAnswer: (request) => {
      if (request !== 'inbox') outbox.reached();
    },
    heartbeat: () => ({
      ...heartbeat(),
      outbox: { ...outbox.counts(), oldestAt: instant(outbox.counts().oldestAt) },
      jobs: jobs.facts().map(toldJob),
      versions: { contract: CONTRACT_VERSION, runtime },
    }),
  });
  const sending = jobs.add({ name: 'outbox', everySeconds: OUTBOX_EVERY, run: () => outbox.run() });
  const indexing = jobs.add({
    name: 'status-index',
    everySeconds,
    async run() {
      const done = await index.run();
      if (index.facts().hashing) indexing.wake(HASHING_MS);
      return done;
    },
  });
  return {
    index,
    outbox,
    note,
    facts: () => ({
      outbox: outbox.counts(),
      jobs: jobs.facts(),
      statusAsOf: index.facts().asOf,
      catalogueOldAsOf: oldAsOf(),
    }),
    async start() {
      await outbox.refresh();
      await sync.start();
    },
    stop() {
      sync.stop();
      outbox.stop();
    },
  };
}

const toldJob = ({ name, lastAt, ok, nextAt }: JobFacts) => ({
  name,
  lastAt: instant(lastAt),
  ok,
  nextAt: instant(nextAt),
});
const instant = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
