/**
 * What waits for the register goes there: one request after the other, in the order in which they came, each until it
 * is answered. While the register cannot be reached all of them wait; what it will not have waits alone, and in the end
 * for a technician.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../base/clock.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { RegisterClient, RegisterFailure } from '../../../register/client/client.ts';
import type { InboxKind, OrderReport } from '../../../register/contract/contract.ts';
import type { Log } from '../log/log.ts';
import type { AsyncStore } from '../store/client.ts';
import {
  LONGEST_WAIT,
  type OutboxCounts,
  type OutboxSource,
  type OwedReport,
  type QuarantineReason,
  type SealedItem,
} from '../store/outbox.ts';
import { createAttribution } from './attribution.ts';
import type { InboxContent, Seal, SealFailure } from './seal.ts';

/** `quarantined`: the register will not have it as it is. */
export type RequestOutcome =
  | { readonly state: 'registered'; readonly reference: string | null }
  | { readonly state: 'quarantined' };

export interface Outbox {
  /**
   * Seals and stores what a visitor hands in; it is on disk when this answers `ok`. `secretHash`: with the number it is
   * found again while it waits. `not-kept`: the disk is full or broken.
   */
  keep<K extends InboxKind>(
    id: string,
    kind: K,
    content: InboxContent[K],
    number: string,
    secretHash?: string,
  ): Promise<Result<void, SealFailure | 'not-kept'>>;
  /** Called once, as soon as it is known; the returned function removes the listener. */
  onOutcome(id: string, listener: (outcome: RequestOutcome) => void): () => void;
  /** Sends what is due. False where something has to be tried again. */
  run(): Promise<boolean>;
  /** `reached`: the register answers again. `more`: there is something new; it goes at once unless everything waits. */
  wake(cause: 'reached' | 'more'): void;
  /** Some other request got through. */
  reached(): void;
  counts(): OutboxCounts;
  /** Counts anew what is on disk. */
  refresh(): Promise<void>;
  stop(): void;
}

export interface OutboxDeps {
  readonly register: Pick<RegisterClient, 'inbox'>;
  readonly store: Pick<
    AsyncStore,
    | 'enqueue'
    | 'owedReports'
    | 'nextToSend'
    | 'postpone'
    | 'delivered'
    | 'quarantine'
    | 'outboxCounts'
    | 'submission'
    | 'dropEnded'
    | 'dropReported'
  >;
  readonly clock: Clock;
  readonly log: Log;
  readonly seal: Seal;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  /** Runs again after so many milliseconds. */
  again(ms: number): void;
  note(failure: RegisterFailure | null, request: string): void;
  changed(): void;
}

/**
 * Milliseconds. The wait doubles from `first`; where in it the next attempt lies is chance, so that many terminals do
 * not come back as one.
 */
export const BACK_OFF = { first: 2_000, least: 250, longest: LONGEST_WAIT } as const;
/** So many requests in a row that the register fails at show that it fails at all of them. */
const PROBES = 2;
/** So often the register may fail at one request that others do not fail at. */
export const LAST_ATTEMPT = 5;
/** Milliseconds that is kept who sent what when, after it ended. */
export const TOMBSTONE_MS = 30 * 86_400_000;
/** Milliseconds that a register may ask to be left alone. */
const LONGEST_TOLD = 3_600_000;
const REPORTS_AT_ONCE = 20;
const SWEEP_EVERY = 3_600_000;

