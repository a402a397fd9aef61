/**
 * Nothing opens on the display, and the page cannot end the terminal: each try is made under a finger, as the platform
 * wants it, in the real Electron.
 */
import { expect, test, type Page } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { PERMISSION_PROBES, WINDOW_PROBES, type PermissionProbe, type WindowProbe } from '../harness/platform/reach.ts';
import { oneTerminal } from './support/one-terminal.ts';
import { touchAt, type TestTerminal } from './support/terminal.ts';
import { next, reloaded } from './support/visit.ts';

let terminal: TestTerminal;
let page: Page;
oneTerminal((started, shown) => {
  terminal = started;
  page = shown;
});

/** Names of all windows on the display that have one; what has none is a part of one, or a page's own pop-up. */
function windowsOnDisplay(): string[] {
  const xdotool = (...args: string[]) =>
    spawnSync('xdotool', args, {
      env: { ...process.env, DISPLAY: terminal.display },
      encoding: 'utf8',
    });
  const found = xdotool('search', '--onlyvisible', '--name', '.+');
  if (found.error !== undefined) throw found.error;
  const ids = found.stdout.split('\n').filter((id) => id !== '');
  return ids.map((id) => xdotool('getwindowname', id).stdout.trim());
}

const gone = () =>
  terminal
    .log()
    .filter(({ event }) => event === 'renderer.gone')
    .map(({ reason }) => reason);

/** Runs in the page, under a touch. Answers what became of it, in one word. */
type Try = () => unknown;
const TRIES: Record<Exclude<WindowProbe, 'close' | 'file'>, Try> = {
  alert: () => alert('x'),
  confirm: () => confirm('x'),
  prompt: () => prompt('x'),
  print: () => {
    print();
    document.execCommand('print');
  },
  open: () => {
    const made = [open('about:blank'), open(location.href, 'x', 'popup,width=200,height=200')];
    if (made.some((one) => one !== null)) throw new Error('opened');
  },
  move: () => {
    resizeTo(300, 300);
    moveTo(50, 50);
    resizeBy(-100, -100);
    moveBy(9, 9);
  },
  fullscreen: () => document.documentElement.requestFullscreen(),
  'picture-in-picture': () => {
    const video = document.createElement('video');
    document.body.append(video);
    return video.requestPictureInPicture();
  },
  'pointer-lock': () => {
    void document.body.requestPointerLock();
    return new Promise((_, reject) => {
      document.onpointerlockerror = () => reject(new Error('refused'));
    });
  },
  popup: () => {
    for (const type of ['color', 'date', 'time', 'datetime-local', 'month', 'week']) {
      const input = document.createElement('input');
      input.type = type;
      document.body.append(input);
      input.click();
    }
    const select = document.createElement('select');
    select.append(new Option('x'), new Option('y'));
    document.body.append(select);
    select.focus();
    select.click();
  },
  download: () => {
    const link = document.createElement('a');
    link.href = 'data:text/plain,x';
    link.download = 'x.txt';
    document.body.append(link);
    link.click();
  },
  'before-unload': () => {
    onbeforeunload = (event) => {
      event.preventDefault();
      return 'stay';
    };
  },
};
const REFUSED: readonly WindowProbe[] = ['prompt', 'fullscreen', 'picture-in-picture', 'pointer-lock'];

/** Puts a try under the next touch, touches, and answers how it ended: `done`, or `refused` where it threw. */
async function underTouch(attempt: Try): Promise<string> {
  await page.evaluate(`window.ended = new Promise((resolve) => document.addEventListener('pointerup', (event) => {
    event.stopImmediatePropagation();
    Promise.resolve().then(${attempt.toString()}).then(() => resolve('done'), () => resolve('refused'));
  }, { once: true, capture: true })); undefined`);
  await touchAt(page, 500, 500);
  return page.evaluate(() => (globalThis as unknown as { ended: Promise<string> }).ended);
}

