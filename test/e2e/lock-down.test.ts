/** What the page, its keys and foreign pages cannot do, asserted in the real Electron with its sandbox on. */
import { expect, test, type Page } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { runtime } from '../../tools/run/account.ts';
import { isRoot } from '../../tools/setup/paths.mjs';
import { oneTerminal } from './support/one-terminal.ts';
import { processes, SESSIONS, status } from './support/processes.ts';
import { begin, touch, type TestTerminal } from './support/terminal.ts';
import { attract, escaped, leave, next, w } from './support/visit.ts';

const HOME = 'foyer://terminal/index.html';
let terminal: TestTerminal;
let page: Page;
oneTerminal((started, shown) => {
  terminal = started;
  page = shown;
});

const gone = () =>
  terminal
    .log()
    .filter((line) => line.event === 'renderer.gone')
    .map(({ reason }) => reason);
const refused = () => terminal.log().filter((line) => line.event === 'intent.refused');

test.describe('the processes of the terminal', () => {
  test('run the renderer in a sandbox: system call filter and process namespace of its own', async () => {
    const { main = 0, renderer = 0 } = await processes(terminal.app);
    expect(status(renderer, 'Seccomp')).toBe('2');
    expect(readlinkSync(`/proc/${renderer}/ns/pid`)).not.toBe(readlinkSync(`/proc/${main}/ns/pid`));
    expect(readlinkSync(`/proc/${renderer}/ns/net`)).not.toBe(readlinkSync(`/proc/${main}/ns/net`));
    expect(status(renderer, 'NoNewPrivs')).toBe('1');
    expect(status(main, 'Uid').split(/\s+/)).not.toContain('0');
  });

  test('give the page nothing of Node or Electron, and a bridge of a few functions', async () => {
    expect(
      await page.evaluate(() => ({
        node: ['require', 'process', 'module', 'Buffer', 'global', 'electron'].filter((name) => name in globalThis),
        bridge: Object.entries((globalThis as unknown as { foyer: object }).foyer)
          .map(([name, value]) => `${name}: ${typeof value}`)
          .sort(),
      })),
    ).toEqual({ node: [], bridge: ['onView: function', 'ready: function', 'secrets: object', 'send: function'] });
    expect(
      await page.evaluate(() =>
        Object.entries((globalThis as unknown as { foyer: { secrets: object } }).foyer.secrets)
          .map(([name, value]) => `${name}: ${typeof value}`)
          .sort(),
      ),
    ).toEqual(['onTyped: function', 'press: function']);
    const settings = await terminal.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>;
      };
      const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = contents.getLastWebPreferences();
      return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag };
    });
    expect(settings).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
    });
    expect(settings.webviewTag ?? false).toBe(false);
  });

  test('do not run as root', () => {
    test.skip(!isRoot, 'this run is not root, so nothing can be started as root');
    const { executable } = runtime();
    const done = spawnSync(executable, ['--no-sandbox', terminal.application], {
      env: { PATH: process.env.PATH, DISPLAY: terminal.display, HOME: terminal.folder, FOYER_CONFIG: '/nonexistent' },
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(done.stderr).toContain('does not run as root');
    expect(done.status).toBe(77);
  });
});

