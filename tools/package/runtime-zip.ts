/**
 * The runtime that set-up found, as the archive from which Forge packages, so that making a package needs no network.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runtime } from '../run/account.ts';
import { CACHE, ROOT } from '../setup/paths.mjs';

/**
 * Answers the folder; the archive's name carries the version of the installed `electron` package, which is what Forge
 * looks for.
 */
export function runtimeZip(): string {
  const { kind, version, dist } = runtime();
  const wanted = (
    JSON.parse(readFileSync(join(ROOT, 'node_modules/electron/package.json'), 'utf8')) as { version: string }
  ).version;
  const folder = join(CACHE, `zip-${kind}-${version}`);
  const archive = join(folder, `electron-v${wanted}-linux-${process.arch}.zip`);
  if (existsSync(archive)) return folder;
  mkdirSync(folder, { recursive: true });
  const unfinished = join(folder, `unfinished-${process.pid}.zip`);
  // Stored, not compressed: it is unpacked at once. The stand-in's small default application stays out.
  const done = spawnSync('zip', ['-0', '-q', '-r', '-y', '-X', unfinished, '.', '-x', 'resources/app/*'], {
    cwd: dist,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (done.status !== 0) {
    rmSync(unfinished, { force: true });
    throw new Error(`zip could not pack the runtime: ${done.error?.message ?? done.stderr.trim()}`);
  }
  renameSync(unfinished, archive);
  return folder;
}
