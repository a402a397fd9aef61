import type { Clock } from '../../../devices/clock.ts';
import { Catalogue, type HeartbeatRequest } from '../../../register/contract.ts';
import type { RegisterClient, RegisterFailure } from '../../../register/client.ts';
import type { Log } from '../log/log.ts';
import type { AsyncStore } from '../store/client.ts';

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
  clock: Clock;
  log: Log;
  everySeconds: number;
  heartbeat(): HeartbeatRequest;
  onCatalogue(catalogue: Catalogue): void;
  onReach(state: 'reached' | 'failed'): void;
}

/** Pulls the catalogue and sends the heartbeat, for ever, one round after the other. */
export function createSync({ register, store, clock, log, everySeconds, heartbeat, onCatalogue, onReach }: SyncOptions): Sync {
  let stopped = false;
  let cancel = (): void => undefined;
  let etag: string | undefined;
  let known: 'unknown' | 'reached' | 'failed' = 'unknown';

  const note: Sync['note'] = (failure, request) => {
    // "Busy" is an answer; the register is there.
    const state = failure === null || failure.kind === 'rate-limited' || failure.kind === 'maintenance' ? 'reached' : 'failed';
    if (state === known) return;
    if (failure !== null && state === 'failed') log.write('register.failed', { request, failure: failure.kind });
    else if (known === 'failed') log.write('register.reached', {});
    known = state;
    onReach(state);
  };

  async function round(): Promise<void> {
    const pulled = await register.catalogue(etag);
    note(pulled.ok ? null : pulled.error, 'catalogue');
    if (pulled.ok && pulled.value.kind === 'catalogue' && !stopped) {
      const { catalogue } = pulled.value;
      etag = pulled.value.etag ?? undefined;
      await store.keepCatalogue(catalogue.version, JSON.stringify(catalogue)).catch(() => log.write('store.failed', { operation: 'keepCatalogue' }));
      log.write('catalogue.updated', { version: catalogue.version.slice(0, 64), services: catalogue.services.length, offices: catalogue.offices.length });
      onCatalogue(catalogue);
    }
    if (!pulled.ok || stopped) return;
    const beat = await register.heartbeat(heartbeat());
    note(beat.ok ? null : beat.error, 'heartbeat');
  }

  function loop(): void {
    void round().catch(() => log.write('bug', { where: 'sync', kind: 'thrown' })).finally(() => {
      if (!stopped) cancel = clock.after(everySeconds * 1_000, loop);
    });
  }

  return {
    note,
    async start() {
      const kept = await store.catalogue().catch(() => null);
      if (kept !== null) {
        const catalogue = read(kept.json);
        if (catalogue !== null) onCatalogue(catalogue);
      }
      loop();
    },
    stop() {
      stopped = true;
      cancel();
    },
  };
}

/** What an older version kept, or a damaged disk left, may be no catalogue any more; the register has a fresh one. */
function read(json: string): Catalogue | null {
  try {
    const parsed = Catalogue.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
