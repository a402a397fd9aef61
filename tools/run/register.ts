import { copyFileSync, mkdirSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup/paths.mjs';
import { firstLine, json, type Children } from './children.ts';

export interface RunningRegister {
  readonly url: string;
  /** The office's page, where it is served. */
  readonly office: string | null;
  readonly keyFile: string;
  /** With its local socket. */ readonly folder: string;
}

/**
 * The register with Musterstadt's data, as a process of its own. Port 0 takes a free one; the public listener is at
 * `publicPort`, or at any;
 * the office's page at `office`.
 */
export async function startRegister(
  children: Children,
  folder: string,
  port: number,
  publicPort?: number,
  program = 'register/server/cli.ts',
  office: number | 'off' = 'off',
): Promise<RunningRegister> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const open = String(publicPort ?? 0);
  const child = children.start(process.execPath, [join(ROOT, program), '--demo'], {
    env: {
      ...process.env,
      FOYER_DATA: folder,
      FOYER_REGISTER_PORT: String(port),
      FOYER_OFFICE_PORT: String(office),
      FOYER_PUBLIC_PORT: open,
      FOYER_PUBLIC_URL: `http://127.0.0.1:${open}`,
    },
  });
  return firstLine(
    child,
    'the register',
    (line) => {
      const ready = json(line);
      return ready?.event === 'ready'
        ? {
            url: String(ready.url),
            office: typeof ready.office === 'string' ? ready.office : null,
            keyFile: String(ready.demoKeyFile),
            folder,
          }
        : undefined;
    },
    60_000,
  );
}

/** The terminal gets a copy of its key that only its own account reads. */
export function copyKey(from: string, to: string): void {
  copyFileSync(from, to);
  chmodSync(to, 0o600);
}
