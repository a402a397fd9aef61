/**
 * The toolkit's own windows, which no policy of the document covers. Electron (25, and 45 by its documentation) has no switch against file
 * choosers; Chromium hands one to whoever drives the page by the DevTools protocol (Page.setInterceptFileChooserDialog), and then opens
 * nothing. No screen of ours has a file field, so a page that asks for one is not ours any more.
 */
import { BrowserWindow, type WebContents } from 'electron/main';

/** Resolves when no file chooser can open for this page; rejects where the protocol is not to be had. It holds for the page's next processes too. */
export async function interceptFileChooser(contents: WebContents, onAsked: () => void): Promise<void> {
  const { debugger: driver } = contents;
  driver.attach('1.3');
  driver.on('message', (_event, method) => {
    if (method === 'Page.fileChooserOpened') onAsked();
  });
  // Without `enable` the request for a chooser goes on to the toolkit (seen in Electron 25).
  await driver.sendCommand('Page.enable');
  await driver.sendCommand('Page.setInterceptFileChooserDialog', { enabled: true });
}

/**
 * The second line, for what nobody thought of: the only window on the display loses the focus when another one opens above it. Only in
 * the kiosk: on a desktop every other program does so.
 */
export function watchForForeignWindow(window: BrowserWindow, onForeign: () => void): void {
  window.on('blur', () => {
    // When one of ours takes over it has the focus in the next turn.
    setImmediate(() => {
      if (!window.isDestroyed() && window.isVisible() && BrowserWindow.getFocusedWindow() === null) onForeign();
    });
  });
}
