import type { Intent, View } from './bridge.ts';

export type { Intent, View };

/** Channel names of Electron's IPC; both sides take them from here. */
export const CHANNEL = { view: 'foyer:view', intent: 'foyer:intent', ready: 'foyer:ready' } as const;

/** What the preload script puts on `window.foyer`. */
export interface Bridge {
  send(intent: Intent): void;
  /** Tells the kiosk that the screen can draw; the newest View follows. */
  ready(): void;
  onView(listener: (view: View) => void): () => void;
}

