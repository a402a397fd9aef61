/** The terminal behind its page: log → processes → kiosk. Loaded while the page's process starts. */
import { app, type WebContents } from 'electron/main';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import { ofTerminal } from '../devices/config.ts';
import { createRegisterClient } from '../register/client/client.ts';
import { createTerminalAccess } from '../register/client/access.ts';
import { startHoursThread } from './kiosk/catalogue/hours-thread.ts';
import type { Config, NamedFiles } from './kiosk/terminal/config.ts';
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
import { powerOff, type SpawnedProcess } from './shell/utility-process.ts';
import { createSecretLine } from './shell/pin-channel.ts';
import { exchangedLibraries, type DeliveredLibraries } from './shell/libraries.ts';
import type { OrderedEnd } from './shell/ordered-end.ts';
import { startWatchdog } from './shell/watchdog.ts';
import type { KioskWindow, PageEvents } from './shell/window.ts';

/** Written in by the build: version of the software, and the Electron version it is made for. */
declare const FOYER_VERSION: string;
declare const FOYER_ELECTRON: string;
/** And the libraries that the operator may exchange, as delivered. */
declare const FOYER_LIBRARIES: DeliveredLibraries;

export type TerminalPart = FieldsOf<'kiosk.end-late'>['part'];

/** What stands when the terminal begins. */
export interface Begun {
  /** Milliseconds since 1970: the process. */
  readonly at: number;
  readonly config: Config;
  readonly files: NamedFiles;
  /** Paths of the configuration's files. */
  readonly layers: readonly string[];
  readonly ending: OrderedEnd<TerminalPart>;
  readonly window: KioskWindow;
  /** The first one is there already. */
  spawnStore(): SpawnedProcess;
}

/**
 * Native code knows no archive: what it opens is unpacked beside it in the package. Elsewhere the path stays as it is.
 */
const onDisk = (path: string): string => path.replace(/app\.asar(?=[/\\])/, 'app.asar.unpacked');
const beside = (file: string): string => join(__dirname, file);

/** `listen`: from then on what the page says is heard. */
export function startTerminal(begun: Begun, listen: (log: Log, events: PageEvents) => void): void {
  const { config, ending, window } = begun;
  const { terminal } = config;
  const { log, history } = openLog(terminal.data);
  const runtime = describeRuntime(log);
  ending.add('watchdog', watchOver(terminal.data, log));
  const secrets = createSecretLine();
  let kiosk: Kiosk | null = null;
  let pageReady = false;
  let ready = false;
  function noteReady(): void {
    if (ready || !pageReady || kiosk === null || kiosk.view().screen.kind === 'starting') return;
    ready = true;
    log.write('kiosk.ready', { milliseconds: Date.now() - begun.at });
  }
  listen(log, {
    onIntent: (message) => kiosk?.intent(message),
    onRefusedSender: () => log.write('intent.refused', { intent: 'unknown', screen: 'unknown', reason: 'sender' }),
    onGone: (reason) => log.write('renderer.gone', { reason }),
    onUnguarded: () => log.write('renderer.unguarded', {}),
    onReady: (contents: WebContents, audience) => {
      if (audience === 'visitor') secrets.page(contents);
      pageReady = true;
      noteReady();
    },
  });
  const store = createStoreClient({
    clock: systemClock,
    spawn: begun.spawnStore,
    onGone: (code) => log.write('process.gone', { process: 'store', code }),
  });
  const fonts = onDisk(beside('fonts'));
  const devices = startDevices({
    configs: ofTerminal(config.devices, terminal.name),
    log,
    secrets,
    script: beside('device-host.cjs'),
    fonts: readdirSync(fonts).map((name) => join(fonts, name)),
    // The page comes first: what drives the devices is started when it stands.
    interrupted: window.drawn.then(() => store.openJobs().catch(() => 1)).then((open) => open > 0),
  });
  const machine = watchMachine({ data: terminal.data, clock: systemClock, from: window.drawn });
  const running = createKiosk({
    config,
    origins: configOrigins(begun.layers),
    arms: begun.files.arms,
    store,
    devices: devices.devices,
    clock: systemClock,
    log,
    history,
    runtime,
    hours: startHoursThread({ script: beside('hours.cjs'), clock: systemClock }),
    ...registerSide(begun, log),
    hosts: { restart: devices.restartHost },
    machine,
    keepHeads: keepAuditHeads(terminal.data),
    papers: { pdf: window.pdf },
    press: window.press,
    powerOff: () => (terminal.onLowBattery === 'power-off' ? powerOff() : undefined),
    restart: () => app.quit(),
    purge: window.purge,
    shown: window.drawn,
  });
  ending.add('machine', () => machine.stop());
  ending.add('devices', () => devices.stop());
  // It closes its store itself, after its last word to it.
  ending.add('kiosk', () => running.stop());
  kiosk = running;
  running.start();
  running.onView((view) => {
    window.show(view);
    noteReady();
  });
  window.show(running.view());
  noteReady();
}

/** What this terminal is to the register, and how it reaches it. */
function registerSide({ config: { terminal, register }, files: { registerKey, registerAuthority } }: Begun, log: Log) {
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
  const client = createRegisterClient({
    ...reaching,
    credentials: identity.credentials,
    onClock: identity.noteClock,
  });
  return { identity, reports, register: client };
}

/** `authority`: PEM of who signed the register's certificate, where that is not one that the system knows. */
function reachRegister(
  { url, timeoutMs }: { readonly url: string; readonly timeoutMs: number },
  authority: string | null,
) {
  return { baseUrl: url, timeoutMs, ...(authority === null ? {} : { fetch: fetchByAuthority(authority) }) };
}

function describeRuntime(log: Log) {
  const exchanged = exchangedLibraries(beside('hours.cjs'), FOYER_LIBRARIES);
  const electron = process.versions.electron ?? '';
  const kind = electron === FOYER_ELECTRON ? ('official' as const) : ('stand-in' as const);
  log.write('kiosk.started', { software: FOYER_VERSION, runtime: `electron ${electron}`, runtimeKind: kind });
  for (const { name, sha256 } of exchanged) log.write('library.exchanged', { name, sha256 });
  return { exchanged, software: FOYER_VERSION, electron, kind };
}

const watchOver = (data: string, log: Log) =>
  startWatchdog({
    script: beside('watchdog.cjs'),
    data,
    onLost: () => log.write('process.gone', { process: 'watchdog', code: null }),
  });

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
