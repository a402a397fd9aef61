import { spawnSync } from 'node:child_process';
import { isRoot } from './paths.mjs';
import { Obstacle, say } from './say.mjs';

/**
 * Electron's sandbox does not work for root, and the product refuses to run as root. Where set-up runs as root
 * (containers, CI), Electron is started through this account.
 */
export const ACCOUNT = 'foyer-dev';

export function ensureAccount() {
  if (!isRoot || spawnSync('id', ['-u', ACCOUNT]).status === 0) return;
  say(`adding the account ${ACCOUNT}, under which Electron runs`);
  const done = spawnSync('useradd', ['--system', '--create-home', '--shell', '/usr/sbin/nologin', ACCOUNT], {
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Obstacle(`could not add the account ${ACCOUNT}: ${done.stderr.trim()}`);
}