test.describe('the kiosk window', () => {
  test('covers the whole display, without a frame, and cannot be moved away', async () => {
    const window = () =>
      terminal.app.evaluate(({ BrowserWindow, screen }) => {
        const [only, ...more] = BrowserWindow.getAllWindows();
        return {
          more: more.length,
          kiosk: only?.isKiosk(),
          visible: only?.isVisible(),
          bounds: only?.getContentBounds(),
          display: screen.getPrimaryDisplay().bounds,
        };
      });
    const { bounds, display, ...rest } = await window();
    expect(rest).toEqual({ more: 0, kiosk: true, visible: true });
    expect(bounds).toEqual(display);
    await terminal.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    expect((await window()).visible).toBe(true);
  });

  test('opens no developer tools', async () => {
    expect(
      await terminal.app.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        contents?.openDevTools();
        return contents?.isDevToolsOpened();
      }),
    ).toBe(false);
  });

  test('ignores the keys of a browser', async () => {
    const key = (...keys: string[]) =>
      spawnSync('xdotool', ['key', ...keys], { env: { ...process.env, DISPLAY: terminal.display } });
    test.skip(key('Shift_L').error !== undefined, 'xdotool is not installed');
    await begin(page, 'de');
    await touch(page, escaped(w('tile.information.title')));
    const state = () =>
      page.evaluate(() => ({
        mark: (globalThis as { mark?: number }).mark,
        width: innerWidth,
        height: innerHeight,
        ratio: devicePixelRatio,
        zoom: visualViewport?.scale,
        url: location.href,
      }));
    await page.evaluate(() => {
      (globalThis as { mark?: number }).mark = 1;
    });
    const before = await state();
    for (const chord of [
      'ctrl+r',
      'ctrl+shift+r',
      'F5',
      'ctrl+w',
      'ctrl+q',
      'alt+F4',
      'F11',
      'F12',
      'ctrl+shift+i',
      'ctrl+p',
      'ctrl+s',
      'ctrl+o',
      'ctrl+n',
      'ctrl+t',
      'ctrl+plus',
      'ctrl+minus',
      'alt+Left',
      'alt+d',
      'ctrl+l',
      'F1',
      'F10',
      'Menu',
    ])
      key(chord);
    // An ordinary letter after them arrives, so all of them have been dealt with.
    key('x');
    await expect(page.locator('.field__typed')).toHaveText('x');
    expect(await state()).toEqual(before);
    expect(await terminal.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    await page.mouse.click(500, 500, { button: 'right' });
    expect(await state()).toEqual(before);
    page = await leave(terminal, page);
  });
});

