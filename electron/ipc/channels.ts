import type { Intent, View } from './view.ts';

export type { Intent, View };

/** Channel names of Electron's IPC; both sides take them from here. */
export const CHANNEL = {
  view: 'foyer:view',
  intent: 'foyer:intent',
  ready: 'foyer:ready',
  secrets: 'foyer:secrets',
} as const;

/**
 * Messages of a page. Ten fingers and a held key stay far below; a page beyond it is no screen of ours, and is ended.
 */
export const BRIDGE_LIMIT = { capacity: 100, refillPerSecond: 40 } as const;
/** Characters of an intent as JSON; the longest of ours has about 150. */
export const LONGEST_INTENT = 512;

/** What the preload script puts on `window.foyer`. */
export interface Bridge {
  send(intent: Intent): void;
  /** Tells the kiosk that the screen can draw; the newest View follows. */
  ready(): void;
  onView(listener: (view: View) => void): () => void;
  readonly secrets: {
    /**
     * A digit (ASCII), 8: erases one, 24: erases all, 13: enters. Goes to the eID's process; false where there is no
     * way to it now.
     */
    press(byte: number): boolean;
    /** How many digits are typed there now; 255: it wants none. */
    onTyped(listener: (count: number) => void): () => void;
  };
}
