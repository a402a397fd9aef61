/** The bridge, nothing else: three functions, no access to anything of Electron or Node. */
import { contextBridge, ipcRenderer } from 'electron/renderer';
import { CHANNEL, type Bridge, type View } from './bridge-names.ts';

const bridge: Bridge = {
  send: (intent) => ipcRenderer.send(CHANNEL.intent, intent),
  ready: () => ipcRenderer.send(CHANNEL.ready),
  onView(listener) {
    const heard = (_event: unknown, view: View) => listener(view);
    ipcRenderer.on(CHANNEL.view, heard);
    return () => void ipcRenderer.off(CHANNEL.view, heard);
  },
};

contextBridge.exposeInMainWorld('foyer', bridge);
