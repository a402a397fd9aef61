/** The bridge, nothing else: a few functions, no access to anything of Electron or Node. */
import { contextBridge, ipcRenderer } from 'electron/renderer';
import { systemClock } from '../base/clock.ts';
import { TokenBucket } from '../base/token-bucket.ts';
import { BRIDGE_LIMIT, CHANNEL, LONGEST_INTENT, type Bridge, type View } from './ipc/channels.ts';

/** Straight to the eID's process. What was typed is nowhere on this side: only how much of it the other side has. */
let secrets: MessagePort | null = null;
const typed = new Set<(count: number) => void>();
ipcRenderer.on(CHANNEL.secrets, ({ ports: [port] }) => {
  secrets?.close();
  secrets = port ?? null;
  if (secrets === null) return;
  secrets.onmessage = ({ data }) => {
    if (data instanceof Uint8Array && data[0] !== undefined) for (const listener of typed) listener(data[0]);
  };
});

/**
 * What is too long, or no JSON at all, goes no further than this: the other side gets nothing in its place, and
 * refuses that.
 */
function bounded(intent: unknown): unknown {
  try {
    return (JSON.stringify(intent) ?? '').length <= LONGEST_INTENT ? intent : null;
  } catch {
    return null;
  }
}

/** The eID's process has one reader for all of them. */
const presses = new TokenBucket(BRIDGE_LIMIT, systemClock);

const bridge: Bridge = {
  send: (intent) => ipcRenderer.send(CHANNEL.intent, bounded(intent)),
  ready: () => ipcRenderer.send(CHANNEL.ready),
  onView(listener) {
    const heard = (_event: unknown, view: View) => listener(view);
    ipcRenderer.on(CHANNEL.view, heard);
    return () => void ipcRenderer.off(CHANNEL.view, heard);
  },
  secrets: {
    press(byte) {
      if (secrets === null || !presses.tryTake()) return false;
      const bytes = Uint8Array.of(byte);
      secrets.postMessage(bytes);
      bytes.fill(0);
      return true;
    },
    onTyped(listener) {
      typed.add(listener);
      return () => void typed.delete(listener);
    },
  },
};

contextBridge.exposeInMainWorld('foyer', bridge);
