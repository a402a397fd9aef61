/**
 * `npm run diagnose -- --config FILE [--device NAME]`: checks a terminal without opening the kiosk: its configuration,
 * its data folder, its register and every device, with the drivers and hosts that the kiosk uses. Sentences go to the
 * standard error, JSON to the standard output.
 */
import { accessSync, constants, existsSync, mkdirSync, readlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../base/clock.ts';
import { ofTerminal } from '../../devices/config.ts';
import { type Fleet, startFleet } from '../../devices/terminal/fleet.ts';
import type { DeviceHandle } from '../../devices/terminal/handles.ts';
import { forkHost } from '../../devices/terminal/spawn-node.ts';
import { type DeviceStatus, works } from '../../devices/driver/status.ts';
import {
  type Config,
  type ConfigMistake,
  configFiles,
  describeMistake,
  loadConfig,
  readNamedFiles,
} from '../../electron/kiosk/terminal/config.ts';
import { createIdentity } from '../../electron/kiosk/identity/identity.ts';
import { fileKeyStore } from '../../electron/kiosk/identity/key-store.ts';
import { readMachineKey } from '../../electron/kiosk/identity/machine-key.ts';
import { deviceView } from '../../electron/kiosk/views/device-words.ts';
import type { DeviceFacts } from '../../electron/kiosk/app-state.ts';
import { createTranslate } from '../../locales/translate.ts';
import { createRegisterClient } from '../../register/client/client.ts';
import { createTerminalAccess } from '../../register/client/access.ts';

// sysexits.h
const EX_USAGE = 64;
const EX_CONFIG = 78;
const EX_TEMPFAIL = 75;
const NOT_READY = 1;

const ROOT = resolve(import.meta.dirname, '../..');
const FONTS = [
  'noto-sans/400Regular/NotoSans_400Regular',
  'noto-sans/700Bold/NotoSans_700Bold',
  'noto-sans-arabic/400Regular/NotoSansArabic_400Regular',
  'noto-sans-arabic/700Bold/NotoSansArabic_700Bold',
].map((font) => join(ROOT, 'node_modules/@expo-google-fonts', `${font}.ttf`));

interface Check {
  readonly check: 'data' | 'register';
  readonly ok: boolean;
  readonly detail: string | null;
}
interface DeviceFinding {
  readonly name: string;
  readonly class: string;
  readonly ok: boolean;
  readonly state: string;
  readonly reasons: readonly string[];
  readonly text: string;
  readonly identity: DeviceHandle['identity'] extends () => infer I ? I : never;
  /** Only with `--loop-back`. */
  readonly loopBack?: boolean;
}
interface Finding {
  readonly ok: boolean;
  readonly at: string;
  readonly mistakes?: readonly ConfigMistake[];
  readonly checks?: readonly Check[];
  readonly devices?: readonly DeviceFinding[];
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const translate = createTranslate();

async function main(args: readonly string[]): Promise<number> {
  let options;
  try {
    options = parseArgs({
      args: [...args],
      options: {
        config: { type: 'string', multiple: true },
        device: { type: 'string' },
        wait: { type: 'string', default: '20' },
        'loop-back': { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return usage((error as Error).message);
  }
  const seconds = Number(options.wait);
  if (!(seconds >= 1 && seconds <= 600)) return usage('--wait: seconds from 1 to 600');
  if (options['loop-back'] && options.device === undefined)
    return usage('--loop-back needs --device: the plug is in one port');
  const loaded = loadConfig(options.config ?? configFiles(process.env));
  const files = loaded.ok ? readNamedFiles(loaded.value) : loaded;
  if (!loaded.ok || !files.ok) {
    const mistakes = loaded.ok ? (files.ok ? [] : files.error) : loaded.error;
    for (const mistake of mistakes) say(describeMistake(mistake));
    report({ ok: false, at: now(), mistakes });
    return EX_CONFIG;
  }
  const config = loaded.value;
  const chosen = config.devices.filter(({ name }) => options.device === undefined || name === options.device);
  if (options.device !== undefined && chosen.length === 0)
    return usage(
      `--device: no device is named "${options.device}"; there are: ${config.devices.map(({ name }) => name).join(', ') || 'none'}`,
    );

  // Two at the same payment terminal or printer would take each other for a fault, and a running job for a leftover.
  if (isRunning(config.terminal.data)) {
    say('the terminal itself is running on these devices; please stop it first: systemctl stop foyer');
    return EX_TEMPFAIL;
  }

  const fleet = startFleet({
    configs: ofTerminal(chosen, config.terminal.name),
    fonts: FONTS,
    interrupted: false,
    clock: systemClock,
    random: Math.random,
    spawn: () => forkHost(join(ROOT, 'devices/host/host.ts')),
  });
  try {
    const checks =
      options.device === undefined ? [checkData(config), await checkRegister(config, files.value.registerKey)] : [];
    for (const { check, ok, detail } of checks)
      say(`${ok ? '✓' : '✗'} ${check}${detail === null ? '' : `: ${detail}`}`);
    const devices = await Promise.all(
      fleet.devices.map((device) => examine(device, seconds * 1_000, options['loop-back'])),
    );
    const ok = checks.every((one) => one.ok) && devices.every((one) => one.ok);
    report({ ok, at: now(), checks, devices });
    return ok ? 0 : NOT_READY;
  } finally {
    await stop(fleet);
  }
}

/** Chromium's lock of its profile: a link whose name ends with the process id (`HOST-PID`). */
function isRunning(data: string): boolean {
  try {
    const pid = Number(readlinkSync(join(data, 'runtime/SingletonLock')).split('-').at(-1));
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may be looked at and not be signalled.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function usage(message: string): number {
  say(message);
  say('usage: npm run diagnose -- --config FILE [--config FILE …] [--device NAME [--loop-back]] [--wait SECONDS]');
  return EX_USAGE;
}

const now = (): string => new Date().toISOString();
const report = (finding: Finding): void => void process.stdout.write(`${JSON.stringify(finding, null, 2)}\n`);
const stop = (fleet: Fleet): Promise<void> => fleet.stop();

function checkData({ terminal }: Config): Check {
  try {
    mkdirSync(existsSync(terminal.data) ? terminal.data : dirname(terminal.data), { recursive: true });
    accessSync(existsSync(terminal.data) ? terminal.data : dirname(terminal.data), constants.W_OK);
    return { check: 'data', ok: true, detail: null };
  } catch (error) {
    return {
      check: 'data',
      ok: false,
      detail: `${terminal.data}: ${(error as NodeJS.ErrnoException).code ?? 'not writable'}`,
    };
  }
}

async function checkRegister({ register, terminal }: Config, key: string | null): Promise<Check> {
  const reaching = { baseUrl: register.url, timeoutMs: register.timeoutMs };
  // A key in the system's own store can be used by the terminal alone; one that is bound to the machine, with the
  // terminal's credential.
  const machine = readMachineKey(process.env);
  const keyStore = machine.ok && machine.value !== null ? machine.value : fileKeyStore;
  const identity = createIdentity({
    file: join(terminal.data, 'identity.json'),
    keyStore,
    key,
    clock: systemClock,
    log: { write: () => undefined },
    access: createTerminalAccess(reaching),
  });
  const { state } = identity.facts();
  if (state === 'unreadable' || state === 'none')
    return {
      check: 'register',
      ok: false,
      detail: state === 'none' ? 'the terminal is not enrolled' : 'the terminal’s identity cannot be read here',
    };
  const asked = await createRegisterClient({ ...reaching, credentials: identity.credentials }).catalogue();
  return { check: 'register', ok: asked.ok, detail: asked.ok ? null : `${register.url}: ${asked.error.kind}` };
}

async function examine(device: DeviceHandle, limit: number, loopBack: boolean): Promise<DeviceFinding> {
  const status = await settled(device, limit);
  const facts = { class: device.class, name: device.name, status, identity: device.identity() } as Pick<
    DeviceFacts,
    'class' | 'name' | 'status' | 'identity'
  >;
  const text = translate('de', deviceView(facts).text);
  const looped = loopBack ? await device.loopBack() : undefined;
  const ok = looped ?? works(status);
  say(
    `${ok ? '✓' : '✗'} ${device.name} (${device.class}): ${text}${looped === undefined ? '' : looped ? ' – Leitung in Ordnung' : ' – Leitung gestört'}`,
  );
  return {
    name: device.name,
    class: device.class,
    ok,
    state: status.state,
    text,
    identity: facts.identity,
    reasons: 'reasons' in status ? status.reasons : 'reason' in status ? [status.reason] : [],
    ...(looped === undefined ? {} : { loopBack: looped }),
  };
}

/**
 * Until the device works or somebody has to act, at most `limit` milliseconds: a first attempt that failed may be
 * followed by a better one.
 */
function settled(device: DeviceHandle, limit: number): Promise<DeviceHandle extends { status(): infer S } ? S : never> {
  const final = (status: DeviceStatus): boolean =>
    works(status) || status.state === 'needs-staff' || status.state === 'faulted';
  return new Promise((resolve) => {
    const finish = (): void => {
      cancel();
      forget();
      resolve(device.status());
    };
    const cancel = systemClock.after(limit, finish);
    const forget = device.onStatus((status: DeviceStatus) => {
      if (final(status)) finish();
    });
    if (final(device.status())) finish();
  });
}

process.exitCode = await main(process.argv.slice(2));
