/**
 * A whole terminal for a test: register, printer on a serial line, virtual display, and the real Electron with its
 * sandbox on.
 */
import { _electron, expect, type ElectronApplication, type Page } from '@playwright/test';
import AxeBuilder from '@axe-core/playwright';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startReceiptPrinterSimulator,
  type ReceiptPrinterSimulator,
} from '../../../devices/receipt-printer/simulator/simulator.ts';
import { asAccount } from '../../../tools/run/account.ts';
import { startWorkbench } from '../../../tools/simulator-console/workbench.ts';
import { Children } from '../../../tools/run/children.ts';
import { LoggedChildren } from './logged-children.ts';
import type { Key } from '../../../locales/keys.ts';
import { startDisplay } from '../../../tools/run/display.ts';
import { startRegister, type RunningRegister } from '../../../tools/run/register.ts';
import { demoConfiguration, terminalCommand } from '../../../tools/run/terminal.ts';
import { ACCOUNT } from '../../../tools/setup/account.mjs';
import { ROOT, isRoot } from '../../../tools/setup/paths.mjs';
import { isRunning, processesOf } from './processes.ts';
import { RegisterLine } from './register-line.ts';

/** Milliseconds. What is tested here is what the visitor sees, not how long a chip takes. */
const QUICK = { readers: 50, recognise: 50, connect: 20, pace: 50, step: 20 };

export type Locale = 'de' | 'en' | 'ar';
export const NAME: Record<Locale, string> = { de: 'Deutsch', en: 'English', ar: 'العربية' };

export interface TestTerminal {
  /** The running application; another one after `restart`. */
  readonly app: ElectronApplication;
  readonly printer: ReceiptPrinterSimulator;
  /** What a person does at a simulated device, by its label on the simulator console. */
  hand(device: string, label: string): Promise<void>;
  /** What can be seen at a simulated device, as the simulator console words it. */
  facts(device: string): readonly string[];
  /** Resolves when something has changed so often at a simulated device, from now on. */
  changes(device: string, times: number): Promise<void>;
  /** Sheets that came out of it. */
  documents(device: string): readonly { readonly label: string; readonly pdf: Uint8Array }[];
  readonly register: RunningRegister;
  /** The line between terminal and register; only where it was asked for. */
  readonly line: RegisterLine;
  /** What the register wrote to its log since the start. */
  registerLog(): string;
  readonly folder: string;
  /** From where Electron runs the application. */
  readonly application: string;
  readonly display: string;
  page(): Promise<Page>;
  /** Ends the register; `startRegister` brings it back on the same port. */
  stopRegister(): Promise<void>;
  /** SIGKILL to the register; resolves when it is gone. */
  killRegister(): Promise<void>;
  startRegister(): Promise<void>;
  log(): Record<string, unknown>[];
  /** SIGKILL to the main process; resolves when every process of the application is gone. */
  kill(): Promise<void>;
  /** Starts the application again, on what is on disk. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface TerminalOptions {
  readonly width?: number;
  readonly height?: number;
  readonly screen?: { heightMm?: number; lowerEdgeMm?: number };
  readonly everySeconds?: number;
  /** For the terminal's programs, beside what they get anyway. */ readonly env?: Readonly<Record<string, string>>;
  /** The register is reached over `line`. */ readonly onLine?: boolean;
  /** All simulated devices instead of the receipt printer alone. */ readonly allDevices?: boolean;
  /** The register serves the office's page as well. */ readonly office?: boolean;
}

