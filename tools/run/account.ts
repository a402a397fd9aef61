/** Electron runs as an unprivileged account, its sandbox on, also where everything else runs as root. */
import { spawnSync } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { EXCHANGEABLE } from '../package/exchangeable.ts';
import { ACCOUNT } from '../setup/account.mjs';
import { CACHE, ROOT, RUNTIME_RECORD, isRoot } from '../setup/paths.mjs';

export interface Runtime {
  readonly executable: string;
  readonly version: string;
  readonly kind: 'official' | 'stand-in';
  readonly dist: string;
}

export const runtime = (): Runtime => JSON.parse(readFileSync(RUNTIME_RECORD, 'utf8')) as Runtime;

/**
 * Command and arguments in front of one that the account is to run. `setpriv` becomes the command itself, so signals
 * reach it.
 */
export const asAccount = (): string[] =>
  isRoot ? ['setpriv', `--reuid=${ACCOUNT}`, `--regid=${ACCOUNT}`, '--init-groups', '--'] : [];

/** Gives a file or folder, with all that is in it, to the account. */
export function giveToAccount(path: string): void {
  if (!isRoot) return;
  const [uid = 0, gid = 0] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, ACCOUNT], { encoding: 'utf8' }).stdout.trim()),
  );
  chownSync(path, uid, gid);
  if (!statSync(path).isDirectory()) return;
  for (const entry of readdirSync(path, { recursive: true, encoding: 'utf8' })) lchownSync(join(path, entry), uid, gid);
}

/**
 * The folder from which Electron runs the application: the checkout, or a copy of what the application consists of
 * where the account may not read the checkout.
 */
export function applicationFolder(): string {
  if (!isRoot) return ROOT;
  const [command = '', ...args] = asAccount();
  if (spawnSync(command, [...args, 'test', '-r', join(ROOT, '.build/main.cjs')]).status === 0) return ROOT;
  const copy = join(CACHE, 'application');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(copy, 'package.json'));
  cpSync(join(ROOT, '.build'), join(copy, '.build'), { recursive: true });
  for (const name of [...nativePackages(), ...Object.keys(EXCHANGEABLE)])
    cpSync(join(ROOT, 'node_modules', name), join(copy, 'node_modules', name), { recursive: true, dereference: true });
  spawnSync('chmod', ['-R', 'a+rX', copy]);
  return copy;
}

/** Native modules, which stay outside the bundles, with what they need themselves. */
export function nativePackages(): string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    const file = join(ROOT, 'node_modules', name, 'package.json');
    if (found.has(name) || !existsSync(file)) return;
    found.add(name);
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as {
      dependencies?: object;
      optionalDependencies?: object;
    };
    for (const next of [...Object.keys(dependencies), ...Object.keys(optionalDependencies)]) visit(next);
  };
  const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: object };
  for (const name of Object.keys(own.dependencies)) if (!(name in EXCHANGEABLE)) visit(name);
  return [...found];
}
