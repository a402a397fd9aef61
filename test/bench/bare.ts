import { _electron, type ElectronApplication } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestTerminal } from '../e2e/support/terminal.ts';
import { giveToAccount } from '../../tools/run/account.ts';
import { terminalCommand } from '../../tools/run/terminal.ts';

/** The reference: an Electron window with one button, on the same runtime, that says when it can be touched. */
export function bareApplication(folder: string): string {
  const at = join(folder, 'bare');
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, 'package.json'), '{ "name": "bare", "version": "1.0.0", "main": "main.js" }');
  writeFileSync(
    join(at, 'index.html'),
    `<!doctype html><title>bare</title><body><button style="font-size:60px;width:90vw;height:40vh">0</button><script>
const button = document.querySelector('button'); let n = 0;
button.addEventListener('pointerup', () => { button.textContent = String(++n); });
</script></body>`,
  );
  writeFileSync(
    join(at, 'main.js'),
    `const { app, BrowserWindow } = require('electron');
let window;
async function open() {
  window = new BrowserWindow({ width: 1080, height: 1920, kiosk: true, frame: false, show: false });
  window.once('ready-to-show', () => window.show());
  await window.loadFile('index.html');
}
app.on('window-all-closed', () => undefined);
globalThis.reopen = async () => {
  const began = Date.now();
  window.destroy();
  await open();
  await window.webContents.executeJavaScript('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))).then(() => true)');
  return Date.now() - began;
};
app.whenReady().then(open).then(() => console.log(JSON.stringify({ event: 'kiosk.ready' })));
process.on('SIGTERM', () => app.exit(0));
`,
  );
  return at;
}

/** The reference on the display of a terminal, and as its account. */
export async function openBare({ folder, display }: TestTerminal): Promise<ElectronApplication> {
  const application = bareApplication(folder);
  giveToAccount(application);
  const home = join(folder, 'terminal');
  const app = await _electron.launch({
    executablePath: join(folder, 'electron.sh'),
    args: [application],
    env: terminalCommand(join(home, 'foyer.yaml'), display, home).env as Record<string, string>,
  });
  await app.firstWindow();
  return app;
}
