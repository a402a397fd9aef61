import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const isRoot = process.getuid?.() === 0;

/** The runtime must be readable for the unprivileged account, so root keeps it outside its own home. */
export const CACHE =
  process.env.FOYER_CACHE ??
  (isRoot ? '/var/cache/foyer' : join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'foyer'));

/** Which Electron was found: `{ path, version, kind: 'official' | 'stand-in' }`. */
export const RUNTIME_RECORD = join(CACHE, 'runtime.json');
