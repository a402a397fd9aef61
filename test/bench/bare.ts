import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
