import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { verifiedNode } from './node-runtime.mjs';
import { ROOT } from './paths.mjs';
import { Obstacle, say } from './say.mjs';

const STAMP = join(ROOT, 'node_modules', '.foyer-installed');

/** `npm ci`, when the lock file is another one than at the last installation. */
export function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  const stamped = existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : '';
  if (stamped === lock && existsSync(join(ROOT, 'node_modules/.bin/node'))) return;
  say('installing the npm packages …');
  // Install scripts stay off: every native module brings its binary in the package, and Electron's is fetched by
  // `runtime.mjs`.
  npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  // Before anything is run by it.
  verifiedNode();
  writeFileSync(STAMP, lock);
}

function npm(args) {
  const done = spawnSync('npm', args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (done.status !== 0)
    throw new Obstacle(
      `npm ${args[0]} failed:\n${(done.stderr ?? String(done.error)).trim().split('\n').slice(0, 12).join('\n')}`,
    );
}