test.describe('the kiosk page', () => {
  for (const name of SESSIONS)
    test(`is served with a policy that allows nothing unsafe in the session ${name}`, async () => {
      const headers = await terminal.app.evaluate(
        async ({ session }, [partition, url]) =>
          Object.fromEntries((await session.fromPartition(partition).fetch(url)).headers),
        [name, HOME] as const,
      );
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("connect-src 'none'");
      expect(policy).not.toContain('unsafe');
      expect(policy).not.toMatch(/\*|https?:|blob:|filesystem:/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      });
    });

  test('serves the bundle and nothing beside it', async () => {
    const answers = await terminal.app.evaluate(
      async ({ session }, urls) =>
        Promise.all(
          urls.map(
            async (url) =>
              [
                url,
                await session
                  .fromPartition('visit-a')
                  .fetch(url)
                  .then(
                    (answer) => answer.status,
                    () => 'failed',
                  ),
              ] as const,
          ),
        ),
      [
        HOME,
        'foyer://terminal/../main.cjs',
        'foyer://terminal/%2e%2e/main.cjs',
        'foyer://terminal/..%2fmain.cjs',
        'foyer://terminal/..%2f..%2fpackage.json',
        'foyer://terminal/%2e%2e%2f%2e%2e%2findex.html',
        'foyer://terminal/..%5cmain.cjs',
        'foyer://terminal//etc/passwd',
        'foyer://terminal/%00index.html',
        'foyer://terminal/assets',
        'foyer://terminal/',
        'foyer://elsewhere/index.html',
        'foyer://terminal/%',
        'foyer://terminal/index.html%00.js',
      ],
    );
    expect(answers[0]).toEqual([HOME, 200]);
    for (const [url, answer] of answers.slice(1)) expect([404, 'failed'], url).toContain(answer);
  });

  test('runs no text as code', async () => {
    const ran = await page.evaluate(async () => {
      const target = globalThis as unknown as Record<string, unknown>;
      const tries: Record<string, () => unknown> = {
        eval: () => (Reflect.get(globalThis, 'eval') as (code: string) => unknown)('globalThis.ran = "eval"'),
        function: () => new Function('globalThis.ran = "function"')(),
        timer: () => setTimeout('globalThis.ran = "timer"' as unknown as () => void),
        script: () => {
          const script = document.createElement('script');
          script.textContent = 'globalThis.ran = "script"';
          document.body.append(script);
        },
        foreign: () => {
          const script = document.createElement('script');
          script.src = 'data:text/javascript,globalThis.ran="foreign"';
          document.body.append(script);
        },
        markup: () => {
          document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="globalThis.ran=1">');
        },
        worker: () => {
          const worker = new Worker('data:text/javascript,1');
          return new Promise((_, reject) => {
            worker.onerror = () => reject(new Error('refused'));
          });
        },
      };
      const refusals: string[] = [];
      for (const [name, attempt] of Object.entries(tries)) {
        // In a turn of its own: what the test's tool calls directly is exempt from the policy.
        await new Promise<void>((resolve) => {
          setTimeout(
            () =>
              void (async () => attempt())()
                .catch(() => refusals.push(name))
                .finally(resolve),
          );
        });
      }
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      return { ran: target.ran, refusals };
    });
    expect(ran.ran).toBeUndefined();
    expect(ran.refusals).toEqual(expect.arrayContaining(['eval', 'function', 'script', 'foreign', 'markup', 'worker']));
  });

  test('reaches no network, no file, and by script not even its own origin', async () => {
    const { url } = terminal.register;
    const reached = await page.evaluate(async (address) => {
      const gone = (work: Promise<unknown>) =>
        work.then(
          () => 'reached',
          () => 'refused',
        );
      const event = (target: EventTarget, start: () => void) =>
        new Promise<string>((resolve) => {
          target.addEventListener('load', () => resolve('reached'));
          target.addEventListener('open', () => resolve('reached'));
          target.addEventListener('error', () => resolve('refused'));
          try {
            start();
          } catch {
            resolve('refused');
          }
        });
      const image = new Image();
      const socket = (): Promise<string> => {
        try {
          return event(new WebSocket(address.replace('http', 'ws')), () => undefined);
        } catch {
          return Promise.resolve('refused');
        }
      };
      const request = new XMLHttpRequest();
      return {
        http: await gone(fetch(`${address}/health`)),
        file: await gone(fetch('file:///etc/passwd')),
        own: await gone(fetch('foyer://terminal/index.html')),
        image: await event(image, () => {
          image.src = `${address}/x.png`;
        }),
        xhr: await event(request, () => {
          request.open('GET', `${address}/health`);
          request.send();
        }),
        socket: await socket(),
        beacon: navigator.sendBeacon(`${address}/health`, 'x') ? 'queued' : 'refused',
        worker: await gone(
          navigator.serviceWorker?.register('foyer://terminal/index.html') ?? Promise.reject(new Error('none')),
        ),
      };
    }, url);
    expect(reached).toEqual({
      http: 'refused',
      file: 'refused',
      own: 'refused',
      image: 'refused',
      xhr: 'refused',
      socket: 'refused',
      beacon: expect.any(String),
      worker: 'refused',
    });
  });

  test("gets none of the browser's permissions", async () => {
    const answers = await page.evaluate(async () => {
      const query = (name: string) =>
        navigator.permissions.query({ name: name as PermissionName }).then(
          ({ state }) => state,
          () => 'denied',
        );
      const refused = (work: Promise<unknown> | undefined) =>
        (work ?? Promise.reject(new Error('not there'))).then(
          () => 'granted',
          () => 'denied',
        );
      const devices = navigator as unknown as Record<
        'hid' | 'usb' | 'serial' | 'bluetooth',
        | {
            getDevices?(): Promise<unknown>;
            getPorts?(): Promise<unknown>;
            requestDevice?(options: object): Promise<unknown>;
            requestPort?(): Promise<unknown>;
          }
        | undefined
      >;
      return {
        geolocation: await query('geolocation'),
        camera: await query('camera'),
        microphone: await query('microphone'),
        notifications: await query('notifications'),
        clipboardRead: await query('clipboard-read'),
        clipboardWrite: await query('clipboard-write'),
        midi: await query('midi'),
        position: await new Promise((resolve) =>
          navigator.geolocation.getCurrentPosition(
            () => resolve('granted'),
            () => resolve('denied'),
          ),
        ),
        media: await refused(navigator.mediaDevices.getUserMedia({ video: true })),
        paste: await refused(navigator.clipboard.readText()),
        screen: await refused(navigator.mediaDevices.getDisplayMedia()),
        hid: await refused(devices.hid?.requestDevice?.({ filters: [] })),
        usb: await refused(devices.usb?.requestDevice?.({ filters: [] })),
        serial: await refused(devices.serial?.requestPort?.()),
        bluetooth: await refused(devices.bluetooth?.requestDevice?.({ acceptAllDevices: true })),
        hidKnown: await refused(devices.hid?.getDevices?.()),
        usbKnown: await refused(devices.usb?.getDevices?.()),
        serialKnown: await refused(devices.serial?.getPorts?.()),
      };
    });
    expect(Object.entries(answers).filter(([, answer]) => answer !== 'denied')).toEqual([]);
  });

  test('cannot be navigated by addresses, links, new windows or dropped files', async () => {
    // Asked directly: the test's tool would wait for a navigation that was refused.
    const shown = () =>
      page.evaluate(() => [location.href, document.querySelector('.attract__wake') !== null]).catch(() => null);
    for (const address of [
      'https://example.org/',
      'file:///etc/passwd',
      'about:blank',
      'data:text/html,x',
      `${HOME}?again`,
    ]) {
      await page.evaluate((url) => {
        location.href = url;
      }, address);
      // An empty page is no navigation that asks; the kiosk's own comes back at once.
      await expect.poll(shown, address).toEqual([HOME, true]);
      for (const target of ['_self', '_blank', '_top']) {
        await page.evaluate(
          ([url = '', where = '']) => {
            const link = document.createElement('a');
            link.href = url;
            link.target = where;
            document.body.append(link);
            link.click();
            link.remove();
          },
          [address, target],
        );
        await expect.poll(shown, address).toEqual([HOME, true]);
      }
      await expect.poll(shown, address).toEqual([HOME, true]);
      expect(await page.evaluate((url) => window.open(url), address)).toBeNull();
    }
    const cdp = await page.context().newCDPSession(page);
    const data = {
      items: [{ mimeType: 'text/uri-list', data: 'https://example.org/' }],
      files: ['/etc/passwd'],
      dragOperationsMask: 1,
    };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await cdp.send('Input.dispatchDragEvent', { type, x: 500, y: 500, data });
    await cdp.detach();
    await page.evaluate(() => {
      const form = document.createElement('form');
      form.action = 'https://example.org/';
      document.body.append(form);
      form.submit();
      form.remove();
    });
    await expect.poll(shown).toEqual([HOME, true]);
    expect(terminal.app.windows()).toHaveLength(1);
    await page.reload();
  });
});

