/**
 * What the Debian packages that are put together file by file have in common; `foyer` itself comes from Electron Forge.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../setup/paths.mjs';

/** `light` is done in seconds, `small` is for handing out. */
export type Compression = 'light' | 'small';

/** Debian's names of processors, by Node's. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * The project's version, and this machine's processor as Debian calls it. Throws for one that it has no name for here.
 */
export function edition(): { readonly version: string; readonly arch: string } {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const arch = ARCHITECTURES[process.arch];
  if (arch === undefined) throw new Error(`no Debian architecture is known for ${process.arch}`);
  return { version, arch };
}

/** `path` relative to the checkout, to the same place under `home`. */
export function copy(path: string, home: string): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  cpSync(join(ROOT, path), join(home, path));
}

/**
 * Whatever the checkout's umask was: everyone may read, the owner may write. `programs` are run, as is what lies in
 * `usr/bin`.
 */
export function tidyModes(root: string, programs: readonly string[] = []): void {
  chmodSync(root, 0o755);
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const path = join(root, name);
    chmodSync(
      path,
      statSync(path).isDirectory() || name.startsWith('usr/bin/') || programs.includes(name) ? 0o755 : 0o644,
    );
  }
}

/** Files below `root`, relative and sorted, and their size, KiB. */
export function contentsOf(root: string): { readonly files: readonly string[]; readonly size: number } {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
  return { files, size: files.reduce((sum, file) => sum + Math.ceil(statSync(join(root, file)).size / 1024), 0) };
}

/** deb-md5sums(5). */
export const md5sums = (root: string, files: readonly string[]): string =>
  files
    .map(
      (file) =>
        `${createHash('md5')
          .update(readFileSync(join(root, file)))
          .digest('hex')}  ${file}\n`,
    )
    .join('');

/** Builds `deb` of the tree at `root`; under another name until it is whole. */
export async function buildDeb(root: string, deb: string, compression: Compression): Promise<void> {
  mkdirSync(dirname(deb), { recursive: true });
  const unfinished = `${deb}.${process.pid}`;
  await promisify(execFile)('dpkg-deb', [
    '--root-owner-group',
    ...(compression === 'light' ? ['-Zzstd', '-z1'] : ['-Zxz', '-z6']),
    '--build',
    root,
    unfinished,
  ]);
  renameSync(unfinished, deb);
}
