/** Composition root for Electron: configuration → processes → kiosk → window. */
import { app } from 'electron/main';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import { ofTerminal } from '../devices/config.ts';
import { createRegisterClient } from '../register/client/client.ts';
import { createTerminalAccess } from '../register/client/access.ts';
import { startHoursThread } from './kiosk/catalogue/hours-thread.ts';
import { configFiles, describeMistake, loadConfig, readNamedFiles, type Config } from './kiosk/terminal/config.ts';
import { configOrigins } from './kiosk/terminal/config-origin.ts';
import { createKiosk, type Kiosk } from './kiosk/kiosk.ts';
import { createIdentity } from './kiosk/identity/identity.ts';
import type { FieldsOf } from './kiosk/log/catalogue.ts';
import { linesOfDay } from './kiosk/log/day.ts';
import { fileSink } from './kiosk/log/file.ts';
import { createLogHistory, type LogHistory } from './kiosk/log/history.ts';
import { limitLog } from './kiosk/log/limit.ts';
import { createLog, type Log } from './kiosk/log/log.ts';
import { keepAuditHeads } from './kiosk/staff/audit-heads.ts';
import { watchMachine } from './kiosk/host-machine/watch.ts';
import { keepReports } from './kiosk/staff/report-file.ts';
import { createStoreClient } from './kiosk/store/client.ts';
import { startDevices } from './shell/device-hosts.ts';
import { fetchByAuthority } from './shell/register-line.ts';
import { keyStores } from './shell/key-store.ts';
import { powerOff, spawnUtility } from './shell/utility-process.ts';
import { createSecretLine } from './shell/pin-channel.ts';
import { exchangedLibraries, type DeliveredLibraries } from './shell/libraries.ts';
import { startWatchdog } from './shell/watchdog.ts';
import { prepareLockDown } from './shell/lock-down.ts';
import { orderedEnd } from './shell/ordered-end.ts';
import { openWindow } from './shell/window.ts';

/** Written in by the build: version of the software, and the Electron version it is made for. */
declare const FOYER_VERSION: string;
declare const FOYER_ELECTRON: string;
/** And the libraries that the operator may exchange, as delivered. */
declare const FOYER_LIBRARIES: DeliveredLibraries;

const began = Date.now();
/**
 * Native code knows no archive: what it opens is unpacked beside it in the package. Elsewhere the path stays as it is.
 */
const onDisk = (path: string): string => path.replace(/app\.asar(?=[/\\])/, 'app.asar.unpacked');
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
const { registerKey, registerAuthority, arms } = files.value;
// Opening hours are the town's; this must stand before the first Date is made.
process.env.TZ = config.town.timeZone;
mkdirSync(config.terminal.data, { recursive: true, mode: 0o700 });
app.setPath('userData', join(config.terminal.data, 'runtime'));
if (!app.requestSingleInstanceLock()) {
  process.stderr.write('Foyer already runs on this terminal.\n');
  process.exit(0);
}
prepareLockDown();
void app.whenReady().then(() => start(config));

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

