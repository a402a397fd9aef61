/** The kiosk's window: a renderer process of its own for each visit, and for staff. */
import { BrowserWindow, clipboard, ipcMain, screen, type IpcMainEvent, type WebContents } from 'electron/main';
import { systemClock } from '../../base/clock.ts';
import { TokenBucket } from '../../base/token-bucket.ts';
import type { KeypadKey } from '../../devices/keypad/keypad.ts';
import { BRIDGE_LIMIT, CHANNEL, type View } from '../ipc/channels.ts';
import { type PdfRenderer, draftingTable } from './pdf-renderer.ts';
import { ORIGIN, PAGE, PAGE_PREFERENCES, closedSession, originOf, programServed } from './lock-down.ts';
import { interceptFileChooser } from './native-dialogs.ts';

export interface KioskWindow {
  /** The first page has got its program, and needs nothing of this process until it has read it. */
  readonly served: Promise<void>;
  /** The first page is loaded and on the display. Rejects where it cannot be loaded. */
  readonly drawn: Promise<void>;
  show(view: View): void;
  /** Ends the renderer's process, empties what outlives it, and starts a new one. */
  purge(): Promise<void>;
  readonly pdf: PdfRenderer['pdf'];
  /** Presses a key of the keypad in the page. */
  press(key: KeypadKey): void;
  close(): void;
}

/**
 * Who a page is for. Staff type their PIN into a page of their own, in a process of its own, with a session of its
 * own: whatever has got hold of a visitor's page is ended before the sign-in is shown, and never gets a View of it.
 */
type Audience = 'visitor' | 'staff';

/**
 * Why a page was taken from the display; what the operating system says of a process that ended by itself is a reason
 * too.
 */
export type PageEnd = 'closed' | 'flooded' | 'file-chooser' | 'load-failed';

export interface WindowOptions extends PageEvents {
  readonly folder: string;
  readonly preload: string;
  readonly mode: 'kiosk' | 'window';
}

/** What the terminal hears of its page. */
export interface PageEvents {
  onIntent(message: unknown): void;
  onRefusedSender(): void;
  /** The page can draw. A page for staff takes no card's PIN. */
  onReady(contents: WebContents, audience: Audience): void;
  /** The renderer died by itself, or was ended for what it tried; a new one takes its place and shows the same View. */
  onGone(reason: string): void;
  /** File choosers are not held back for this page. */
  onUnguarded(): void;
}

interface Page {
  readonly window: BrowserWindow;
  readonly audience: Audience;
  /**
   * Whether the page has been drawn. Until then only the load in progress may load it: a second load would end the
   * first.
   */
  drawn: boolean;
}

