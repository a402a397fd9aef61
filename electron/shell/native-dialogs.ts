/**
 * The toolkit's own windows, which no policy of the document covers. Electron (25, and 45 by its documentation) has no
 * switch against file choosers; Chromium hands one to a client of the DevTools protocol
 * (Page.setInterceptFileChooserDialog), and then opens nothing. No screen of ours has a file field, so a page that asks
 * for one has been taken over. The chooser must be held back, because one of GTK's that is open stays on the display
 * even when the page, its process and its window have gone (seen in Electron 25).
 */
import type { WebContents } from 'electron/main';

/**
 * Resolves when no file chooser can open for this page; rejects where the protocol is not to be had. It holds for the
 * page's next processes too.
 */
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