test.describe('the bridge between page and main process', () => {
  const send = (intent: unknown) =>
    page.evaluate(
      (message) => (globalThis as unknown as { foyer: { send(intent: unknown): void } }).foyer.send(message),
      intent,
    );

  test('refuses what is no intent, and what the screen does not offer; both with the reason in the log', async () => {
    const before = refused().length;
    const wrong: unknown[] = [
      null,
      'wake',
      42,
      [],
      {},
      { type: 'shutdown' },
      { type: 'key', key: 'x'.repeat(9) },
      { type: 'choose-language', language: 'tlh' },
      { type: 'open-service', id: 'x'.repeat(65) },
    ];
    for (const message of wrong) await send(message);
    for (const message of [
      { type: 'print' },
      { type: 'staff-confirm-mode' },
      { type: 'open-tile', id: 'own-data' },
      { type: 'test-start' },
    ])
      await send(message);
    await expect
      .poll(() =>
        refused()
          .slice(before)
          .map(({ intent, screen, reason }) => [intent, screen, reason]),
      )
      .toEqual([
        ...wrong.map(() => ['unknown', 'attract', 'shape']),
        ...['print', 'staff-confirm-mode', 'open-tile', 'test-start'].map((type) => [type, 'attract', 'not-offered']),
      ]);
    await attract(page);
  });

  test('drops a message that is too long within the page', async () => {
    const before = refused().length;
    await send({ type: 'key', key: 'x'.repeat(1_000_000) });
    await send({ type: 'wake', more: 'x'.repeat(1_000) });
    await expect
      .poll(() =>
        refused()
          .slice(before)
          .map(({ reason }) => reason),
      )
      .toEqual(['shape', 'shape']);
    await attract(page);
  });

  test('refuses another window, even of the same origin and with the same preload script', async () => {
    const before = refused().length;
    await terminal.app.evaluate(async ({ BrowserWindow, app }, url) => {
      const preload = `${app.getAppPath()}/.build/preload.cjs`;
      for (const address of [url, 'data:text/html,<p>x</p>']) {
        const other = new BrowserWindow({
          show: false,
          webPreferences: { partition: 'visit-a', preload, sandbox: true, contextIsolation: true },
        });
        await other.loadURL(address);
        await other.webContents.executeJavaScript('window.foyer.send({ type: "wake" }); window.foyer.ready(); 1');
        other.destroy();
      }
    }, HOME);
    await expect
      .poll(
        () =>
          refused()
            .slice(before)
            .filter(({ reason }) => reason === 'sender').length,
      )
      .toBeGreaterThanOrEqual(4);
    await attract(page);
  });

  test('refuses a frame that is not the main one, and a sender that is gone', async () => {
    const before = refused().length;
    await terminal.app.evaluate(({ BrowserWindow, ipcMain }, url) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      for (const senderFrame of [null, undefined, { url, parent: contents?.mainFrame }])
        ipcMain.emit('foyer:intent', { sender: contents, senderFrame }, { type: 'wake' });
      ipcMain.emit('foyer:intent', { sender: {}, senderFrame: contents?.mainFrame }, { type: 'wake' });
    }, HOME);
    await expect
      .poll(() =>
        refused()
          .slice(before)
          .map(({ reason }) => reason),
      )
      .toEqual(['sender', 'sender', 'sender', 'sender']);
    await attract(page);
  });

  test('shows nothing to a page of another origin in the kiosk window, and hears nothing from it', async () => {
    const before = refused().length;
    const script = (text: string) =>
      terminal.app.evaluate(
        ({ BrowserWindow }, code) =>
          BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(code) as Promise<unknown>,
        text,
      );
    const load = (url: string) =>
      terminal.app.evaluate(({ BrowserWindow }, address) => BrowserWindow.getAllWindows()[0]?.loadURL(address), url);
    // The kiosk would leave such a page at once; here it must bear it.
    await terminal.app.evaluate(
      ({ BrowserWindow }) => void BrowserWindow.getAllWindows()[0]?.webContents.removeAllListeners('did-navigate'),
    );
    await load('data:text/html,<p>not ours</p>');
    await script(
      'window.got = 0; window.foyer.onView(() => { window.got += 1; }); window.foyer.ready(); window.foyer.send({ type: "wake" }); 1',
    );
    await expect
      .poll(() =>
        refused()
          .slice(before)
          .map(({ reason }) => reason),
      )
      .toEqual(['sender', 'sender']);
    // Makes a new View: the printer's state changes.
    terminal.printer.actions.openCover();
    await expect
      .poll(() => terminal.log().findLast((line) => line.event === 'device.status'), { timeout: 30_000 })
      .toMatchObject({ state: 'needs-staff' });
    terminal.printer.actions.closeCover();
    await expect
      .poll(() => terminal.log().findLast((line) => line.event === 'device.status'), { timeout: 30_000 })
      .toMatchObject({ state: 'ready' });
    expect(await script('window.got')).toBe(0);
    await load(HOME);
    await attract(page);
  });

  // The last one: what it leaves out of the log would be missed by the others.
  test('ends a page that floods it, writes a bounded number of lines, and begins a new one that works', async () => {
    const before = { gone: gone().length, refused: refused().length };
    await page
      .evaluate(() => {
        const { foyer } = globalThis as unknown as { foyer: { send(intent: unknown): void } };
        setTimeout(() => {
          for (let sent = 0; sent < 200_000; sent += 1) foyer.send({ type: 'print' });
        });
      })
      .catch(() => undefined);
    page = await next(terminal, page);
    expect(gone().slice(before.gone)).toEqual(['flooded']);
    expect(refused().length - before.refused).toBeLessThanOrEqual(60);
  });
});