export async function startTerminal({
  width = 1080,
  height = 1920,
  screen = {},
  everySeconds = 5,
  env: more = {},
  onLine = false,
  allDevices = false,
  office = false,
}: TerminalOptions = {}): Promise<TestTerminal> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-e2e-'));
  chmodSync(folder, 0o755);
  const children = new Children();
  const registers = new LoggedChildren();
  const display = await startDisplay(children, width, height);
  const first = await startRegister(registers, join(folder, 'register'), 0, undefined, undefined, office ? 0 : 'off');
  const line = onLine ? await RegisterLine.start(first.url) : null;
  let running = registers;
  let registerLog = '';
  const path = join(folder, 'devices', 'receipt-printer');
  const serial = { path, ...(isRoot ? { owner: ACCOUNT } : {}) };
  const workbench = allDevices
    ? await startWorkbench({ receiptPrinter: serial, firstPort: 0, eidDelays: QUICK })
    : null;
  const printer =
    workbench?.receiptPrinter ?? (await startReceiptPrinterSimulator({ widthDots: 512, link: { pty: serial } }));
  const home = join(folder, 'terminal');
  const config = await demoConfiguration(
    home,
    line === null ? first : { ...first, url: line.url },
    workbench?.configs ?? [{ name: 'receipt-printer', class: 'receipt-printer', link: { serial: { path } } }],
    { screen, register: { everySeconds } as never, terminal: { office: null } },
  );
  const { command, args, env } = terminalCommand(config, display.name, home);
  // Playwright puts its own switches first, so what stands in front of Electron goes into a script; and it passes no
  // NODE_OPTIONS on.
  const exports = Object.entries(more)
    .map(([name, value]) => `export ${name}='${value}'\n`)
    .join('');
  const wrapper = join(folder, 'electron.sh');
  writeFileSync(
    wrapper,
    `#!/bin/sh\n${exports}exec ${[...asAccount(), args.at(-2) ?? command].map((part) => `'${part}'`).join(' ')} "$@"\n`,
    { mode: 0o755 },
  );
  const attach = () =>
    _electron.launch({
      executablePath: wrapper,
      args: args.slice(-1),
      env: env as Record<string, string>,
      chromiumSandbox: true,
      timeout: 30_000,
    });
  /**
   * Now and then the debugger gets no answer from a terminal that runs and says that it is ready. That is between those
   * two; the terminal is started anew, and it is said.
   */
  const launch = () =>
    attach().catch(async (error: unknown) => {
      if (!String(error).includes('Timeout') || !String(error).includes('kiosk.ready')) throw error;
      console.info('the debugger did not answer: the terminal is started once more');
      for (const pid of processesOf(config)) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          /* It ended by itself. */
        }
      }
      while (processesOf(config).length > 0) await new Promise((resolve) => setImmediate(resolve));
      return attach();
    });
  let app = await launch();

  return {
    get app() {
      return app;
    },
    async hand(device, label) {
      const panel = workbench?.panels.find(({ name }) => name === device);
      const action = panel?.hands.find((one) => one.label === label);
      if (action === undefined) throw new Error(`no hand does "${label}" at ${device}`);
      await action.run();
    },
    facts: (device) => workbench?.panels.find(({ name }) => name === device)?.facts() ?? [],
    changes(device, times) {
      const panel = workbench?.panels.find(({ name }) => name === device);
      if (panel === undefined) throw new Error(`there is no ${device}`);
      return new Promise((resolve) => {
        let seen = 0;
        const stop = panel.onChange(() => {
          seen += 1;
          if (seen < times) return;
          stop();
          resolve();
        });
      });
    },
    get line() {
      if (line === null) throw new Error('the terminal was started without a line to the register');
      return line;
    },
    registerLog: () => registerLog + running.log(),
    documents: (device) => workbench?.panels.find(({ name }) => name === device)?.documents?.() ?? [],
    printer,
    register: first,
    folder,
    display: display.name,
    application: args.at(-1) ?? '',
    // Each visit has a window of its own, and the next one's may be there already.
    async page() {
      let page: Page | null = null;
      await expect.poll(async () => (page = await onDisplay(app)) !== null, { timeout: 20_000 }).toBe(true);
      return page ?? app.firstWindow();
    },
    stopRegister: () => running.end(),
    killRegister: () => running.kill(),
    async startRegister() {
      registerLog += running.log();
      running = new LoggedChildren();
      await startRegister(running, join(folder, 'register'), Number(new URL(first.url).port));
    },
    log() {
      const logs = join(home, 'data', 'log');
      if (!existsSync(logs)) return [];
      return readdirSync(logs).flatMap((name) =>
        readFileSync(join(logs, name), 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as Record<string, unknown>),
      );
    },
    async kill() {
      const all = processesOf(config);
      const gone = new Promise((resolve) => app.once('close', () => resolve(undefined)));
      app.process().kill('SIGKILL');
      await gone;
      while (all.some((pid) => isRunning(pid))) await new Promise((resolve) => setImmediate(resolve));
    },
    async restart() {
      app = await launch();
    },
    async stop() {
      await closed(app, config);
      await line?.stop();
      await running.end();
      await (workbench ?? printer).stop();
      await children.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The page of the one window that is shown; null while one takes the other's place. */
export async function onDisplay(app: ElectronApplication): Promise<Page | null> {
  const shown: Page[] = [];
  for (const page of app.windows()) {
    // A window can go while it is looked at.
    const isShown = await app
      .browserWindow(page)
      .then((window) => window.evaluate((one: Electron.BrowserWindow) => !one.isDestroyed() && one.isVisible()))
      .catch(() => false);
    if (isShown) shown.push(page);
  }
  return shown.length === 1 ? (shown[0] ?? null) : null;
}

/** A terminal leaves behind what does not end by itself. What is still there long after that is named, and ended. */
const END_WITHIN_MS = 60_000;
async function closed(app: ElectronApplication, config: string): Promise<void> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    for (const pid of processesOf(config)) {
      console.info(
        `did not end: ${readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').slice(0, 200)}`,
      );
      process.kill(pid, 'SIGKILL');
    }
  }, END_WITHIN_MS);
  await app.close().catch(() => undefined);
  clearTimeout(timer);
  if (late) throw new Error(`the terminal did not end within ${END_WITHIN_MS / 1_000} seconds`);
}

