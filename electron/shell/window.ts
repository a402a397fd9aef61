/** The kiosk's window: a renderer process of its own for each visit, and for staff. */
import { clipboard, ipcMain, type BrowserWindow, type IpcMainEvent, type WebContents } from 'electron/main';
import type { KeypadKey } from '../../devices/keypad/keypad.ts';
import { CHANNEL, type View } from '../ipc/channels.ts';
import { ORIGIN, PAGE, originOf, programServed } from './lock-down.ts';
import { createNextPage, isLast, type NextPage } from './next-page.ts';
import { createPage, endProcess, isOurs, loadPage, showPage, type Audience, type Page, type Trouble } from './page.ts';
import { openSessions } from './page-sessions.ts';
import { type PdfRenderer, draftingTable } from './pdf-renderer.ts';

export interface KioskWindow {
  /** The first page has got its program, and needs nothing of this process until it has read it. */
  readonly served: Promise<void>;
  /** The first page is loaded and on the display. Rejects where it cannot be loaded. */
  readonly drawn: Promise<void>;
  show(view: View): void;
  /** Ends the renderer's process, empties what outlives it, and puts another page in its place. */
  purge(): Promise<void>;
  readonly pdf: PdfRenderer['pdf'];
  /** Presses a key of the keypad in the page. */
  press(key: KeypadKey): void;
  close(): void;
}

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

/** Resolves when the window exists; `drawn` when the page is in it. */
export async function openWindow(options: WindowOptions): Promise<KioskWindow> {
  const sessions = await openSessions(options.folder);
  const program = programServed(sessions.visitor);
  const { preload } = options;
  const drafts = draftingTable({ session: () => sessions.use(sessions.paper), preload, url: PAGE });

  let closing = false;
  /** What the page is to be for; a step behind it while one takes the other's place. */
  let wanted: Audience = 'visitor';
  let newest: View | null = null;
  /** Pages that are over. More than one where a purge did not come to its end. */
  const former = new Set<BrowserWindow>();
  /** One page takes another's place at a time. */
  let replacing: Promise<unknown> = Promise.resolve();
  let replacements = 0;

  const pageOptions = { ...options, mayClose: () => closing, onTrouble };
  let current = createPage('visitor', sessions.visitor, { ...pageOptions, place: 'display' });
  const next = createNextPage(
    (session) => createPage('visitor', session, { ...pageOptions, place: 'behind' }),
    (page) => sessions.use(page.session),
  );
  const isShown = (page: Page): boolean => !closing && page === current && page.drawn;

  function onTrouble(page: Page, trouble: Trouble): void {
    if (closing) return;
    next.drop(page);
    if (trouble.kind === 'unguarded') return options.onUnguarded();
    if (!isShown(page)) return;
    switch (trouble.kind) {
      case 'closed':
      case 'file-chooser':
        return anew(trouble.kind);
      case 'crashed':
        options.onGone(trouble.reason);
        return reload(page);
      case 'strayed':
        // Whatever page it is, the display does not stay with it.
        return reload(page);
      case 'unresponsive':
        return page.window.webContents.forcefullyCrashRenderer();
    }
  }

  async function load(page: Page): Promise<void> {
    await loadPage(page);
    page.drawn = true;
  }
  /**
   * A load that another one ended, or a page that crashed again, is logged; the next crash or the next visit loads
   * anew.
   */
  function reload(page: Page): void {
    loadPage(page).catch(() => {
      if (!closing && page === current) options.onGone('load-failed');
    });
  }

  /**
   * Another window with another process takes the place of the one on the display, and all that could outlive the old
   * one goes before.
   */
  async function takePlace(audience: Audience): Promise<void> {
    if (closing) return;
    const old = current;
    former.add(old.window);
    const create = (): Page => {
      const session = audience === 'staff' ? sessions.staff : sessions.beside(current.session);
      return createPage(audience, session, { ...pageOptions, place: 'display' });
    };
    const prepared = audience === 'visitor' ? next.take() : null;
    current = prepared?.page ?? create();
    const sound = prepared?.isSound();
    // One that never drew anything has no page that could go.
    if (old.drawn) await endProcess(old);
    clipboard.clear();
    sessions.use(old.session);
    await sessions.empty();
    if (closing) return;
    if (prepared !== null && (await sound) === true) {
      current.drawn = true;
      if (prepared.isReady()) welcome();
    } else {
      if (prepared !== null) {
        former.add(current.window);
        sessions.use(current.session);
        current = create();
      }
      await load(current);
    }
    showPage(current, options.mode);
    for (const window of former) if (!window.isDestroyed()) window.destroy();
    former.clear();
  }
  function replace(audience: Audience): Promise<void> {
    replacements += 1;
    const done = replacing.then(() => takePlace(audience)).finally(() => (replacements -= 1));
    replacing = done.catch(() => undefined);
    return done;
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

  /** Where it cannot be done now, the page is made when the visit ends. */
  function prepareNext(): void {
    if (closing || replacements > 0 || current.audience !== 'visitor' || !current.drawn) return;
    const session = sessions.beside(current.session);
    if (!sessions.isUsed(session)) next.prepare(session);
  }

  listen({ options, drafts, next, current: () => current, onFlood: () => anew('flooded'), onReady: welcome });
  /** The page can draw: it gets the newest View, and what goes past it. */
  function welcome(): void {
    send();
    options.onReady(current.window.webContents, current.audience);
  }

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
      if (first === current) showPage(first, options.mode);
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
      if (isLast(view)) prepareNext();
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
      next.close();
      if (!current.window.isDestroyed()) current.window.destroy();
    },
  };
}

interface Heard {
  readonly options: PageEvents;
  readonly drafts: PdfRenderer;
  readonly next: NextPage;
  current(): Page;
  onFlood(): void;
  onReady(): void;
}

/** Hears the page on the display; of all others only that they can draw, where that is waited for. */
function listen({ options, drafts, next, current, onFlood, onReady }: Heard): void {
  /** More than a person can do: the page is ended, and what it still sends is ignored. */
  function isTooMuch({ sender }: IpcMainEvent): boolean {
    const page = current();
    if (page.window.isDestroyed() || sender !== page.window.webContents) return false;
    if (page.flooded) return true;
    if (page.within.tryTake()) return false;
    page.flooded = true;
    onFlood();
    return true;
  }
  ipcMain.on(CHANNEL.intent, (event, message: unknown) => {
    if (isTooMuch(event)) return;
    if (isOurs(event, current().window)) return options.onIntent(message);
    next.hears(event, 'other');
    options.onRefusedSender();
  });
  ipcMain.on(CHANNEL.ready, (event) => {
    const draft = drafts.viewOf(event.sender);
    if (draft !== undefined) return event.sender.send(CHANNEL.view, draft);
    if (next.hears(event, 'ready') || isTooMuch(event)) return;
    if (isOurs(event, current().window)) onReady();
    else options.onRefusedSender();
  });
}

const audienceOf = ({ screen: { kind } }: View): Audience => (/^(staff|technician)/.test(kind) ? 'staff' : 'visitor');

/** The keypad walks through what can be touched, in the order of the page; volume is the headset's own. */
const KEYS: Partial<Record<KeypadKey, { readonly keyCode: string; readonly modifiers?: ['shift'] }>> = {
  down: { keyCode: 'Tab' },
  right: { keyCode: 'Tab' },
  select: { keyCode: 'Space' },
  up: { keyCode: 'Tab', modifiers: ['shift'] },
  left: { keyCode: 'Tab', modifiers: ['shift'] },
};
