/** The engine that draws: the Electron that set-up found, as the terminal uses it, or Debian's Chromium. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, chromium, type Page } from '@playwright/test';
import { asAccount, giveToAccount, runtime } from '../run/account.ts';
import { Children } from '../run/children.ts';
import { startDisplay } from '../run/display.ts';
import { RUNTIME_RECORD, isRoot } from '../setup/paths.mjs';

export type Engine = 'electron' | 'debian';
const DEBIAN = '/usr/bin/chromium';

/** Debian's Chromium where it is, else what set-up found; null where neither is. */
export const engineHere = (): Engine | null =>
  existsSync(DEBIAN) ? 'debian' : existsSync(RUNTIME_RECORD) ? 'electron' : null;

/** Pages side by side: what one waits for a frame, the others use. */
const PAGES = 4;

export interface Browser {
  /** `Chromium 114.0.5735.134 (Electron 25.1.1)`. */
  readonly version: string;
  readonly pages: readonly Page[];
  close(): Promise<void>;
}

export const openBrowser = (engine: Engine): Promise<Browser> => (engine === 'debian' ? debian() : electron());

/** Frames as soon as they are wanted, not by a display's clock. */
const UNPACED = ['--disable-gpu-vsync', '--disable-frame-rate-limit'] as const;

async function debian(): Promise<Browser> {
  // Root has no sandbox; what is drawn is this checkout's own page, and it reaches nothing.
  const browser = await chromium.launch({ executablePath: DEBIAN, chromiumSandbox: !isRoot, args: [...UNPACED] });
  return {
    version: `Chromium ${browser.version()} (Debian)`,
    pages: await Promise.all(Array.from({ length: PAGES }, () => browser.newPage())),
    close: () => browser.close(),
  };
}

/** An application of empty windows; frames are drawn also where no window is in front. */
const APPLICATION = `
const { app, BrowserWindow } = require('electron');
app.on('window-all-closed', () => app.quit());
app.whenReady().then(() => {
  for (let at = 0; at < ${PAGES}; at += 1)
    new BrowserWindow({ width: 1080, height: 1920, frame: false, webPreferences: { backgroundThrottling: false } })
      .loadURL('about:blank');
});
`;

async function electron(): Promise<Browser> {
  const { executable, version } = runtime();
  const folder = mkdtempSync(join(tmpdir(), 'foyer-gallery-'));
  const children = new Children();
  try {
    const display = await startDisplay(children);
    writeFileSync(join(folder, 'package.json'), '{ "name": "foyer-gallery", "main": "main.cjs" }');
    writeFileSync(join(folder, 'main.cjs'), APPLICATION);
    // Playwright puts its own switches first, so what stands in front of Electron goes into a script.
    const wrapper = join(folder, 'electron.sh');
    const command = [...asAccount(), executable].map((part) => `'${part}'`).join(' ');
    writeFileSync(wrapper, `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
    giveToAccount(folder);
    const app = await _electron.launch({
      executablePath: wrapper,
      args: [...UNPACED, folder],
      env: { PATH: process.env.PATH ?? '', HOME: folder, XDG_RUNTIME_DIR: folder, DISPLAY: display.name },
      chromiumSandbox: true,
      timeout: 30_000,
    });
    await app.firstWindow();
    while (app.windows().length < PAGES) await app.waitForEvent('window');
    return {
      version: `Chromium ${await app.evaluate(() => process.versions.chrome)} (Electron ${version})`,
      pages: app.windows(),
      async close() {
        await app.close();
        await children.end();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await children.end();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