for (const name of WINDOW_PROBES) {
  if (name === 'close' || name === 'file') continue;
  test(`${name} opens no window and leaves the page where it is`, async () => {
    const before = gone().length;
    const bounds = () =>
      terminal.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.getBounds()));
    const was = await bounds();
    expect(await underTouch(TRIES[name])).toBe(REFUSED.includes(name) ? 'refused' : 'done');
    expect(windowsOnDisplay()).toEqual(['Foyer']);
    expect(await bounds()).toEqual(was);
    expect(gone()).toHaveLength(before);
    // A page with a question before it goes is not asked, and what it opened goes with it.
    await reloaded(terminal, page);
    expect(await page.evaluate(() => document.querySelector('input, select, video'))).toBeNull();
  });
}

/** A touch that the page takes for a file field. */
async function askForFile(many = false): Promise<void> {
  await page.evaluate(
    (multiple) =>
      document.addEventListener(
        'pointerup',
        (event) => {
          event.stopImmediatePropagation();
          Object.assign(document.createElement('input'), { type: 'file', multiple, webkitdirectory: multiple }).click();
        },
        { once: true, capture: true },
      ),
    many,
  );
  // It may end the page, and with it this session.
  await touchAt(page, 500, 500).catch(() => undefined);
}

for (const situation of ['for one file', 'for many', 'after the document was loaded anew'] as const) {
  test(`a file chooser does not open, ${situation}: a page that asks is ended, a new one shows the same`, async () => {
    if (situation.startsWith('after')) {
      await reloaded(terminal, page);
    }
    const before = gone().length;
    await askForFile(situation === 'for many');
    page = await next(terminal, page);
    expect(gone().slice(before)).toEqual(['file-chooser']);
    expect(windowsOnDisplay()).toEqual(['Foyer']);
  });
}

test('a page that closes its window is replaced as after a crash, and the terminal goes on', async () => {
  const before = gone().length;
  const { pid } = await terminal.app.evaluate(() => ({ pid: process.pid }));
  await page.evaluate(() => setTimeout(() => close())).catch(() => undefined);
  page = await next(terminal, page);
  expect(gone().slice(before)).toEqual(['closed']);
  expect(await terminal.app.evaluate(() => process.pid)).toBe(pid);
  expect(terminal.log().filter(({ event }) => event === 'kiosk.stopped')).toEqual([]);
});

const ASKED: Record<PermissionProbe, Try> = {
  geolocation: () =>
    new Promise((resolve, reject) => {
      navigator.geolocation.getCurrentPosition(resolve, reject);
    }),
  'media-devices': () =>
    Promise.any([
      navigator.mediaDevices.getUserMedia({ audio: true }),
      navigator.mediaDevices.getUserMedia({ video: true }),
      navigator.mediaDevices.getDisplayMedia(),
    ]),
  clipboard: () => Promise.any([navigator.clipboard.readText(), navigator.clipboard.writeText('x')]),
  midi: () => (navigator as unknown as { requestMIDIAccess(): Promise<unknown> }).requestMIDIAccess(),
  sensors: () =>
    new Promise((resolve, reject) => {
      const { Accelerometer } = globalThis as unknown as { Accelerometer: new () => EventTarget & { start(): void } };
      const sensor = new Accelerometer();
      sensor.addEventListener('reading', resolve);
      sensor.addEventListener('error', reject);
      sensor.start();
    }),
  gamepad: () => {
    navigator.getGamepads();
  },
  screens: () => (globalThis as unknown as { getScreenDetails(): Promise<unknown> }).getScreenDetails(),
  persist: async () => {
    if (!(await navigator.storage.persist())) throw new Error('refused');
  },
  bluetooth: () => {
    const { bluetooth } = navigator as unknown as { bluetooth: { requestDevice(options: object): Promise<unknown> } };
    return bluetooth.requestDevice({ acceptAllDevices: true });
  },
  'encrypted-media': () =>
    navigator.requestMediaKeySystemAccess('org.w3.clearkey', [
      { initDataTypes: ['cenc'], videoCapabilities: [{ contentType: 'video/webm; codecs="vp8"' }] },
    ]),
  'wake-lock': () => (navigator as unknown as { wakeLock: { request(): Promise<unknown> } }).wakeLock.request(),
};

for (const name of PERMISSION_PROBES) {
  test(`${name} is refused, also under a finger`, async () => {
    expect(await underTouch(ASKED[name])).toBe('refused');
    expect(windowsOnDisplay()).toEqual(['Foyer']);
    await reloaded(terminal, page);
  });
}