export function createOutbox({ register, store, clock, log, seal, random, again, note, changed }: OutboxDeps): Outbox {
  const attribution = createAttribution();
  const listeners = new Map<string, (outcome: RequestOutcome) => void>();
  let counts: OutboxCounts = { waiting: 0, quarantined: 0, oldestAt: null };
  /** Counts that are being asked for; what is added meanwhile may be in them or not. */
  let counting = 0;
  /** The highest sequence that was seen; null before the first. A higher one is a new item. */
  let highest: number | null = null;
  /** Everything waits: for the register to come back, or because it asked for that. */
  let hold: 'none' | 'away' | 'told' = 'none';
  /** How often in a row everything had to wait. */
  let waits = 0;
  /** Requests that the register failed at, one after the other. */
  let failedInARow = 0;
  let said: string | null = null;
  let unsealed = false;
  let stopped = false;
  let running = false;
  /** There is something new, or the register is back, since the run began. */
  let wakeRequested = false;
  /** Milliseconds from the end of this run to the next; null where nothing is due. */
  let next: number | null = null;
  let sweptAt: number | null = null;

  /** Full jitter: anything up to the doubled wait. */
  const backOff = (attempt: number): number =>
    Math.max(
      BACK_OFF.least,
      Math.floor(random() * Math.min(BACK_OFF.longest, BACK_OFF.first * 2 ** Math.min(attempt - 1, 20))),
    );

  async function refresh(): Promise<void> {
    counting += 1;
    counts = await store.outboxCounts().catch(() => counts);
    counting -= 1;
    changed();
  }

  /** One more waits: to count all of them anew for each would take longer the more there are. */
  function added(sequence: number, at: number): void {
    const known = highest;
    highest = Math.max(sequence, known ?? 0);
    if (known === null || counting > 0) return void refresh();
    if (sequence <= known) return;
    counts = { ...counts, waiting: counts.waiting + 1, oldestAt: Math.min(at, counts.oldestAt ?? at) };
    changed();
  }

  async function enqueue<K extends InboxKind>(
    id: string,
    kind: K,
    content: InboxContent[K],
    source: OutboxSource,
    at: number,
  ): Promise<Result<number | null, SealFailure>> {
    const sealed = await seal(kind, content);
    if (!sealed.ok) {
      if (!unsealed || kind !== 'report') log.write('outbox.no-key', { kind });
      unsealed = true;
      return sealed;
    }
    unsealed = false;
    const sequence = await store.enqueue({ id, kind, at, sealed: sealed.value }, source);
    if (sequence !== null) log.write('outbox.kept', { item: id, kind });
    return ok(sequence);
  }

  /** What the journal says and was not reported to the register yet. */
  async function sealReports(): Promise<void> {
    for (;;) {
      const owed = await store.owedReports(REPORTS_AT_ONCE);
      for (const report of owed)
        if (
          !(
            await enqueue(
              randomUUID(),
              'report',
              reportOf(report),
              { order: report.order, event: report.event },
              report.at,
            )
          ).ok
        )
          return;
      if (owed.length < REPORTS_AT_ONCE) return;
    }
  }

  function tell(id: string, outcome: RequestOutcome): void {
    const listener = listeners.get(id);
    listeners.delete(id);
    listener?.(outcome);
  }

  function waitAll(failure: string, told: number | null = null): void {
    waits += 1;
    hold = told === null ? 'away' : 'told';
    const ms = told ?? backOff(waits);
    if (said !== failure) log.write('outbox.waits', { failure, seconds: Math.ceil(ms / 1_000) });
    said = failure;
    next = ms;
  }

  async function putAside({ id, kind }: SealedItem, reason: QuarantineReason): Promise<void> {
    await store.quarantine(id, reason);
    log.write('outbox.quarantined', { item: id, kind, reason });
    tell(id, { state: 'quarantined' });
  }

  /**
   * The register failed at this one: it waits, and another shows whether it is alone with that. False where that one
   * failed too.
   */
  async function failed(item: SealedItem, failure: string): Promise<boolean> {
    const { alone, times } = attribution.failed(item.id);
    const attempts = item.attempts + (alone ? 1 : 0);
    if (attempts >= LAST_ATTEMPT) {
      await putAside(item, 'unavailable');
      return true;
    }
    await store.postpone(item.id, attempts, failure, clock.now() + backOff(times));
    if (alone) log.write('outbox.postponed', { item: item.id, kind: item.kind, attempts });
    failedInARow += 1;
    return failedInARow < PROBES;
  }

  /** False where everything has to wait. */
  async function send(item: SealedItem): Promise<boolean> {
    const { id, kind, sequence, at, sealed } = item;
    const answer = await register.inbox(id, { kind, sequence, at: new Date(at).toISOString(), sealed });
    if (stopped) return false;
    if (answer.ok) {
      const { reference } = answer.value;
      waits = 0;
      failedInARow = 0;
      said = null;
      attribution.delivered(id);
      note(null, 'inbox');
      tell(id, { state: 'registered', reference });
      await store.delivered(id, reference, clock.now());
      log.write('outbox.delivered', { item: id, kind, attempts: item.attempts + 1 });
      return true;
    }
    const { error } = answer;
    switch (error.kind) {
      case 'invalid-request':
        await putAside(item, 'invalid-request');
        return true;
      case 'declined':
        switch (error.reason) {
          case 'key-reused':
          case 'not-decipherable':
          case 'conflict':
            await putAside(item, error.reason);
            return true;
          // Only a mistake of this program leads there.
          case 'key-missing':
          case 'precondition-failed':
          case 'signed-out':
          case 'void':
          case 'not-possible':
          case 'fee-differs':
            await putAside(item, 'invalid-request');
            return true;
          // `not-found`: a register of an earlier version, which takes none.
          case 'in-progress':
          case 'not-found':
            waitAll(error.reason);
            return false;
        }
      // falls through: every reason above returns.
      case 'unavailable':
      case 'protocol':
        // Where it cannot work at all, everything waits, and keeps its order. What comes back as no answer may be
        // something between that dislikes this one alone.
        if ((error.kind === 'protocol' || error.mistake === true) && (await failed(item, error.kind))) return true;
        if (error.kind === 'protocol') note(error, 'inbox');
        waitAll(error.kind);
        return false;
      case 'rate-limited':
        waitAll(error.kind, Math.min(LONGEST_TOLD, error.retryAfterSeconds * 1_000));
        return false;
      case 'unreachable':
      case 'refused':
      case 'clock-skew':
      case 'contract-unsupported':
      case 'maintenance':
        note(error, 'inbox');
        waitAll(error.kind);
        return false;
    }
  }

  /** True where nothing has to be tried again. */
  async function sendAll(): Promise<boolean> {
    for (;;) {
      if (stopped) return false;
      const found = await store.nextToSend(clock.now());
      if (found.item === null) {
        if (found.dueIn !== null) next = Math.min(LONGEST_WAIT, Math.max(BACK_OFF.least, found.dueIn));
        return found.dueIn === null;
      }
      if (!(await send(found.item))) return false;
    }
  }

  async function sweep(): Promise<void> {
    const now = clock.now();
    // A clock that was set back sweeps once more, and finds nothing.
    if (sweptAt !== null && Math.abs(now - sweptAt) < SWEEP_EVERY) return;
    sweptAt = now;
    await store.dropEnded(now - TOMBSTONE_MS);
  }

  function wake(cause: 'reached' | 'more'): void {
    // While the register asks for a pause, nothing is sent.
    if (stopped || hold === 'told' || (cause === 'more' && hold === 'away')) return;
    if (cause === 'reached') waits = 0;
    if (running) wakeRequested = true;
    else again(0);
  }

  return {
    async keep(id, kind, content, number, secretHash) {
      const at = clock.now();
      const source = { submission: number, ...(secretHash === undefined ? {} : { secretHash }) };
      try {
        const kept = await enqueue(id, kind, content, source, at);
        if (!kept.ok) return kept;
        if (kept.value !== null) added(kept.value, at);
      } catch {
        log.write('store.failed', { operation: 'enqueue' });
        // The store that gave no answer may have written all the same.
        if ((await store.submission(id).catch(() => null)) === null) return err('not-kept');
        void refresh();
      }
      wake('more');
      return ok(undefined);
    },
    onOutcome(id, listener) {
      listeners.set(id, listener);
      return () => void listeners.delete(id);
    },
    async run() {
      running = true;
      hold = 'none';
      wakeRequested = false;
      next = null;
      failedInARow = 0;
      let done = false;
      try {
        await sealReports();
        done = await sendAll();
        await store.dropReported();
        await sweep();
      } catch {
        log.write('store.failed', { operation: 'outbox' });
        next = backOff((waits += 1));
      } finally {
        running = false;
        await refresh();
        if (wakeRequested && hold === 'none') again(0);
        else if (next !== null) again(next);
      }
      return done;
    },
    wake,
    reached: () => attribution.reached(),
    counts: () => counts,
    refresh,
    stop() {
      stopped = true;
      listeners.clear();
    },
  };
}

function reportOf({ order, event, at, reference, cents }: OwedReport): OrderReport {
  return { order, event, reference, amountCents: cents, at: new Date(at).toISOString() };
}