/** Resolves when the window exists; `drawn` when the page is in it. */
export async function openWindow(options: WindowOptions): Promise<KioskWindow> {
  const sessions = {
    visitor: await closedSession('visit', options.folder),
    staff: await closedSession('staff', options.folder),
  };
  const program = programServed(sessions.visitor);
  const drafts = draftingTable({ session: sessions.visitor, preload: options.preload, url: PAGE });

  let closing = false;
  let current = create('visitor');
  /** What the page is to be for; a step behind it while one takes the other's place. */
  let wanted: Audience = 'visitor';
  let newest: View | null = null;
  /** Pages that are over. More than one where a purge did not come to its end. */
  const former = new Set<BrowserWindow>();
  /** One page takes another's place at a time. */
  let replacing: Promise<unknown> = Promise.resolve();
  let within = bridgeLimit();
  let flooded = false;

  function create(audience: Audience): Page {
    const kiosk = options.mode === 'kiosk';
    const { bounds } = screen.getPrimaryDisplay();
    const window = new BrowserWindow({
      ...bounds,
      show: false,
      backgroundColor: '#f4f6fa',
      frame: !kiosk,
      kiosk,
      fullscreen: kiosk,
      autoHideMenuBar: true,
      webPreferences: { session: sessions[audience], preload: options.preload, ...PAGE_PREFERENCES },
    });
    const page: Page = { window, audience, drawn: false };
    const isShown = (): boolean => !closing && page === current && page.drawn;
    window.setMenu(null);
    window.on('close', (event) => {
      if (!closing) event.preventDefault();
    });
    // A page can close its window itself, and no `close` asks before.
    window.on('closed', () => {
      if (isShown()) anew('closed');
    });
    window.webContents.on('render-process-gone', (_event, details) => {
      if (!isShown()) return;
      options.onGone(details.reason);
      reload(page);
    });
    // `about:blank` asks no `will-navigate`. Whatever page it is, the display does not stay with it.
    window.webContents.on('did-navigate', (_event, url) => {
      if (originOf(url) !== ORIGIN) {
        if (isShown()) reload(page);
      } else if (page === current) {
        // A new document has a new count.
        within = bridgeLimit();
        flooded = false;
      }
    });
    window.webContents.on('unresponsive', () => {
      if (isShown()) window.webContents.forcefullyCrashRenderer();
    });
    interceptFileChooser(window.webContents, () => {
      if (isShown()) anew('file-chooser');
    }).catch(() => {
      if (!closing && !window.isDestroyed()) options.onUnguarded();
    });
    return page;
  }

  async function load(page: Page): Promise<void> {
    await page.window.loadURL(PAGE);
    page.drawn = true;
  }
  /**
   * A load that another one ended, or a page that crashed again, is logged; the next crash or the next visit loads
   * anew.
   */
  function reload(page: Page): void {
    page.window.loadURL(PAGE).catch(() => {
      if (!closing && page === current) options.onGone('load-failed');
    });
  }

  /**
   * A new window with a new process takes the place of the one on the display, and all that could outlive the old one
   * goes.
   */
  function replace(audience: Audience): Promise<void> {
    const next = replacing.then(async () => {
      if (closing) return;
      const old = current;
      former.add(old.window);
      current = create(audience);
      // One that never drew anything has no page that could go.
      if (old.drawn && !old.window.isDestroyed() && !old.window.webContents.isCrashed()) {
        const { webContents } = old.window;
        const gone = new Promise<void>((resolve) => void webContents.once('render-process-gone', () => resolve()));
        webContents.forcefullyCrashRenderer();
        await gone;
      }
      clipboard.clear();
      const used = sessions[old.audience];
      await Promise.all([used.clearCache(), used.clearStorageData(), used.clearHostResolverCache()]);
      await load(current);
      current.window.show();
      for (const window of former) if (!window.isDestroyed()) window.destroy();
      former.clear();
    });
    replacing = next.catch(() => undefined);
    return next;
  }
  /** Replaces the window in the background. Where that fails, the next View begins it again. */
  const replaceFor = (audience: Audience): void =>
    void replace(audience).catch(() => {
      if (closing) return;
      options.onGone('load-failed' satisfies PageEnd);
      if (!current.drawn) wanted = audience === 'staff' ? 'visitor' : 'staff';
    });
  /** The page did what none of ours does, or its window is gone: with the window goes all that hangs on it. */
  function anew(reason: PageEnd): void {
    options.onGone(reason);
    replaceFor(current.audience);
  }

  /** More than a person can do: the page is ended, and what it still sends is ignored. */
  function isTooMuch({ sender }: IpcMainEvent): boolean {
    if (current.window.isDestroyed() || sender !== current.window.webContents) return false;
    if (flooded) return true;
    if (within.tryTake()) return false;
    flooded = true;
    anew('flooded');
    return true;
  }
  ipcMain.on(CHANNEL.intent, (event, message: unknown) => {
    if (isTooMuch(event)) return;
    if (isOurs(event, current.window)) options.onIntent(message);
    else options.onRefusedSender();
  });
  ipcMain.on(CHANNEL.ready, (event) => {
    const draft = drafts.viewOf(event.sender);
    if (draft !== undefined) return event.sender.send(CHANNEL.view, draft);
    if (isTooMuch(event)) return;
    if (!isOurs(event, current.window)) return options.onRefusedSender();
    send();
    options.onReady(event.sender, current.audience);
  });

  /** The same check on the way out: a page that is not ours, or not for this, gets nothing. */
  function send(): void {
    const { window, audience } = current;
    if (newest === null || audienceOf(newest) !== audience) return;
    if (window.isDestroyed() || window.webContents.isCrashed()) return;
    const frame = window.webContents.mainFrame;
    if (originOf(frame.url) === ORIGIN) frame.send(CHANNEL.view, newest);
  }

  const first = current;
  const drawn = load(first).then(
    () => {
      if (first === current) first.window.show();
    },
    (error: unknown) => {
      if (!closing) throw error;
    },
  );
  return {
    served: Promise.race([program, drawn]),
    drawn,
    show(view) {
      newest = view;
      const audience = audienceOf(view);
      if (audience !== wanted) {
        wanted = audience;
        replaceFor(audience);
      }
      send();
    },
    purge() {
      newest = null;
      return replace(wanted);
    },
    pdf: drafts.pdf,
    press(key) {
      const pressed = KEYS[key];
      if (pressed === undefined || current.window.isDestroyed()) return;
      for (const type of ['keyDown', 'keyUp'] as const) current.window.webContents.sendInputEvent({ type, ...pressed });
    },
    close() {
      closing = true;
      if (!current.window.isDestroyed()) current.window.destroy();
    },
  };
}

/** Whether the sender is the main frame of the window that is shown, at our own origin; in doubt, false. */
function isOurs({ sender, senderFrame }: IpcMainEvent, window: BrowserWindow): boolean {
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

const audienceOf = ({ screen: { kind } }: View): Audience => (/^(staff|technician)/.test(kind) ? 'staff' : 'visitor');

/** The keypad walks through what can be touched, in the order of the page; volume is the headset's own. */
const KEYS: Partial<Record<KeypadKey, { readonly keyCode: string; readonly modifiers?: ['shift'] }>> = {
  down: { keyCode: 'Tab' },
  right: { keyCode: 'Tab' },
  select: { keyCode: 'Space' },
  up: { keyCode: 'Tab', modifiers: ['shift'] },
  left: { keyCode: 'Tab', modifiers: ['shift'] },
};
