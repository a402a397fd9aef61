import { createBirpc } from 'birpc';
import type { Clock } from '../../../base/clock.ts';
import type { Store } from './store.ts';

/** The store's queries, called over the process boundary. */
export type AsyncStore = { [K in keyof Store]: (...args: Parameters<Store[K]>) => Promise<ReturnType<Store[K]>> };

export interface StoreProcess {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
}

const ANSWER_WITHIN_MS = 5_000;
const RESTARTS_MS = [100, 500, 1_000, 2_000, 5_000];

export interface StoreClientOptions {
  spawn(): StoreProcess;
  clock: Clock;
  onGone(code: number | null): void;
}

/**
 * Keeps a store process running and asks it. A call that had no answer when the process died is asked again of the next
 * one: every query is keyed or sets a whole value, so asking twice does the same as asking once.
 */
export function createStoreClient({ spawn, clock, onGone }: StoreClientOptions): AsyncStore {
  let closing = false;
  let failures = 0;
  let current = start();

  function start(): {
    rpc: Record<string, (...args: unknown[]) => Promise<unknown>>;
    gone: Promise<void>;
    process: StoreProcess;
  } {
    const child = spawn();
    const rpc = createBirpc<Store, object>(
      {},
      {
        post: (message) => child.post(message),
        on: (listener) => child.onMessage(listener),
        timeout: ANSWER_WITHIN_MS,
      },
    );
    const gone = new Promise<void>((resolve) => {
      child.onExit((code) => {
        rpc.$close();
        if (!closing) onGone(code);
        const wait = RESTARTS_MS[Math.min(failures++, RESTARTS_MS.length - 1)] ?? 0;
        clock.after(closing ? 0 : wait, () => {
          if (!closing) current = start();
          resolve();
        });
      });
    });
    return { rpc: rpc as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>, gone, process: child };
  }

  async function ask(name: string, args: unknown[]): Promise<unknown> {
    for (let attempt = 0; ; attempt += 1) {
      const asked = current;
      const call = asked.rpc[name];
      if (call === undefined) throw new Error(`the store has no verb ${name}`);
      try {
        const answer = await call(...args);
        failures = 0;
        return answer;
      } catch (error) {
        // The store's own error is an answer: asking again gives the same. Only silence means that the process is as
        // good as gone.
        const silent = error instanceof Error && error.message.startsWith('[birpc]');
        if (closing || !silent || attempt >= 3) throw error;
        asked.process.kill();
        await asked.gone;
      }
    }
  }

  return new Proxy({} as AsyncStore, {
    get: (_, name) => {
      if (typeof name !== 'string' || name === 'then') return undefined;
      if (name === 'close')
        return async () => {
          closing = true;
          await current.rpc.close?.().catch(() => undefined);
          current.process.kill();
        };
      return (...args: unknown[]) => ask(name, args);
    },
  });
}
