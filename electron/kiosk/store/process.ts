/**
 * The store as a process of its own: owns SQLite and every fsync, and answers typed calls. Started with the file's path
 * as argument.
 */
import { createBirpc } from 'birpc';
import { openStore, type Store } from './store.ts';

interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}
// Electron's utility process has `process.parentPort`, a forked Node process has `process.send`.
const parent = (process as unknown as { parentPort?: ParentPort }).parentPort;

const file = process.argv[2];
if (file === undefined) throw new Error('the store needs the path of its file');
let opened: Store | null = null;
/** A journal that cannot be opened is tried again with every query; until then each of them fails with the reason. */
const store = new Proxy({} as Store, {
  get:
    (_none, verb) =>
    (...args: unknown[]) => {
      opened ??= openStore(file);
      return (opened[verb as keyof Store] as (...values: unknown[]) => unknown)(...args);
    },
});

createBirpc<object, Store>(store, {
  post: (message) => (parent ? parent.postMessage(message) : void process.send?.(message)),
  on: (listener) =>
    void (parent ? parent.on('message', (event) => listener(event.data)) : process.on('message', listener)),
});

// The main process is gone: no more queries will come, and the file must be free for the next process.
process.on('disconnect', () => process.exit(0));
