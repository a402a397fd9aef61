/**
 * The next visitor's page, made ready behind the display while a visit is on its last screens: what takes most of the
 * time between two visitors is starting a process and loading the program. It has a process and a session of its own
 * and nothing of any visit: no View, no channel for a PIN; and nothing that it says is heard but that it can draw.
 */
import type { IpcMainEvent, Session } from 'electron/main';
import type { View } from '../ipc/channels.ts';
import { isOurs, loadPage, type Page } from './page.ts';

export interface NextPage {
  /** Begins to make a page ready in this session, where none is. */
  prepare(session: Session): void;
  /** Hands the page over, be it ready or not yet; null where there is none. */
  take(): PreparedPage | null;
  /** Whether a message came from the page that is made ready. Any but its first `ready` ends it. */
  hears(event: IpcMainEvent, message: 'ready' | 'other'): boolean;
  /** Ends this page, where it is the one that is made ready. */
  drop(page: Page): void;
  close(): void;
}

export interface PreparedPage {
  readonly page: Page;
  /** Whether it has its program and answers; false too where that takes too long. */
  isSound(): Promise<boolean>;
  /** Whether it has said, before it was handed over, that it can draw. */
  isReady(): boolean;
}

/** Milliseconds that a page is waited for at the end of a visit. One that takes longer hangs: another one is made. */
const LIMIT = 5_000;

export function createNextPage(
  create: (session: Session) => Page,
  /** The page was dropped: its session may not be used before it is emptied. */
  onDropped: (page: Page) => void,
): NextPage {
  let waiting: { readonly page: Page; readonly loaded: Promise<void>; ready: boolean } | null = null;

  function drop(page: Page): void {
    if (waiting?.page !== page) return;
    waiting = null;
    if (!page.window.isDestroyed()) page.window.destroy();
    onDropped(page);
  }
  return {
    prepare(session) {
      if (waiting !== null) return;
      const page = create(session);
      const loaded = loadPage(page, 'behind');
      waiting = { page, loaded, ready: false };
      loaded.catch(() => drop(page));
    },
    take() {
      const taken = waiting;
      waiting = null;
      if (taken === null) return null;
      const { page, loaded } = taken;
      return { page, isSound: () => answers(page, loaded), isReady: () => taken.ready };
    },
    hears(event, message) {
      if (waiting === null || event.sender !== waiting.page.window.webContents) return false;
      if (message === 'ready' && !waiting.ready && isOurs(event, waiting.page.window)) waiting.ready = true;
      else drop(waiting.page);
      return true;
    },
    drop,
    close() {
      if (waiting !== null) drop(waiting.page);
    },
  };
}

/** A process that was stopped since it loaded would stay silent on the display. */
function answers({ window }: Page, loaded: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), LIMIT);
    void loaded
      .then(() => window.webContents.executeJavaScript('true') as Promise<boolean>)
      .then(resolve, () => resolve(false))
      .finally(() => clearTimeout(timer));
  });
}

const LAST_OVERLAYS: ReadonlySet<string | undefined> = new Set(['leave', 'idle', 'paused']);

/** Whether the visit can end from here by one touch, or by itself. */
export const isLast = ({ screen, overlay }: View): boolean =>
  screen.kind === 'goodbye' || LAST_OVERLAYS.has(overlay?.kind);
