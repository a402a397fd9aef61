/** The kiosk window, its lock-down and the foyer:// protocol. What is used of Electron here exists since Electron 25. */
import { BrowserWindow, app, clipboard, ipcMain, protocol, screen, session, type IpcMainEvent, type Session, type WebContents } from 'electron/main';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { KeypadKey } from '../devices/keypad/keypad.ts';
import { CHANNEL, type View } from './bridge-names.ts';
import { type DraftingTable, draftingTable } from './paper.ts';

/** The one origin that is ever shown. */
export const ORIGIN = 'foyer://terminal';
/** Not `persist:`: cookies, caches and storages of the page exist in memory only. */
const PARTITION = 'visit';

const POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'", "connect-src 'none'",
  "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
].join('; ');

/** What a page may ask a browser for and this one never gets; asking for a USB device would even reach into the main process. */
const FEATURES = ['bluetooth', 'camera', 'clipboard-read', 'clipboard-write', 'display-capture', 'geolocation', 'hid', 'midi', 'microphone', 'payment', 'publickey-credentials-get', 'serial', 'usb', 'window-management']
  .map((feature) => `${feature}=()`).join(', ');

const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.svg': 'image/svg+xml', '.png': 'image/png' };

/** Before `app` is ready: makes foyer:// a secure, standard origin. */
export function prepareLockDown(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'foyer', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
  app.enableSandbox();
  // Fuses do not cover these two; an installed terminal opens no door for a debugger, whatever its command line says.
  if (app.isPackaged) for (const name of ['remote-debugging-port', 'remote-debugging-pipe']) app.commandLine.removeSwitch(name);
  for (const name of ['disable-pinch', 'disable-breakpad', 'disable-http-cache', 'disable-background-networking', 'disable-component-update', 'disable-sync', 'no-first-run']) app.commandLine.appendSwitch(name);
  app.commandLine.appendSwitch('overscroll-history-navigation', '0');
  app.on('web-contents-created', (_event, contents) => lockDown(contents));
}

function lockDown(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // Keys of the browser, not of the page: reload, zoom, developer tools, print.
  contents.on('before-input-event', (event, input) => {
    if (input.control || input.meta || input.alt || /^(F\d+|BrowserBack|BrowserForward|BrowserHome)$/.test(input.key)) event.preventDefault();
  });
  contents.on('context-menu', (event) => event.preventDefault());
}

export interface KioskWindow {
  show(view: View): void;
  /** Ends the renderer's process, empties what outlives it, and starts a new one. */
  purge(): Promise<void>;
  readonly pdf: DraftingTable['pdf'];
  /** Presses a key of the keypad in the page. */
  press(key: KeypadKey): void;
  close(): void;
}

export interface WindowOptions {
  readonly folder: string;
  readonly preload: string;
  readonly mode: 'kiosk' | 'window';
  onIntent(message: unknown): void;
  onRefusedSender(): void;
  /** The page can draw. */
  onReady(contents: WebContents): void;
  /** The renderer died by itself. */
  onGone(reason: string): void;
}

