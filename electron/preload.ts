/** The bridge, nothing else: a few functions, no access to anything of Electron or Node. */
import { contextBridge, ipcRenderer } from 'electron/renderer';
import { CHANNEL, type Bridge, type View } from './bridge-names.ts';

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

const bridge: Bridge = {
  send: (intent) => ipcRenderer.send(CHANNEL.intent, intent),
  ready: () => ipcRenderer.send(CHANNEL.ready),
  onView(listener) {
    const heard = (_event: unknown, view: View) => listener(view);
    ipcRenderer.on(CHANNEL.view, heard);
    return () => void ipcRenderer.off(CHANNEL.view, heard);
  },
  secrets: {
    press(byte) {
      if (secrets === null) return false;
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
