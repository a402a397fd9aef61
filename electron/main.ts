/**
 * Composition root for Electron: configuration → page → terminal. Here is what the page needs to come up; the rest is
 * loaded while its process starts.
 */
import { app } from 'electron/main';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import { configFiles, describeMistake, loadConfig, readNamedFiles } from './kiosk/terminal/config.ts';
import type { Log } from './kiosk/log/log.ts';
import { prepareLockDown } from './shell/lock-down.ts';
import { orderedEnd } from './shell/ordered-end.ts';
import { openWindow, type PageEvents } from './shell/window.ts';
import { spawnUtility, type SpawnedProcess } from './shell/utility-process.ts';
import type { TerminalPart } from './terminal.ts';

const began = Date.now();
// sysexits.h: EX_SOFTWARE, EX_CONFIG, EX_NOPERM.
const EX_SOFTWARE = 70;
const EX_CONFIG = 78;
const EX_NOPERM = 77;

if (process.getuid?.() === 0) {
  process.stderr.write(
    'Foyer does not run as root: the screen would have no sandbox. Start it under an account of its own.\n',
  );
  process.exit(EX_NOPERM);
}
const layers = configFiles(process.env);
const loaded = loadConfig(layers);
if (!loaded.ok) {
  for (const mistake of loaded.error) process.stderr.write(`${describeMistake(mistake)}\n`);
  process.exit(EX_CONFIG);
}
const config = loaded.value;
const files = readNamedFiles(config);
if (!files.ok) {
  for (const mistake of files.error) process.stderr.write(`${describeMistake(mistake)}\n`);
  process.exit(EX_CONFIG);
}
const named = files.value;
// Opening hours are the town's; this must stand before the first Date is made.
process.env.TZ = config.town.timeZone;
mkdirSync(config.terminal.data, { recursive: true, mode: 0o700 });
app.setPath('userData', join(config.terminal.data, 'runtime'));
if (!app.requestSingleInstanceLock()) {
  process.stderr.write('Foyer already runs on this terminal.\n');
  process.exit(0);
}
prepareLockDown();
void app.whenReady().then(start);

// What throws is a bug: better no terminal for a second than one that shows an old screen for ever. systemd starts it
// anew.
process.on('uncaughtException', fatal);
process.on('unhandledRejection', fatal);
function fatal(error: unknown): void {
  // The stack holds places in our code, never data of a visit.
  process.stderr.write(
    `${error instanceof Error ? `${error.name} ${(error.stack ?? '').split('\n').slice(1).join('\n')}` : 'unknown'}\n`,
  );
  app.exit(EX_SOFTWARE);
}

async function start(): Promise<void> {
  const heard: { log?: Log } = {};
  let hear: (events: PageEvents) => void = () => undefined;
  /** What the page says before the terminal is loaded waits for it. */
  const events = new Promise<PageEvents>((resolve) => {
    hear = resolve;
  });
  const told =
    <Event extends keyof PageEvents>(event: Event) =>
    (...said: Parameters<PageEvents[Event]>): void =>
      void events.then((listeners) => (listeners[event] as (...values: typeof said) => void)(...said));

  const ending = orderedEnd<TerminalPart>(systemClock, (part) => heard.log?.write('kiosk.end-late', { part }));
  let quitting = false;
  app.on('before-quit', (event) => {
    // The closed window asks as well, while the rest still closes: only `app.exit` below ends the application.
    event.preventDefault();
    if (quitting) return;
    quitting = true;
    void ending.run().then(() => {
      heard.log?.write('kiosk.stopped', {});
      app.exit(0);
    });
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => app.quit());

  const window = await openWindow({
    folder: join(__dirname, 'renderer'),
    preload: join(__dirname, 'preload.cjs'),
    mode: config.screen.mode,
    onIntent: told('onIntent'),
    onRefusedSender: told('onRefusedSender'),
    onGone: told('onGone'),
    onUnguarded: told('onUnguarded'),
    onReady: told('onReady'),
  });
  ending.add('window', () => window.close());
  const journal = join(config.terminal.data, 'journal.sqlite');
  const spawnStore = (): SpawnedProcess => spawnUtility(join(__dirname, 'store.cjs'), [journal], 'Foyer store');
  const firstStore = [spawnStore()];
  // Every answer to the page passes through this process: loading the rest before it would hold the page up.
  await window.served;
  const { startTerminal } = await import('./terminal.ts');
  if (quitting) return;
  startTerminal(
    { at: began, config, files: named, layers, ending, window, spawnStore: () => firstStore.pop() ?? spawnStore() },
    (log, listeners) => {
      heard.log = log;
      hear(listeners);
    },
  );
}
