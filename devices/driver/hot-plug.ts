import { type FSWatcher, statSync, watch } from 'node:fs';
import type { Cancel, Clock } from '../../base/clock.ts';
import type { HotPlug } from './driver.ts';

/** Where device nodes and udev's names for them appear. */
const PLACES = ['/dev', '/dev/foyer', '/dev/usb'];

/** Milliseconds after a change: at once for what is there already, and again when udev has set names and rights. */
const LOOKS = [100, 1_000] as const;

/** Milliseconds between two looks without a change, since a folder that appears later is not watched yet. */
const RECONCILE = 5_000;

/**
 * Tells when something was plugged in or out, by the folders where the kernel and udev show it. A machine without one
 * of these folders, or without inotify left, is looked at every five seconds all the same.
 */
export function watchDevices(clock: Clock, places: readonly string[] = PLACES): HotPlug & { close(): void } {
  const listeners = new Set<() => void>();
  const watchers = new Map<string, { readonly watcher: FSWatcher; readonly inode: number }>();
  let cancels: Cancel[] = [];
  let closed = false;

  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const changed = (): void => {
    for (const cancel of cancels) cancel();
    cancels = LOOKS.map((ms) => clock.after(ms, tell));
  };
  const forget = (place: string): void => {
    watchers.get(place)?.watcher.close();
    watchers.delete(place);
  };
  const reconcile = (): void => {
    for (const place of places) {
      try {
        const inode = statSync(place).ino;
        // udev removes a folder with its last name in it: a watcher stays on the one that is gone.
        if (watchers.get(place)?.inode === inode) continue;
        forget(place);
        // A watcher alone does not keep the process alive.
        const watcher = watch(place, { persistent: false }, changed);
        watcher.on('error', () => forget(place));
        watchers.set(place, { watcher, inode });
        tell();
      } catch {
        // The folder does not exist yet, or was removed.
        forget(place);
      }
    }
  };
  let cancelReconcile: Cancel = () => undefined;
  const again = (): void => {
    cancelReconcile = clock.after(RECONCILE, () => {
      if (closed) return;
      reconcile();
      again();
    });
  };
  reconcile();
  again();
  return {
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      closed = true;
      cancelReconcile();
      for (const cancel of cancels) cancel();
      for (const place of [...watchers.keys()]) forget(place);
    },
  };
}
