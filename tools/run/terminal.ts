import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Config } from '../../electron/kiosk/terminal/config.ts';
import { hashPin } from '../../electron/kiosk/staff/sign-in.ts';
import { systemClock } from '../../base/clock.ts';
import { createIdentity } from '../../electron/kiosk/identity/identity.ts';
import { fileKeyStore } from '../../electron/kiosk/identity/key-store.ts';
import { createTerminalAccess } from '../../register/client/access.ts';
import { askAdmin } from '../../register/server/admin/client.ts';
import { applicationFolder, asAccount, giveToAccount, runtime } from './account.ts';
import { copyKey } from './register.ts';

/** PINs of the demonstration terminal; a town sets its own with `npm run hash-pin`. */
export const DEMO_PINS = { staff: '604917', technician: '830296' } as const;

type Layer = { [K in keyof Config]?: Partial<Config[K]> };

/**
 * Writes the configuration of the demonstration terminal into its folder; answers the file. Without `keyFile` the
 * terminal is to be enrolled.
 */
export async function demoConfiguration(
  folder: string,
  register: { readonly url: string; readonly keyFile?: string },
  devices: readonly object[],
  more: Layer = {},
): Promise<string> {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const keyFile = join(folder, 'register.key');
  if (register.keyFile !== undefined) copyKey(register.keyFile, keyFile);
  const arms = join(folder, 'arms.svg');
  writeFileSync(arms, ARMS);
  const config = {
    town: { name: 'Musterstadt', land: 'NW', arms, phone: '030 23125 100', accent: '#1d4f91', ...more.town },
    terminal: {
      name: 'T01',
      place: 'Rathaus, Eingangshalle',
      office: 'buergerbuero',
      data: join(folder, 'data'),
      ...more.terminal,
    },
    screen: { ...more.screen },
    register: {
      url: register.url,
      ...(register.keyFile === undefined ? {} : { keyFile }),
      everySeconds: 15,
      ...more.register,
    },
    staff: {
      pins: [
        { name: 'Schalter 1', role: 'staff', hash: await hashPin(DEMO_PINS.staff) },
        { name: 'Technik', role: 'technician', hash: await hashPin(DEMO_PINS.technician) },
      ],
    },
    devices,
  };
  const file = join(folder, 'foyer.yaml');
  writeFileSync(file, stringify(config), { mode: 0o600 });
  giveToAccount(folder);
  return file;
}

/**
 * Enrols the demonstration terminal as a technician would, but without typing: a code from the register's local socket,
 * and the identity where the terminal looks for it. Throws with a sentence when that does not work.
 */
export async function enrolDemoTerminal(
  folder: string,
  register: { readonly url: string; readonly folder: string },
  name = 'T01',
): Promise<void> {
  const issued = await askAdmin(register.folder, 'enrolTerminal', { name, place: 'Rathaus, Eingangshalle' });
  if (!issued.ok) throw new Error(`The register gave no code: ${issued.error.kind}.`);
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const identity = createIdentity({
    file: join(data, 'identity.json'),
    keyStore: fileKeyStore,
    key: null,
    clock: systemClock,
    log: { write: () => undefined },
    access: createTerminalAccess({ baseUrl: register.url, timeoutMs: 10_000 }),
  });
  const enrolled = await identity.enrol(issued.value.code);
  if (!enrolled.ok) throw new Error(`The terminal could not be enrolled: ${enrolled.error}.`);
  giveToAccount(data);
}

/** How the terminal is started: as the account, on the runtime that set-up found. */
export function terminalCommand(
  config: string,
  display: string,
  folder: string,
): { command: string; args: string[]; env: NodeJS.ProcessEnv } {
  const found = runtime();
  const home = join(folder, 'home');
  if (!existsSync(home)) mkdirSync(home);
  giveToAccount(home);
  const [command = found.executable, ...args] = [...asAccount(), found.executable, applicationFolder()];
  return {
    command,
    args,
    env: {
      PATH: process.env.PATH,
      LANG: process.env.LANG ?? 'C.UTF-8',
      HOME: home,
      XDG_RUNTIME_DIR: home,
      DISPLAY: display,
      FOYER_CONFIG: config,
      ...(process.env.XAUTHORITY ? { XAUTHORITY: process.env.XAUTHORITY } : {}),
    },
  };
}

/** The coat of arms of a town that does not exist: a gate with two towers over waves. */
export const ARMS = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 112" role="img"><path d="M4 4h88v56c0 26-20 40-44 48C24 100 4 86 4 60z" fill="#1d4f91"/><path d="M18 66V30h6v-6h6v6h6v-6h6v18h12V24h6v6h6v-6h6v6h6v36z" fill="#fff"/><path d="M41 66V54a7 7 0 0 1 14 0v12z" fill="#1d4f91"/><path d="M14 76q8.500-6 17 0t17 0 17 0 17 0M22 87q6.500-5 13 0t13 0 13 0 13 0" fill="none" stroke="#f2c14e" stroke-width="4" stroke-linecap="round"/></svg>
`;
