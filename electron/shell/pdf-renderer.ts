/** A4 pages of a View: drawn by the same components in a hidden window, and printed to PDF. */
import { BrowserWindow, type Session, type WebContents } from 'electron/main';
import type { View } from '../ipc/channels.ts';
import { PAGE_PREFERENCES } from './lock-down.ts';

export interface PdfRenderer {
  /** What the page of this window is to show, if it is one of ours. */
  viewOf(contents: WebContents): View | undefined;
  /** Null where the page could not be drawn in time. */
  pdf(view: View): Promise<{ readonly pdf: Uint8Array; readonly pages: number } | null>;
}

/** A4 at 96 dots per inch. */
const SHEET = { width: 794, height: 1_123 };
/** Milliseconds. */
const LIMIT = 20_000;

/**
 * Ends when the page for paper stands in the document with its letters. A hidden window draws no frames to wait for.
 */
const DRAWN = `new Promise((done) => {
  const look = () => (document.querySelector('main.paper') === null ? setTimeout(look, 20) : document.fonts.ready.then(() => done(true)));
  look();
})`;

export function draftingTable({
  session,
  preload,
  url,
}: {
  /** Asked for each drawing. */
  readonly session: () => Session;
  readonly preload: string;
  readonly url: string;
}): PdfRenderer {
  const drafts = new Map<WebContents, View>();

  async function draw(window: BrowserWindow): Promise<Uint8Array> {
    await window.loadURL(url);
    await window.webContents.executeJavaScript(DRAWN);
    const made = await window.webContents.printToPDF({
      pageSize: 'A4',
      printBackground: true,
      preferCSSPageSize: true,
    });
    const pdf = Uint8Array.from(made);
    // Electron keeps the buffer of its last PDF until it makes the next one, so it is emptied.
    made.fill(0);
    return pdf;
  }

  return {
    viewOf: (contents) => drafts.get(contents),
    async pdf(view) {
      const window = new BrowserWindow({
        ...SHEET,
        show: false,
        webPreferences: { session: session(), preload, ...PAGE_PREFERENCES },
      });
      const { webContents } = window;
      drafts.set(webContents, view);
      let stop = (): void => undefined;
      const late = new Promise<null>((resolve) => {
        const timer = setTimeout(() => resolve(null), LIMIT);
        stop = () => clearTimeout(timer);
      });
      try {
        const pdf = await Promise.race([draw(window), late]);
        return pdf === null ? null : { pdf, pages: pageCount(pdf) };
      } catch {
        return null;
      } finally {
        stop();
        drafts.delete(webContents);
        window.destroy();
      }
    },
  };
}

/** Chromium writes the objects of its pages in clear (ISO 32000-1, 7.7.3.3). */
const pageCount = (pdf: Uint8Array): number =>
  (
    Buffer.from(pdf)
      .toString('latin1')
      .match(/\/Type\s*\/Page(?![a-zA-Z])/g) ?? []
  ).length;