async function start({ terminal, screen, register, ...rest }: Config): Promise<void> {
  const { log, history } = openLog(terminal.data);
  const exchanged = exchangedLibraries(join(__dirname, 'hours.cjs'), FOYER_LIBRARIES);
  const electron = process.versions.electron ?? '';
  const kind = electron === FOYER_ELECTRON ? ('official' as const) : ('stand-in' as const);
  const runtime = { exchanged, software: FOYER_VERSION, electron, kind };
  log.write('kiosk.started', { software: FOYER_VERSION, runtime: `electron ${electron}`, runtimeKind: kind });
  for (const { name, sha256 } of exchanged) log.write('library.exchanged', { name, sha256 });

  const stopWatchdog = startWatchdog({
    script: join(__dirname, 'watchdog.cjs'),
    data: terminal.data,
    onLost: () => log.write('process.gone', { process: 'watchdog', code: null }),
  });

  // Also when the start is not over yet.
  const ending = orderedEnd<FieldsOf<'kiosk.end-late'>['part']>(systemClock, (part) =>
    log.write('kiosk.end-late', { part }),
  );
  ending.add('watchdog', stopWatchdog);
  let quitting = false;
  app.on('before-quit', (event) => {
    // The closed window asks as well, while the rest still closes: only `app.exit` below ends the application.
    event.preventDefault();
    if (quitting) return;
    quitting = true;
    void ending.run().then(() => {
      log.write('kiosk.stopped', {});
      app.exit(0);
    });
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => app.quit());

  const secrets = createSecretLine();
  // The page loads while store and devices start; it gets its first View when it asks for one.
  let kiosk: Kiosk | null = null;
  let pageReady = false;
  let ready = false;
  const window = openWindow({
    folder: join(__dirname, 'renderer'),
    preload: join(__dirname, 'preload.cjs'),
    mode: screen.mode,
    onIntent: (message) => kiosk?.intent(message),
    onRefusedSender: () => log.write('intent.refused', { intent: 'unknown', screen: 'unknown', reason: 'sender' }),
    onGone: (reason) => log.write('renderer.gone', { reason }),
    onUnguarded: () => log.write('renderer.unguarded', {}),
    onReady: (contents, audience) => {
      if (audience === 'visitor') secrets.page(contents);
      pageReady = true;
      noteReady();
    },
  });
  ending.add('window', async () => (await window).close());
  function noteReady(): void {
    if (ready || !pageReady || kiosk === null || kiosk.view().screen.kind === 'starting') return;
    ready = true;
    log.write('kiosk.ready', { milliseconds: Date.now() - began });
  }
  const store = createStoreClient({
    clock: systemClock,
    spawn: () => spawnUtility(join(__dirname, 'store.cjs'), [join(terminal.data, 'journal.sqlite')], 'Foyer store'),
    onGone: (code) => log.write('process.gone', { process: 'store', code }),
  });
  const leaveStore = ending.add('store', () => store.close());
  const fonts = onDisk(join(__dirname, 'fonts'));
  const devices = startDevices({
    configs: ofTerminal(rest.devices, terminal.name),
    log,
    secrets,
    script: join(__dirname, 'device-host.cjs'),
    fonts: readdirSync(fonts).map((name) => join(fonts, name)),
    interrupted: (await store.openJobs().catch(() => 1)) > 0,
  });
  const reaching = reachRegister(register, registerAuthority);
  const stores = keyStores();
  if (stores.damaged) log.write('identity.machine-key-damaged', {});
  const identity = createIdentity({
    file: join(terminal.data, 'identity.json'),
    keyStore: stores.best,
    otherStores: stores.all,
    key: registerKey,
    clock: systemClock,
    log,
    access: createTerminalAccess(reaching),
  });
  const reports = keepReports(terminal.data, {
    stores: stores.all,
    onNewKey: (fingerprint) => log.write('reports.new-key', { fingerprint }),
  });
  const machine = watchMachine({ data: terminal.data, clock: systemClock });
  ending.add('machine', () => machine.stop());
  const running = createKiosk({
    config,
    origins: configOrigins(layers),
    arms,
    store,
    devices: devices.devices,
    clock: systemClock,
    log,
    history,
    runtime,
    hours: startHoursThread({ script: join(__dirname, 'hours.cjs'), clock: systemClock }),
    identity,
    register: createRegisterClient({ ...reaching, credentials: identity.credentials, onClock: identity.noteClock }),
    hosts: { restart: devices.restartHost },
    reports,
    machine,
    keepHeads: keepAuditHeads(terminal.data),
    papers: { pdf: async (view) => (await window).pdf(view) },
    press: (key) => void window.then((shown) => shown.press(key)),
    powerOff: () => (terminal.onLowBattery === 'power-off' ? powerOff() : undefined),
    restart: () => app.quit(),
    purge: async () => (await window).purge(),
  });
  // The kiosk closes its store itself, after its last word to it.
  leaveStore();
  ending.add('devices', () => devices.stop());
  ending.add('kiosk', () => running.stop());
  kiosk = running;
  running.start();
  const shown = await window;
  running.onView((view) => {
    shown.show(view);
    noteReady();
  });
  shown.show(running.view());
  noteReady();
}

/** `authority`: PEM of who signed the register's certificate, where that is not one that the system knows. */
function reachRegister(
  { url, timeoutMs }: { readonly url: string; readonly timeoutMs: number },
  authority: string | null,
) {
  return { baseUrl: url, timeoutMs, ...(authority === null ? {} : { fetch: fetchByAuthority(authority) }) };
}

/** The log on disk, and what stands in it: what happened earlier today is still today's after a restart. */
function openLog(data: string): { readonly log: Log; readonly history: LogHistory } {
  const history = createLogHistory(Date.now, () => linesOfDay(data, new Date()));
  const toFile = fileSink(data);
  const toBoth = (line: string): void => {
    toFile(line);
    history.take(line);
  };
  return { history, log: limitLog(createLog(toBoth, Date.now), systemClock) };
}