export async function openWindow(options: WindowOptions): Promise<KioskWindow> {
  const visit = session.fromPartition(PARTITION);
  serve(visit, options.folder);
  visit.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  visit.setPermissionCheckHandler(() => false);
  visit.setDevicePermissionHandler(() => false);
  visit.on('will-download', (event) => event.preventDefault());
  visit.setSpellCheckerEnabled(false);
  // Nothing leaves the terminal through the page, whatever it tries.
  visit.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !details.url.startsWith(`${ORIGIN}/`) && !details.url.startsWith('data:') }));

  const drafts = draftingTable({ session: visit, preload: options.preload, url: `${ORIGIN}/index.html` });

  let closing = false;
  let current = create();
  /** The window whose page was loaded: until then, only whoever loads it does so. A second load would end the first. */
  let live: BrowserWindow | null = null;
  /** Windows of visits that are over. More than one where a purge did not come to its end. */
  const former = new Set<BrowserWindow>();
  let newest: View | null = null;

  function create(): BrowserWindow {
    const kiosk = options.mode === 'kiosk';
    const { bounds } = screen.getPrimaryDisplay();
    const window = new BrowserWindow({
      ...bounds, show: false, backgroundColor: '#f4f6fa', frame: !kiosk, kiosk, fullscreen: kiosk, autoHideMenuBar: true,
      webPreferences: {
        session: visit, preload: options.preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, devTools: false,
        webviewTag: false, navigateOnDragDrop: false, safeDialogs: true, disableDialogs: true, spellcheck: false, enableWebSQL: false, backgroundThrottling: false,
      },
    });
    window.setMenu(null);
    window.on('close', (event) => { if (!closing) event.preventDefault(); });
    window.webContents.on('render-process-gone', (_event, details) => {
      if (closing || window !== live) return;
      options.onGone(details.reason);
      reload(window);
    });
    // `about:blank` asks no `will-navigate`. Whatever page it is, the glass does not stay with it.
    window.webContents.on('did-navigate', (_event, url) => {
      if (!closing && window === live && originOf(url) !== ORIGIN) reload(window);
    });
    window.webContents.on('unresponsive', () => {
      if (!closing && window === live) window.webContents.forcefullyCrashRenderer();
    });
    return window;
  }

  const load = (window: BrowserWindow) => window.loadURL(`${ORIGIN}/index.html`);
  /** A load that another one ended, or a page that crashed again, is told; the next crash or the next visit loads anew. */
  function reload(window: BrowserWindow): void {
    load(window).catch(() => { if (!closing && window === live) options.onGone('load-failed'); });
  }

  /** The main frame of the window that is shown, at our own origin, or nobody: in doubt, no. */
  const isOurs = (event: IpcMainEvent): boolean => {
    const frame = event.senderFrame;
    return frame !== null && frame !== undefined && event.sender === current.webContents && frame === current.webContents.mainFrame && originOf(frame.url) === ORIGIN;
  };
  ipcMain.on(CHANNEL.intent, (event, message: unknown) => (isOurs(event) ? options.onIntent(message) : options.onRefusedSender()));
  ipcMain.on(CHANNEL.ready, (event) => {
    const draft = drafts.viewOf(event.sender);
    if (draft !== undefined) return event.sender.send(CHANNEL.view, draft);
    if (!isOurs(event)) return options.onRefusedSender();
    send();
    options.onReady(event.sender);
  });

  /** The same check on the way out: a page that is not ours gets nothing. */
  function send(): void {
    if (newest === null || current.isDestroyed() || current.webContents.isCrashed()) return;
    const frame = current.webContents.mainFrame;
    if (originOf(frame.url) === ORIGIN) frame.send(CHANNEL.view, newest);
  }

  await load(current);
  live = current;
  current.show();
  return {
    show(view) {
      newest = view;
      send();
    },
    async purge() {
      const old = current;
      const drawn = old === live;
      newest = null;
      live = null;
      former.add(old);
      // A page that has gone keeps nothing: its whole process ends, and a new window with a new one takes its place.
      current = create();
      // One that never drew anything has no page that could go.
      if (drawn && !old.webContents.isCrashed()) {
        const gone = new Promise<void>((resolve) => void old.webContents.once('render-process-gone', () => resolve()));
        old.webContents.forcefullyCrashRenderer();
        await gone;
      }
      clipboard.clear();
      await Promise.all([visit.clearCache(), visit.clearStorageData(), visit.clearHostResolverCache()]);
      await load(current);
      live = current;
      current.show();
      for (const window of former) window.destroy();
      former.clear();
    },
    pdf: drafts.pdf,
    press(key) {
      const pressed = KEYS[key];
      if (pressed === undefined || current.isDestroyed()) return;
      for (const type of ['keyDown', 'keyUp'] as const) current.webContents.sendInputEvent({ type, ...pressed });
    },
    close() {
      closing = true;
      current.destroy();
    },
  };
}

/** The keypad walks through what can be touched, in the order of the page; volume is the headset's own. */
const KEYS: Partial<Record<KeypadKey, { readonly keyCode: string; readonly modifiers?: ['shift'] }>> = {
  down: { keyCode: 'Tab' }, right: { keyCode: 'Tab' }, up: { keyCode: 'Tab', modifiers: ['shift'] }, left: { keyCode: 'Tab', modifiers: ['shift'] }, select: { keyCode: 'Space' },
};

function originOf(url: string): string | null {
  try {
    const { protocol: scheme, host } = new URL(url);
    return `${scheme}//${host}`;
  } catch {
    return null;
  }
}

/** Serves the built bundle and nothing else; a path outside of it does not exist. */
function serve(visit: Session, folder: string): void {
  const root = normalize(folder + sep);
  visit.protocol.handle('foyer', async (request) => {
    const { host, pathname } = new URL(request.url);
    const file = normalize(join(root, decodeURIComponent(pathname)));
    const type = TYPES[extname(file)];
    if (host !== 'terminal' || type === undefined || !file.startsWith(root)) return new Response(null, { status: 404 });
    try {
      const headers = { 'content-type': type, 'content-security-policy': POLICY, 'permissions-policy': FEATURES, 'x-content-type-options': 'nosniff', 'cross-origin-opener-policy': 'same-origin', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };
      return new Response(await readFile(file), { headers });
    } catch {
      return new Response(null, { status: 404 });
    }
  });
}
