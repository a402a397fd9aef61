/** One page: a window with a renderer process of its own, and what happens to it. */
import { BrowserWindow, screen, type IpcMainEvent, type Session } from 'electron/main';
import { systemClock } from '../../base/clock.ts';
import { TokenBucket } from '../../base/token-bucket.ts';
import { BRIDGE_LIMIT } from '../ipc/channels.ts';
import { ORIGIN, PAGE, PAGE_PREFERENCES, originOf } from './lock-down.ts';
import { interceptFileChooser } from './native-dialogs.ts';

/**
 * Who a page is for. Staff type their PIN into a page of their own, in a process of its own, with a session of its
 * own: whatever has got hold of a visitor's page is ended before the sign-in is shown, and never gets a View of it.
 */
export type Audience = 'visitor' | 'staff';

export interface Page {
  readonly window: BrowserWindow;
  readonly audience: Audience;
  readonly session: Session;
  /**
   * Whether the page has been drawn. Until then only the load in progress may load it: a second load would end the
   * first.
   */
  drawn: boolean;
  /** What it may still say, and whether it said more. */
  within: TokenBucket;
  flooded: boolean;
}

/** What a page did, or what was done to it, that none of ours does by itself. */
export type Trouble =
  /** Its window is gone: a page can close it itself, and no `close` asks before. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'crashed'; readonly reason: string }
  /** It shows a document of another origin; `about:blank` asks no `will-navigate`. */
  | { readonly kind: 'strayed' }
  | { readonly kind: 'unresponsive' }
  | { readonly kind: 'file-chooser' }
  /** File choosers are not held back for it. */
  | { readonly kind: 'unguarded' };

export interface PageOptions {
  readonly preload: string;
  readonly mode: 'kiosk' | 'window';
  /** Until then the window does not close when it is asked to. */
  mayClose(): boolean;
  onTrouble(page: Page, trouble: Trouble): void;
}

/** The page on the display, or one that is made ready behind it. */
export type Place = 'display' | 'behind';

/**
 * A page without a document. In kiosk mode its window covers the display at once, empty: nothing else is seen while one
 * page takes the other's place. One that is made behind the display stays hidden until `showPage`.
 */
export function createPage(
  audience: Audience,
  session: Session,
  { place, ...options }: PageOptions & { readonly place: Place },
): Page {
  const frameless = options.mode === 'kiosk';
  // A window in kiosk mode is visible from the beginning, whatever `show` says (seen in Electron 25 on Linux).
  const kiosk = frameless && place === 'display';
  const { bounds } = screen.getPrimaryDisplay();
  const window = new BrowserWindow({
    ...bounds,
    show: false,
    backgroundColor: '#f4f6fa',
    frame: !frameless,
    kiosk,
    fullscreen: kiosk,
    autoHideMenuBar: true,
    webPreferences: { session, preload: options.preload, ...PAGE_PREFERENCES },
  });
  const page: Page = { window, audience, session, drawn: false, within: bridgeLimit(), flooded: false };
  const trouble = (what: Trouble): void => options.onTrouble(page, what);
  window.setMenu(null);
  window.on('close', (event) => {
    if (!options.mayClose()) event.preventDefault();
  });
  window.on('closed', () => trouble({ kind: 'closed' }));
  window.webContents.on('render-process-gone', (_event, { reason }) => trouble({ kind: 'crashed', reason }));
  window.webContents.on('did-navigate', (_event, url) => {
    if (originOf(url) !== ORIGIN) return trouble({ kind: 'strayed' });
    // A new document has a new count.
    page.within = bridgeLimit();
    page.flooded = false;
  });
  window.webContents.on('unresponsive', () => trouble({ kind: 'unresponsive' }));
  interceptFileChooser(window.webContents, () => trouble({ kind: 'file-chooser' })).catch(() => {
    if (!window.isDestroyed()) trouble({ kind: 'unguarded' });
  });
  return page;
}

export function showPage({ window }: Page, mode: PageOptions['mode']): void {
  if (mode === 'kiosk' && !window.isKiosk()) window.setKiosk(true);
  window.show();
}

/** Resolves when the document and its program are there. */
export const loadPage = ({ window }: Page, place: Place = 'display'): Promise<void> =>
  window.loadURL(place === 'display' ? PAGE : `${PAGE}#next`);

/** Ends the page's process; resolves when it has ended. */
export async function endProcess({ window }: Page): Promise<void> {
  if (window.isDestroyed() || window.webContents.isCrashed()) return;
  const { webContents } = window;
  const gone = new Promise<void>((resolve) => void webContents.once('render-process-gone', () => resolve()));
  webContents.forcefullyCrashRenderer();
  await gone;
}

/** Whether the sender is the main frame of this window, at our own origin; in doubt, false. */
export function isOurs({ sender, senderFrame }: IpcMainEvent, window: BrowserWindow): boolean {
  return (
    senderFrame !== null &&
    senderFrame !== undefined &&
    !window.isDestroyed() &&
    sender === window.webContents &&
    senderFrame === window.webContents.mainFrame &&
    originOf(senderFrame.url) === ORIGIN
  );
}

const bridgeLimit = () => new TokenBucket(BRIDGE_LIMIT, systemClock);
