import { copyFileSync, mkdirSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup/paths.mjs';
import { firstLine, json, type Children } from './children.ts';

export interface RunningRegister { readonly url: string; readonly keyFile: string }

/** The register with Musterstadt's data, as a process of its own. Port 0 takes a free one. */
export async function startRegister(children: Children, folder: string, port: number): Promise<RunningRegister> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const child = children.start(process.execPath, [join(ROOT, 'register/server/cli.ts'), '--demo'], { env: { ...process.env, FOYER_DATA: folder, FOYER_REGISTER_PORT: String(port) } });
  return firstLine(child, 'the register', (line) => {
    const ready = json(line);
    return ready?.event === 'ready' ? { url: String(ready.url), keyFile: String(ready.demoKeyFile) } : undefined;
  }, 60_000);
}

/** The terminal gets a copy of its key that only its own account reads. */
export function copyKey(from: string, to: string): void {
  copyFileSync(from, to);
  chmodSync(to, 0o600);
}
