import type { Clock } from '../../../base/clock.ts';
import { Catalogue, type HeartbeatRequest, type HeartbeatResponse } from '../../../register/contract/contract.ts';
import { applyDelta } from '../../../register/contract/catalogue-delta.ts';
import type { CatalogueAnswer, RegisterClient, RegisterFailure } from '../../../register/client/client.ts';
import type { FieldsOf } from '../log/catalogue.ts';
import type { Log } from '../log/log.ts';
import type { AsyncStore } from '../store/client.ts';
import { createJobs, type Jobs } from './jobs.ts';
import type { Trust } from './trust.ts';

export interface Sync {
  /** What was kept from the last run, at once; the register is asked beside it. */
  start(): Promise<void>;
  /** Whether the register answered the last time it was asked, by anybody. */
  note(failure: RegisterFailure | null, request: string): void;
  stop(): void;
}

export interface SyncOptions {
  register: RegisterClient;
  store: AsyncStore;
  trust: Trust;
  clock: Clock;
  log: Log;
  everySeconds: number;
  /** Beside what else the terminal does again and again; default: its own. */
  jobs?: Jobs;
  heartbeat(): HeartbeatRequest;
  onCatalogue(catalogue: Catalogue): void;
  /**
   * When the register last said that the catalogue here is in force, milliseconds since the epoch; null where it signs
   * nothing.
   */
  onConfirmed?(at: number | null): void;
  /** The register's answer to a sign of life. True: another one is to follow at once. */
  onHeartbeat?(answer: HeartbeatResponse): boolean;
  onReach(state: 'reached' | 'failed'): void;
  /** A request got through, whatever was known before. */
  onAnswer?(request: string): void;
}

/** Pulls the catalogue and, where that worked, sends the heartbeat, for ever, one round after the other. */
export function createSync({
  register,
  store,
  trust,
  clock,
  log,
  everySeconds,
  jobs = createJobs({ clock, log }),
  heartbeat,
  onCatalogue,
  onReach,
  onConfirmed = () => undefined,
  onHeartbeat = () => false,
  onAnswer = () => undefined,
}: SyncOptions): Sync {
  let stopped = false;
  let etag: string | undefined;
  /** What a change is made from; null where the whole is to be asked for. */
  let current: Catalogue | null = null;
  let refused: FieldsOf<'catalogue.refused'>['reason'] | null = null;
  let known: 'unknown' | 'reached' | 'failed' = 'unknown';

  const note: Sync['note'] = (failure, request) => {
    if (failure === null) onAnswer(request);
    const state = failure === null || isAnswer(failure) ? 'reached' : 'failed';
    if (state === known) return;
    if (failure !== null && state === 'failed') log.write('register.failed', { request, failure: failure.kind });
    else if (known === 'failed') log.write('register.reached', {});
    known = state;
    onReach(state);
  };

  /** The last good one stays; the next time the whole is asked for. */
  function refuse(reason: FieldsOf<'catalogue.refused'>['reason']): null {
    if (refused !== reason) log.write('catalogue.refused', { reason });
    refused = reason;
    etag = undefined;
    current = null;
    return null;
  }

  async function take(answer: Exclude<CatalogueAnswer, { kind: 'unchanged' }>): Promise<Catalogue | null> {
    const made =
      answer.kind === 'catalogue' ? answer.catalogue : current === null ? null : applyDelta(current, answer.delta);
    if (made === null) return refuse('base');
    if ('ok' in made && !made.ok) return refuse(made.error);
    const next = 'ok' in made ? made.value : made;
    const distrust = await trust.check(answer.signed, answer.edition, next.version);
    if (distrust !== null) return refuse(distrust);
    refused = null;
    etag = answer.etag ?? undefined;
    return next;
  }

  async function pull(): Promise<boolean> {
    const pulled = await register.catalogue(etag, current?.version);
    note(pulled.ok ? null : pulled.error, 'catalogue');
    if (!pulled.ok && pulled.error.kind === 'protocol' && pulled.error.reason === 'schema') refuse('schema');
    if (pulled.ok && pulled.value.kind === 'unchanged' && current !== null) {
      // What is here stays; only that it is still in force is believed or not.
      const distrust = await trust.check(null, pulled.value.edition, current.version);
      if (distrust !== null) refuse(distrust);
    }
    const catalogue = pulled.ok && pulled.value.kind !== 'unchanged' ? await take(pulled.value) : null;
    onConfirmed(await trust.confirmedAt());
    if (catalogue !== null && !stopped) {
      await store
        .keepCatalogue(catalogue.version, JSON.stringify(catalogue))
        .catch(() => log.write('store.failed', { operation: 'keepCatalogue' }));
      log.write('catalogue.updated', {
        version: catalogue.version.slice(0, 64),
        services: catalogue.services.length,
        offices: catalogue.offices.length,
      });
      current = catalogue;
      onCatalogue(catalogue);
    }
    if (!pulled.ok) return false;
    beats.wake();
    return refused === null;
  }

  async function beat(): Promise<boolean> {
    if (stopped) return false;
    const answer = await register.heartbeat(heartbeat());
    note(answer.ok ? null : answer.error, 'heartbeat');
    if (answer.ok && onHeartbeat(answer.value)) beats.wake();
    return answer.ok;
  }

  const pulls = jobs.add({ name: 'catalogue', everySeconds, run: pull });
  // It follows each pull; where none works, it goes alone, and less often.
  const beats = jobs.add({ name: 'heartbeat', everySeconds: 2 * everySeconds, run: beat });

  return {
    note,
    async start() {
      onConfirmed(await trust.confirmedAt());
      const kept = await store.catalogue().catch(() => null);
      if (kept !== null) {
        const catalogue = read(kept.json);
        if (catalogue !== null) {
          current = catalogue;
          onCatalogue(catalogue);
        }
      }
      pulls.wake();
    },
    stop() {
      stopped = true;
      jobs.stop();
    },
  };
}

/** "Busy" is an answer, and "what stands behind me is away": the register is there. */
const isAnswer = (failure: RegisterFailure): boolean =>
  failure.kind === 'rate-limited' ||
  failure.kind === 'maintenance' ||
  (failure.kind === 'unavailable' && failure.part !== undefined);

/** What an older version stored, or a damaged disk left, need not be a catalogue; the register has a fresh one. */
function read(json: string): Catalogue | null {
  try {
    const parsed = Catalogue.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
