/** The real store, spoken to as a process that ends when a test says so. */
import { createBirpc } from 'birpc';
import type { StoreProcess } from '../../../electron/kiosk/store/client.ts';
import { openStore, type Store } from '../../../electron/kiosk/store/store.ts';

/**
 * `verbs`: the store's queries, some of them with an end before or after what they do. A store that has ended gives no
 * answers.
 */
export function mortalStore(file: string, verbs: (store: Store, kill: () => void) => Partial<Store>): StoreProcess {
  const store = openStore(file);
  let dead = false;
  let exited: (code: number | null) => void = () => undefined;
  let hear: (message: unknown) => void = () => undefined;
  let tell: (message: unknown) => void = () => undefined;
  const kill = (): void => {
    if (dead) return;
    dead = true;
    store.close();
    setImmediate(() => exited(null));
  };
  createBirpc<object, Store>(
    { ...store, ...verbs(store, kill), close: () => undefined },
    {
      post: (message) =>
        setImmediate(() => {
          if (!dead) tell(message);
        }),
      on: (listener) => {
        hear = listener;
      },
    },
  );
  return {
    post: (message) =>
      setImmediate(() => {
        if (!dead) hear(structuredClone(message));
      }),
    onMessage: (listener) => {
      tell = listener;
    },
    onExit: (listener) => {
      exited = listener;
    },
    kill,
  };
}