/** Presses by touch, as a finger does: through the browser's own input, in the middle of the control. */
/** `within`: where the same name stands on the page and in the bar. */
export async function touch(
  page: Page,
  name: string | RegExp,
  { within, ...options }: { exact?: boolean; within?: string } = {},
): Promise<void> {
  const control = (within === undefined ? page : page.locator(within))
    .getByRole('button', { name, ...options })
    .first();
  await expect(control).toBeVisible();
  await expect(control).not.toHaveAttribute('aria-disabled', 'true');
  await control.scrollIntoViewIfNeeded();
  const box = await control.boundingBox();
  if (box === null) throw new Error(`${String(name)} has no place on the glass`);
  await touchAt(page, box.x + box.width / 2, box.y + box.height / 2);
}

export async function touchAt(page: Page, x: number, y: number): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
  // What is touched may end the page, and with it this session.
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] }).catch(() => undefined);
  await cdp.detach().catch(() => undefined);
}

/** Opens the display sheet, touches each of these offers, and closes it. */
export async function setDisplay(page: Page, say: (key: Key) => string, ...offers: readonly Key[]): Promise<void> {
  await touch(page, say('display.title'), { exact: true });
  for (const offer of offers) await touch(page, say(offer), { exact: true });
  await touch(page, say('action.done'), { exact: true });
  await page.locator('.cover').waitFor({ state: 'detached' });
}

export const heading = (page: Page) => page.getByRole('heading', { level: 1 });

/** From the attract screen to home, in a language. */
export async function begin(page: Page, locale: Locale): Promise<void> {
  await page.locator('.attract__wake').waitFor();
  const box = await page.locator('.attract__wake').boundingBox();
  if (box === null) throw new Error('the start page has nothing to touch');
  await touchAt(page, box.x + box.width / 2, box.y + box.height / 2);
  await page.locator('.languages').waitFor();
  await touch(page, NAME[locale], { exact: true });
  await page.locator('.tiles').first().waitFor();
}

/** No violation of WCAG 2.2 A and AA on this screen; keeps a picture of it. */
export async function judge(page: Page, name: string): Promise<void> {
  const folder = join(ROOT, 'out/e2e');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  const result = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(
    result.violations.map(({ id, nodes }) => ({
      id,
      targets: nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    })),
    `axe on ${name}`,
  ).toEqual([]);
  await expectNoOverflow(page, name);
}

/** Nothing scrolls sideways, and no control is smaller than 72 design pixels or lies outside of the display. */
async function expectNoOverflow(page: Page, name: string): Promise<void> {
  const problems = await page.evaluate(() => {
    const found: string[] = [];
    const scale = Number(getComputedStyle(document.documentElement).getPropertyValue('--scale'));
    if (document.documentElement.scrollWidth > innerWidth)
      found.push(`the page is ${document.documentElement.scrollWidth} wide`);
    for (const element of document.querySelectorAll<HTMLElement>('button')) {
      const box = element.getBoundingClientRect();
      const label = element.textContent?.trim() || element.getAttribute('aria-label') || '';
      if (box.width === 0) continue;
      if (box.left < -1 || box.right > innerWidth + 1) found.push(`"${label}" reaches out of the glass`);
      if (Math.min(box.width, box.height) < 72 * scale - 1)
        found.push(`"${label}" is ${Math.round(box.width)} × ${Math.round(box.height)}`);
      if (element.scrollWidth > element.clientWidth + 1) found.push(`"${label}" does not hold its words`);
    }
    for (const box of document.querySelectorAll<HTMLElement>('.scroll__box'))
      if (box.scrollWidth > box.clientWidth + 1) found.push('a list scrolls sideways');
    return found;
  });
  expect(problems, `lay-out of ${name}`).toEqual([]);
}
